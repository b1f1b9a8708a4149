// FilterNode: a filter's tree, made for the columns of batches. Internal to
// batch_filter.h.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/columnar/array_test_internal.h"
#include "delta_utils/columnar/document_column.h"

namespace delta_utils::batch_internal {

/// The columns of one batch; nullptr where it lacks one, or where the filter does not
/// need it.
struct BoundBatch {
  int64_t length = 0;
  arrow::ArrayVector arrays;
};

class FilterNode {
 public:
  virtual ~FilterNode() = default;
  /// Keeps of `rows` those that match.
  virtual Status Narrow(const BoundBatch& batch, Rows rows, LeafContext* context) = 0;
  virtual Cost cost() const { return {0, false}; }
};
using FilterNodePtr = std::unique_ptr<FilterNode>;

/// The tree of `filter`, with its leaves made by `leaf`.
using LeafMaker = std::function<FilterNodePtr(const Filter&)>;
FilterNodePtr MakeTree(const Filter& filter, const LeafMaker& leaf);

/// Of the first array of a batch.
FilterNodePtr ArrayNode(ArrayTestPtr test);

/// `used` gets the places of the columns that the node reads. Borrows both.
FilterNodePtr MakeFilterNode(const Filter& filter, const std::vector<Column>& columns,
                             std::set<size_t>* used);

/// Decodes rows: for filters of whole documents. Borrows both.
FilterNodePtr DocumentNode(const Filter& filter, const std::vector<Column>& columns,
                           std::set<size_t>* used);

}  // namespace delta_utils::batch_internal
