#include "delta_utils/expression/expression.h"

#include <set>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/expression/parser_internal.h"

namespace delta_utils {
namespace {

using internal::DocumentPath;
using internal::Handle;
using internal::NodePtr;
using internal::Parser;
using internal::Scope;

class Tree : public Expression {
 public:
  using Expression::Evaluate;

  Tree(NodePtr root, const Parser& parser)
      : root_(std::move(root)), paths_(parser.paths()), variables_(parser.variables()) {}

  Result<Value> Evaluate(FieldSource& document, PatternScratch* scratch) const override {
    Scope scope(&document, &paths_, variables_, scratch);
    ARROW_ASSIGN_OR_RAISE(Handle value, root_->Evaluate(&scope));
    return value.Take();
  }

  std::vector<std::string> ReferencedFields(bool* all) const override {
    *all = false;
    std::set<std::string> fields;
    for (const DocumentPath& path : paths_) {
      if (path.parts.empty()) {
        *all = true;
      } else {
        fields.insert(path.parts.front());
      }
    }
    return {fields.begin(), fields.end()};
  }

 private:
  NodePtr root_;
  std::vector<DocumentPath> paths_;
  size_t variables_;
};

}  // namespace

Result<std::shared_ptr<const Expression>> Expression::Parse(const Value& expression) {
  Parser parser;
  ARROW_ASSIGN_OR_RAISE(NodePtr root, parser.Parse(expression));
  return std::make_shared<Tree>(std::move(root), parser);
}

Result<Value> Expression::Evaluate(FieldSource& document) const {
  PatternScratch scratch;
  return Evaluate(document, &scratch);
}

bool IsTruthy(const Value& value) {
  switch (value.type()) {
    case ValueType::kNull:
    case ValueType::kUndefined:
      return false;
    case ValueType::kBool:
      return value.get<bool>();
    case ValueType::kInt32:
      return value.get<int32_t>() != 0;
    case ValueType::kInt64:
      return value.get<int64_t>() != 0;
    case ValueType::kDouble:
      return value.get<double>() != 0;
    case ValueType::kDecimal128: {
      const DecimalParts parts = PartsOf(value.get<Decimal128>());
      return parts.form != DecimalParts::Form::kFinite || parts.coefficient != 0;
    }
    default:
      return true;
  }
}

}  // namespace delta_utils
