// Variant columns from rows, and rows from columns, for tests.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arrow/array/array_nested.h"
#include "arrow/array/builder_binary.h"
#include "arrow/json/from_string.h"
#include "arrow/type.h"
#include "delta_utils/columnar/same_variant_testing.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/variant/variant_json_testing.h"
#include "delta_utils/variant/variant_order.h"

namespace delta_utils::testing {

using Rows = std::vector<std::optional<VariantBytes>>;

/// An unshredded column; nullopt: SQL's NULL.
template <typename Builder = arrow::BinaryBuilder>
std::shared_ptr<arrow::Array> ColumnOf(const Rows& rows) {
  Builder metadata;
  Builder value;
  arrow::TypedBufferBuilder<bool> validity;
  int64_t nulls = 0;
  for (const auto& row : rows) {
    EXPECT_TRUE(metadata.Append(row ? row->metadata : "").ok());
    EXPECT_TRUE(value.Append(row ? row->value : "").ok());
    EXPECT_TRUE(validity.Append(row.has_value()).ok());
    if (!row) ++nulls;
  }
  const arrow::ArrayVector parts = {*metadata.Finish(), *value.Finish()};
  return *arrow::StructArray::Make(
      parts,
      arrow::FieldVector{arrow::field("metadata", parts[0]->type(), false),
                         arrow::field("value", parts[1]->type(), false)},
      *validity.Finish(), nulls);
}

inline VariantBytes OfJson(std::string_view json) {
  const auto bytes = variant_internal::FromJson(json);
  EXPECT_TRUE(bytes.ok()) << json << bytes.status();
  return bytes.ok() ? *bytes : VariantBytes{};
}

/// Each row a JSON text; "": SQL's NULL.
inline std::shared_ptr<arrow::Array> ColumnOfJson(
    const std::vector<std::string_view>& rows) {
  Rows variants;
  for (const std::string_view json : rows) {
    variants.push_back(json.empty() ? std::nullopt : std::optional(OfJson(json)));
  }
  return ColumnOf(variants);
}

inline VariantColumn Opened(const std::shared_ptr<arrow::Array>& array) {
  const auto valid = array->ValidateFull();
  EXPECT_TRUE(valid.ok()) << valid;
  auto column = VariantColumn::Make(array);
  EXPECT_TRUE(column.ok()) << column.status();
  return *column;
}

/// The JSON of each row of an unshredded column; "": SQL's NULL.
inline std::vector<std::string> JsonOf(const std::shared_ptr<arrow::Array>& array) {
  const VariantColumn column = Opened(array);
  std::vector<std::string> rows;
  for (int64_t row = 0; row < column.length(); ++row) {
    if (column.IsNull(row)) {
      rows.emplace_back();
      continue;
    }
    const auto json = variant_internal::ToJson(
        {std::string(column.metadata().Get(row)), std::string(column.value().Get(row))});
    rows.push_back(json.ok() ? *json : json.status().ToString());
  }
  return rows;
}

/// Whether two unshredded columns have the same rows, to the physical types or by class.
inline ::testing::AssertionResult SameColumns(const std::shared_ptr<arrow::Array>& got,
                                              const std::shared_ptr<arrow::Array>& want,
                                              bool exact) {
  const VariantColumn a = Opened(got);
  const VariantColumn b = Opened(want);
  if (a.is_shredded() || a.length() != b.length()) {
    return ::testing::AssertionFailure() << got->ToString();
  }
  for (int64_t row = 0; row < a.length(); ++row) {
    if (a.IsNull(row) != b.IsNull(row)) {
      return ::testing::AssertionFailure() << "row " << row << ": NULL";
    }
    if (a.IsNull(row)) continue;
    const auto a_names = MetadataIndex::Make(a.metadata().Get(row));
    const auto b_names = MetadataIndex::Make(b.metadata().Get(row));
    if (!a_names.ok() || !b_names.ok() || a_names->bytes() != b_names->bytes()) {
      return ::testing::AssertionFailure() << "row " << row << ": metadata";
    }
    const VariantView x(a.value().Get(row), *a_names);
    const VariantView y(b.value().Get(row), *b_names);
    if (exact) {
      const auto same = SameVariant(x, y);
      if (!same) {
        return ::testing::AssertionFailure() << "row " << row << ": " << same.message();
      }
    } else {
      const auto same = VariantEquals(x, y);
      if (!same.ok() || !*same) {
        return ::testing::AssertionFailure() << "row " << row << ": not equal";
      }
    }
  }
  return ::testing::AssertionSuccess();
}

inline std::shared_ptr<arrow::Array> FromArrowJson(
    const std::shared_ptr<arrow::DataType>& type, const std::string& json) {
  auto array = arrow::json::ArrayFromJSONString(type, json);
  EXPECT_TRUE(array.ok()) << array.status();
  return *array;
}

}  // namespace delta_utils::testing
