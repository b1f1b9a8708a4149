#include "delta_utils/delta_actions/partition_path.h"

#include <gtest/gtest.h>

#include "delta_utils/delta_actions/log_path.h"

namespace delta_utils {
namespace {

TEST(PartitionPathTest, NamesOfFoldersAsSparkWritesThem) {
  const std::pair<PartitionPath, const char*> cases[] = {
      {{}, ""},
      {{{"day", "2024-01-31"}}, "day=2024-01-31"},
      {{{"a", "1"}, {"b", "2"}}, "a=1/b=2"},
      {{{"p", std::nullopt}}, "p=__HIVE_DEFAULT_PARTITION__"},
      {{{"p", "a b/c%d:\xc3\xa9"}}, "p=a b%2Fc%25d%3A\xc3\xa9"},
      {{{"p", ".."}}, "p=.."},
      {{{"t", "2024-01-01 00:00:00.5"}}, "t=2024-01-01 00%3A00%3A00.5"},
      {{{"a=b/c", "x=y"}}, "a%3Db%2Fc=x%3Dy"},
      {{{"p", "\"#%'*/:=?\\{[]^"}}, "p=%22%23%25%27%2A%2F%3A%3D%3F%5C%7B%5B%5D%5E"},
      {{{"p", "\x01\n\x1f\x7f"}}, "p=%01%0A%1F%7F"},
      {{{"p", "} <>|~!@$&()+,;`"}}, "p=} <>|~!@$&()+,;`"},
  };
  for (const auto& [values, folder] : cases) {
    EXPECT_EQ(PartitionFolder(values), folder);
    EXPECT_EQ(ParsePartitionFolder(folder).ValueOrDie(), values) << folder;
  }
}

TEST(PartitionPathTest, TheEmptyStringIsNamedAsNull) {
  EXPECT_EQ(PartitionFolder({{"p", ""}}), "p=__HIVE_DEFAULT_PARTITION__");
  EXPECT_EQ(ParsePartitionFolder("p=").ValueOrDie(), (PartitionPath{{"p", ""}}));
}

TEST(PartitionPathTest, WhatIsNoEscapeStays) {
  for (const char* text : {"%", "a%", "%2", "%zz", "100%", "%%"}) {
    EXPECT_EQ(UnescapePartitionName(text), text);
  }
  EXPECT_EQ(UnescapePartitionName("%2f%2F%%41"), "//%A");
}

TEST(PartitionPathTest, EveryByteComesBackThroughFolderAndLog) {
  for (int byte = 1; byte < 256; ++byte) {
    const PartitionPath values = {{"p", std::string("x") + static_cast<char>(byte)}};
    const std::string logged = EncodeDataPath(PartitionFolder(values));
    EXPECT_EQ(ParsePartitionFolder(DecodeDataPath(logged).ValueOrDie()).ValueOrDie(),
              values);
  }
}

TEST(PartitionPathTest, OtherFoldersAreCorrupt) {
  for (const char* folder : {"a", "=1", "a=1/b", "a=1//b=2", "/a=1"}) {
    EXPECT_EQ(KindOf(ParsePartitionFolder(folder).status()), ErrorKind::kCorrupt)
        << folder;
  }
}

}  // namespace
}  // namespace delta_utils
