// The tests that most rows of Variants meet, where the bytes lie: comparisons of texts
// and numbers, and short lists of texts. What is not decided here is left to Test, which
// decides all.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/leaf_test_internal.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils::filter_internal {

template <typename T>
bool HoldsBetween(CompareOp op, const T& a, const T& b) {
  switch (op) {
    case CompareOp::kEq:
      return a == b;
    case CompareOp::kGt:
      return a > b;
    case CompareOp::kGte:
      return a >= b;
    case CompareOp::kLt:
      return a < b;
    case CompareOp::kLte:
      return a <= b;
  }
  return false;
}

/// Whole numbers up to here are doubles, too.
inline bool IsExactAsDouble(int64_t integer) {
  constexpr int64_t kTwoTo53 = int64_t{1} << 53;
  return integer >= -kTwoTo53 && integer <= kTwoTo53;
}

inline std::optional<bool> TestIntegerQuickly(const Comparison& leaf, int64_t integer) {
  if (const auto* small = leaf.operand.get_if<int32_t>()) {
    return HoldsBetween<int64_t>(leaf.op, integer, *small);
  }
  if (const auto* large = leaf.operand.get_if<int64_t>()) {
    return HoldsBetween(leaf.op, integer, *large);
  }
  const auto* real = leaf.operand.get_if<double>();
  // NaN is equal to no integer, nor above or below one.
  if (real == nullptr || !IsExactAsDouble(integer)) return std::nullopt;
  return HoldsBetween(leaf.op, static_cast<double>(integer), *real);
}

inline std::optional<bool> TestDoubleQuickly(const Comparison& leaf, double number) {
  if (const auto* real = leaf.operand.get_if<double>()) {
    if (*real != *real) return std::nullopt;  // NaN, which equals itself
    return HoldsBetween(leaf.op, number, *real);
  }
  if (const auto* small = leaf.operand.get_if<int32_t>()) {
    return HoldsBetween<double>(leaf.op, number, *small);
  }
  return std::nullopt;
}

/// nullopt: ask Test.
inline std::optional<bool> TestQuickly(const Comparison& leaf, const VariantView& view) {
  switch (view.type()) {
    case VariantType::kShortString:
    case VariantType::kString: {
      const auto* text = leaf.operand.get_if<std::string>();
      const auto found = view.ToText();
      if (text == nullptr || !found) return std::nullopt;
      return HoldsBetween<std::string_view>(leaf.op, *found, *text);
    }
    case VariantType::kInt8:
    case VariantType::kInt16:
    case VariantType::kInt32:
    case VariantType::kInt64: {
      const auto integer = view.ToInt64();
      if (!integer) return std::nullopt;
      return TestIntegerQuickly(leaf, *integer);
    }
    case VariantType::kDouble: {
      const auto number = view.GetDouble();
      if (!number) return std::nullopt;
      return TestDoubleQuickly(leaf, *number);
    }
    case VariantType::kTrue:
    case VariantType::kFalse: {
      const auto* boolean = leaf.operand.get_if<bool>();
      if (boolean == nullptr) return std::nullopt;
      return HoldsBetween(leaf.op, view.type() == VariantType::kTrue, *boolean);
    }
    default:
      return std::nullopt;
  }
}

inline std::optional<bool> TestQuickly(const In& leaf, const VariantView& view) {
  constexpr size_t kFew = 8;
  if (leaf.operands.size() > kFew) return std::nullopt;
  const VariantType type = view.type();
  if (type != VariantType::kShortString && type != VariantType::kString) {
    return std::nullopt;
  }
  const auto found = view.ToText();
  if (!found) return std::nullopt;
  for (const Value& operand : leaf.operands) {
    const auto* text = operand.get_if<std::string>();
    if (text != nullptr && *text == *found) return true;
    if (operand.is<Symbol>()) return std::nullopt;
  }
  return false;
}

}  // namespace delta_utils::filter_internal
