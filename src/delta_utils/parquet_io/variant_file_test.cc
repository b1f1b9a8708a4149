#include "delta_utils/parquet_io/variant_file.h"

#include <cstdlib>
#include <filesystem>

#include "arrow/array/array_binary.h"
#include "arrow/array/array_dict.h"
#include "arrow/array/array_nested.h"
#include "arrow/util/key_value_metadata.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/parquet_io/variant_file_testing.h"
#include "delta_utils/storage/file_system_store.h"
#include "parquet/file_reader.h"
#include "parquet/file_writer.h"
#include "parquet/metadata.h"
#include "parquet/schema.h"
#include "parquet/statistics.h"

namespace delta_utils {
namespace {

using SchemaPtr = std::shared_ptr<arrow::Schema>;
using FieldPtr = std::shared_ptr<arrow::Field>;

FieldPtr Shredded(const std::string& name, const std::string& type) {
  return VariantField(name, ShreddingType::Parse(type).ValueOrDie()).ValueOrDie();
}

FieldPtr Unshredded(const std::string& name) { return VariantField(name).ValueOrDie(); }

/// Written, read, and compared with what was written.
void ExpectRoundTrip(const SchemaPtr& schema, const std::string& rows,
                     const VariantWriteOptions& options = {}) {
  const auto batch = BatchOf(schema, rows);
  DU_ASSERT_OK_AND_ASSIGN(const auto bytes, VariantFileBytes(schema, {batch}, options));
  OneVariantFile file(*bytes);
  DU_ASSERT_OK_AND_ASSIGN(const auto read, file.ReadDecoded());
  ASSERT_EQ(read->num_columns(), batch->num_columns());
  for (int i = 0; i < batch->num_columns(); ++i) {
    EXPECT_TRUE(read->column(i)->Equals(*batch->column(i)))
        << read->column(i)->ToString() << batch->column(i)->ToString();
  }
}

std::string ParquetSchemaOf(const arrow::Buffer& bytes) {
  const auto reader = parquet::ParquetFileReader::Open(
      arrow::io::BufferReader::FromString(std::string(std::string_view(bytes))));
  std::stringstream text;
  parquet::schema::PrintSchema(reader->metadata()->schema()->group_node(), text);
  std::string schema = text.str();
  constexpr std::string_view kNoId = " field_id=-1";
  for (size_t at; (at = schema.find(kNoId)) != std::string::npos;) {
    schema.erase(at, kNoId.size());
  }
  return schema;
}

TEST(VariantFileTest, EveryTypeOfColumnComesBack) {
  const struct {
    const char* type;
    const char* value;
    const char* parquet;  // what the Parquet schema says of the typed column
  } cases[] = {
      {"boolean", "true", "boolean typed_value"},
      {"tinyint", "-1", "int32 typed_value (Int(bitWidth=8, isSigned=true))"},
      {"smallint", "-300", "int32 typed_value (Int(bitWidth=16, isSigned=true))"},
      {"int", "70000", "int32 typed_value;"},
      {"bigint", "5000000000", "int64 typed_value;"},
      {"float", "0.5", "float typed_value"},
      {"double", "0.25", "double typed_value"},
      {"decimal(9,2)", R"("1234567.89")",
       "int32 typed_value (Decimal(precision=9, scale=2))"},
      {"decimal(18,0)", R"("12")", "int64 typed_value (Decimal(precision=18, scale=0))"},
      {"decimal(38,5)", R"("1.00000")",
       "fixed_len_byte_array(16) typed_value (Decimal(precision=38, scale=5))"},
      {"date", "17000", "int32 typed_value (Date)"},
      {"time", "1000", "Time(isAdjustedToUTC=false, timeUnit=microseconds)"},
      {"timestamp", "1", "Timestamp(isAdjustedToUTC=true, timeUnit=microseconds"},
      {"timestamp_ntz", "1", "Timestamp(isAdjustedToUTC=false, timeUnit=microseconds"},
      {"timestamp_nanos", "1", "Timestamp(isAdjustedToUTC=true, timeUnit=nanoseconds"},
      {"timestamp_ntz_nanos", "1",
       "Timestamp(isAdjustedToUTC=false, timeUnit=nanoseconds"},
      {"string", R"("text")", "binary typed_value (String)"},
      {"binary", R"("bytes")", "binary typed_value;"},
      {"uuid", R"("0123456789abcdef")", "fixed_len_byte_array(16) typed_value (UUID)"},
      {"array<int>", R"([["v", null], [null, 3], [null, null]])",
       "optional group typed_value (List) {\n      repeated group list {\n        "
       "required group element {"},
      {"struct<a: uuid, b: variant>", R"([[null, "0123456789abcdef"], ["v"]])",
       "required group a {"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.type);
    const auto schema = arrow::schema({Shredded("c", c.type)});
    const std::string typed = c.value;
    const std::string rows = R"([[["m", null, )" + typed +
                             R"(]], [null], [["m", "v", null]], [["n", null, null]]])";
    ExpectRoundTrip(schema, rows);
    DU_ASSERT_OK_AND_ASSIGN(const auto bytes,
                            VariantFileBytes(schema, {BatchOf(schema, rows)}));
    const std::string text = ParquetSchemaOf(*bytes);
    EXPECT_NE(text.find(c.parquet), std::string::npos) << text;
    EXPECT_NE(text.find("optional group c (Variant"), std::string::npos) << text;
    EXPECT_NE(text.find("required binary metadata"), std::string::npos) << text;
    EXPECT_NE(text.find("optional binary value"), std::string::npos) << text;
  }
}

SchemaPtr NestedSchema() {
  const auto inner = Unshredded("v");
  return arrow::schema(
      {arrow::field("s", arrow::struct_({arrow::field("n", arrow::int32()), inner})),
       arrow::field("l", arrow::list(inner->WithName("element"))),
       arrow::field("m", std::make_shared<arrow::MapType>(
                             arrow::field("key", arrow::utf8(), false),
                             Shredded("value", "array<bigint>"))),
       Shredded("v", "struct<x: struct<y: double>, z: array<string>>")});
}

constexpr char kNestedRows[] = R"([
    [[1, ["m", "v"]], [["m", "v"], null, ["n", "w"]], [["k", ["m", null, [[null, 1]]]]],
     ["m", null, [[null, [[null, 0.5]]], [null, [[null, "t"]]]]]],
    [[2, null], [], [], null],
    [null, null, null, ["m", "v", null]],
    [[3, ["o", "x"]], [null], [["a", null], ["b", ["m", "v", null]]],
     ["m", "r", [["q", null], [null, []]]]]])";

