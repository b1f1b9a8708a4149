// $map, $filter, $reduce: an expression for each element of an array.
// MongoDB manual, "Array Expression Operators".
#include <algorithm>

#include "delta_utils/expression/number_internal.h"
#include "delta_utils/expression/parser_internal.h"

namespace delta_utils::internal {
namespace {

class Map : public Node {
 public:
  Map(NodePtr input, size_t slot, NodePtr body)
      : input_(std::move(input)), slot_(slot), body_(std::move(body)) {}

  Result<Handle> Evaluate(Scope* scope) const override {
    ARROW_ASSIGN_OR_RAISE(const Handle input, input_->Evaluate(scope));
    if (IsNullish(*input)) return Handle(Value(Null{}));
    const Array* array = input->get_if<Array>();
    if (array == nullptr) {
      return InvalidArgument(
          "", "input to $map must be an array not " + std::string(NameOfType(*input)));
    }
    Held held(scope->budget());
    ARROW_RETURN_NOT_OK(held.Add(input.bytes()));
    Array results;
    for (const Value& element : array->values) {
      ARROW_RETURN_NOT_OK(scope->budget()->Count(1));
      ARROW_RETURN_NOT_OK(scope->Bind(slot_, Handle::Borrow(element)));
      ARROW_ASSIGN_OR_RAISE(Handle result, body_->Evaluate(scope));
      const int64_t bytes = FootprintOf(*result);
      ARROW_RETURN_NOT_OK(held.Add(bytes));
      ARROW_RETURN_NOT_OK(scope->budget()->CountBytes(bytes));
      results.values.push_back(result->is<Undefined>() ? Value(Null{}) : result.Take());
    }
    return Handle(std::move(results));
  }

 private:
  NodePtr input_;
  size_t slot_;
  NodePtr body_;
};

class FilterNode : public Node {
 public:
  FilterNode(NodePtr input, NodePtr limit, size_t slot, NodePtr condition)
      : input_(std::move(input)),
        limit_(std::move(limit)),
        slot_(slot),
        condition_(std::move(condition)) {}

  Result<Handle> Evaluate(Scope* scope) const override {
    ARROW_ASSIGN_OR_RAISE(Handle input, input_->Evaluate(scope));
    if (IsNullish(*input)) return Handle(Value(Null{}));
    if (!input->is<Array>()) {
      return InvalidArgument(
          "", "input to $filter must be an array not " + std::string(NameOfType(*input)));
    }
    ARROW_ASSIGN_OR_RAISE(const size_t limit, Limit(scope));
    Held held(scope->budget());
    ARROW_RETURN_NOT_OK(held.Add(input.bytes()));
    Array results;
    for (size_t i = 0; i < input->get<Array>().size() && results.size() < limit; ++i) {
      const Value& element = input->get<Array>().values[i];
      ARROW_RETURN_NOT_OK(scope->budget()->Count(1));
      ARROW_RETURN_NOT_OK(scope->Bind(slot_, Handle::Borrow(element)));
      ARROW_ASSIGN_OR_RAISE(const Handle condition, condition_->Evaluate(scope));
      if (!IsTruthy(*condition)) continue;
      const int64_t bytes = FootprintOf(element);
      ARROW_RETURN_NOT_OK(held.Add(bytes));
      ARROW_RETURN_NOT_OK(scope->budget()->CountBytes(bytes));
      results.values.push_back(element);
    }
    return Handle(std::move(results));
  }

 private:
  Result<size_t> Limit(Scope* scope) const {
    if (limit_ == nullptr) return static_cast<size_t>(-1);
    ARROW_ASSIGN_OR_RAISE(const Handle limit, limit_->Evaluate(scope));
    if (IsNullish(*limit)) return static_cast<size_t>(-1);
    const std::optional<int32_t> number = WholeInt32(*limit);
    if (!number) {
      return InvalidArgument("",
                             "$filter: limit must be represented as a 32-bit integral "
                             "value: " +
                                 Shown(*limit));
    }
    if (*number <= 0) {
      return InvalidArgument(
          "", "$filter: limit must be greater than 0: " + std::to_string(*number));
    }
    return static_cast<size_t>(*number);
  }

  NodePtr input_;
  NodePtr limit_;
  size_t slot_;
  NodePtr condition_;
};

class Reduce : public Node {
 public:
  Reduce(NodePtr input, NodePtr initial, size_t value_slot, size_t element_slot,
         NodePtr body)
      : input_(std::move(input)),
        initial_(std::move(initial)),
        value_slot_(value_slot),
        element_slot_(element_slot),
        body_(std::move(body)) {}

