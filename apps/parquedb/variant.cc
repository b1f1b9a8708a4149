#include "arrow/array/array_nested.h"
#include "arrow/record_batch.h"
#include "command.h"
#include "delta_utils/base/json_writer.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/parquet_io/variant_file.h"
#include "variant_columns.h"

namespace parquedb::cli {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;
using delta_utils::VariantProfile;
using delta_utils::VariantValidation;

/// `status` without the path that it begins with.
std::string Reason(const Status& status) {
  const auto* detail = delta_utils::DetailOf(status);
  const std::string& message = status.message();
  const std::string path = detail == nullptr ? "" : detail->path() + ": ";
  return path.size() > 2 && message.starts_with(path) ? message.substr(path.size())
                                                      : message;
}

/// One VARIANT column of a file, read batch by batch.
class VariantRows {
 public:
  static Result<std::unique_ptr<VariantRows>> Open(Session& session,
                                                   const VariantFileOptions& options);

  const std::string& uri() const { return uri_; }
  /// Of the file, of the first row of the last batch; the next one's if it failed.
  int64_t first_row() const { return first_row_; }
  /// nullptr at the end.
  Result<ArrayPtr> Next();
  /// The error of a row of the last batch.
  Status RowError(int64_t row, const Status& status) const {
    return delta_utils::MakeError(
        delta_utils::KindOf(status), uri_,
        "row " + std::to_string(first_row_ + row) + ": " + Reason(status));
  }

 private:
  std::string uri_;
  ObjectAddress object_;
  std::unique_ptr<delta_utils::VariantFileReader> file_;
  std::shared_ptr<arrow::RecordBatchReader> batches_;
  std::vector<int> steps_;  // below the column
  int64_t first_row_ = 0;
  int64_t rows_ = 0;  // of the last batch
};

Result<std::unique_ptr<VariantRows>> VariantRows::Open(
    Session& session, const VariantFileOptions& options) {
  auto rows = std::make_unique<VariantRows>();
  ARROW_ASSIGN_OR_RAISE(rows->object_, session.LocateFile(options.file));
  rows->uri_ = rows->object_.store->Uri(rows->object_.path);
  ARROW_ASSIGN_OR_RAISE(rows->file_, delta_utils::VariantFileReader::Open(
                                         *rows->object_.store, rows->object_.path));
  const auto place = FindVariantColumn(*rows->file_->schema(), options.column);
  if (!place.ok()) return delta_utils::WithPath(rows->uri_, place.status());
  if (place->is_repeated) {
    return delta_utils::Unsupported(
        rows->uri_, "column '" + place->path + "' has not one value for each row");
  }
  const Status typed = CheckTypes(*rows->file_, *place);
  if (!typed.ok()) return delta_utils::WithPath(rows->uri_, typed);
  ARROW_ASSIGN_OR_RAISE(
      rows->batches_,
      rows->file_->Read({.leaves = rows->file_->LeavesOf({place->steps[0]})}));
  rows->steps_.assign(place->steps.begin() + 1, place->steps.end());
  return rows;
}

Result<ArrayPtr> VariantRows::Next() {
  first_row_ += rows_;
  rows_ = 0;
  std::shared_ptr<arrow::RecordBatch> batch;
  const Status status = batches_->ReadNext(&batch);
  if (!status.ok()) {
    return delta_utils::MakeError(
        delta_utils::KindOf(status), uri_,
        "rows from " + std::to_string(first_row_) + " on: " + Reason(status));
  }
  if (batch == nullptr) return ArrayPtr();
  rows_ = batch->num_rows();
  return ArrayAt(batch->column(0), steps_);
}

/// The first row that is malformed; nullopt if none is. Before anything is printed of a
/// value: a malformed one may claim to be of any size.
struct BadRow {
  int64_t row;
  Status status;
};
Result<std::optional<BadRow>> FindBadRow(const ArrayPtr& variants) {
  std::optional<BadRow> bad;
  ARROW_RETURN_NOT_OK(delta_utils::ValidateVariants(
      variants, {VariantProfile::kInterop},
      [&](int64_t row, const delta_utils::RowValidity& validity) {
        if (!bad && !validity.status.ok()) bad = BadRow{row, validity.status};
      }));
  return bad;
}

/// Row by row: text takes more room than what it is made of.
Status Print(const ArrayPtr& variants, Output* output) {
  return delta_utils::ForEachJson(
      variants, [&](int64_t, std::optional<std::string_view> json) {
        ARROW_RETURN_NOT_OK(output->Write(json.value_or("null")));
        return output->Write("\n");
      });
}

Status Show(VariantRows* rows, Output* output) {
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const ArrayPtr variants, rows->Next());
    if (variants == nullptr) return Status::OK();
    const auto bad = FindBadRow(variants);
    if (!bad.ok()) return delta_utils::WithPath(rows->uri(), bad.status());
    const int64_t good_rows = *bad ? (*bad)->row : variants->length();
    const Status printed = Print(variants->Slice(0, good_rows), output);
    if (!printed.ok()) return delta_utils::WithPath(rows->uri(), printed);
    if (*bad) return rows->RowError((*bad)->row, (*bad)->status);
  }
}

