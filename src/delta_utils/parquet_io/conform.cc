#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/type.h"
#include "arrow/util/key_value_metadata.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/columnar/list_layout.h"
#include "delta_utils/columnar/struct_like.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/parquet_io/conform_internal.h"

namespace delta_utils {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;
using TypePtr = std::shared_ptr<arrow::DataType>;

/// `mode` says how children are matched; results have logical names.
struct Conformer {
  ColumnMappingMode mode;

  Result<ArrayPtr> Conform(const ArrayPtr& array, const DataType& type,
                           const TypePtr& target, const std::string& column) const;
  Result<ArrayPtr> ConformStruct(const ArrayPtr& array, const StructType& type,
                                 const TypePtr& target, const std::string& column) const;
  Result<ArrayPtr> ConformList(const ArrayPtr& array, const ArrayType& type,
                               const TypePtr& target, const std::string& column) const;
  Result<ArrayPtr> ConformMap(const ArrayPtr& array, const MapType& type,
                              const TypePtr& target, const std::string& column) const;
};

Status WrongShape(const std::string& column, const arrow::DataType& file,
                  const arrow::DataType& table) {
  return ColumnCorrupt(
      column, "the file has " + file.ToString() + ", the table " + table.ToString());
}

/// A group that is there has both of its parts.
Status CheckVariantPart(const arrow::Array& group, const arrow::Array& part,
                        const std::string& column) {
  if (part.null_count() == 0) return Status::OK();
  for (int64_t row = 0; row < part.length(); ++row) {
    if (group.IsValid(row) && part.IsNull(row)) {
      return ColumnCorrupt(column, "a variant lacks its metadata or its value");
    }
  }
  return Status::OK();
}

Result<ArrayPtr> ConformVariant(const ArrayPtr& array, const std::string& column) {
  const TypePtr target = VariantStorageType();
  if (array->type_id() != arrow::Type::STRUCT) {
    return WrongShape(column, *array->type(), *target);
  }
  ArrayPtr whole = array;
  if (static_cast<const arrow::StructArray&>(*array).GetFieldByName("typed_value")) {
    auto unshredded = UnshredVariants(array);
    if (!unshredded.ok()) return ColumnCorrupt(column, unshredded.status().message());
    whole = std::move(*unshredded);
  }
  const auto& group = static_cast<const arrow::StructArray&>(*whole);
  arrow::ArrayVector parts;
  for (const auto& field : target->fields()) {
    const ArrayPtr child = group.GetFieldByName(field->name());
    if (child == nullptr) return WrongShape(column, *array->type(), *target);
    ARROW_ASSIGN_OR_RAISE(const ArrayPtr part, ConformLeaf(child, field->type(), column));
    ARROW_RETURN_NOT_OK(CheckVariantPart(group, *part, column));
    parts.push_back(part);
  }
  return StructLike(group, target->fields(), parts);
}

Result<ArrayPtr> Conformer::ConformStruct(const ArrayPtr& array, const StructType& type,
                                          const TypePtr& target,
                                          const std::string& column) const {
  if (array->type_id() != arrow::Type::STRUCT) {
    return WrongShape(column, *array->type(), *target);
  }
  const auto& group = static_cast<const arrow::StructArray&>(*array);
  arrow::ArrayVector children;
  for (size_t i = 0; i < type.fields.size(); ++i) {
    const StructField& wanted = type.fields[i];
    const TypePtr& child_type = target->field(static_cast<int>(i))->type();
    ArrayPtr child;
    for (int j = 0; j < group.num_fields() && child == nullptr; ++j) {
      if (IsSameField(*group.type()->field(j), wanted, mode)) child = group.field(j);
    }
    if (child == nullptr) {
      ARROW_ASSIGN_OR_RAISE(child, arrow::MakeArrayOfNull(child_type, array->length()));
    } else {
      ARROW_ASSIGN_OR_RAISE(
          child, Conform(child, wanted.type, child_type, column + "." + wanted.name));
    }
    children.push_back(std::move(child));
  }
  return StructLike(group, target->fields(), children);
}

Result<ArrayPtr> Conformer::ConformList(const ArrayPtr& array, const ArrayType& type,
                                        const TypePtr& target,
                                        const std::string& column) const {
  if (!IsList(*array->type())) return WrongShape(column, *array->type(), *target);
  ARROW_ASSIGN_OR_RAISE(const auto list, PlainList(*array));
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr values,
                        Conform(list->values(), *type.element, target->field(0)->type(),
                                column + ".element"));
  return WithEntries(*list, target, values->data());
}

