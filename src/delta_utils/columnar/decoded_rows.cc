#include <string>

#include "arrow/array/array_base.h"
#include "delta_utils/columnar/array_test_internal.h"
#include "delta_utils/columnar/document_value.h"

namespace delta_utils::batch_internal {
namespace {

class DecodedRowsTest : public ArrayTest {
 public:
  DecodedRowsTest(const Filter& leaf, Column column, size_t part)
      : leaf_(WithPathFrom(leaf, part - 1)), column_(std::move(column)) {
    field_.Append(PathOf(leaf)->parts()[part - 1].name, Null{});
  }

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) override {
    Status status;
    NarrowEach(rows, [&](int64_t row) {
      Result<bool> holds = status.ok() ? Holds(array, row, context) : Result<bool>(false);
      if (!holds.ok()) status = holds.status();
      return holds.ok() && *holds;
    });
    return status;
  }
  Cost cost() const override { return {500, true}; }

 private:
  Result<bool> Holds(const arrow::Array& array, int64_t row, LeafContext* context) {
    ARROW_ASSIGN_OR_RAISE(Value value, DecodeValue(column_, array, row));
    if (value.is<Null>() && column_.null_is_missing) {
      return MatchesFilter(Object(), leaf_, context);
    }
    field_.fields[0].value = std::move(value);
    return MatchesFilter(field_, leaf_, context);
  }

  Filter leaf_;
  Column column_;
  Object field_;
};

}  // namespace

Filter WithPathFrom(const Filter& leaf, size_t part) {
  const std::vector<PathPart>& parts = PathOf(leaf)->parts();
  std::string path = parts[part].name;
  for (size_t i = part + 1; i < parts.size(); ++i) path += "." + parts[i].name;
  Filter shorter = leaf;
  std::visit(
      [&](auto& node) {
        if constexpr (requires { node.path; }) node.path = FieldPath(path);
      },
      shorter.node);
  return shorter;
}

ArrayTestPtr DecodingTest(const Filter& leaf, const Column& column, size_t part) {
  return std::make_unique<DecodedRowsTest>(leaf, column, part);
}

}  // namespace delta_utils::batch_internal
