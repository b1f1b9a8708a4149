// $and, $or, $cond, $ifNull, $switch, $let, $literal: what evaluates only what it needs.
// MongoDB manual, "Boolean Expression Operators", "Conditional Expression Operators".
#include "delta_utils/expression/parser_internal.h"

namespace delta_utils::internal {
namespace {

/// $and, and $or, its mirror image.
class Junction : public Node {
 public:
  Junction(bool is_and, std::vector<NodePtr> operands)
      : is_and_(is_and), operands_(std::move(operands)) {}
  Result<Handle> Evaluate(Scope* scope) const override {
    for (const NodePtr& operand : operands_) {
      ARROW_RETURN_NOT_OK(scope->budget()->Count(1));
      ARROW_ASSIGN_OR_RAISE(const Handle value, operand->Evaluate(scope));
      if (IsTruthy(*value) != is_and_) return Handle(Value(!is_and_));
    }
    return Handle(Value(is_and_));
  }

 private:
  bool is_and_;
  std::vector<NodePtr> operands_;
};

/// The first branch whose case is true, of $cond and $switch.
class Choice : public Node {
 public:
  struct Branch {
    NodePtr condition;
    NodePtr result;
  };
  Choice(std::vector<Branch> branches, NodePtr otherwise)
      : branches_(std::move(branches)), otherwise_(std::move(otherwise)) {}
  Result<Handle> Evaluate(Scope* scope) const override {
    for (const Branch& branch : branches_) {
      ARROW_RETURN_NOT_OK(scope->budget()->Count(1));
      ARROW_ASSIGN_OR_RAISE(const Handle value, branch.condition->Evaluate(scope));
      if (IsTruthy(*value)) return branch.result->Evaluate(scope);
    }
    if (otherwise_ != nullptr) return otherwise_->Evaluate(scope);
    return InvalidArgument("",
                           "$switch could not find a matching branch for an input, and "
                           "no default was specified.");
  }

 private:
  std::vector<Branch> branches_;
  NodePtr otherwise_;
};

class IfNull : public Node {
 public:
  explicit IfNull(std::vector<NodePtr> operands) : operands_(std::move(operands)) {}
  Result<Handle> Evaluate(Scope* scope) const override {
    for (size_t i = 0; i + 1 < operands_.size(); ++i) {
      ARROW_RETURN_NOT_OK(scope->budget()->Count(1));
      ARROW_ASSIGN_OR_RAISE(Handle value, operands_[i]->Evaluate(scope));
      if (!IsNullish(*value)) return value;
    }
    return operands_.back()->Evaluate(scope);
  }

 private:
  std::vector<NodePtr> operands_;
};

class Let : public Node {
 public:
  struct Binding {
    size_t slot;
    NodePtr value;
  };
  Let(std::vector<Binding> bindings, NodePtr body)
      : bindings_(std::move(bindings)), body_(std::move(body)) {}
  Result<Handle> Evaluate(Scope* scope) const override {
    for (const Binding& binding : bindings_) {
      ARROW_RETURN_NOT_OK(scope->budget()->Count(1));
      ARROW_ASSIGN_OR_RAISE(Handle value, binding.value->Evaluate(scope));
      ARROW_RETURN_NOT_OK(scope->Bind(binding.slot, std::move(value)));
    }
    return body_->Evaluate(scope);
  }

