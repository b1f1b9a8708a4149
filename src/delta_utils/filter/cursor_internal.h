// Cursors and nodes: what Evaluator walks, over Values and over Variants.
//
// A Node is a filter and the way its path is followed: `path()`, `child(children, i)`.
// Its Cursor points at a value: `shape()`, `Field(part, &child)` of an object,
// `Elements(context)` of an array, `item(context)`. What is malformed on the way is a
// failure in the context.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "delta_utils/filter/field_path.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/item.h"
#include "delta_utils/variant/path_step_internal.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils::filter_internal {

enum class Shape : uint8_t { kScalar, kObject, kArray };

/// A place in an Object or Value.
struct ValueCursor {
  struct Array {
    const delta_utils::Array* array;
    size_t size() const { return array->values.size(); }
    ValueCursor operator[](size_t i) const { return {&array->values[i]}; }
  };

  const Value* value = nullptr;
  const Object* root = nullptr;  // instead of a value: the document

  Shape shape() const {
    if (root != nullptr || value->is<Object>()) return Shape::kObject;
    return value->is<delta_utils::Array>() ? Shape::kArray : Shape::kScalar;
  }
  const Object& object() const { return root != nullptr ? *root : value->get<Object>(); }
  Array Elements(LeafContext*) const { return {&value->get<delta_utils::Array>()}; }
  bool Field(const PathPart& part, ValueCursor* child) const {
    child->root = nullptr;
    child->value = object().Find(part.name);
    return child->value != nullptr;
  }
  Item item(LeafContext*) const { return Item::Of(*value); }
  void CheckScalar(LeafContext*) const {}
};

/// A filter over Values.
struct PlainNode {
  using Cursor = ValueCursor;
  using Part = PathPart;

  const Filter* filter;

  std::span<const PathPart> path() const { return PathOf(*filter)->parts(); }
  PlainNode child(const std::vector<Filter>& children, size_t i) const {
    return {&children[i]};
  }
};

/// A part of a path whose name is looked up in a metadata.
struct BoundPart {
  BoundPart(const PathPart& part, const MetadataIndex& names)
      : index(part.index), step({part.name, std::nullopt}, names) {}

  std::optional<uint32_t> index;
  variant_internal::BoundStep step;
};

/// A place in a Variant.
struct VariantCursor {
  struct Array {
    std::optional<ArrayView> array;
    size_t size() const { return array ? array->size() : 0; }
    VariantCursor operator[](size_t i) const {
      return {array->value(static_cast<uint32_t>(i))};
    }
  };

  VariantView view;

  Shape shape() const {
    const VariantType type = view.type();
    if (type == VariantType::kObject) return Shape::kObject;
    return type == VariantType::kArray ? Shape::kArray : Shape::kScalar;
  }
  Array Elements(LeafContext* context) const {
    const Array array{view.ToArray()};
    if (!array.array && context->status.ok()) context->status = view.Check();
    return array;
  }
  bool Field(const BoundPart& part, VariantCursor* child) const {
    variant_internal::Region at(view);
    if (!variant_internal::StepDown(&at, part.step, view.names())) return false;
    child->view = at.View(view.names());
    return true;
  }
  Item item(LeafContext* context) const { return Item::Of(view, context); }
  void CheckScalar(LeafContext* context) const {
    if (view.type() != VariantType::kInvalid || !context->status.ok()) return;
    context->status = view.Check();
  }
};

/// A filter over Variants of one metadata.
struct BoundNode {
  using Cursor = VariantCursor;
  using Part = BoundPart;

  BoundNode(const Filter& filter, const MetadataIndex& names);

  const std::vector<BoundPart>& path() const { return parts; }
  const BoundNode& child(const std::vector<Filter>&, size_t i) const {
    return children[i];
  }

  const Filter* filter;
  std::vector<BoundPart> parts;
  std::vector<BoundNode> children;
};

}  // namespace delta_utils::filter_internal
