#include "parquedb/row_scan.h"

#include <algorithm>

#include "arrow/record_batch.h"
#include "delta_lake/scan.h"
#include "parquedb/collection_schema.h"
#include "parquedb/file_facts.h"

namespace parquedb {

using delta_lake::Snapshot;
using delta_utils::Add;

RowScan::RowScan(std::vector<Column> columns, std::optional<RestMode> rest,
                 std::vector<File> files)
    : decoder_(std::move(columns), rest), files_(std::move(files)) {}

Status RowScan::NextBatch() {
  batch_ = nullptr;
  row_ = 0;
  while (batch_ == nullptr) {
    if (reader_ == nullptr) {
      if (next_file_ == files_.size()) return Status::OK();
      ARROW_ASSIGN_OR_RAISE(facts_, files_[next_file_].facts());
      ARROW_ASSIGN_OR_RAISE(reader_, files_[next_file_].open());
      ++next_file_;
    }
    ARROW_RETURN_NOT_OK(reader_->ReadNext(&batch_));
    if (batch_ == nullptr) {
      reader_ = nullptr;
    } else if (batch_->num_rows() == 0) {
      batch_ = nullptr;
    }
  }
  return decoder_.Bind(*batch_, facts_);
}

Result<std::optional<Object>> RowScan::Next() {
  if (batch_ == nullptr || row_ == batch_->num_rows()) {
    ARROW_RETURN_NOT_OK(NextBatch());
    if (batch_ == nullptr) return std::nullopt;
  }
  Result<Object> document = decoder_.Decode(row_++);
  if (!document.ok()) {
    return delta_utils::WithPath(files_[next_file_ - 1].uri, document.status());
  }
  return std::optional(std::move(*document));
}

Result<RowScan::File> FileOf(std::shared_ptr<const Snapshot> snapshot, const Add& add,
                             std::vector<std::string> names, std::optional<RestMode> rest,
                             std::shared_ptr<const delta_lake::TablePruner> pruner) {
  ARROW_ASSIGN_OR_RAISE(delta_utils::ObjectPath path, snapshot->PathOf(add));
  RowScan::File file;
  file.uri = snapshot->table().store->Uri(path);
  // A copy: the add may be of a commit that no snapshot holds.
  file.open = [snapshot, add, names = std::move(names), pruner = std::move(pruner)] {
    return delta_lake::ScanFile(snapshot, add, names, pruner);
  };
  file.facts = [snapshot, add, rest]() -> Result<FileFacts> {
    if (!rest) return FileFacts{};
    return FactsOf(*snapshot, add);
  };
  return file;
}

Result<RowScan> ScanRows(const std::shared_ptr<const Snapshot>& snapshot,
                         std::optional<std::vector<std::string>> names,
                         std::shared_ptr<const delta_lake::TablePruner> pruner) {
  ARROW_ASSIGN_OR_RAISE(auto properties, CollectionPropertiesOf(snapshot->metadata(),
                                                                snapshot->table().Uri()));
  ARROW_ASSIGN_OR_RAISE(std::optional<RestMode> rest, OverlayOf(*snapshot));
  ARROW_ASSIGN_OR_RAISE(std::vector<Column> columns,
                        ColumnsOf(snapshot->schema(), properties ? RestColumn::kIsRest
                                                                 : RestColumn::kIsPlain));
  if (names) {
    std::erase_if(columns, [&](const Column& column) {
      return std::find(names->begin(), names->end(), column.name) == names->end();
    });
  }
  std::vector<std::string> wanted;
  for (const Column& column : columns) wanted.push_back(column.name);
  if (rest) wanted.emplace_back(kRestField);

  std::vector<const Add*> adds;
  for (const auto& [key, add] : snapshot->state().files) {
    if (pruner == nullptr || pruner->MayMatch(add, nullptr)) adds.push_back(&add);
  }
  std::stable_sort(adds.begin(), adds.end(), [](const Add* a, const Add* b) {
    return a->modification_time_ms < b->modification_time_ms;
  });
  std::vector<RowScan::File> files;
  for (const Add* add : adds) {
    ARROW_ASSIGN_OR_RAISE(RowScan::File file,
                          FileOf(snapshot, *add, wanted, rest, pruner));
    files.push_back(std::move(file));
  }
  return RowScan(std::move(columns), rest, std::move(files));
}

}  // namespace parquedb