TEST(VariantFileTest, VariantsAreMarkedAndComeBackAtAnyNesting) {
  const auto schema = NestedSchema();
  ExpectRoundTrip(schema, kNestedRows);
  for (const int64_t rows : {1, 3}) ExpectRoundTrip(schema, kNestedRows, {rows});

  DU_ASSERT_OK_AND_ASSIGN(const auto bytes,
                          VariantFileBytes(schema, {BatchOf(schema, kNestedRows)}));
  OneVariantFile file(*bytes);
  DU_ASSERT_OK_AND_ASSIGN(const auto reader, file.Open());
  DU_ASSERT_OK_AND_ASSIGN(const auto batches, reader->Read());
  DU_ASSERT_OK_AND_ASSIGN(const auto batch, batches->Next());
  EXPECT_TRUE(batch->schema()->Equals(*reader->schema(), /*check_metadata=*/true));
  const auto field = [&](int i) { return reader->schema()->field(i); };
  EXPECT_FALSE(IsVariantField(*field(0)));
  EXPECT_FALSE(IsVariantField(*field(0)->type()->field(0)));
  EXPECT_TRUE(IsVariantField(*field(0)->type()->field(1)));
  EXPECT_TRUE(IsVariantField(*field(1)->type()->field(0)));
  EXPECT_TRUE(IsVariantField(
      *static_cast<const arrow::MapType&>(*field(2)->type()).item_field()));
  EXPECT_TRUE(IsVariantField(*field(3)));
  // What an array says of itself is what the schema says of it.
  const auto& group = static_cast<const arrow::StructArray&>(*batch->column(0));
  EXPECT_TRUE(IsVariantField(*group.type()->field(1)));
  EXPECT_EQ(group.field(1)->type()->field(0)->type()->id(), arrow::Type::DICTIONARY);
}

