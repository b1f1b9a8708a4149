// What the stored values of a column read as in documents.
//
//   ARROW_ASSIGN_OR_RAISE(Value value, DecodeValue(column, *array, row));
//   ValueOfInt(ColumnKind::kWhole, 7) == Value(int32_t{7});
//
// Arrays may have any layout in which Arrow gives the column's type: integers of any
// width, float or double, text and binary as large, view or dictionary, large and fixed
// size lists; extension types as their storage. Fields of structs are found by position.
//
// Errors: Corrupt (an undecodable Variant); Unsupported, with the column's path (an array
// of another type). Threads: functions are pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/columnar/document_column.h"
#include "delta_utils/variant/variant_type.h"

namespace delta_utils {

/// Whether DecodeValue can read arrays of `type` as `column`; asked once, not for each
/// row.
Status CheckReadable(const Column& column, const arrow::DataType& type);

/// The value at `row` of an array of a type that CheckReadable takes; Null{} for NULL.
Result<Value> DecodeValue(const Column& column, const arrow::Array& array, int64_t row);

// What a stored value reads as, in the terms of the Arrow types.
Value ValueOfInt(ColumnKind kind, int64_t stored);
Value ValueOfDouble(ColumnKind kind, double stored);
Value ValueOfDecimal(const Column& column, Int128 unscaled);
/// A date on a whole millisecond, else ISO text ("Z" for an instant, none for ntz).
Value ValueOfMicros(int64_t micros, bool utc);
/// kString, kObjectId, kUuid; text that is no ObjectId or UUID reads as a string.
Value ValueOfText(ColumnKind kind, std::string_view text);
/// Whether ValueOfText gives an ObjectId, of kObjectId, or a Uuid, of kUuid.
bool StandsForId(ColumnKind kind, std::string_view text);

}  // namespace delta_utils
