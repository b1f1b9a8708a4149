#include "delta_utils/delta_actions/validate_action.h"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace delta_utils {
namespace {

std::vector<std::string> FieldsOf(const ActionValidity& validity) {
  std::vector<std::string> fields;
  for (const FieldProblem& problem : validity.problems) fields.push_back(problem.field);
  return fields;
}

Action Parsed(const std::string& json) {
  const auto action = ParseAction(json);
  EXPECT_TRUE(action.ok()) << action.status().ToString() << json;
  return action.ok() ? *action : Action(UnknownAction{});
}

/// An add with `more` fields; `path` and `size` as given.
std::string AddJson(const std::string& more, const std::string& path = "a",
                    const std::string& size = "1") {
  return R"({"add":{"path":")" + path + R"(","partitionValues":{},"size":)" + size +
         R"(,"modificationTime":1,"dataChange":true)" + (more.empty() ? "" : ",") + more +
         "}}";
}

std::string RemoveJson(const std::string& more) {
  const std::string comma = more.empty() ? "" : ",";
  return R"({"remove":{"path":"a","dataChange":true)" + comma + more + "}}";
}

std::string MetadataJson(const std::string& schema, const std::string& columns,
                         const std::string& more = "") {
  return R"({"metaData":{"id":"i","format":{"provider":"parquet","options":{}},)"
         R"("schemaString":")" +
         schema + R"(","partitionColumns":)" + columns + R"(,"configuration":{)" + more +
         "}}}";
}

std::string ProtocolJson(int reader, int writer, const std::string& more = "") {
  return R"({"protocol":{"minReaderVersion":)" + std::to_string(reader) +
         R"(,"minWriterVersion":)" + std::to_string(writer) + more + "}}";
}

constexpr char kSchema[] =
    R"({\"type\":\"struct\",\"fields\":[{\"name\":\"p\",\"type\":\"string\",)"
    R"(\"nullable\":true,\"metadata\":{\"delta.columnMapping.physicalName\":)"
    R"(\"col-1\"}}]})";
constexpr char kVector[] =
    R"("deletionVector":{"storageType":"i","pathOrInlineDv":"00000","sizeInBytes":4,)"
    R"("cardinality":)";

