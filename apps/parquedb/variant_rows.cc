#include "variant_rows.h"

#include <algorithm>
#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/record_batch.h"
#include "variant_columns.h"

namespace parquedb::cli {
namespace {

using ListPtr = std::shared_ptr<arrow::ListArray>;

/// An entry of the list before `lists[level]`, or a row of the file.
void AppendFrame(const std::vector<ListPtr>& lists, size_t level, int64_t entry,
                 std::string* frame) {
  if (level == lists.size()) {
    *frame += kValue;
    return;
  }
  const arrow::ListArray& list = *lists[level];
  if (list.IsNull(entry)) {
    *frame += "null";
    return;
  }
  *frame += '[';
  const int64_t begin = list.value_offset(entry);
  const int64_t end = list.value_offset(entry + 1);
  for (int64_t i = begin; i < end; ++i) {
    if (i > begin) *frame += ',';
    AppendFrame(lists, level + 1, i, frame);
  }
  *frame += ']';
}

}  // namespace

std::string Reason(const Status& status) {
  const auto* detail = delta_utils::DetailOf(status);
  const std::string& message = status.message();
  const std::string path = detail == nullptr ? "" : detail->path() + ": ";
  return path.size() > 2 && message.starts_with(path) ? message.substr(path.size())
                                                      : message;
}

std::string_view TakeFrame(std::string_view* frame) {
  const size_t size = std::min(frame->find(kValue), frame->size());
  const std::string_view text = frame->substr(0, size);
  frame->remove_prefix(std::min(size + 1, frame->size()));
  return text;
}

ValuePlace FindValue(std::string_view frame, int64_t value) {
  ValuePlace place;
  int64_t values = 0;
  for (size_t i = 0; i < frame.size() && values <= value; ++i) {
    if (frame[i] == kValue) ++values;
    if (frame[i] == '\n') place = {place.row + 1, values, i + 1};
  }
  return place;
}

Result<std::unique_ptr<VariantRows>> VariantRows::Open(
    Session& session, const VariantFileOptions& options) {
  auto rows = std::make_unique<VariantRows>();
  ARROW_ASSIGN_OR_RAISE(rows->object_, session.LocateFile(options.file));
  rows->uri_ = rows->object_.store->Uri(rows->object_.path);
  ARROW_ASSIGN_OR_RAISE(rows->file_, delta_utils::VariantFileReader::Open(
                                         *rows->object_.store, rows->object_.path));
  const auto place = FindVariantColumn(*rows->file_->schema(), options.column);
  if (!place.ok()) return delta_utils::WithPath(rows->uri_, place.status());
  const Status typed = CheckTypes(*rows->file_, *place);
  if (!typed.ok()) return delta_utils::WithPath(rows->uri_, typed);
  ARROW_ASSIGN_OR_RAISE(
      rows->batches_,
      rows->file_->Read({.leaves = rows->file_->LeavesOf({place->steps[0]})}));
  rows->steps_.assign(place->steps.begin() + 1, place->steps.end());
  rows->is_repeated_ = place->is_repeated;
  return rows;
}

Result<std::optional<VariantBatch>> VariantRows::Next() {
  first_row_ += rows_;
  rows_ = 0;
  std::shared_ptr<arrow::RecordBatch> batch;
  const Status status = batches_->ReadNext(&batch);
  if (!status.ok()) {
    return delta_utils::MakeError(
        delta_utils::KindOf(status), uri_,
        "rows from " + std::to_string(first_row_) + " on: " + Reason(status));
  }
  if (batch == nullptr) return std::nullopt;
  rows_ = batch->num_rows();
  VariantBatch shown;
  std::vector<ListPtr> lists;
  auto values = ArrayAt(batch->column(0), steps_, &lists);
  if (!values.ok()) return delta_utils::WithPath(uri_, values.status());
  shown.values = std::move(*values);
  for (int64_t row = 0; row < rows_; ++row) {
    AppendFrame(lists, 0, row, &shown.frame);
    shown.frame += '\n';
  }
  return shown;
}

std::string VariantRows::ValueError(int64_t value, const Status& status) const {
  const std::string place = is_repeated_ ? "value " + std::to_string(value) + ": " : "";
  return place + Reason(status);
}

}  // namespace parquedb::cli
