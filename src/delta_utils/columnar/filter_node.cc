#include "delta_utils/columnar/filter_node_internal.h"

#include <algorithm>

#include "arrow/array/array_base.h"
#include "delta_utils/columnar/leaf_verdict_internal.h"

namespace delta_utils::batch_internal {
namespace {

class ConstantNode : public FilterNode {
 public:
  explicit ConstantNode(bool holds) : holds_(holds) {}
  Status Narrow(const BoundBatch&, Rows rows, LeafContext*) override {
    KeepAllIf(holds_, rows);
    return Status::OK();
  }

 private:
  bool holds_;
};

class LeafNode : public FilterNode {
 public:
  LeafNode(size_t column, bool absent_holds, ArrayTestPtr test)
      : column_(column), absent_holds_(absent_holds), test_(std::move(test)) {}

  Status Narrow(const BoundBatch& batch, Rows rows, LeafContext* context) override {
    const auto& array = batch.arrays[column_];
    if (array != nullptr) return test_->Narrow(*array, rows, context);
    KeepAllIf(absent_holds_, rows);
    return Status::OK();
  }
  Cost cost() const override { return test_->cost(); }

 private:
  size_t column_;
  bool absent_holds_;
  ArrayTestPtr test_;
};

class AndNode : public FilterNode {
 public:
  explicit AndNode(std::vector<FilterNodePtr> clauses) : clauses_(std::move(clauses)) {
    for (const FilterNodePtr& clause : clauses_) cost_ = cost_ + clause->cost();
  }

  Status Narrow(const BoundBatch& batch, Rows rows, LeafContext* context) override {
    for (const FilterNodePtr& clause : clauses_) {
      if (!HasAny(rows)) break;
      ARROW_RETURN_NOT_OK(clause->Narrow(batch, rows, context));
    }
    return Status::OK();
  }
  Cost cost() const override { return cost_; }

 private:
  std::vector<FilterNodePtr> clauses_;
  Cost cost_ = {0, false};
};

/// $or, or its complement.
class OrNode : public FilterNode {
 public:
  OrNode(std::vector<FilterNodePtr> clauses, bool complement)
      : clauses_(std::move(clauses)), complement_(complement) {
    for (const FilterNodePtr& clause : clauses_) cost_ = cost_ + clause->cost();
  }

  Status Narrow(const BoundBatch& batch, Rows rows, LeafContext* context) override {
    std::vector<uint64_t> open(rows.begin(), rows.end());
    std::vector<uint64_t> matches;
    for (const FilterNodePtr& clause : clauses_) {
      if (!HasAny(open)) break;
      matches = open;
      ARROW_RETURN_NOT_OK(clause->Narrow(batch, matches, context));
      for (size_t i = 0; i < open.size(); ++i) open[i] &= ~matches[i];
    }
    for (size_t i = 0; i < open.size(); ++i) {
      rows[i] = complement_ ? open[i] : rows[i] & ~open[i];
    }
    return Status::OK();
  }
  Cost cost() const override { return cost_; }

 private:
  std::vector<FilterNodePtr> clauses_;
  bool complement_;
  Cost cost_ = {0, false};
};

FilterNodePtr MakeLogical(const Logical& logical, const LeafMaker& leaf) {
  std::vector<FilterNodePtr> clauses;
  for (const Filter& clause : logical.clauses) clauses.push_back(MakeTree(clause, leaf));
  std::stable_sort(clauses.begin(), clauses.end(),
                   [](const FilterNodePtr& a, const FilterNodePtr& b) {
                     return a->cost() < b->cost();
                   });
  if (logical.kind == Logical::Kind::kAnd) {
    return std::make_unique<AndNode>(std::move(clauses));
  }
  return std::make_unique<OrNode>(std::move(clauses),
                                  logical.kind == Logical::Kind::kNor);
}

FilterNodePtr MakeLeaf(const Filter& filter, const std::vector<Column>& columns,
                       std::set<size_t>* used) {
  const FieldPath* const path = PathOf(filter);
  if (path == nullptr) return DocumentNode(filter, columns, used);
  const std::vector<PathPart>& parts = path->parts();
  const auto column = std::find_if(columns.begin(), columns.end(), [&](const Column& c) {
    return c.name == parts.front().name;
  });
  if (column == columns.end()) {
    return std::make_unique<ConstantNode>(HoldsForMissing(filter));
  }
  const auto place = static_cast<size_t>(column - columns.begin());
  used->insert(place);
  const bool reads_null = parts.size() == 1 && !column->null_is_missing;
  const bool absent_holds =
      reads_null ? HoldsFor(filter, Value(Null{})) : HoldsForMissing(filter);
  return std::make_unique<LeafNode>(place, absent_holds, PathTest(filter, *column));
}

}  // namespace

FilterNodePtr MakeTree(const Filter& filter, const LeafMaker& leaf) {
  const auto* logical = std::get_if<Logical>(&filter.node);
  return logical != nullptr ? MakeLogical(*logical, leaf) : leaf(filter);
}

FilterNodePtr ArrayNode(ArrayTestPtr test) {
  return std::make_unique<LeafNode>(0, false, std::move(test));
}

FilterNodePtr MakeFilterNode(const Filter& filter, const std::vector<Column>& columns,
                             std::set<size_t>* used) {
  return MakeTree(filter,
                  [&](const Filter& leaf) { return MakeLeaf(leaf, columns, used); });
}

}  // namespace delta_utils::batch_internal
