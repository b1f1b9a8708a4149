#include <algorithm>
#include <span>

#include "delta_utils/expression/node_internal.h"

namespace delta_utils::internal {
namespace {

class Constant : public Node {
 public:
  explicit Constant(Value value) : value_(std::move(value)) {}
  Result<Handle> Evaluate(Scope*) const override { return Handle::Borrow(value_); }
  const Value* constant() const override { return &value_; }

 private:
  Value value_;
};

class PathNode : public Node {
 public:
  explicit PathNode(size_t path) : path_(path) {}
  Result<Handle> Evaluate(Scope* scope) const override {
    ARROW_ASSIGN_OR_RAISE(const Value* value, scope->AtPath(path_));
    return Handle::Borrow(*value);
  }

 private:
  size_t path_;
};

class VariableNode : public Node {
 public:
  VariableNode(size_t slot, std::vector<std::string> path)
      : slot_(slot), path_(std::move(path)) {}
  Result<Handle> Evaluate(Scope* scope) const override {
    return Walk(scope->variable(slot_), path_, scope->budget());
  }

 private:
  size_t slot_;
  std::vector<std::string> path_;
};

class ArrayNode : public Node {
 public:
  explicit ArrayNode(std::vector<NodePtr> elements) : elements_(std::move(elements)) {}
  Result<Handle> Evaluate(Scope* scope) const override {
    ARROW_RETURN_NOT_OK(scope->budget()->Count(1 + elements_.size()));
    Held held(scope->budget());
    Array array;
    array.values.reserve(elements_.size());
    for (const NodePtr& element : elements_) {
      ARROW_ASSIGN_OR_RAISE(Handle value, element->Evaluate(scope));
      const int64_t bytes = FootprintOf(*value);
      ARROW_RETURN_NOT_OK(held.Add(bytes));
      ARROW_RETURN_NOT_OK(scope->budget()->CountBytes(bytes));
      // An array has no holes.
      array.values.push_back(value->is<Undefined>() ? Value(Null{}) : value.Take());
    }
    return Handle(std::move(array));
  }

 private:
  std::vector<NodePtr> elements_;
};

class ObjectNode : public Node {
 public:
  explicit ObjectNode(std::vector<std::pair<std::string, NodePtr>> fields)
      : fields_(std::move(fields)) {}
  Result<Handle> Evaluate(Scope* scope) const override {
    ARROW_RETURN_NOT_OK(scope->budget()->Count(1 + fields_.size()));
    Held held(scope->budget());
    Object object;
    object.fields.reserve(fields_.size());
    for (const auto& [name, node] : fields_) {
      ARROW_ASSIGN_OR_RAISE(Handle value, node->Evaluate(scope));
      if (value->is<Undefined>()) continue;
      const int64_t bytes = FootprintOf(*value);
      ARROW_RETURN_NOT_OK(held.Add(bytes));
      ARROW_RETURN_NOT_OK(scope->budget()->CountBytes(bytes));
      object.Append(name, value.Take());
    }
    return Handle(std::move(object));
  }

 private:
  std::vector<std::pair<std::string, NodePtr>> fields_;
};

using Parts = std::span<const std::string>;

Result<Handle> WalkArray(const Array& array, Parts parts, Budget* budget);

Result<Handle> WalkParts(const Value& value, Parts parts, Budget* budget) {
  const Value* at = &value;
  while (!parts.empty()) {
    if (const Array* array = at->get_if<Array>()) return WalkArray(*array, parts, budget);
    const Object* object = at->get_if<Object>();
    if (object == nullptr) return Handle();
    ARROW_RETURN_NOT_OK(budget->Count(1 + object->size() / 8));
    at = object->Find(parts.front());
    if (at == nullptr) return Handle();
    parts = parts.subspan(1);
  }
  return Handle::Borrow(*at);
}

Result<Handle> WalkArray(const Array& array, Parts parts, Budget* budget) {
  ARROW_RETURN_NOT_OK(budget->Count(1 + array.size()));
  Array results;
  for (const Value& element : array.values) {
    // One array for each step: arrays in arrays are left out.
    if (!element.is<Object>()) continue;
    ARROW_ASSIGN_OR_RAISE(Handle found, WalkParts(element, parts, budget));
    // Nothing; an undefined that is there is borrowed, and stays.
    if (found.is_owned() && found->is<Undefined>()) continue;
    ARROW_RETURN_NOT_OK(budget->CountBytes(FootprintOf(*found)));
    results.values.push_back(found.Take());
  }
  return Handle(std::move(results));
}

bool AllConstant(const std::vector<NodePtr>& nodes) {
  return std::all_of(nodes.begin(), nodes.end(),
                     [](const NodePtr& node) { return node->constant() != nullptr; });
}

}  // namespace

Scope::Scope(FieldSource* document, const std::vector<DocumentPath>* paths,
             size_t variables, PatternScratch* scratch)
    : document_(document),
      paths_(paths),
      found_(paths->size()),
      variables_(variables),
      scratch_(scratch) {}

Result<const Value*> Scope::AtPath(size_t path) {
  std::optional<Value>& found = found_[path];
  if (found) return &*found;
  const std::vector<std::string>& parts = (*paths_)[path].parts;
  if (parts.empty()) {
    ARROW_ASSIGN_OR_RAISE(const Object* whole, document_->Whole());
    found.emplace(*whole);
  } else {
    ARROW_ASSIGN_OR_RAISE(const Value* field, document_->Field(parts.front()));
    if (field == nullptr) {
      found.emplace(Undefined{});
    } else {
      ARROW_ASSIGN_OR_RAISE(Handle value,
                            WalkParts(*field, Parts(parts).subspan(1), &budget_));
      found.emplace(value.Take());
    }
  }
  const int64_t bytes = FootprintOf(*found);
  ARROW_RETURN_NOT_OK(budget_.CountBytes(bytes));
  ARROW_RETURN_NOT_OK(budget_.Hold(bytes));
  return &*found;
}

Status Scope::Bind(size_t slot, Handle value) {
  Variable& variable = variables_[slot];
  budget_.Release(variable.bytes);
  variable.bytes = value.bytes();
  variable.value = std::move(value);
  return budget_.Hold(variable.bytes);
}

NodePtr MakeConstant(Value value) { return std::make_unique<Constant>(std::move(value)); }

NodePtr MakePath(size_t path) { return std::make_unique<PathNode>(path); }

NodePtr MakeVariable(size_t slot, std::vector<std::string> path) {
  return std::make_unique<VariableNode>(slot, std::move(path));
}

NodePtr MakeArray(std::vector<NodePtr> elements) {
  if (!AllConstant(elements)) return std::make_unique<ArrayNode>(std::move(elements));
  Array array;
  for (const NodePtr& element : elements) {
    const Value& value = *element->constant();
    array.values.push_back(value.is<Undefined>() ? Value(Null{}) : value);
  }
  return MakeConstant(std::move(array));
}

NodePtr MakeObject(std::vector<std::pair<std::string, NodePtr>> fields) {
  const bool is_constant =
      std::all_of(fields.begin(), fields.end(),
                  [](const auto& field) { return field.second->constant() != nullptr; });
  if (!is_constant) return std::make_unique<ObjectNode>(std::move(fields));
  Object object;
  for (auto& [name, node] : fields) {
    if (node->constant()->is<Undefined>()) continue;
    object.Append(std::move(name), *node->constant());
  }
  return MakeConstant(std::move(object));
}

Result<Handle> Walk(const Value& value, const std::vector<std::string>& parts,
                    Budget* budget) {
  return WalkParts(value, parts, budget);
}

}  // namespace delta_utils::internal
