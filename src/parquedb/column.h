// The columns of a collection's schema, as the fields of its documents.
//
//   ARROW_ASSIGN_OR_RAISE(std::vector<Column> columns, ColumnsOf(snapshot.schema()));
//
// What a column is, and how its values read, is delta_utils/columnar/document_column.h;
// the format is described in docs/formats/collection.md.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/columnar/document_column.h"

namespace parquedb {

using delta_utils::Array;
using delta_utils::Column;
using delta_utils::ColumnKind;
using delta_utils::Object;
using delta_utils::Result;
using delta_utils::Status;
using delta_utils::Value;

inline constexpr std::string_view kIdField = "_id";
inline constexpr std::string_view kRestField = "_rest";
/// Key in `_rest` of the array of names that are absent although their column says null.
inline constexpr std::string_view kMissingKey = "$missing";

/// Whether a column named `_rest` is a collection's, or another table's own column.
enum class RestColumn : uint8_t { kIsRest, kIsPlain };

/// The columns of a table's schema, `_id` first, then in order; a collection's `_rest` is
/// left out. Kind Corrupt if metadata of a field is not what its type allows.
Result<std::vector<Column>> ColumnsOf(const delta_utils::StructType& schema,
                                      RestColumn rest = RestColumn::kIsRest);

}  // namespace parquedb
