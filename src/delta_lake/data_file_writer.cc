#include "delta_lake/data_file_writer.h"

#include <utility>

#include "arrow/buffer.h"
#include "arrow/record_batch.h"
#include "delta_utils/columnar/stats_collector.h"
#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/make_action.h"
#include "delta_utils/parquet_io/parquet_writer.h"

namespace delta_lake {

using delta_utils::Add;
using delta_utils::ParquetWriter;
using delta_utils::StatsCollector;

struct DataFileWriter::Impl {
  TableLocation table;
  delta_utils::StructType schema;
  delta_utils::ColumnMappingMode mode;
  DataFileOptions options;
  delta_utils::Runtime runtime;

  // Of the open file; `writer` is null if none is open.
  std::unique_ptr<ParquetWriter> writer;
  std::unique_ptr<StatsCollector> stats;

  delta_utils::TagMap tags;  // of the open file and of those to come
  std::vector<Add> adds;

  Status Open();
  Status Close();
};

Status DataFileWriter::Impl::Open() {
  delta_utils::ParquetWriteOptions write_options;
  write_options.bloom_columns = options.bloom_columns;
  auto opened = ParquetWriter::Open(schema, mode, write_options);
  if (!opened.ok()) return delta_utils::WithPath(table.Uri(), opened.status());
  writer = std::move(*opened);
  stats = std::make_unique<StatsCollector>(
      schema, mode, delta_utils::StatsOptions{.indexed_leaves = options.indexed_leaves});
  return Status::OK();
}

Status DataFileWriter::Impl::Close() {
  const std::unique_ptr<ParquetWriter> closing = std::move(writer);
  const std::string name = "part-" + ToString(NewUuid(*runtime.random)) + ".parquet";
  ARROW_ASSIGN_OR_RAISE(const auto bytes, closing->Finish());
  ARROW_RETURN_NOT_OK(
      table.store->Put(table.root / name, static_cast<std::string_view>(*bytes)));
  ARROW_ASSIGN_OR_RAISE(
      Add add, delta_utils::MakeAddAction(name, bytes->size(), runtime.clock->NowMillis(),
                                          /*partition_values=*/{}, stats->Finish()));
  if (!tags.empty()) add.tags = tags;
  adds.push_back(std::move(add));
  return Status::OK();
}

DataFileWriter::DataFileWriter(TableLocation table, delta_utils::StructType schema,
                               delta_utils::ColumnMappingMode mode,
                               DataFileOptions options, delta_utils::Runtime runtime)
    : impl_(new Impl{std::move(table), std::move(schema), mode, std::move(options),
                     runtime}) {}

DataFileWriter::~DataFileWriter() = default;

Status DataFileWriter::Write(const arrow::RecordBatch& batch) {
  if (impl_->writer != nullptr &&
      impl_->writer->bytes_written() >= impl_->options.target_file_bytes) {
    ARROW_RETURN_NOT_OK(impl_->Close());
  }
  if (impl_->writer == nullptr) ARROW_RETURN_NOT_OK(impl_->Open());
  ARROW_RETURN_NOT_OK(impl_->writer->Write(batch));
  return impl_->stats->Update(batch);
}

void DataFileWriter::SetTag(const std::string& key, std::string value) {
  impl_->tags[key] = std::move(value);
}

Status DataFileWriter::Roll() {
  return impl_->writer == nullptr ? Status::OK() : impl_->Close();
}

void DataFileWriter::Abort() {
  impl_->writer = nullptr;
  for (const Add& add : impl_->adds) {
    auto name = delta_utils::DecodeDataPath(add.path);
    // What stays behind is in no commit, so no reader sees it.
    if (name.ok()) (void)impl_->table.store->Delete(impl_->table.root / *name);
  }
  impl_->adds.clear();
}

Result<std::vector<Add>> DataFileWriter::Finish() {
  ARROW_RETURN_NOT_OK(Roll());
  return std::move(impl_->adds);
}

}  // namespace delta_lake
