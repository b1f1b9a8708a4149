#include "delta_utils/delta_actions/schema.h"

#include <gtest/gtest.h>

namespace delta_utils {
namespace {

StructType Parsed(std::string_view json) {
  auto schema = ParseSchema(json, "t");
  EXPECT_TRUE(schema.ok()) << schema.status().ToString() << "\n" << json;
  return schema.ok() ? *std::move(schema) : StructType{};
}

std::string WithField(std::string_view field) {
  return R"({"type":"struct","fields":[)" + std::string(field) + "]}";
}

std::string FieldOfType(std::string_view type) {
  return WithField(R"({"name":"a","type":)" + std::string(type) +
                   R"(,"nullable":true,"metadata":{}})");
}

std::string FieldOfName(std::string_view type) {
  return FieldOfType("\"" + std::string(type) + "\"");
}

TEST(SchemaTest, EveryPrimitiveTypeReadsAndWritesBack) {
  for (const char* name :
       {"string", "long", "integer", "short", "byte", "float", "double", "boolean",
        "binary", "date", "timestamp", "timestamp_ntz", "variant", "void",
        "decimal(38,18)", "decimal(1,0)"}) {
    const std::string json = FieldOfName(name);
    const StructType schema = Parsed(json);
    ASSERT_EQ(schema.fields.size(), 1u) << name;
    EXPECT_TRUE(schema.fields[0].type.IsPrimitive(name)) << name;
    EXPECT_EQ(SerializeSchema(schema), json);
  }
}

TEST(SchemaTest, NestedTypesReadInAnyMemberOrderAndWriteInSparks) {
  const StructType schema = Parsed(R"( {"fields":[
    {"metadata":{},"nullable":false,"name":"m","type":
      {"valueContainsNull":false,"valueType":{"containsNull":true,"elementType":
        {"fields":[],"type":"struct"},"type":"array"},"keyType":"string","type":"map"}}
    ],"type":"struct","later":[1,{"x":null}]} )");
  EXPECT_EQ(SerializeSchema(schema),
            R"({"type":"struct","fields":[{"name":"m","type":{"type":"map",)"
            R"("keyType":"string","valueType":{"type":"array","elementType":)"
            R"({"type":"struct","fields":[]},"containsNull":true},)"
            R"("valueContainsNull":false},"nullable":false,"metadata":{}}]})");
  EXPECT_EQ(Parsed(SerializeSchema(schema)), schema);
}

TEST(SchemaTest, MetadataIsKeptRawAndInOrder) {
  const std::string json = WithField(
      R"({"name":"a\"b","type":"long","nullable":true,"metadata":{"z":{"k": [1, 2.50]},)"
      R"("delta.columnMapping.id":12,"n":null,"s":"x\u0041\"y","e":{}}})");
  const StructType schema = Parsed(json);
  const StructField* field = schema.Find("a\"b");
  ASSERT_NE(field, nullptr);
  EXPECT_EQ(field->RawMetadata("z"), R"({"k": [1, 2.50]})");
  EXPECT_EQ(field->RawMetadata("e"), "{}");
  EXPECT_EQ(field->RawMetadata("n"), "null");
  EXPECT_EQ(field->RawMetadata("absent"), std::nullopt);
  EXPECT_EQ(field->StringMetadata("s"), "xA\"y");
  EXPECT_EQ(field->StringMetadata("z"), std::nullopt);
  EXPECT_EQ(field->IntMetadata(kColumnMappingId), 12);
  EXPECT_EQ(field->IntMetadata("s"), std::nullopt);
  EXPECT_EQ(SerializeSchema(schema), json);
}

TEST(SchemaTest, MetadataCanBeAbsentOrNull) {
  EXPECT_TRUE(Parsed(WithField(R"({"name":"a","type":"long","nullable":true})"))
                  .fields[0]
                  .metadata.empty());
  EXPECT_TRUE(
      Parsed(WithField(R"({"name":"a","type":"long","nullable":true,"metadata":null})"))
          .fields[0]
          .metadata.empty());
}

