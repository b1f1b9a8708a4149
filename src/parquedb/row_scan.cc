#include "parquedb/row_scan.h"

#include <algorithm>

#include "arrow/record_batch.h"
#include "delta_lake/scan.h"
#include "parquedb/collection_schema.h"
#include "parquedb/file_facts.h"

namespace parquedb {

using delta_lake::Snapshot;
using delta_utils::Add;

namespace {

/// Whether matching can end in an error: an expression's, or a pattern's at its limit.
bool MayFail(const delta_utils::Filter& filter) {
  if (const auto* logical = std::get_if<delta_utils::Logical>(&filter.node)) {
    return std::any_of(logical->clauses.begin(), logical->clauses.end(), MayFail);
  }
  if (const auto* match = std::get_if<delta_utils::ElementMatch>(&filter.node)) {
    return MayFail(match->of.front());
  }
  return std::holds_alternative<delta_utils::ExprTest>(filter.node) ||
         std::holds_alternative<delta_utils::SchemaTest>(filter.node) ||
         std::holds_alternative<delta_utils::RegexTest>(filter.node);
}

/// Oldest first.
Result<std::vector<Add>> FilesToRead(const Snapshot& snapshot,
                                     const delta_lake::TablePruner* pruner) {
  const delta_lake::TableLocation& table = snapshot.table();
  delta_utils::StatsReader stats(*table.store, table.root);
  std::vector<Add> adds;
  for (const delta_utils::LiveFile& file : snapshot.state().files) {
    if (pruner != nullptr) {
      ARROW_ASSIGN_OR_RAISE(const bool may_match,
                            pruner->MayMatch(file, &stats, nullptr));
      if (!may_match) continue;
    }
    adds.push_back(file.ToAdd());
    adds.back().stats.reset();  // reading has no more use for them
  }
  std::ranges::stable_sort(adds, {}, &Add::modification_time_ms);
  return adds;
}

}  // namespace

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
  ARROW_RETURN_NOT_OK(decoder_.Bind(*batch_, facts_));
  return AtFile(Decide());
}

Status RowScan::SetFilter(delta_utils::Filter filter, Deciding deciding) {
  may_fail_ = MayFail(filter);
  if (deciding == Deciding::kByColumns) {
    ARROW_ASSIGN_OR_RAISE(by_columns_,
                          delta_utils::BatchFilter::Make(filter, decoder_.columns()));
  }
  filter_ = std::move(filter);
  return Status::OK();
}

Status RowScan::Decide() {
  const int64_t rows = batch_->num_rows();
  undecided_.Reset(rows);
  if (filter_ && !by_columns_) {
    undecided_.SelectAll();
  } else if (filter_) {
    for (int64_t row = 0; row < rows; ++row) {
      if (decoder_.HasRest(row)) undecided_.Set(row);
    }
    // What columns hold beside a `_rest` is not the document: no failure may come of it.
    if (may_fail_ && !undecided_.none()) undecided_.SelectAll();
  }
  candidates_.Reset(rows);
  if (!filter_ || undecided_.count() == rows) {
    candidates_.SelectAll();
    return Status::OK();
  }
  ARROW_RETURN_NOT_OK(by_columns_->Select(*batch_, &candidates_));
  for (size_t i = 0; i < candidates_.words().size(); ++i) {
    candidates_.words()[i] |= undecided_.words()[i];
  }
  return Status::OK();
}

Status RowScan::AtFile(const Status& status) const {
  if (status.ok()) return status;
  return delta_utils::WithPath(files_[next_file_ - 1].uri, status);
}

Result<std::optional<int64_t>> RowScan::NextCandidate() {
  while (true) {
    if (batch_ == nullptr || row_ == batch_->num_rows()) {
      ARROW_RETURN_NOT_OK(NextBatch());
      if (batch_ == nullptr) return std::nullopt;
    }
    const int64_t row = row_++;
    if (candidates_.Contains(row)) return row;
  }
}

Result<std::optional<Object>> RowScan::DecodeMatch(int64_t row) {
  Result<Object> document = decoder_.Decode(row);
  ARROW_RETURN_NOT_OK(AtFile(document.status()));
  if (undecided_.Contains(row)) {
    ARROW_ASSIGN_OR_RAISE(const bool matches,
                          delta_utils::MatchesFilter(*document, *filter_, &context_));
    if (!matches) return std::nullopt;
  }
  return std::optional(std::move(*document));
}

Result<std::optional<Object>> RowScan::Next() {
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const std::optional<int64_t> row, NextCandidate());
    if (!row) return std::nullopt;
    ARROW_ASSIGN_OR_RAISE(std::optional<Object> document, DecodeMatch(*row));
    if (document) return document;
  }
}

Result<int64_t> RowScan::Count() {
  int64_t count = 0;
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const std::optional<int64_t> row, NextCandidate());
    if (!row) return count;
    bool matches = true;
    if (undecided_.Contains(*row)) {
      ARROW_ASSIGN_OR_RAISE(const std::optional<Object> document, DecodeMatch(*row));
      matches = document.has_value();
    }
    count += matches ? 1 : 0;
  }
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

  ARROW_ASSIGN_OR_RAISE(const std::vector<Add> adds,
                        FilesToRead(*snapshot, pruner.get()));
  std::vector<RowScan::File> files;
  for (const Add& add : adds) {
    ARROW_ASSIGN_OR_RAISE(RowScan::File file,
                          FileOf(snapshot, add, wanted, rest, pruner));
    files.push_back(std::move(file));
  }
  return RowScan(std::move(columns), rest, std::move(files));
}

}  // namespace parquedb
