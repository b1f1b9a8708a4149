// $sortArray, $zip. MongoDB manual, "Array Expression Operators".
#include <algorithm>

#include "delta_utils/base/compare.h"
#include "delta_utils/expression/parser_internal.h"

namespace delta_utils::internal {
namespace {

struct SortKey {
  std::vector<std::string> path;  // empty: the element itself
  int sign = 1;
};

class SortArray : public Node {
 public:
  SortArray(NodePtr input, std::vector<SortKey> keys)
      : input_(std::move(input)), keys_(std::move(keys)) {}

  Result<Handle> Evaluate(Scope* scope) const override {
    ARROW_ASSIGN_OR_RAISE(Handle input, input_->Evaluate(scope));
    if (IsNullish(*input)) return Handle(Value(Null{}));
    if (!input->is<Array>()) {
      return InvalidArgument("",
                             "The input argument to $sortArray must be an array, but was "
                             "of type: " +
                                 std::string(NameOfType(*input)));
    }
    Held held(scope->budget());
    const int64_t bytes = FootprintOf(*input);
    ARROW_RETURN_NOT_OK(held.Add(2 * bytes));
    ARROW_RETURN_NOT_OK(scope->budget()->CountBytes(16 * bytes));
    Value value = input.Take();
    std::stable_sort(value.get<Array>().values.begin(), value.get<Array>().values.end(),
                     [this](const Value& a, const Value& b) { return IsBefore(a, b); });
    return Handle(std::move(value));
  }

 private:
  /// What lies there by way of objects; null if nothing.
  const Value& At(const Value& value, const std::vector<std::string>& path) const {
    const Value* at = &value;
    for (const std::string& name : path) {
      const Object* object = at->get_if<Object>();
      at = object == nullptr ? nullptr : object->Find(name);
      if (at == nullptr) return null_;
    }
    return *at;
  }

  bool IsBefore(const Value& a, const Value& b) const {
    for (const SortKey& key : keys_) {
      const int order = Compare(At(a, key.path), At(b, key.path)) * key.sign;
      if (order != 0) return order < 0;
    }
    return false;
  }

  NodePtr input_;
  std::vector<SortKey> keys_;
  Value null_ = Null{};
};

Result<int> ParseDirection(const Value& direction) {
  if (direction.is_number() && Compare(direction, Value(int32_t{1})) == 0) return 1;
  if (direction.is_number() && Compare(direction, Value(int32_t{-1})) == 0) return -1;
  return InvalidArgument("",
                         "$sortArray: a direction must be 1 (ascending) or -1 "
                         "(descending), not " +
                             Shown(direction));
}

Result<NodePtr> ParseSortArray(std::string_view name, const Value& operand,
                               Parser* parser) {
  static constexpr Parameter kParameters[] = {{"input", true}, {"sortBy", true}};
  ARROW_ASSIGN_OR_RAISE(const std::vector<const Value*> parts,
                        NamedOperands(name, operand, kParameters));
  ARROW_ASSIGN_OR_RAISE(NodePtr input, parser->Parse(*parts[0]));
  std::vector<SortKey> keys;
  if (const Object* pattern = parts[1]->get_if<Object>()) {
    for (const Field& field : pattern->fields) {
      SortKey key;
      ARROW_ASSIGN_OR_RAISE(key.path, SplitPath(field.name));
      ARROW_ASSIGN_OR_RAISE(key.sign, ParseDirection(field.value));
      keys.push_back(std::move(key));
    }
  } else {
    ARROW_ASSIGN_OR_RAISE(const int sign, ParseDirection(*parts[1]));
    keys.push_back({{}, sign});
  }
  if (keys.empty()) {
    return InvalidArgument("", "$sortArray must have at least one sort key");
  }
  return std::make_unique<SortArray>(std::move(input), std::move(keys));
}

Status CheckZip(const Operands& operands) {
  const Value& longest = operands[1];
  if (operands.is_given(1) && !longest.is<bool>()) {
    return InvalidArgument("", "'useLongestLength' must be a bool, found " +
                                   std::string(NameOfType(longest)));
  }
  if (!operands.is_given(2)) return Status::OK();
  if (!operands.is_given(1) || !longest.get<bool>()) {
    return InvalidArgument("", "cannot specify defaults unless useLongestLength is true");
  }
  const Array* defaults = operands[2].get_if<Array>();
  if (defaults == nullptr || defaults->size() != operands[0].get<Array>().size()) {
    return InvalidArgument("", "defaults and inputs must have the same length");
  }
  return Status::OK();
}

Result<Value> Zip(Operands* operands) {
  const Array* inputs = (*operands)[0].get_if<Array>();
  if (inputs == nullptr) {
    return InvalidArgument("", "inputs must be an array of expressions, found " +
                                   std::string(NameOfType((*operands)[0])));
  }
  if (inputs->size() == 0) {
    return operands->Fail(" requires at least one input array");
  }
  ARROW_RETURN_NOT_OK(CheckZip(*operands));
  const bool is_longest = operands->is_given(1) && (*operands)[1].get<bool>();
  size_t size = is_longest ? 0 : static_cast<size_t>(-1);
  for (const Value& input : inputs->values) {
    if (IsNullish(input)) return Value(Null{});
    if (!input.is<Array>()) {
      return operands->Fail(" found a non-array expression in input: " + Shown(input));
    }
    const size_t own = input.get<Array>().size();
    size = is_longest ? std::max(size, own) : std::min(size, own);
  }
  Held held(operands->budget());
  Array rows;
  for (size_t i = 0; i < size; ++i) {
    Array row;
    for (size_t j = 0; j < inputs->size(); ++j) {
      const auto& values = inputs->values[j].get<Array>().values;
      if (i < values.size()) {
        row.values.push_back(values[i]);
      } else if (operands->is_given(2)) {
        row.values.push_back((*operands)[2].get<Array>().values[j]);
      } else {
        row.values.emplace_back(Null{});
      }
    }
    rows.values.emplace_back(std::move(row));
    ARROW_RETURN_NOT_OK(held.Add(FootprintOf(rows.values.back())));
  }
  return Value(std::move(rows));
}

}  // namespace

std::span<const Form> SortForms() {
  static constexpr Form kForms[] = {{"$sortArray", ParseSortArray}};
  return kForms;
}

std::span<const Operator> SortOperators() {
  static constexpr Parameter kZip[] = {
      {"inputs", true}, {"useLongestLength"}, {"defaults"}};
  static constexpr Operator kOperators[] = {{"$zip", Zip, 1, 1, kZip}};
  return kOperators;
}

}  // namespace delta_utils::internal
