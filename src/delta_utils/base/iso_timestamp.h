// ISO 8601 text of instants finer than a Date: what documents show of other engines'
// timestamps that milliseconds cannot hold.
//
//   IsoTimestamp(1, IsoFraction::kMicros, true);      // "1970-01-01T00:00:00.000001Z"
#pragma once

#include <cstdint>
#include <string>

namespace delta_utils {

enum class IsoFraction { kMicros, kNanos };

/// "1970-01-02" is day 1, in the Gregorian calendar of all times. A year outside 0..9999
/// has a sign. At most 2^62 days.
std::string IsoDate(int64_t days_since_epoch);

/// All 6 or 9 digits of fraction and, if `utc`, "Z". A year outside 0..9999 has a sign.
std::string IsoTimestamp(int64_t since_epoch, IsoFraction unit, bool utc);

/// "12:00:00.000001"; `micros` is within one day.
std::string IsoTime(int64_t micros);

}  // namespace delta_utils
