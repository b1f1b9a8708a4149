#include "delta_utils/variant/variant_type.h"

#include <array>
#include <bit>

namespace delta_utils {
namespace {

constexpr std::array<uint64_t, 20> MakePowersOfTen() {
  std::array<uint64_t, 20> powers{1};
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = 10 * powers[i - 1];
  return powers;
}
constexpr std::array<uint64_t, 20> kPowersOfTen = MakePowersOfTen();

}  // namespace

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
  auto rest = static_cast<Uint128>(n);
  if (n < 0) rest = -rest;
  int digits = 0;
  // At most twice: 2^127 has 39 digits.
  for (; rest >= kPowersOfTen[19]; rest /= kPowersOfTen[19]) digits += 19;
  const auto low = static_cast<uint64_t>(rest);
  // A bit is log10(2) = 1233 / 4096 of a digit, which never guesses too high by more than
  // one.
  const auto guess = static_cast<size_t>(std::bit_width(low | 1) * 1233 >> 12);
  return digits + static_cast<int>(guess) + (low >= kPowersOfTen[guess] ? 1 : 0) +
         (low == 0 && digits == 0 ? 1 : 0);
}

}  // namespace delta_utils
