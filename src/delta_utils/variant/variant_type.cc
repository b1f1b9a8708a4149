#include "delta_utils/variant/variant_type.h"

#include <array>

namespace delta_utils {

VariantClass ClassOf(VariantType type) {
  switch (type) {
    case VariantType::kNull:
      return VariantClass::kNull;
    case VariantType::kTrue:
    case VariantType::kFalse:
      return VariantClass::kBoolean;
    case VariantType::kInt8:
    case VariantType::kInt16:
    case VariantType::kInt32:
    case VariantType::kInt64:
    case VariantType::kDecimal4:
    case VariantType::kDecimal8:
    case VariantType::kDecimal16:
      return VariantClass::kExactNumber;
    case VariantType::kFloat:
      return VariantClass::kFloat;
    case VariantType::kDouble:
      return VariantClass::kDouble;
    case VariantType::kDate:
      return VariantClass::kDate;
    case VariantType::kTime:
      return VariantClass::kTime;
    case VariantType::kTimestamp:
    case VariantType::kTimestampNanos:
      return VariantClass::kTimestamp;
    case VariantType::kTimestampNtz:
    case VariantType::kTimestampNtzNanos:
      return VariantClass::kTimestampNtz;
    case VariantType::kString:
    case VariantType::kShortString:
      return VariantClass::kString;
    case VariantType::kBinary:
      return VariantClass::kBinary;
    case VariantType::kUuid:
      return VariantClass::kUuid;
    case VariantType::kArray:
      return VariantClass::kArray;
    case VariantType::kObject:
      return VariantClass::kObject;
    case VariantType::kInvalid:
      break;
  }
  return VariantClass::kInvalid;
}

std::string_view VariantTypeName(VariantType type) {
  static constexpr std::array<std::string_view, 21> kPrimitives = {
      "null",      "true",          "false",           "int8",
      "int16",     "int32",         "int64",           "double",
      "decimal4",  "decimal8",      "decimal16",       "date",
      "timestamp", "timestamp_ntz", "float",           "binary",
      "string",    "time",          "timestamp_nanos", "timestamp_ntz_nanos",
      "uuid"};
  const auto id = static_cast<size_t>(type);
  if (id < kPrimitives.size()) return kPrimitives[id];
  switch (type) {
    case VariantType::kShortString:
      return "short string";
    case VariantType::kObject:
      return "object";
    case VariantType::kArray:
      return "array";
    default:
      return "invalid";
  }
}

int DigitCount(Int128 n) {
  // Negative numbers reach further than positive ones.
  if (n > 0) n = -n;
  int digits = 1;
  constexpr int64_t kStep = 1'000'000'000;
  while (n <= -kStep) {
    n /= kStep;
    digits += 9;
  }
  for (auto rest = static_cast<int64_t>(n); rest <= -10; rest /= 10) ++digits;
  return digits;
}

}  // namespace delta_utils
