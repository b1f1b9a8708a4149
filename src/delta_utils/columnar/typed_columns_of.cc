#include "delta_utils/columnar/typed_columns_of.h"

#include <memory>
#include <string>
#include <utility>

#include "arrow/type.h"
#include "delta_utils/columnar/arrow_schema.h"

namespace delta_utils {
namespace {

/// Whether NULLs are allowed in them or not, these two may be a Variant's parts.
bool LooksLikeVariant(const arrow::DataType& type) {
  const auto& variant = static_cast<const arrow::StructType&>(*VariantStorageType());
  if (type.num_fields() != variant.num_fields()) return false;
  for (int i = 0; i < type.num_fields(); ++i) {
    if (type.field(i)->name() != variant.field(i)->name()) return false;
  }
  return true;
}

ColumnType TypeOf(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::BOOL:
      return ColumnType::kBoolean;
    case arrow::Type::INT8:
      return ColumnType::kInt8;
    case arrow::Type::INT16:
      return ColumnType::kInt16;
    case arrow::Type::INT32:
      return ColumnType::kInt32;
    case arrow::Type::INT64:
      return ColumnType::kInt64;
    case arrow::Type::FLOAT:
      return ColumnType::kFloat;
    case arrow::Type::DOUBLE:
      return ColumnType::kDouble;
    case arrow::Type::STRING:
      return ColumnType::kString;
    case arrow::Type::BINARY:
      return ColumnType::kBinary;
    case arrow::Type::DATE32:
      return ColumnType::kDate;
    case arrow::Type::STRUCT:
      return LooksLikeVariant(type) ? ColumnType::kOther : ColumnType::kStruct;
    case arrow::Type::LIST:
      return ColumnType::kList;
    case arrow::Type::DECIMAL128: {
      const auto& decimal = static_cast<const arrow::Decimal128Type&>(type);
      const bool is_plain =
          decimal.scale() >= 0 && decimal.scale() <= decimal.precision();
      return is_plain ? ColumnType::kDecimal : ColumnType::kOther;
    }
    case arrow::Type::TIMESTAMP:
      if (type.Equals(*arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"))) {
        return ColumnType::kTimestamp;
      }
      return type.Equals(*arrow::timestamp(arrow::TimeUnit::MICRO))
                 ? ColumnType::kTimestampNtz
                 : ColumnType::kOther;
    default:
      return ColumnType::kOther;
  }
}

TypedColumn ColumnOf(const arrow::Field& field) {
  TypedColumn column;
  column.name = field.name();
  column.type = TypeOf(*field.type());
  if (column.type == ColumnType::kDecimal) {
    const auto& decimal = static_cast<const arrow::Decimal128Type&>(*field.type());
    column.precision = decimal.precision();
    column.scale = decimal.scale();
  }
  if (column.type == ColumnType::kStruct || column.type == ColumnType::kList) {
    for (const auto& child : field.type()->fields()) {
      column.children.push_back(ColumnOf(*child));
    }
  }
  return column;
}

constexpr std::string_view kOwnMetadata = "parquedb.";
/// Spark compares and pads such strings by rules of their own.
constexpr std::string_view kStringMetadata[] = {"__COLLATIONS",
                                                "__CHAR_VARCHAR_TYPE_STRING"};

Status Adjust(const StructType& schema, std::vector<TypedColumn>* columns);

Status Adjust(const DataType& type, TypedColumn* column) {
  if (column->type == ColumnType::kOther) return Status::OK();
  if (const auto* structure = std::get_if<StructType>(&type.type)) {
    return Adjust(*structure, &column->children);
  }
  const auto* array = std::get_if<ArrayType>(&type.type);
  return array == nullptr ? Status::OK()
                          : Adjust(*array->element, &column->children.front());
}

/// What the metadata of fields says beside their types.
Status Adjust(const StructType& schema, std::vector<TypedColumn>* columns) {
  for (size_t i = 0; i < schema.fields.size(); ++i) {
    const StructField& field = schema.fields[i];
    for (const auto& [key, unused] : field.metadata) {
      if (key.starts_with(kOwnMetadata)) {
        return Unsupported(field.name,
                           "a collection's columns are not all of a document");
      }
    }
    for (const std::string_view key : kStringMetadata) {
      if (field.RawMetadata(key)) (*columns)[i].type = ColumnType::kOther;
    }
    ARROW_RETURN_NOT_OK(Adjust(field.type, &(*columns)[i]));
  }
  return Status::OK();
}

}  // namespace

TypedColumns TypedColumnsOf(const arrow::Schema& schema) {
  TypedColumns columns;
  for (const auto& field : schema.fields()) columns.columns.push_back(ColumnOf(*field));
  return columns;
}

Result<TypedColumns> TypedColumnsOf(const StructType& schema) {
  ARROW_ASSIGN_OR_RAISE(const auto arrow_schema,
                        ToArrowSchema(schema, ColumnNames::kLogical));
  TypedColumns columns = TypedColumnsOf(*arrow_schema);
  ARROW_RETURN_NOT_OK(Adjust(schema, &columns.columns));
  return columns;
}

}  // namespace delta_utils
