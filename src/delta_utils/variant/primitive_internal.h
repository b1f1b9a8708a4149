// What the payload of each primitive type must be.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "delta_utils/variant/format_internal.h"

namespace delta_utils::variant_internal {

/// What a primitive's payload must fulfil.
enum class Rule : uint8_t {
  kUnknown,
  kAny,
  kTime,
  kDecimal4,
  kDecimal8,
  kDecimal16,
  kBinary,
  kText,
};
struct PrimitiveRule {
  Rule rule = Rule::kUnknown;
  uint8_t size = 0;  // of the payload, or of what tells the payload's length
};

constexpr std::array<PrimitiveRule, 64> MakePrimitiveRules() {
  std::array<PrimitiveRule, 64> rules{};
  const auto set = [&](VariantType type, uint8_t size, Rule rule = Rule::kAny) {
    rules[static_cast<size_t>(type)] = {rule, size};
  };
  set(VariantType::kNull, 0);
  set(VariantType::kTrue, 0);
  set(VariantType::kFalse, 0);
  set(VariantType::kInt8, 1);
  set(VariantType::kInt16, 2);
  set(VariantType::kInt32, 4);
  set(VariantType::kInt64, 8);
  set(VariantType::kFloat, 4);
  set(VariantType::kDouble, 8);
  set(VariantType::kDecimal4, 5, Rule::kDecimal4);
  set(VariantType::kDecimal8, 9, Rule::kDecimal8);
  set(VariantType::kDecimal16, 17, Rule::kDecimal16);
  set(VariantType::kDate, 4);
  set(VariantType::kTimestamp, 8);
  set(VariantType::kTimestampNtz, 8);
  set(VariantType::kTimestampNanos, 8);
  set(VariantType::kTimestampNtzNanos, 8);
  set(VariantType::kTime, 8, Rule::kTime);
  set(VariantType::kBinary, 4, Rule::kBinary);
  set(VariantType::kString, 4, Rule::kText);
  set(VariantType::kUuid, 16);
  return rules;
}
/// By the value header.
inline constexpr std::array<PrimitiveRule, 64> kPrimitiveRules = MakePrimitiveRules();

template <typename T>
T LoadAs(const uint8_t* bytes) {
  T n;
  std::memcpy(&n, bytes, sizeof(n));
  return n;
}

template <typename T>
bool IsWithin(T n, T limit) {
  return n > -limit && n < limit;
}

/// Whether the decimal behind its scale has no more digits than its type allows.
inline bool HasDigits(const uint8_t* unscaled, Rule rule) {
  if (rule == Rule::kDecimal4) {
    return IsWithin<int32_t>(LoadAs<int32_t>(unscaled), 1'000'000'000);
  }
  if (rule == Rule::kDecimal8) {
    return IsWithin<int64_t>(LoadAs<int64_t>(unscaled), 1'000'000'000'000'000'000);
  }
  constexpr Int128 kTenTo19 = 10'000'000'000'000'000'000ULL;
  return IsWithin<Int128>(LoadAs<Int128>(unscaled), kTenTo19 * kTenTo19);
}

}  // namespace delta_utils::variant_internal
