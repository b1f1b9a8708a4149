// The text forms that Variant's wrapper objects and foreign types need.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/variant/format_internal.h"

namespace delta_utils::variant_internal {

/// Lower-case digits, two for a byte.
std::string ToHex(std::string_view bytes);
/// Takes digits of either case.
std::optional<std::string> FromHex(std::string_view text);

enum class TimeUnit { kMicros, kNanos };

/// ISO 8601 with 6 or 9 digits of fraction and, if `utc`, "Z":
/// "2024-02-29T12:00:00.000001Z". A year outside 0..9999 has a sign.
std::string IsoTimestamp(int64_t since_epoch, TimeUnit unit, bool utc);
/// "12:00:00.000001"; `micros` is within one day.
std::string IsoTime(int64_t micros);

/// "123.45", "-0.001", "5": all `scale` digits of fraction, no exponent.
std::string PlainDecimal(Int128 unscaled, int scale);

}  // namespace delta_utils::variant_internal
