#include "delta_utils/delta_actions/actions.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace delta_utils {
namespace {

Action Parsed(std::string_view json) {
  auto action = ParseAction(json);
  EXPECT_TRUE(action.ok()) << action.status().ToString() << "\n" << json;
  return action.ok() ? *std::move(action) : Action{UnknownAction{"failed"}};
}

template <typename T>
T ParsedAs(std::string_view json) {
  Action action = Parsed(json);
  EXPECT_TRUE(std::holds_alternative<T>(action)) << json;
  return std::holds_alternative<T>(action) ? std::get<T>(std::move(action)) : T{};
}

constexpr std::string_view kFullAdd =
    R"({"add":{"path":"a%20b","partitionValues":{"p":"1","q":null},"size":12,)"
    R"("modificationTime":-5,"dataChange":false,"stats":"{\"numRecords\":1}",)"
    R"("tags":{"k":"v","n":null},"deletionVector":{"storageType":"u",)"
    R"("pathOrInlineDv":"ab^-aqEH.-t@S}K{vb[*k^","offset":4,"sizeInBytes":40,)"
    R"("cardinality":6,"maxRowIndex":9},"baseRowId":9007199254740993,)"
    R"("defaultRowCommitVersion":3,"clusteringProvider":"liquid","later":{"x":[1.50]}}})";

TEST(ActionsTest, EveryFieldOfAnAddIsRead) {
  const auto add = ParsedAs<Add>(kFullAdd);
  Add want;
  want.path = "a%20b";
  want.partition_values = {{"p", "1"}, {"q", std::nullopt}};
  want.size_bytes = 12;
  want.modification_time_ms = -5;
  want.data_change = false;
  want.stats = R"({"numRecords":1})";
  want.tags = TagMap{{"k", "v"}, {"n", std::nullopt}};
  want.deletion_vector = DeletionVectorDescriptor{"u", "ab^-aqEH.-t@S}K{vb[*k^", 4, 40,
                                                  6,   {{"maxRowIndex", "9"}}};
  want.base_row_id = 9007199254740993;
  want.default_row_commit_version = 3;
  want.clustering_provider = "liquid";
  want.extra = {{"later", R"({"x":[1.50]})"}};
  EXPECT_EQ(add, want);
}

TEST(ActionsTest, CanonicalTextIsWrittenBackByteForByte) {
  const std::string_view lines[] = {
      kFullAdd,
      R"({"add":{"path":"a","partitionValues":{},"size":0,"modificationTime":0,)"
      R"("dataChange":true}})",
      R"({"remove":{"path":"a","deletionTimestamp":7,"dataChange":true,)"
      R"("extendedFileMetadata":true,"partitionValues":{"p":""},"size":1,"stats":"{}",)"
      R"("tags":{},"deletionVector":{"storageType":"i","pathOrInlineDv":"wi5b",)"
      R"("sizeInBytes":4,"cardinality":1},"baseRowId":0,"defaultRowCommitVersion":0}})",
      R"({"cdc":{"path":"_change_data/x","partitionValues":{},"size":1,)"
      R"("dataChange":false,"tags":{"a":"b"}}})",
      R"({"metaData":{"id":"i","name":"n","description":"d\n","format":)"
      R"({"provider":"parquet","options":{"o":"1"}},"schemaString":"{}",)"
      R"("partitionColumns":["p","q"],"configuration":{"k":"v"},"createdTime":1,)"
      R"("x":null}})",
      R"({"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":[],)"
      R"("writerFeatures":["a","b"]}})",
      R"({"txn":{"appId":"a","version":-1,"lastUpdated":5}})",
      R"({"domainMetadata":{"domain":"d","configuration":"{}","removed":true}})",
      R"({"checkpointMetadata":{"version":5,"tags":{}}})",
      R"({"sidecar":{"path":"s","sizeInBytes":1,"modificationTime":2}})",
      R"({"commitInfo":{"inCommitTimestamp":9,"timestamp":8,"operation":"WRITE",)"
      R"("operationParameters":{"mode":"Append"},"readVersion":0,"isBlindAppend":true,)"
      R"("operationMetrics":{},"engineInfo":"e","txnId":"t","userName":null}})",
      R"({"later":{"a":[1,{"b":null}]},"more":1.50})",
      "{}",
  };
  for (const std::string_view line : lines) {
    const Action action = Parsed(line);
    EXPECT_EQ(SerializeAction(action), line);
    EXPECT_EQ(Parsed(SerializeAction(action)), action) << line;
  }
}

TEST(ActionsTest, ExplicitNullsOfOptionalFieldsAreAbsent) {
  const auto add = ParsedAs<Add>(
      R"({"add":{"path":"a","partitionValues":{},"size":0,"modificationTime":0,)"
      R"("dataChange":true,"stats":null,"tags":null,"deletionVector":null,)"
      R"("baseRowId":null,"defaultRowCommitVersion":null,"clusteringProvider":null}})");
  Add want;
  want.path = "a";
  EXPECT_EQ(add, want);
  const auto metadata = ParsedAs<Metadata>(
      R"({"metaData":{"id":"i","name":null,"description":null,"format":)"
      R"({"provider":"parquet","options":null},"schemaString":"{}",)"
      R"("partitionColumns":[],"configuration":{"a":null,"b":"c"},"createdTime":null}})");
  EXPECT_EQ(metadata.configuration, (StringMap{{"b", "c"}}));
  EXPECT_EQ(metadata.format.provider, "parquet");
  EXPECT_FALSE(metadata.format.options.has_value());
  EXPECT_FALSE(metadata.created_time_ms.has_value());
}

TEST(ActionsTest, EscapedKeysAndTextAreDecoded) {
  const auto txn = ParsedAs<Txn>(
      R"({"\u0074xn":{"app\u0049d":"\ud83d\ude00\u0000\/","versi\u006fn":1,"\"":2}})");
  EXPECT_EQ(txn.app_id, std::string("\xf0\x9f\x98\x80\0/", 6));
  EXPECT_EQ(txn.extra, (ExtraFields{{"\"", "2"}}));
  EXPECT_EQ(ParsedAs<Txn>(SerializeAction(txn)), txn);
}

