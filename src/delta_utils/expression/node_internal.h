// The tree of an expression, and what one evaluation of it carries.
//
// A node gives a Handle: a value of its own, or one that lies elsewhere (in a constant,
// in the document, in a variable), so that reading a large array copies nothing. What a
// handle borrows from lives as long as the Scope; only what a loop binds anew (the
// element of $map, the value of $reduce) ends with the next turn, and loops take what
// they keep.
//
// Threads: nodes are immutable and shared; a Scope is for one evaluation.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/expression/budget_internal.h"
#include "delta_utils/expression/expression.h"
#include "delta_utils/expression/pattern.h"

namespace delta_utils::internal {

class Handle {
 public:
  Handle() : owned_(Undefined{}) {}
  // NOLINTNEXTLINE(google-explicit-constructor): what functions make becomes a handle
  Handle(Value value) : owned_(std::move(value)) {}
  static Handle Borrow(const Value& value) {
    Handle handle;
    handle.borrowed_ = &value;
    return handle;
  }

  const Value& operator*() const { return borrowed_ != nullptr ? *borrowed_ : owned_; }
  const Value* operator->() const { return &**this; }
  bool is_owned() const { return borrowed_ == nullptr; }
  /// The value, moved if it is owned, else copied.
  Value Take() { return borrowed_ != nullptr ? *borrowed_ : std::move(owned_); }
  /// The value to change; the handle owns it.
  Value& owned() { return owned_; }
  /// What it takes up itself: nothing, if it borrows.
  int64_t bytes() const { return is_owned() ? FootprintOf(owned_) : 0; }

 private:
  const Value* borrowed_ = nullptr;
  Value owned_;
};

/// Null, undefined or missing.
inline bool IsNullish(const Value& value) {
  return value.is<Null>() || value.is<Undefined>();
}

/// A path into the document: a top-level field and what follows; none: all of it.
struct DocumentPath {
  std::vector<std::string> parts;
  bool operator==(const DocumentPath&) const = default;
};

class Scope {
 public:
  Scope(FieldSource* document, const std::vector<DocumentPath>* paths, size_t variables,
        PatternScratch* scratch);

  /// What the document has there, looked up once; Undefined{} if nothing.
  Result<const Value*> AtPath(size_t path);
  const Value& variable(size_t slot) const { return *variables_[slot].value; }
  /// The old value ends.
  Status Bind(size_t slot, Handle value);

  Budget* budget() { return &budget_; }
  PatternScratch* pattern_scratch() { return scratch_; }

 private:
  struct Variable {
    Handle value;
    int64_t bytes = 0;
  };

  FieldSource* document_;
  const std::vector<DocumentPath>* paths_;
  std::vector<std::optional<Value>> found_;  // as paths_
  std::vector<Variable> variables_;
  Budget budget_;
  PatternScratch* scratch_;
};

class Node {
 public:
  virtual ~Node() = default;
  virtual Result<Handle> Evaluate(Scope* scope) const = 0;
  /// What it always gives, nullptr if that depends on something.
  virtual const Value* constant() const { return nullptr; }
};

using NodePtr = std::unique_ptr<const Node>;

/// `Undefined{}` is a constant too: nothing.
NodePtr MakeConstant(Value value);
NodePtr MakePath(size_t path);
/// A variable, or what lies at a path into it.
NodePtr MakeVariable(size_t slot, std::vector<std::string> path);
/// Constants, if all parts are.
NodePtr MakeArray(std::vector<NodePtr> elements);
NodePtr MakeObject(std::vector<std::pair<std::string, NodePtr>> fields);

/// What lies at `parts`, mapped over arrays: MongoDB manual, "Field Paths". Numbers are
/// names, never indices. A handle that borrows from `value` or owns.
Result<Handle> Walk(const Value& value, const std::vector<std::string>& parts,
                    Budget* budget);

}  // namespace delta_utils::internal
