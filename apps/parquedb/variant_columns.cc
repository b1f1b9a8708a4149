#include "variant_columns.h"

#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/type.h"
#include "arrow/type_traits.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/columnar/list_layout.h"
#include "delta_utils/columnar/struct_like.h"

namespace parquedb::cli {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;
using FieldPtr = std::shared_ptr<arrow::Field>;
using TypePtr = std::shared_ptr<arrow::DataType>;

bool IsBinary(const arrow::DataType& type) {
  const bool is_coded = type.id() == arrow::Type::DICTIONARY;
  const arrow::Type::type id =
      is_coded ? static_cast<const arrow::DictionaryType&>(type).value_type()->id()
               : type.id();
  return id == arrow::Type::BINARY || id == arrow::Type::LARGE_BINARY ||
         id == arrow::Type::BINARY_VIEW;
}

bool LooksLikeVariant(const arrow::DataType& type) {
  if (type.id() != arrow::Type::STRUCT) return false;
  const auto& group = static_cast<const arrow::StructType&>(type);
  const auto metadata = group.GetFieldByName("metadata");
  const auto value = group.GetFieldByName("value");
  const auto typed = group.GetFieldByName("typed_value");
  if (metadata == nullptr || !IsBinary(*metadata->type())) return false;
  if (value != nullptr && !IsBinary(*value->type())) return false;
  const int known = 1 + (value == nullptr ? 0 : 1) + (typed == nullptr ? 0 : 1);
  return known > 1 && known == group.num_fields();
}

/// Every column at and below `place`, VARIANTs as a whole.
void Collect(VariantPlace place, std::vector<VariantPlace>* columns) {
  const arrow::DataType& type = *place.field->type();
  place.is_annotated = delta_utils::IsVariantField(*place.field);
  const bool is_whole = place.is_annotated || LooksLikeVariant(type);
  columns->push_back(place);
  if (is_whole) return;
  const auto descend = [&](int child, const std::string& name, bool is_repeated) {
    VariantPlace below = place;
    below.path += "." + name;
    below.steps.push_back(child);
    below.field = type.field(child);
    // Between a list or map and what is in it there is a repeated group.
    below.levels += is_repeated ? 2 : 1;
    below.is_repeated |= is_repeated;
    return below;
  };
  if (type.id() == arrow::Type::STRUCT) {
    for (int i = 0; i < type.num_fields(); ++i) {
      Collect(descend(i, type.field(i)->name(), false), columns);
    }
  } else if (delta_utils::IsList(type)) {
    Collect(descend(0, "list.element", true), columns);
  } else if (type.id() == arrow::Type::MAP) {
    for (const int part : {0, 1}) {
      VariantPlace entries = descend(0, "key_value", true);
      entries.path += part == 0 ? ".key" : ".value";
      entries.steps.push_back(part);
      entries.field = entries.field->type()->field(part);
      Collect(std::move(entries), columns);
    }
  }
}

std::vector<VariantPlace> AllColumns(const arrow::Schema& schema) {
  std::vector<VariantPlace> columns;
  for (int i = 0; i < schema.num_fields(); ++i) {
    Collect({.path = schema.field(i)->name(), .steps = {i}, .field = schema.field(i)},
            &columns);
  }
  return columns;
}

bool CanBeVariant(const VariantPlace& place) {
  return place.is_annotated || LooksLikeVariant(*place.field->type());
}

std::vector<VariantPlace> Matching(const std::vector<VariantPlace>& columns,
                                   const std::function<bool(const VariantPlace&)>& is) {
  std::vector<VariantPlace> matching;
  for (const VariantPlace& place : columns) {
    if (is(place)) matching.push_back(place);
  }
  return matching;
}

std::string Names(const std::vector<VariantPlace>& columns) {
  constexpr size_t kShown = 20;
  std::string names;
  for (size_t i = 0; i < columns.size() && i < kShown; ++i) {
    names += (names.empty() ? "'" : ", '") + columns[i].path + "'";
  }
  return columns.size() > kShown ? names + ", ..." : names;
}

/// `type` with another child.
TypePtr WithChild(const TypePtr& type, int child, const FieldPtr& changed) {
  arrow::FieldVector fields = type->fields();
  fields[static_cast<size_t>(child)] = changed;
  return delta_utils::WithFields(type, fields);
}

}  // namespace

