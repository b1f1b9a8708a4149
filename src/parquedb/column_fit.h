// Whether a column can hold a document's value, and whether it gives back the same one.
//
// Rules (docs/formats/collection.md): no cast crosses a type class; inside the numbers a
// column may hold a numerically equal value of another type, which then is kHeld, not
// kExact. An array with one element that does not fit, and an object with one such field
// or one that has no column, does not fit as a whole. Field order inside an object is
// part of its identity.
//
//   FitOf(whole_column, Value(7.0)) == Fit::kHeld;      // the column shows 7, `_rest`
//   has 7.0
//
// A value that is kNo is NULL in the column; kNo and kHeld are kept whole in `_rest`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/variant/variant_type.h"
#include "parquedb/column.h"

namespace parquedb {

using delta_utils::Int128;

enum class Fit : uint8_t { kNo, kHeld, kExact };

/// For a value that is there; an explicit null is kExact where the column's NULL means
/// null, else kHeld.
Fit FitOf(const Column& column, const Value& value);

/// What the column reads back as when `value` was put there: == value iff kExact. Null{}
/// where the column holds NULL (kNo, or a null).
Value ReadBack(const Column& column, const Value& value);

// What the kinds hold, in the terms of their Arrow types; nullopt = kNo. Shared with the
// encoder.
std::optional<int64_t> HeldInt(const Value& value, ColumnKind kind);
std::optional<double> HeldDouble(const Value& value);
std::optional<Int128> HeldDecimal(const Column& column, const Value& value);
std::optional<int64_t> HeldMicros(const Value& value);
/// kString, kObjectId, kUuid as text.
std::optional<std::string> HeldText(ColumnKind kind, const Value& value);
/// kBinary: the bytes of a binary of the column's subtype.
std::optional<std::string_view> HeldBytes(const Column& column, const Value& value);

}  // namespace parquedb
