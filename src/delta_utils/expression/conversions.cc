// $type, $isNumber, $convert and its short forms $toInt, ..., $toObjectId.
// MongoDB manual, "Type Expression Operators", "$convert (aggregation)".
#include <algorithm>

#include "delta_utils/expression/convert_internal.h"
#include "delta_utils/expression/number_internal.h"
#include "delta_utils/expression/parser_internal.h"

namespace delta_utils::internal {
namespace {

Result<Value> TypeOf(Operands* operands) { return Value(NameOfType((*operands)[0])); }

Result<Value> IsNumber(Operands* operands) { return Value((*operands)[0].is_number()); }

template <ValueType kTarget>
Result<Value> To(Operands* operands) {
  const Value& value = (*operands)[0];
  if (IsNullish(value)) return Value(Null{});
  return ConvertTo(value, kTarget);
}

struct Target {
  std::string_view name;
  int32_t code;  // of BSON
  ValueType type;
};
constexpr Target kTargets[] = {
    {"double", 1, ValueType::kDouble},     {"string", 2, ValueType::kString},
    {"objectId", 7, ValueType::kObjectId}, {"bool", 8, ValueType::kBool},
    {"date", 9, ValueType::kDate},         {"int", 16, ValueType::kInt32},
    {"long", 18, ValueType::kInt64},       {"decimal", 19, ValueType::kDecimal128}};

Result<ValueType> TargetOf(const Value& to) {
  const std::string* name = to.get_if<std::string>();
  if (name == nullptr && to.is<Object>()) {
    return Unsupported("", "an object as $convert's 'to'");
  }
  if (name == nullptr && !to.is_number()) {
    return InvalidArgument(
        "", "$convert's 'to' argument must be a string or number, but is " +
                std::string(NameOfType(to)));
  }
  const std::optional<int32_t> code = WholeInt32(to);
  if (name == nullptr && !code) {
    return InvalidArgument("", "In $convert, numeric 'to' argument is not an integer");
  }
  for (const Target& target : kTargets) {
    if (name != nullptr ? *name == target.name : *code == target.code) return target.type;
  }
  return InvalidArgument("", name != nullptr
                                 ? "Unknown type name: " + *name
                                 : "Unknown or unsupported type of number " + Shown(to));
}

class ConvertNode : public Node {
 public:
  /// input, to, onError, onNull; the last two may be nullptr.
  explicit ConvertNode(std::vector<NodePtr> operands) : operands_(std::move(operands)) {}

  Result<Handle> Evaluate(Scope* scope) const override {
    ARROW_RETURN_NOT_OK(scope->budget()->Count(2));
    ARROW_ASSIGN_OR_RAISE(const Handle to, operands_[1]->Evaluate(scope));
    ARROW_ASSIGN_OR_RAISE(const Handle input, operands_[0]->Evaluate(scope));
    if (IsNullish(*input)) {
      if (operands_[3] != nullptr) return operands_[3]->Evaluate(scope);
      return Handle(Value(Null{}));
    }
    if (IsNullish(*to)) return Handle(Value(Null{}));
    ARROW_ASSIGN_OR_RAISE(const ValueType target, TargetOf(*to));
    Result<Value> converted = ConvertTo(*input, target);
    if (converted.ok()) return Handle(*std::move(converted));
    if (operands_[2] != nullptr) return operands_[2]->Evaluate(scope);
    return converted.status();
  }

 private:
  std::vector<NodePtr> operands_;
};

Result<NodePtr> ParseConvert(std::string_view name, const Value& operand,
                             Parser* parser) {
  static constexpr Parameter kParameters[] = {
      {"input", true}, {"to", true}, {"onError"}, {"onNull"}};
  ARROW_ASSIGN_OR_RAISE(std::vector<NodePtr> operands,
                        parser->ParseNamed(name, operand, kParameters));
  return std::make_unique<ConvertNode>(std::move(operands));
}

}  // namespace

std::span<const Form> ConversionForms() {
  static constexpr Form kForms[] = {{"$convert", ParseConvert}};
  return kForms;
}

std::span<const Operator> ConversionOperators() {
  static constexpr Operator kOperators[] = {
      {"$type", TypeOf},
      {"$isNumber", IsNumber},
      {"$toInt", To<ValueType::kInt32>},
      {"$toLong", To<ValueType::kInt64>},
      {"$toDouble", To<ValueType::kDouble>},
      {"$toDecimal", To<ValueType::kDecimal128>},
      {"$toString", To<ValueType::kString>},
      {"$toBool", To<ValueType::kBool>},
      {"$toDate", To<ValueType::kDate>},
      {"$toObjectId", To<ValueType::kObjectId>},
  };
  return kOperators;
}

}  // namespace delta_utils::internal
