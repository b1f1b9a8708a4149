#include "delta_utils/parquet_io/parquet_reader.h"

#include <algorithm>

#include "arrow/array/array_binary.h"
#include "arrow/array/array_primitive.h"
#include "arrow/array/util.h"
#include "arrow/builder.h"
#include "arrow/io/memory.h"
#include "delta_utils/parquet_io/data_file_testing.h"
#include "delta_utils/parquet_io/parquet_writer.h"
#include "delta_utils/testing/assert_status.h"
#include "parquet/arrow/writer.h"
#include "parquet/properties.h"

namespace delta_utils {
namespace {

struct ForeignOptions {
  bool store_schema = true;
  bool int96 = false;
};

/// A file as another Arrow program writes it: any types, the Arrow schema kept inside.
std::shared_ptr<arrow::Buffer> ForeignFile(const std::shared_ptr<arrow::Schema>& schema,
                                           const std::string& rows,
                                           ForeignOptions options = {}) {
  parquet::ArrowWriterProperties::Builder arrow_properties;
  if (options.store_schema) arrow_properties.store_schema();
  if (options.int96) arrow_properties.enable_deprecated_int96_timestamps();
  const auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  const auto table =
      arrow::Table::FromRecordBatches({BatchOf(schema, rows)}).ValueOrDie();
  const Status written = parquet::arrow::WriteTable(
      *table, arrow::default_memory_pool(), sink, /*chunk_size=*/1024,
      parquet::default_writer_properties(), arrow_properties.build());
  EXPECT_TRUE(written.ok()) << written;
  return sink->Finish().ValueOrDie();
}

std::shared_ptr<arrow::Buffer> ForeignColumn(const std::shared_ptr<arrow::DataType>& type,
                                             const std::string& rows,
                                             ForeignOptions options = {}) {
  return ForeignFile(arrow::schema({arrow::field("c", type)}), rows, options);
}

struct ForeignCase {
  std::shared_ptr<arrow::DataType> file;
  std::string rows;
  DataType table;
  std::string expected;  // rows, or the kind of error
  ForeignOptions options = {};
};

void ExpectConformed(const std::vector<ForeignCase>& cases) {
  for (const ForeignCase& c : cases) {
    SCOPED_TRACE(c.file->ToString() + " " + c.rows);
    const StructType columns{{Column("c", c.table)}};
    OneFile file(*ForeignColumn(c.file, c.rows, c.options));
    const auto read = file.Read(columns);
    if (!read.ok()) {
      EXPECT_EQ(ErrorKindName(KindOf(read.status())), c.expected) << read.status();
      EXPECT_NE(read.status().message().find("memory://test/f.parquet"),
                std::string::npos);
      continue;
    }
    ASSERT_TRUE(c.expected.starts_with("[")) << (*read)->ToString();
    EXPECT_TRUE((*read)->Equals(*BatchOf(columns, c.expected))) << (*read)->ToString();
  }
}

TEST(ParquetReaderTest, ForeignNumbersAndTimesBecomeTheTables) {
  const auto utc = [](arrow::TimeUnit::type unit) {
    return arrow::timestamp(unit, "UTC");
  };
  ExpectConformed({
      {arrow::int32(), "[[1], [null]]", Primitive("long"), "[[1], [null]]"},
      {arrow::int32(), "[[127], [-128]]", Primitive("byte"), "[[127], [-128]]"},
      {arrow::int32(), "[[128]]", Primitive("byte"), "Corrupt"},
      {arrow::int8(), "[[1]]", Primitive("short"), "[[1]]"},
      {arrow::uint16(), "[[40000]]", Primitive("integer"), "[[40000]]"},
      {arrow::float32(), "[[0.5]]", Primitive("double"), "[[0.5]]"},
      {arrow::float64(), "[[0.5]]", Primitive("float"), "Corrupt"},
      {utc(arrow::TimeUnit::MILLI), "[[-1]]", Primitive("timestamp"), "[[-1000]]"},
      {utc(arrow::TimeUnit::NANO), "[[-1], [1999], [null]]", Primitive("timestamp"),
       "[[-1], [1], [null]]"},
      {utc(arrow::TimeUnit::MILLI), "[[9223372036854775807]]", Primitive("timestamp"),
       "Corrupt"},
      {arrow::timestamp(arrow::TimeUnit::NANO), "[[-1000]]", Primitive("timestamp_ntz"),
       "[[-1]]"},
      {arrow::timestamp(arrow::TimeUnit::NANO),
       "[[-62135596800000000]]",
       Primitive("timestamp"),
       "[[-62135596800000]]",
       {.int96 = true}},
      {arrow::decimal128(5, 2), "[[\"1.50\"]]", Primitive("decimal(9,4)"),
       "[[\"1.5000\"]]"},
      {arrow::decimal128(5, 2), "[[\"100.00\"]]", Primitive("decimal(5,3)"), "Corrupt"},
      {arrow::decimal128(5, 3), "[[\"1.555\"]]", Primitive("decimal(5,2)"), "Corrupt"},
      {arrow::decimal256(50, 2), "[[\"1.50\"]]", Primitive("decimal(5,2)"),
       "[[\"1.50\"]]"},
  });
}

TEST(ParquetReaderTest, ForeignTextAndNestedTypesBecomeTheTables) {
  ExpectConformed({
      {arrow::utf8(), "[[\"1\"]]", Primitive("long"), "Corrupt"},
      {arrow::binary(), "[[\"a\"], [null]]", Primitive("string"), "[[\"a\"], [null]]"},
      {arrow::large_utf8(), "[[\"a\"]]", Primitive("string"), "[[\"a\"]]"},
      {arrow::utf8_view(), "[[\"a\"]]", Primitive("string"), "[[\"a\"]]"},
      {arrow::large_binary(), "[[\"a\"]]", Primitive("binary"), "[[\"a\"]]"},
      {arrow::binary_view(), "[[\"a\"]]", Primitive("binary"), "[[\"a\"]]"},
      {arrow::fixed_size_binary(2), "[[\"ab\"]]", Primitive("binary"), "[[\"ab\"]]"},
      {arrow::utf8(), "[[\"ab\"]]", Primitive("binary"), "[[\"ab\"]]"},
      {arrow::dictionary(arrow::int32(), arrow::utf8()), "[[\"a\"], [null], [\"a\"]]",
       Primitive("string"), "[[\"a\"], [null], [\"a\"]]"},
      {arrow::null(), "[[null]]", Primitive("long"), "[[null]]"},
      {arrow::null(), "[[null]]", ListOf(Primitive("long")), "[[null]]"},
      {arrow::large_list(arrow::int32()), "[[[1, null]], [null], [[]]]",
       ListOf(Primitive("long")), "[[[1, null]], [null], [[]]]"},
      {arrow::fixed_size_list(arrow::int32(), 2), "[[[1, 2]]]", ListOf(Primitive("long")),
       "[[[1, 2]]]"},
      {arrow::map(arrow::large_utf8(), arrow::int32()), "[[[[\"k\", 1]]], [null]]",
       MapOf(Primitive("string"), Primitive("long")), "[[[[\"k\", 1]]], [null]]"},
      {arrow::int64(), "[[1]]", ListOf(Primitive("long")), "Corrupt"},
      {arrow::list(arrow::int64()), "[[[1]]]", Primitive("long"), "Corrupt"},
      {arrow::int64(), "[[1]]", Primitive("void"), "[[null]]"},
      {arrow::int64(), "[[1]]", Primitive("variant"), "Corrupt"},
  });
}

TEST(ParquetReaderTest, ColumnNamesArePhysicalAndInOrder) {
  const auto schema = arrow::schema(
      {arrow::field("b", arrow::int64()), arrow::field("a.b", arrow::utf8())});
  OneFile file(*ForeignFile(schema, "[]"));
  DU_ASSERT_OK_AND_ASSIGN(auto names, ReadParquetColumnNames(file.store, file.path, {}));
  EXPECT_EQ(names, (std::vector<std::string>{"b", "a.b"}));
}

TEST(ParquetReaderTest, ColumnsAndChildrenMatchByName) {
  const auto inner = arrow::struct_({arrow::field("extra", arrow::utf8()),
                                     arrow::field("b", arrow::int32()),
                                     arrow::field("a", arrow::utf8())});
  const auto schema =
      arrow::schema({arrow::field("x", arrow::int64()), arrow::field("s", inner),
                     arrow::field("l", arrow::list(inner))});
  OneFile file(*ForeignFile(schema, R"([[1, ["e", 2, "a"], [["e", 3, "b"], null]],
                                        [2, null, null]])"));
  const DataType child{
      StructType{{Column("a", "string"), Column("b", "long"), Column("c", "double")}}};
  const StructType columns{{Column("new", ListOf(Primitive("string"))),
                            Column("l", ListOf(child)), Column("s", child)}};
  DU_ASSERT_OK_AND_ASSIGN(auto read, file.Read(columns));
  EXPECT_TRUE(read->Equals(*BatchOf(
      columns,
      R"([[null, [["b", 3, null], null], ["a", 2, null]], [null, null, null]])")))
      << read->ToString();
}

TEST(ParquetReaderTest, StructWithoutWantedChildrenKeepsItsNulls) {
  const auto inner = arrow::struct_({arrow::field("old", arrow::int64())});
  OneFile file(*ForeignColumn(inner, "[[[1]], [null], [[null]]]"));
  const StructType columns{{Column("c", DataType{StructType{{Column("new", "long")}}})}};
  DU_ASSERT_OK_AND_ASSIGN(auto read, file.Read(columns));
  EXPECT_TRUE(read->Equals(*BatchOf(columns, "[[[null]], [null], [[null]]]")))
      << read->ToString();
}

TEST(ParquetReaderTest, NoColumnsGiveRowCounts) {
  OneFile file(*ForeignColumn(arrow::int64(), "[[1], [2], [3]]"));
  DU_ASSERT_OK_AND_ASSIGN(
      auto reader, ReadParquet(file.store, file.path, std::nullopt, {.batch_rows = 2}));
  std::vector<int64_t> counts;
  std::shared_ptr<arrow::RecordBatch> batch;
  DU_ASSERT_OK(reader->ReadNext(&batch));
  while (batch != nullptr) {
    counts.push_back(batch->num_rows());
    DU_ASSERT_OK(reader->ReadNext(&batch));
  }
  EXPECT_EQ(counts, (std::vector<int64_t>{2, 1}));
  DU_ASSERT_OK_AND_ASSIGN(auto missing,
                          file.Read(StructType{{Column("other", "string")}}));
  EXPECT_EQ(missing->num_rows(), 3);
  EXPECT_EQ(missing->column(0)->null_count(), 3);
}

constexpr int64_t kBatchRows = 16 * 1024;

/// Two batches of {n, s: {text}}: numbers from 0 on; short texts, then one long one, over
/// and over. In the file, one row group, it stands once.
std::shared_ptr<arrow::Buffer> FileOfRepeatedText(
    size_t length, const std::shared_ptr<parquet::WriterProperties>& properties) {
  const auto schema = arrow::schema(
      {arrow::field("n", arrow::int64()),
       arrow::field("s", arrow::struct_({arrow::field("text", arrow::utf8())}))});
  const auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  const auto writer = parquet::arrow::FileWriter::Open(
                          *schema, arrow::default_memory_pool(), sink, properties)
                          .ValueOrDie();
  EXPECT_TRUE(writer->NewBufferedRowGroup().ok());
  constexpr int64_t kRowsAtOnce = 256;
  for (int64_t row = 0; row < 2 * kBatchRows;) {
    arrow::Int64Builder numbers;
    arrow::StringBuilder texts;
    const std::string text(row < kBatchRows ? 5 : length, 'x');
    for (const int64_t end = row + kRowsAtOnce; row < end; ++row) {
      EXPECT_TRUE(numbers.Append(row).ok());
      EXPECT_TRUE(texts.Append(text).ok());
    }
    const auto group = arrow::StructArray::Make({texts.Finish().ValueOrDie()},
                                                std::vector<std::string>{"text"})
                           .ValueOrDie();
    const auto batch = arrow::RecordBatch::Make(schema, kRowsAtOnce,
                                                {numbers.Finish().ValueOrDie(), group});
    EXPECT_TRUE(writer->WriteRecordBatch(*batch).ok());
  }
  EXPECT_TRUE(writer->Close().ok());
  return sink->Finish().ValueOrDie();
}

/// All rows of such a file in order; the bytes of text in the batch with most.
int64_t ReadRepeatedText(const arrow::Buffer& bytes, size_t length) {
  OneFile file(bytes);
  const DataType group{StructType{{Column("text", "string")}}};
  const StructType columns{{Column("n", "long"), Column("s", group)}};
  const auto reader = ReadParquet(file.store, file.path, std::nullopt,
                                  {.columns = columns, .batch_rows = kBatchRows})
                          .ValueOrDie();
  int64_t rows = 0;
  int64_t most_bytes = 0;
  for (;;) {
    std::shared_ptr<arrow::RecordBatch> batch;
    const Status read = reader->ReadNext(&batch);
    EXPECT_TRUE(read.ok()) << read;
    if (batch == nullptr) break;
    const auto& numbers = static_cast<const arrow::Int64Array&>(*batch->column(0));
    const auto& texts = static_cast<const arrow::StringArray&>(
        *static_cast<const arrow::StructArray&>(*batch->column(1)).field(0));
    for (int64_t i = 0; i < batch->num_rows(); ++i, ++rows) {
      EXPECT_EQ(numbers.Value(i), rows);
      EXPECT_EQ(texts.GetView(i).size(), rows < kBatchRows ? 5 : length);
    }
    most_bytes = std::max<int64_t>(most_bytes, texts.total_values_length());
  }
  EXPECT_EQ(rows, 2 * kBatchRows);
  return most_bytes;
}

TEST(ParquetReaderTest, ValuesThatADictionaryRepeatsMakeSmallerBatches) {
  constexpr size_t kLength = 20'000;
  using parquet::SizeStatisticsLevel;
  for (const auto sizes : {SizeStatisticsLevel::ColumnChunk, SizeStatisticsLevel::None}) {
    const auto bytes = FileOfRepeatedText(
        kLength,
        parquet::WriterProperties::Builder().set_size_statistics_level(sizes)->build());
    ASSERT_LT(bytes->size(), 1 << 20);
    EXPECT_LT(ReadRepeatedText(*bytes, kLength), 160 << 20);  // of 312 MiB
  }
}

TEST(ParquetReaderTest, LongListsOfOneNumberMakeSmallerBatches) {
  constexpr int64_t kRows = 32;
  constexpr int64_t kLength = 1 << 20;
  arrow::ListBuilder lists(arrow::default_memory_pool(),
                           std::make_shared<arrow::Int64Builder>());
  auto& numbers = static_cast<arrow::Int64Builder&>(*lists.value_builder());
  const std::vector<int64_t> list(kLength, 7);
  for (int64_t row = 0; row < kRows; ++row) {
    DU_ASSERT_OK(lists.Append());
    DU_ASSERT_OK(numbers.AppendValues(list));
  }
  const auto schema = arrow::schema({arrow::field("l", lists.type())});
  const auto table =
      arrow::Table::Make(schema, arrow::ArrayVector{lists.Finish().ValueOrDie()});
  const auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  DU_ASSERT_OK(
      parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), sink, kRows));
  OneFile file(*sink->Finish().ValueOrDie());
  DU_ASSERT_OK_AND_ASSIGN(
      auto reader,
      ReadParquet(file.store, file.path, std::nullopt,
                  {.columns = StructType{{Column("l", ListOf(Primitive("long")))}}}));
  int64_t rows = 0;
  for (;;) {
    std::shared_ptr<arrow::RecordBatch> batch;
    DU_ASSERT_OK(reader->ReadNext(&batch));
    if (batch == nullptr) break;
    EXPECT_LE(batch->num_rows(), 8);  // 64 MiB
    rows += batch->num_rows();
  }
  EXPECT_EQ(rows, kRows);
}

