// Ten commits for tests that damage every byte.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace delta_utils {

/// As Spark and delta-rs write them.
inline std::vector<std::string> WrittenCommits() {
  return {
      // Spark: a new table with columns that have names of their own.
      R"({"commitInfo":{"timestamp":1700000000000,"operation":"CREATE TABLE",)"
      R"("operationParameters":{"partitionBy":"[\"p\"]","isManaged":"false"},)"
      R"("isolationLevel":"Serializable","isBlindAppend":true,"operationMetrics":{},)"
      R"("engineInfo":"Apache-Spark/4.2.0 Delta-Lake/4.4.0","txnId":"a-b"}})"
      "\n"
      R"({"metaData":{"id":"af23c9d7-fff1-4a5a-a2c8-55c59bd782aa","name":"n",)"
      R"("format":{"provider":"parquet","options":{}},"schemaString":)"
      R"("{\"type\":\"struct\",\"fields\":[]}","partitionColumns":[],)"
      R"("configuration":{"delta.columnMapping.mode":"name"},"createdTime":1}})"
      "\n"
      R"({"protocol":{"minReaderVersion":3,"minWriterVersion":7,)"
      R"("readerFeatures":["columnMapping"],)"
      R"("writerFeatures":["columnMapping","appendOnly"]}})"
      "\n",
      // Spark: an insert of a partition whose name is escaped twice.
      R"({"add":{"path":"p=a%20b%252Fc/part-0.snappy.parquet",)"
      R"("partitionValues":{"p":"a b/c","q":null},"size":641,"modificationTime":17,)"
      R"("dataChange":true,"stats":"{\"numRecords\":2,\"minValues\":{\"d\":1.50},)"
      R"(\"maxValues\":{\"d\":2.50},\"nullCount\":{\"d\":0}}",)"
      R"("tags":{"INSERTION_TIME":"1"},"baseRowId":0,"defaultRowCommitVersion":1}})"
      "\n",
      // Spark: a delete by deletion vector.
      R"({"remove":{"path":"x","deletionTimestamp":5,"dataChange":true,)"
      R"("extendedFileMetadata":true,"partitionValues":{},"size":1,)"
      R"("stats":"{\"numRecords\":9}"}})"
      "\n"
      R"({"add":{"path":"x","partitionValues":{},"size":1,"modificationTime":0,)"
      R"("dataChange":true,"stats":"{\"numRecords\":9,\"tightBounds\":false}",)"
      R"("deletionVector":{"storageType":"u","pathOrInlineDv":"ab^-aqEH.-t@S}K{vb[*k^",)"
      R"("offset":4,"sizeInBytes":40,"cardinality":6}}})"
      "\n",
      // Spark: an update with a change file.
      R"({"cdc":{"path":"_change_data/cdc-0.parquet","partitionValues":{"p":""},)"
      R"("size":1213,"dataChange":false,"tags":null}})"
      "\n"
      R"({"remove":{"path":"y","dataChange":false}})"
      "\n",
      // delta-rs: explicit nulls.
      R"({"add":{"path":"part-0.parquet","partitionValues":{},"size":1,)"
      R"("modificationTime":1,"dataChange":true,"stats":null,"tags":null,)"
      R"("deletionVector":null,"baseRowId":null,"defaultRowCommitVersion":null,)"
      R"("clusteringProvider":null}})"
      "\n"
      R"({"commitInfo":{"timestamp":1,"operation":"WRITE","engineInfo":"delta-rs:1"}})",
      // A stream's progress, and a domain.
      R"({"txn":{"appId":"3ba13872-2d47-4e17","version":364475,"lastUpdated":2}})"
      "\n"
      R"({"domainMetadata":{"domain":"delta.clustering","configuration":)"
      R"("{\"clusteringColumns\":[[\"a\"]]}","removed":false}})"
      "\n",
  };
}

/// As they may be, and hardly are.
inline std::vector<std::string> OddCommits() {
  return {
      // A checkpoint in JSON.
      R"({"checkpointMetadata":{"version":1,"tags":{"sidecarNumActions":"2"}}})"
      "\n"
      R"({"sidecar":{"path":"016ae953.parquet","sizeInBytes":2304522,)"
      R"("modificationTime":1512909768000,"tags":{}}})"
      "\n"
      R"({"add":null,"remove":null,"txn":{"appId":"a","version":-1},"later":[1]})"
      "\n",
      // Actions and fields to come, numbers beyond 64 bits.
      R"({"invented":{"a":[1,{"b":null},true,false,-1.5e-7,18446744073709551616]}})"
      "\n"
      R"({"txn":{"appId":"a","version":9223372036854775807,"later":{"x":0.10}}})"
      "\n",
      // Carriage returns, blank lines, white space, escapes, letters of every width.
      "\r\n { \"txn\" : { \"appId\" : \"\\u00e9\\ud83d\\ude00\\n\\\"\" ,\t"
      "\"version\" : 1 } } \r\n\r\n"
      "{\"commitInfo\":{\"userName\":\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"}}\r\n",
      // A byte order mark, and no newline at the end.
      "\xef\xbb\xbf{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}\n"
      "{\"metaData\":{\"id\":\"\",\"format\":{},\"schemaString\":\"\","
      "\"partitionColumns\":[\"a\"],\"configuration\":{\"k\":null}}}",
  };
}

inline std::vector<std::string> SampleCommits() {
  std::vector<std::string> commits = WrittenCommits();
  for (std::string& commit : OddCommits()) commits.push_back(std::move(commit));
  return commits;
}

}  // namespace delta_utils
