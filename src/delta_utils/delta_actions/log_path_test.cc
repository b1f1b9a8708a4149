#include "delta_utils/delta_actions/log_path.h"

#include <gtest/gtest.h>

namespace delta_utils {
namespace {

TEST(LogPathTest, CommitNamesHaveTwentyDigits) {
  EXPECT_EQ(CommitFileName(0), "00000000000000000000.json");
  EXPECT_EQ(CommitFileName(42), "00000000000000000042.json");
  EXPECT_EQ(FormatVersion(INT64_MAX), "09223372036854775807");
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

TEST(LogPathTest, PathsOfFilesMayNotLeaveTheTable) {
  for (const std::string_view path :
       {"a.parquet", "a/b", "./a", "..a/b..", "a/.../b", "p=../x", "p=%2e%2e/x", "a%2Fb",
        "%252e%252e/x", "a%5Cb", "_change_data/x", "_delta_logs/x", "file:/t/x",
        "s3://b/k", "/t/_delta_log/x", "a//b"}) {
    EXPECT_TRUE(CheckDataPath(path).ok()) << path;
  }
  for (const std::string_view path : {"",
                                      ".",
                                      "./",
                                      "././",
                                      "%2e",
                                      "%2E/",
                                      "/",
                                      "%2F",
                                      "..",
                                      "../x",
                                      "a/../x",
                                      "a/..",
                                      "%2e%2e/x",
                                      "%2E%2e/x",
                                      ".%2e/x",
                                      "%2e./x",
                                      "..%2fx",
                                      "..%2Fx",
                                      "%2e%2e%2fx",
                                      "a%2f..%2fx",
                                      "..\\x",
                                      "a\\..\\x",
                                      "..%5Cx",
                                      "%2e%2e%5cx",
                                      "a/..\\x",
                                      "./../x",
                                      "a//..//x",
                                      "%2Fetc/passwd",
                                      "%2f%2fx",
                                      "%5Cx",
                                      "./%2Fx",
                                      "file:/t/../x",
                                      "s3://b/%2e%2e/k",
                                      "/t/../x",
                                      "_delta_log/x",
                                      "./_delta_log/0.json",
                                      "%5Fdelta_log/x",
                                      "_delta_log",
                                      "a%00",
                                      "a%0",
                                      "a%zz"}) {
    const Status status = CheckDataPath(path);
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
