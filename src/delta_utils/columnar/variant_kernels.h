// Whole columns of Variants: from and to JSON, paths out of them, their validity.
//
//   ARROW_ASSIGN_OR_RAISE(auto column, VariantsFromJson(*strings, {}));
//   ARROW_ASSIGN_OR_RAISE(const Path path, Path::Parse("$.user.geo.lat"));
//   ARROW_ASSIGN_OR_RAISE(auto lat, ExtractVariant(column, path, arrow::float64(), {}));
//   ARROW_ASSIGN_OR_RAISE(auto text, VariantsToJson(column));
//
// Columns are struct arrays as VariantColumn takes them, shredded or not. NULL rows stay
// NULL. Errors name the row: "row 17: ..."; kinds as of the functions for one value
// (variant_json.h, variant_view.h). Memory: the result's. Threads: functions are pure.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/variant/field_dictionary.h"
#include "delta_utils/variant/path.h"
#include "delta_utils/variant/validate.h"
#include "delta_utils/variant/variant_json.h"

namespace delta_utils {

struct FromJsonOptions {
  VariantJsonReadOptions json;
  VariantBuilderOptions builder;
  /// kBatch: `metadata` is a dictionary array with one entry. kRow: plain binary. (kFixed
  /// is refused.)
  DictionaryScope metadata = DictionaryScope::kBatch;
};

/// `json` is a string array of any layout. InvalidArgument: the first row that is no
/// JSON.
Result<std::shared_ptr<arrow::Array>> VariantsFromJson(const arrow::Array& json,
                                                       const FromJsonOptions& options);

/// A string array (large, if it must be).
Result<std::shared_ptr<arrow::Array>> VariantsToJson(
    const std::shared_ptr<arrow::Array>& variants,
    const VariantJsonWriteOptions& options = {});

/// Is given a row's text, or nullopt for NULL; an error ends the walk, and is its result.
using TakeJson = std::function<Status(int64_t row, std::optional<std::string_view> json)>;

/// Row by row, in order: holds the text of one row alone.
Status ForEachJson(const std::shared_ptr<arrow::Array>& variants, const TakeJson& take,
                   const VariantJsonWriteOptions& options = {});

struct ExtractOptions {
  /// A value that is there, but that the type asked for cannot hold without loss.
  enum class OnMismatch { kNull, kError };
  OnMismatch on_mismatch = OnMismatch::kNull;
};

/// What `path` leads to, as an array of `type`: boolean, integers, float and double,
/// decimal, date32, time64, timestamp (UTC or none; us, ns), string, binary, uuid
/// (fixed_size_binary[16]), each of any width or layout that ToTypedValueType makes; or,
/// `type` null, as unshredded Variants that share the column's metadata. Numbers are
/// converted within their kinds where nothing is lost (integers and decimals; a float to
/// a double; integers below 2^53 to a double). Missing, and Variant's null, give NULL (of
/// type Variant: missing gives NULL, null gives null). Zero-copy where the path leads to
/// a shredded column of that very type and no row has a residual value.
Result<std::shared_ptr<arrow::Array>> ExtractVariant(
    const std::shared_ptr<arrow::Array>& variants, const Path& path,
    const std::shared_ptr<arrow::DataType>& type, const ExtractOptions& options = {});

struct PathAndType {
  Path path;
  std::shared_ptr<arrow::DataType> type;  // nullptr: Variant
};

/// Many at once, in one pass over the rows.
Result<arrow::ArrayVector> ExtractVariants(const std::shared_ptr<arrow::Array>& variants,
                                           const std::vector<PathAndType>& columns,
                                           const ExtractOptions& options = {});

/// What is wrong with a row; OK if nothing. SQL's NULL is OK.
struct RowValidity {
  Status status;
  VariantReport report;
};

/// Calls `row(i, validity)` for each row in order. A shredded column's rows are put
/// together first, by the rules of shredding, which may refuse them.
Status ValidateVariants(const std::shared_ptr<arrow::Array>& variants,
                        const VariantValidation& options,
                        const std::function<void(int64_t, const RowValidity&)>& row);

}  // namespace delta_utils
