#include "delta_utils/variant/field_dictionary.h"

#include <gtest/gtest.h>

#include <random>

#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

/// Names of every short length, of which many differ in one byte only.
std::vector<std::string> MakeNames() {
  std::vector<std::string> names{""};
  for (size_t size = 1; size < 40; ++size) {
    const std::string name(size, 'n');
    names.push_back(name);
    for (const size_t place : {size_t{0}, size / 2, size - 1}) {
      names.push_back(name);
      names.back()[place] = 'm';
    }
  }
  return names;
}

/// What is remembered of past rows changes nothing: each row is as if it were the first.
TEST(FieldDictionaryTest, RowsDoNotDependOnThoseBefore) {
  const std::vector<std::string> names = MakeNames();
  std::mt19937_64 random(7);
  FieldDictionary kept(DictionaryScope::kRow);
  for (int row = 0; row < 3000; ++row) {
    FieldDictionary fresh(DictionaryScope::kRow);
    // Few shapes, one after the other in changing order, with a name here and there.
    const size_t shape = random() % 8;
    for (size_t i = 0; i < 1 + shape; ++i) {
      const bool stray = random() % 16 == 0;
      const std::string& name = names[stray ? random() % names.size() : shape * 5 + i];
      ASSERT_EQ(kept.IdOf(name), fresh.IdOf(name));
      ASSERT_EQ(kept.name(kept.IdOf(name)), name);
    }
    std::string metadata;
    DU_ASSERT_OK(kept.FinishRow(&metadata));
    ASSERT_EQ(metadata, fresh.Metadata());
  }
}

TEST(FieldDictionaryTest, LongRowsAndLongNamesAreNotKeptButRight) {
  FieldDictionary kept(DictionaryScope::kRow);
  for (int row = 0; row < 3; ++row) {
    FieldDictionary fresh(DictionaryScope::kRow);
    for (int i = 0; i < 2000; ++i) {
      ASSERT_EQ(kept.IdOf(std::to_string(i)), fresh.IdOf(std::to_string(i)));
    }
    std::string metadata;
    DU_ASSERT_OK(kept.FinishRow(&metadata));
    EXPECT_EQ(metadata, fresh.Metadata());
    const std::string long_name(100'000, 'x');
    EXPECT_EQ(kept.IdOf(long_name), 0);
    std::string long_metadata;
    DU_ASSERT_OK(kept.FinishRow(&long_metadata));
    DU_ASSERT_OK_AND_ASSIGN(const MetadataIndex index,
                            MetadataIndex::Make(long_metadata));
    ASSERT_EQ(index.size(), 1);
    EXPECT_EQ(index.name(0), long_name);
  }
}

}  // namespace
}  // namespace delta_utils