TEST(ParquetReaderTest, BatchesBeyondTwoGibibytesAreReadInSmallerOnes) {
  constexpr size_t kLength = 140'000;
  // What repeats the text before it takes no room at all.
  const auto bytes = FileOfRepeatedText(
      kLength, parquet::WriterProperties::Builder()
                   .disable_dictionary()
                   ->encoding("s.text", parquet::Encoding::DELTA_BYTE_ARRAY)
                   ->set_size_statistics_level(parquet::SizeStatisticsLevel::None)
                   ->build());
  ASSERT_LT(bytes->size(), 4 << 20);
  EXPECT_LT(ReadRepeatedText(*bytes, kLength), int64_t{1} << 31);
}

TEST(ParquetReaderTest, FieldIdsFindRenamedColumns) {
  const DataType old_inner{StructType{{Mapped(Column("p", "long"), 3, "p")}}};
  const StructType written{
      {Mapped(Column("a", "long"), 1, "a"), Mapped(Column("s", old_inner), 2, "s")}};
  DU_ASSERT_OK_AND_ASSIGN(auto writer,
                          ParquetWriter::Open(written, ColumnMappingMode::kId, {}));
  DU_ASSERT_OK(writer->Write(*BatchOf(written, "[[1, [2]]]")));
  DU_ASSERT_OK_AND_ASSIGN(auto bytes, writer->Finish());
  OneFile file(*bytes);
  const DataType inner{StructType{
      {Mapped(Column("p", "long"), 9, "p"), Mapped(Column("q", "long"), 3, "q")}}};
  const StructType wanted{
      {Mapped(Column("t", inner), 2, "t"), Mapped(Column("a", "long"), 8, "a")}};
  DU_ASSERT_OK_AND_ASSIGN(auto read, file.Read(wanted, ColumnMappingMode::kId));
  EXPECT_TRUE(read->Equals(*BatchOf(wanted, "[[[null, 2], null]]"))) << read->ToString();

  OneFile without_ids(*ForeignColumn(arrow::int64(), "[[1]]"));
  DU_EXPECT_KIND(kCorrupt, without_ids.Read(wanted, ColumnMappingMode::kId));
}

