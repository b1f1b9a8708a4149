// The types of a Variant value, and the classes within which types are the same to a
// reader.
//
// Source: VariantEncoding.md, "Encoding types": the physical types, their ids and the
// type equivalence classes.
#pragma once

#include <cstdint>
#include <string_view>

#include "delta_utils/base/int128.h"

namespace delta_utils {

/// Arrays and objects inside one another that this library reads and writes, unless told
/// otherwise.
inline constexpr int kMaxVariantDepth = 500;

/// What lies in the bytes. Up to kUuid the numbers are the specification's primitive ids.
enum class VariantType : uint8_t {
  kNull = 0,
  kTrue = 1,
  kFalse = 2,
  kInt8 = 3,
  kInt16 = 4,
  kInt32 = 5,
  kInt64 = 6,
  kDouble = 7,
  kDecimal4 = 8,
  kDecimal8 = 9,
  kDecimal16 = 10,
  kDate = 11,
  kTimestamp = 12,     // microseconds, UTC
  kTimestampNtz = 13,  // microseconds, no time zone
  kFloat = 14,
  kBinary = 15,
  kString = 16,
  kTime = 17,               // microseconds since midnight, no time zone
  kTimestampNanos = 18,     // UTC
  kTimestampNtzNanos = 19,  // no time zone
  kUuid = 20,
  kShortString = 64,
  kObject = 65,
  kArray = 66,
  kInvalid = 255,  // no bytes, or a type that the specification does not have
};

/// What types are equivalent by the specification: int8 1 and decimal16 1.00 are the same
/// number, a short and a long string the same text, microseconds and nanoseconds the same
/// moment.
enum class VariantClass : uint8_t {
  kNull,
  kBoolean,
  kExactNumber,
  kFloat,
  kDouble,
  kDate,
  kTime,
  kTimestamp,
  kTimestampNtz,
  kString,
  kBinary,
  kUuid,
  kArray,
  kObject,
  kInvalid,
};

VariantClass ClassOf(VariantType type);

/// "int8", "decimal4", "timestamp", "timestamp_ntz_nanos", "short string", "object", ...
std::string_view VariantTypeName(VariantType type);

/// unscaled / 10^scale. A Variant's has a scale of 0 to 38 and at most 38 digits.
struct VariantDecimal {
  Int128 unscaled = 0;
  uint8_t scale = 0;
  bool operator==(const VariantDecimal&) const = default;
};

/// Decimal digits of |n|, 1 for 0. 39 for what no decimal16 holds.
int DigitCount(Int128 n);

}  // namespace delta_utils