TEST(ActionsTest, CommitInfoIsFreeForm) {
  const auto info = ParsedAs<CommitInfo>(
      R"({"commitInfo":{"timestamp":"today","operation":5,"operationParameters":"x",)"
      R"("isBlindAppend":"yes","readVersion":1.5,"txnId":null,"engineInfo":"e",)"
      R"("operationMetrics":[1 , 2]}})");
  CommitInfo want;
  want.engine_info = "e";
  want.extra = {{"timestamp", "\"today\""},       {"operation", "5"},
                {"operationParameters", "\"x\""}, {"isBlindAppend", "\"yes\""},
                {"readVersion", "1.5"},           {"txnId", "null"},
                {"operationMetrics", "[1 , 2]"}};
  EXPECT_EQ(info, want);
}

TEST(ActionsTest, NullActionsBesideOneAreNoActions) {
  EXPECT_TRUE(std::holds_alternative<Txn>(
      Parsed(R"({"add":null,"txn":{"appId":"a","version":1},"remove":null})")));
  EXPECT_TRUE(std::holds_alternative<UnknownAction>(Parsed(R"({"add":null})")));
}

TEST(ActionsTest, BrokenActionsAreCorrupt) {
  const std::string_view lines[] = {
      "",
      "null",
      "[]",
      "1",
      "{",
      "}",
      R"({"txn":)",
      R"({"txn":{"appId":"a","version":1})",
      R"({"txn":{"appId":"a","version":1}} x)",
      R"({"txn":{"appId":"a","version":1}}{})",
      R"({"txn":[]})",
      R"({"txn":"a"})",
      R"({"commitInfo":1})",
      R"({"txn":{"appId":"a"}})",
      R"({"txn":{"appId":null,"version":1}})",
      R"({"txn":{"appId":"a","version":null}})",
      R"({"txn":{"appId":"a","version":1.0}})",
      R"({"txn":{"appId":"a","version":"1"}})",
      R"({"txn":{"appId":"a","version":9223372036854775808}})",
      R"({"txn":{"appId":"a","version":1,"version":2}})",
      R"({"txn":{"appId":"a","version":1},"txn":{"appId":"a","version":1}})",
      R"({"txn":{"appId":"a","version":1},"protocol":{"minReaderVersion":1,)"
      R"("minWriterVersion":2}})",
      R"({"txn":{"appId":"a" "version":1}})",
      R"({"txn":{"appId":"a",,"version":1}})",
      R"({"txn":{"appId":"a","version":1,}})",
      R"({"txn":{"appId":"a","version":1]})",
      R"({"txn":{"appId":"\x","version":1}})",
      R"({"txn":{"appId":"\ud800","version":1}})",
      "{\"txn\":{\"appId\":\"\xff\",\"version\":1}}",
      "{\"txn\":{\"appId\":\"a\nb\",\"version\":1}}",
      R"({"txn":{"appId":"a","version":1,"x":nope}})",
      R"({"txn":{"appId":"a","version":1,"x":[1 2]}})",
      R"({"txn":{"appId":"a","version":1,"x":{"y":-}}})",
      R"({"txn":{"appId":"a","version":1,"x":.5}})",
      R"({"txn":{"appId":"a","version":1,"x":1e}})",
      R"({"later":{"x":00}})",
      R"({"later":nul})",
      R"({"protocol":{"minReaderVersion":2147483648,"minWriterVersion":2}})",
      R"({"protocol":{"minReaderVersion":1,"minWriterVersion":2,"readerFeatures":[1]}})",
      R"({"cdc":{"path":"p","partitionValues":{"a":1},"size":1,"dataChange":false}})",
      R"({"metaData":{"id":"i","schemaString":"","partitionColumns":[],)"
      R"("configuration":{}}})",
  };
  for (const std::string_view line : lines) {
    const Status status = ParseAction(line).status();
    ASSERT_FALSE(status.ok()) << line;
    EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt) << line;
  }
}

