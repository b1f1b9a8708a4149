#include "delta_utils/columnar/document_value.h"

#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/hex.h"
#include "delta_utils/base/iso_timestamp.h"

namespace delta_utils {
namespace {

constexpr int64_t kMaxExactDouble = int64_t{1} << 53;

bool FitsInt32(int64_t number) {
  return number >= std::numeric_limits<int32_t>::min() &&
         number <= std::numeric_limits<int32_t>::max();
}

bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }

/// Fills `bytes` from lower-case hexadecimal text with dashes at UUID positions allowed.
template <size_t N>
bool ParseHex(std::string_view text, std::array<uint8_t, N>* bytes) {
  size_t at = 0;
  for (uint8_t& byte : *bytes) {
    if (N == 16 && (at == 8 || at == 13 || at == 18 || at == 23)) {
      if (text[at] != '-') return false;
      ++at;
    }
    // Text that would not be written the same way is not ours: capitals stay a string.
    if (IsCapital(text[at]) || IsCapital(text[at + 1])) return false;
    const int high = HexDigit(text[at]);
    const int low = HexDigit(text[at + 1]);
    if (high < 0 || low < 0) return false;
    byte = static_cast<uint8_t>(high << 4 | low);
    at += 2;
  }
  return at == text.size();
}

}  // namespace

Value ValueOfInt(ColumnKind kind, int64_t stored) {
  bool narrow = kind == ColumnKind::kInt || kind == ColumnKind::kSmallInt ||
                (kind == ColumnKind::kWhole && FitsInt32(stored));
  if (narrow) return static_cast<int32_t>(stored);
  return stored;
}

Value ValueOfDouble(ColumnKind kind, double stored) {
  if (kind != ColumnKind::kNumber || std::abs(stored) > kMaxExactDouble ||
      stored != std::trunc(stored) || (stored == 0 && std::signbit(stored))) {
    return stored;
  }
  return ValueOfInt(ColumnKind::kWhole, static_cast<int64_t>(stored));
}

Value ValueOfDecimal(const Column& column, Int128 unscaled) {
  DecimalParts parts;
  parts.negative = unscaled < 0;
  using Unsigned = decltype(parts.coefficient);
  parts.coefficient =
      parts.negative ? -static_cast<Unsigned>(unscaled) : static_cast<Unsigned>(unscaled);
  parts.exponent = -column.scale;
  std::optional<Decimal128> decimal = MakeDecimal128(parts);
  return decimal ? Value(*decimal) : Value(Null{});
}

Value ValueOfMicros(int64_t micros, bool utc) {
  if (micros % 1000 == 0) return Date{micros / 1000};
  return IsoTimestamp(micros, IsoFraction::kMicros, utc);
}

bool StandsForId(ColumnKind kind, std::string_view text) {
  ObjectId id;
  Uuid uuid;
  return (kind == ColumnKind::kObjectId && text.size() == 24 &&
          ParseHex(text, &id.bytes)) ||
         (kind == ColumnKind::kUuid && text.size() == 36 && ParseHex(text, &uuid.bytes));
}

Value ValueOfText(ColumnKind kind, std::string_view text) {
  if (kind == ColumnKind::kObjectId && text.size() == 24) {
    ObjectId id;
    if (ParseHex(text, &id.bytes)) return id;
  }
  if (kind == ColumnKind::kUuid && text.size() == 36) {
    Uuid uuid;
    if (ParseHex(text, &uuid.bytes)) return uuid;
  }
  return text;
}

}  // namespace delta_utils
