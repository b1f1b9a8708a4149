#include "delta_utils/filter/json_schema.h"

#include <algorithm>
#include <deque>
#include <set>

#include "delta_utils/base/compare.h"
#include "delta_utils/filter/json_schema_internal.h"
#include "delta_utils/filter/schema_number_internal.h"

namespace delta_utils {
namespace internal {
namespace {

/// What a schema is asked about: a value, or the document itself.
struct Instance {
  Instance(const Value& of)  // NOLINT(google-explicit-constructor): values are instances
      : value(&of), object(of.get_if<Object>()) {}
  Instance(const Object& document)  // NOLINT(google-explicit-constructor): as above
      : object(&document) {}

  ValueType type() const {
    return object != nullptr ? ValueType::kObject : value->type();
  }
  const Value* value = nullptr;
  const Object* object;
};

int64_t CodePoints(const std::string& text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (c & 0xC0) != 0x80; });
}

/// As $gte and $lte have it: NaN is within NaN alone.
bool IsWithin(const Value& number, const NumberBound& bound, int sign) {
  if (IsNaN(number) || IsNaN(bound.value)) {
    return !bound.is_exclusive && IsNaN(number) && IsNaN(bound.value);
  }
  const int order = Compare(number, bound.value) * sign;
  return bound.is_exclusive ? order > 0 : order >= 0;
}

bool NumberMatches(const SchemaNode& schema, const Value& number) {
  return (!schema.minimum || IsWithin(number, *schema.minimum, 1)) &&
         (!schema.maximum || IsWithin(number, *schema.maximum, -1)) &&
         (!schema.divisor || IsMultipleOf(PartsOfNumber(number), *schema.divisor));
}

/// Sorts by hash first, so that few values are compared to their ends.
bool HasUniqueItems(const Array& array) {
  struct Item {
    uint64_t hash;
    const Value* value;
  };
  std::deque<Value> sorted_fields;
  std::vector<Item> items;
  items.reserve(array.size());
  for (const Value& value : array.values) {
    const Value* item = &value;
    if (value.is<Object>() || value.is<Array>()) {
      item = &sorted_fields.emplace_back(WithSortedFields(value));
    }
    items.push_back({HashValue(*item), item});
  }
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    return a.hash != b.hash ? a.hash < b.hash : Compare(*a.value, *b.value) < 0;
  });
  return std::adjacent_find(items.begin(), items.end(), [](const Item& a, const Item& b) {
           return a.hash == b.hash && Compare(*a.value, *b.value) == 0;
         }) == items.end();
}

template <typename Named>
const Named* FindNamed(const std::vector<Named>& sorted, std::string_view name) {
  const auto found = std::lower_bound(
      sorted.begin(), sorted.end(), name,
      [](const Named& entry, std::string_view wanted) { return entry.name < wanted; });
  return found == sorted.end() || found->name != name ? nullptr : &*found;
}

/// One document against one schema. After a failure, which is in `status`, nothing is of
/// account any more.
class Matcher {
 public:
  explicit Matcher(PatternScratch* scratch) : scratch_(scratch) {}

  bool Matches(const SchemaNode& schema, const Instance& instance) {
    if (!status.ok() || schema.is_never || !schema.types.Contains(instance.type())) {
      return false;
    }
    if (instance.object != nullptr) {
      if (!ObjectMatches(schema, *instance.object)) return false;
    } else if (instance.value->is_number()) {
      if (!NumberMatches(schema, *instance.value)) return false;
    } else if (const auto* text = instance.value->get_if<std::string>()) {
      if (!StringMatches(schema, *text)) return false;
    } else if (const auto* array = instance.value->get_if<Array>()) {
      if (!ArrayMatches(schema, *array)) return false;
    }
    return IsEnumerated(schema, instance) && LogicMatches(schema, instance);
  }

  Status status;

 private:
  bool IsEnumerated(const SchemaNode& schema, const Instance& instance) {
    if (!schema.enumeration) return true;
    const Value sorted = WithSortedFields(
        instance.value != nullptr ? *instance.value : Value(*instance.object));
    return std::binary_search(
        schema.enumeration->begin(), schema.enumeration->end(), sorted,
        [](const Value& a, const Value& b) { return Compare(a, b) < 0; });
  }

  bool LogicMatches(const SchemaNode& schema, const Instance& instance) {
    const auto matches = [&](const SchemaNode& of) { return Matches(of, instance); };
    const auto& all = schema.all_of;
    const auto& any = schema.any_of;
    const auto& one = schema.one_of;
    return std::all_of(all.begin(), all.end(), matches) &&
           (any.empty() || std::any_of(any.begin(), any.end(), matches)) &&
           (one.empty() || std::count_if(one.begin(), one.end(), matches) == 1) &&
           (schema.negated == nullptr || !matches(*schema.negated));
  }

  bool Finds(const Pattern& pattern, const std::string& text) {
    const Result<bool> found = pattern.Find(text, scratch_);
    if (!found.ok()) status &= found.status();
    return found.ok() && *found;
  }

