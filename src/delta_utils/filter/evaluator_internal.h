// Evaluator: one walk of filters over documents, wherever they lie.
//
//   LeafContext context;
//   bool matches = Evaluator<PlainNode>(&context).Matches(PlainNode{&filter}, document);
//
// How a path is followed: an array on the way is tried element by element: objects in it
// go on with the rest of the path, other elements lead nowhere (not to "missing"). A
// numeric part is also an index into the array; what it leads to, at the end of the path,
// is taken as it is, and on the way it is followed like any value. An array at the end of
// the path gives its elements, then itself. One level of array for each step: an array
// right inside an array is entered by index alone.
//
// Source: MongoDB manual, "Query an Array", "Query on Embedded/Nested Documents".
#pragma once

#include <span>
#include <type_traits>
#include <variant>
#include <vector>

#include "delta_utils/filter/cursor_internal.h"
#include "delta_utils/filter/leaf_test_internal.h"
#include "delta_utils/filter/quick_test_internal.h"

namespace delta_utils::filter_internal {

// Of a document as it lies; what they need of a Variant they decode.
bool ExpressionHolds(const ExprTest& test, const ValueCursor& document,
                     LeafContext* context);
bool ExpressionHolds(const ExprTest& test, const VariantCursor& document,
                     LeafContext* context);
bool SchemaHolds(const SchemaTest& test, const ValueCursor& document,
                 LeafContext* context);
bool SchemaHolds(const SchemaTest& test, const VariantCursor& document,
                 LeafContext* context);

template <typename Node>
class Evaluator {
 public:
  using Cursor = typename Node::Cursor;
  using Part = typename Node::Part;
  using Path = std::span<const Part>;

  explicit Evaluator(LeafContext* context) : context_(context) {}

  /// `document` is an object, or, inside of ElementMatch, an array. False after a
  /// failure.
  bool Matches(const Node& node, const Cursor& document) const {
    return std::visit([&](const auto& filter) { return Holds(filter, node, document); },
                      node.filter->node);
  }

  /// Of the array at `array`; `of` is the node of `match.of`.
  bool AnyElement(const ElementMatch& match, const Node& of, const Cursor& array) const {
    const auto elements = array.Elements(context_);
    for (size_t i = 0; i < elements.size(); ++i) {
      const Cursor element = elements[i];
      if (match.kind == ElementMatch::Kind::kValue) {
        if (ElementHolds(of, element)) return true;
      } else if (element.shape() != Shape::kScalar && Matches(of, element)) {
        return true;
      }
    }
    return false;
  }

 private:
  /// The test at the end of a path; nullptr: there is nothing.
  template <typename Leaf>
  struct LeafAtPath {
    static constexpr bool kElements = kLooksAtElements<Leaf>;
    const Evaluator& evaluator;
    const Leaf& leaf;
    const Node& node;
    bool operator()(const Cursor* found) const {
      return evaluator.LeafHolds(leaf, node, found);
    }
  };

  template <typename Leaf>
  bool Holds(const Leaf& leaf, const Node& node, const Cursor& document) const {
    return AnyInDocument(document, node.path(), LeafAtPath<Leaf>{*this, leaf, node});
  }
  bool Holds(const Logical& logical, const Node& node, const Cursor& document) const {
    return Combine(logical, [&](size_t i) {
      return Matches(node.child(logical.clauses, i), document);
    });
  }
  bool Holds(const ExprTest& test, const Node&, const Cursor& document) const {
    return ExpressionHolds(test, document, context_);
  }
  bool Holds(const SchemaTest& test, const Node&, const Cursor& document) const {
    return SchemaHolds(test, document, context_);
  }

