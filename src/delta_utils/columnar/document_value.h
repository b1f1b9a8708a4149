// What the stored values of a column read as in documents.
//
//   ARROW_ASSIGN_OR_RAISE(Value value, DecodeValue(column, *array, row));
//   ValueOfInt(ColumnKind::kWhole, 7) == Value(int32_t{7});
//
// Errors: Corrupt (an undecodable Variant). Threads: functions are pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/columnar/document_column.h"
#include "delta_utils/variant/variant_type.h"

namespace delta_utils {

/// The value at `row` of an array of the column's Arrow type; Null{} for NULL.
Result<Value> DecodeValue(const Column& column, const arrow::Array& array, int64_t row);

// What a stored value reads as, in the terms of the Arrow types.
Value ValueOfInt(ColumnKind kind, int64_t stored);
Value ValueOfDouble(ColumnKind kind, double stored);
Value ValueOfDecimal(const Column& column, Int128 unscaled);
/// A date on a whole millisecond, else ISO text ("Z" for an instant, none for ntz).
Value ValueOfMicros(int64_t micros, bool utc);
/// kString, kObjectId, kUuid; text that is no ObjectId or UUID reads as a string.
Value ValueOfText(ColumnKind kind, std::string_view text);

}  // namespace delta_utils
