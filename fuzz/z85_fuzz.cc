// Any bytes as Z85, as what Z85 is made of, and as the text of a deletion vector.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "delta_utils/base/z85.h"
#include "delta_utils/delta_actions/deletion_vector.h"

namespace delta_utils {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

void TryText(std::string_view text) {
  const auto bytes = DecodeZ85(text);
  const auto padded = DecodePaddedZ85(text);
  if (!bytes) return;
  Require(padded == bytes);
  std::string again;
  AppendZ85(*bytes, &again);
  Require(again == text);
}

void TryBytes(std::string_view bytes) {
  const DeletionVectorDescriptor vector = MakeInlineDeletionVector(bytes, 0);
  const auto place = LocateDeletionVector(vector).ValueOrDie();
  Require(std::get<InlineDeletionVector>(place).bytes == bytes);
}

void TryDescriptor(std::string_view text) {
  for (const char* type : {"u", "p", "i"}) {
    DeletionVectorDescriptor vector;
    vector.storage_type = type;
    vector.path_or_inline_dv = text;
    vector.size_bytes = static_cast<int32_t>(text.size() / 5 * 4);
    const auto place = LocateDeletionVector(vector);
    if (!place.ok()) {
      Require(KindOf(place.status()) == ErrorKind::kCorrupt);
    } else if (const auto* stored = std::get_if<StoredDeletionVector>(&*place)) {
      Require(!stored->path.empty() &&
              stored->is_absolute == (vector.storage_type == "p"));
    }
  }
}

void TryAll(std::string_view input) {
  TryText(input);
  TryBytes(input);
  TryDescriptor(input);
}

}  // namespace
}  // namespace delta_utils

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  delta_utils::TryAll({reinterpret_cast<const char*>(data), size});
  return 0;
}