TEST(ParquetReaderTest, VariantIsReadByName) {
  const StructType columns{{Column("c", "variant")}};
  const auto part = [](const char* name) { return arrow::field(name, arrow::binary()); };
  const auto swapped = arrow::struct_({part("value"), part("metadata")});
  OneFile file(*ForeignColumn(swapped, R"([[["v", "m"]], [null]])"));
  DU_ASSERT_OK_AND_ASSIGN(auto read, file.Read(columns));
  EXPECT_TRUE(read->Equals(*BatchOf(columns, R"([[["m", "v"]], [null]])")));

  OneFile half(*ForeignColumn(swapped, R"([[[null, "m"]]])"));
  DU_EXPECT_KIND(kCorrupt, half.Read(columns));
  OneFile no_value(*ForeignColumn(arrow::struct_({part("metadata")}), R"([[["m"]]])"));
  DU_EXPECT_KIND(kCorrupt, no_value.Read(columns));
}

TEST(ParquetReaderTest, ShreddedVariantIsPutTogether) {
  const auto part = [](const char* name) { return arrow::field(name, arrow::binary()); };
  const auto variant = [&](const std::shared_ptr<arrow::DataType>& typed) {
    return arrow::struct_(
        {part("metadata"), part("value"), arrow::field("typed_value", typed)});
  };
  const auto object = arrow::struct_({arrow::field(
      "a", arrow::struct_({part("value"), arrow::field("typed_value", arrow::int8())}))});
  const struct {
    std::shared_ptr<arrow::DataType> typed;
    std::string rows;
    std::string expected;  // metadata, value; or the kind of error
  } cases[] = {
      // The short string "x" is 05 78, null 00.
      {arrow::utf8(),
       R"([[["\u0001\u0000\u0000", null, "x"]], [["\u0001\u0000\u0000", "\u0000", null]],
           [["\u0001\u0000\u0000", null, null]], [null]])",
       R"([[["\u0001\u0000\u0000", "\u0005x"]], [["\u0001\u0000\u0000", "\u0000"]],
           [["\u0001\u0000\u0000", "\u0000"]], [null]])"},
      // {"a": 1}
      {object, R"([[["\u0001\u0001\u0000\u0001a", null, [[null, 1]]]]])",
       R"([[["\u0001\u0001\u0000\u0001a",
             "\u0002\u0001\u0000\u0000\u0002\u000c\u0001"]]])"},
      {arrow::int64(), R"([[["\u0001\u0000\u0000", "\u0005x", 1]]])", "Corrupt"},
      {arrow::uint32(), R"([[["\u0001\u0000\u0000", null, 1]]])", "Corrupt"},
  };
  const StructType columns{{Column("c", "variant")}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.typed->ToString() + c.rows);
    OneFile file(*ForeignColumn(variant(c.typed), c.rows));
    const auto read = file.Read(columns);
    if (!read.ok()) {
      EXPECT_EQ(ErrorKindName(KindOf(read.status())), c.expected) << read.status();
      EXPECT_NE(read.status().message().find("'c'"), std::string::npos);
      continue;
    }
    ASSERT_TRUE(c.expected.starts_with("[")) << (*read)->ToString();
    EXPECT_TRUE((*read)->Equals(*BatchOf(columns, c.expected))) << (*read)->ToString();
  }
}

