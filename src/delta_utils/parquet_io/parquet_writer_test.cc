#include "delta_utils/parquet_io/parquet_writer.h"

#include "arrow/io/memory.h"
#include "delta_utils/parquet_io/data_file_testing.h"
#include "delta_utils/testing/assert_status.h"
#include "parquet/file_reader.h"
#include "parquet/metadata.h"
#include "parquet/schema.h"

namespace delta_utils {
namespace {

using Batches = std::vector<std::shared_ptr<arrow::RecordBatch>>;

Result<std::shared_ptr<arrow::Buffer>> WriteAll(const StructType& schema,
                                                ColumnMappingMode mode,
                                                const ParquetWriteOptions& options,
                                                const Batches& batches) {
  ARROW_ASSIGN_OR_RAISE(auto writer, ParquetWriter::Open(schema, mode, options));
  for (const auto& batch : batches) ARROW_RETURN_NOT_OK(writer->Write(*batch));
  return writer->Finish();
}

std::unique_ptr<parquet::ParquetFileReader> Footer(
    const std::shared_ptr<arrow::Buffer>& bytes) {
  return parquet::ParquetFileReader::Open(
      std::make_shared<arrow::io::BufferReader>(bytes));
}

StructType EveryType() {
  const DataType point{StructType{{Column("x", "double"), Column("name", "string")}}};
  return StructType{{Column("b", "boolean"),
                     Column("i8", "byte"),
                     Column("i16", "short"),
                     Column("i32", "integer"),
                     Column("i64", "long"),
                     Column("f", "float"),
                     Column("d", "double"),
                     Column("s", "string"),
                     Column("bin", "binary"),
                     Column("day", "date"),
                     Column("ts", "timestamp"),
                     Column("ntz", "timestamp_ntz"),
                     Column("dec5", "decimal(5,2)"),
                     Column("dec12", "decimal(12,3)"),
                     Column("dec38", "decimal(38,10)"),
                     Column("point", point),
                     Column("list", ListOf(Primitive("long"))),
                     Column("points", ListOf(point)),
                     Column("map", MapOf(Primitive("string"), ListOf(Primitive("long")))),
                     Column("v", "variant"),
                     Column("vs", ListOf(Primitive("variant"))),
                     Column("vm", MapOf(Primitive("string"), Primitive("variant"))),
                     Column("nothing", "void")}};
}

constexpr char kEveryTypeRows[] = R"([
  [true, -128, -32768, -2147483648, -9223372036854775808, 0.5, -0.1, "", "\u0000\u0001",
   -719162, "1677-09-21 00:12:43.145224", "9999-12-31 23:59:59.999999", "-999.99",
   "123456789.001", "1234567890123456789012345678.0123456789", [1.5, "a"], [1, null, 3],
   [[1.0, null], null], [["k", [1]], ["l", null]], ["m", "v"], [["m", "v"], null],
   [["k", ["m", "v"]]], null],
  [null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
   null, null, null, null, null, null, null, null],
  [false, 127, 32767, 2147483647, 9223372036854775807, -1.5, 1e300, "ü", "", 2932896,
   "1970-01-01 00:00:00.000001", "1970-01-01", "0.01", "0.000", "-0.0000000001",
   [null, null], [], [], [], ["", ""], [], [], null]])";

TEST(ParquetWriterTest, EveryTypeReadsBackAsWritten) {
  const StructType schema = EveryType();
  const auto batch = BatchOf(schema, kEveryTypeRows);
  DU_ASSERT_OK_AND_ASSIGN(auto bytes,
                          WriteAll(schema, ColumnMappingMode::kNone, {}, {batch, batch}));
  OneFile file(*bytes);
  for (const int64_t batch_rows : {1, 2, 1024}) {
    DU_ASSERT_OK_AND_ASSIGN(auto read,
                            file.Read(schema, ColumnMappingMode::kNone, batch_rows));
    EXPECT_TRUE(read->Slice(0, 3)->Equals(*batch)) << read->ToString();
    EXPECT_TRUE(read->Slice(3)->Equals(*batch)) << read->ToString();
  }
}

TEST(ParquetWriterTest, SlicedBatchesAreWrittenFromTheirOffset) {
  const StructType schema = EveryType();
  const auto batch = BatchOf(schema, kEveryTypeRows);
  DU_ASSERT_OK_AND_ASSIGN(
      auto bytes, WriteAll(schema, ColumnMappingMode::kNone, {},
                           {batch->Slice(1, 2), batch->Slice(0, 0), batch->Slice(2)}));
  DU_ASSERT_OK_AND_ASSIGN(auto read, OneFile(*bytes).Read(schema));
  EXPECT_TRUE(read->Slice(0, 2)->Equals(*batch->Slice(1))) << read->ToString();
  EXPECT_TRUE(read->Slice(2)->Equals(*batch->Slice(2))) << read->ToString();
}