Result<ArrayPtr> Conformer::ConformMap(const ArrayPtr& array, const MapType& type,
                                       const TypePtr& target,
                                       const std::string& column) const {
  if (array->type_id() != arrow::Type::MAP) {
    return WrongShape(column, *array->type(), *target);
  }
  ARROW_ASSIGN_OR_RAISE(const auto list, PlainList(*array));
  const auto& pairs = static_cast<const arrow::StructArray&>(*list->values());
  const auto& map = static_cast<const arrow::MapType&>(*target);
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr keys, Conform(pairs.field(0), *type.key,
                                                     map.key_type(), column + ".key"));
  if (keys->null_count() > 0) return ColumnCorrupt(column, "a map has a NULL key");
  ARROW_ASSIGN_OR_RAISE(
      const ArrayPtr items,
      Conform(pairs.field(1), *type.value, map.item_type(), column + ".value"));
  auto values = arrow::ArrayData::Make(map.value_type(), keys->length(), {nullptr},
                                       {keys->data(), items->data()}, /*null_count=*/0);
  return WithEntries(*list, target, std::move(values));
}

Result<ArrayPtr> Conformer::Conform(const ArrayPtr& array, const DataType& type,
                                    const TypePtr& target,
                                    const std::string& column) const {
  if (array->type_id() == arrow::Type::NA || type.IsPrimitive("void")) {
    return arrow::MakeArrayOfNull(target, array->length());
  }
  if (type.IsPrimitive("variant")) return ConformVariant(array, column);
  if (std::holds_alternative<PrimitiveType>(type.type)) {
    return ConformLeaf(array, target, column);
  }
  if (array->length() == 0) return arrow::MakeEmptyArray(target);
  if (const auto* structure = std::get_if<StructType>(&type.type)) {
    return ConformStruct(array, *structure, target, column);
  }
  if (const auto* list = std::get_if<ArrayType>(&type.type)) {
    return ConformList(array, *list, target, column);
  }
  return ConformMap(array, std::get<MapType>(type.type), target, column);
}

}  // namespace

ArrayPtr WithEntries(const arrow::ListArray& list, const TypePtr& target,
                     std::shared_ptr<arrow::ArrayData> entries) {
  return arrow::MakeArray(arrow::ArrayData::Make(
      target, list.length(), {list.null_bitmap(), list.value_offsets()},
      {std::move(entries)}, list.null_count()));
}

bool IsSameField(const arrow::Field& field, const StructField& wanted,
                 ColumnMappingMode mode) {
  if (mode != ColumnMappingMode::kId) return field.name() == PhysicalName(wanted, mode);
  const auto wanted_id = wanted.IntMetadata(kColumnMappingId);
  if (!wanted_id || field.metadata() == nullptr) return false;
  const auto id = field.metadata()->Get("PARQUET:field_id");
  return id.ok() && *id == std::to_string(*wanted_id);
}

Status ColumnCorrupt(const std::string& column, const std::string& message) {
  return Corrupt("", "column '" + column + "': " + message);
}

Result<arrow::ArrayVector> ConformColumns(const arrow::FieldVector& fields,
                                          const arrow::ArrayVector& arrays, int64_t rows,
                                          const StructType& wanted,
                                          ColumnMappingMode mode) {
  arrow::ArrayDataVector children;
  for (const ArrayPtr& array : arrays) children.push_back(array->data());
  const arrow::StructArray all(arrow::ArrayData::Make(arrow::struct_(fields), rows,
                                                      {nullptr}, std::move(children),
                                                      /*null_count=*/0));
  arrow::ArrayVector conformed;
  for (const StructField& column : wanted.fields) {
    ARROW_ASSIGN_OR_RAISE(const TypePtr target,
                          ToArrowType(column.type, ColumnNames::kLogical, mode));
    ArrayPtr array;
    for (int j = 0; j < all.num_fields() && array == nullptr; ++j) {
      if (IsSameField(*fields[static_cast<size_t>(j)], column, mode))
        array = all.field(j);
    }
    if (array == nullptr) {
      ARROW_ASSIGN_OR_RAISE(array, arrow::MakeArrayOfNull(target, rows));
    } else {
      const Conformer conformer{mode};
      ARROW_ASSIGN_OR_RAISE(array,
                            conformer.Conform(array, column.type, target, column.name));
    }
    conformed.push_back(std::move(array));
  }
  return conformed;
}

}  // namespace delta_utils
