// How bounds are written in Delta's statistics: one JSON scalar each, exact or rounded
// outwards. nullopt: the value has no form that every reader understands, so the bound is
// left out, which is always safe.
//
//   JsonTimestamp(1704067200123456, /*utc=*/true);   // "2024-01-01T00:00:00.123Z" quoted
//
// Pure functions. Source: PROTOCOL.md, "Per-file Statistics".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "arrow/util/decimal.h"

namespace delta_utils {

/// "yyyy-mm-dd"; nullopt outside the years 1 to 9999.
std::optional<std::string> JsonDate(int64_t days);

/// ISO 8601 with milliseconds, rounded down whether it is a minimum or a maximum: readers
/// add a millisecond to a maximum. nullopt outside the years 1 to 9999.
std::optional<std::string> JsonTimestamp(int64_t micros, bool utc);

/// Plain digits with exactly `scale` of them behind the point, never an exponent.
std::string JsonDecimal(const arrow::Decimal128& value, int32_t scale);

/// nullopt for infinities. NaN is the string "NaN".
std::optional<std::string> JsonFloat(double value);

/// `text`, or its first 32 code points, which are not above it. nullopt if not UTF-8.
std::optional<std::string> JsonMinString(std::string_view text);

/// `text`, or about its first 32 code points with one more that puts it above `text` in
/// UTF-8 byte order. nullopt if not UTF-8, or if 64 code points do not suffice.
std::optional<std::string> JsonMaxString(std::string_view text);

}  // namespace delta_utils
