#include "delta_utils/variant/leaf_internal.h"

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/iso_timestamp.h"
#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/text_internal.h"

namespace delta_utils::variant_internal {
namespace {

constexpr int64_t kMicrosPerMilli = 1000;
constexpr int64_t kMillisPerDay = 86'400'000;

Status Unreadable(VariantView view) {
  ARROW_RETURN_NOT_OK(view.Check());
  return Corrupt("", "a decimal's scale is over 38, or its digits are too many");
}

Value ReadDecimal(const VariantDecimal& number) {
  const bool negative = number.unscaled < 0;
  const auto bits = static_cast<Uint128>(number.unscaled);
  const auto decimal = MakeDecimal128({DecimalParts::Form::kFinite, negative,
                                       negative ? -bits : bits, -int{number.scale}});
  if (decimal) return *decimal;
  return PlainDecimal(number.unscaled, number.scale);  // 35 to 38 digits
}

Value ReadTimestamp(int64_t micros) {
  if (micros % kMicrosPerMilli == 0) return Date{micros / kMicrosPerMilli};
  return IsoTimestamp(micros, IsoFraction::kMicros, true);
}

Result<Value> ReadTime(int64_t micros) {
  if (micros < 0 || micros >= kMicrosPerDay) return Corrupt("", "a time outside the day");
  return IsoTime(micros);
}

/// Of the types that count micro- or nanoseconds.
Result<Value> ReadCount(VariantType type, int64_t count) {
  switch (type) {
    case VariantType::kTime:
      return ReadTime(count);
    case VariantType::kTimestamp:
      return ReadTimestamp(count);
    case VariantType::kTimestampNtz:
      return Value(IsoTimestamp(count, IsoFraction::kMicros, false));
    case VariantType::kTimestampNanos:
      return Value(IsoTimestamp(count, IsoFraction::kNanos, true));
    default:
      return Value(IsoTimestamp(count, IsoFraction::kNanos, false));
  }
}

}  // namespace

Result<Value> ReadLeaf(VariantView view) {
  const VariantType type = view.type();
  switch (type) {
    case VariantType::kNull:
      return Value();
    case VariantType::kTrue:
    case VariantType::kFalse:
      return Value(type == VariantType::kTrue);
    case VariantType::kInt8:
      if (const auto n = view.GetInt8()) return Value(int32_t{*n});
      break;
    case VariantType::kInt16:
      if (const auto n = view.GetInt16()) return Value(int32_t{*n});
      break;
    case VariantType::kInt32:
      if (const auto n = view.GetInt32()) return Value(*n);
      break;
    case VariantType::kInt64:
      if (const auto n = view.GetInt64()) return Value(*n);
      break;
    case VariantType::kFloat:
    case VariantType::kDouble:
      if (const auto number = view.ToDouble()) return Value(*number);
      break;
    case VariantType::kDecimal4:
    case VariantType::kDecimal8:
    case VariantType::kDecimal16:
      if (const auto number = view.GetDecimal()) return ReadDecimal(*number);
      break;
    case VariantType::kDate:
      if (const auto days = view.GetDate()) return Value(Date{*days * kMillisPerDay});
      break;
    case VariantType::kTime:
    case VariantType::kTimestamp:
    case VariantType::kTimestampNtz:
    case VariantType::kTimestampNanos:
    case VariantType::kTimestampNtzNanos:
      if (const auto count = view.GetTime()) return ReadCount(type, *count);
      break;
    case VariantType::kBinary:
      if (const auto bytes = view.GetBinary()) {
        return Value(Binary{0, std::string(*bytes)});
      }
      break;
    case VariantType::kUuid:
      if (const auto uuid = view.GetUuid()) return Value(*uuid);
      break;
    default:
      break;
  }
  return Unreadable(view);
}

}  // namespace delta_utils::variant_internal
