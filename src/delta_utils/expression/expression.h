// MongoDB's aggregation expressions, as $expr evaluates them.
//
//   ARROW_ASSIGN_OR_RAISE(auto e, Expression::Parse(*ParseExtJson(R"({"$gt": ["$a",
//   1]})"))); ARROW_ASSIGN_OR_RAISE(Value v, e->Evaluate(source));
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils {

/// A document that an expression reads from, field by field.
class FieldSource {
 public:
  virtual ~FieldSource() = default;
  /// The top-level field, nullptr if there is none; valid until the next call.
  virtual Result<const Value*> Field(std::string_view name) = 0;
  /// The whole document, for $$ROOT; valid until the next call.
  virtual Result<const Object*> Whole() = 0;
};

/// An Object as a source. Borrows it.
class ObjectSource : public FieldSource {
 public:
  explicit ObjectSource(const Object& document) : document_(document) {}
  Result<const Value*> Field(std::string_view name) override {
    return document_.Find(name);
  }
  Result<const Object*> Whole() override { return &document_; }

 private:
  const Object& document_;
};

class Expression {
 public:
  static Result<std::shared_ptr<const Expression>> Parse(const Value& expression);
  virtual ~Expression() = default;

  /// Undefined{} stands for a missing result.
  virtual Result<Value> Evaluate(FieldSource& document) const = 0;
  /// The top-level fields it reads, sorted, each once; `*all` if it reads $$ROOT.
  virtual std::vector<std::string> ReferencedFields(bool* all) const = 0;
};

/// What $expr, $cond and the boolean operators take for true: all but false, null,
/// undefined, missing and numbers equal to 0.
bool IsTruthy(const Value& value);

}  // namespace delta_utils
