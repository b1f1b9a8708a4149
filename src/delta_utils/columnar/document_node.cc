#include <algorithm>

#include "arrow/array/array_base.h"
#include "delta_utils/columnar/document_value.h"
#include "delta_utils/columnar/filter_node_internal.h"

namespace delta_utils::batch_internal {
namespace {

class DecodedDocumentNode : public FilterNode {
 public:
  DecodedDocumentNode(const Filter& filter, const std::vector<Column>& columns,
                      std::vector<size_t> read)
      : filter_(filter), columns_(columns), read_(std::move(read)) {}

  Status Narrow(const BoundBatch& batch, Rows rows, LeafContext* context) override {
    Status status;
    NarrowEach(rows, [&](int64_t row) {
      if (!status.ok()) return false;
      const Result<bool> matches = Matches(batch, row, context);
      if (!matches.ok()) status = matches.status();
      return matches.ok() && *matches;
    });
    return status;
  }
  Cost cost() const override { return {1000, true}; }

 private:
  Result<bool> Matches(const BoundBatch& batch, int64_t row, LeafContext* context) {
    Object document;
    for (const size_t place : read_) {
      const Column& column = columns_[place];
      Value value;
      if (batch.arrays[place] != nullptr) {
        ARROW_ASSIGN_OR_RAISE(value, DecodeValue(column, *batch.arrays[place], row));
      }
      if (value.is<Null>() && column.null_is_missing) continue;
      document.Append(column.name, std::move(value));
    }
    return MatchesFilter(document, filter_, context);
  }

  const Filter& filter_;
  const std::vector<Column>& columns_;
  std::vector<size_t> read_;
};

}  // namespace

FilterNodePtr DocumentNode(const Filter& filter, const std::vector<Column>& columns,
                           std::set<size_t>* used) {
  const FilterFields fields = ReferencedFields(filter);
  std::vector<size_t> read;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (fields.all ||
        std::binary_search(fields.names.begin(), fields.names.end(), columns[i].name)) {
      read.push_back(i);
    }
  }
  used->insert(read.begin(), read.end());
  return std::make_unique<DecodedDocumentNode>(filter, columns, std::move(read));
}

}  // namespace delta_utils::batch_internal
