#include <string>

#include "delta_utils/expression/budget_internal.h"

namespace delta_utils::internal {
namespace {

int64_t HeapBytes(const Object& object) {
  int64_t bytes = 0;
  for (const Field& field : object.fields) {
    bytes += static_cast<int64_t>(sizeof(std::string) + field.name.size()) +
             FootprintOf(field.value);
  }
  return bytes;
}

}  // namespace

int64_t FootprintOf(const Value& value) {
  int64_t bytes = sizeof(Value);
  if (const auto* text = value.get_if<std::string>()) {
    bytes += static_cast<int64_t>(text->size());
  } else if (const auto* array = value.get_if<Array>()) {
    for (const Value& element : array->values) bytes += FootprintOf(element);
  } else if (const auto* object = value.get_if<Object>()) {
    bytes += HeapBytes(*object);
  } else if (const auto* binary = value.get_if<Binary>()) {
    bytes += static_cast<int64_t>(binary->bytes.size());
  } else if (const auto* regex = value.get_if<Regex>()) {
    bytes += static_cast<int64_t>(regex->pattern.size());
  } else if (const auto* script = value.get_if<JavaScript>()) {
    bytes += static_cast<int64_t>(script->code.size());
  } else if (const auto* scoped = value.get_if<JavaScriptWithScope>()) {
    bytes += static_cast<int64_t>(scoped->code.size()) + HeapBytes(scoped->scope);
  } else if (const auto* symbol = value.get_if<Symbol>()) {
    bytes += static_cast<int64_t>(symbol->text.size());
  } else if (const auto* pointer = value.get_if<DbPointer>()) {
    bytes += static_cast<int64_t>(pointer->ns.size());
  }
  return bytes;
}

Status Budget::TooManySteps() {
  return InvalidArgument("", "the expression takes more than " +
                                 std::to_string(kMaxSteps) + " steps on one document");
}

Status Budget::TooManyBytes() {
  return InvalidArgument("", "the expression needs more than " +
                                 std::to_string(kMaxHeldBytes) +
                                 " bytes of memory on one document");
}

Status CountComparison(const Value& a, const Value& b, Budget* budget) {
  const bool are_arrays = a.is<Array>() && b.is<Array>();
  const bool are_objects = a.is<Object>() && b.is<Object>();
  if (!are_arrays && !are_objects) return budget->Count(1);
  const auto size = [&](const Value& value) {
    return are_arrays ? value.get<Array>().size() : value.get<Object>().size();
  };
  return budget->CountBytes(FootprintOf(size(a) < size(b) ? a : b));
}

Status CheckStringSize(std::string_view operation, size_t bytes) {
  if (static_cast<int64_t>(bytes) <= Budget::kMaxStringBytes) return Status::OK();
  return InvalidArgument("", std::string(operation) + " would make a string of over " +
                                 std::to_string(Budget::kMaxStringBytes) + " bytes");
}

}  // namespace delta_utils::internal
