// The values of apache/parquet-testing, for tests.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "delta_utils/variant/variant.h"

namespace delta_utils::variant_internal {

struct CorpusValue {
  std::string name;
  VariantBytes bytes;
};

inline std::string ReadWholeFile(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// By name; empty if PARQUET_TESTING_DIR, a checkout of apache/parquet-testing, is not
/// set.
inline std::vector<CorpusValue> CorpusValues() {
  std::vector<CorpusValue> values;
  const char* corpus = std::getenv("PARQUET_TESTING_DIR");
  if (corpus == nullptr) return values;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(corpus) / "variant")) {
    std::filesystem::path path = entry.path();
    if (path.extension() != ".metadata") continue;
    CorpusValue& value = values.emplace_back();
    value.name = path.stem();
    value.bytes.metadata = ReadWholeFile(path);
    value.bytes.value = ReadWholeFile(path.replace_extension(".value"));
  }
  std::sort(values.begin(), values.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  EXPECT_EQ(values.size(), 29) << corpus;
  return values;
}

}  // namespace delta_utils::variant_internal
