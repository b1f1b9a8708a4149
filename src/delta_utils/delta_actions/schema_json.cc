#include <algorithm>
#include <array>
#include <set>

#include "delta_utils/base/json_writer.h"
#include "delta_utils/delta_actions/json_reader_internal.h"
#include "delta_utils/delta_actions/schema.h"

namespace delta_utils {
namespace {

using internal::BadJson;
using internal::CheckJson;
using internal::ForEachElement;
using internal::ForEachField;
using internal::JsonObject;
using internal::JsonValue;
using internal::kMaxJsonDepth;
using internal::ReadJson;

constexpr int kMaxDecimalPrecision = 38;

constexpr std::array<std::string_view, 14> kPrimitiveNames = {
    "string",  "long",   "integer", "short",     "byte",          "float",   "double",
    "boolean", "binary", "date",    "timestamp", "timestamp_ntz", "variant", "void"};

Result<DataType> ParseType(JsonValue value, int depth);

/// "decimal" and "decimal( 10 , 2 )" become what Spark makes of them.
Result<PrimitiveType> ParsePrimitive(std::string name) {
  if (std::ranges::find(kPrimitiveNames, name) != kPrimitiveNames.end()) {
    return PrimitiveType{std::move(name)};
  }
  if (name == "decimal") return PrimitiveType{"decimal(10,0)"};
  const auto decimal = DecimalTypeOf(PrimitiveType{name});
  if (!decimal) return Unsupported("", "unknown type '" + name + "'");
  const auto [precision, scale] = *decimal;
  if (precision < 1 || precision > kMaxDecimalPrecision || scale < 0 ||
      scale > precision) {
    return BadJson("the type '" + name + "' is out of range");
  }
  return PrimitiveType{"decimal(" + std::to_string(precision) + "," +
                       std::to_string(scale) + ")"};
}

std::string LowerAscii(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// Letters beyond ASCII are not folded: a clash among them alone is let through.
Status CheckNames(const StructType& type) {
  std::set<std::string> names;
  for (const StructField& field : type.fields) {
    if (!names.insert(LowerAscii(field.name)).second) {
      return BadJson("two fields are named '" + field.name + "', but for case");
    }
  }
  return Status::OK();
}

Status ParseMetadata(JsonValue value, int depth, FieldMetadata* metadata) {
  ARROW_ASSIGN_OR_RAISE(const bool null, internal::TakeNull(value));
  if (null) return Status::OK();
  ARROW_ASSIGN_OR_RAISE(JsonObject object, internal::ObjectOf(value));
  return ForEachField(object, [&](std::string_view key, JsonValue field) -> Status {
    ARROW_ASSIGN_OR_RAISE(std::string raw, internal::RawJson(field, depth));
    metadata->emplace_back(key, std::move(raw));
    return Status::OK();
  });
}

Result<StructField> ParseField(JsonValue value, int depth) {
  std::optional<std::string> name;
  std::optional<DataType> type;
  std::optional<bool> nullable;
  FieldMetadata metadata;
  ARROW_ASSIGN_OR_RAISE(JsonObject object, internal::ObjectOf(value));
  const auto visit = [&](std::string_view key, JsonValue field) -> Status {
    if (key == "name") return ReadJson(field, &name);
    if (key == "nullable") return ReadJson(field, &nullable);
    if (key == "metadata") return ParseMetadata(field, depth + 1, &metadata);
    if (key != "type") return CheckJson(field, depth);
    return ParseType(field, depth).Value(&type.emplace());
  };
  ARROW_RETURN_NOT_OK(ForEachField(object, visit));
  if (!name || !type || !nullable) {
    return BadJson("a field needs a name, a type and nullable");
  }
  return StructField{*std::move(name), *std::move(type), *nullable, std::move(metadata)};
}

/// What the members of a type object give, whatever their order.
struct TypeMembers {
  std::string type;
  std::optional<StructType> fields;
  std::shared_ptr<const DataType> element, key, value;
  std::optional<bool> contains_null, value_contains_null;
};

Status ParseShared(JsonValue value, int depth, std::shared_ptr<const DataType>* out) {
  ARROW_ASSIGN_OR_RAISE(DataType type, ParseType(value, depth));
  *out = std::make_shared<const DataType>(std::move(type));
  return Status::OK();
}

Status ParseFields(JsonValue value, int depth, StructType* out) {
  ARROW_ASSIGN_OR_RAISE(auto array, internal::ArrayOf(value));
  ARROW_RETURN_NOT_OK(ForEachElement(array, [&](JsonValue element) -> Status {
    ARROW_ASSIGN_OR_RAISE(StructField field, ParseField(element, depth + 1));
    out->fields.push_back(std::move(field));
    return Status::OK();
  }));
  return CheckNames(*out);
}

Status ParseMember(std::string_view key, JsonValue value, int depth, TypeMembers* out) {
  if (key == "type") return ReadJson(value, &out->type);
  if (key == "fields") return ParseFields(value, depth + 1, &out->fields.emplace());
  if (key == "elementType") return ParseShared(value, depth, &out->element);
  if (key == "keyType") return ParseShared(value, depth, &out->key);
  if (key == "valueType") return ParseShared(value, depth, &out->value);
  if (key == "containsNull") return ReadJson(value, &out->contains_null);
  if (key == "valueContainsNull") return ReadJson(value, &out->value_contains_null);
  return CheckJson(value, depth);
}

Result<DataType> TypeOf(TypeMembers members) {
  if (members.type == "struct") {
    if (!members.fields) return BadJson("a struct needs fields");
    return DataType{*std::move(members.fields)};
  }
  if (members.type == "array") {
    if (!members.element || !members.contains_null) {
      return BadJson("an array needs elementType and containsNull");
    }
    return DataType{ArrayType{std::move(members.element), *members.contains_null}};
  }
  if (members.type == "map") {
    if (!members.key || !members.value || !members.value_contains_null) {
      return BadJson("a map needs keyType, valueType and valueContainsNull");
    }
    return DataType{MapType{std::move(members.key), std::move(members.value),
                            *members.value_contains_null}};
  }
  return BadJson("unknown type '" + members.type + "'");
}

/// `depth` counts the JSON levels open around the type.
Result<DataType> ParseTypeObject(JsonObject object, int depth) {
  TypeMembers members;
  ARROW_RETURN_NOT_OK(ForEachField(object, [&](std::string_view key, JsonValue value) {
    return ParseMember(key, value, depth + 1, &members);
  }));
  return TypeOf(std::move(members));
}

Result<DataType> ParseType(JsonValue value, int depth) {
  if (depth >= kMaxJsonDepth) return BadJson("more than 100 levels of nesting");
  simdjson::ondemand::json_type type;
  if (auto error = value.type().get(type)) return BadJson(error);
  if (type == simdjson::ondemand::json_type::string) {
    std::string name;
    ARROW_RETURN_NOT_OK(ReadJson(value, &name));
    return ParsePrimitive(std::move(name)).Map([](PrimitiveType primitive) {
      return DataType{std::move(primitive)};
    });
  }
  ARROW_ASSIGN_OR_RAISE(JsonObject object, internal::ObjectOf(value));
  return ParseTypeObject(object, depth);
}

void AppendBool(std::string_view name, bool value, std::string* out) {
  *out += ",\"";
  *out += name;
  *out += value ? "\":true" : "\":false";
}

void AppendType(const DataType& type, std::string* out);

void AppendStruct(const StructType& type, std::string* out) {
  *out += R"({"type":"struct","fields":[)";
  for (const StructField& field : type.fields) {
    if (&field != &type.fields.front()) *out += ',';
    *out += R"({"name":)";
    AppendJsonString(field.name, out);
    *out += R"(,"type":)";
    AppendType(field.type, out);
    AppendBool("nullable", field.nullable, out);
    *out += R"(,"metadata":{)";
    for (const auto& entry : field.metadata) {
      if (&entry != &field.metadata.front()) *out += ',';
      AppendJsonString(entry.first, out);
      *out += ':';
      *out += entry.second;
    }
    *out += "}}";
  }
  *out += "]}";
}

void AppendType(const DataType& type, std::string* out) {
  if (const auto* primitive = std::get_if<PrimitiveType>(&type.type)) {
    AppendJsonString(primitive->name, out);
  } else if (const auto* structure = std::get_if<StructType>(&type.type)) {
    AppendStruct(*structure, out);
  } else if (const auto* array = std::get_if<ArrayType>(&type.type)) {
    *out += R"({"type":"array","elementType":)";
    AppendType(*array->element, out);
    AppendBool("containsNull", array->contains_null, out);
    *out += '}';
  } else {
    const auto& map = std::get<MapType>(type.type);
    *out += R"({"type":"map","keyType":)";
    AppendType(*map.key, out);
    *out += R"(,"valueType":)";
    AppendType(*map.value, out);
    AppendBool("valueContainsNull", map.value_contains_null, out);
    *out += '}';
  }
}

}  // namespace

Result<StructType> ParseSchema(std::string_view json, std::string_view source) {
  internal::JsonText text(json);
  DataType type;
  const Status status = text.VisitObject(0, text.size(), [&](JsonObject object) {
    return ParseTypeObject(object, 0).Value(&type);
  });
  if (!status.ok()) {
    return MakeError(KindOf(status), source, "schema: " + status.message());
  }
  auto* schema = std::get_if<StructType>(&type.type);
  if (schema == nullptr) return Corrupt(source, "schema: not a struct");
  return std::move(*schema);
}

std::string SerializeSchema(const StructType& schema) {
  std::string out;
  AppendStruct(schema, &out);
  return out;
}

}  // namespace delta_utils