TEST(ParquetWriterTest, SchemaIsWhatDeltaReadersExpect) {
  const StructType schema{{Column("ts", "timestamp"), Column("v", "variant"),
                           Column("l", ListOf(Primitive("integer"))),
                           Column("d", "decimal(9,2)"), Column("gone", "void")}};
  DU_ASSERT_OK_AND_ASSIGN(auto bytes,
                          WriteAll(schema, ColumnMappingMode::kNone, {},
                                   {BatchOf(schema, "[[null, null, [1], null, null]]")}));
  const auto metadata = Footer(bytes)->metadata();
  EXPECT_EQ(metadata->key_value_metadata(), nullptr);
  const parquet::SchemaDescriptor& descriptor = *metadata->schema();
  EXPECT_EQ(descriptor.group_node()->field_count(), 4);
  const auto& timestamp = *descriptor.Column(0);
  EXPECT_EQ(timestamp.physical_type(), parquet::Type::INT64);
  EXPECT_NE(timestamp.logical_type()->ToString().find("timeUnit=microseconds"),
            std::string::npos);
  EXPECT_TRUE(descriptor.group_node()->field(1)->logical_type()->is_variant());
  EXPECT_EQ(descriptor.Column(3)->path()->ToDotString(), "l.list.element");
  EXPECT_EQ(descriptor.Column(4)->physical_type(), parquet::Type::INT32);
  EXPECT_EQ(metadata->RowGroup(0)->ColumnChunk(0)->compression(),
            parquet::Compression::ZSTD);
}

TEST(ParquetWriterTest, ColumnMappingGivesPhysicalNamesAndFieldIds) {
  const DataType inner{
      StructType{{Mapped(Column("a b", "long"), 3, "col-x"), Column("plain", "string")}}};
  const StructType schema{{Mapped(Column("my id", "long"), 1, "col-1"),
                           Mapped(Column("my struct", inner), 2, "col-2")}};
  const auto batch = BatchOf(schema, R"([[1, [2, "s"]], [null, null]])");
  for (const auto mode : {ColumnMappingMode::kName, ColumnMappingMode::kId}) {
    DU_ASSERT_OK_AND_ASSIGN(auto bytes, WriteAll(schema, mode, {}, {batch}));
    const auto footer = Footer(bytes);
    const parquet::SchemaDescriptor& descriptor = *footer->metadata()->schema();
    EXPECT_EQ(descriptor.Column(1)->path()->ToDotString(), "col-2.col-x");
    EXPECT_EQ(descriptor.group_node()->field(1)->field_id(), 2);
    EXPECT_EQ(descriptor.Column(1)->schema_node()->field_id(), 3);
    if (mode == ColumnMappingMode::kId) continue;  // "plain" has no id to be found by
    DU_ASSERT_OK_AND_ASSIGN(auto read, OneFile(*bytes).Read(schema, mode));
    EXPECT_TRUE(read->Equals(*batch)) << read->ToString();
  }
}

TEST(ParquetWriterTest, RowGroupsHoldTheRowsAskedForAndBytesGrow) {
  const StructType schema{{Column("n", "long")}};
  const auto batch = BatchOf(schema, "[[1], [2], [3], [4], [5], [6], [7]]");
  DU_ASSERT_OK_AND_ASSIGN(auto writer,
                          ParquetWriter::Open(schema, ColumnMappingMode::kNone,
                                              ParquetWriteOptions{.row_group_rows = 4}));
  int64_t previous = writer->bytes_written();
  EXPECT_EQ(previous, 0);
  for (int i = 0; i < 4; ++i) {
    DU_ASSERT_OK(writer->Write(*batch));
    EXPECT_GT(writer->bytes_written(), previous);
    previous = writer->bytes_written();
  }
  DU_ASSERT_OK_AND_ASSIGN(auto bytes, writer->Finish());
  const auto metadata = Footer(bytes)->metadata();
  ASSERT_EQ(metadata->num_row_groups(), 7);
  for (int i = 0; i < 7; ++i) EXPECT_EQ(metadata->RowGroup(i)->num_rows(), 4);
  DU_ASSERT_OK_AND_ASSIGN(auto read, OneFile(*bytes).Read(schema));
  EXPECT_EQ(read->num_rows(), 28);
}

TEST(ParquetWriterTest, FileWithoutRowsIsAFile) {
  const StructType schema{{Column("n", "long")}};
  DU_ASSERT_OK_AND_ASSIGN(auto bytes, WriteAll(schema, ColumnMappingMode::kNone, {}, {}));
  DU_ASSERT_OK_AND_ASSIGN(auto read, OneFile(*bytes).Read(schema));
  EXPECT_EQ(read->num_rows(), 0);
}

