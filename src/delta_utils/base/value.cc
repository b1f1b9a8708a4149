#include "delta_utils/base/value.h"

#include <algorithm>
#include <bit>

namespace delta_utils {

size_t Array::size() const { return values.size(); }

bool Array::operator==(const Array& other) const { return values == other.values; }

const Value* Object::Find(std::string_view name) const {
  for (const Field& field : fields) {
    if (field.name == name) return &field.value;
  }
  return nullptr;
}

Value* Object::Find(std::string_view name) {
  return const_cast<Value*>(std::as_const(*this).Find(name));
}

void Object::Append(std::string name, Value value) {
  fields.push_back(Field{std::move(name), std::move(value)});
}

size_t Object::size() const { return fields.size(); }

bool Object::operator==(const Object& other) const { return fields == other.fields; }

bool Value::operator==(const Value& other) const {
  if (const double* a = get_if<double>()) {
    const double* b = other.get_if<double>();
    return b != nullptr && std::bit_cast<uint64_t>(*a) == std::bit_cast<uint64_t>(*b);
  }
  return storage == other.storage;
}

std::string_view TypeName(ValueType type) {
  switch (type) {
    case ValueType::kNull:
      return "null";
    case ValueType::kUndefined:
      return "undefined";
    case ValueType::kMinKey:
      return "minKey";
    case ValueType::kMaxKey:
      return "maxKey";
    case ValueType::kBool:
      return "bool";
    case ValueType::kInt32:
      return "int";
    case ValueType::kInt64:
      return "long";
    case ValueType::kDouble:
      return "double";
    case ValueType::kDecimal128:
      return "decimal";
    case ValueType::kString:
      return "string";
    case ValueType::kBinary:
    case ValueType::kUuid:
      return "binData";
    case ValueType::kObjectId:
      return "objectId";
    case ValueType::kDate:
      return "date";
    case ValueType::kTimestamp:
      return "timestamp";
    case ValueType::kRegex:
      return "regex";
    case ValueType::kJavaScript:
      return "javascript";
    case ValueType::kJavaScriptWithScope:
      return "javascriptWithScope";
    case ValueType::kSymbol:
      return "symbol";
    case ValueType::kDbPointer:
      return "dbPointer";
    case ValueType::kArray:
      return "array";
    case ValueType::kObject:
      break;
  }
  return "object";
}

Value MakeBinary(uint8_t subtype, std::string bytes) {
  Uuid uuid;
  if (subtype != 4 || bytes.size() != uuid.bytes.size()) {
    return Binary{subtype, std::move(bytes)};
  }
  std::copy(bytes.begin(), bytes.end(), uuid.bytes.begin());
  return uuid;
}

}  // namespace delta_utils