TEST(SchemaTest, WrittenMetadataReadsBack) {
  StructField field{"a", {PrimitiveType{"long"}}, true, {}};
  field.SetStringMetadata("s", "a\"\\\n\xc3\xa9");
  field.SetIntMetadata("i", INT64_MIN);
  field.SetIntMetadata("i", -7);
  EXPECT_EQ(field.metadata.size(), 2u);
  EXPECT_EQ(field.StringMetadata("s"), "a\"\\\n\xc3\xa9");
  EXPECT_EQ(field.IntMetadata("i"), -7);
}

TEST(SchemaTest, DecimalsAreNormalisedAndBounded) {
  EXPECT_TRUE(Parsed(FieldOfName("decimal")).fields[0].type.IsPrimitive("decimal(10,0)"));
  EXPECT_TRUE(Parsed(FieldOfName("decimal( 10 , 2 )"))
                  .fields[0]
                  .type.IsPrimitive("decimal(10,2)"));
  EXPECT_EQ(DecimalTypeOf({"decimal(38,18)"}), std::pair(38, 18));
  for (const char* name : {"decimal(,)", "decimal(1)", "decimal(1,2", "long",
                           "decimal( , )", "decimal(99999999999,0)", "decimal(1,0,0)"}) {
    EXPECT_EQ(DecimalTypeOf({name}), std::nullopt) << name;
  }
}

TEST(SchemaTest, TypesByOtherNamesAreNotSupported) {
  for (const char* name : {"int", "geometry(OGC:CRS84)", "timestamp_nanos", ""}) {
    const Status status = ParseSchema(FieldOfName(name), "t").status();
    ASSERT_FALSE(status.ok()) << name;
    EXPECT_EQ(KindOf(status), ErrorKind::kUnsupported) << name;
    EXPECT_EQ(DetailOf(status)->path(), "t");
  }
}

TEST(SchemaTest, WhatIsNoSchemaIsCorrupt) {
  const std::string cases[] = {
      "",
      "null",
      "[]",
      "{}",
      "{",
      R"("long")",
      R"({"type":"struct"})",
      R"({"type":"array","elementType":"long","containsNull":true})",
      R"({"type":"struct","fields":[]} x)",
      R"({"type":"struct","fields":{}})",
      R"({"type":"struct","fields":[1]})",
      WithField(R"({"type":"long","nullable":true})"),
      WithField(R"({"name":"a","nullable":true})"),
      WithField(R"({"name":"a","type":"long"})"),
      WithField(R"({"name":"a","type":"long","nullable":1})"),
      WithField(R"({"name":"a","type":"long","nullable":true,"metadata":[]})"),
      WithField(R"({"name":"a","type":"long","nullable":true,"metadata":{"x":01}})"),
      WithField(R"({"name":"a","type":"long","nullable":true,"metadata":{"x":nope}})"),
      FieldOfName("decimal(39,0)"),
      FieldOfName("decimal(0,0)"),
      FieldOfName("decimal(2,3)"),
      FieldOfName("decimal(2,-1)"),
      FieldOfType(R"({"type":"array","elementType":"long"})"),
      FieldOfType(R"({"type":"map","keyType":"long","valueContainsNull":true})"),
      FieldOfType(R"({"type":"udt"})"),
      WithField(R"({"name":"a","type":"long","nullable":true},)"
                R"({"name":"A","type":"long","nullable":true})"),
  };
  for (const std::string& json : cases) {
    const Status status = ParseSchema(json, "t/_delta_log/0.json").status();
    ASSERT_FALSE(status.ok()) << json;
    EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt) << json;
    EXPECT_EQ(DetailOf(status)->path(), "t/_delta_log/0.json") << json;
  }
}

