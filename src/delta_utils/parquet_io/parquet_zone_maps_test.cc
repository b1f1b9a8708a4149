#include "delta_utils/parquet_io/parquet_zone_maps.h"

#include <cmath>

#include "arrow/io/memory.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/parquet_io/data_file_testing.h"
#include "delta_utils/parquet_io/parquet_file_internal.h"
#include "delta_utils/parquet_io/parquet_pruning.h"
#include "delta_utils/testing/assert_status.h"
#include "parquet/arrow/reader.h"
#include "parquet/arrow/writer.h"
#include "parquet/file_reader.h"
#include "parquet/properties.h"

namespace delta_utils {
namespace {

using Probes = ParquetZoneMaps::Probes;

struct FileOptions {
  int64_t row_group_rows = 1024;
  int64_t page_rows = 1024;
  bool statistics = true;
  std::vector<std::string> bloom_columns = {};
};

/// A file as another program writes it, open.
struct OpenFile {
  OpenFile(const std::shared_ptr<arrow::Schema>& schema, const std::string& rows,
           const FileOptions& options = {}) {
    parquet::WriterProperties::Builder builder;
    builder.max_row_group_length(options.row_group_rows)
        ->max_rows_per_page(options.page_rows)
        ->enable_write_page_index();
    if (!options.statistics) builder.disable_statistics();
    for (const std::string& column : options.bloom_columns) {
      builder.enable_bloom_filter(column, parquet::BloomFilterOptions{});
    }
    const auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
    const auto table =
        arrow::Table::FromRecordBatches({BatchOf(schema, rows)}).ValueOrDie();
    EXPECT_TRUE(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), sink,
                                           options.row_group_rows, builder.build())
                    .ok());
    one = std::make_unique<OneFile>(*sink->Finish().ValueOrDie());
    auto opened = OpenParquetFile(one->store, one->path, {}).ValueOrDie();
    reader =
        parquet::arrow::FileReader::Make(arrow::default_memory_pool(), std::move(opened),
                                         parquet::ArrowReaderProperties())
            .ValueOrDie();
  }

  std::unique_ptr<OneFile> one;
  std::unique_ptr<parquet::arrow::FileReader> reader;
};

std::string BoundText(const ZoneBound& bound) {
  return bound.knowledge == Knowledge::kUnknown
             ? "?"
             : ToExtJson(bound.value, ExtJsonMode::kRelaxed);
}
std::string CountText(const ZoneCount& count) {
  return count.knowledge == Knowledge::kUnknown ? "?" : std::to_string(count.count);
}
/// "min..max, nulls of rows".
std::string MapText(const ZoneMap& map) {
  return BoundText(map.min) + ".." + BoundText(map.max) + ", " + CountText(map.nulls) +
         " of " + CountText(map.rows) + (map.types.empty() ? ", no value" : "") +
         (map.is_list ? ", list" : "");
}

std::string RowGroupText(const OpenFile& file, const StructType& schema,
                         const std::string& path, int row_group = 0) {
  ParquetZoneMaps maps(*file.reader, ColumnMappingMode::kNone);
  const auto column = FindZoneColumn(schema, path);
  EXPECT_TRUE(column.has_value()) << path;
  const int number = maps.Add(*column);
  return MapText(maps.OfRowGroup(row_group, number, Probes::kWithout));
}

DataType StructOf(std::vector<StructField> fields) {
  return {StructType{std::move(fields)}};
}

TEST(ParquetZoneMapsTest, RowGroupsOfNestedColumns) {
  const auto item = arrow::struct_({arrow::field("price", arrow::int64()),
                                    arrow::field("tags", arrow::list(arrow::utf8()))});
  const auto arrow_schema = arrow::schema(
      {arrow::field("id", arrow::int64(), false),
       arrow::field("s", arrow::struct_({arrow::field("x", arrow::int32())})),
       arrow::field("l", arrow::list(arrow::int64())),
       arrow::field("items", arrow::list(item)), arrow::field("d", arrow::float64())});
  const OpenFile file(arrow_schema, R"([
      [1, {"x": 5}, [1, 2], [{"price": 3, "tags": ["a", "b"]}], 0.5],
      [2, null, [], [], null],
      [3, {"x": null}, null, [{"price": 9, "tags": []}, null], -2.5]])");
  const StructType schema{
      {Column("id", "long"),
       Column("s", StructOf({Column("x", "integer"), Column("later", "string")})),
       Column("l", ListOf(Primitive("long"))),
       Column("items", ListOf(StructOf({Column("price", "long"),
                                        Column("tags", ListOf(Primitive("string"))),
                                        Column("later", "long")}))),
       Column("d", "double"), Column("later", "long")}};
  const std::pair<const char*, const char*> cases[] = {
      {"id", "1..3, 0 of 3"},
      {"s.x", "5..5, 2 of 3"},
      {"s.later", "?..?, 3 of 3, no value"},
      {"l", "1..2, 2 of 4, list"},
      {"items.price", "3..9, 2 of 4, list"},
      {"items.tags", "\"a\"..\"b\", 3 of 5, list"},
      {"items.later", "?..?, ? of ?, no value, list"},
      {"d", "-2.5..0.5, 1 of 3"},
      {"later", "?..?, 3 of 3, no value"},
      {"none", "?..?, 3 of 3, no value"},
      {"s", "?..?, ? of ?"},
  };
  for (const auto& [path, expected] : cases) {
    EXPECT_EQ(RowGroupText(file, schema, path), expected) << path;
  }
}

