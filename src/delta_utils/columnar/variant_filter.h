// VariantFilter: which rows of a column of Variants match a filter, each row a document.
//
//   VariantFilter filter(parsed);
//   Selection rows;
//   ARROW_RETURN_NOT_OK(filter.Select(variants, &rows));
//
// Rows are matched where they lie, by VariantMatcher, whose rules and errors these are;
// the filter's names are looked up once for each distinct metadata. NULL rows, and values
// that are no objects, never match. A shredded column is put together first. Columns are
// struct arrays as VariantColumn takes them; errors name the row. Memory: a bit a row,
// and of a shredded column the column. Threads: const is safe.
#pragma once

#include <memory>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/columnar/selection.h"
#include "delta_utils/filter/variant_matcher.h"

namespace delta_utils {

class VariantFilter {
 public:
  explicit VariantFilter(Filter filter) : matcher_(std::move(filter)) {}

  const Filter& filter() const { return matcher_.filter(); }
  /// `*rows`: one bit for each row. Undefined after an error.
  Status Select(const std::shared_ptr<arrow::Array>& variants, Selection* rows) const;

 private:
  VariantMatcher matcher_;
};

}  // namespace delta_utils