  template <typename Leaf>
  bool LeafHolds(const Leaf& leaf, const Node&, const Cursor* found) const {
    if constexpr (requires { TestQuickly(leaf, found->view); }) {
      if (found != nullptr) {
        if (const auto quick = TestQuickly(leaf, found->view)) return *quick;
      }
    }
    return Test(leaf, found == nullptr ? Item::Missing() : found->item(context_),
                context_) &&
           context_->status.ok();
  }
  bool LeafHolds(const ElementMatch& match, const Node& node, const Cursor* found) const {
    return found != nullptr && found->shape() == Shape::kArray &&
           AnyElement(match, node.child(match.of, 0), *found);
  }

  /// kValue of ElementMatch: the filter's leaves look at the element itself.
  bool ElementHolds(const Node& node, const Cursor& element) const {
    return std::visit(
        [&](const auto& filter) {
          using Kind = std::decay_t<decltype(filter)>;
          if constexpr (std::is_same_v<Kind, Logical>) {
            return Combine(filter, [&](size_t i) {
              return ElementHolds(node.child(filter.clauses, i), element);
            });
          } else if constexpr (requires { filter.path; }) {
            return LeafHolds(filter, node, &element);
          } else {
            return false;  // the parser lets no other filter in here
          }
        },
        node.filter->node);
  }

  template <typename Clause>
  bool Combine(const Logical& logical, const Clause& clause) const {
    const bool stops_at = logical.kind != Logical::Kind::kAnd;
    for (size_t i = 0; i < logical.clauses.size(); ++i) {
      if (clause(i) == stops_at) return logical.kind == Logical::Kind::kOr;
      if (!context_->status.ok()) return false;
    }
    return logical.kind != Logical::Kind::kOr;
  }

  template <typename Leaf>
  bool AnyInDocument(const Cursor& document, Path path, const Leaf& test) const {
    if (document.shape() == Shape::kObject) return AnyInObject(document, path, test);
    // An array as an object: names are indices.
    if (document.shape() != Shape::kArray) return test(nullptr);
    const auto elements = document.Elements(context_);
    const auto index = path.front().index;
    if (!index || *index >= elements.size()) return test(nullptr);
    return AnyBehind(elements[*index], path.subspan(1), test);
  }

  template <typename Leaf>
  bool AnyInObject(const Cursor& object, Path path, const Leaf& test) const {
    Cursor child;
    if (!object.Field(path.front(), &child)) return test(nullptr);
    return AnyBehind(child, path.subspan(1), test);
  }

  /// `value` was reached; `rest` is still to be followed.
  template <typename Leaf>
  bool AnyBehind(const Cursor& value, Path rest, const Leaf& test) const {
    const Shape shape = value.shape();
    if (!rest.empty()) {
      if (shape == Shape::kObject) return AnyInObject(value, rest, test);
      if (shape == Shape::kArray) return AnyThroughArray(value, rest, test);
      value.CheckScalar(context_);
      return test(nullptr);
    }
    if (shape == Shape::kArray && Leaf::kElements) {
      const auto elements = value.Elements(context_);
      for (size_t i = 0; i < elements.size(); ++i) {
        const Cursor element = elements[i];
        if (test(&element)) return true;
      }
    }
    return test(&value);
  }

  template <typename Leaf>
  bool AnyThroughArray(const Cursor& array, Path path, const Leaf& test) const {
    const auto elements = array.Elements(context_);
    const auto index = path.front().index;
    for (size_t i = 0; i < elements.size(); ++i) {
      const Cursor element = elements[i];
      if (element.shape() == Shape::kObject && AnyInObject(element, path, test)) {
        return true;
      }
      if (index == i && AnyAtIndex(element, path.subspan(1), test)) return true;
    }
    return false;
  }

  template <typename Leaf>
  bool AnyAtIndex(const Cursor& element, Path rest, const Leaf& test) const {
    if (rest.empty()) return test(&element);
    const Shape shape = element.shape();
    if (shape == Shape::kObject) return AnyInObject(element, rest, test);
    return shape == Shape::kArray && AnyThroughArray(element, rest, test);
  }

  LeafContext* context_;
};

}  // namespace delta_utils::filter_internal
