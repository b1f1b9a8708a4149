#include <string>

#include "arrow/extension_type.h"
#include "arrow/type.h"
#include "delta_utils/columnar/document_value.h"

namespace delta_utils {
namespace {

using Type = arrow::Type;

Status Refuse(const std::string& path, const arrow::DataType& type) {
  return Unsupported(path, "the column cannot be read from " + type.ToString());
}

bool IsText(Type::type id) {
  return id == Type::STRING || id == Type::LARGE_STRING || id == Type::STRING_VIEW;
}

bool IsBinary(Type::type id) {
  return id == Type::BINARY || id == Type::LARGE_BINARY || id == Type::BINARY_VIEW ||
         id == Type::FIXED_SIZE_BINARY;
}

bool IsNarrowInt(Type::type id) {
  return id == Type::INT8 || id == Type::INT16 || id == Type::INT32;
}

bool IsScalarReadable(const Column& column, const arrow::DataType& type) {
  const Type::type id = type.id();
  switch (column.kind) {
    case ColumnKind::kInt:
    case ColumnKind::kSmallInt:
      return IsNarrowInt(id);
    case ColumnKind::kLong:
    case ColumnKind::kWhole:
      return IsNarrowInt(id) || id == Type::INT64;
    case ColumnKind::kDouble:
    case ColumnKind::kNumber:
    case ColumnKind::kFloat:
      return id == Type::FLOAT || id == Type::DOUBLE;
    case ColumnKind::kDecimal:
    case ColumnKind::kBigDecimal:
      return id == Type::DECIMAL128 &&
             static_cast<const arrow::DecimalType&>(type).scale() == column.scale;
    case ColumnKind::kDate:
    case ColumnKind::kTimestampNtz:
      return id == Type::TIMESTAMP &&
             static_cast<const arrow::TimestampType&>(type).unit() ==
                 arrow::TimeUnit::MICRO;
    case ColumnKind::kDay:
      return id == Type::DATE32;
    case ColumnKind::kString:
    case ColumnKind::kObjectId:
    case ColumnKind::kUuid:
      return IsText(id);
    case ColumnKind::kBool:
      return id == Type::BOOL;
    case ColumnKind::kBinary:
      return IsBinary(id);
    default:
      return column.kind == ColumnKind::kVoid;
  }
}

Status CheckPath(const Column& column, const arrow::DataType& type,
                 const std::string& path);

Status CheckObject(const Column& column, const arrow::DataType& type,
                   const std::string& path) {
  const size_t size = column.children.size();
  if (type.id() != Type::STRUCT || static_cast<size_t>(type.num_fields()) != size) {
    return Refuse(path, type);
  }
  for (size_t i = 0; i < size; ++i) {
    const Column& child = column.children[i];
    const arrow::Field& field = *type.field(static_cast<int>(i));
    if (field.name() != child.name) return Refuse(path, type);
    ARROW_RETURN_NOT_OK(CheckPath(child, *field.type(), path + "." + child.name));
  }
  return Status::OK();
}

/// VariantStorageType() in any layout of its two children.
bool IsVariant(const arrow::DataType& type) {
  if (type.id() != Type::STRUCT || type.num_fields() != 2) return false;
  const arrow::DataType* metadata = type.field(0)->type().get();
  if (metadata->id() == Type::DICTIONARY) {
    metadata = static_cast<const arrow::DictionaryType&>(*metadata).value_type().get();
  }
  return type.field(0)->name() == "metadata" && type.field(1)->name() == "value" &&
         IsBinary(metadata->id()) && IsBinary(type.field(1)->type()->id());
}

Status CheckPath(const Column& column, const arrow::DataType& type,
                 const std::string& path) {
  if (type.id() == Type::NA) return Status::OK();
  if (type.id() == Type::EXTENSION) {
    const auto& extension = static_cast<const arrow::ExtensionType&>(type);
    return CheckPath(column, *extension.storage_type(), path);
  }
  if (type.id() == Type::DICTIONARY) {
    const auto& encoded = static_cast<const arrow::DictionaryType&>(type);
    return CheckPath(column, *encoded.value_type(), path);
  }
  switch (column.kind) {
    case ColumnKind::kObject:
      return CheckObject(column, type, path);
    case ColumnKind::kArray: {
      const bool is_list = type.id() == Type::LIST || type.id() == Type::LARGE_LIST ||
                           type.id() == Type::FIXED_SIZE_LIST;
      if (!is_list) return Refuse(path, type);
      return CheckPath(column.element(), *type.field(0)->type(), path);
    }
    case ColumnKind::kMap: {
      if (type.id() != Type::MAP) return Refuse(path, type);
      const auto& map = static_cast<const arrow::MapType&>(type);
      ARROW_RETURN_NOT_OK(CheckPath(column.children[0], *map.key_type(), path));
      return CheckPath(column.children[1], *map.item_type(), path);
    }
    case ColumnKind::kVariant:
      return IsVariant(type) ? Status::OK() : Refuse(path, type);
    default:
      return IsScalarReadable(column, type) ? Status::OK() : Refuse(path, type);
  }
}

}  // namespace

Status CheckReadable(const Column& column, const arrow::DataType& type) {
  return CheckPath(column, type, column.name);
}

}  // namespace delta_utils
