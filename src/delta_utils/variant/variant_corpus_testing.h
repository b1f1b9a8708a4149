// The values of apache/parquet-testing, for tests.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "delta_utils/variant/metadata_index.h"
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

/// What the shredded files of the corpus give, the same way: metadata and value in one.
inline std::vector<CorpusValue> ShreddedCorpusValues() {
  std::vector<CorpusValue> values;
  const char* corpus = std::getenv("PARQUET_TESTING_DIR");
  if (corpus == nullptr) return values;
  const auto folder = std::filesystem::path(corpus) / "shredded_variant";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".bin") continue;
    const std::string bytes = ReadWholeFile(entry.path());
    const size_t size = MetadataSize(bytes).ValueOr(bytes.size());
    values.push_back(
        {entry.path().filename(), {bytes.substr(0, size), bytes.substr(size)}});
  }
  EXPECT_EQ(values.size(), 137) << folder;
  return values;
}

}  // namespace delta_utils::variant_internal
