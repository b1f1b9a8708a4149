// What the payload of each primitive type must be.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/variant_view.h"

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
  for (size_t type = 0; type < kPayloadSizes.size(); ++type) {
    const uint8_t size = kPayloadSizes[type];
    rules[type] = {Rule::kAny, size == kVariableSize ? uint8_t{4} : size};
  }
  const auto set = [&](VariantType type, Rule rule) {
    rules[static_cast<size_t>(type)].rule = rule;
  };
  set(VariantType::kDecimal4, Rule::kDecimal4);
  set(VariantType::kDecimal8, Rule::kDecimal8);
  set(VariantType::kDecimal16, Rule::kDecimal16);
  set(VariantType::kTime, Rule::kTime);
  set(VariantType::kBinary, Rule::kBinary);
  set(VariantType::kString, Rule::kText);
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
  constexpr Int128 kTenTo38 = PowerOfTen(38);
  return IsWithin<Int128>(LoadAs<Int128>(unscaled), kTenTo38);
}

}  // namespace delta_utils::variant_internal
