#include "parquedb/column.h"

#include <utility>

namespace parquedb {

Result<std::vector<Column>> ColumnsOf(const delta_utils::StructType& schema,
                                      RestColumn rest) {
  std::vector<Column> columns;
  for (const delta_utils::StructField& field : schema.fields) {
    if (field.name == kRestField && rest == RestColumn::kIsRest) continue;
    ARROW_ASSIGN_OR_RAISE(Column column, delta_utils::DocumentColumnOf(field));
    auto at = field.name == kIdField ? columns.begin() : columns.end();
    columns.insert(at, std::move(column));
  }
  return columns;
}

}  // namespace parquedb