  Result<Handle> Evaluate(Scope* scope) const override {
    ARROW_ASSIGN_OR_RAISE(const Handle input, input_->Evaluate(scope));
    if (IsNullish(*input)) return Handle(Value(Null{}));
    const Array* array = input->get_if<Array>();
    if (array == nullptr) {
      return InvalidArgument(
          "", "$reduce requires that 'input' be an array, found: " + Shown(*input));
    }
    Held held(scope->budget());
    ARROW_RETURN_NOT_OK(held.Add(input.bytes()));
    ARROW_ASSIGN_OR_RAISE(Handle value, initial_->Evaluate(scope));
    for (const Value& element : array->values) {
      ARROW_RETURN_NOT_OK(scope->budget()->Count(1));
      ARROW_RETURN_NOT_OK(scope->Bind(value_slot_, std::move(value)));
      ARROW_RETURN_NOT_OK(scope->Bind(element_slot_, Handle::Borrow(element)));
      ARROW_ASSIGN_OR_RAISE(value, body_->Evaluate(scope));
      if (value.is_owned()) continue;
      // It may lie in the old value or in the input, which both end.
      ARROW_RETURN_NOT_OK(scope->budget()->CountBytes(FootprintOf(*value)));
      value = Handle(value.Take());
    }
    return value;
  }

 private:
  NodePtr input_;
  NodePtr initial_;
  size_t value_slot_;
  size_t element_slot_;
  NodePtr body_;
};

/// The name after 'as'; "this" if there is none.
Result<std::string> ElementName(const Value* as) {
  if (as == nullptr) return std::string("this");
  const std::string* name = as->get_if<std::string>();
  if (name == nullptr) {
    return InvalidArgument(
        "", "the variable's name must be a string, not " + std::string(NameOfType(*as)));
  }
  ARROW_RETURN_NOT_OK(CheckVariableName(*name));
  return *name;
}

/// `body` with a variable of this name known in it; its slot goes to `slot`.
Result<NodePtr> ParseBody(const Value& body, std::string name, Parser* parser,
                          size_t* slot) {
  *slot = parser->PushVariable(std::move(name));
  Result<NodePtr> node = parser->Parse(body);
  parser->PopVariables(1);
  return node;
}

Result<NodePtr> ParseMap(std::string_view name, const Value& operand, Parser* parser) {
  static constexpr Parameter kParameters[] = {{"input", true}, {"as"}, {"in", true}};
  ARROW_ASSIGN_OR_RAISE(const std::vector<const Value*> parts,
                        NamedOperands(name, operand, kParameters));
  ARROW_ASSIGN_OR_RAISE(NodePtr input, parser->Parse(*parts[0]));
  ARROW_ASSIGN_OR_RAISE(std::string variable, ElementName(parts[1]));
  size_t slot = 0;
  ARROW_ASSIGN_OR_RAISE(NodePtr body,
                        ParseBody(*parts[2], std::move(variable), parser, &slot));
  return std::make_unique<Map>(std::move(input), slot, std::move(body));
}

Result<NodePtr> ParseFilterForm(std::string_view name, const Value& operand,
                                Parser* parser) {
  static constexpr Parameter kParameters[] = {
      {"input", true}, {"as"}, {"cond", true}, {"limit"}};
  ARROW_ASSIGN_OR_RAISE(const std::vector<const Value*> parts,
                        NamedOperands(name, operand, kParameters));
  ARROW_ASSIGN_OR_RAISE(NodePtr input, parser->Parse(*parts[0]));
  NodePtr limit;
  if (parts[3] != nullptr) {
    ARROW_ASSIGN_OR_RAISE(limit, parser->Parse(*parts[3]));
  }
  ARROW_ASSIGN_OR_RAISE(std::string variable, ElementName(parts[1]));
  size_t slot = 0;
  ARROW_ASSIGN_OR_RAISE(NodePtr condition,
                        ParseBody(*parts[2], std::move(variable), parser, &slot));
  return std::make_unique<FilterNode>(std::move(input), std::move(limit), slot,
                                      std::move(condition));
}

Result<NodePtr> ParseReduce(std::string_view name, const Value& operand, Parser* parser) {
  static constexpr Parameter kParameters[] = {
      {"input", true}, {"initialValue", true}, {"in", true}};
  ARROW_ASSIGN_OR_RAISE(const std::vector<const Value*> parts,
                        NamedOperands(name, operand, kParameters));
  ARROW_ASSIGN_OR_RAISE(NodePtr input, parser->Parse(*parts[0]));
  ARROW_ASSIGN_OR_RAISE(NodePtr initial, parser->Parse(*parts[1]));
  const size_t value_slot = parser->PushVariable("value");
  size_t slot = 0;
  Result<NodePtr> body = ParseBody(*parts[2], "this", parser, &slot);
  parser->PopVariables(1);
  ARROW_RETURN_NOT_OK(body.status());
  return std::make_unique<Reduce>(std::move(input), std::move(initial), value_slot, slot,
                                  *std::move(body));
}

}  // namespace

std::span<const Form> LoopForms() {
  static constexpr Form kForms[] = {
      {"$map", ParseMap}, {"$filter", ParseFilterForm}, {"$reduce", ParseReduce}};
  return kForms;
}

}  // namespace delta_utils::internal