/// `,"tolerated":["unsorted fields"]`, or nothing.
std::string Tolerated(const delta_utils::VariantReport& report) {
  std::string list;
  const auto add = [&](bool is_there, std::string_view what) {
    if (is_there) list += (list.empty() ? "\"" : ",\"") + std::string(what) + "\"";
  };
  add(report.unsorted_fields, "unsorted fields");
  add(report.false_sorted_flag, "names flagged as sorted");
  add(report.trailing_bytes, "trailing bytes");
  add(report.shared_bytes, "shared bytes");
  add(report.mended_shredding, "mended shredding");
  return list.empty() ? "" : R"(,"tolerated":[)" + list + "]";
}

std::string ValidityLine(int64_t row, const delta_utils::RowValidity& validity) {
  std::string line = R"({"row":)" + std::to_string(row);
  if (validity.status.ok()) {
    return line + R"(,"ok":true)" + Tolerated(validity.report) + "}\n";
  }
  line += R"(,"ok":false,"error":)";
  delta_utils::AppendJsonString(Reason(validity.status), &line);
  return line + "}\n";
}

}  // namespace

Status RunVariantShow(Session& session, const VariantFileOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const auto rows, VariantRows::Open(session, options));
  Output output;
  const Status shown = Show(rows.get(), &output);
  ARROW_RETURN_NOT_OK(output.Finish());
  return shown;
}

Status RunVariantValidate(Session& session, const VariantValidateOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const auto rows, VariantRows::Open(session, options.file));
  const VariantValidation validation{
      options.profile == "interop" ? VariantProfile::kInterop : VariantProfile::kStrict};
  Output output;
  int64_t bad_rows = 0;
  int64_t all_rows = 0;
  while (true) {
    const auto variants = rows->Next();
    if (!variants.ok()) {
      ARROW_RETURN_NOT_OK(output.Finish());
      return variants.status();
    }
    if (*variants == nullptr) break;
    Status written;
    const Status examined = delta_utils::ValidateVariants(
        *variants, validation, [&](int64_t row, const auto& validity) {
          if (!validity.status.ok()) ++bad_rows;
          ++all_rows;
          const std::string line = ValidityLine(rows->first_row() + row, validity);
          if (written.ok()) written = output.Write(line);
        });
    ARROW_RETURN_NOT_OK(written);
    if (!examined.ok()) return delta_utils::WithPath(rows->uri(), examined);
  }
  ARROW_RETURN_NOT_OK(output.Finish());
  if (bad_rows == 0) return Status::OK();
  return delta_utils::Corrupt(rows->uri(), std::to_string(bad_rows) + " of " +
                                               std::to_string(all_rows) +
                                               " rows are malformed");
}

}  // namespace parquedb::cli