TEST(ParquetZoneMapsTest, WhatIsNotSaidIsUnknown) {
  const auto arrow_schema = arrow::schema(
      {arrow::field("n", arrow::int64()), arrow::field("r", arrow::int64(), false),
       arrow::field("u", arrow::uint32()), arrow::field("b", arrow::binary())});
  const std::string rows = R"([[1, 1, 7, "x"], [null, 2, 9, "y"]])";
  const StructType schema{{Column("n", "long"), Column("r", "long"), Column("u", "long"),
                           Column("b", "binary")}};
  const OpenFile silent(arrow_schema, rows, {.statistics = false});
  EXPECT_EQ(RowGroupText(silent, schema, "n"), "?..?, ? of 2");
  EXPECT_EQ(RowGroupText(silent, schema, "r"), "?..?, 0 of 2");
  const OpenFile file(arrow_schema, rows);
  EXPECT_EQ(RowGroupText(file, schema, "n"), "1..1, 1 of 2");
  EXPECT_EQ(RowGroupText(file, schema, "u"), "?..?, 0 of 2");
  EXPECT_EQ(RowGroupText(file, schema, "b"), "?..?, 0 of 2");
}

TEST(ParquetZoneMapsTest, PagesCutARowGroupIntoBlocks) {
  const auto arrow_schema = arrow::schema(
      {arrow::field("n", arrow::int64()), arrow::field("s", arrow::utf8())});
  const OpenFile file(arrow_schema,
                      R"([[1, "a"], [2, null], [null, null], [null, null], [5, "e"]])",
                      {.page_rows = 2});
  const StructType schema{{Column("n", "long"), Column("s", "string")}};
  ParquetZoneMaps maps(*file.reader, ColumnMappingMode::kNone);
  const int n = maps.Add(*FindZoneColumn(schema, "n"));
  const int s = maps.Add(*FindZoneColumn(schema, "s"));
  EXPECT_EQ(maps.OpenPages(0), (std::vector<RowRange>{{0, 2}, {2, 4}, {4, 5}}));
  const ZoneMap group_n = maps.OfRowGroup(0, n, Probes::kWithout);
  const ZoneMap group_s = maps.OfRowGroup(0, s, Probes::kWithout);
  EXPECT_EQ(MapText(maps.OfPages(0, n, group_n)), "1..2, 0 of 2");
  EXPECT_EQ(MapText(maps.OfPages(0, s, group_s)), "\"a\"..\"a\", 1 of 2");
  EXPECT_EQ(MapText(maps.OfPages(2, n, group_n)), "?..?, 2 of 2, no value");
  EXPECT_EQ(MapText(maps.OfPages(4, s, group_s)), "\"e\"..\"e\", 0 of 1");
}

