// What is read is written back: every action and every JSON value of a commit.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/json_value_testing.h"

namespace delta_utils {
namespace {

/// A commit with every action and an invented one, unknown fields at every level.
const std::string_view kLines[] = {
    R"({"commitInfo":{"timestamp":1700000000000,"operation":"T","n":18446744073709551616}})",
    R"({"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":[],)"
    R"("writerFeatures":["domainMetadata"],"x":1}})",
    R"({"metaData":{"id":"i","format":{"provider":"parquet",)"
    R"("options":{"a":"b","n":null},"later":[1.50,1e400]},"schemaString":"{}",)"
    R"("partitionColumns":[],"configuration":{"k":"v","n":null,"a":""},)"
    R"("createdTime":9223372036854775807}})",
    R"({"txn":{"appId":"app","version":-9223372036854775808,"lastUpdated":null}})",
    R"({"invented":{"deep":{"er":[{"n":123456789012345678901234567890.0123456789}]},)"
    R"("t":"\u00e9\ud83d\ude00"}})",
    R"({"add":{"path":"p=%25/x","partitionValues":{"p":"%","q":null,"":""},"size":1,)"
    R"("modificationTime":0,"dataChange":true,"stats":"{\"numRecords\":1}",)"
    R"("deletionVector":{"storageType":"u","pathOrInlineDv":"x","offset":null,)"
    R"("sizeInBytes":1,"cardinality":1,"later":{"a":null}},"tags":null,"later":-0.0}})",
    R"({"remove":{"path":"x","deletionTimestamp":1,"dataChange":false,)"
    R"("extendedFileMetadata":null}})",
    R"({"cdc":{"path":"_change_data/x","partitionValues":{},"size":1,)"
    R"("dataChange":false,"tags":{"t":null}}})",
    R"({"domainMetadata":{"domain":"d","configuration":"{\"x\":1}","removed":false,)"
    R"("later":null}})",
    R"({"sidecar":{"path":"s","sizeInBytes":1,"modificationTime":2,"tags":{"a":"b"}}})",
    R"({"checkpointMetadata":{"version":1,"tags":null}})",
    R"({"add":null,"txn":{"appId":"b","version":1},"remove":null,"beside":{"x":[1]}})",
    R"({"invented":null})",
};

std::string CommitOf(std::span<const std::string_view> lines) {
  std::string text;
  for (const std::string_view line : lines) text.append(line).append("\n");
  return text;
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (end > 0) lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

TEST(LosslessTest, EveryActionComesBackInOrderWithItsValues) {
  const auto actions = ParseCommit(CommitOf(kLines), "f").ValueOrDie();
  const std::string text = SerializeCommit(actions);
  EXPECT_TRUE(text.ends_with('\n'));
  const auto got = LinesOf(text);
  ASSERT_EQ(got.size(), std::size(kLines));
  std::set<size_t> kinds;
  for (size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(JsonValueOf(got[i]), JsonValueOf(kLines[i]));
    kinds.insert(actions[i].index());
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<Action>);
  EXPECT_EQ(ParseCommit(text, "f").ValueOrDie(), actions);
  EXPECT_EQ(SerializeCommit(ParseCommit(text, "f").ValueOrDie()), text);
}

TEST(LosslessTest, ExplicitNullsMeanAbsenceAndAreWrittenUntilTheFieldIsSet) {
  const std::string_view with_null =
      R"({"txn":{"appId":"a","version":1,"lastUpdated":null}})";
  const Action parsed = ParseAction(with_null).ValueOrDie();
  EXPECT_EQ(parsed, ParseAction(R"({"txn":{"appId":"a","version":1}})").ValueOrDie());
  EXPECT_EQ(SerializeAction(parsed), with_null);
  Txn txn = std::get<Txn>(parsed);
  txn.last_updated_ms = 5;
  EXPECT_EQ(SerializeAction(txn), R"({"txn":{"appId":"a","version":1,"lastUpdated":5}})");

  Metadata metadata = std::get<Metadata>(
      ParseAction(R"({"metaData":{"id":"i","format":{"provider":null,"options":null},)"
                  R"("schemaString":"","partitionColumns":[],)"
                  R"("configuration":{"k":null}}})")
          .ValueOrDie());
  metadata.configuration["k"] = "v";
  EXPECT_EQ(SerializeAction(metadata),
            R"({"metaData":{"id":"i","format":{"provider":null,"options":null},)"
            R"("schemaString":"","partitionColumns":[],"configuration":{"k":"v"}}})");
}

TEST(LosslessTest, KeysThatAppearTwiceAreCorruptWhereTheyAreRead) {
  for (const std::string_view line : {
           R"({"txn":{"appId":"a","version":1,"appId":"a"}})",
           R"({"txn":{"appId":"a","version":1,"lastUpdated":null,"lastUpdated":1}})",
           R"({"txn":{"appId":"a","version":1},"txn":{"appId":"b","version":1}})",
           R"({"sidecar":{"path":"s","sizeInBytes":1,"modificationTime":2,)"
           R"("tags":{"a":"b","\u0061":"c"}}})",
           R"({"cdc":{"path":"p","partitionValues":{"a":null,"a":"1"},"size":1,)"
           R"("dataChange":false}})",
           R"({"metaData":{"id":"i","format":{"provider":"parquet","provider":"orc"},)"
           R"("schemaString":"","partitionColumns":[],"configuration":{}}})",
           R"({"metaData":{"id":"i","format":{},)"
           R"("schemaString":"","partitionColumns":[],"configuration":{"k":"","k":""}}})",
       }) {
    const Status status = ParseAction(line).status();
    ASSERT_FALSE(status.ok()) << line;
    EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt);
  }
  for (const std::string_view line : {
           R"({"invented":{"a":1,"a":2},"invented":3})",
           R"({"txn":{"appId":"a","version":1,"x":1,"x":2},"y":1,"y":2})",
           R"({"commitInfo":{"timestamp":1,"timestamp":2,"x":{"a":1,"a":2}}})",
       }) {
    EXPECT_EQ(SerializeAction(ParseAction(line).ValueOrDie()), line);
  }
}

TEST(LosslessTest, NumbersAreExactTo64BitsAndTextBeyond) {
  for (const std::string_view number :
       {"-9223372036854775808", "9223372036854775807", "9007199254740993"}) {
    const std::string line =
        R"({"txn":{"appId":"a","version":)" + std::string(number) + "}}";
    EXPECT_EQ(SerializeAction(ParseAction(line).ValueOrDie()), line);
  }
  for (const std::string_view number :
       {"9223372036854775808", "-9223372036854775809", "1e3", "1.0", "01", "+1", "0x1",
        "NaN", "Infinity", "1e400"}) {
    const std::string line =
        R"({"txn":{"appId":"a","version":)" + std::string(number) + "}}";
    EXPECT_FALSE(ParseAction(line).ok()) << line;
  }
  const std::string digits(1 << 20, '7');
  for (const std::string& number :
       {digits, "-" + digits, "0." + digits, digits + "E" + digits, "1e-" + digits}) {
    for (const char* head :
         {R"({"txn":{"appId":"a","version":1,"x":)", R"({"commitInfo":{"timestamp":)",
          R"({"commitInfo":{"x":)", R"({"invented":{"x":)"}) {
      const std::string line = head + number + "}}";
      EXPECT_EQ(SerializeAction(ParseAction(line).ValueOrDie()), line);
    }
  }
}

TEST(LosslessTest, AByteOrderMarkBeginsAFileAtMost) {
  const std::string mark = "\xef\xbb\xbf";
  const std::string line = R"({"txn":{"appId":"a","version":1}})";
  EXPECT_EQ(SerializeCommit(ParseCommit(mark + line, "f").ValueOrDie()), line + "\n");
  EXPECT_TRUE(ParseCommit(mark, "f").ValueOrDie().empty());
  for (const std::string& text : {mark + mark + line, line + "\n" + mark + line,
                                  "\n" + mark + line, mark + "\n" + mark + "{}"}) {
    EXPECT_FALSE(ParseCommit(text, "f").ok());
  }
  EXPECT_FALSE(ParseAction(mark + line).ok());
}

TEST(LosslessTest, BytesParseAsTextDoes) {
  const std::string text = CommitOf(kLines);
  const std::vector<uint8_t> bytes(text.begin(), text.end());
  const auto want = ParseCommit(text, "f").ValueOrDie();
  EXPECT_EQ(ParseCommit(bytes, "f").ValueOrDie(), want);
  EXPECT_EQ(ParseCommit(std::as_bytes(std::span(bytes)), "f").ValueOrDie(), want);
  EXPECT_TRUE(ParseCommit(std::span<const uint8_t>(), "f").ValueOrDie().empty());
}

}  // namespace
}  // namespace delta_utils