  bool StringMatches(const SchemaNode& schema, const std::string& text) {
    return schema.length.Contains(CodePoints(text)) &&
           (schema.pattern == nullptr || Finds(*schema.pattern, text));
  }

  bool ArrayMatches(const SchemaNode& schema, const Array& array) {
    if (!schema.item_count.Contains(static_cast<int64_t>(array.size()))) return false;
    for (size_t i = 0; i < array.size(); ++i) {
      const SchemaNode* const item =
          i < schema.first_items.size() ? &schema.first_items[i] : schema.items.get();
      if (item == nullptr) break;
      if (!Matches(*item, array.values[i])) return false;
    }
    return !schema.has_unique_items || HasUniqueItems(array);
  }

  bool ObjectMatches(const SchemaNode& schema, const Object& object) {
    if (!schema.property_count.Contains(static_cast<int64_t>(object.size()))) {
      return false;
    }
    size_t required_found = 0;
    for (const auto& [name, value] : object.fields) {
      if (std::binary_search(schema.required.begin(), schema.required.end(), name)) {
        ++required_found;
      }
      if (!FieldMatches(schema, name, value)) return false;
    }
    return required_found == schema.required.size() && DependenciesMatch(schema, object);
  }

  bool FieldMatches(const SchemaNode& schema, const std::string& name,
                    const Value& value) {
    const PropertySchema* const property = FindNamed(schema.properties, name);
    if (property != nullptr && !Matches(property->schema, value)) return false;
    bool is_named = property != nullptr;
    for (const auto& [pattern, pattern_schema] : schema.pattern_properties) {
      if (!Finds(*pattern, name)) continue;
      is_named = true;
      if (!Matches(pattern_schema, value)) return false;
    }
    return is_named || schema.additional_properties == nullptr ||
           Matches(*schema.additional_properties, value);
  }

  bool DependenciesMatch(const SchemaNode& schema, const Object& object) {
    for (const Field& field : object.fields) {
      const SchemaDependency* const needs = FindNamed(schema.dependencies, field.name);
      if (needs == nullptr) continue;
      for (const std::string& name : needs->fields) {
        if (object.Find(name) == nullptr) return false;
      }
      if (needs->schema != nullptr && !Matches(*needs->schema, object)) return false;
    }
    return true;
  }

  PatternScratch* const scratch_;
};

/// The fields of the object that `schema` speaks of; whether it speaks of others too.
bool AddFields(const SchemaNode& schema, std::set<std::string>* names) {
  bool all = schema.enumeration.has_value() || schema.property_count.min > 0 ||
             schema.property_count.max.has_value() ||
             !schema.pattern_properties.empty() ||
             schema.additional_properties != nullptr;
  names->insert(schema.required.begin(), schema.required.end());
  for (const PropertySchema& property : schema.properties) names->insert(property.name);
  for (const SchemaDependency& dependency : schema.dependencies) {
    names->insert(dependency.name);
    names->insert(dependency.fields.begin(), dependency.fields.end());
    if (dependency.schema != nullptr) all |= AddFields(*dependency.schema, names);
  }
  for (const auto* list : {&schema.all_of, &schema.any_of, &schema.one_of}) {
    for (const SchemaNode& nested : *list) all |= AddFields(nested, names);
  }
  if (schema.negated != nullptr) all |= AddFields(*schema.negated, names);
  return all;
}

class ParsedSchema : public JsonSchema {
 public:
  using JsonSchema::Matches;

  explicit ParsedSchema(SchemaNode root) : root_(std::move(root)) {}

  Result<bool> Matches(const Object& document, PatternScratch* scratch) const override {
    Matcher matcher(scratch);
    const bool matches = matcher.Matches(root_, document);
    ARROW_RETURN_NOT_OK(matcher.status);
    return matches;
  }
  std::vector<std::string> ReferencedFields(bool* all) const override {
    std::set<std::string> names;
    *all = AddFields(root_, &names);
    return {names.begin(), names.end()};
  }

 private:
  const SchemaNode root_;
};

}  // namespace

Value WithSortedFields(const Value& value) {
  if (const auto* array = value.get_if<Array>()) {
    Array sorted;
    sorted.values.reserve(array->size());
    for (const Value& item : array->values) {
      sorted.values.push_back(WithSortedFields(item));
    }
    return sorted;
  }
  const auto* object = value.get_if<Object>();
  if (object == nullptr) return value;
  Object sorted;
  sorted.fields.reserve(object->size());
  for (const auto& [name, field] : object->fields) {
    sorted.Append(name, WithSortedFields(field));
  }
  std::sort(sorted.fields.begin(), sorted.fields.end(),
            [](const Field& a, const Field& b) { return a.name < b.name; });
  return sorted;
}

}  // namespace internal

Result<bool> JsonSchema::Matches(const Object& document) const {
  PatternScratch scratch;
  return Matches(document, &scratch);
}

Result<std::shared_ptr<const JsonSchema>> JsonSchema::Parse(const Object& schema) {
  ARROW_ASSIGN_OR_RAISE(internal::SchemaNode root, internal::ParseSchema(schema));
  return std::make_shared<const internal::ParsedSchema>(std::move(root));
}

}  // namespace delta_utils
