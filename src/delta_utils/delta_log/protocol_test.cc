#include "delta_utils/delta_log/protocol.h"

#include <gtest/gtest.h>

namespace delta_utils {
namespace {

using Names = std::vector<std::string>;

constexpr std::string_view kPlainSchema =
    R"({"type":"struct","fields":[{"name":"a","type":"long","nullable":true}]})";

Protocol Legacy(int32_t reader, int32_t writer) { return {reader, writer, {}, {}, {}}; }
Protocol Listed(Names reader, Names writer) {
  return {3, 7, std::move(reader), std::move(writer), {}};
}
Protocol ForBoth(const std::string& name) { return Listed({name}, {name}); }
Protocol ForWriters(const std::string& name) { return {1, 7, {}, Names{name}, {}}; }

TableState StateOf(Protocol protocol, std::string_view schema = kPlainSchema,
                   StringMap configuration = {}) {
  TableState state;
  state.version = 0;
  state.protocol = std::move(protocol);
  state.metadata.emplace();
  state.metadata->schema_string = schema;
  state.metadata->configuration = std::move(configuration);
  return state;
}

std::string SchemaWith(std::string_view key) {
  return R"({"type":"struct","fields":[{"name":"m","type":{"type":"map","keyType":)"
         R"("string","valueType":{"type":"array","elementType":{"type":"struct",)"
         R"("fields":[{"name":"a","type":"long","nullable":true,"metadata":{")" +
         std::string(key) +
         R"(":"x"}}]},"containsNull":true},"valueContainsNull":true},"nullable":true}]})";
}

Status Readable(const TableState& state) { return CheckReadable(state, "t"); }
Status Writable(const TableState& state) {
  const StructType schema = ParseSchema(state.metadata->schema_string, "t").ValueOrDie();
  return CheckWritable(state, schema, "t");
}

void ExpectRefused(const Status& status, const std::string& words) {
  ASSERT_FALSE(status.ok()) << words;
  EXPECT_EQ(KindOf(status), ErrorKind::kUnsupported) << status.ToString();
  EXPECT_NE(status.message().find(words), std::string::npos) << status.message();
}

TEST(ProtocolTest, LegacyTablesAreReadAndWritten) {
  for (const Protocol& protocol : {Legacy(1, 1), Legacy(1, 2), Legacy(1, 3), Legacy(1, 4),
                                   Legacy(2, 5), Legacy(2, 6)}) {
    EXPECT_TRUE(Readable(StateOf(protocol)).ok());
    EXPECT_TRUE(Writable(StateOf(protocol)).ok());
  }
}

TEST(ProtocolTest, KnownFeaturesAreReadAndWritten) {
  for (const char* name :
       {"columnMapping", "timestampNtz", "timestampWithoutTimezone", "variantType",
        "variantType-preview", "variantShredding", "variantShredding-preview",
        "vacuumProtocolCheck", "v2Checkpoint", "deletionVectors", "typeWidening",
        "typeWidening-preview", "COLUMNMAPPING"}) {
    EXPECT_TRUE(Readable(StateOf(ForBoth(name))).ok()) << name;
    EXPECT_TRUE(Writable(StateOf(ForBoth(name))).ok()) << name;
  }
  for (const char* name :
       {"appendOnly", "invariants", "checkConstraints", "changeDataFeed",
        "generatedColumns", "identityColumns", "domainMetadata", "inCommitTimestamp",
        "allowColumnDefaults"}) {
    EXPECT_TRUE(Readable(StateOf(ForWriters(name))).ok()) << name;
    EXPECT_TRUE(Writable(StateOf(ForWriters(name))).ok()) << name;
  }
}

TEST(ProtocolTest, UnknownReaderFeaturesAreRefusedAllByName) {
  for (const char* name : {"catalogManaged", "geospatial", "x", "appendOnly"}) {
    ExpectRefused(Readable(StateOf(ForBoth(name))),
                  "t: uses the reader feature '" + std::string(name) +
                      "', which this library does not support");
  }
  const Status status = Readable(StateOf(Listed({"b?", "columnMapping", "a?"}, {})));
  ExpectRefused(status, "'a?'");
  ExpectRefused(status, "'b?'");
  EXPECT_EQ(status.message().find("columnMapping"), std::string::npos);
}

TEST(ProtocolTest, UnknownFeaturesAreNamedBeforeTheSchemaIsRead) {
  const std::string schema =
      R"({"type":"struct","fields":[{"name":"g","type":"geometry","nullable":true}]})";
  ExpectRefused(Readable(StateOf(ForBoth("geospatial"), schema)), "'geospatial'");
}

TEST(ProtocolTest, WriterFeaturesDoNotKeepReadersOut) {
  for (const char* name :
       {"rowTracking", "clustering", "icebergCompatV1", "icebergCompatV2",
        "collations-preview", "checkpointProtection", "x"}) {
    EXPECT_TRUE(Readable(StateOf(ForWriters(name))).ok()) << name;
    ExpectRefused(Writable(StateOf(ForWriters(name))),
                  "uses the writer feature '" + std::string(name) + "'");
  }
}