 private:
  std::vector<Binding> bindings_;
  NodePtr body_;
};

Result<NodePtr> ParseJunction(std::string_view name, const Value& operand,
                              Parser* parser) {
  ARROW_ASSIGN_OR_RAISE(std::vector<NodePtr> operands,
                        parser->ParseOperands(name, operand, 0, kAnyNumber));
  return std::make_unique<Junction>(name == "$and", std::move(operands));
}

Result<NodePtr> ParseCond(std::string_view name, const Value& operand, Parser* parser) {
  static constexpr Parameter kParameters[] = {
      {"if", true}, {"then", true}, {"else", true}};
  Result<std::vector<NodePtr>> parsed =
      operand.is<Object>() ? parser->ParseNamed(name, operand, kParameters)
                           : parser->ParseOperands(name, operand, 3, 3);
  ARROW_ASSIGN_OR_RAISE(std::vector<NodePtr> parts, std::move(parsed));
  std::vector<Choice::Branch> branches(1);
  branches[0] = {std::move(parts[0]), std::move(parts[1])};
  return std::make_unique<Choice>(std::move(branches), std::move(parts[2]));
}

Result<NodePtr> ParseIfNull(std::string_view name, const Value& operand, Parser* parser) {
  const Array* array = operand.get_if<Array>();
  const size_t count = array == nullptr ? 1 : array->size();
  if (count < 2) {
    return InvalidArgument(
        "", "$ifNull needs at least two arguments, had: " + std::to_string(count));
  }
  ARROW_ASSIGN_OR_RAISE(std::vector<NodePtr> operands,
                        parser->ParseOperands(name, operand, 2, kAnyNumber));
  return std::make_unique<IfNull>(std::move(operands));
}

Result<Choice::Branch> ParseBranch(const Value& branch, Parser* parser) {
  const Object* object = branch.get_if<Object>();
  if (object == nullptr) {
    return InvalidArgument("", "$switch expected each branch to be an object, found: " +
                                   std::string(NameOfType(branch)));
  }
  Choice::Branch parsed;
  for (const Field& field : object->fields) {
    if (field.name != "case" && field.name != "then") {
      return InvalidArgument(
          "", "$switch found an unknown argument to a branch: " + field.name);
    }
    ARROW_ASSIGN_OR_RAISE((field.name == "case" ? parsed.condition : parsed.result),
                          parser->Parse(field.value));
  }
  if (parsed.condition == nullptr) {
    return InvalidArgument("", "$switch requires each branch have a 'case' expression");
  }
  if (parsed.result == nullptr) {
    return InvalidArgument("", "$switch requires each branch have a 'then' expression.");
  }
  return parsed;
}

Result<NodePtr> ParseSwitch(std::string_view, const Value& operand, Parser* parser) {
  const Object* object = operand.get_if<Object>();
  if (object == nullptr) {
    return InvalidArgument("", "$switch requires an object as an argument, found: " +
                                   std::string(NameOfType(operand)));
  }
  std::vector<Choice::Branch> branches;
  NodePtr otherwise;
  for (const Field& field : object->fields) {
    if (field.name == "default") {
      ARROW_ASSIGN_OR_RAISE(otherwise, parser->Parse(field.value));
      continue;
    }
    if (field.name != "branches") {
      return InvalidArgument("", "$switch found an unknown argument: " + field.name);
    }
    const Array* array = field.value.get_if<Array>();
    if (array == nullptr) {
      return InvalidArgument("", "$switch expected an array for 'branches', found: " +
                                     std::string(NameOfType(field.value)));
    }
    for (const Value& branch : array->values) {
      ARROW_ASSIGN_OR_RAISE(Choice::Branch parsed, ParseBranch(branch, parser));
      branches.push_back(std::move(parsed));
    }
  }
  if (branches.empty()) {
    return InvalidArgument("", "$switch requires at least one branch.");
  }
  return std::make_unique<Choice>(std::move(branches), std::move(otherwise));
}

Result<NodePtr> ParseLet(std::string_view name, const Value& operand, Parser* parser) {
  static constexpr Parameter kParameters[] = {{"vars", true}, {"in", true}};
  ARROW_ASSIGN_OR_RAISE(const std::vector<const Value*> parts,
                        NamedOperands(name, operand, kParameters));
  const Object* vars = parts[0]->get_if<Object>();
  if (vars == nullptr) {
    return InvalidArgument("", "invalid parameter: expected an object (vars)");
  }
  std::vector<Let::Binding> bindings;
  // No variable sees another of the same $let.
  for (const Field& var : vars->fields) {
    if (var.name != "CURRENT") ARROW_RETURN_NOT_OK(CheckVariableName(var.name));
    ARROW_ASSIGN_OR_RAISE(NodePtr value, parser->Parse(var.value));
    bindings.push_back({0, std::move(value)});
  }
  for (size_t i = 0; i < bindings.size(); ++i) {
    bindings[i].slot = parser->PushVariable(vars->fields[i].name);
  }
  Result<NodePtr> body = parser->Parse(*parts[1]);
  parser->PopVariables(bindings.size());
  ARROW_RETURN_NOT_OK(body.status());
  return std::make_unique<Let>(std::move(bindings), *std::move(body));
}

Result<NodePtr> ParseLiteral(std::string_view, const Value& operand, Parser*) {
  return MakeConstant(operand);
}

}  // namespace

std::span<const Form> ConditionForms() {
  static constexpr Form kForms[] = {
      {"$and", ParseJunction},    {"$or", ParseJunction},   {"$cond", ParseCond},
      {"$ifNull", ParseIfNull},   {"$switch", ParseSwitch}, {"$let", ParseLet},
      {"$literal", ParseLiteral}, {"$const", ParseLiteral},
  };
  return kForms;
}

}  // namespace delta_utils::internal
