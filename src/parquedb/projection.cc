#include "parquedb/projection.h"

#include "delta_utils/base/compare.h"
#include "delta_utils/base/ext_json.h"
#include "parquedb/path_list.h"

namespace parquedb {
namespace {

using Tree = Projection::Tree;
using delta_utils::InvalidArgument;

Status AddPath(std::string_view path, Tree* tree) {
  const std::string where = "projection '" + std::string(path) + "'";
  bool made = false;
  for (std::string_view rest = path;;) {
    size_t dot = rest.find('.');
    std::string_view name = rest.substr(0, dot);
    if (name.empty()) return InvalidArgument(where, "a name in the path is empty");
    if (name.front() == '$') return InvalidArgument(where, "operators are not supported");
    if (!made && tree->children.empty() && rest.data() != path.data()) {
      return InvalidArgument(where, "collides with a path above it");
    }
    auto [child, inserted] = tree->children.try_emplace(std::string(name));
    made = inserted;
    tree = &child->second;
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  if (!made)
    return InvalidArgument(where, "collides with a path below it, or is repeated");
  return Status::OK();
}

Result<bool> IsIncluded(const delta_utils::Field& field) {
  if (const auto* flag = field.value.get_if<bool>()) return *flag;
  if (field.value.is_number()) {
    return delta_utils::Compare(field.value, Value(int32_t{0})) != 0;
  }
  return InvalidArgument("projection '" + field.name + "'",
                         "must be 0, 1, true or false");
}

Object Keep(Object object, const Tree& tree);
Object Drop(Object object, const Tree& tree);

/// Applies `below` to an object, or to every object of an array, however nested.
template <typename Below>
bool ApplyBelow(Value* value, const Below& below) {
  if (auto* object = value->get_if<Object>()) {
    *object = below(std::move(*object));
    return true;
  }
  auto* array = value->get_if<Array>();
  if (array == nullptr) return false;
  for (Value& element : array->values) ApplyBelow(&element, below);
  return true;
}

void RemoveScalars(Value* value) {
  auto* array = value->get_if<Array>();
  if (array == nullptr) return;
  std::erase_if(array->values, [](const Value& element) {
    return !element.is<Object>() && !element.is<Array>();
  });
  for (Value& element : array->values) RemoveScalars(&element);
}

Object Keep(Object object, const Tree& tree) {
  Object result;
  for (auto& field : object.fields) {
    auto found = tree.children.find(field.name);
    if (found == tree.children.end()) continue;
    if (!found->second.children.empty()) {
      bool has_objects = ApplyBelow(&field.value, [&](Object below) {
        return Keep(std::move(below), found->second);
      });
      if (!has_objects) continue;  // "a.b" of a scalar a is nothing
      RemoveScalars(&field.value);
    }
    result.fields.push_back(std::move(field));
  }
  return result;
}

Object Drop(Object object, const Tree& tree) {
  Object result;
  for (auto& field : object.fields) {
    auto found = tree.children.find(field.name);
    if (found != tree.children.end()) {
      if (found->second.children.empty()) continue;
      ApplyBelow(&field.value,
                 [&](Object below) { return Drop(std::move(below), found->second); });
    }
    result.fields.push_back(std::move(field));
  }
  return result;
}

}  // namespace

std::optional<std::vector<std::string>> Projection::NeededFields() const {
  if (!includes) return {};
  std::vector<std::string> names;
  for (const auto& [name, below] : tree.children) names.push_back(name);
  if (id && !tree.children.contains(kIdField)) names.emplace_back(kIdField);
  return names;
}

Result<Projection> ParseProjection(const Object& specification) {
  Projection projection;
  std::optional<bool> includes;
  for (const auto& field : specification.fields) {
    ARROW_ASSIGN_OR_RAISE(bool included, IsIncluded(field));
    if (field.name == kIdField) {
      projection.id = included;
      continue;
    }
    if (includes && *includes != included) {
      return InvalidArgument("projection '" + field.name + "'",
                             "inclusion and exclusion cannot be mixed");
    }
    includes = included;
    ARROW_RETURN_NOT_OK(AddPath(field.name, &projection.tree));
  }
  // {"_id": 1} alone is an inclusion, {"_id": 0} alone an exclusion.
  bool only_id = !includes && specification.size() > 0;
  projection.includes = includes.value_or(only_id && projection.id);
  return projection;
}

Result<Projection> ParseProjection(std::string_view text) {
  if (LooksLikeJson(text)) {
    ARROW_ASSIGN_OR_RAISE(Object specification, delta_utils::ParseDocument(text));
    return ParseProjection(specification);
  }
  Object specification;
  for (std::string_view name : SplitNames(text)) {
    specification.Append(std::string(name), int32_t{1});
  }
  return ParseProjection(specification);
}

Object Project(Object document, const Projection& projection) {
  if (!projection.id) {
    std::erase_if(document.fields,
                  [](const auto& field) { return field.name == kIdField; });
  }
  if (!projection.includes) return Drop(std::move(document), projection.tree);
  Tree tree = projection.tree;
  if (projection.id) tree.children.try_emplace(std::string(kIdField));
  return Keep(std::move(document), tree);
}

}  // namespace parquedb