TEST(ParquetReaderTest, StringsAreUtf8EachForItself) {
  const StructType columns{{Column("c", "string")}};
  for (const char* rows : {R"([["\u00fc"], [""], [null], ["x"]])", R"([["ascii"]])"}) {
    OneFile file(*ForeignColumn(arrow::utf8(), rows));
    EXPECT_TRUE(file.Read(columns).ok());
  }
  // Two halves of one character: valid only side by side.
  const std::vector<int32_t> offsets = {0, 1, 2};
  const auto halves = std::make_shared<arrow::StringArray>(
      2, arrow::Buffer::FromVector(offsets), arrow::Buffer::FromString("\xc3\xbc"));
  const auto table = arrow::Table::Make(arrow::schema({arrow::field("c", arrow::utf8())}),
                                        arrow::ArrayVector{halves});
  const auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  DU_ASSERT_OK(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), sink));
  OneFile file(*sink->Finish().ValueOrDie());
  DU_EXPECT_KIND(kCorrupt, file.Read(columns));
}

TEST(ParquetReaderTest, DecimalsBeyondTheirPrecisionAreCorrupt) {
  const StructType columns{{Column("c", "decimal(5,1)")}};
  const auto wide = BatchOf(StructType{{Column("c", "decimal(9,1)")}},
                            R"([["9999.9"], [null], ["10000.0"]])");
  auto data = wide->column(0)->data()->Copy();
  data->type = arrow::decimal128(5, 1);
  for (const int64_t rows : {2, 3}) {
    const auto batch = arrow::RecordBatch::Make(
        ToArrowSchema(columns, ColumnNames::kLogical).ValueOrDie(), rows,
        arrow::ArrayVector{arrow::MakeArray(data->Slice(0, rows))});
    DU_ASSERT_OK_AND_ASSIGN(auto writer,
                            ParquetWriter::Open(columns, ColumnMappingMode::kNone, {}));
    DU_ASSERT_OK(writer->Write(*batch));
    DU_ASSERT_OK_AND_ASSIGN(auto bytes, writer->Finish());
    OneFile file(*bytes);
    const auto read = file.Read(columns);
    EXPECT_EQ(read.ok(), rows == 2) << read.status();
    if (!read.ok()) DU_EXPECT_KIND(kCorrupt, read);
  }
}

