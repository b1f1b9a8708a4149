#include "delta_utils/filter/leaf_test_internal.h"

#include <algorithm>
#include <cmath>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/number_order_internal.h"
#include "delta_utils/filter/evaluator_internal.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {
namespace filter_internal {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;

int Sign(int64_t a, int64_t b) { return a < b ? -1 : (a > b ? 1 : 0); }

TypeClass ClassOfType(ValueType type) {
  switch (type) {
    case ValueType::kInt32:
    case ValueType::kInt64:
    case ValueType::kDouble:
    case ValueType::kDecimal128:
      return TypeClass::kNumber;
    case ValueType::kString:
    case ValueType::kSymbol:
      return TypeClass::kString;
    case ValueType::kBool:
      return TypeClass::kBool;
    case ValueType::kDate:
      return TypeClass::kDate;
    case ValueType::kNull:
      return TypeClass::kNull;
    case ValueType::kObject:
      return TypeClass::kObject;
    case ValueType::kArray:
      return TypeClass::kArray;
    default:
      return TypeClass::kUndefined;  // of these there is a Value to ask
  }
}

TypeClass ClassOf(const Item& item) {
  const TypeClass known = ClassOfType(item.type);
  if (known != TypeClass::kUndefined || item.value == nullptr) return known;
  return delta_utils::ClassOf(*item.value);
}

std::string_view TextOf(const Value& value) {
  const auto* symbol = value.get_if<Symbol>();
  return symbol != nullptr ? symbol->text : value.get<std::string>();
}

bool IsInteger(ValueType type) {
  return type == ValueType::kInt32 || type == ValueType::kInt64;
}

int64_t IntegerOf(const Value& value) {
  const auto* small = value.get_if<int32_t>();
  return small != nullptr ? *small : value.get<int64_t>();
}

int CompareNumber(const Item& item, const Value& operand, LeafContext* context) {
  const ValueType type = operand.type();
  if (IsInteger(item.type)) {
    if (IsInteger(type)) return Sign(item.integer, IntegerOf(operand));
    if (type == ValueType::kDouble) {
      return internal::CompareIntegerToDouble(item.integer, operand.get<double>());
    }
  } else if (item.type == ValueType::kDouble) {
    if (IsInteger(type)) {
      return -internal::CompareIntegerToDouble(IntegerOf(operand), item.number);
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

std::optional<int64_t> CutDecimal(const Decimal128& decimal) {
  constexpr Uint128 kLimit = Uint128{1} << 63;
  DecimalParts parts = PartsOf(decimal);
  if (parts.form != DecimalParts::Form::kFinite) return std::nullopt;
  for (; parts.exponent < 0 && parts.coefficient != 0; ++parts.exponent) {
    parts.coefficient /= 10;
  }
  for (; parts.exponent > 0 && parts.coefficient != 0; --parts.exponent) {
    if (parts.coefficient > kLimit) return std::nullopt;
    parts.coefficient *= 10;
  }
  if (parts.coefficient > kLimit - (parts.negative ? 0 : 1)) return std::nullopt;
  const auto magnitude = static_cast<uint64_t>(parts.coefficient);
  return static_cast<int64_t>(parts.negative ? ~magnitude + 1 : magnitude);
}

/// As MongoDB's numberLong: half to even, and what has no place is the least number.
int64_t RoundDecimal(const Decimal128& decimal) {
  const auto cut = CutDecimal(decimal);
  if (!cut) return std::numeric_limits<int64_t>::min();
  DecimalParts parts = PartsOf(decimal);
  if (parts.exponent >= 0) return *cut;
  // The fraction against a half, digit by digit from behind.
  bool has_more = false;
  int last = 0;
  for (; parts.exponent < 0; ++parts.exponent) {
    has_more |= last != 0;
    last = static_cast<int>(parts.coefficient % 10);
    parts.coefficient /= 10;
  }
  const bool is_odd = (*cut & 1) != 0;
  const bool away = last > 5 || (last == 5 && (has_more || is_odd));
  return away ? *cut + (parts.negative ? -1 : 1) : *cut;
}

/// The bits of a number, or none if it has no 64.
std::optional<int64_t> BitsOfNumber(const Item& item) {
  if (IsInteger(item.type)) return item.integer;
  if (item.type == ValueType::kDecimal128) {
    return RoundDecimal(item.value->get<Decimal128>());
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

std::string_view BytesOf(const Value& binary) {
  if (const auto* uuid = binary.get_if<Uuid>()) {
    return {reinterpret_cast<const char*>(uuid->bytes.data()), uuid->bytes.size()};
  }
  return binary.get<Binary>().bytes;
}

}  // namespace

std::optional<int64_t> CutToInteger(const Item& item) {
  if (IsInteger(item.type)) return item.integer;
  if (item.type == ValueType::kDecimal128) {
    return CutDecimal(item.value->get<Decimal128>());
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
  const TypeClass wanted = delta_utils::ClassOf(operand);
  if (wanted == TypeClass::kMinKey || wanted == TypeClass::kMaxKey) {
    if (!item.is_missing && ClassOf(item) == wanted) return HoldsForEqual(leaf.op);
    return Holds(leaf.op, wanted == TypeClass::kMinKey ? 1 : -1);
  }
  if (item.is_missing) return wanted == TypeClass::kNull && HoldsForEqual(leaf.op);
  if (ClassOf(item) != wanted) return false;
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
  const TypeClass type_class = item.is_missing ? TypeClass::kNull : ClassOf(item);
  const auto compare = [&](const Value& operand) {
    const TypeClass other = delta_utils::ClassOf(operand);
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
  const Result<bool> found = leaf.pattern->Find(item.text, &context->scratch);
  if (found.ok()) return *found;
  if (context->status.ok()) {
    context->status =
        InvalidArgument(leaf.path.text(), "$regex: " + found.status().message());
  }
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
  // What is decoded for the elements must not overwrite the array.
  LeafContext inner;
  const bool found = Evaluator<PlainNode>(&inner).AnyElement(
      leaf, PlainNode{&leaf.of.front()}, ValueCursor{value});
  if (context->status.ok()) context->status = std::move(inner.status);
  return found;
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
