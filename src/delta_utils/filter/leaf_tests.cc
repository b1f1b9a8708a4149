#include "delta_utils/filter/leaf_test_internal.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/number_order_internal.h"
#include "delta_utils/expression/decimal_math_internal.h"
#include "delta_utils/expression/number_internal.h"
#include "delta_utils/filter/evaluator_internal.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {
namespace filter_internal {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;

int Sign(int64_t a, int64_t b) { return a < b ? -1 : (a > b ? 1 : 0); }

std::string_view TextOf(const Value& value) {
  const auto* symbol = value.get_if<Symbol>();
  return symbol != nullptr ? symbol->text : value.get<std::string>();
}

bool IsInteger(ValueType type) {
  return type == ValueType::kInt32 || type == ValueType::kInt64;
}

int CompareNumber(const Item& item, const Value& operand, LeafContext* context) {
  const ValueType type = operand.type();
  if (IsInteger(item.type)) {
    if (IsInteger(type)) return Sign(item.integer, internal::IntegerOf(operand));
    if (type == ValueType::kDouble) {
      return internal::CompareIntegerToDouble(item.integer, operand.get<double>());
    }
  } else if (item.type == ValueType::kDouble) {
    if (IsInteger(type)) {
      return -internal::CompareIntegerToDouble(internal::IntegerOf(operand), item.number);
    }
    if (type == ValueType::kDouble) {
      return internal::CompareDoubles(item.number, operand.get<double>());
    }
  }
  return internal::CompareNumbers(*ValueOf(item, context), operand);
}

/// As Compare. Both are of one class, and the item is there.
int CompareWithin(TypeClass type_class, const Item& item, const Value& operand,
                  LeafContext* context) {
  switch (type_class) {
    case TypeClass::kNull:
      return 0;
    case TypeClass::kNumber:
      return CompareNumber(item, operand, context);
    case TypeClass::kString: {
      const int order = item.text.compare(TextOf(operand));
      return order;
    }
    case TypeClass::kBool:
      return Sign(item.integer, operand.get<bool>() ? 1 : 0);
    case TypeClass::kDate:
      return Sign(item.integer, operand.get<Date>().millis);
    default: {
      const Value* const value = ValueOf(item, context);
      return value == nullptr ? 1 : Compare(*value, operand);
    }
  }
}

bool IsNaNItem(const Item& item) {
  if (item.type == ValueType::kDouble) return std::isnan(item.number);
  return item.type == ValueType::kDecimal128 && IsNaN(*item.value);
}

/// As MongoDB's numberLong: half to even, and what has no place is the least number.
int64_t RoundedDecimal(const Decimal128& decimal) {
  const Decimal128 rounded =
      internal::RoundDecimal(decimal, 0, internal::Rounding::kHalfEven);
  return internal::IntegerOfDecimal(rounded).value_or(
      std::numeric_limits<int64_t>::min());
}

/// The bits of a number, or none if it has no 64.
std::optional<int64_t> BitsOfNumber(const Item& item) {
  if (IsInteger(item.type)) return item.integer;
  if (item.type == ValueType::kDecimal128) {
    return RoundedDecimal(item.value->get<Decimal128>());
  }
  if (item.type != ValueType::kDouble) return std::nullopt;
  const auto cut = CutToInteger(item);
  if (!cut || static_cast<double>(*cut) != item.number) return std::nullopt;
  return cut;
}

template <typename IsSet>
bool HoldsForBits(const BitsTest& leaf, const IsSet& is_set) {
  switch (leaf.kind) {
    case BitsTest::Kind::kAllSet:
      return std::all_of(leaf.bits.begin(), leaf.bits.end(), is_set);
    case BitsTest::Kind::kAnySet:
      return std::any_of(leaf.bits.begin(), leaf.bits.end(), is_set);
    case BitsTest::Kind::kAllClear:
      return std::none_of(leaf.bits.begin(), leaf.bits.end(), is_set);
    case BitsTest::Kind::kAnyClear:
      return !std::all_of(leaf.bits.begin(), leaf.bits.end(), is_set);
  }
  return false;
}

}  // namespace

std::string_view BytesOf(const Value& binary) {
  if (const auto* uuid = binary.get_if<Uuid>()) {
    return {reinterpret_cast<const char*>(uuid->bytes.data()), uuid->bytes.size()};
  }
  return binary.get<Binary>().bytes;
}

std::optional<int64_t> CutToInteger(const Item& item) {
  if (IsInteger(item.type)) return item.integer;
  if (item.type == ValueType::kDecimal128) {
    return internal::IntegerOfDecimal(item.value->get<Decimal128>());
  }
  // NaN is not within.
  const bool is_within = item.type == ValueType::kDouble && item.number >= -kTwoTo63 &&
                         item.number < kTwoTo63;
  if (!is_within) return std::nullopt;
  return static_cast<int64_t>(item.number);
}

const Value* ValueOf(const Item& item, LeafContext* context) {
  if (item.value != nullptr) return item.value;
  switch (item.type) {
    case ValueType::kBool:
      context->decoded = item.integer != 0;
      break;
    case ValueType::kInt32:
      context->decoded = static_cast<int32_t>(item.integer);
      break;
    case ValueType::kInt64:
      context->decoded = item.integer;
      break;
    case ValueType::kDate:
      context->decoded = Date{item.integer};
      break;
    case ValueType::kDouble:
      context->decoded = item.number;
      break;
    case ValueType::kString:
      context->decoded = Value(item.text);
      break;
    case ValueType::kArray:
    case ValueType::kObject: {
      Result<Value> value = DecodeVariant(item.view);
      if (!value.ok()) {
        if (context->status.ok()) context->status = value.status();
        return nullptr;
      }
      context->decoded = *std::move(value);
      break;
    }
    default:
      context->decoded = Null{};
  }
  return &context->decoded;
}