TEST(ParquetReaderTest, WrongSizeInTheLogIsSurvived) {
  const auto bytes = ForeignColumn(arrow::int64(), "[[1]]");
  OneFile file(*bytes);
  for (const int64_t size : {bytes->size() - 1, bytes->size() + 100, int64_t{0}}) {
    EXPECT_TRUE(ReadParquet(file.store, file.path, size, {}).ok()) << size;
  }
}

TEST(ParquetReaderTest, MissingFileIsNotFound) {
  OneFile file("");
  const ObjectPath missing = ObjectPath() / "none";
  DU_EXPECT_KIND(kNotFound, ReadParquet(file.store, missing, std::nullopt, {}));
  DU_EXPECT_KIND(kNotFound, ReadParquet(file.store, missing, 100, {}));
  DU_EXPECT_KIND(kCorrupt, ReadParquet(file.store, file.path, std::nullopt, {}));
}

/// A small file with nested columns, a bloom filter and two row groups.
std::string Sample(const StructType& columns) {
  auto writer = ParquetWriter::Open(columns, ColumnMappingMode::kNone,
                                    {.row_group_rows = 2, .bloom_columns = {"s"}})
                    .ValueOrDie();
  const auto batch = BatchOf(columns, R"([[1, "a", [[1, "x"]], ["m", "v"], "1.5"],
      [2, "b", null, null, null], [3, "c", [null, [2, null]], ["m", "w"], "2.5"]])");
  EXPECT_TRUE(writer->Write(*batch).ok());
  return writer->Finish().ValueOrDie()->ToString();
}

