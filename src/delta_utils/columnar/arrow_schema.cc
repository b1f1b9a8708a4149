#include "delta_utils/columnar/arrow_schema.h"

#include <string>
#include <utility>

#include "arrow/array/array_base.h"
#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/extension_type.h"
#include "arrow/type.h"
#include "arrow/util/key_value_metadata.h"

namespace delta_utils {
namespace {

constexpr char kParquetFieldId[] = "PARQUET:field_id";

struct Converter {
  ColumnNames names;
  ColumnMappingMode mode;

  Result<std::shared_ptr<arrow::DataType>> Convert(const DataType& type) const;
  Result<std::shared_ptr<arrow::DataType>> Convert(const PrimitiveType& type) const;
  Result<std::shared_ptr<arrow::Field>> Convert(const StructField& field) const;
  Result<arrow::FieldVector> Convert(const StructType& type) const;
};

Result<std::shared_ptr<arrow::DataType>> Converter::Convert(
    const PrimitiveType& type) const {
  const std::string& name = type.name;
  if (name == "string") return arrow::utf8();
  if (name == "long") return arrow::int64();
  if (name == "integer") return arrow::int32();
  if (name == "short") return arrow::int16();
  if (name == "byte") return arrow::int8();
  if (name == "float") return arrow::float32();
  if (name == "double") return arrow::float64();
  if (name == "boolean") return arrow::boolean();
  if (name == "binary") return arrow::binary();
  if (name == "date") return arrow::date32();
  if (name == "timestamp") return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
  if (name == "timestamp_ntz") return arrow::timestamp(arrow::TimeUnit::MICRO);
  if (name == "variant") return VariantStorageType();
  if (name == "void") return arrow::null();
  const auto decimal = DecimalTypeOf(type);
  const bool fits = decimal && decimal->first >= 1 && decimal->first <= 38 &&
                    decimal->second >= 0 && decimal->second <= decimal->first;
  if (!fits) return Unsupported("", "type '" + name + "' has no Arrow form");
  return arrow::decimal128(decimal->first, decimal->second);
}

Result<std::shared_ptr<arrow::DataType>> Converter::Convert(const DataType& type) const {
  if (const auto* primitive = std::get_if<PrimitiveType>(&type.type)) {
    return Convert(*primitive);
  }
  if (const auto* structure = std::get_if<StructType>(&type.type)) {
    ARROW_ASSIGN_OR_RAISE(arrow::FieldVector fields, Convert(*structure));
    return arrow::struct_(std::move(fields));
  }
  if (const auto* array = std::get_if<ArrayType>(&type.type)) {
    ARROW_ASSIGN_OR_RAISE(auto element, Convert(*array->element));
    return arrow::list(arrow::field("element", element, array->contains_null));
  }
  const auto& map = std::get<MapType>(type.type);
  ARROW_ASSIGN_OR_RAISE(auto key, Convert(*map.key));
  ARROW_ASSIGN_OR_RAISE(auto value, Convert(*map.value));
  return std::make_shared<arrow::MapType>(
      arrow::field("key", key, /*nullable=*/false),
      arrow::field("value", value, map.value_contains_null));
}

Result<std::shared_ptr<arrow::Field>> Converter::Convert(const StructField& field) const {
  ARROW_ASSIGN_OR_RAISE(auto type, Convert(field.type));
  if (names == ColumnNames::kLogical) {
    return arrow::field(field.name, type, field.nullable);
  }
  std::shared_ptr<const arrow::KeyValueMetadata> metadata;
  if (mode != ColumnMappingMode::kNone) {
    if (const auto id = field.IntMetadata(kColumnMappingId)) {
      metadata = arrow::key_value_metadata({kParquetFieldId}, {std::to_string(*id)});
    }
  }
  return arrow::field(std::string(PhysicalName(field, mode)), type, field.nullable,
                      metadata);
}

Result<arrow::FieldVector> Converter::Convert(const StructType& type) const {
  arrow::FieldVector fields;
  fields.reserve(type.fields.size());
  for (const StructField& field : type.fields) {
    ARROW_ASSIGN_OR_RAISE(auto converted, Convert(field));
    fields.push_back(std::move(converted));
  }
  return fields;
}

/// An extension type is relabelled as what it is stored as.
const arrow::DataType& StorageOf(const arrow::DataType& type) {
  if (type.id() != arrow::Type::EXTENSION) return type;
  return *static_cast<const arrow::ExtensionType&>(type).storage_type();
}

Result<std::shared_ptr<arrow::ArrayData>> RelabelData(
    const arrow::ArrayData& data, const std::shared_ptr<arrow::DataType>& type) {
  const arrow::DataType& from = StorageOf(*data.type);
  const arrow::DataType& to = StorageOf(*type);
  const bool same_shape =
      from.id() == to.id() && from.num_fields() == to.num_fields() &&
      (to.num_fields() > 0 || from.id() == arrow::Type::STRUCT || from.Equals(to));
  if (!same_shape) {
    return Internal(
        "", "cannot give an array of " + from.ToString() + " the type " + to.ToString());
  }
  auto relabelled = std::make_shared<arrow::ArrayData>(data);
  relabelled->type = type;
  for (int i = 0; i < to.num_fields(); ++i) {
    const auto& child_type = to.field(i)->type();
    ARROW_ASSIGN_OR_RAISE(relabelled->child_data[i],
                          RelabelData(*data.child_data[i], child_type));
  }
  return relabelled;
}

}  // namespace

Result<std::shared_ptr<arrow::Schema>> ToArrowSchema(const StructType& schema,
                                                     ColumnNames names,
                                                     ColumnMappingMode mode) {
  ARROW_ASSIGN_OR_RAISE(arrow::FieldVector fields,
                        (Converter{names, mode}.Convert(schema)));
  return arrow::schema(std::move(fields));
}

Result<std::shared_ptr<arrow::DataType>> ToArrowType(const DataType& type,
                                                     ColumnNames names,
                                                     ColumnMappingMode mode) {
  return Converter{names, mode}.Convert(type);
}

std::shared_ptr<arrow::DataType> VariantStorageType() {
  static const std::shared_ptr<arrow::DataType> type =
      arrow::struct_({arrow::field("metadata", arrow::binary(), /*nullable=*/false),
                      arrow::field("value", arrow::binary(), /*nullable=*/false)});
  return type;
}

std::shared_ptr<arrow::DataType> WithFields(const std::shared_ptr<arrow::DataType>& type,
                                            const arrow::FieldVector& fields) {
  switch (type->id()) {
    case arrow::Type::STRUCT:
      return arrow::struct_(fields);
    case arrow::Type::LIST:
      return arrow::list(fields[0]);
    case arrow::Type::LARGE_LIST:
      return arrow::large_list(fields[0]);
    case arrow::Type::LIST_VIEW:
      return arrow::list_view(fields[0]);
    case arrow::Type::LARGE_LIST_VIEW:
      return arrow::large_list_view(fields[0]);
    case arrow::Type::FIXED_SIZE_LIST:
      return arrow::fixed_size_list(
          fields[0], static_cast<const arrow::FixedSizeListType&>(*type).list_size());
    case arrow::Type::MAP:
      return std::make_shared<arrow::MapType>(
          fields[0], static_cast<const arrow::MapType&>(*type).keys_sorted());
    default:
      return type;
  }
}

Result<std::shared_ptr<arrow::Array>> Relabel(
    const std::shared_ptr<arrow::Array>& array,
    const std::shared_ptr<arrow::DataType>& type) {
  ARROW_ASSIGN_OR_RAISE(auto data, RelabelData(*array->data(), type));
  return arrow::MakeArray(data);
}

}  // namespace delta_utils
