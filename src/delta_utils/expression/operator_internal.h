// Operators: functions of values that are already there, in tables by name.
//
// A table's row says how many operands there are, or their names; the parser checks that
// and makes the Call, which evaluates all of them before it calls the function. What must
// not evaluate all, or binds variables, is a Form instead (form_internal.h).
//
// Threads: functions are pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/expression/node_internal.h"

namespace delta_utils::internal {

/// The evaluated operands of one call.
class Operands {
 public:
  Operands(std::string_view name, std::span<Handle> values,
           std::span<const NodePtr> nodes, Scope* scope)
      : name_(name), values_(values), nodes_(nodes), scope_(scope) {}

  /// The operator's name with its $.
  std::string_view name() const { return name_; }
  size_t size() const { return values_.size(); }
  /// Undefined{} for a named operand that is not there.
  const Value& operator[](size_t i) const { return *values_[i]; }
  Value Take(size_t i) { return values_[i].Take(); }
  /// Whether the expression names the operand, whatever it evaluates to.
  bool is_given(size_t i) const { return nodes_[i] != nullptr; }
  Budget* budget() const { return scope_->budget(); }
  PatternScratch* pattern_scratch() const { return scope_->pattern_scratch(); }

  /// InvalidArgument: the name and `message`, which begins with a blank or so.
  Status Fail(std::string_view message) const;

 private:
  std::string_view name_;
  std::span<Handle> values_;
  std::span<const NodePtr> nodes_;
  Scope* scope_;
};

struct Parameter {
  std::string_view name;
  bool is_required = false;
};

constexpr size_t kAnyNumber = static_cast<size_t>(-1);

struct Operator {
  std::string_view name;
  Result<Value> (*apply)(Operands* operands) = nullptr;
  size_t min = 1;
  size_t max = 1;
  /// Not empty: operands have names, and `min` and `max` do not count.
  std::span<const Parameter> parameters = {};
  /// The first parameter's operand may stand alone, without a name.
  bool may_stand_alone = false;
  /// The only operand may stand for all its elements, as in {$sum: "$scores"}.
  bool spreads = false;
};

/// nullptr if there is none.
const Operator* FindOperator(std::string_view name);

/// `operands` has null pointers for named ones that are not there.
NodePtr MakeCall(const Operator& called, std::vector<NodePtr> operands);

/// As in "numeric types, not string"; "missing" for Undefined{}.
std::string_view NameOfType(const Value& value);
/// The value in a message, shortened.
std::string Shown(const Value& value);

/// The starting (i == 2) or ending index of $indexOfBytes and its like; `absent` if it is
/// not given.
Result<size_t> SearchBound(Operands* operands, size_t i, size_t absent);

std::span<const Operator> ComparisonOperators();
std::span<const Operator> ArithmeticOperators();
std::span<const Operator> MathOperators();
std::span<const Operator> AccumulatorOperators();
std::span<const Operator> StringOperators();
std::span<const Operator> EditOperators();
std::span<const Operator> ArrayOperators();
std::span<const Operator> ObjectOperators();
std::span<const Operator> SetOperators();
std::span<const Operator> SortOperators();
std::span<const Operator> ConversionOperators();
std::span<const Operator> DatePartOperators();
std::span<const Operator> DateTextOperators();
std::span<const Operator> DateMathOperators();

}  // namespace delta_utils::internal