StructType SampleColumns() {
  const DataType inner{StructType{{Column("x", "long"), Column("y", "string")}}};
  return StructType{{Column("n", "long"), Column("s", "string"),
                     Column("l", ListOf(inner)), Column("v", "variant"),
                     Column("d", "decimal(5,1)")}};
}

TEST(ParquetReaderTest, EveryTruncationIsCorrupt) {
  const StructType columns = SampleColumns();
  const std::string bytes = Sample(columns);
  for (size_t length = 0; length < bytes.size(); length += 7) {
    OneFile file(std::string_view(bytes).substr(0, length));
    DU_EXPECT_KIND(kCorrupt, file.Read(columns));
  }
}

TEST(ParquetReaderTest, FlippedBytesNeverCrash) {
  const StructType columns = SampleColumns();
  const std::string bytes = Sample(columns);
  SeededRandom random(11);
  for (int i = 0; i < 600; ++i) {
    std::string flipped = bytes;
    const size_t position = random.Next() % flipped.size();
    flipped[position] = static_cast<char>(random.Next());
    SCOPED_TRACE("byte " + std::to_string(position));
    OneFile file(flipped);
    const auto read = file.Read(columns);
    if (read.ok()) {
      EXPECT_EQ((*read)->num_columns(), 5);
    } else {
      const ErrorKind kind = KindOf(read.status());
      EXPECT_TRUE(kind == ErrorKind::kCorrupt || kind == ErrorKind::kUnsupported)
          << read.status();
    }
    const auto probe = BloomProbe::Open(file.store, file.path, std::nullopt, "s");
    if (probe.ok()) (*probe)->MayContain("a");
  }
}

}  // namespace
}  // namespace delta_utils
