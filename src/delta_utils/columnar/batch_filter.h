// BatchFilter: which rows of an Arrow batch match a filter.
//
//   ARROW_ASSIGN_OR_RAISE(BatchFilter filter, BatchFilter::Make(parsed, columns));
//   Selection rows;
//   for each batch: ARROW_RETURN_NOT_OK(filter.Select(*batch, &rows));
//     rows.ForEach([&](int64_t row) { ... });
//
// Selects exactly the rows whose document MatchesFilter takes, where the document has for
// each of `columns` what DecodeValue reads (document_value.h); NULL is a field that is
// missing or null, as the column says. A column that a batch lacks is NULL in every row;
// a path that begins with no column is missing. Columns are found by their logical names.
//
// Operands are turned into the columns' own terms once (`> 2.5` of an integer is `>= 3`),
// then 64 rows at a time are decided: comparisons, $in, $exists, $type, $size, $mod,
// $bits and $regex of all scalar kinds, through structs, into lists and lists of structs,
// $elemMatch too. Dictionaries are asked once for each of their values; Variants are
// matched where they lie. Decoded row by row, and only the column in question: whole
// objects and arrays as operands, $elemMatch of lists in lists, numeric path parts, maps;
// for $expr and $jsonSchema the fields that they read. In $and, $or and $nor the quicker
// clauses go first, and a clause is asked only of rows that the others leave open.
//
// Errors: InvalidArgument where MatchesFilter fails for a row, though a row that another
// clause decides may be spared it; Unsupported for an array of a type that the column
// cannot be read from; Corrupt for malformed Variants or dictionaries. Memory: a few bits
// a row. Threads: one.
//
// Source: filter/filter.h for the rules.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/columnar/document_column.h"
#include "delta_utils/columnar/selection.h"
#include "delta_utils/filter/filter.h"

namespace delta_utils {

class BatchFilter {
 public:
  /// `columns`: of which the documents consist, in order.
  static Result<BatchFilter> Make(Filter filter, std::vector<Column> columns);
  ~BatchFilter();
  BatchFilter(BatchFilter&&) noexcept;
  BatchFilter& operator=(BatchFilter&&) noexcept;

  const Filter& filter() const;
  /// The names of the columns that a batch must have for Select to say the truth; others
  /// need not be read. Sorted.
  const std::vector<std::string>& column_names() const;

  /// `*out`: one bit for each row of `batch`. Undefined after an error.
  Status Select(const arrow::RecordBatch& batch, Selection* out);

 private:
  struct Impl;
  explicit BatchFilter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace delta_utils
