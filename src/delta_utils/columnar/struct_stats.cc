#include "delta_utils/columnar/struct_stats.h"

#include <memory>
#include <string>

#include "arrow/array/array_nested.h"
#include "arrow/array/array_primitive.h"
#include "arrow/type.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/columnar/stats_bounds_internal.h"

namespace delta_utils {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;

/// A child that has a value in the row; nullptr: there is none.
ArrayPtr ChildAt(const arrow::Array* parent, int64_t row, const std::string& name) {
  if (parent == nullptr || parent->type_id() != arrow::Type::STRUCT) return nullptr;
  ArrayPtr child = static_cast<const arrow::StructArray&>(*parent).GetFieldByName(name);
  return child == nullptr || child->IsNull(row) ? nullptr : child;
}

std::optional<int64_t> LongAt(const ArrayPtr& array, int64_t row) {
  if (array == nullptr || array->type_id() != arrow::Type::INT64) return std::nullopt;
  return static_cast<const arrow::Int64Array&>(*array).Value(row);
}

/// What stands of a column in each of the structs of values.
struct Values {
  ArrayPtr min;
  ArrayPtr max;
  ArrayPtr nulls;

  Values Child(int64_t row, const std::string& name) const {
    return {ChildAt(min.get(), row, name), ChildAt(max.get(), row, name),
            ChildAt(nulls.get(), row, name)};
  }
};

class Reader {
 public:
  Reader(int64_t row, ColumnMappingMode mode, FileStats* stats)
      : row_(row), mode_(mode), stats_(stats) {}

  void Read(const StructType& type, const Values& values, const ColumnPath& parent) {
    for (const StructField& field : type.fields) {
      ColumnPath path = parent;
      path.push_back(PhysicalName(field, mode_));
      const Values inner = values.Child(row_, path.back());
      if (const auto* object = std::get_if<StructType>(&field.type.type)) {
        Read(*object, inner, path);
      } else {
        ReadLeaf(field.type, inner, path);
      }
    }
  }

 private:
  void ReadLeaf(const DataType& type, const Values& values, const ColumnPath& path) {
    ColumnStats column;
    column.null_count = LongAt(values.nulls, row_);
    if (const auto bound = BoundOf(type, values.min)) column.min = bound->min;
    if (const auto bound = BoundOf(type, values.max)) column.max = bound->max;
    if (column != ColumnStats()) stats_->columns.emplace(path, std::move(column));
  }

  /// The bounds of the one value, as JSON has them.
  std::optional<ColumnStats> BoundOf(const DataType& type, const ArrayPtr& array) const {
    if (array == nullptr) return std::nullopt;
    const auto wanted = ToArrowType(type, ColumnNames::kLogical);
    if (!wanted.ok() || !array->type()->Equals(**wanted)) return std::nullopt;
    const auto bounds = MakeBounds(type);
    if (bounds == nullptr) return std::nullopt;
    bounds->Update(*array->Slice(row_, 1), Validity{.rows = 1});
    ColumnStats column;
    bounds->Finish(&column);
    return column;
  }

  const int64_t row_;
  const ColumnMappingMode mode_;
  FileStats* stats_;
};

}  // namespace

FileStats StatsOfStruct(const arrow::StructArray& stats, int64_t row,
                        const StructType& schema, ColumnMappingMode mode) {
  FileStats read;
  if (stats.IsNull(row)) return read;
  read.num_records = LongAt(ChildAt(&stats, row, "numRecords"), row);
  const ArrayPtr tight = ChildAt(&stats, row, "tightBounds");
  if (tight != nullptr && tight->type_id() == arrow::Type::BOOL) {
    read.tight_bounds = static_cast<const arrow::BooleanArray&>(*tight).Value(row);
  }
  const Values values{ChildAt(&stats, row, "minValues"),
                      ChildAt(&stats, row, "maxValues"),
                      ChildAt(&stats, row, "nullCount")};
  Reader(row, mode, &read).Read(schema, values, {});
  return read;
}

}  // namespace delta_utils