TEST(VariantFileTest, SlicesAreWrittenAsWhatTheyShow) {
  const auto schema = NestedSchema();
  const auto batch = BatchOf(schema, kNestedRows);
  DU_ASSERT_OK_AND_ASSIGN(
      const auto bytes, VariantFileBytes(schema, {batch->Slice(3), batch->Slice(1, 2)}));
  OneVariantFile file(*bytes);
  DU_ASSERT_OK_AND_ASSIGN(const auto read, file.ReadDecoded());
  for (int i = 0; i < batch->num_columns(); ++i) {
    EXPECT_TRUE(read->column(i)->Slice(0, 1)->Equals(batch->column(i)->Slice(3)));
    EXPECT_TRUE(read->column(i)->Slice(1)->Equals(batch->column(i)->Slice(1, 2)));
  }
}

TEST(VariantFileTest, BytesAreTakenInAnyLayout) {
  const auto schema = arrow::schema({Shredded("c", "struct<a: string, b: bigint>")});
  const std::string rows = R"([[["m", null, [[null, "x"], ["v", null]]]], [null],
                               [["n", "v", null]], [["m", "w", null]]])";
  const auto expected = BatchOf(schema, rows);
  const auto layouts = [](std::shared_ptr<arrow::DataType> metadata,
                          std::shared_ptr<arrow::DataType> value,
                          std::shared_ptr<arrow::DataType> text) {
    const auto group = [&](const std::shared_ptr<arrow::DataType>& typed) {
      return arrow::struct_(
          {arrow::field("value", value), arrow::field("typed_value", typed)});
    };
    return arrow::schema({arrow::field(
        "c", arrow::struct_(
                 {arrow::field("metadata", metadata), arrow::field("value", value),
                  arrow::field(
                      "typed_value",
                      arrow::struct_({arrow::field("a", group(text)),
                                      arrow::field("b", group(arrow::int64()))}))}))});
  };
  for (const auto& batch_schema : {
           layouts(arrow::large_binary(), arrow::binary_view(), arrow::large_utf8()),
           layouts(arrow::binary_view(), arrow::large_binary(), arrow::utf8_view()),
           layouts(arrow::dictionary(arrow::int8(), arrow::large_binary()),
                   arrow::binary(), arrow::utf8()),
           layouts(arrow::binary(), arrow::binary(),
                   arrow::dictionary(arrow::int32(), arrow::utf8())),
       }) {
    SCOPED_TRACE(batch_schema->ToString());
    DU_ASSERT_OK_AND_ASSIGN(const auto bytes,
                            VariantFileBytes(schema, {BatchOf(batch_schema, rows)}));
    OneVariantFile file(*bytes);
    DU_ASSERT_OK_AND_ASSIGN(const auto read, file.ReadDecoded());
    EXPECT_TRUE(read->column(0)->Equals(*expected->column(0)))
        << read->column(0)->ToString();
  }
}

