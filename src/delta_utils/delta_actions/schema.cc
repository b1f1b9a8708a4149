#include "delta_utils/delta_actions/schema.h"

#include <algorithm>
#include <charconv>

#include "delta_utils/base/json_writer.h"
#include "delta_utils/delta_actions/json_reader_internal.h"

namespace delta_utils {
namespace {

bool SameType(const std::shared_ptr<const DataType>& a,
              const std::shared_ptr<const DataType>& b) {
  if (a == nullptr || b == nullptr) return a == b;
  return *a == *b;
}

void SetRawMetadata(FieldMetadata* metadata, std::string_view key, std::string raw) {
  for (auto& [name, value] : *metadata) {
    if (name == key) {
      value = std::move(raw);
      return;
    }
  }
  metadata->emplace_back(key, std::move(raw));
}

/// Walks the struct fields of `type`, those inside arrays and maps included.
template <typename Visit>
void ForEachStructField(const DataType& type, const Visit& visit) {
  if (const auto* array = std::get_if<ArrayType>(&type.type)) {
    ForEachStructField(*array->element, visit);
  } else if (const auto* map = std::get_if<MapType>(&type.type)) {
    ForEachStructField(*map->key, visit);
    ForEachStructField(*map->value, visit);
  } else if (const auto* structure = std::get_if<StructType>(&type.type)) {
    for (const StructField& field : structure->fields) {
      visit(field);
      ForEachStructField(field.type, visit);
    }
  }
}

class ColumnMappingAssigner {
 public:
  ColumnMappingAssigner(int64_t max_id,
                        const std::function<std::string(const StructField&)>& new_name)
      : max_id_(max_id), new_name_(new_name) {}

  void Assign(StructType* schema) {
    for (StructField& field : schema->fields) {
      if (!field.IntMetadata(kColumnMappingId)) {
        field.SetIntMetadata(kColumnMappingId, ++max_id_);
      }
      if (!field.StringMetadata(kColumnMappingPhysicalName)) {
        field.SetStringMetadata(kColumnMappingPhysicalName, new_name_(field));
      }
      Assign(&field.type);
    }
  }

  int64_t max_id() const { return max_id_; }

 private:
  void Assign(DataType* type) {
    if (auto* array = std::get_if<ArrayType>(&type->type)) {
      array->element = Assigned(*array->element);
    } else if (auto* map = std::get_if<MapType>(&type->type)) {
      map->key = Assigned(*map->key);
      map->value = Assigned(*map->value);
    } else if (auto* structure = std::get_if<StructType>(&type->type)) {
      Assign(structure);
    }
  }

  std::shared_ptr<const DataType> Assigned(DataType copy) {
    Assign(&copy);
    return std::make_shared<const DataType>(std::move(copy));
  }

  int64_t max_id_;
  const std::function<std::string(const StructField&)>& new_name_;
};

int64_t MaxAssignedId(const StructType& schema) {
  int64_t max_id = 0;
  ForEachStructField(DataType{schema}, [&](const StructField& field) {
    max_id = std::max(max_id, field.IntMetadata(kColumnMappingId).value_or(0));
  });
  return max_id;
}

}  // namespace

const StructField* StructType::Find(std::string_view name) const {
  for (const StructField& field : fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

StructField* StructType::Find(std::string_view name) {
  return const_cast<StructField*>(std::as_const(*this).Find(name));
}

bool StructType::operator==(const StructType& other) const {
  return fields == other.fields;
}

bool ArrayType::operator==(const ArrayType& other) const {
  return SameType(element, other.element) && contains_null == other.contains_null;
}

bool MapType::operator==(const MapType& other) const {
  return SameType(key, other.key) && SameType(value, other.value) &&
         value_contains_null == other.value_contains_null;
}

bool DataType::IsPrimitive(std::string_view name) const {
  const auto* primitive = std::get_if<PrimitiveType>(&type);
  return primitive != nullptr && primitive->name == name;
}

std::optional<std::string_view> StructField::RawMetadata(std::string_view key) const {
  for (const auto& [name, raw] : metadata) {
    if (name == key) return raw;
  }
  return {};
}

std::optional<std::string> StructField::StringMetadata(std::string_view key) const {
  const auto raw = RawMetadata(key);
  return raw ? internal::DecodeJsonString(*raw) : std::nullopt;
}

std::optional<int64_t> StructField::IntMetadata(std::string_view key) const {
  const auto raw = RawMetadata(key);
  return raw ? internal::DecodeJsonInteger(*raw) : std::nullopt;
}

void StructField::SetStringMetadata(std::string_view key, std::string_view text) {
  std::string raw;
  AppendJsonString(text, &raw);
  SetRawMetadata(&metadata, key, std::move(raw));
}

void StructField::SetIntMetadata(std::string_view key, int64_t value) {
  SetRawMetadata(&metadata, key, std::to_string(value));
}

std::optional<std::pair<int, int>> DecimalTypeOf(const PrimitiveType& type) {
  std::string_view text = type.name;
  if (!text.starts_with("decimal(") || !text.ends_with(')')) return {};
  text = text.substr(8, text.size() - 9);
  const size_t comma = text.find(',');
  if (comma == std::string_view::npos) return {};
  const auto number = [](std::string_view part) -> std::optional<int> {
    const size_t first = std::min(part.find_first_not_of(' '), part.size());
    part = part.substr(first, part.find_last_not_of(' ') + 1 - first);
    int value;
    const auto [end, error] =
        std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size()) return {};
    return value;
  };
  const auto precision = number(text.substr(0, comma));
  const auto scale = number(text.substr(comma + 1));
  if (!precision || !scale) return {};
  return std::pair(*precision, *scale);
}

Result<ColumnMappingMode> ColumnMappingModeOf(
    const std::map<std::string, std::string>& configuration) {
  const auto found = configuration.find("delta.columnMapping.mode");
  if (found == configuration.end() || found->second == "none") {
    return ColumnMappingMode::kNone;
  }
  if (found->second == "id") return ColumnMappingMode::kId;
  if (found->second == "name") return ColumnMappingMode::kName;
  return Unsupported("", "the column mapping mode '" + found->second +
                             "', which this library does not know");
}

std::string PhysicalName(const StructField& field, ColumnMappingMode mode) {
  if (mode == ColumnMappingMode::kNone) return field.name;
  return field.StringMetadata(kColumnMappingPhysicalName).value_or(field.name);
}

int64_t AssignColumnMapping(
    StructType* schema, int64_t max_id,
    const std::function<std::string(const StructField&)>& new_physical_name) {
  ColumnMappingAssigner assigner(std::max(max_id, MaxAssignedId(*schema)),
                                 new_physical_name);
  assigner.Assign(schema);
  return assigner.max_id();
}

}  // namespace delta_utils
