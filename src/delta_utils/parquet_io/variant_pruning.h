// What of a shredded VARIANT column a question needs to read: the leaves of some paths,
// and the row groups that may hold an answer.
//
//   VariantReadOptions read;
//   ARROW_ASSIGN_OR_RAISE(read.leaves, ProjectVariant(metadata, "event", {path}));
//   ARROW_ASSIGN_OR_RAISE(read.row_groups, PruneRowGroups(metadata, "event",
//       {{path, VariantComparison::kGreaterEqual, Value(int64_t{1990})}}));
//
// Projection: for each path the typed columns it leads through to, and every residual
// `value` on the way that may hold it, so that ExtractVariant of that path gives the same
// from what is read as from the whole column.
//
// Pruning never drops a row group that may hold a matching row (safe direction: keeping
// one too many). A group is dropped only if its leaf's bounds exclude the literal and no
// residual can hold the path: the `value` beside the leaf, and every `value` above it, is
// all null there, or has no column. Bounds say nothing of another type class, of a
// truncated string's true maximum, or of floating point columns, in which a NaN may hide.
//
// Source: VariantShredding.md, "Using shredded columns"; parquet.thrift, Statistics.
#pragma once

#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/variant/path.h"

namespace parquet {
class FileMetaData;
}

namespace delta_utils {

/// Leaf columns, ascending. `column` is the Parquet path of the VARIANT group, dots
/// between its parts. NotFound: no such column; InvalidArgument: it is no VARIANT.
Result<std::vector<int>> ProjectVariant(const parquet::FileMetaData& file,
                                        std::string_view column,
                                        const std::vector<Path>& paths);

enum class VariantComparison { kEqual, kLess, kLessEqual, kGreater, kGreaterEqual };

/// A row matches if the value at `path` is of the literal's class (numbers: any number)
/// and compares so. Literals: numbers, strings, booleans, dates; others prune nothing.
struct VariantPredicate {
  Path path;
  VariantComparison comparison = VariantComparison::kEqual;
  Value literal;
};

/// Row groups that may hold a row that matches all predicates, ascending.
Result<std::vector<int>> PruneRowGroups(const parquet::FileMetaData& file,
                                        std::string_view column,
                                        const std::vector<VariantPredicate>& predicates);

}  // namespace delta_utils