std::string NestedArrays(int levels) {
  std::string head, tail;
  for (int i = 0; i < levels; ++i) {
    head += R"({"type":"array","elementType":)";
    tail += R"(,"containsNull":true})";
  }
  return FieldOfType(head + R"("long")" + tail);
}

TEST(SchemaTest, DepthIsBounded) {
  EXPECT_TRUE(ParseSchema(NestedArrays(90), "t").ok());
  EXPECT_FALSE(ParseSchema(NestedArrays(101), "t").ok());
  EXPECT_FALSE(ParseSchema(NestedArrays(100000), "t").ok());
}

TEST(SchemaTest, ModesOfColumnMapping) {
  EXPECT_EQ(ColumnMappingModeOf({}).ValueOrDie(), ColumnMappingMode::kNone);
  const std::pair<const char*, ColumnMappingMode> cases[] = {
      {"none", ColumnMappingMode::kNone},
      {"id", ColumnMappingMode::kId},
      {"name", ColumnMappingMode::kName}};
  for (const auto& [word, mode] : cases) {
    EXPECT_EQ(ColumnMappingModeOf({{"delta.columnMapping.mode", word}}).ValueOrDie(),
              mode);
  }
  const Status status =
      ColumnMappingModeOf({{"delta.columnMapping.mode", "NAME"}}).status();
  EXPECT_EQ(KindOf(status), ErrorKind::kUnsupported);
}

TEST(SchemaTest, PhysicalNamesAreDecoded) {
  StructField field{"a", {PrimitiveType{"long"}}, true, {}};
  EXPECT_EQ(PhysicalName(field, ColumnMappingMode::kName), "a");
  field.SetStringMetadata(kColumnMappingPhysicalName, "col \"1\"");
  EXPECT_EQ(PhysicalName(field, ColumnMappingMode::kNone), "a");
  EXPECT_EQ(PhysicalName(field, ColumnMappingMode::kName), "col \"1\"");
  EXPECT_EQ(PhysicalName(field, ColumnMappingMode::kId), "col \"1\"");
}

TEST(SchemaTest, ColumnMappingIsAssignedAtEveryDepthAboveWhatIsTaken) {
  StructType schema = Parsed(WithField(
      R"({"name":"a","type":"long","nullable":true,"metadata":)"
      R"({"delta.columnMapping.id":9,"delta.columnMapping.physicalName":"p"}},)"
      R"({"name":"m","type":{"type":"map","keyType":{"type":"struct","fields":)"
      R"([{"name":"k","type":"long","nullable":true}]},"valueType":{"type":"array",)"
      R"("elementType":{"type":"struct","fields":[{"name":"v","type":"long",)"
      R"("nullable":true}]},"containsNull":true},"valueContainsNull":true},)"
      R"("nullable":true})"));
  const int64_t max_id = AssignColumnMapping(
      &schema, 3, [](const StructField& field) { return "col-" + field.name; });
  EXPECT_EQ(max_id, 12);
  EXPECT_EQ(schema.fields[0].IntMetadata(kColumnMappingId), 9);
  EXPECT_EQ(PhysicalName(schema.fields[0], ColumnMappingMode::kName), "p");
  const auto& map = std::get<MapType>(schema.fields[1].type.type);
  const auto& key = std::get<StructType>(map.key->type);
  const auto& value = std::get<ArrayType>(map.value->type);
  const auto& element = std::get<StructType>(value.element->type);
  EXPECT_EQ(schema.fields[1].IntMetadata(kColumnMappingId), 10);
  EXPECT_EQ(key.fields[0].IntMetadata(kColumnMappingId), 11);
  EXPECT_EQ(element.fields[0].IntMetadata(kColumnMappingId), 12);
  EXPECT_EQ(PhysicalName(element.fields[0], ColumnMappingMode::kId), "col-v");

  const StructType assigned = schema;
  EXPECT_EQ(AssignColumnMapping(&schema, 20, [](const StructField&) { return "x"; }), 20);
  EXPECT_EQ(schema, assigned);
}

}  // namespace
}  // namespace delta_utils
