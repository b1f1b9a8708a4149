// Filters as conditions of SQL, for Spark and DuckDB to run on a table's columns.
//
//   ARROW_ASSIGN_OR_RAISE(SqlFilter sql,
//                         FilterToSql(filter, columns, SqlDialect::kDuckDb));
//   "SELECT * FROM t WHERE " + sql.text        // ("year" > 1990)
//   sql.exactness                              // kExact: just the rows that match
//
// kExact: the condition is TRUE for exactly the rows that match as documents
// (typed_columns.h). kSuperset: for those and others, among which the filter itself must
// still choose. Never are there rows too few. Beyond any condition: $expr, $jsonSchema,
// order of objects and arrays, regular expressions but ^literal and literal, $mod and
// $bits of other than integers, texts of timestamps between milliseconds, dates beyond
// the years 1 to 9999; each is TRUE, or what of it can be said.
//
// The text stands on its own, in parentheses where it needs them, and depends on no
// setting of a session: neither time zone, ANSI mode nor how the parser reads
// backslashes. Names and texts are quoted; what an engine's quotes cannot hold is written
// in hexadecimal or left out. Texts compare by bytes: a column with a collation must be
// given as kOther.
//
// For Spark 3.4 and DuckDB 1.3, or later. Errors: InvalidArgument: a name with a NUL;
// Unsupported: an empty name, or for Spark one with ${, which it would substitute.
// Threads: a pure function.
#pragma once

#include <string>

#include "delta_utils/base/status.h"
#include "delta_utils/filter/column_predicate.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/typed_columns.h"

namespace delta_utils {

enum class SqlDialect { kSpark, kDuckDb };

struct SqlFilter {
  std::string text;
  Exactness exactness = Exactness::kExact;
};

/// At most 16 MiB of text; where it would be more it is TRUE.
Result<SqlFilter> FilterToSql(const Filter& filter, const TypedColumns& columns,
                              SqlDialect dialect);

}  // namespace delta_utils