TEST(ProtocolTest, VersionsBeyondTheLastAreRefused) {
  ExpectRefused(Readable(StateOf(Legacy(4, 7))), "uses reader version 4");
  ExpectRefused(Readable(StateOf(Legacy(99, 7))), "uses reader version 99");
  EXPECT_TRUE(Readable(StateOf(Legacy(1, 8))).ok());
  ExpectRefused(Writable(StateOf(Legacy(1, 8))), "uses writer version 8");
}

TEST(ProtocolTest, ProtocolsThatContradictThemselvesAreCorrupt) {
  const Protocol cases[] = {Legacy(0, 1),
                            Legacy(-1, 2),
                            Legacy(3, 7),
                            Legacy(1, 7),
                            {3, 6, Names{}, Names{}, {}},
                            {3, 7, Names{}, {}, {}}};
  for (const Protocol& protocol : cases) {
    EXPECT_EQ(KindOf(Readable(StateOf(protocol))), ErrorKind::kCorrupt)
        << protocol.min_reader_version << "," << protocol.min_writer_version;
  }
  EXPECT_EQ(KindOf(Writable(StateOf(Legacy(1, 0)))), ErrorKind::kCorrupt);
  TableState state = StateOf(Legacy(1, 2));
  state.metadata.reset();
  EXPECT_EQ(KindOf(Readable(state)), ErrorKind::kCorrupt);
  EXPECT_EQ(KindOf(Readable(StateOf(Legacy(1, 2), "nonsense"))), ErrorKind::kCorrupt);
}

TEST(ProtocolTest, ListedReaderFeaturesCountWhateverTheVersion) {
  ExpectRefused(Readable(StateOf({1, 2, Names{"x"}, {}, {}})), "reader feature 'x'");
  ExpectRefused(Writable(StateOf({1, 2, {}, Names{"x"}, {}})), "writer feature 'x'");
}

TEST(ProtocolTest, LiveDeletionVectorsAreRefusedWithOrWithoutTheFeature) {
  for (const Protocol& protocol : {ForBoth("deletionVectors"), Legacy(1, 2)}) {
    TableState state = StateOf(protocol);
    Add add;
    add.path = "a";
    ASSERT_TRUE(state.files.Put(add).ok());
    EXPECT_TRUE(Readable(state).ok());
    add.deletion_vector.emplace();
    add.path = "b";
    ASSERT_TRUE(state.files.Put(add).ok());
    ExpectRefused(Readable(state),
                  "the reader feature 'deletionVectors', which this library does not "
                  "support when a live file has a deletion vector");
    ExpectRefused(Writable(state), "deletionVectors");
  }
}

TEST(ProtocolTest, FeaturesInUseThatWritersMustEnforceAreRefused) {
  const std::pair<const char*, const char*> in_schema[] = {
      {"invariants", "delta.invariants"},
      {"generatedColumns", "delta.generationExpression"},
      {"identityColumns", "delta.identity.start"},
      {"allowColumnDefaults", "CURRENT_DEFAULT"}};
  for (const auto& [feature, key] : in_schema) {
    const TableState state = StateOf(ForWriters(feature), SchemaWith(key));
    EXPECT_TRUE(Readable(state).ok()) << feature;
    ExpectRefused(Writable(state), "writer feature '" + std::string(feature) + "'");
  }
  const std::pair<const char*, StringMap> in_configuration[] = {
      {"checkConstraints", {{"delta.constraints.c", "a > 1"}}},
      {"inCommitTimestamp", {{"delta.enableInCommitTimestamps", "true"}}}};
  for (const auto& [feature, configuration] : in_configuration) {
    const TableState state = StateOf(ForWriters(feature), kPlainSchema, configuration);
    EXPECT_TRUE(Readable(state).ok()) << feature;
    ExpectRefused(Writable(state), "writer feature '" + std::string(feature) + "'");
  }
  ExpectRefused(Writable(StateOf(Legacy(1, 2), SchemaWith("delta.invariants"))),
                "'invariants'");
  ExpectRefused(
      Writable(StateOf(Legacy(1, 3), kPlainSchema, {{"delta.constraints.c", "a > 1"}})),
      "'checkConstraints'");
}

TEST(ProtocolTest, ChangedTypesAreNotRead) {
  for (const char* name : {"typeWidening", "typeWidening-preview"}) {
    ExpectRefused(Readable(StateOf(ForBoth(name), SchemaWith("delta.typeChanges"))),
                  "when a column's type was changed");
  }
}

