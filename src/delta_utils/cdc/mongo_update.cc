#include <charconv>
#include <utility>

#include "delta_utils/cdc/mongo_change_event.h"

namespace delta_utils {
namespace {

/// As for documents: a path must not build what nothing could parse.
constexpr auto kMaxSteps = ExtJsonLimits{}.max_depth;

std::optional<size_t> IndexOf(std::string_view step) {
  size_t index = 0;
  const char* end = step.data() + step.size();
  const auto parsed = std::from_chars(step.data(), end, index);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return index;
}

Status NoWay(std::string_view path) {
  return InvalidArgument("updateDescription." + std::string(path),
                         "leads through a value that has no such part");
}

/// The part of `parent` that `step` names, nullptr if there is none. With `make` an
/// object gets the field, and an array the element behind its last one.
Value* Descend(Value* parent, std::string_view step, bool make) {
  if (auto* object = parent->get_if<Object>()) {
    Value* found = object->Find(step);
    if (found != nullptr || !make) return found;
    object->Append(std::string(step), Object());
    return &object->fields.back().value;
  }
  auto* array = parent->get_if<Array>();
  const auto index = IndexOf(step);
  if (array == nullptr || !index) return nullptr;
  if (make && *index == array->values.size()) array->values.emplace_back(Object());
  return *index < array->values.size() ? &array->values[*index] : nullptr;
}

/// Splits the last step off `path`, and walks the others.
Value* ParentOf(Value* root, std::string_view path, bool make, std::string_view* last) {
  Value* at = root;
  for (int step = 0; at != nullptr && step < kMaxSteps; ++step) {
    const size_t dot = path.find('.');
    *last = path.substr(0, dot);
    if (dot == std::string_view::npos) return at;
    at = Descend(at, *last, make);
    path.remove_prefix(dot + 1);
  }
  return nullptr;
}

Status Set(Value* root, const Field& field) {
  std::string_view last;
  Value* parent = ParentOf(root, field.name, /*make=*/true, &last);
  Value* target = parent == nullptr ? nullptr : Descend(parent, last, /*make=*/true);
  if (target == nullptr) return NoWay(field.name);
  *target = field.value;
  return Status::OK();
}

/// What is not there is gone already.
Status Remove(Value* root, const std::string& path) {
  std::string_view last;
  Value* parent = ParentOf(root, path, /*make=*/false, &last);
  auto* object = parent == nullptr ? nullptr : parent->get_if<Object>();
  if (object == nullptr) return parent == nullptr ? Status::OK() : NoWay(path);
  std::erase_if(object->fields, [&](const Field& field) { return field.name == last; });
  return Status::OK();
}

Status Truncate(Value* root, const std::string& path, int64_t size) {
  std::string_view last;
  Value* parent = ParentOf(root, path, /*make=*/false, &last);
  Value* target = parent == nullptr ? nullptr : Descend(parent, last, /*make=*/false);
  auto* array = target == nullptr ? nullptr : target->get_if<Array>();
  if (array == nullptr) return NoWay(path);
  if (static_cast<uint64_t>(size) < array->values.size()) {
    array->values.resize(static_cast<size_t>(size));
  }
  return Status::OK();
}

}  // namespace

Result<Object> ApplyMongoUpdate(Object before, const MongoUpdateDescription& update) {
  if (update.updated_fields.size() + update.removed_fields.size() +
          update.truncated_arrays.size() >
      kMaxMongoUpdatePaths) {
    return Unsupported("updateDescription", "has too many paths to be applied");
  }
  Value root(std::move(before));
  for (const auto& [path, size] : update.truncated_arrays) {
    ARROW_RETURN_NOT_OK(Truncate(&root, path, size));
  }
  for (const std::string& path : update.removed_fields) {
    ARROW_RETURN_NOT_OK(Remove(&root, path));
  }
  for (const Field& field : update.updated_fields.fields) {
    ARROW_RETURN_NOT_OK(Set(&root, field));
  }
  return std::move(root.get<Object>());
}

}  // namespace delta_utils
