#include "delta_utils/columnar/document_column.h"

#include <array>
#include <charconv>
#include <memory>
#include <utility>

namespace delta_utils {
namespace {

constexpr std::string_view kBsonKey = "parquedb.bson";
constexpr std::string_view kNullKey = "parquedb.null";
constexpr std::string_view kSubtypeKey = "parquedb.subtype";
constexpr int kMaxDecimalDigits = 34;

struct KindRow {
  ColumnKind kind;
  std::string_view name;   // parquedb.bson
  std::string_view delta;  // the primitive Delta type; empty for nested and decimal
};

constexpr std::array<KindRow, 14> kWritableKinds = {{
    {ColumnKind::kInt, "int", "integer"},
    {ColumnKind::kLong, "long", "long"},
    {ColumnKind::kWhole, "whole", "long"},
    {ColumnKind::kDouble, "double", "double"},
    {ColumnKind::kNumber, "number", "double"},
    {ColumnKind::kDecimal, "decimal", ""},
    {ColumnKind::kDate, "date", "timestamp"},
    {ColumnKind::kString, "string", "string"},
    {ColumnKind::kBool, "bool", "boolean"},
    {ColumnKind::kObjectId, "objectId", "string"},
    {ColumnKind::kUuid, "uuid", "string"},
    {ColumnKind::kBinary, "binData", "binary"},
    {ColumnKind::kObject, "object", ""},
    {ColumnKind::kArray, "array", ""},
}};

/// The kind of a primitive Delta type that carries no metadata.
ColumnKind DefaultKind(std::string_view delta) {
  if (delta == "byte" || delta == "short") return ColumnKind::kSmallInt;
  if (delta == "float") return ColumnKind::kFloat;
  if (delta == "date") return ColumnKind::kDay;
  if (delta == "timestamp_ntz") return ColumnKind::kTimestampNtz;
  if (delta == "variant") return ColumnKind::kVariant;
  for (const KindRow& row : kWritableKinds) {
    if (row.delta == delta) return row.kind;
  }
  return ColumnKind::kVoid;
}

Result<Column> ColumnOf(const StructField& owner, const std::string& suffix,
                        const DataType& type);

Result<Column> PrimitiveColumn(const StructField& owner, const std::string& suffix,
                               const PrimitiveType& type) {
  Column column;
  column.kind = DefaultKind(type.name);
  if (auto decimal = DecimalTypeOf(type)) {
    column.kind = decimal->first <= kMaxDecimalDigits ? ColumnKind::kDecimal
                                                      : ColumnKind::kBigDecimal;
    column.precision = decimal->first;
    column.scale = decimal->second;
  }
  if (auto subtype = owner.IntMetadata(std::string(kSubtypeKey) + suffix)) {
    if (*subtype < 0 || *subtype > 255) {
      return Corrupt(owner.name, "parquedb.subtype is not a byte");
    }
    column.subtype = static_cast<uint8_t>(*subtype);
  }
  auto bson = owner.StringMetadata(std::string(kBsonKey) + suffix);
  if (!bson) return column;
  for (const KindRow& row : kWritableKinds) {
    if (row.name != *bson) continue;
    bool fits = row.kind == ColumnKind::kDecimal ? column.kind == ColumnKind::kDecimal
                                                 : row.delta == type.name;
    if (!fits) break;
    column.kind = row.kind;
    return column;
  }
  // A later version's kind, or a column whose type another engine changed: the Delta type
  // holds.
  return column;
}

Result<Column> FieldColumn(const StructField& field) {
  ARROW_ASSIGN_OR_RAISE(Column column, ColumnOf(field, "", field.type));
  column.name = field.name;
  column.null_is_missing = field.StringMetadata(kNullKey) == "missing";
  return column;
}

Result<Column> ColumnOf(const StructField& owner, const std::string& suffix,
                        const DataType& type) {
  if (const auto* primitive = std::get_if<PrimitiveType>(&type.type)) {
    return PrimitiveColumn(owner, suffix, *primitive);
  }
  Column column;
  if (const auto* object = std::get_if<StructType>(&type.type)) {
    column.kind = ColumnKind::kObject;
    for (const StructField& child : object->fields) {
      ARROW_ASSIGN_OR_RAISE(Column child_column, FieldColumn(child));
      column.children.push_back(std::move(child_column));
    }
  } else if (const auto* array = std::get_if<ArrayType>(&type.type)) {
    column.kind = ColumnKind::kArray;
    ARROW_ASSIGN_OR_RAISE(Column element,
                          ColumnOf(owner, suffix + ".element", *array->element));
    column.children.push_back(std::move(element));
  } else {
    const auto& map = std::get<MapType>(type.type);
    column.kind = ColumnKind::kMap;
    ARROW_ASSIGN_OR_RAISE(Column key, ColumnOf(owner, suffix + ".key", *map.key));
    ARROW_ASSIGN_OR_RAISE(Column value, ColumnOf(owner, suffix + ".value", *map.value));
    column.children.push_back(std::move(key));
    column.children.push_back(std::move(value));
  }
  return column;
}

DataType TypeOf(const Column& column, const std::string& suffix, StructField* owner) {
  owner->SetStringMetadata(std::string(kBsonKey) + suffix, KindName(column.kind));
  switch (column.kind) {
    case ColumnKind::kObject: {
      StructType object;
      for (const Column& child : column.children) object.fields.push_back(FieldOf(child));
      return {std::move(object)};
    }
    case ColumnKind::kArray:
      return {ArrayType{std::make_shared<const DataType>(
                            TypeOf(column.element(), suffix + ".element", owner)),
                        true}};
    case ColumnKind::kDecimal:
      return {PrimitiveType{"decimal(" + std::to_string(column.precision) + "," +
                            std::to_string(column.scale) + ")"}};
    case ColumnKind::kBinary:
      owner->SetIntMetadata(std::string(kSubtypeKey) + suffix, column.subtype);
      break;
    default:
      break;
  }
  for (const KindRow& row : kWritableKinds) {
    if (row.kind == column.kind) return {PrimitiveType{std::string(row.delta)}};
  }
  DU_UNREACHABLE("read-only kinds come from a schema and never go into one");
}

void AddMissingChildren(const Column& column, const std::string& suffix, DataType* type,
                        StructField* owner) {
  if (auto* object = std::get_if<StructType>(&type->type)) {
    for (const Column& child : column.children) {
      if (StructField* field = object->Find(child.name)) {
        AddMissingChildren(child, "", &field->type, field);
      } else {
        object->fields.push_back(FieldOf(child));
      }
    }
  } else if (auto* array = std::get_if<ArrayType>(&type->type)) {
    DataType element = *array->element;
    AddMissingChildren(column.element(), suffix + ".element", &element, owner);
    array->element = std::make_shared<const DataType>(std::move(element));
  }
}

}  // namespace

const Column* Column::FindChild(std::string_view child) const {
  for (const Column& column : children) {
    if (column.name == child) return &column;
  }
  return nullptr;
}

std::string_view KindName(ColumnKind kind) {
  for (const KindRow& row : kWritableKinds) {
    if (row.kind == kind) return row.name;
  }
  return "";
}

Result<Column> DocumentColumnOf(const StructField& field) { return FieldColumn(field); }

StructField FieldOf(const Column& column) {
  StructField field;
  field.name = column.name;
  field.type = TypeOf(column, "", &field);
  field.SetStringMetadata(kNullKey, column.null_is_missing ? "missing" : "null");
  return field;
}

void AddMissingChildren(const Column& column, StructField* field) {
  AddMissingChildren(column, "", &field->type, field);
}

int LeafCount(const Column& column) {
  if (column.children.empty()) return 1;
  int count = 0;
  for (const Column& child : column.children) count += LeafCount(child);
  return count;
}

}  // namespace delta_utils
