// The columns of a schema as a filter's translations know them.
//
//   ARROW_ASSIGN_OR_RAISE(TypedColumns columns, TypedColumnsOf(snapshot.schema()));
//   ARROW_ASSIGN_OR_RAISE(SqlFilter sql,
//                         FilterToSql(filter, columns, SqlDialect::kSpark));
//
// For tables that are read by their types alone, NULL as null: every field that may read
// otherwise is kOther (maps, Variants, strings with a collation or padding). Not for the
// collections of parquedb, whose `_rest` lies over the columns: Unsupported.
//
// Threads: pure functions.
#pragma once

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/filter/typed_columns.h"

namespace delta_utils {

Result<TypedColumns> TypedColumnsOf(const StructType& schema);

/// Of the types that arrow_schema.h makes; all others are kOther. Never fails.
TypedColumns TypedColumnsOf(const arrow::Schema& schema);

}  // namespace delta_utils