TEST(ParquetZoneMapsTest, ABloomFilterIsAskedAsTheColumnHasIt) {
  const auto arrow_schema = arrow::schema(
      {arrow::field("i", arrow::int32()), arrow::field("l", arrow::int64()),
       arrow::field("d", arrow::float64()), arrow::field("f", arrow::float32()),
       arrow::field("s", arrow::utf8()), arrow::field("b", arrow::binary())});
  const OpenFile file(arrow_schema, R"([[7, 70, 0.0, 0.5, "x", "y"],
                                        [8, 80, 2.5, 1.5, "0123456789abcdef01234567", "z"]])",
                      {.bloom_columns = {"i", "l", "d", "f", "s", "b"}});
  StructField id = Column("s", "string");
  id.SetStringMetadata("parquedb.bson", "objectId");
  struct Case {
    StructField field;
    Value value;
    bool may;
  };
  const auto decimal = [](const char* text) {
    return Value(ParseDecimal128(text).ValueOrDie());
  };
  ObjectId there;
  there.bytes = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67};
  const Case cases[] = {
      {Column("i", "integer"), int32_t{7}, true},
      {Column("i", "integer"), 7.0, true},
      {Column("i", "integer"), decimal("7E0"), true},
      {Column("i", "integer"), decimal("0.7E1"), true},
      {Column("i", "integer"), int32_t{9}, false},
      {Column("i", "integer"), 7.5, false},
      {Column("i", "integer"), (int64_t{1} << 32) + 7, false},
      {Column("i", "integer"), std::nan(""), true},
      {Column("i", "integer"), "7", true},
      {Column("l", "long"), 80.0, true},
      {Column("l", "long"), decimal("8E1"), true},
      {Column("l", "long"), decimal("1E+40"), false},
      {Column("l", "long"), int64_t{81}, false},
      {Column("d", "double"), -0.0, true},
      {Column("d", "double"), int32_t{0}, true},
      {Column("d", "double"), decimal("2.50"), true},
      {Column("d", "double"), decimal("0.1"), false},
      {Column("d", "double"), (int64_t{1} << 53) + 1, false},
      {Column("f", "float"), 0.5, true},
      {Column("f", "float"), 0.1, false},
      {Column("f", "float"), 1e300, false},
      {Column("s", "string"), "x", true},
      {Column("s", "string"), Symbol{"x"}, true},
      {Column("s", "string"), "y", false},
      {Column("s", "string"), int32_t{1}, true},
      {id, there, true},
      {id, ObjectId{}, false},
      {Column("b", "binary"), MakeBinary(0, "y"), true},
      {Column("b", "binary"), MakeBinary(0, "x"), false},
      {Column("b", "binary"), MakeBinary(5, "x"), true},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.field.name + " " + ToExtJson(c.value, ExtJsonMode::kCanonical));
    const StructType schema{{c.field}};
    ParquetZoneMaps maps(*file.reader, ColumnMappingMode::kNone);
    const int number = maps.Add(*FindZoneColumn(schema, c.field.name));
    EXPECT_TRUE(maps.HasBloomFilter(0));
    const ZoneMap map = maps.OfRowGroup(0, number, Probes::kWith);
    ASSERT_NE(map.probe, nullptr);
    EXPECT_EQ(map.probe->MayContain(c.value), c.may);
  }
}

TEST(ParquetZoneMapsTest, OnlyTheRowsSelectedComeOut) {
  const auto arrow_schema = arrow::schema(
      {arrow::field("n", arrow::int64()), arrow::field("l", arrow::list(arrow::utf8()))});
  std::string rows;
  for (int i = 0; i < 40; ++i) {
    rows += (i == 0 ? "[" : ",") +
            ("[" + std::to_string(i) + ", [\"" + std::to_string(i)) + "\"]]";
  }
  const OpenFile file(arrow_schema, rows + "]", {.row_group_rows = 20, .page_rows = 4});
  const StructType schema{
      {Column("n", "long"), Column("l", ListOf(Primitive("string")))}};
  ParquetPruning pruning{.zones = std::make_shared<const ZoneFilter>(*ParseFilter(
                             R"({"$or": [{"n": {"$in": [1, 10]}}, {"n": 19}]})"))};
  pruning.sources = {{FindZoneColumn(schema, "n"), {}, false}};
  ParquetSelection selection;
  ParquetReadOptions options{.columns = schema, .batch_rows = 3, .pruning = pruning};
  options.on_selection = [&](const ParquetSelection& selected) { selection = selected; };
  DU_ASSERT_OK_AND_ASSIGN(const auto reader,
                          ReadParquet(file.one->store, file.one->path, {}, options));
  EXPECT_EQ(selection.by_row_group, (BlockCount{2, 1}));
  EXPECT_EQ(selection.by_page, (BlockCount{5, 2}));
  EXPECT_EQ(selection.reason, "n in 4..7");
  DU_ASSERT_OK_AND_ASSIGN(const auto table, reader->ToTable());
  DU_ASSERT_OK_AND_ASSIGN(const auto batch, table->CombineChunksToBatch());
  EXPECT_TRUE(batch->Equals(*BatchOf(schema, R"([
      [0, ["0"]], [1, ["1"]], [2, ["2"]], [3, ["3"]],
      [8, ["8"]], [9, ["9"]], [10, ["10"]], [11, ["11"]],
      [16, ["16"]], [17, ["17"]], [18, ["18"]], [19, ["19"]]])")));
}

}  // namespace
}  // namespace delta_utils
