#include <algorithm>

#include "arrow/array/array_nested.h"
#include "arrow/array/util.h"
#include "delta_utils/columnar/filter_node_internal.h"
#include "delta_utils/columnar/leaf_verdict_internal.h"
#include "delta_utils/columnar/list_tests_internal.h"

namespace delta_utils::batch_internal {
namespace {

/// A filter of one element, which is there: of an object's fields, or of a scalar.
class ElementTest : public ArrayTest {
 public:
  ElementTest(FilterNodePtr root, bool is_object)
      : root_(std::move(root)), is_object_(is_object) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) override {
    BoundBatch elements{array.length(), {}};
    if (is_object_) {
      const auto& objects = static_cast<const arrow::StructArray&>(array);
      for (int i = 0; i < objects.num_fields(); ++i) {
        elements.arrays.push_back(objects.field(i));
      }
    } else {
      elements.arrays.push_back(arrow::MakeArray(array.data()));
    }
    return root_->Narrow(elements, rows, context);
  }
  Cost cost() const override { return root_->cost(); }

 private:
  FilterNodePtr root_;
  bool is_object_;
};

/// Whether there is nothing but leaves with a path, and what combines them.
bool IsOfLeaves(const Filter& filter) {
  const auto* logical = std::get_if<Logical>(&filter.node);
  if (logical == nullptr) return PathOf(filter) != nullptr;
  return std::all_of(logical->clauses.begin(), logical->clauses.end(), IsOfLeaves);
}

/// The elements themselves, NULL among them.
ArrayTestPtr ValuesTest(const Filter& of, const Column& element) {
  return std::make_unique<ElementTest>(
      MakeTree(of,
               [&](const Filter& leaf) {
                 const bool null_holds = HoldsFor(leaf, Value(Null{}));
                 return ArrayNode(
                     Nullable(null_holds, CellTest(leaf, element, null_holds)));
               }),
      /*is_object=*/false);
}

bool IsScalar(const Column& column) {
  switch (column.kind) {
    case ColumnKind::kObject:
    case ColumnKind::kArray:
    case ColumnKind::kMap:
    case ColumnKind::kVariant:
      return false;
    default:
      return true;
  }
}

}  // namespace

bool CanTestElements(const ElementMatch& leaf, const Column& list) {
  const bool of_objects = leaf.kind == ElementMatch::Kind::kObject;
  if (IsScalar(list.element())) return of_objects || IsOfLeaves(leaf.of.front());
  return of_objects && list.element().kind == ColumnKind::kObject;
}

ArrayTestPtr ElementMatchTest(const ElementMatch& leaf, const Column& list) {
  const Column& element = list.element();
  const Filter& of = leaf.of.front();
  const bool of_objects = leaf.kind == ElementMatch::Kind::kObject;
  if (!of_objects) return AnyElementTest(ValuesTest(of, element));
  if (IsScalar(element)) return Constant(false);
  std::set<size_t> used;  // all fields of the element are at hand
  auto test = std::make_unique<ElementTest>(MakeFilterNode(of, element.children, &used),
                                            /*is_object=*/true);
  return AnyElementTest(Nullable(false, std::move(test)));
}

}  // namespace delta_utils::batch_internal