TEST(ValidateActionTest, WhatCanBeIsValid) {
  for (const std::string& json : {
           AddJson(""),
           AddJson(R"("stats":"{}")"),
           AddJson(R"("stats":"{\"numRecords\":0,\"nullCount\":{\"a\":0}}")"),
           AddJson(R"("stats":"{\"nullCount\":{\"a\":{\"b\":7}}}","baseRowId":0)"),
           AddJson(R"("stats":"{\"numRecords\":5}",)" + (kVector + std::string("5}"))),
           AddJson("", "p=%25/x", "0"),
           RemoveJson(""),
           RemoveJson(R"("deletionTimestamp":0,"extendedFileMetadata":false)"),
           RemoveJson(R"("extendedFileMetadata":true,"partitionValues":{},"size":0)"),
           RemoveJson(kVector + std::string("5}")),
           std::string(R"({"cdc":{"path":"_change_data/x","partitionValues":{},)"
                       R"("size":1,"dataChange":false}})"),
           MetadataJson(kSchema, R"(["p"])"),
           MetadataJson(kSchema, "[]"),
           ProtocolJson(1, 2),
           ProtocolJson(2, 7, R"(,"writerFeatures":["columnMapping"])"),
           ProtocolJson(3, 7, R"(,"readerFeatures":[],"writerFeatures":[])"),
           ProtocolJson(3, 7, R"(,"readerFeatures":["a"],"writerFeatures":["b","a"])"),
           std::string(R"({"txn":{"appId":"a","version":-5}})"),
           std::string(R"({"domainMetadata":{"domain":"d","configuration":"",)"
                       R"("removed":true}})"),
           std::string(R"({"commitInfo":{"timestamp":"today","operation":1}})"),
           std::string(R"({"commitInfo":{"readVersion":-1}})"),  // Spark's CONVERT
           std::string(R"({"checkpointMetadata":{"version":0}})"),
           std::string(R"({"sidecar":{"path":"x.parquet","sizeInBytes":0,)"
                       R"("modificationTime":0}})"),
           std::string(R"({"invented":{"path":"../x","size":-1}})"),
       }) {
    const ActionValidity validity = ValidateAction(Parsed(json));
    EXPECT_EQ(FieldsOf(validity), std::vector<std::string>()) << json;
    EXPECT_FALSE(validity.has_absolute_path) << json;
    EXPECT_TRUE(validity.ToStatus().ok());
  }
}

struct Case {
  std::string json;
  std::vector<std::string> fields;
};

const Case kFileCases[] = {
    {AddJson("", ""), {"add.path"}},
    {AddJson("", "../x"), {"add.path"}},
    {AddJson("", "a/%2E%2e/x"), {"add.path"}},
    {AddJson("", R"(..\\x)"), {"add.path"}},
    {AddJson("", "%2Fx"), {"add.path"}},
    {AddJson("", "a%00"), {"add.path"}},
    {AddJson("", R"(a\u0000)"), {"add.path"}},
    {AddJson("", "_delta_log/0.json", "-1"), {"add.path", "add.size"}},
    {AddJson(R"("baseRowId":-1,"defaultRowCommitVersion":-1)"),
     {"add.baseRowId", "add.defaultRowCommitVersion"}},
    {AddJson(R"("stats":"")"), {"add.stats"}},
    {AddJson(R"("stats":"{")"), {"add.stats"}},
    {AddJson(R"("stats":"{\"numRecords\":1.5}")"), {"add.stats"}},
    {AddJson(R"("stats":"{\"numRecords\":-1}")"), {"add.stats.numRecords"}},
    {AddJson(R"("stats":"{\"numRecords\":2,\"nullCount\":{\"a\":3,\"b\":{\"c\":-1}}}")"),
     {"add.stats.nullCount.a", "add.stats.nullCount.b.c"}},
    {AddJson(kVector + std::string("1}")), {"add.stats"}},
    {AddJson(R"("stats":"{\"numRecords\":1}",)" + (kVector + std::string("2}"))),
     {"add.deletionVector.cardinality"}},
    {AddJson(R"("stats":"{\"numRecords\":1}",)" + (kVector + std::string("-2}"))),
     {"add.deletionVector.cardinality"}},
    {AddJson(R"("stats":"{\"numRecords\":1}","deletionVector":{"storageType":"x",)"
             R"("pathOrInlineDv":"","sizeInBytes":1,"cardinality":1})"),
     {"add.deletionVector.storageType"}},
    {RemoveJson(R"("deletionTimestamp":-1,"size":-1,"stats":"[]")"),
     {"remove.size", "remove.deletionTimestamp", "remove.stats"}},
    {RemoveJson(R"("extendedFileMetadata":true)"),
     {"remove.partitionValues", "remove.size"}},
    {RemoveJson(R"("deletionVector":{"storageType":"u","pathOrInlineDv":"x","offset":1,)"
                R"("sizeInBytes":1,"cardinality":1})"),
     {"remove.deletionVector.pathOrInlineDv"}},
    {R"({"cdc":{"path":"../x","partitionValues":{},"size":-1,"dataChange":true}})",
     {"cdc.path", "cdc.size", "cdc.dataChange"}},
};

const Case kOtherCases[] = {
    {MetadataJson("", "[]"), {"metaData.schemaString"}},
    {MetadataJson(kSchema, R"(["q"])"), {"metaData.partitionColumns"}},
    {MetadataJson(kSchema, R"(["p","p"])"), {"metaData.partitionColumns"}},
    {R"({"metaData":{"id":"","format":{"provider":""},"schemaString":")" +
         std::string(kSchema) +
         R"(","partitionColumns":[],"configuration":{},"createdTime":-1}})",
     {"metaData.id", "metaData.format.provider", "metaData.createdTime"}},
    {ProtocolJson(0, -1), {"protocol.minReaderVersion", "protocol.minWriterVersion"}},
    {ProtocolJson(1, 2, R"(,"readerFeatures":[],"writerFeatures":[])"),
     {"protocol.readerFeatures", "protocol.writerFeatures"}},
    {ProtocolJson(3, 7), {"protocol.readerFeatures", "protocol.writerFeatures"}},
    {ProtocolJson(3, 6, R"(,"readerFeatures":[])"), {"protocol.minWriterVersion"}},
    {ProtocolJson(3, 7, R"(,"readerFeatures":["a"],"writerFeatures":["b"])"),
     {"protocol.readerFeatures"}},
    {ProtocolJson(1, 7, R"(,"writerFeatures":["b","b"])"), {"protocol.writerFeatures"}},
    {R"({"txn":{"appId":"","version":1,"lastUpdated":-1}})",
     {"txn.appId", "txn.lastUpdated"}},
    {R"({"domainMetadata":{"domain":"","configuration":"","removed":false}})",
     {"domainMetadata.domain"}},
    {R"({"commitInfo":{"timestamp":-1,"inCommitTimestamp":-1,"operation":""}})",
     {"commitInfo.timestamp", "commitInfo.inCommitTimestamp", "commitInfo.operation"}},
    {R"({"checkpointMetadata":{"version":-1}})", {"checkpointMetadata.version"}},
    {R"({"sidecar":{"path":"","sizeInBytes":-1,"modificationTime":-1}})",
     {"sidecar.path", "sidecar.sizeInBytes", "sidecar.modificationTime"}},
};

void ExpectProblems(std::span<const Case> cases) {
  for (const auto& [json, fields] : cases) {
    const ActionValidity validity = ValidateAction(Parsed(json));
    EXPECT_EQ(FieldsOf(validity), fields) << json;
    const Status status = validity.ToStatus();
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(KindOf(status), ErrorKind::kInvalidArgument);
    EXPECT_EQ(DetailOf(status)->path(), fields.front());
  }
}

TEST(ValidateActionTest, ProblemsOfFilesHaveTheirFields) { ExpectProblems(kFileCases); }

TEST(ValidateActionTest, ProblemsOfOtherActionsHaveTheirFields) {
  ExpectProblems(kOtherCases);
}

TEST(ValidateActionTest, AbsolutePathsAreLegalAndTold) {
  for (const char* path : {"file:/t/a", "s3://b/a", "/t/a"}) {
    const ActionValidity validity = ValidateAction(Parsed(AddJson("", path)));
    EXPECT_TRUE(validity.problems.empty()) << path;
    EXPECT_TRUE(validity.has_absolute_path) << path;
  }
  const ActionValidity vector = ValidateAction(Parsed(
      RemoveJson(R"("deletionVector":{"storageType":"p","pathOrInlineDv":"s3://b/a",)"
                 R"("offset":1,"sizeInBytes":1,"cardinality":1})")));
  EXPECT_TRUE(vector.problems.empty());
  EXPECT_TRUE(vector.has_absolute_path);
  EXPECT_FALSE(ValidateAction(Parsed(AddJson("", "file:/t/../a"))).problems.empty());
}

TEST(ValidateActionTest, PartitionValuesAreThoseOfThePartitionColumns) {
  const auto names = [](const std::string& mode) {
    return PartitionNamesOf(
               std::get<Metadata>(Parsed(MetadataJson(kSchema, R"(["p"])", mode))))
        .ValueOrDie();
  };
  const std::set<std::string> plain = names("");
  const std::set<std::string> mapped = names(R"("delta.columnMapping.mode":"name")");
  EXPECT_EQ(plain, std::set<std::string>{"p"});
  EXPECT_EQ(mapped, std::set<std::string>{"col-1"});
  Add add;
  add.path = "a";
  add.partition_values = {{"p", std::nullopt}};
  EXPECT_TRUE(ValidateAction(add, &plain).problems.empty());
  EXPECT_EQ(
      FieldsOf(ValidateAction(add, &mapped)),
      (std::vector<std::string>{"add.partitionValues.p", "add.partitionValues.col-1"}));
  Remove remove;  // of a file that is older than the partitioning
  remove.path = "a";
  remove.partition_values = PartitionValues();
  EXPECT_TRUE(ValidateAction(remove, &plain).problems.empty());
}

}  // namespace
}  // namespace delta_utils
