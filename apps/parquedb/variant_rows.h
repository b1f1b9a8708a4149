// The rows of a file as what they show of one VARIANT column, in lists and maps too.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arrow/type_fwd.h"
#include "command.h"
#include "delta_utils/parquet_io/variant_file.h"

namespace parquedb::cli {

/// `status` without the path that it begins with.
std::string Reason(const Status& status);

/// Rows, and the values that they show.
struct VariantBatch {
  /// In the order of the rows, and none that no row shows.
  std::shared_ptr<arrow::Array> values;
  /// The rows in JSON, a line each, with kValue in the place of every value: "[?,?]\n".
  std::string frame;
};
constexpr char kValue = '?';

/// Takes from `frame` what comes before its next value, all of it if there is none, and
/// passes by the value.
std::string_view TakeFrame(std::string_view* frame);

/// Where a value of a batch is.
struct ValuePlace {
  int64_t row = 0;
  int64_t first_value = 0;  // of the row
  size_t row_begin = 0;     // in the frame
};
/// Of the values' number `value`, which is in the frame.
ValuePlace FindValue(std::string_view frame, int64_t value);

/// One VARIANT column of a file, read batch by batch.
class VariantRows {
 public:
  static Result<std::unique_ptr<VariantRows>> Open(Session& session,
                                                   const VariantFileOptions& options);

  const std::string& uri() const { return uri_; }
  /// Of the file, of the first row of the last batch; the next one's if it failed.
  int64_t first_row() const { return first_row_; }
  /// nullopt at the end.
  Result<std::optional<VariantBatch>> Next();
  /// What is wrong with a value, by its number in its row where a row may have several.
  std::string ValueError(int64_t value, const Status& status) const;

 private:
  std::string uri_;
  ObjectAddress object_;
  std::unique_ptr<delta_utils::VariantFileReader> file_;
  std::shared_ptr<arrow::RecordBatchReader> batches_;
  std::vector<int> steps_;  // below the column
  bool is_repeated_ = false;
  int64_t first_row_ = 0;
  int64_t rows_ = 0;  // of the last batch
};

}  // namespace parquedb::cli