TEST(ProtocolTest, ColumnMappingNeedsTheFeatureAndAKnownMode) {
  const StringMap by_name = {{"delta.columnMapping.mode", "name"}};
  for (const Protocol& protocol : {Legacy(2, 5), ForBoth("columnMapping"),
                                   Protocol{2, 7, {}, Names{"columnMapping"}, {}}}) {
    EXPECT_TRUE(Readable(StateOf(protocol, kPlainSchema, by_name)).ok());
  }
  ExpectRefused(Readable(StateOf(Legacy(1, 2), kPlainSchema, by_name)), "columnMapping");
  EXPECT_TRUE(Readable(StateOf(Legacy(1, 2), kPlainSchema,
                               {{"delta.columnMapping.mode", "none"}}))
                  .ok());
  ExpectRefused(Readable(StateOf(Legacy(2, 5), kPlainSchema,
                                 {{"delta.columnMapping.mode", "other"}})),
                "t: the column mapping mode 'other'");
}

TEST(ProtocolTest, OnlyParquetIsRead) {
  TableState state = StateOf(Legacy(1, 2));
  state.metadata->format.provider = "csv";
  ExpectRefused(Readable(state), "'csv'");
}

TEST(ProtocolTest, FeaturesAreListedOrImplied) {
  const std::pair<Protocol, Names> cases[] = {
      {Legacy(1, 1), {}},
      {Legacy(1, 2), {"appendOnly", "invariants"}},
      {Legacy(1, 4),
       {"appendOnly", "changeDataFeed", "checkConstraints", "generatedColumns",
        "invariants"}},
      {Legacy(2, 6),
       {"appendOnly", "changeDataFeed", "checkConstraints", "columnMapping",
        "generatedColumns", "identityColumns", "invariants"}},
      {Protocol{2, 7, {}, Names{"x"}, {}}, {"columnMapping", "x"}},
      {Listed({"b"}, {"b", "a"}), {"a", "b"}},
  };
  for (const auto& [protocol, names] : cases) EXPECT_EQ(FeaturesOf(protocol), names);
}

struct Upgrade {
  Protocol from;
  Names features;
  Protocol to;
};

TEST(ProtocolTest, UpgradesListEverythingTheOldVersionsImplied) {
  const Names implied5 = {"appendOnly",    "changeDataFeed",   "checkConstraints",
                          "columnMapping", "generatedColumns", "invariants"};
  Names implied5_variant = implied5;
  implied5_variant.push_back("variantType");
  Names implied5_domain = {"appendOnly",    "changeDataFeed", "checkConstraints",
                           "columnMapping", "domainMetadata", "generatedColumns",
                           "invariants"};
  const Upgrade cases[] = {
      {Legacy(1, 2), {}, Legacy(1, 2)},
      {Legacy(1, 2), {"appendOnly", "invariants"}, Legacy(1, 2)},
      {Legacy(1, 1), {"appendOnly"}, Legacy(1, 2)},
      {Legacy(1, 2), {"changeDataFeed"}, Legacy(1, 4)},
      {Legacy(2, 5), {"changeDataFeed", "columnMapping"}, Legacy(2, 5)},
      {Legacy(1, 2),
       {"domainMetadata"},
       {1, 7, {}, Names{"appendOnly", "domainMetadata", "invariants"}, {}}},
      {Legacy(1, 2),
       {"variantType", "changeDataFeed"},
       Listed({"variantType"},
              {"appendOnly", "changeDataFeed", "invariants", "variantType"})},
      {Legacy(1, 2),
       {"columnMapping"},
       Listed({"columnMapping"}, {"appendOnly", "columnMapping", "invariants"})},
      {Legacy(2, 5),
       {"variantType"},
       Listed({"columnMapping", "variantType"}, implied5_variant)},
      {Legacy(2, 5), {"domainMetadata"}, {2, 7, {}, implied5_domain, {}}},
      {Listed({}, {"x"}), {"changeDataFeed"}, Listed({}, {"x", "changeDataFeed"})},
      {Listed({"timestampNtz"}, {"timestampNtz"}),
       {"timestampNtz"},
       Listed({"timestampNtz"}, {"timestampNtz"})},
      {Protocol{1, 7, {}, Names{"columnMapping"}, {}},
       {"columnMapping"},
       Listed({"columnMapping"}, {"columnMapping"})},
      {Protocol{2, 7, {}, Names{"columnMapping"}, {}},
       {"columnMapping", "changeDataFeed"},
       {2, 7, {}, Names{"columnMapping", "changeDataFeed"}, {}}},
  };
  for (const Upgrade& upgrade : cases) {
    const Protocol to = WithFeatures(upgrade.from, upgrade.features).ValueOrDie();
    EXPECT_EQ(SerializeAction(to), SerializeAction(upgrade.to));
    EXPECT_EQ(WithFeatures(to, upgrade.features).ValueOrDie(), to);
    EXPECT_TRUE(Readable(StateOf(to)).ok());
  }
  EXPECT_EQ(KindOf(WithFeatures(Legacy(1, 2), {"x"}).status()),
            ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace delta_utils
