// Appending document values to Arrow builders, one column at a time.
#pragma once

#include "arrow/type_fwd.h"
#include "parquedb/column.h"

namespace parquedb::internal {

/// Appends `value`, which fits `column` (FitOf is not kNo); a null as NULL. `builder` is
/// of the column's Arrow type.
Status AppendValue(const Column& column, const Value& value,
                   arrow::ArrayBuilder* builder);

}  // namespace parquedb::internal
