// How many rows of VARIANT columns are read at once.
#include <gtest/gtest.h>

#include "arrow/array/array_dict.h"
#include "arrow/array/array_nested.h"
#include "arrow/array/builder_binary.h"
#include "arrow/array/builder_primitive.h"
#include "delta_utils/parquet_io/variant_file_testing.h"
#include "parquet/metadata.h"
#include "parquet/size_statistics.h"

namespace delta_utils {
namespace {

/// Whose text, written out for each row, would be gigabytes: it is read as a dictionary.
TEST(VariantBatchesTest, MetadataThatRowsShareMakesNoSmallerBatches) {
  constexpr int64_t kRows = 20'000;
  constexpr int64_t kBatchRows = 16 * 1024;
  arrow::BinaryBuilder metadata;
  arrow::Int32Builder codes;
  arrow::BinaryBuilder values;
  DU_ASSERT_OK(metadata.Append(std::string(100'000, 'x')));
  for (int64_t row = 0; row < kRows; ++row) {
    DU_ASSERT_OK(codes.Append(0));
    DU_ASSERT_OK(values.Append("v"));
  }
  const auto coded =
      *arrow::DictionaryArray::FromArrays(*codes.Finish(), *metadata.Finish());
  const auto variants = *arrow::StructArray::Make(
      {coded, *values.Finish()}, std::vector<std::string>{"metadata", "value"});
  const auto batch = arrow::RecordBatch::Make(
      arrow::schema({arrow::field("c", variants->type())}), kRows, {variants});
  DU_ASSERT_OK_AND_ASSIGN(
      const auto bytes,
      VariantFileBytes(arrow::schema({VariantField("c").ValueOrDie()}), {batch}));
  OneVariantFile file(*bytes);
  DU_ASSERT_OK_AND_ASSIGN(const auto reader, file.Open());
  const auto sizes = reader->metadata().RowGroup(0)->ColumnChunk(0)->size_statistics();
  ASSERT_NE(sizes, nullptr);
  ASSERT_EQ(sizes->unencoded_byte_array_data_bytes, kRows * 100'000);
  DU_ASSERT_OK_AND_ASSIGN(const auto batches, reader->Read({.batch_rows = kBatchRows}));
  for (const int64_t rows : {kBatchRows, kRows - kBatchRows}) {
    std::shared_ptr<arrow::RecordBatch> read;
    DU_ASSERT_OK(batches->ReadNext(&read));
    ASSERT_NE(read, nullptr);
    EXPECT_EQ(read->num_rows(), rows);
  }
}

}  // namespace
}  // namespace delta_utils