TEST(VariantFileTest, NullRowsMayHaveNullParts) {
  const auto schema = arrow::schema({Unshredded("c")});
  const auto expected = BatchOf(schema, R"([[null], [["m", "v"]], [null]])");
  const auto parts = [](std::shared_ptr<arrow::DataType> metadata) {
    return arrow::struct_({arrow::field("metadata", std::move(metadata)),
                           arrow::field("value", arrow::binary())});
  };
  for (const auto& metadata :
       {arrow::binary(), arrow::dictionary(arrow::int8(), arrow::binary())}) {
    const auto loose = arrow::schema({arrow::field("c", parts(metadata))});
    const auto rows = BatchOf(loose, R"([[[null, null]], [["m", "v"]], [[null, null]]])");
    auto group = std::make_shared<arrow::ArrayData>(*rows->column_data(0));
    group->buffers = {arrow::Buffer::FromString("\x02")};  // the second row alone
    group->null_count = 2;
    ASSERT_EQ(group->child_data[0]->GetNullCount(), 2);
    const auto batch =
        arrow::RecordBatch::Make(loose, 3, arrow::ArrayVector{arrow::MakeArray(group)});
    DU_ASSERT_OK_AND_ASSIGN(const auto bytes,
                            VariantFileBytes(schema, {batch, batch->Slice(2)}));
    OneVariantFile file(*bytes);
    DU_ASSERT_OK_AND_ASSIGN(const auto read, file.ReadDecoded());
    EXPECT_TRUE(read->column(0)->Slice(0, 3)->Equals(*expected->column(0)));
    EXPECT_TRUE(read->column(0)->IsNull(3));
    DU_ASSERT_OK_AND_ASSIGN(const auto nulls,
                            VariantFileBytes(schema, {batch->Slice(2), batch->Slice(2)}));
    OneVariantFile none(*nulls);
    DU_ASSERT_OK_AND_ASSIGN(const auto all_null, none.ReadDecoded());
    EXPECT_EQ(all_null->column(0)->null_count(), 2);
  }
}

TEST(VariantFileTest, NothingIsWrittenToAFileThatIsFinished) {
  const auto schema = arrow::schema({Unshredded("c")});
  const auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  DU_ASSERT_OK_AND_ASSIGN(const auto writer, VariantFileWriter::Open(schema, {}, sink));
  const auto batch = BatchOf(schema, R"([[["m", "v"]]])");
  DU_ASSERT_OK(writer->Write(*batch));
  DU_ASSERT_OK(writer->Finish());
  DU_EXPECT_KIND(kInternal, writer->Write(*batch));
  DU_EXPECT_KIND(kInternal, writer->Finish());
}

TEST(VariantFileTest, UnshreddedRowsFitAShreddedFile) {
  const auto schema = arrow::schema({Shredded("c", "bigint")});
  const auto plain = arrow::schema({Unshredded("c")});
  const auto typed_only = arrow::schema(
      {arrow::field("c", arrow::struct_({arrow::field("typed_value", arrow::int64()),
                                         arrow::field("metadata", arrow::binary())}))});
  DU_ASSERT_OK_AND_ASSIGN(
      const auto bytes,
      VariantFileBytes(schema, {BatchOf(plain, R"([[["m", "v"]], [null]])"),
                                BatchOf(typed_only, R"([[[7, "m"]]])")}));
  OneVariantFile file(*bytes);
  DU_ASSERT_OK_AND_ASSIGN(const auto read, file.ReadDecoded());
  const auto expected =
      BatchOf(schema, R"([[["m", "v", null]], [null], [["m", null, 7]]])");
  EXPECT_TRUE(read->column(0)->Equals(*expected->column(0)));
}

TEST(VariantFileTest, DictionariesOfBatchesBecomeOne) {
  const auto schema = arrow::schema({Unshredded("c")});
  const auto coded = arrow::schema({arrow::field(
      "c", arrow::struct_({arrow::field("metadata", arrow::dictionary(arrow::int16(),
                                                                      arrow::binary())),
                           arrow::field("value", arrow::binary())}))});
  Batches batches;
  for (const char* rows : {R"([[["m", "1"]], [["n", "2"]]])", R"([[null], [["o", "3"]]])",
                           R"([[["n", "4"]], [["m", "5"]]])"}) {
    batches.push_back(BatchOf(coded, rows));
  }
  DU_ASSERT_OK_AND_ASSIGN(const auto bytes, VariantFileBytes(schema, batches));
  OneVariantFile file(*bytes);
  DU_ASSERT_OK_AND_ASSIGN(const auto reader, file.Open());
  EXPECT_EQ(reader->metadata().num_row_groups(), 1);
  const auto chunk = reader->metadata().RowGroup(0)->ColumnChunk(0);
  for (const auto& pages : chunk->encoding_stats()) {
    EXPECT_NE(pages.encoding, pages.page_type == parquet::PageType::DICTIONARY_PAGE
                                  ? parquet::Encoding::UNKNOWN
                                  : parquet::Encoding::PLAIN);
  }
  DU_ASSERT_OK_AND_ASSIGN(const auto read, file.ReadDecoded());
  const auto expected = BatchOf(schema, R"([[["m", "1"]], [["n", "2"]], [null],
      [["o", "3"]], [["n", "4"]], [["m", "5"]]])");
  EXPECT_TRUE(read->column(0)->Equals(*expected->column(0)));
}

