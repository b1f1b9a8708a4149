#include "arrow/array/array_base.h"
#include "command.h"
#include "delta_utils/base/json_writer.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "variant_rows.h"

namespace parquedb::cli {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;
using delta_utils::VariantProfile;
using delta_utils::VariantValidation;

/// The first value that is malformed; nullopt if none is. Before anything is printed of a
/// value: a malformed one may claim to be of any size.
struct BadValue {
  int64_t value;
  Status status;
};
Result<std::optional<BadValue>> FindBadValue(const ArrayPtr& variants) {
  std::optional<BadValue> bad;
  ARROW_RETURN_NOT_OK(delta_utils::ValidateVariants(
      variants, {VariantProfile::kInterop},
      [&](int64_t value, const delta_utils::RowValidity& validity) {
        if (!bad && !validity.status.ok()) bad = BadValue{value, validity.status};
      }));
  return bad;
}

/// The error of value number `value` of the batch.
Status ErrorAt(const VariantRows& rows, const VariantBatch& batch, int64_t value,
               const Status& status) {
  const ValuePlace place = FindValue(batch.frame, value);
  const std::string row = "row " + std::to_string(rows.first_row() + place.row) + ": ";
  return delta_utils::MakeError(delta_utils::KindOf(status), rows.uri(),
                                row + rows.ValueError(value - place.first_value, status));
}

/// The rows before `end`, value by value: text takes more room than what it is made of.
Status Print(const VariantRows& rows, const VariantBatch& batch, const ValuePlace& end,
             Output* output) {
  std::string_view frame = std::string_view(batch.frame).substr(0, end.row_begin);
  int64_t values = 0;
  Status written = output->Write(TakeFrame(&frame));
  ARROW_RETURN_NOT_OK(written);
  const auto write = [&](int64_t, std::optional<std::string_view> json) {
    ++values;
    written = output->Write(json.value_or("null"));
    if (written.ok()) written = output->Write(TakeFrame(&frame));
    return written;
  };
  const Status printed =
      delta_utils::ForEachJson(batch.values->Slice(0, end.first_value), write);
  if (printed.ok()) return printed;
  const auto* detail = delta_utils::DetailOf(printed);
  const bool is_of_value = written.ok() && detail != nullptr &&
                           detail->path() == "row " + std::to_string(values);
  return is_of_value ? ErrorAt(rows, batch, values, printed)
                     : delta_utils::WithPath(rows.uri(), printed);
}

/// The rows of `batch` before the first that is malformed, whose error it returns.
Status ShowBatch(const VariantRows& rows, const VariantBatch& batch, Output* output) {
  const auto bad = FindBadValue(batch.values);
  if (!bad.ok()) return delta_utils::WithPath(rows.uri(), bad.status());
  if (!*bad) {
    const ValuePlace end{.first_value = batch.values->length(),
                         .row_begin = batch.frame.size()};
    return Print(rows, batch, end, output);
  }
  const auto& [value, status] = **bad;
  ARROW_RETURN_NOT_OK(Print(rows, batch, FindValue(batch.frame, value), output));
  return ErrorAt(rows, batch, value, status);
}

Status Show(VariantRows* rows, Output* output) {
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const auto batch, rows->Next());
    if (!batch) return Status::OK();
    ARROW_RETURN_NOT_OK(ShowBatch(*rows, *batch, output));
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

/// What is said of the rows of a file, from what is said of their values.
class Verdicts {
 public:
  Verdicts(const VariantRows* rows, Output* output) : rows_(rows), output_(output) {}

  Status Judge(const VariantBatch& batch, const VariantValidation& validation);
  int64_t bad_rows() const { return bad_rows_; }
  int64_t all_rows() const { return all_rows_; }

 private:
  void AddValue(const delta_utils::RowValidity& validity);
  /// Writes a line for each row that ends in `text`, which lies between values.
  void EndRows(std::string_view text);
  std::string Line() const;

  const VariantRows* const rows_;
  Output* const output_;
  Status written_;
  int64_t bad_rows_ = 0;
  int64_t all_rows_ = 0;
  // Of the row that has not ended.
  int64_t values_ = 0;
  std::optional<std::string> error_;
  delta_utils::VariantReport report_;
};

Status Verdicts::Judge(const VariantBatch& batch, const VariantValidation& validation) {
  std::string_view frame = batch.frame;
  EndRows(TakeFrame(&frame));
  const Status examined = delta_utils::ValidateVariants(
      batch.values, validation, [&](int64_t, const auto& validity) {
        AddValue(validity);
        EndRows(TakeFrame(&frame));
      });
  ARROW_RETURN_NOT_OK(written_);
  return examined.ok() ? examined : delta_utils::WithPath(rows_->uri(), examined);
}

void Verdicts::AddValue(const delta_utils::RowValidity& validity) {
  report_.Tolerate(validity.report);
  if (!error_ && !validity.status.ok()) {
    error_ = rows_->ValueError(values_, validity.status);
  }
  ++values_;
}

void Verdicts::EndRows(std::string_view text) {
  for (const char c : text) {
    if (c != '\n') continue;
    if (written_.ok()) written_ = output_->Write(Line());
    if (error_) ++bad_rows_;
    ++all_rows_;
    values_ = 0;
    error_.reset();
    report_ = {};
  }
}

std::string Verdicts::Line() const {
  std::string line = R"({"row":)" + std::to_string(all_rows_);
  if (!error_) return line + R"(,"ok":true)" + Tolerated(report_) + "}\n";
  line += R"(,"ok":false,"error":)";
  delta_utils::AppendJsonString(*error_, &line);
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
  Verdicts verdicts(rows.get(), &output);
  while (true) {
    const auto batch = rows->Next();
    if (!batch.ok()) {
      ARROW_RETURN_NOT_OK(output.Finish());
      return batch.status();
    }
    if (!*batch) break;
    ARROW_RETURN_NOT_OK(verdicts.Judge(**batch, validation));
  }
  ARROW_RETURN_NOT_OK(output.Finish());
  if (verdicts.bad_rows() == 0) return Status::OK();
  return delta_utils::Corrupt(rows->uri(), std::to_string(verdicts.bad_rows()) + " of " +
                                               std::to_string(verdicts.all_rows()) +
                                               " rows are malformed");
}

}  // namespace parquedb::cli