TEST(ActionsTest, EveryRequiredFieldIsRequired) {
  const std::string_view required[] = {
      R"("path":"a",)",         R"("partitionValues":{"p":"1","q":null},)",
      R"("size":12,)",          R"("modificationTime":-5,)",
      R"("dataChange":false,)", R"("storageType":"u",)",
      R"("sizeInBytes":40,)"};
  for (const std::string_view field : required) {
    std::string line(kFullAdd);
    if (field.starts_with(R"("path")")) {
      line.replace(line.find(R"("path":"a%20b",)"), 15, "");
    } else {
      line.replace(line.find(field), field.size(), "");
    }
    const Status status = ParseAction(line).status();
    ASSERT_FALSE(status.ok()) << line;
    EXPECT_NE(status.message().find("the field is missing"), std::string::npos) << line;
  }
}

std::string NestedArrays(int levels) {
  return R"({"later":)" + std::string(static_cast<size_t>(levels), '[') +
         std::string(static_cast<size_t>(levels), ']') + "}";
}

TEST(ActionsTest, DepthIsBounded) {
  EXPECT_TRUE(ParseAction(NestedArrays(99)).ok());
  EXPECT_FALSE(ParseAction(NestedArrays(100)).ok());
  EXPECT_FALSE(ParseAction(NestedArrays(1000000)).ok());
  const std::string extra = R"({"txn":{"appId":"a","version":1,"x":)";
  EXPECT_TRUE(
      ParseAction(extra + std::string(98, '[') + std::string(98, ']') + "}}").ok());
  EXPECT_FALSE(
      ParseAction(extra + std::string(99, '[') + std::string(99, ']') + "}}").ok());
}

TEST(ActionsTest, CommitsAllowBlankLinesAndCarriageReturns) {
  const std::string text =
      "\r\n{\"txn\":{\"appId\":\"a\",\"version\":1}}\r\n\n  {\"later\":1}  \n"
      "{\"txn\":{\"appId\":\"b\",\"version\":2}}";
  const auto actions = ParseCommit(text, "f").ValueOrDie();
  ASSERT_EQ(actions.size(), 3u);
  EXPECT_EQ(std::get<UnknownAction>(actions[1]).json, R"({"later":1})");
  EXPECT_EQ(SerializeCommit(actions),
            "{\"txn\":{\"appId\":\"a\",\"version\":1}}\n{\"later\":1}\n"
            "{\"txn\":{\"appId\":\"b\",\"version\":2}}\n");
  EXPECT_TRUE(ParseCommit("", "f").ValueOrDie().empty());
}

TEST(ActionsTest, AnActionNeverSpansLinesInACommit) {
  const Action action =
      Parsed("{\"txn\":{\"appId\":\"a\",\"version\":1,\n\"x\":{\r\n\"y\":[1,\n2]}}}");
  const Action unknown = Parsed("{\n\"later\":1}");
  const std::string text = SerializeCommit({action, unknown});
  EXPECT_EQ(std::ranges::count(text, '\n'), 2);
  EXPECT_EQ(ParseCommit(text, "f").ValueOrDie().size(), 2u);
}

TEST(ActionsTest, ErrorsNameTheFileTheLineAndTheField) {
  const Status status =
      ParseCommit("{}\n\n{\"add\":{\"path\":5}}\n", "t/_delta_log/0.json").status();
  EXPECT_EQ(DetailOf(status)->path(), "t/_delta_log/0.json");
  EXPECT_NE(status.message().find("line 3: add: path: "), std::string::npos)
      << status.message();
}

TEST(ActionsTest, AnyTruncationOrFlippedByteParsesOrIsCorrupt) {
  const std::string text = std::string(kFullAdd) + "\n" +
                           R"({"commitInfo":{"timestamp":1,"x":{"y":[1.5,"\u0041"]}}})" +
                           "\n";
  for (size_t i = 0; i < text.size(); ++i) {
    const auto cut = ParseCommit(std::string_view(text).substr(0, i), "f");
    if (!cut.ok()) {
      EXPECT_EQ(KindOf(cut.status()), ErrorKind::kCorrupt);
    }
    for (const int flip : {0x01, 0x20, 0x80, 0xff}) {
      std::string broken = text;
      broken[i] = static_cast<char>(broken[i] ^ flip);
      const auto actions = ParseCommit(broken, "f");
      if (!actions.ok()) {
        EXPECT_EQ(KindOf(actions.status()), ErrorKind::kCorrupt);
      } else {
        EXPECT_EQ(ParseCommit(SerializeCommit(*actions), "f").ValueOrDie(), *actions);
      }
    }
  }
}

TEST(ActionsTest, UniqueIdsTellAbsentOffsetsFromZero) {
  DeletionVectorDescriptor dv{"u", "abc", {}, 1, 1, {}};
  EXPECT_EQ(dv.UniqueId(), "uabc");
  dv.offset = 0;
  EXPECT_EQ(dv.UniqueId(), "uabc@0");
  dv.offset = 4;
  EXPECT_EQ(dv.UniqueId(), "uabc@4");
}

}  // namespace
}  // namespace delta_utils
