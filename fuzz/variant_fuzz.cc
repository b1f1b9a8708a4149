// Any bytes as a Variant: two bytes, the size of the metadata; the metadata; the value.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "delta_utils/variant/variant_examination_testing.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using delta_utils::variant_internal::Examine;
  if (size < 2) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 2, size - 2);
  const size_t announced = data[0] | size_t{data[1]} << 8;
  const size_t metadata_size = std::min(announced, input.size());
  const std::string broken =
      Examine(input.substr(0, metadata_size), input.substr(metadata_size));
  if (broken.empty()) return 0;
  std::fprintf(stderr, "%s\n", broken.c_str());
  std::abort();
}