bool Test(const Comparison& leaf, const Item& item, LeafContext* context) {
  const Value& operand = leaf.operand;
  if (leaf.op == CompareOp::kEq && operand.is<std::string>() &&
      item.type == ValueType::kString) {
    return item.text == operand.get<std::string>();
  }
  const TypeClass wanted = ClassOf(operand);
  if (wanted == TypeClass::kMinKey || wanted == TypeClass::kMaxKey) {
    if (!item.is_missing && ClassOf(item.type) == wanted) return HoldsForEqual(leaf.op);
    return Holds(leaf.op, wanted == TypeClass::kMinKey ? 1 : -1);
  }
  if (item.is_missing) return wanted == TypeClass::kNull && HoldsForEqual(leaf.op);
  if (ClassOf(item.type) != wanted) return false;
  if (wanted == TypeClass::kNumber) {
    const bool is_nan = IsNaNItem(item);
    if (is_nan || IsNaN(operand)) {
      return HoldsForEqual(leaf.op) && is_nan && IsNaN(operand);
    }
  }
  const int order = CompareWithin(wanted, item, operand, context);
  return Holds(leaf.op, order) && context->status.ok();
}

bool Test(const In& leaf, const Item& item, LeafContext* context) {
  const TypeClass type_class = item.is_missing ? TypeClass::kNull : ClassOf(item.type);
  const auto compare = [&](const Value& operand) {
    const TypeClass other = ClassOf(operand);
    if (type_class != other) return type_class < other ? -1 : 1;
    return CompareWithin(type_class, item, operand, context);
  };
  if (!leaf.sorted) {
    return std::any_of(leaf.operands.begin(), leaf.operands.end(),
                       [&](const Value& operand) { return compare(operand) == 0; });
  }
  const auto at =
      std::partition_point(leaf.operands.begin(), leaf.operands.end(),
                           [&](const Value& operand) { return compare(operand) > 0; });
  return at != leaf.operands.end() && compare(*at) == 0 && context->status.ok();
}

bool Test(const FieldExists&, const Item& item, LeafContext*) { return !item.is_missing; }

bool Test(const TypeTest& leaf, const Item& item, LeafContext*) {
  return !item.is_missing && leaf.types.Contains(item.type);
}

bool Test(const SizeTest& leaf, const Item& item, LeafContext* context) {
  if (item.is_missing || item.type != ValueType::kArray) return false;
  if (item.value != nullptr) {
    return static_cast<int64_t>(item.value->get<Array>().size()) == leaf.size;
  }
  const auto array = item.view.ToArray();
  if (array) return int64_t{array->size()} == leaf.size;
  if (context->status.ok()) context->status = item.view.Check();
  return false;
}

bool Test(const ModTest& leaf, const Item& item, LeafContext*) {
  if (item.is_missing) return false;
  const auto number = CutToInteger(item);
  if (!number) return false;
  // The least number has no quotient by -1.
  const int64_t rest = leaf.divisor == -1 ? 0 : *number % leaf.divisor;
  return rest == leaf.remainder;
}

bool Test(const RegexTest& leaf, const Item& item, LeafContext* context) {
  if (item.is_missing) return false;
  if (item.type == ValueType::kRegex) {
    Regex stored = item.value->get<Regex>();
    std::sort(stored.options.begin(), stored.options.end());
    return stored == leaf.pattern->regex();
  }
  if (item.type != ValueType::kString && item.type != ValueType::kSymbol) return false;
  // After a failure no row is of account, and each might fail as slowly.
  if (!context->status.ok()) return false;
  const Result<bool> found = leaf.pattern->Find(item.text, &context->scratch);
  if (found.ok()) return *found;
  context->status =
      InvalidArgument(leaf.path.text(), "$regex: " + found.status().message());
  return false;
}

bool Test(const BitsTest& leaf, const Item& item, LeafContext*) {
  if (item.is_missing) return false;
  if (const auto bits = BitsOfNumber(item)) {
    return HoldsForBits(leaf, [&](uint32_t bit) {
      return (*bits >> std::min<uint32_t>(bit, 63) & 1) != 0;
    });
  }
  if (item.type != ValueType::kBinary && item.type != ValueType::kUuid) return false;
  const std::string_view bytes = BytesOf(*item.value);
  return HoldsForBits(leaf, [&](uint32_t bit) {
    const size_t byte = bit / 8;
    return byte < bytes.size() &&
           (static_cast<unsigned char>(bytes[byte]) >> bit % 8 & 1) != 0;
  });
}

bool Test(const ElementMatch& leaf, const Item& item, LeafContext* context) {
  if (item.is_missing || item.type != ValueType::kArray) return false;
  const Value* const value = ValueOf(item, context);
  if (value == nullptr) return false;
  // The array may lie in context->decoded; of Values nothing is decoded there anew.
  return Evaluator<PlainNode>(context).AnyElement(leaf, PlainNode{&leaf.of.front()},
                                                  ValueCursor{value});
}

}  // namespace filter_internal

bool TestItem(const Filter& leaf, const Item& item, LeafContext* context) {
  return std::visit(
      [&](const auto& node) {
        if constexpr (requires { node.path; }) {
          return filter_internal::Test(node, item, context);
        } else {
          return false;
        }
      },
      leaf.node);
}

}  // namespace delta_utils
