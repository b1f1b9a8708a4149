#include "delta_utils/variant/metadata_index.h"

#include <gmock/gmock.h>

#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils::variant_internal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

MetadataIndex IndexOf(const std::string& metadata) {
  auto names = MetadataIndex::Make(metadata);
  EXPECT_TRUE(names.ok()) << names.status().ToString();
  return names.ok() ? *std::move(names) : MetadataIndex();
}

TEST(MetadataIndexTest, FindsNamesInWhateverOrder) {
  const struct {
    std::string metadata;
    bool sorted;
    bool duplicates;
  } cases[] = {
      {Bytes("11 03 00 01 02 03 61 62 63"), true, false},
      {Bytes("01 03 00 01 02 03 61 62 63"), true, false},
      {Bytes("01 03 00 01 02 03 63 61 62"), false, false},
      {Bytes("01 04 00 01 02 03 04 63 61 62 61"), false, true},
  };
  for (const auto& [metadata, sorted, duplicates] : cases) {
    const MetadataIndex names = IndexOf(metadata);
    EXPECT_EQ(names.is_sorted(), sorted);
    EXPECT_EQ(names.has_duplicates(), duplicates);
    for (const std::string_view name : {"a", "b", "c"}) {
      const auto id = names.Find(name);
      ASSERT_TRUE(id.has_value()) << name;
      EXPECT_EQ(names.name(*id), name);
      EXPECT_EQ(names.rank(*id), static_cast<uint32_t>(name[0] - 'a'));
    }
    EXPECT_EQ(names.Find("d"), std::nullopt);
    EXPECT_EQ(names.Find(""), std::nullopt);
  }
}

TEST(MetadataIndexTest, RepeatedNamesHaveAllTheirIds) {
  const std::string metadata = Bytes("01 04 00 01 02 03 04 63 61 62 61");
  const MetadataIndex names = IndexOf(metadata);
  EXPECT_THAT(names.FindAll("a"), ElementsAre(1, 3));
  EXPECT_THAT(names.FindAll("c"), ElementsAre(0));
  EXPECT_THAT(names.FindAll("x"), ElementsAre());
  EXPECT_EQ(names.rank(1), names.rank(3));
}

TEST(MetadataIndexTest, ReportsWhatItTolerates) {
  EXPECT_TRUE(IndexOf(Bytes("11 02 00 01 02 62 61")).flaws().false_sorted_flag);
  EXPECT_TRUE(IndexOf(Bytes("11 02 00 01 02 61 61")).flaws().false_sorted_flag);
  EXPECT_FALSE(IndexOf(Bytes("01 02 00 01 02 62 61")).flaws().false_sorted_flag);
  const std::string metadata = Bytes("01 01 00 01 61 ff");
  const MetadataIndex names = IndexOf(metadata);
  EXPECT_TRUE(names.flaws().trailing_bytes);
  EXPECT_EQ(names.bytes(), metadata.substr(0, 5));
  EXPECT_EQ(MetadataSize(metadata).ValueOrDie(), 5U);
  EXPECT_FALSE(IndexOf(Bytes("01 00 00")).flaws().trailing_bytes);
}

TEST(MetadataIndexTest, WithoutBytesHasNoName) {
  const MetadataIndex names;
  EXPECT_EQ(names.size(), 0U);
  EXPECT_EQ(names.bytes(), NoNames());
  EXPECT_EQ(names.Find("a"), std::nullopt);
}

TEST(MetadataIndexTest, RefusesWhatNoReaderCanUse) {
  const struct {
    std::string_view hex;
    std::string_view message;
  } cases[] = {
      {"", "empty"},
      {"00 00 00", "version 0"},
      {"02 00 00", "version 2"},
      {"01", "cut off in its size"},
      {"01 00", "cut off in its offsets"},
      {"c1 ffffffff 00000000", "cut off in its offsets"},
      {"01 01 01 01 61", "first offset"},
      {"01 02 00 02 01 61 62", "out of range"},
      {"01 01 00 02 61", "cut off in its names"},
      {"01 01 00 01 ff", "not UTF-8"},
      {"01 02 00 01 02 c3 a9", "not UTF-8"},  // one character in two names
  };
  for (const auto& [hex, message] : cases) {
    const std::string bytes = Bytes(hex);
    const Status status = MetadataIndex::Make(bytes).status();
    EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt) << hex;
    EXPECT_THAT(status.message(), HasSubstr(message)) << hex;
  }
}

TEST(MetadataCacheTest, KeepsOneIndexForEachContent) {
  MetadataCache cache;
  const std::string a = Bytes("01 01 00 01 61");
  const std::string b = Bytes("01 01 00 01 62");
  const auto number_of = [&](std::string metadata) {
    return (*cache.Get(metadata))->number;
  };
  const uint64_t number = number_of(a);
  EXPECT_NE(number_of(b), number);
  EXPECT_EQ(number_of(a), number);  // from another address, since gone
  EXPECT_EQ((*cache.Get(b))->names.name(0), "b");
  EXPECT_EQ(cache.first_number(), 0U);
}

TEST(MetadataCacheTest, ForgetsWhenThereAreTooMany) {
  MetadataCache cache;
  uint64_t last = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string name = std::to_string(10'000 + i);
    const std::string metadata = Bytes("01 01 00 05") + name;
    const auto entry = cache.Get(metadata);
    ASSERT_TRUE(entry.ok());
    EXPECT_EQ((*entry)->names.name(0), name);
    EXPECT_EQ((*entry)->number, i == 0 ? 0 : last + 1);
    last = (*entry)->number;
  }
  EXPECT_GT(cache.first_number(), 0U);
  EXPECT_LE(cache.first_number(), last);
}

TEST(MetadataCacheTest, ACorruptMetadataLeavesNothingBehind) {
  MetadataCache cache;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(KindOf(cache.Get("\x02").status()), ErrorKind::kCorrupt);
  }
  EXPECT_EQ((*cache.Get(NoNames()))->names.size(), 0U);
}

}  // namespace
}  // namespace delta_utils::variant_internal
