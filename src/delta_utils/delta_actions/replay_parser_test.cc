#include "delta_utils/delta_actions/replay_parser.h"

#include <gtest/gtest.h>

#include "delta_utils/base/sample_testing.h"
#include "delta_utils/delta_actions/replay_testing.h"

namespace delta_utils {
namespace {

using Stats = ReplayParser::Stats;

/// Both ways agree, but on what only those who read statistics will see.
void ExpectSame(const std::string& text, Stats stats, size_t block_bytes) {
  SCOPED_TRACE(text);
  const auto wanted = StateByActions(text);
  const auto got = StateByReplay(text, stats, block_bytes);
  if (!wanted.ok()) {
    const bool is_seen_later =
        stats == Stats::kInLog &&
        wanted.status().message().find("stats: ") != std::string::npos;
    EXPECT_TRUE(!got.ok() || is_seen_later) << wanted.status().ToString();
    EXPECT_TRUE(got.ok() || KindOf(got.status()) == ErrorKind::kCorrupt);
    return;
  }
  ASSERT_TRUE(got.ok()) << got.status().ToString();
  EXPECT_TRUE(SameActions(*got, *wanted));
  const auto files = CompleteFilesOf(*got, text);
  ASSERT_TRUE(files.ok()) << files.status().ToString();
  EXPECT_EQ(*files, FilesOf(wanted->files));
}

constexpr std::string_view kAdd =
    R"({"add":{"path":"day=1/a.parquet","partitionValues":{"day":"1","x":null},)"
    R"("size":10,"modificationTime":20,"dataChange":true,)"
    R"("stats":"{\"numRecords\":3,\"minValues\":{\"s\":\"\u00e9\\n\"}}",)"
    R"("tags":{"t":"1"}}})";

const std::vector<std::string>& Lines() {
  static const std::vector<std::string> lines = {
      std::string(kAdd),
      R"({"remove":{"path":"b","deletionTimestamp":5,"dataChange":true,)"
      R"("extendedFileMetadata":true,"partitionValues":{},"size":1,"stats":"{}"}})",
      R"({"add":{"path":"c","partitionValues":{},"size":1,"modificationTime":2,)"
      R"("dataChange":false,"stats":null,"tags":null,"deletionVector":null,)"
      R"("baseRowId":null,"defaultRowCommitVersion":null,"clusteringProvider":null}})",
      R"({"add":{"dataChange":true,"baseRowId":7,"modificationTime":2,"size":1,)"
      R"("defaultRowCommitVersion":3,"partitionValues":{},"path":"d%20e"}})",
      R"({"add":{"path":"v","partitionValues":{},"size":1,"modificationTime":2,)"
      R"("dataChange":true,"stats":"{\"numRecords\":1}","clusteringProvider":"x",)"
      R"("deletionVector":{"storageType":"u","pathOrInlineDv":"ab^-aqEH.-t@S}K{vb[*k^",)"
      R"("offset":4,"sizeInBytes":40,"cardinality":6}}})",
      R"({"add":{"path":"n","partitionValues":{},"size":1,"modificationTime":2,)"
      R"("dataChange":true,"stats":"{}","new":{"stats":[1,"x"]}}})",
      R"({"add":{"path":"\u0070\/q","partition\u0056alues":{"\u0061":"\n"},"size":1,)"
      R"("modificationTime":2,"dataChange":true}})",
      R"({"remove":{"path":"w","dataChange":true,"partitionValues":null,"deletionVector":)"
      R"({"storageType":"i","pathOrInlineDv":"x","sizeInBytes":1,"cardinality":1}}})",
      R"({"add":null,"txn":{"appId":"a","version":1}})",
      R"({"protocol":{"minReaderVersion":1,"minWriterVersion":2}})",
      R"({"metaData":{"id":"i","format":{"provider":"parquet","options":{}},)"
      R"("schemaString":"{}","partitionColumns":[],"configuration":{}}})",
      R"({"commitInfo":{"timestamp":1,"operation":"WRITE","x":[]}})",
      R"({"domainMetadata":{"domain":"d","configuration":"c","removed":false}})",
      R"({"cdc":{"path":"x","partitionValues":{},"size":1,"dataChange":false}})",
      R"({"future":{"add":{"path":"x"}}})",
      R"({})",
  };
  return lines;
}

std::string Joined(const std::vector<std::string>& lines, std::string_view end) {
  std::string text;
  for (const std::string& line : lines) {
    text += line;
    text += end;
  }
  return text;
}

TEST(ReplayParserTest, EveryFormReadsAsActionsDo) {
  for (const Stats stats : {Stats::kAsText, Stats::kInLog}) {
    for (const std::string& line : Lines()) ExpectSame(line, stats, 1000);
    for (const std::string_view end : {"\n", "\r\n", "\n \n", "  \t\n"}) {
      const std::string text = Joined(Lines(), end);
      for (const size_t block : {1, 7, 64, 100, 500, 1000, 100000}) {
        ExpectSame(text, stats, block);
      }
      ExpectSame(text.substr(0, text.find_last_not_of(" \t\r\n") + 1), stats, 300);
    }
  }
}

TEST(ReplayParserTest, OddLinesAreJudgedAsActionsAre) {
  const std::string fields = R"("path":"a","partitionValues":{},"size":1,)"
                             R"("modificationTime":2,"dataChange":true)";
  const std::string cases[] = {
      R"({"add":{)" + fields + R"(}}{})",
      R"({"add":{)" + fields + R"(}},)",
      R"({"add":{)" + fields + R"(},"remove":{"path":"b","dataChange":true}})",
      R"({"add":{)" + fields + R"(},"add":{)" + fields + R"(}})",
      R"({"add":{)" + fields + R"(},"other":1})",
      R"({"add":{)" + fields + R"(,"path":"b"}})",
      R"({"add":{)" + fields + R"(,"stats":1}})",
      R"({"add":{)" + fields + R"(,"stats":"\x"}})",
      R"({"add":{)" + fields + R"(,"stats":"x"y}})",
      R"({"add":{)" + fields + R"(,"stats":"x" , "tags" : { } }})",
      R"({"add":{)" + fields + R"(,"stats":"x"   }  }  )",
      R"({"add":{)" + fields + R"(,"stats":nul}})",
      R"({"add":{)" + fields + R"(,"stats":"x","st\u0061ts":"y"}})",
      R"({"add":{)" + fields + R"(,"tags":{"a":1}}})",
      R"({"add":{)" + fields + R"(,"tags":{"a":"1","a":"2"}}})",
      R"({"add":{)" + fields + R"(,"deletionTimestamp":1}})",
      R"({"add":{)" + fields + R"(,"baseRowId":1.0}})",
      R"({"add":{)" + fields + R"(,"baseRowId":9223372036854775807}})",
      R"({"add":{)" + fields + R"(,"baseRowId":9223372036854775808}})",
      R"({"add":{"path":"a","partitionValues":null,"size":1,"modificationTime":2,)"
      R"("dataChange":true}})",
      R"({"add":{"path":"a","partitionValues":{},"size":null,"modificationTime":2,)"
      R"("dataChange":true}})",
      R"({"add":{"path":"a","partitionValues":{},"size":1,"dataChange":true}})",
      R"({"add":{"path":"%zz","partitionValues":{},"size":1,"modificationTime":2,)"
      R"("dataChange":true}})",
      R"({"add":[]})",
      R"({"add":{}})",
      R"([])",
      R"("x")",
      R"({"remove":{"path":"b"}})",
      R"({"remove":{"path":"b","dataChange":null}})",
      R"({"remove":{"path":"b","dataChange":true,"modificationTime":1}})",
      R"({"remove":{"path":"b","dataChange":true,"clusteringProvider":null}})",
      R"({"remove":{"path":"b","dataChange":true,"extendedFileMetadata":1}})",
      R"({"checkpointMetadata":{"version":1}})",
      "{\"add\":{\"path\":\"\xff\"}}",
  };
  for (const Stats stats : {Stats::kAsText, Stats::kInLog}) {
    for (const std::string& text : cases) ExpectSame(text, stats, 100000);
  }
}

TEST(ReplayParserTest, EveryByteChangedOrCutIsJudgedAsActionsAre) {
  const auto step = static_cast<size_t>(testing::SampleEvery());
  for (const std::string& line : Lines()) {
    for (size_t i = 0; i < line.size(); i += step) {
      for (const Stats stats : {Stats::kAsText, Stats::kInLog}) {
        ExpectSame(line.substr(0, i), stats, 100000);
        for (const char c : {'"', '\\', '{', '}', ',', ' ', '0', '\xc3'}) {
          std::string changed = line;
          changed[i] = c;
          ExpectSame(changed, stats, 100000);
        }
      }
    }
  }
}

TEST(ReplayParserTest, AByteOrderMarkMayStandBeforeTheFirstLine) {
  const std::string text = "\xef\xbb\xbf" + Joined(Lines(), "\n");
  for (const size_t block : {1, 100, 100000}) ExpectSame(text, Stats::kInLog, block);
}

TEST(ReplayParserTest, ErrorsTellTheLine) {
  const std::string text = Joined({std::string(kAdd), "", "{"}, "\n");
  const Status status = StateByReplay(text, Stats::kInLog, 100).status();
  EXPECT_EQ(status.message().substr(0, 8), "line 3: ");
  const Status twice = StateByReplay(Joined({std::string(kAdd), std::string(kAdd)}, "\n"),
                                     Stats::kInLog, 9)
                           .status();
  EXPECT_EQ(twice.message(), "line 2: two add actions of the file 'day=1/a.parquet'");
}

TEST(ReplayParserTest, EqualMapsOfManyFilesStayTheirOwn) {
  std::vector<std::string> lines;
  for (int i = 0; i < 3000; ++i) {
    const std::string large(i % 50 == 0 ? 2000 : 1, 'x');
    lines.push_back(
        R"({"add":{"path":"f)" + std::to_string(i) + R"(","partitionValues":{"p":")" +
        std::to_string(i % 700) + large +
        R"("},"size":1,"modificationTime":2,"dataChange":true,"tags":{"p":")" +
        std::to_string(i % 700) + large + R"("}}})");
  }
  ExpectSame(Joined(lines, "\n"), Stats::kInLog, 1 << 16);
}

}  // namespace
}  // namespace delta_utils