TEST(VariantFileTest, WithoutAnnotationAVariantIsAPlainStruct) {
  const auto schema = arrow::schema({Shredded("c", "bigint")});
  DU_ASSERT_OK_AND_ASSIGN(
      const auto bytes,
      VariantFileBytes(schema, {BatchOf(schema, R"([[["m", "v", 1]]])")},
                       {.annotate = false}));
  EXPECT_EQ(ParquetSchemaOf(*bytes).find("Variant"), std::string::npos);
  OneVariantFile file(*bytes);
  DU_ASSERT_OK_AND_ASSIGN(const auto reader, file.Open());
  EXPECT_FALSE(IsVariantField(*reader->schema()->field(0)));
}

TEST(VariantFileTest, OtherColumnsKeepTheirTypes) {
  const auto schema = arrow::schema(
      {arrow::field("d", arrow::duration(arrow::TimeUnit::SECOND)),
       arrow::field("t", arrow::timestamp(arrow::TimeUnit::NANO, "Europe/Berlin")),
       arrow::field("s", arrow::large_utf8()),
       arrow::field("e", arrow::dictionary(arrow::int32(), arrow::utf8())),
       arrow::field("l", arrow::large_list(arrow::float32())), Unshredded("v")},
      arrow::key_value_metadata({"origin"}, {"test"}));
  const auto batch = BatchOf(
      schema,
      R"([[1, 2, "s", "e", [0.5], ["m", "v"]], [null, null, null, null, null, null]])");
  DU_ASSERT_OK_AND_ASSIGN(const auto bytes, VariantFileBytes(schema, {batch}));
  OneVariantFile file(*bytes);
  DU_ASSERT_OK_AND_ASSIGN(const auto reader, file.Open());
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(reader->schema()->field(i)->Equals(*schema->field(i)))
        << reader->schema()->field(i)->ToString();
  }
  ASSERT_NE(reader->schema()->metadata(), nullptr);
  EXPECT_EQ(reader->schema()->metadata()->Get("origin").ValueOrDie(), "test");
  DU_ASSERT_OK_AND_ASSIGN(const auto batches, reader->Read());
  DU_ASSERT_OK_AND_ASSIGN(const auto read, batches->Next());
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(read->column(i)->Equals(*batch->column(i)));
}

TEST(VariantFileTest, LeavesAndRowGroupsAreReadAlone) {
  const auto schema = NestedSchema();
  DU_ASSERT_OK_AND_ASSIGN(const auto bytes,
                          VariantFileBytes(schema, {BatchOf(schema, kNestedRows)}, {1}));
  OneVariantFile file(*bytes);
  DU_ASSERT_OK_AND_ASSIGN(const auto reader, file.Open());
  // s.v.metadata, s.v.value and v's metadata with x.value.
  std::vector<int> leaves;
  for (int i = 0; i < reader->metadata().num_columns(); ++i) {
    const std::string path =
        reader->metadata().schema()->Column(i)->path()->ToDotString();
    if (path.starts_with("s.v.") || path == "v.metadata" ||
        path == "v.typed_value.x.value") {
      leaves.push_back(i);
    }
  }
  DU_ASSERT_OK_AND_ASSIGN(
      const auto read,
      file.ReadDecoded({.batch_rows = 1, .leaves = leaves, .row_groups = {{0, 3}}}));
  ASSERT_EQ(read->num_columns(), 2);
  EXPECT_TRUE(IsVariantField(*read->schema()->field(1)));
  EXPECT_TRUE(IsVariantField(*read->schema()->field(0)->type()->field(0)));
  EXPECT_EQ(read->column(1)->ToString(),
            BatchOf(arrow::schema({arrow::field("v", read->column(1)->type())}),
                    R"([[["m", [[null]]]], [["m", [["q"]]]]])")
                ->column(0)
                ->ToString());

  DU_ASSERT_OK_AND_ASSIGN(const auto nothing, file.ReadDecoded({.row_groups = {{}}}));
  EXPECT_EQ(nothing->num_rows(), 0);
  const VariantReadOptions wrong[] = {{.leaves = {1, 0}},
                                      {.leaves = {100}},
                                      {.row_groups = {{4}}},
                                      {.row_groups = {{-1}}},
                                      {.batch_rows = 0}};
  for (const auto& options : wrong) {
    DU_EXPECT_KIND(kInvalidArgument, reader->Read(options));
  }
}

