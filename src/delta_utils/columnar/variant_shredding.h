// Shredding: taking typed columns out of Variants, and putting Variants together again.
//
//   ARROW_ASSIGN_OR_RAISE(ShreddingType type, InferShredding({column}, {}));
//   ARROW_ASSIGN_OR_RAISE(auto shredded, ShredVariants(column, type, {}));
//   ARROW_ASSIGN_OR_RAISE(auto plain, UnshredVariants(shredded));     // equal to column
//
// Columns are struct arrays as VariantColumn takes them. The metadata is kept as it is,
// so that field ids stay what they are. A `value` column is always there. NULL, Variant's
// null and missing stay three different things.
//
// Matching: kExact takes only values of the very physical type of the column (of
// decimals: the width and the scale), so that unshredding gives back the same values to
// the last physical type; only needless widths of containers, and the order in which
// fields are laid out, are not kept. kClass also takes what is equal to such a value by
// the specification's equivalence: every integer, or decimal without a fraction, that
// fits an integer column, an integer or a decimal that fits a decimal column with nothing
// lost, nanoseconds that are whole microseconds, and microseconds as nanoseconds;
// unshredding then gives an equal value (VariantEquals), not the same bytes.
//
// Errors: Corrupt, naming the row: malformed Variants; both `value` and `typed_value` set
// where the value is no object; a value that should be an object's residual and is not;
// a field that the metadata does not name. Memory: the result's. Threads: pure functions.
//
// Source: VariantShredding.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/variant/metadata_index.h"
#include "delta_utils/variant/shredding_type.h"

namespace delta_utils {

enum class ShreddingMatch { kExact, kClass };

struct ShredOptions {
  ShreddingMatch match = ShreddingMatch::kClass;
};

/// An unshredded column shredded to `type`; one without a typed value: as it is.
Result<std::shared_ptr<arrow::Array>> ShredVariants(
    const std::shared_ptr<arrow::Array>& variants, const ShreddingType& type,
    const ShredOptions& options = {});

/// struct<metadata, value>, `metadata` as it came. An unshredded column comes back as it
/// is, if no value is missing. Lenient as readers must be: a missing value where one is
/// required is Variant's null, and of a field that is both shredded and in the residual
/// object the shredded one counts.
Result<std::shared_ptr<arrow::Array>> UnshredVariants(
    const std::shared_ptr<arrow::Array>& variants);

/// What became of rows that are not as writers must write them.
struct UnshredWatch {
  /// A row that is refused becomes NULL, and is told of; without it, it is the result.
  std::function<void(int64_t row, const Status& status)> refused;
  /// A row that no writer may write, but readers put right: a field both shredded and in
  /// the residual object, one whose group is NULL, an object or an array in `value` where
  /// a `typed_value` is for it, a decimal of more digits than its column declares, though
  /// not than its physical type has, an unshredded value that is NULL. `what` says which.
  std::function<void(int64_t row, std::string_view what)> mended;
  /// Each `value` that a row is made of, as it lies: of a row put together nobody sees
  /// what was between or behind its parts. `field`: the innermost one's name, or "".
  std::function<void(int64_t row, std::string_view field, std::string_view value,
                     const MetadataIndex& names)>
      value;
};

/// The same, with rows watched.
Result<std::shared_ptr<arrow::Array>> UnshredVariants(
    const std::shared_ptr<arrow::Array>& variants, const UnshredWatch& watch);

/// A column of any shredding, as one of `type`, if that is its own, too: its rows are
/// looked at, and matched, as any others.
Result<std::shared_ptr<arrow::Array>> ReshredVariants(
    const std::shared_ptr<arrow::Array>& variants, const ShreddingType& type,
    const ShredOptions& options = {});

/// Levels of a Parquet schema, its root and its leaves among them, beyond which readers
/// refuse to open a file. A field of a shredded object takes two, an element three.
inline constexpr int kMaxParquetLevels = 100;

struct InferShreddingOptions {
  int64_t max_rows = 4096;
  int64_t max_bytes = 64 << 20;  // of values, and as many of their fields' names
  int max_fields = 300;          // leaves in all; the most frequent are kept
  int max_depth = 50;
  /// Of the file, down to the column's group: columns end at kMaxParquetLevels.
  int levels_above = 2;
  /// Fields that fewer of the rows have stay in the residual.
  double min_frequency = 0.10;
};

/// What the first rows have in common: for each field that is frequent enough the type
/// that most of its values have, integers as bigint, decimals as one that holds those
/// seen. A field whose values have no dominant type gets no column. Errors name a row by
/// its number among those of all batches.
Result<ShreddingType> InferShredding(const arrow::ArrayVector& batches,
                                     const InferShreddingOptions& options = {});

/// The same of batches that come one after another, none of which is kept:
///
///   ShreddingInference inference;
///   for (const auto& batch : batches) ARROW_RETURN_NOT_OK(inference.Add(batch));
///   const ShreddingType type = inference.Infer();
class ShreddingInference {
 public:
  explicit ShreddingInference(const InferShreddingOptions& options = {});
  ShreddingInference(ShreddingInference&&) noexcept;
  ShreddingInference& operator=(ShreddingInference&&) noexcept;
  ~ShreddingInference();

  Status Add(const std::shared_ptr<arrow::Array>& variants);
  /// Whether as many rows and bytes as the options allow were looked at: no more are.
  bool is_done() const;
  ShreddingType Infer() const;

 private:
  class Rows;
  std::unique_ptr<Rows> rows_;
};

}  // namespace delta_utils