Result<std::vector<VariantPlace>> FindVariantColumns(const arrow::Schema& schema,
                                                     const std::string& name) {
  const auto columns = AllColumns(schema);
  const auto candidates = Matching(columns, CanBeVariant);
  const std::string there_are = candidates.empty()
                                    ? "there is no VARIANT column"
                                    : "VARIANT columns are " + Names(candidates);
  if (!name.empty()) {
    const auto named =
        Matching(columns, [&](const VariantPlace& place) { return place.path == name; });
    if (named.empty()) {
      return delta_utils::NotFound("", "no column '" + name + "'; " + there_are);
    }
    if (named.size() > 1) {
      return delta_utils::InvalidArgument("", "several columns are '" + name + "'");
    }
    if (CanBeVariant(named[0])) return named;
    return delta_utils::InvalidArgument("", "column '" + name + "' is no VARIANT but " +
                                                named[0].field->type()->ToString() +
                                                "; " + there_are);
  }
  auto annotated =
      Matching(columns, [](const VariantPlace& place) { return place.is_annotated; });
  if (!annotated.empty()) return annotated;
  if (candidates.empty()) return delta_utils::InvalidArgument("", there_are);
  if (candidates.size() == 1) return candidates;
  return delta_utils::InvalidArgument(
      "", "which column? None is annotated VARIANT; these can be: " + Names(candidates));
}

Result<VariantPlace> FindVariantColumn(const arrow::Schema& schema,
                                       const std::string& name) {
  ARROW_ASSIGN_OR_RAISE(const auto places, FindVariantColumns(schema, name));
  if (places.size() == 1) return places[0];
  return delta_utils::InvalidArgument("", "which column? There are " + Names(places));
}

Status CheckTypes(const delta_utils::VariantFileReader& file, const VariantPlace& place) {
  if (place.is_annotated) return Status::OK();
  return delta_utils::CheckTypedColumns(file.metadata(), file.LeavesOf(place.steps));
}

namespace {

/// `group` with one child changed, whose NULLs are seen through all that is around it.
Result<ArrayPtr> WithStructChild(const arrow::StructArray& group, int child,
                                 const ArrayPtr& changed) {
  arrow::ArrayVector children = group.fields();
  arrow::FieldVector fields = group.type()->fields();
  const auto place = static_cast<size_t>(child);
  children[place] = changed;
  fields[place] = fields[place]->WithType(changed->type());
  return delta_utils::StructLike(group, fields, children);
}

}  // namespace

Result<ArrayPtr> ArrayAt(ArrayPtr array, const std::vector<int>& steps,
                         std::vector<std::shared_ptr<arrow::ListArray>>* lists) {
  for (const int step : steps) {
    if (array->type_id() == arrow::Type::STRUCT) {
      const auto& group = static_cast<const arrow::StructArray&>(*array);
      ARROW_ASSIGN_OR_RAISE(array, group.GetFlattenedField(step));
    } else {
      ARROW_ASSIGN_OR_RAISE(auto list, delta_utils::PlainList(*array));
      array = list->values();
      if (lists != nullptr) lists->push_back(std::move(list));
    }
  }
  return array;
}

Result<ArrayPtr> WithArrayAt(const ArrayPtr& array, const std::vector<int>& steps,
                             const ChangeArray& change) {
  if (steps.empty()) return change(array);
  const std::vector<int> rest(steps.begin() + 1, steps.end());
  if (array->type_id() == arrow::Type::STRUCT) {
    // A required child has no NULL of its own where the struct is NULL.
    const auto& group = static_cast<const arrow::StructArray&>(*array);
    ARROW_ASSIGN_OR_RAISE(const ArrayPtr old, group.GetFlattenedField(steps[0]));
    ARROW_ASSIGN_OR_RAISE(const ArrayPtr changed, WithArrayAt(old, rest, change));
    return WithStructChild(group, steps[0], changed);
  }
  const auto child = static_cast<size_t>(steps[0]);
  // Entries as they lie: the offset and the NULLs around them stay.
  auto data = array->data()->Copy();
  ARROW_ASSIGN_OR_RAISE(
      const ArrayPtr changed,
      WithArrayAt(arrow::MakeArray(data->child_data[child]), rest, change));
  data->child_data[child] = changed->data();
  const auto& field = data->type->field(steps[0]);
  data->type = WithChild(data->type, steps[0], field->WithType(changed->type()));
  return arrow::MakeArray(std::move(data));
}

FieldPtr WithFieldAt(const FieldPtr& field, const std::vector<int>& steps,
                     const FieldPtr& changed) {
  if (steps.empty()) return changed;
  const std::vector<int> rest(steps.begin() + 1, steps.end());
  const auto& type = field->type();
  return field->WithType(
      WithChild(type, steps[0], WithFieldAt(type->field(steps[0]), rest, changed)));
}

}  // namespace parquedb::cli