TEST(VariantFileTest, TwoReadsOfOneReaderDoNotDisturbEachOther) {
  const auto schema = arrow::schema({Unshredded("c")});
  DU_ASSERT_OK_AND_ASSIGN(
      const auto bytes,
      VariantFileBytes(schema, {BatchOf(schema, R"([[["m", "1"]], [["m", "2"]]])")},
                       {1}));
  OneVariantFile file(*bytes);
  DU_ASSERT_OK_AND_ASSIGN(const auto reader, file.Open());
  DU_ASSERT_OK_AND_ASSIGN(const auto first, reader->Read());
  DU_ASSERT_OK_AND_ASSIGN(const auto second, reader->Read());
  for (int i = 0; i < 2; ++i) {
    DU_ASSERT_OK_AND_ASSIGN(const auto a, first->Next());
    DU_ASSERT_OK_AND_ASSIGN(const auto b, second->Next());
    EXPECT_TRUE(a->Equals(*b));
  }
}

TEST(VariantFileTest, LeavesHaveStatisticsButForFloatsAndMetadata) {
  const auto schema = arrow::schema({Shredded("c", "struct<a: bigint, b: double>")});
  DU_ASSERT_OK_AND_ASSIGN(const auto bytes, VariantFileBytes(schema, {BatchOf(schema, R"([
          [["m", null, [[null, 5], [null, 0.5]]]],
          [["m", null, [[null, 9], [null, 1.5]]]]])")}));
  OneVariantFile file(*bytes);
  DU_ASSERT_OK_AND_ASSIGN(const auto reader, file.Open());
  const auto row_group = reader->metadata().RowGroup(0);
  for (int i = 0; i < row_group->num_columns(); ++i) {
    const auto chunk = row_group->ColumnChunk(i);
    const std::string path = chunk->path_in_schema()->ToDotString();
    const bool has = path != "c.metadata" && path != "c.typed_value.b.typed_value";
    ASSERT_EQ(chunk->is_stats_set(), has) << path;
    if (!path.ends_with("value.value") && path != "c.value") continue;
    EXPECT_EQ(chunk->statistics()->null_count(), 2) << path;
  }
  const auto bounds = std::static_pointer_cast<parquet::Int64Statistics>(
      row_group->ColumnChunk(3)->statistics());
  EXPECT_EQ(bounds->min(), 5);
  EXPECT_EQ(bounds->max(), 9);
}

TEST(VariantFileTest, WhatCannotBeWrittenIsRefused) {
  const auto shredded = arrow::schema({Shredded("c", "bigint")});
  const auto plain = arrow::schema({Unshredded("c")});
  const auto of = [](const char* name, arrow::FieldVector fields) {
    return arrow::schema({arrow::field(name, arrow::struct_(std::move(fields)))});
  };
  const auto metadata = arrow::field("metadata", arrow::binary());
  const auto value = arrow::field("value", arrow::binary());
  const struct {
    SchemaPtr file;
    SchemaPtr batch;
    const char* rows;
  } cases[] = {
      {plain, of("c", {metadata, value}), R"([[["m", null]]])"},
      {plain, of("c", {metadata, value}), R"([[[null, "v"]]])"},
      {plain, of("c", {value}), R"([[["v"]]])"},
      {plain, of("d", {metadata, value}), R"([[["m", "v"]]])"},
      {plain, shredded, R"([[["m", null, 1]]])"},
      {shredded, arrow::schema({Shredded("c", "string")}), R"([[["m", null, "1"]]])"},
      {plain, arrow::schema({arrow::field("c", arrow::binary())}), R"([["v"]])"},
      {plain, NestedSchema(), kNestedRows},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.batch->ToString());
    DU_EXPECT_KIND(kInvalidArgument,
                   VariantFileBytes(c.file, {BatchOf(c.batch, c.rows)}));
  }
  DU_EXPECT_KIND(kInvalidArgument, VariantFileBytes(plain, {}, {.row_group_rows = 0}));
  DU_EXPECT_KIND(kUnsupported, VariantFileBytes(arrow::schema({}), {}));
  const auto odd = arrow::schema({MarkVariantField(arrow::Field("c", arrow::int64()))});
  DU_EXPECT_KIND(kInvalidArgument, VariantFileBytes(odd, {}));
}

/// Shredding to `arrays` arrays around `objects` objects.
std::string NestedType(int arrays, int objects) {
  std::string type = "bigint";
  for (int i = 0; i < objects; ++i) type = "struct<a: " + type + ">";
  for (int i = 0; i < arrays; ++i) type = "array<" + type + ">";
  return type;
}

TEST(VariantFileTest, NoFileIsDeeperThanReadersTake) {
  const struct {
    int arrays;
    int objects;
    bool fits;
  } cases[] = {{32, 0, true},  {33, 0, false}, {0, 48, true},
               {0, 49, false}, {31, 2, true},  {31, 3, false}};
  for (const auto& c : cases) {
    SCOPED_TRACE(std::to_string(c.arrays) + " and " + std::to_string(c.objects));
    const auto schema = arrow::schema({Shredded("c", NestedType(c.arrays, c.objects))});
    if (c.fits) {
      ExpectRoundTrip(schema, R"([[["m", "v", null]]])");
    } else {
      DU_EXPECT_KIND(kInvalidArgument, VariantFileBytes(schema, {}));
    }
  }
}

/// A file without rows: a VARIANT `c` of which the field `a` is shredded to `typed`.
std::string FileOfTyped(const parquet::schema::NodePtr& typed, bool annotate) {
  using parquet::LogicalType;
  using parquet::Repetition;
  using parquet::schema::GroupNode;
  const auto binary = [](const char* name) {
    return parquet::schema::ByteArray(name, Repetition::OPTIONAL);
  };
  const auto a = GroupNode::Make("a", Repetition::REQUIRED, {binary("value"), typed});
  const auto fields = GroupNode::Make("typed_value", Repetition::OPTIONAL, {a});
  const auto variant = annotate ? LogicalType::Variant() : nullptr;
  const auto column = GroupNode::Make(
      "c", Repetition::OPTIONAL, {binary("metadata"), binary("value"), fields}, variant);
  const auto root = GroupNode::Make("schema", Repetition::REQUIRED, {column});
  auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  parquet::ParquetFileWriter::Open(sink, std::static_pointer_cast<GroupNode>(root))
      ->Close();
  return sink->Finish().ValueOrDie()->ToString();
}

TEST(VariantFileTest, TypedColumnsAreOfTheTypesOfTheSpecification) {
  using parquet::LogicalType;
  using parquet::Type;
  const struct {
    const char* name;
    std::shared_ptr<const LogicalType> logical;
    Type::type physical;
    int length;
    bool is_allowed;
  } cases[] = {
      {"string", LogicalType::String(), Type::BYTE_ARRAY, -1, true},
      {"binary", nullptr, Type::BYTE_ARRAY, -1, true},
      {"decimal", LogicalType::Decimal(38, 2), Type::BYTE_ARRAY, -1, true},
      {"decimal16", LogicalType::Decimal(38, 2), Type::FIXED_LEN_BYTE_ARRAY, 16, true},
      {"uuid", LogicalType::UUID(), Type::FIXED_LEN_BYTE_ARRAY, 16, true},
      {"bigint", nullptr, Type::INT64, -1, true},
      {"time", LogicalType::Time(false, LogicalType::TimeUnit::MICROS), Type::INT64, -1,
       true},
      {"time in UTC", LogicalType::Time(true, LogicalType::TimeUnit::MICROS), Type::INT64,
       -1, false},
      {"json", LogicalType::JSON(), Type::BYTE_ARRAY, -1, false},
      {"bson", LogicalType::BSON(), Type::BYTE_ARRAY, -1, false},
      {"enum", LogicalType::Enum(), Type::BYTE_ARRAY, -1, false},
      {"int96", nullptr, Type::INT96, -1, false},
      {"16 bytes", nullptr, Type::FIXED_LEN_BYTE_ARRAY, 16, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto typed = parquet::schema::PrimitiveNode::Make(
        "typed_value", parquet::Repetition::OPTIONAL, c.logical, c.physical, c.length);
    for (const bool annotate : {true, false}) {
      OneVariantFile file(FileOfTyped(typed, annotate));
      DU_ASSERT_OK_AND_ASSIGN(const auto reader, file.Open());
      const Status read = reader->Read().status();
      EXPECT_EQ(read.ok(), c.is_allowed || !annotate) << read;
      const Status checked = CheckTypedColumns(reader->metadata(), {0, 1, 2, 3});
      EXPECT_EQ(checked.ok(), c.is_allowed) << checked;
      for (const Status& status : {read, checked}) {
        if (!status.ok()) {
          DU_EXPECT_KIND(kCorrupt, status);
        }
      }
    }
    OneFile table(FileOfTyped(typed, true));
    const auto read = table.Read({{Column("c", "variant")}});
    EXPECT_EQ(read.ok(), c.is_allowed) << read.status();
  }
}

TEST(VariantFileTest, TruncatedAndFlippedFilesNeverCrash) {
  const auto schema = NestedSchema();
  DU_ASSERT_OK_AND_ASSIGN(const auto buffer,
                          VariantFileBytes(schema, {BatchOf(schema, kNestedRows)}));
  const std::string bytes(std::string_view{*buffer});
  for (size_t length = 0; length < bytes.size(); length += 37) {
    OneVariantFile file(std::string_view(bytes).substr(0, length));
    const Status status = file.ReadDecoded().status();
    DU_EXPECT_KIND(kCorrupt, status);
    EXPECT_NE(status.message().find("memory://test/f.parquet"), std::string::npos);
  }
  SeededRandom random(7);
  for (int i = 0; i < 400; ++i) {
    std::string flipped = bytes;
    flipped[random.Next() % flipped.size()] = static_cast<char>(random.Next());
    OneVariantFile file(flipped);
    const auto read = file.ReadDecoded();
    if (read.ok()) {
      EXPECT_LE((*read)->num_columns(), 4);
    }
  }
  OneVariantFile file("x");
  DU_EXPECT_KIND(kNotFound,
                 VariantFileReader::Open(file.store, ObjectPath() / "missing.parquet"));
}

TEST(VariantFileTest, FilesOfTheCorpusAreMarked) {
  const char* corpus = std::getenv("PARQUET_TESTING_DIR");
  if (corpus == nullptr) GTEST_SKIP() << "PARQUET_TESTING_DIR is not set";
  SeededRandom random(1);
  DU_ASSERT_OK_AND_ASSIGN(const auto store,
                          FileSystemStore::Open(std::string(corpus), random));
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(corpus) + "/shredded_variant")) {
    if (entry.path().extension() != ".parquet") continue;
    SCOPED_TRACE(entry.path());
    const auto path =
        ObjectPath() / "shredded_variant" / entry.path().filename().string();
    DU_ASSERT_OK_AND_ASSIGN(const auto reader, VariantFileReader::Open(*store, path));
    const auto var = reader->schema()->GetFieldByName("var");
    ASSERT_NE(var, nullptr);
    EXPECT_TRUE(IsVariantField(*var));
    DU_ASSERT_OK_AND_ASSIGN(const auto batches, reader->Read());
    DU_ASSERT_OK_AND_ASSIGN(const auto table, batches->ToTable());
    DU_ASSERT_OK(table->ValidateFull());
    ++files;
  }
  EXPECT_EQ(files, 137);
}

}  // namespace
}  // namespace delta_utils
