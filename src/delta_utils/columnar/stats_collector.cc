#include "delta_utils/columnar/stats_collector.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "arrow/array/array_nested.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/columnar/stats_bounds_internal.h"

namespace delta_utils {
namespace {

struct Leaf {
  ColumnPath path;  // physical
  std::shared_ptr<arrow::DataType> type;
  std::unique_ptr<Bounds> bounds;  // nullptr: only NULLs are counted
  int64_t null_count = 0;
};

/// The array of one field, or nullptr if there is none.
using FieldLookup =
    std::function<std::shared_ptr<arrow::Array>(const std::string& logical_name)>;

FieldLookup NoFields() {
  return [](const std::string&) { return nullptr; };
}

Status WrongType(const std::string& name, const arrow::DataType& type) {
  return Internal(name, "statistics asked of a column of type " + type.ToString());
}

/// A column that no data file holds.
bool IsVoid(const StructField& field) { return field.type.IsPrimitive("void"); }

}  // namespace

struct StatsCollector::Impl {
  StructType schema;
  std::vector<Leaf> leaves;
  int64_t rows = 0;

  void AddLeaves(const StructType& type, ColumnMappingMode mode, size_t limit,
                 const ColumnPath& parent);
  Status UpdateStruct(const StructType& type, const FieldLookup& fields,
                      const Validity& validity, size_t* next_leaf);
  Status UpdateField(const StructField& field, const std::shared_ptr<arrow::Array>& array,
                     const Validity& validity, size_t* next_leaf);
};

void StatsCollector::Impl::AddLeaves(const StructType& type, ColumnMappingMode mode,
                                     size_t limit, const ColumnPath& parent) {
  for (const StructField& field : type.fields) {
    if (leaves.size() >= limit) return;
    if (IsVoid(field)) continue;
    ColumnPath path = parent;
    path.emplace_back(PhysicalName(field, mode));
    if (const auto* structure = std::get_if<StructType>(&field.type.type)) {
      AddLeaves(*structure, mode, limit, path);
      continue;
    }
    Leaf leaf{.path = std::move(path)};
    leaf.bounds = MakeBounds(field.type);
    leaf.type =
        ToArrowType(field.type, ColumnNames::kLogical).ValueOr(/*alternative=*/nullptr);
    leaves.push_back(std::move(leaf));
  }
}

Status StatsCollector::Impl::UpdateField(const StructField& field,
                                         const std::shared_ptr<arrow::Array>& array,
                                         const Validity& validity, size_t* next_leaf) {
  if (const auto* structure = std::get_if<StructType>(&field.type.type)) {
    if (array == nullptr) {
      return UpdateStruct(*structure, NoFields(), validity, next_leaf);
    }
    if (array->type_id() != arrow::Type::STRUCT) {
      return WrongType(field.name, *array->type());
    }
    const auto lookup = [&array](const std::string& name) {
      return static_cast<const arrow::StructArray&>(*array).GetFieldByName(name);
    };
    return UpdateStruct(*structure, lookup, validity.And(*array), next_leaf);
  }
  Leaf& leaf = leaves[(*next_leaf)++];
  if (array == nullptr) {
    leaf.null_count += validity.rows;
    return Status::OK();
  }
  const Validity values = validity.And(*array);
  leaf.null_count += values.NullCount();
  if (leaf.bounds == nullptr) return Status::OK();
  if (leaf.type == nullptr || !array->type()->Equals(*leaf.type)) {
    return WrongType(field.name, *array->type());
  }
  leaf.bounds->Update(*array, values);
  return Status::OK();
}

Status StatsCollector::Impl::UpdateStruct(const StructType& type,
                                          const FieldLookup& fields,
                                          const Validity& validity, size_t* next_leaf) {
  for (const StructField& field : type.fields) {
    if (*next_leaf >= leaves.size()) return Status::OK();
    if (IsVoid(field)) continue;
    ARROW_RETURN_NOT_OK(UpdateField(field, fields(field.name), validity, next_leaf));
  }
  return Status::OK();
}

StatsCollector::StatsCollector(const StructType& schema, ColumnMappingMode mode,
                               StatsOptions options)
    : impl_(std::make_unique<Impl>()) {
  impl_->schema = schema;
  const size_t limit =
      options.indexed_leaves < 0 ? SIZE_MAX : static_cast<size_t>(options.indexed_leaves);
  impl_->AddLeaves(schema, mode, limit, {});
}

StatsCollector::~StatsCollector() = default;
StatsCollector::StatsCollector(StatsCollector&&) noexcept = default;
StatsCollector& StatsCollector::operator=(StatsCollector&&) noexcept = default;

Status StatsCollector::Update(const arrow::RecordBatch& batch) {
  const auto lookup = [&batch](const std::string& name) {
    return batch.GetColumnByName(name);
  };
  Validity all;
  all.rows = batch.num_rows();
  size_t next_leaf = 0;
  ARROW_RETURN_NOT_OK(impl_->UpdateStruct(impl_->schema, lookup, all, &next_leaf));
  impl_->rows += batch.num_rows();
  return Status::OK();
}

FileStats StatsCollector::Finish() const {
  FileStats stats;
  stats.num_records = impl_->rows;
  for (const Leaf& leaf : impl_->leaves) {
    ColumnStats& column = stats.columns[leaf.path];
    column.null_count = leaf.null_count;
    if (leaf.bounds != nullptr) leaf.bounds->Finish(&column);
  }
  return stats;
}

}  // namespace delta_utils
