#include "delta_utils/variant/leaf_internal.h"

#include <bit>
#include <cstring>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/iso_timestamp.h"
#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/text_internal.h"

namespace delta_utils::variant_internal {
namespace {

constexpr int64_t kMicrosPerMilli = 1000;
constexpr int64_t kMillisPerDay = 86'400'000;

uint8_t HeaderOf(std::string_view bytes) { return static_cast<uint8_t>(bytes[0]) >> 2; }

bool IsShortString(std::string_view bytes) {
  return (bytes[0] & 3) == static_cast<int>(BasicType::kShortString);
}

template <typename T>
T LoadSigned(std::string_view payload) {
  return static_cast<T>(LoadUnsigned(payload.data(), sizeof(T)));
}

/// The payload's size without the bytes that a length prefix announces.
Result<size_t> FixedPayloadSize(Primitive primitive) {
  switch (primitive) {
    case Primitive::kNull:
    case Primitive::kTrue:
    case Primitive::kFalse:
      return 0;
    case Primitive::kInt8:
      return 1;
    case Primitive::kInt16:
      return 2;
    case Primitive::kInt32:
    case Primitive::kDate:
    case Primitive::kFloat:
    case Primitive::kBinary:
    case Primitive::kString:
      return 4;
    case Primitive::kDecimal4:
      return 5;
    case Primitive::kInt64:
    case Primitive::kDouble:
    case Primitive::kTimestamp:
    case Primitive::kTimestampNtz:
    case Primitive::kTime:
    case Primitive::kTimestampNanos:
    case Primitive::kTimestampNtzNanos:
      return 8;
    case Primitive::kDecimal8:
      return 9;
    case Primitive::kUuid:
      return 16;
    case Primitive::kDecimal16:
      return 17;
  }
  return Corrupt("",
                 "unknown primitive type " + std::to_string(static_cast<int>(primitive)));
}

Result<Value> ReadText(std::string_view text) {
  if (!IsUtf8(text)) return Corrupt("", "a string is not UTF-8");
  return Value(text);
}

Result<Value> ReadDecimal(int scale, Int128 unscaled, int max_digits) {
  if (scale > kMaxDecimalScale) return Corrupt("", "a decimal's scale is over 38");
  using Unsigned = decltype(DecimalParts::coefficient);
  const bool negative = unscaled < 0;
  const auto bits = static_cast<Unsigned>(unscaled);
  const Unsigned magnitude = negative ? -bits : bits;
  int digits = 0;
  for (Unsigned rest = magnitude; rest != 0; rest /= 10) ++digits;
  if (digits > max_digits) return Corrupt("", "a decimal has more digits than its type");
  const auto decimal =
      MakeDecimal128({DecimalParts::Form::kFinite, negative, magnitude, -scale});
  if (decimal) return *decimal;
  return PlainDecimal(unscaled, scale);  // 35 to 38 digits
}

Value ReadTimestamp(int64_t micros) {
  if (micros % kMicrosPerMilli == 0) return Date{micros / kMicrosPerMilli};
  return IsoTimestamp(micros, IsoFraction::kMicros, true);
}

Result<Value> ReadTime(int64_t micros) {
  if (micros < 0 || micros >= kMicrosPerDay) return Corrupt("", "a time outside the day");
  return IsoTime(micros);
}

Int128 LoadInt128(std::string_view payload) {
  const auto low = LoadUnsigned(payload.data(), 8);
  const auto high = static_cast<int64_t>(LoadUnsigned(payload.data() + 8, 8));
  return static_cast<Int128>(high) << 64 | low;
}

Value ReadUuid(std::string_view payload) {
  Uuid uuid;
  std::memcpy(uuid.bytes.data(), payload.data(), uuid.bytes.size());
  return uuid;
}

}  // namespace

Result<size_t> LeafSize(std::string_view bytes) {
  const uint8_t header = HeaderOf(bytes);
  uint64_t size = 1 + uint64_t{header};
  if (!IsShortString(bytes)) {
    const auto primitive = static_cast<Primitive>(header);
    ARROW_ASSIGN_OR_RAISE(const size_t payload, FixedPayloadSize(primitive));
    size = 1 + payload;
    if ((primitive == Primitive::kBinary || primitive == Primitive::kString) &&
        size <= bytes.size()) {
      size += LoadUnsigned(bytes.data() + 1, 4);
    }
  }
  if (size > bytes.size()) return Corrupt("", "a value is cut off");
  return size;
}

Result<Value> ReadLeaf(std::string_view bytes) {
  std::string_view payload = bytes.substr(1);
  if (IsShortString(bytes)) return ReadText(payload);
  const auto primitive = static_cast<Primitive>(HeaderOf(bytes));
  switch (primitive) {
    case Primitive::kNull:
      return Value();
    case Primitive::kTrue:
    case Primitive::kFalse:
      return Value(primitive == Primitive::kTrue);
    case Primitive::kInt8:
      return Value(int32_t{LoadSigned<int8_t>(payload)});
    case Primitive::kInt16:
      return Value(int32_t{LoadSigned<int16_t>(payload)});
    case Primitive::kInt32:
      return Value(LoadSigned<int32_t>(payload));
    case Primitive::kInt64:
      return Value(LoadSigned<int64_t>(payload));
    case Primitive::kDouble:
      return Value(std::bit_cast<double>(LoadUnsigned(payload.data(), 8)));
    case Primitive::kFloat:
      return Value(double{std::bit_cast<float>(LoadSigned<uint32_t>(payload))});
    case Primitive::kDecimal4:
      return ReadDecimal(static_cast<uint8_t>(payload[0]),
                         LoadSigned<int32_t>(payload.substr(1)), 9);
    case Primitive::kDecimal8:
      return ReadDecimal(static_cast<uint8_t>(payload[0]),
                         LoadSigned<int64_t>(payload.substr(1)), 18);
    case Primitive::kDecimal16:
      return ReadDecimal(static_cast<uint8_t>(payload[0]), LoadInt128(payload.substr(1)),
                         38);
    case Primitive::kDate:
      return Value(Date{LoadSigned<int32_t>(payload) * kMillisPerDay});
    case Primitive::kTimestamp:
      return ReadTimestamp(LoadSigned<int64_t>(payload));
    case Primitive::kTimestampNtz:
      return Value(
          IsoTimestamp(LoadSigned<int64_t>(payload), IsoFraction::kMicros, false));
    case Primitive::kTimestampNanos:
      return Value(IsoTimestamp(LoadSigned<int64_t>(payload), IsoFraction::kNanos, true));
    case Primitive::kTimestampNtzNanos:
      return Value(
          IsoTimestamp(LoadSigned<int64_t>(payload), IsoFraction::kNanos, false));
    case Primitive::kTime:
      return ReadTime(LoadSigned<int64_t>(payload));
    case Primitive::kBinary:
      return Value(Binary{0, std::string(payload.substr(4))});
    case Primitive::kString:
      return ReadText(payload.substr(4));
    case Primitive::kUuid:
      return ReadUuid(payload);
  }
  DU_CHECK(!"a type that LeafSize knows");
}

}  // namespace delta_utils::variant_internal
