// Columns and batches for tests of batch filters.
//
//   testing::RowsOf(column, array, R"({"v": {"$gt": 1}})") == "0 2";
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arrow/array/array_base.h"
#include "arrow/json/from_string.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "delta_utils/columnar/batch_filter.h"

namespace delta_utils::testing {

using ArrayPtr = std::shared_ptr<arrow::Array>;

inline Column ColumnOfKind(ColumnKind kind, bool null_is_missing = true) {
  Column column;
  column.name = "v";
  column.kind = kind;
  column.null_is_missing = null_is_missing;
  return column;
}

inline Column Named(std::string name, Column column) {
  column.name = std::move(name);
  return column;
}

inline Column ListOf(Column element) {
  Column column = ColumnOfKind(ColumnKind::kArray);
  column.children = {Named("element", std::move(element))};
  return column;
}

inline Column ObjectOf(std::vector<Column> children) {
  Column column = ColumnOfKind(ColumnKind::kObject);
  column.children = std::move(children);
  return column;
}

inline Column Decimal(int precision, int scale) {
  Column column = ColumnOfKind(ColumnKind::kDecimal);
  column.precision = precision;
  column.scale = scale;
  return column;
}

inline ArrayPtr FromJson(const std::shared_ptr<arrow::DataType>& type,
                         std::string_view json) {
  const auto array = arrow::json::ArrayFromJSONString(type, json);
  EXPECT_TRUE(array.ok()) << array.status();
  return *array;
}

inline std::shared_ptr<arrow::RecordBatch> BatchOf(const ArrayPtr& array) {
  return arrow::RecordBatch::Make(arrow::schema({arrow::field("v", array->type())}),
                                  array->length(), {array});
}

/// The rows selected, as "0 2 3".
inline std::string RowsOf(const Column& column, const ArrayPtr& array,
                          std::string_view text) {
  const auto filter = ParseFilter(text);
  EXPECT_TRUE(filter.ok()) << filter.status();
  auto selector = BatchFilter::Make(*filter, {column});
  EXPECT_TRUE(selector.ok()) << selector.status();
  Selection rows;
  const Status status = selector->Select(*BatchOf(array), &rows);
  if (!status.ok()) return status.ToString();
  std::string result;
  rows.ForEach([&](int64_t row) {
    if (!result.empty()) result += " ";
    result += std::to_string(row);
  });
  EXPECT_EQ(rows.none(), result.empty());
  return result;
}

}  // namespace delta_utils::testing
