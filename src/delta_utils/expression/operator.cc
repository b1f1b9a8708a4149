#include "delta_utils/expression/operator_internal.h"

#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/shown_text.h"
#include "delta_utils/expression/number_internal.h"

namespace delta_utils::internal {
namespace {

class Call : public Node {
 public:
  Call(const Operator& called, std::vector<NodePtr> operands)
      : called_(called), operands_(std::move(operands)) {}

  Result<Handle> Evaluate(Scope* scope) const override {
    ARROW_RETURN_NOT_OK(scope->budget()->Count(1 + operands_.size()));
    Held held(scope->budget());
    std::vector<Handle> values;
    values.reserve(operands_.size());
    for (const NodePtr& operand : operands_) {
      if (operand == nullptr) {
        values.emplace_back();
        continue;
      }
      ARROW_ASSIGN_OR_RAISE(Handle value, operand->Evaluate(scope));
      ARROW_RETURN_NOT_OK(held.Add(value.bytes()));
      // Most functions of a text run over it.
      if (const auto* text = value->get_if<std::string>()) {
        ARROW_RETURN_NOT_OK(scope->budget()->Count(text->size() / 64));
      }
      values.push_back(std::move(value));
    }
    if (called_.spreads && values.size() == 1 && values[0]->is<Array>()) {
      return Spread(*values[0], scope);
    }
    return Apply(values, scope);
  }

 private:
  Result<Handle> Apply(std::span<Handle> values, Scope* scope) const {
    Operands operands(called_.name, values, operands_, scope);
    ARROW_ASSIGN_OR_RAISE(Value result, called_.apply(&operands));
    ARROW_RETURN_NOT_OK(scope->budget()->CountBytes(FootprintOf(result)));
    return Handle(std::move(result));
  }

  Result<Handle> Spread(const Value& value, Scope* scope) const {
    const Array& array = value.get<Array>();
    ARROW_RETURN_NOT_OK(scope->budget()->Count(array.size()));
    std::vector<Handle> values;
    values.reserve(array.size());
    for (const Value& element : array.values) values.push_back(Handle::Borrow(element));
    return Apply(values, scope);
  }

  const Operator& called_;
  std::vector<NodePtr> operands_;
};

}  // namespace

Status Operands::Fail(std::string_view message) const {
  return InvalidArgument("", std::string(name_) + std::string(message));
}

const Operator* FindOperator(std::string_view name) {
  for (const auto table :
       {ComparisonOperators(), ArithmeticOperators(), MathOperators(),
        AccumulatorOperators(), StringOperators(), EditOperators(), ArrayOperators(),
        ObjectOperators(), SetOperators(), SortOperators(), ConversionOperators(),
        DatePartOperators(), DateTextOperators(), DateMathOperators()}) {
    for (const Operator& entry : table) {
      if (entry.name == name) return &entry;
    }
  }
  return nullptr;
}

NodePtr MakeCall(const Operator& called, std::vector<NodePtr> operands) {
  return std::make_unique<Call>(called, std::move(operands));
}

std::string_view NameOfType(const Value& value) {
  return value.is<Undefined>() ? "missing" : TypeName(value.type());
}

std::string Shown(const Value& value) {
  constexpr size_t kMaxShown = 120;
  if (value.is<Undefined>()) return "missing";
  return CutText(ToExtJson(value, ExtJsonMode::kRelaxed), kMaxShown);
}

Result<size_t> SearchBound(Operands* operands, size_t i, size_t absent) {
  if (i >= operands->size()) return absent;
  const Value& value = (*operands)[i];
  const std::string what = i == 2 ? "starting index" : "ending index";
  const std::optional<int32_t> number = WholeInt32(value);
  if (!number) {
    return operands->Fail(" requires an integral " + what +
                          ", found a value of type: " + std::string(NameOfType(value)) +
                          ", with value: " + Shown(value));
  }
  if (*number < 0) {
    return operands->Fail(" requires a nonnegative " + what +
                          ", found: " + std::to_string(*number));
  }
  return static_cast<size_t>(*number);
}

}  // namespace delta_utils::internal
