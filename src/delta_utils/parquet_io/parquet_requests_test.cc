// What reading a data file asks of its store: every request costs a round trip.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "arrow/array/builder_binary.h"
#include "arrow/array/builder_primitive.h"
#include "arrow/util/future.h"
#include "delta_utils/parquet_io/data_file_testing.h"
#include "delta_utils/parquet_io/parquet_writer.h"
#include "delta_utils/storage/async_buffer.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

constexpr int kRowGroups = 8;
constexpr int kColumns = 40;
constexpr int64_t kRowsEach = 5000;
constexpr int64_t kTailBytes = 64 * 1024;

/// Notes every request.
class CountingStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;

  Result<ObjectInfo> Head(const ObjectPath& path) override {
    ++heads;
    return MemoryStore::Head(path);
  }
  Result<std::shared_ptr<arrow::Buffer>> Get(const ObjectPath& path) override {
    ++whole;
    return MemoryStore::Get(path);
  }
  Result<std::shared_ptr<arrow::Buffer>> GetRange(const ObjectPath& path, int64_t offset,
                                                  int64_t length) override {
    ranges.push_back({offset, length});
    return MemoryStore::GetRange(path, offset, length);
  }
  arrow::Future<std::shared_ptr<arrow::Buffer>> GetRangeAsync(
      const ObjectPath& path, int64_t offset, int64_t length,
      std::shared_ptr<ReadPin> pin) override {
    ranges.push_back({offset, length});
    return MemoryStore::GetRangeAsync(path, offset, length, std::move(pin));
  }

  int heads = 0;
  int whole = 0;
  std::vector<ByteRange> ranges;
};

/// Text that compression leaves as long as it is.
std::string Noise(uint64_t seed, size_t length) {
  std::string text;
  while (text.size() < length) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    text += static_cast<char>('!' + (seed >> 33) % 90);
  }
  return text;
}

/// Every column the same: each is compressed for itself.
std::shared_ptr<arrow::RecordBatch> RowGroup(const StructType& schema,
                                             size_t text_bytes) {
  arrow::StringBuilder builder;
  for (uint64_t row = 0; row < kRowsEach; ++row) {
    EXPECT_TRUE(builder.Append(Noise(row, text_bytes)).ok());
  }
  const arrow::ArrayVector columns(kColumns, builder.Finish().ValueOrDie());
  return arrow::RecordBatch::Make(
      ToArrowSchema(schema, ColumnNames::kLogical).ValueOrDie(), kRowsEach, columns);
}

class ParquetRequestsTest : public testing::Test {
 protected:
  /// A file of 8 row groups with 40 columns; every value has so many bytes.
  void WriteFile(size_t text_bytes) {
    for (int i = 0; i < kColumns; ++i) {
      schema_.fields.push_back(Column("c" + std::to_string(i), "string"));
    }
    DU_ASSERT_OK_AND_ASSIGN(
        const auto writer,
        ParquetWriter::Open(schema_, ColumnMappingMode::kNone,
                            {.row_group_rows = kRowsEach, .bloom_columns = {}}));
    const auto row_group = RowGroup(schema_, text_bytes);
    for (int i = 0; i < kRowGroups; ++i) DU_ASSERT_OK(writer->Write(*row_group));
    DU_ASSERT_OK_AND_ASSIGN(const auto bytes, writer->Finish());
    size_bytes_ = bytes->size();
    DU_ASSERT_OK(store_.Put(path_, std::string_view(*bytes)));
  }

  void Read(const std::vector<int>& columns, int64_t* rows) {
    StructType wanted;
    for (int i : columns) wanted.fields.push_back(schema_.fields[i]);
    DU_ASSERT_OK_AND_ASSIGN(const auto reader,
                            ReadParquet(store_, path_, size_bytes_, {wanted}));
    requests_of_footer_ = store_.ranges.size();
    std::shared_ptr<arrow::RecordBatch> batch;
    for (*rows = 0;; *rows += batch->num_rows()) {
      DU_ASSERT_OK(reader->ReadNext(&batch));
      if (batch == nullptr) break;
    }
  }

  FakeClock clock_;
  CountingStore store_{"test", clock_};
  const ObjectPath path_ = ObjectPath() / "f.parquet";
  StructType schema_;
  int64_t size_bytes_ = 0;
  size_t requests_of_footer_ = 0;
};

TEST_F(ParquetRequestsTest, TheFooterIsOneRequestAndNoSizeIsAskedFor) {
  WriteFile(4);
  int64_t rows = 0;
  Read({0}, &rows);
  EXPECT_EQ(rows, kRowGroups * kRowsEach);
  EXPECT_EQ(requests_of_footer_, 1u);
  EXPECT_EQ(store_.ranges.front(), (ByteRange{size_bytes_ - kTailBytes, kTailBytes}));
  EXPECT_EQ(store_.heads, 0);
  EXPECT_EQ(store_.whole, 0);
}

TEST_F(ParquetRequestsTest, NarrowColumnsOfARowGroupAreOneRequest) {
  WriteFile(4);
  int64_t rows = 0;
  Read({1, 20, 38}, &rows);
  EXPECT_EQ(rows, kRowGroups * kRowsEach);
  EXPECT_EQ(store_.ranges.size(), 1u + kRowGroups);
}

TEST_F(ParquetRequestsTest, WideColumnsFarApartAreOneRequestEach) {
  WriteFile(15);  // over 60 kB a column chunk, 2.5 MB a row group
  int64_t rows = 0;
  Read({0, 20, 39}, &rows);
  EXPECT_EQ(rows, kRowGroups * kRowsEach);
  EXPECT_EQ(store_.ranges.size(), 1u + 3u * kRowGroups);
  int64_t asked = 0;
  for (const ByteRange& range : store_.ranges) asked += range.length;
  // A fortieth for each column, and no column that nobody asked for.
  EXPECT_LT(asked, size_bytes_ / kColumns * 3 + size_bytes_ / 100 + 2 * kTailBytes);
}

TEST_F(ParquetRequestsTest, AllColumnsAreReadInLargeRequestsARowGroupAtATime) {
  WriteFile(45);  // 8 MB a row group and more
  std::vector<int> all(kColumns);
  for (int i = 0; i < kColumns; ++i) all[static_cast<size_t>(i)] = i;
  int64_t rows = 0;
  Read(all, &rows);
  EXPECT_EQ(rows, kRowGroups * kRowsEach);
  EXPECT_LE(store_.ranges.size(), requests_of_footer_ + 2u * kRowGroups);
  for (const ByteRange& range : store_.ranges) {
    EXPECT_LE(range.length, CoalesceOptions().range_bytes);
  }
}

TEST_F(ParquetRequestsTest, ARowGroupIsAskedForWhenItIsReachedAndNotBefore) {
  WriteFile(4);
  StructType wanted{{schema_.fields[3]}};
  DU_ASSERT_OK_AND_ASSIGN(const auto reader,
                          ReadParquet(store_, path_, size_bytes_, {wanted}));
  std::shared_ptr<arrow::RecordBatch> batch;
  for (size_t i = 0; i < kRowGroups; ++i) {
    EXPECT_EQ(store_.ranges.size(), 1 + i);
    DU_ASSERT_OK(reader->ReadNext(&batch));
    ASSERT_EQ(batch->num_rows(), kRowsEach);
  }
}

}  // namespace
}  // namespace delta_utils
