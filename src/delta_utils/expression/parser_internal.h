// Parser: from a Value to a tree of nodes; and Forms, which read their operands
// themselves because they evaluate only some of them, or bind variables.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/expression/operator_internal.h"

namespace delta_utils::internal {

class Parser;

struct Form {
  std::string_view name;
  Result<NodePtr> (*parse)(std::string_view name, const Value& operand, Parser* parser);
};

std::span<const Form> ConditionForms();
std::span<const Form> LoopForms();
std::span<const Form> RegexForms();
std::span<const Form> ConversionForms();
std::span<const Form> SortForms();

class Parser {
 public:
  static constexpr int kMaxDepth = 100;

  Result<NodePtr> Parse(const Value& value);

  /// The operands of a list, or the only one; checks how many there are.
  Result<std::vector<NodePtr>> ParseOperands(std::string_view name, const Value& operand,
                                             size_t min, size_t max);
  /// The named operands, in the order of `parameters`, null pointers for absent ones.
  Result<std::vector<NodePtr>> ParseNamed(std::string_view name, const Value& operand,
                                          std::span<const Parameter> parameters);

  /// Makes a variable known from now on, until it is taken off; returns its slot, which
  /// no other variable has.
  size_t PushVariable(std::string name);
  void PopVariables(size_t count);

  const std::vector<DocumentPath>& paths() const { return paths_; }
  size_t variables() const { return slots_; }

 private:
  struct Variable {
    std::string name;
    size_t slot;
  };

  Result<NodePtr> ParseText(const std::string& text);
  Result<NodePtr> ParseVariable(std::string_view text);
  Result<NodePtr> ParseObject(const Object& object);
  Result<NodePtr> ParseOperator(const Field& field);
  /// A path into the document, or into what $let has made of $$CURRENT.
  NodePtr PathNode(std::vector<std::string> parts);
  NodePtr DocumentNode(std::vector<std::string> parts);
  const Variable* FindVariable(std::string_view name) const;

  int depth_ = 0;
  size_t slots_ = 0;
  std::vector<Variable> variables_;
  std::vector<DocumentPath> paths_;
  std::map<std::vector<std::string>, size_t> path_indices_;
};

/// The fields of a named operand, not parsed, in the order of `parameters`; nullptr for
/// what is absent.
Result<std::vector<const Value*>> NamedOperands(std::string_view name,
                                                const Value& operand,
                                                std::span<const Parameter> parameters);

/// The parts of "a.b"; an error if one cannot be the name of a field in a path.
Result<std::vector<std::string>> SplitPath(std::string_view path);

/// An error if users may not call a variable so.
Status CheckVariableName(std::string_view name);

/// Whether MongoDB has an operator of this name, whether or not it is here.
bool IsKnownElsewhere(std::string_view name);

}  // namespace delta_utils::internal
