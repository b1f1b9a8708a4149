#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "arrow/io/caching.h"
#include "arrow/io/interfaces.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "delta_utils/parquet_io/parquet_error_internal.h"
#include "delta_utils/parquet_io/row_group_batches_internal.h"
#include "delta_utils/storage/async_buffer.h"
#include "parquet/arrow/reader.h"
#include "parquet/column_page.h"
#include "parquet/column_reader.h"
#include "parquet/file_reader.h"
#include "parquet/metadata.h"
#include "parquet/properties.h"
#include "parquet/size_statistics.h"

namespace delta_utils {
namespace {

using BatchPtr = std::shared_ptr<arrow::RecordBatch>;

// Arrow gives a nested column of a batch in one piece, of at most kMostBytes.
constexpr int64_t kMostBytes = int64_t{1} << 31;
constexpr int64_t kBatchBytes = int64_t{64} << 20;
// Times fewer rows, where a batch was too large.
constexpr int64_t kFewerRows = kMostBytes / kBatchBytes;

/// Of one value in Arrow; of text the offset alone.
int64_t ValueBytes(const parquet::ColumnDescriptor& leaf) {
  switch (leaf.physical_type()) {
    case parquet::Type::BYTE_ARRAY:
      return sizeof(int32_t);
    case parquet::Type::FIXED_LEN_BYTE_ARRAY:
      return leaf.type_length();
    default:
      return parquet::GetTypeByteSize(leaf.physical_type());
  }
}

/// Of the values of a dictionary, which is PLAIN. One that is cut off is as long as what
/// there is of it; decoding will tell.
int64_t LongestText(std::string_view dictionary) {
  size_t longest = 0;
  while (dictionary.size() > sizeof(uint32_t)) {
    uint32_t length;
    std::memcpy(&length, dictionary.data(), sizeof(length));
    dictionary.remove_prefix(sizeof(length));
    const size_t there = std::min<size_t>(length, dictionary.size());
    longest = std::max(longest, there);
    dictionary.remove_prefix(there);
  }
  return static_cast<int64_t>(longest);
}

bool MayHaveDictionary(const parquet::ColumnChunkMetaData& chunk) {
  const auto& encodings = chunk.encodings();
  const auto has = [&](parquet::Encoding::type encoding) {
    return std::ranges::find(encodings, encoding) != encodings.end();
  };
  return chunk.has_dictionary_page() || has(parquet::Encoding::PLAIN_DICTIONARY) ||
         has(parquet::Encoding::RLE_DICTIONARY);
}

/// What the text of a chunk comes to at most, once decoded, besides what is not in a
/// dictionary.
double TextBytes(parquet::RowGroupReader& row_group, int leaf,
                 const parquet::ColumnChunkMetaData& chunk) {
  if (chunk.type() != parquet::Type::BYTE_ARRAY) return 0;
  const auto sizes = chunk.size_statistics();
  if (sizes != nullptr && sizes->unencoded_byte_array_data_bytes) {
    return static_cast<double>(*sizes->unencoded_byte_array_data_bytes);
  }
  if (!MayHaveDictionary(chunk)) return 0;
  const auto page = row_group.GetColumnPageReader(leaf)->NextPage();
  if (page == nullptr || page->type() != parquet::PageType::DICTIONARY_PAGE) return 0;
  const std::string_view dictionary(reinterpret_cast<const char*>(page->data()),
                                    static_cast<size_t>(page->size()));
  return static_cast<double>(LongestText(dictionary)) *
         static_cast<double>(chunk.num_values());
}

/// Of the leaves once decoded, at most, as far as the file says: a dictionary hides how
/// often its values stand in the column, unless it is read as one, and of numbers a few
/// bytes can stand for many.
double DecodedBytes(parquet::RowGroupReader& row_group, const std::vector<int>& leaves,
                    const parquet::ArrowReaderProperties& properties) {
  const parquet::RowGroupMetaData& metadata = *row_group.metadata();
  double bytes = 0;
  for (const int leaf : leaves) {
    const auto chunk = metadata.ColumnChunk(leaf);
    const double values =
        static_cast<double>(chunk->num_values()) *
        static_cast<double>(ValueBytes(*metadata.schema()->Column(leaf)));
    const double text =
        properties.read_dictionary(leaf) ? 0 : TextBytes(row_group, leaf, *chunk);
    bytes +=
        std::max(static_cast<double>(chunk->total_uncompressed_size()), values + text);
  }
  return bytes;
}

int64_t BatchRows(parquet::RowGroupReader& row_group, const std::vector<int>& leaves,
                  const parquet::ArrowReaderProperties& properties, int64_t wanted) {
  const double bytes = DecodedBytes(row_group, leaves, properties);
  if (bytes <= static_cast<double>(kBatchBytes)) return wanted;
  const double fitting = static_cast<double>(row_group.metadata()->num_rows()) *
                         static_cast<double>(kBatchBytes) / bytes;
  return std::clamp<int64_t>(static_cast<int64_t>(fitting), 1, wanted);
}

/// Whether a nested column of the batch did not fit into one piece. Arrow has no code of
/// its own for it.
bool IsTooLarge(const Status& status) {
  return status.IsNotImplemented() &&
         status.message().find("chunked") != std::string::npos;
}

/// All at once, joined as AsyncBuffer joins ranges.
void PreBuffer(parquet::ParquetFileReader& file, int row_group,
               const std::vector<int>& leaves) {
  const CoalesceOptions coalesce;
  auto cache = arrow::io::CacheOptions::Defaults();
  cache.hole_size_limit = coalesce.hole_bytes;
  cache.range_size_limit = coalesce.range_bytes;
  cache.lazy = false;
  file.PreBuffer({row_group}, leaves, arrow::io::default_io_context(), cache);
}

}  // namespace

parquet::ArrowReaderProperties RowGroupReaderProperties() {
  parquet::ArrowReaderProperties properties;
  properties.set_pre_buffer(false);  // RowGroupBatches asks for the bytes
  properties.set_coerce_int96_timestamp_unit(arrow::TimeUnit::MICRO);
  return properties;
}

RowGroupBatches::RowGroupBatches(std::string uri,
                                 std::unique_ptr<parquet::arrow::FileReader> file,
                                 std::vector<int> leaves,
                                 std::vector<RowGroupRows> row_groups, int64_t batch_rows)
    : uri_(std::move(uri)),
      file_(std::move(file)),
      leaves_(std::move(leaves)),
      row_groups_(std::move(row_groups)),
      batch_rows_(batch_rows) {}

RowGroupBatches::~RowGroupBatches() = default;
RowGroupBatches::RowGroupBatches(RowGroupBatches&&) noexcept = default;

Result<BatchPtr> RowGroupBatches::Next() {
  ARROW_RETURN_NOT_OK(failure_);
  auto next = CatchParquet(uri_, [this] { return NextOfFile(); });
  failure_ = next.status();
  return next;
}

Result<BatchPtr> RowGroupBatches::NextOfFile() {
  while (true) {
    if (batch_ != nullptr) {
      if (BatchPtr slice = NextSlice()) return slice;
      batch_ = nullptr;
    }
    while (rows_left_ == 0 || next_wanted_ == wanted_.size()) {
      if (next_row_group_ == row_groups_.size()) return BatchPtr();
      ARROW_RETURN_NOT_OK(OpenRowGroup(row_groups_[next_row_group_++]));
    }
    auto batch = NextOfRowGroup();
    if (IsTooLarge(batch.status()) && rows_at_once_ > 1) {
      ARROW_RETURN_NOT_OK(ReadFewerRows());
      continue;
    }
    ARROW_ASSIGN_OR_RAISE(batch_, std::move(batch));
    batch_end_ += batch_->num_rows();
  }
}

/// What is wanted of the batch from here on; nullptr if nothing is.
BatchPtr RowGroupBatches::NextSlice() {
  const int64_t batch_begin = batch_end_ - batch_->num_rows();
  while (next_wanted_ < wanted_.size()) {
    const RowRange& range = wanted_[next_wanted_];
    const int64_t begin = std::max({range.begin, seen_, batch_begin});
    const int64_t end = std::min(range.end, batch_end_);
    if (begin >= batch_end_) return nullptr;
    if (range.end <= batch_end_) ++next_wanted_;
    if (begin >= end) continue;
    seen_ = end;
    return batch_->Slice(begin - batch_begin, end - begin);
  }
  return nullptr;
}

Status RowGroupBatches::OpenRowGroup(const RowGroupRows& rows) {
  const auto metadata = file_->parquet_reader()->metadata()->RowGroup(rows.index);
  rows_left_ = metadata->num_rows();
  wanted_ = rows.rows;
  if (wanted_.empty()) wanted_.push_back({0, rows_left_});
  next_wanted_ = 0;
  batch_end_ = 0;
  seen_ = 0;
  // Every row has an entry in every column: a row count without them is not to be
  // believed.
  const bool plausible =
      rows_left_ >= 0 && (metadata->num_columns() == 0 ||
                          metadata->ColumnChunk(0)->num_values() >= rows_left_);
  if (!plausible) return Corrupt(uri_, "a row group's count of rows is wrong");
  row_group_.reset();
  if (leaves_.empty() || rows_left_ == 0) return Status::OK();
  PreBuffer(*file_->parquet_reader(), rows.index, leaves_);
  const auto row_group = file_->parquet_reader()->RowGroup(rows.index);
  return ReadRowGroup(rows.index,
                      BatchRows(*row_group, leaves_, file_->properties(), batch_rows_));
}

/// From its first row on.
Status RowGroupBatches::ReadRowGroup(int index, int64_t rows_at_once) {
  rows_at_once_ = rows_at_once;
  file_->set_batch_size(rows_at_once);
  ARROW_ASSIGN_OR_RAISE(row_group_, file_->GetRecordBatchReader({index}, leaves_));
  return Status::OK();
}

/// Decodes the open row group again, fewer rows at a time; what is given out already is
/// passed over. For files that do not say how large their rows are.
Status RowGroupBatches::ReadFewerRows() {
  rows_left_ += batch_end_;
  batch_end_ = 0;
  return ReadRowGroup(row_groups_[next_row_group_ - 1].index,
                      std::max<int64_t>(rows_at_once_ / kFewerRows, 1));
}

Result<BatchPtr> RowGroupBatches::NextOfRowGroup() {
  BatchPtr batch;
  if (leaves_.empty()) {
    const int64_t rows = std::min(rows_left_, batch_rows_);
    batch = arrow::RecordBatch::Make(arrow::schema({}), rows, arrow::ArrayVector());
  } else {
    ARROW_RETURN_NOT_OK(row_group_->ReadNext(&batch));
  }
  const bool is_short = batch == nullptr || batch->num_rows() == 0;
  if (is_short || batch->num_rows() > rows_left_) {
    return Corrupt(uri_, "a row group does not have the rows it says");
  }
  rows_left_ -= batch->num_rows();
  return batch;
}

}  // namespace delta_utils
