#include <algorithm>
#include <string>

#include "arrow/type.h"
#include "arrow/util/key_value_metadata.h"
#include "delta_utils/parquet_io/conform_internal.h"
#include "delta_utils/parquet_io/select_columns_internal.h"
#include "parquet/arrow/schema.h"

namespace delta_utils {
namespace {

using parquet::arrow::SchemaField;

void AddAllLeaves(const SchemaField& field, std::vector<int>* leaves) {
  if (field.is_leaf()) leaves->push_back(field.column_index);
  for (const SchemaField& child : field.children) AddAllLeaves(child, leaves);
}

void AddFirstLeaf(const SchemaField& field, std::vector<int>* leaves) {
  const SchemaField* leaf = &field;
  while (!leaf->is_leaf() && !leaf->children.empty()) leaf = &leaf->children.front();
  if (leaf->is_leaf()) leaves->push_back(leaf->column_index);
}

struct Selector {
  ColumnMappingMode mode;
  std::vector<int>* leaves;

  void Add(const SchemaField& field, const DataType& type);
  void AddStruct(const std::vector<SchemaField>& fields, const StructType& type);
};

void Selector::AddStruct(const std::vector<SchemaField>& fields, const StructType& type) {
  for (const StructField& wanted : type.fields) {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& field) {
      return IsSameField(*field.field, wanted, mode);
    });
    if (found != fields.end()) Add(*found, wanted.type);
  }
}

/// What does not match in shape is read whole; conforming it reports the mismatch. So is
/// a variant, shredded or not.
void Selector::Add(const SchemaField& field, const DataType& type) {
  const size_t leaves_before = leaves->size();
  if (type.IsPrimitive("void")) return;
  if (const auto* structure = std::get_if<StructType>(&type.type)) {
    AddStruct(field.children, *structure);
    if (leaves->size() == leaves_before) AddFirstLeaf(field, leaves);
    return;
  }
  const auto* list = std::get_if<ArrayType>(&type.type);
  if (list != nullptr && field.children.size() == 1) {
    Add(field.children[0], *list->element);
    if (leaves->size() == leaves_before) AddFirstLeaf(field, leaves);
    return;
  }
  const auto* map = std::get_if<MapType>(&type.type);
  if (map != nullptr && field.children.size() == 1 &&
      field.children[0].children.size() == 2) {
    // Keys are read whole: a map without all of its keys is another map.
    AddAllLeaves(field.children[0].children[0], leaves);
    const size_t leaves_of_keys = leaves->size();
    const SchemaField& value = field.children[0].children[1];
    Add(value, *map->value);
    if (leaves->size() == leaves_of_keys) AddFirstLeaf(value, leaves);
    return;
  }
  AddAllLeaves(field, leaves);
}

bool HasFieldIds(const parquet::arrow::SchemaManifest& manifest) {
  return std::any_of(manifest.schema_fields.begin(), manifest.schema_fields.end(),
                     [](const SchemaField& field) {
                       const auto& metadata = field.field->metadata();
                       return metadata != nullptr &&
                              metadata->Contains("PARQUET:field_id");
                     });
}

}  // namespace

Result<std::vector<int>> SelectColumns(const parquet::arrow::SchemaManifest& manifest,
                                       const StructType& wanted, ColumnMappingMode mode) {
  if (mode == ColumnMappingMode::kId && !manifest.schema_fields.empty() &&
      !HasFieldIds(manifest)) {
    return Corrupt("", "no field ids in a file of a table that maps columns by id");
  }
  std::vector<int> leaves;
  Selector selector{mode, &leaves};
  selector.AddStruct(manifest.schema_fields, wanted);
  std::sort(leaves.begin(), leaves.end());
  leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
  return leaves;
}

}  // namespace delta_utils
