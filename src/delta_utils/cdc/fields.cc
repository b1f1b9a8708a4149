#include "delta_utils/cdc/fields_internal.h"

namespace delta_utils::internal {

std::string FieldReader::PathOf(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

Status FieldReader::Bad(std::string_view name, std::string_view message) const {
  return InvalidArgument(PathOf(name), message);
}

std::optional<Value> FieldReader::Take(std::string_view name) {
  for (size_t i = 0; i < object_.fields.size(); ++i) {
    if (taken_[i] || object_.fields[i].name != name) continue;
    taken_[i] = true;
    return std::move(object_.fields[i].value);
  }
  return std::nullopt;
}

template <typename T>
Result<std::optional<T>> FieldReader::TakeAs(std::string_view name,
                                             std::string_view what) {
  std::optional<Value> value = Take(name);
  if (!value || value->is<Null>()) return std::nullopt;
  if (T* payload = value->get_if<T>()) return std::optional<T>(std::move(*payload));
  return Bad(name, "expected " + std::string(what) + ", found a value of type " +
                       std::string(TypeName(value->type())));
}

Result<std::optional<std::string>> FieldReader::TakeText(std::string_view name) {
  return TakeAs<std::string>(name, "text");
}

Result<std::optional<Object>> FieldReader::TakeObject(std::string_view name) {
  return TakeAs<Object>(name, "an object");
}

Result<std::optional<int64_t>> FieldReader::TakeInteger(std::string_view name) {
  std::optional<Value> value = Take(name);
  if (!value || value->is<Null>()) return std::nullopt;
  if (const auto* small = value->get_if<int32_t>()) return std::optional<int64_t>(*small);
  if (const auto* wide = value->get_if<int64_t>()) return std::optional<int64_t>(*wide);
  return Bad(name, "expected a whole number of 64 bits, found a value of type " +
                       std::string(TypeName(value->type())));
}

Status FieldReader::ExpectEnd() const {
  for (size_t i = 0; i < taken_.size(); ++i) {
    if (!taken_[i]) return Bad(object_.fields[i].name, "is not known here");
  }
  return Status::OK();
}

}  // namespace delta_utils::internal
