// A Delta table's schema: the schemaString of its metadata as a tree of values.
//
//   ARROW_ASSIGN_OR_RAISE(StructType schema, ParseSchema(metadata.schema_string, uri));
//   const StructField* id = schema.Find("_id");
//   schema.fields.push_back({"year", PrimitiveType{"long"}, /*nullable=*/true, {}});
//   std::string text = SerializeSchema(schema);
//
// Metadata of fields is kept as raw JSON by key, in order, so nothing unknown is lost.
// Source: PROTOCOL.md, "Schema Serialization Format"; column mapping keys: "Column
// Mapping".
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "delta_utils/base/status.h"

namespace delta_utils {

struct DataType;

/// By Delta's name: "string" "long" "integer" "short" "byte" "float" "double" "boolean"
/// "binary" "date" "timestamp" "timestamp_ntz" "variant" "void" "decimal(p,s)".
/// ParseSchema accepts only these.
struct PrimitiveType {
  std::string name;
  bool operator==(const PrimitiveType&) const = default;
};

/// Field metadata: key and raw JSON value.
using FieldMetadata = std::vector<std::pair<std::string, std::string>>;

struct StructField;
struct StructType {
  std::vector<StructField> fields;
  /// By exact name; nullptr if there is none.
  const StructField* Find(std::string_view name) const;
  StructField* Find(std::string_view name);
  bool operator==(const StructType&) const;
};
struct ArrayType {
  std::shared_ptr<const DataType> element;
  bool contains_null = true;
  bool operator==(const ArrayType&) const;
};
struct MapType {
  std::shared_ptr<const DataType> key;
  std::shared_ptr<const DataType> value;
  bool value_contains_null = true;
  bool operator==(const MapType&) const;
};

struct DataType {
  std::variant<PrimitiveType, StructType, ArrayType, MapType> type;
  bool operator==(const DataType&) const = default;
  bool IsPrimitive(std::string_view name) const;
};

struct StructField {
  std::string name;
  DataType type;
  bool nullable = true;
  FieldMetadata metadata;

  /// The raw JSON under `key`, or nullopt.
  std::optional<std::string_view> RawMetadata(std::string_view key) const;
  /// The text under `key` if it is a JSON string, decoded.
  std::optional<std::string> StringMetadata(std::string_view key) const;
  /// The number under `key` if it is a JSON integer.
  std::optional<int64_t> IntMetadata(std::string_view key) const;
  void SetStringMetadata(std::string_view key, std::string_view text);
  void SetIntMetadata(std::string_view key, int64_t value);
  bool operator==(const StructField&) const = default;
};

/// precision and scale of "decimal(p,s)"; nullopt if `type` is no decimal.
std::optional<std::pair<int, int>> DecimalTypeOf(const PrimitiveType& type);

/// Kind Corrupt with `source`: not a struct, names equal but for case, more than 100
/// levels. Unsupported: the name of a type that this library does not know.
Result<StructType> ParseSchema(std::string_view json, std::string_view source);
std::string SerializeSchema(const StructType& schema);

inline constexpr std::string_view kColumnMappingId = "delta.columnMapping.id";
inline constexpr std::string_view kColumnMappingPhysicalName =
    "delta.columnMapping.physicalName";

enum class ColumnMappingMode { kNone, kId, kName };

/// The table property "delta.columnMapping.mode"; Unsupported for another word.
Result<ColumnMappingMode> ColumnMappingModeOf(
    const std::map<std::string, std::string>& configuration);

/// The name of `field` in data files, partition values and statistics. A string of its
/// own, not a view: the name is decoded from the metadata's JSON.
std::string PhysicalName(const StructField& field, ColumnMappingMode mode);

/// Gives every field that lacks them (nested ones too) an id above `max_id` and a
/// physical name made by `new_physical_name`; returns the new maximum id.
int64_t AssignColumnMapping(
    StructType* schema, int64_t max_id,
    const std::function<std::string(const StructField&)>& new_physical_name);

}  // namespace delta_utils
