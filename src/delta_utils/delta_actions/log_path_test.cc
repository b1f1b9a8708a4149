#include "delta_utils/delta_actions/log_path.h"

#include <gtest/gtest.h>

namespace delta_utils {
namespace {

constexpr std::string_view kUuid = "3a0d65cd-4056-49b8-937b-95f9e3ee90e5";

TEST(LogPathTest, CommitNamesHaveTwentyDigits) {
  EXPECT_EQ(CommitFileName(0), "00000000000000000000.json");
  EXPECT_EQ(CommitFileName(42), "00000000000000000042.json");
  EXPECT_EQ(FormatVersion(INT64_MAX), "09223372036854775807");
  for (const int64_t version : {int64_t{0}, int64_t{7}, INT64_MAX}) {
    EXPECT_EQ(ParseCommitFileName(CommitFileName(version)), version);
  }
}

TEST(LogPathTest, OtherNamesAreNoCommits) {
  const std::string digits = FormatVersion(7);
  for (const std::string& name :
       {std::string(), std::string(".json"), digits, digits + ".crc", digits + ".JSON",
        digits + ".json.tmp", "." + digits + ".json.crc", "0" + digits + ".json",
        digits.substr(1) + ".json", digits + "." + std::string(kUuid) + ".json",
        digits + ".checkpoint.parquet", digits + "." + digits + ".compacted.json",
        std::string("-0000000000000000007.json"),
        std::string("0000000000000000000a.json"),
        std::string("09223372036854775808.json"),
        std::string("99999999999999999999.json"), std::string("_last_checkpoint")}) {
    EXPECT_EQ(ParseCommitFileName(name), std::nullopt) << name;
  }
}

TEST(LogPathTest, CheckpointNamesOfEveryKind) {
  const std::string stem = FormatVersion(42) + ".checkpoint";
  const std::string uuid(kUuid);
  for (const std::string& name :
       {stem + ".parquet", stem + ".0000000001.0000000003.parquet",
        stem + "." + uuid + ".parquet", stem + "." + uuid + ".json"}) {
    EXPECT_EQ(ParseCheckpointFileName(name), 42) << name;
  }
  for (const std::string& name :
       {stem, stem + ".json", stem + ".1.3.parquet", stem + "..parquet",
        stem + ".0000000001.0000000003.json", stem + "." + uuid + ".crc",
        stem + "." + uuid.substr(1) + ".json", stem + ".x" + uuid.substr(1) + ".json",
        stem + uuid + ".json", "." + stem + ".parquet.crc",
        FormatVersion(42) + ".json"}) {
    EXPECT_EQ(ParseCheckpointFileName(name), std::nullopt) << name;
  }
}

TEST(LogPathTest, PathsDecodeExactlyOnce) {
  const std::pair<const char*, const char*> cases[] = {
      {"part-0.parquet", "part-0.parquet"},
      {"a%20b/x.parquet", "a b/x.parquet"},
      {"p=%2525/x", "p=%25/x"},
      {"p=%c3%A9/x", "p=\xc3\xa9/x"},
      {"p=\xc3\xa9/x", "p=\xc3\xa9/x"},
      {"a+b", "a+b"},
      {"./a:b", "a:b"},
      {"a%3Ab", "a:b"},
      {"file:/t/a%20b", "file:/t/a b"},
      {"s3://bucket/k%25", "s3://bucket/k%"},
  };
  for (const auto& [encoded, decoded] : cases) {
    EXPECT_EQ(DecodeDataPath(encoded).ValueOrDie(), decoded) << encoded;
  }
}

TEST(LogPathTest, BrokenPathsAreCorrupt) {
  using std::string_view_literals::operator""sv;
  for (const std::string_view path : {""sv, "./"sv, "%"sv, "a%2"sv, "a%"sv, "a%zz"sv,
                                      "a%2g/x"sv, "a%00b"sv, "a\0b"sv}) {
    const Status status = DecodeDataPath(path).status();
    ASSERT_FALSE(status.ok()) << path;
    EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt) << path;
  }
}

TEST(LogPathTest, EncodesWhatAUriMayNotHold) {
  const std::pair<const char*, const char*> cases[] = {
      {"part-0_1.c000.parquet", "part-0_1.c000.parquet"},
      {"a b/c=d", "a%20b/c=d"},
      {"100%", "100%25"},
      {"a:b/c:d", "a%3Ab/c:d"},
      {"p=%3A/x", "p=%253A/x"},
      {"\xc3\xa9", "%C3%A9"},
      {"q?#[]{}\"<>\\^`|;\t", "q%3F%23%5B%5D%7B%7D%22%3C%3E%5C%5E%60%7C%3B%09"},
  };
  for (const auto& [decoded, encoded] : cases) {
    EXPECT_EQ(EncodeDataPath(decoded), encoded);
    EXPECT_EQ(DecodeDataPath(encoded).ValueOrDie(), decoded);
    EXPECT_FALSE(IsAbsolutePath(encoded)) << encoded;
  }
}

TEST(LogPathTest, EveryByteSurvivesEncoding) {
  for (int byte = 1; byte < 256; ++byte) {
    const std::string path = std::string("x") + static_cast<char>(byte) + "y";
    EXPECT_EQ(DecodeDataPath(EncodeDataPath(path)).ValueOrDie(), path);
  }
}

TEST(LogPathTest, AbsolutePathsHaveASlashOrAScheme) {
  for (const char* path : {"/a", "file:/a", "file:///a", "s3a://b/c", "abfss://x@y/z"}) {
    EXPECT_TRUE(IsAbsolutePath(path)) << path;
  }
  for (const char* path : {"", "a", "a/b:c", "p=1:2", "%3A/x", ":x", "1a:b", "a%3Ab"}) {
    EXPECT_FALSE(IsAbsolutePath(path)) << path;
  }
}

}  // namespace
}  // namespace delta_utils
