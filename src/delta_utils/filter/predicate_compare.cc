#include <optional>
#include <utility>

#include "delta_utils/base/compare.h"
#include "delta_utils/filter/predicate_leaf_internal.h"

namespace delta_utils::filter_internal {
namespace {

using Kind = ColumnPredicate::Kind;

bool HoldsForEqual(CompareOp op) { return op != CompareOp::kGt && op != CompareOp::kLt; }

bool IsAbove(CompareOp op) { return op == CompareOp::kGt || op == CompareOp::kGte; }

ColumnPredicate CompareNumber(const Place& place, CompareOp op, const Value& operand) {
  if (!IsNaN(operand)) return CompareOrdered(place, op, operand);
  const ColumnType type = place.column->type;
  const bool may_be_nan = type == ColumnType::kFloat || type == ColumnType::kDouble;
  if (!may_be_nan || !HoldsForEqual(op)) return Constant(false);
  return Term(Kind::kIsNaN, place);
}

ColumnPredicate CompareDecimal(const Place& place, CompareOp op, const Value& operand) {
  const TypeClass operand_class = ClassOf(operand);
  if (place.column->precision > kMaxDecimalDigits) {
    return operand_class == TypeClass::kString ? Unknown() : Constant(false);
  }
  if (operand_class != TypeClass::kNumber) return Constant(false);
  return CompareNumber(place, op, operand);
}

ColumnPredicate CompareText(const Place& place, CompareOp op, const Value& operand,
                            const PredicateLanguage& language) {
  if (ClassOf(operand) != TypeClass::kString) return Constant(false);
  const Symbol* symbol = operand.get_if<Symbol>();
  const std::string& text = symbol != nullptr ? symbol->text : operand.get<std::string>();
  if (!IsSayable(text, language)) return Unknown();
  return Term(Kind::kCompare, place, {Value(text)}, op);
}

std::pair<int, std::string> BinaryOf(const Value& operand) {
  if (const auto* binary = operand.get_if<Binary>())
    return {binary->subtype, binary->bytes};
  const auto& bytes = operand.get<Uuid>().bytes;
  return {4, std::string(bytes.begin(), bytes.end())};
}

/// Shorter binaries are below longer ones; then the subtype decides, which is 0 here,
/// then the bytes.
ColumnPredicate CompareBinary(const Place& place, CompareOp op, const Value& operand) {
  if (ClassOf(operand) != TypeClass::kBinary) return Constant(false);
  auto [subtype, bytes] = BinaryOf(operand);
  const Value size(static_cast<int64_t>(bytes.size()));
  if (op == CompareOp::kEq) {
    if (subtype != 0) return Constant(false);
    return Term(Kind::kCompare, place, {Value(Binary{0, std::move(bytes)})}, op);
  }
  const CompareOp strictly = IsAbove(op) ? CompareOp::kGt : CompareOp::kLt;
  ColumnPredicate by_size = Term(Kind::kLength, place, {size}, strictly);
  ColumnPredicate by_bytes =
      subtype == 0 ? Term(Kind::kCompare, place, {Value(Binary{0, std::move(bytes)})}, op)
                   : Constant(!IsAbove(op));
  ColumnPredicate same_size = Term(Kind::kLength, place, {size}, CompareOp::kEq);
  return Or({std::move(by_size), And({std::move(same_size), std::move(by_bytes)})});
}

/// Between milliseconds a timestamp is a text.
ColumnPredicate CompareTimestamp(const Place& place, CompareOp op, const Value& operand) {
  ColumnPredicate is_whole = Term(Kind::kWhole, place);
  if (ClassOf(operand) == TypeClass::kString)
    return And({Not(std::move(is_whole)), Unknown()});
  if (ClassOf(operand) != TypeClass::kDate) return Constant(false);
  ColumnPredicate compared = CompareOrdered(place, op, operand);
  if (compared.Is(Kind::kCompare) && op == CompareOp::kEq) return compared;
  return And({std::move(is_whole), std::move(compared)});
}

/// A child that equals `operand` as a whole; nullptr: that is not there.
ColumnPredicate EqualChild(const Place& child, const Value* operand,
                           const PredicateLanguage& language) {
  ColumnPredicate is_null = Term(Kind::kIsNull, child);
  if (operand == nullptr || operand->is<Null>()) return is_null;
  return Guard(child, false, CompareValue(child, CompareOp::kEq, *operand, language));
}

/// Fields have the order of the columns; those that may be missing need not be named.
ColumnPredicate EqualStruct(const Place& place, const Object& operand,
                            const PredicateLanguage& language) {
  std::vector<ColumnPredicate> conditions;
  size_t next = 0;
  for (const TypedColumn& column : place.column->children) {
    if (column.type == ColumnType::kOther) return Unknown();
    const bool is_named =
        next < operand.size() && operand.fields[next].name == column.name;
    const Value* value = is_named ? &operand.fields[next].value : nullptr;
    if (is_named) ++next;
    const bool wants_null = value == nullptr || value->is<Null>();
    if (wants_null && column.null_is_missing == is_named) return Constant(false);
    conditions.push_back(EqualChild(place.Child(column), value, language));
  }
  if (next < operand.size()) return Constant(false);
  return And(std::move(conditions));
}

constexpr size_t kMaxElements = 100;

ColumnPredicate EqualList(const Place& place, const Array& operand,
                          const PredicateLanguage& language) {
  const TypedColumn& element = place.column->children.front();
  const bool is_sayable = language.has_lists && operand.size() <= kMaxElements &&
                          element.type != ColumnType::kOther;
  std::vector<ColumnPredicate> conditions;
  const Value size(static_cast<int64_t>(operand.size()));
  conditions.push_back(Term(Kind::kLength, place, {size}));
  for (size_t i = 0; i < operand.size(); ++i) {
    conditions.push_back(is_sayable ? EqualChild(place.At(static_cast<uint32_t>(i)),
                                                 &operand.values[i], language)
                                    : Unknown());
  }
  return And(std::move(conditions));
}

ColumnPredicate CompareStruct(const Place& place, CompareOp op, const Value& operand,
                              const PredicateLanguage& language) {
  const auto* object = operand.get_if<Object>();
  if (object == nullptr) return Constant(false);
  return op == CompareOp::kEq ? EqualStruct(place, *object, language) : Unknown();
}

ColumnPredicate CompareList(const Place& place, CompareOp op, const Value& operand,
                            const PredicateLanguage& language) {
  const auto* array = operand.get_if<Array>();
  if (array == nullptr) return Constant(false);
  return op == CompareOp::kEq ? EqualList(place, *array, language) : Unknown();
}

ColumnPredicate CompareBool(const Place& place, CompareOp op, const Value& operand) {
  const bool* wanted = operand.get_if<bool>();
  if (wanted == nullptr) return Constant(false);
  std::vector<ColumnPredicate> either;
  for (const bool value : {false, true}) {
    const bool holds = op == CompareOp::kEq    ? value == *wanted
                       : op == CompareOp::kGt  ? value > *wanted
                       : op == CompareOp::kGte ? value >= *wanted
                       : op == CompareOp::kLt  ? value < *wanted
                                               : value <= *wanted;
    if (holds) either.push_back(Term(Kind::kCompare, place, {Value(value)}));
  }
  return either.size() == 2 ? Constant(true) : Or(std::move(either));
}

}  // namespace

bool IsSayable(std::string_view text, const PredicateLanguage& language) {
  return language.has_nul || text.find('\0') == std::string_view::npos;
}

ColumnPredicate CompareValue(const Place& place, CompareOp op, const Value& operand,
                             const PredicateLanguage& language) {
  if (place.column->type == ColumnType::kOther) return Unknown();
  // Every value is above MinKey and below MaxKey.
  if (operand.is<MinKey>()) return Constant(IsAbove(op));
  if (operand.is<MaxKey>()) return Constant(!IsAbove(op) && op != CompareOp::kEq);
  switch (place.column->type) {
    case ColumnType::kBoolean:
      return CompareBool(place, op, operand);
    case ColumnType::kDecimal:
      return CompareDecimal(place, op, operand);
    case ColumnType::kString:
      return CompareText(place, op, operand, language);
    case ColumnType::kBinary:
      return CompareBinary(place, op, operand);
    case ColumnType::kDate:
      return operand.is<Date>() ? CompareOrdered(place, op, operand) : Constant(false);
    case ColumnType::kTimestamp:
    case ColumnType::kTimestampNtz:
      return CompareTimestamp(place, op, operand);
    case ColumnType::kStruct:
      return CompareStruct(place, op, operand, language);
    case ColumnType::kList:
      return CompareList(place, op, operand, language);
    default:
      return operand.is_number() ? CompareNumber(place, op, operand) : Constant(false);
  }
}

}  // namespace delta_utils::filter_internal