TEST(ParquetWriterTest, BloomFilterNeverDeniesAValueThatIsThere) {
  const StructType schema{{Column("s", "string"), Column("n", "long"),
                           Column("i", "integer"), Column("bare", "long")}};
  std::string rows = "[";
  for (int i = 0; i < 100; ++i) {
    const std::string n = std::to_string(i);
    rows += (i == 0 ? "[\"k" : ",[\"k") + n + "\"," + n + "," + n + "," + n + "]";
  }
  const ParquetWriteOptions options{.row_group_rows = 30,
                                    .bloom_columns = {"s", "n", "i"}};
  DU_ASSERT_OK_AND_ASSIGN(auto bytes, WriteAll(schema, ColumnMappingMode::kNone, options,
                                               {BatchOf(schema, rows + "]")}));
  OneFile file(*bytes);
  const auto open = [&file](std::string_view column) {
    return BloomProbe::Open(file.store, file.path, std::nullopt, column).ValueOrDie();
  };
  const auto strings = open("s"), longs = open("n"), integers = open("i"),
             bare = open("bare"), missing = open("none");
  int false_hits = 0;
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(strings->MayContain("k" + std::to_string(i)));
    EXPECT_TRUE(longs->MayContain(int64_t{i}));
    EXPECT_TRUE(longs->MayContain(int32_t{i}));
    EXPECT_TRUE(integers->MayContain(int64_t{i}));
    EXPECT_TRUE(integers->MayContain(int32_t{i}));
    false_hits += strings->MayContain("no" + std::to_string(i)) ? 1 : 0;
    false_hits += longs->MayContain(int64_t{1000 + i}) ? 1 : 0;
    false_hits += integers->MayContain(int32_t{1000 + i}) ? 1 : 0;
  }
  EXPECT_LT(false_hits, 120);  // 300 asked; four row groups of 5 % each
  EXPECT_TRUE(integers->MayContain(int64_t{1} << 40));  // cannot be asked of 32 bits
  EXPECT_TRUE(longs->MayContain("text"));
  EXPECT_TRUE(bare->MayContain(int64_t{1000}));
  EXPECT_TRUE(missing->MayContain(int64_t{1000}));
}

TEST(ParquetWriterTest, WhatCannotBeWrittenIsRefused) {
  const DataType empty{StructType{}};
  const std::vector<StructType> schemas = {
      StructType{},
      StructType{{Column("v", "void")}},
      StructType{{Column("l", ListOf(Primitive("void")))}},
      StructType{{Column("s", empty)}},
  };
  for (const StructType& schema : schemas) {
    DU_EXPECT_KIND(kUnsupported,
                   ParquetWriter::Open(schema, ColumnMappingMode::kNone, {}));
  }
  const StructType schema{{Column("d", "double")}};
  DU_EXPECT_KIND(kInvalidArgument, ParquetWriter::Open(schema, ColumnMappingMode::kNone,
                                                       {.bloom_columns = {"d"}}));
  DU_ASSERT_OK_AND_ASSIGN(auto writer,
                          ParquetWriter::Open(schema, ColumnMappingMode::kNone, {}));
  const StructType other{{Column("e", "double")}};
  DU_EXPECT_KIND(kInternal, writer->Write(*BatchOf(other, "[[1]]")));
}

TEST(ParquetWriterTest, FloatingPointColumnsHaveNoBoundsThatNaNCouldBelie) {
  const DataType inner{StructType{{Column("f", "float"), Column("n", "long")}}};
  const StructType schema{{Column("d", "double"), Column("s", inner)}};
  DU_ASSERT_OK_AND_ASSIGN(auto bytes,
                          WriteAll(schema, ColumnMappingMode::kNone, {},
                                   {BatchOf(schema, "[[1.5, [2.5, 3]], [NaN, null]]")}));
  const auto footer = Footer(bytes);
  const auto row_group = footer->metadata()->RowGroup(0);
  EXPECT_FALSE(row_group->ColumnChunk(0)->is_stats_set()) << "d";
  EXPECT_FALSE(row_group->ColumnChunk(1)->is_stats_set()) << "s.f";
  EXPECT_TRUE(row_group->ColumnChunk(2)->is_stats_set()) << "s.n";
}

TEST(ParquetWriterTest, WritesToASinkAsItWritesToMemory) {
  const StructType schema{{Column("n", "long")}};
  const auto batch = BatchOf(schema, "[[1], [2]]");
  DU_ASSERT_OK_AND_ASSIGN(auto bytes,
                          WriteAll(schema, ColumnMappingMode::kNone, {}, {batch}));
  DU_ASSERT_OK_AND_ASSIGN(auto sink, arrow::io::BufferOutputStream::Create());
  DU_ASSERT_OK_AND_ASSIGN(
      auto writer, ParquetWriter::Open(schema, ColumnMappingMode::kNone, {}, sink));
  DU_ASSERT_OK(writer->Write(*batch));
  DU_ASSERT_OK_AND_ASSIGN(auto nothing, writer->Finish());
  EXPECT_EQ(nothing, nullptr);
  DU_ASSERT_OK_AND_ASSIGN(auto written, sink->Finish());
  EXPECT_TRUE(written->Equals(*bytes));
}

}  // namespace
}  // namespace delta_utils
