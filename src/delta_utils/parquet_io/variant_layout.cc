#include <utility>

#include "arrow/array/array_dict.h"
#include "arrow/array/array_nested.h"
#include "arrow/array/array_primitive.h"
#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/builder.h"
#include "arrow/compute/cast.h"
#include "arrow/type.h"
#include "delta_utils/columnar/list_layout.h"
#include "delta_utils/columnar/struct_like.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/parquet_io/conform_internal.h"
#include "delta_utils/parquet_io/variant_file.h"
#include "delta_utils/parquet_io/variant_layout_internal.h"
#include "delta_utils/parquet_io/variant_schema_internal.h"

namespace delta_utils {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;
using TypePtr = std::shared_ptr<arrow::DataType>;

/// `list` with other entries in the place of those that it shows.
template <typename ChangeEntries>
Result<ArrayPtr> ListLike(const ArrayPtr& list, const TypePtr& target,
                          const ChangeEntries& change) {
  ARROW_ASSIGN_OR_RAISE(const auto plain, PlainList(*list));
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr values, change(plain->values()));
  const TypePtr type = arrow::list(target->field(0)->WithType(values->type()));
  return WithEntries(*plain, type, values->data());
}

/// Part of a `typed_value`: the same values in the target's layout. A group that must not
/// be null hands its nulls down.
Result<ArrayPtr> ConformTyped(const ArrayPtr& array, const TypePtr& target,
                              bool nullable) {
  if (array->type()->Equals(*target) && (nullable || array->null_count() == 0)) {
    return array;
  }
  if (target->id() == arrow::Type::STRUCT) {
    const auto& group = static_cast<const arrow::StructArray&>(*array);
    arrow::ArrayVector children;
    for (const auto& field : target->fields()) {
      const int place = static_cast<const arrow::StructType&>(*array->type())
                            .GetFieldIndex(field->name());
      ArrayPtr child;
      if (place < 0) {
        ARROW_ASSIGN_OR_RAISE(child,
                              arrow::MakeArrayOfNull(field->type(), array->length()));
      } else {
        ARROW_ASSIGN_OR_RAISE(child, group.GetFlattenedField(place));
        ARROW_ASSIGN_OR_RAISE(child,
                              ConformTyped(child, field->type(), field->nullable()));
      }
      children.push_back(std::move(child));
    }
    ARROW_ASSIGN_OR_RAISE(auto result, StructLike(*array, target->fields(), children));
    if (nullable || result->null_count() == 0) return result;
    return arrow::StructArray::Make(children, target->fields());
  }
  if (target->id() == arrow::Type::LIST) {
    const auto& element = target->field(0);
    return ListLike(array, target, [&](const ArrayPtr& values) {
      return ConformTyped(values, element->type(), element->nullable());
    });
  }
  return arrow::compute::Cast(*array, target, arrow::compute::CastOptions::Safe());
}

/// Plain, or a dictionary, as it came: many rows share few values.
Result<ArrayPtr> ConformMetadata(const ArrayPtr& array) {
  if (array->type_id() != arrow::Type::DICTIONARY) {
    return arrow::compute::Cast(*array, arrow::binary());
  }
  const auto& coded = static_cast<const arrow::DictionaryArray&>(*array);
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr values,
                        arrow::compute::Cast(*coded.dictionary(), arrow::binary()));
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr indices,
                        arrow::compute::Cast(*coded.indices(), arrow::int32()));
  const auto recoded = std::make_shared<arrow::DictionaryArray>(
      arrow::dictionary(arrow::int32(), arrow::binary()), indices, values);
  // Of a null among the values the writer would make an empty string.
  if (values->null_count() == 0) return recoded;
  return arrow::compute::Cast(*recoded, arrow::binary());
}

/// The nulls of rows that are NULL as a whole, as any bytes: of a required column the
/// writer takes no null, and writes none of these.
Result<ArrayPtr> WithoutNulls(const ArrayPtr& array) {
  if (array->null_count() == 0) return array;
  if (array->type_id() != arrow::Type::DICTIONARY) {
    auto data = array->data()->Copy();
    data->buffers[0] = nullptr;
    data->null_count = 0;
    return arrow::MakeArray(std::move(data));
  }
  const auto& coded = static_cast<const arrow::DictionaryArray&>(*array);
  if (coded.dictionary()->length() == 0) {
    ARROW_ASSIGN_OR_RAISE(const auto nulls,
                          arrow::MakeArrayOfNull(arrow::binary(), array->length()));
    return WithoutNulls(nulls);
  }
  const auto& indices = static_cast<const arrow::Int32Array&>(*coded.indices());
  arrow::Int32Builder builder;
  ARROW_RETURN_NOT_OK(builder.Reserve(indices.length()));
  for (int64_t row = 0; row < indices.length(); ++row) {
    builder.UnsafeAppend(indices.IsNull(row) ? 0 : indices.Value(row));
  }
  ARROW_ASSIGN_OR_RAISE(const auto filled, builder.Finish());
  return std::make_shared<arrow::DictionaryArray>(coded.type(), filled,
                                                  coded.dictionary());
}

Status CheckThere(const arrow::Array& group, const arrow::Array& part,
                  const std::string& name) {
  if (part.null_count() == 0) return Status::OK();
  for (int64_t row = 0; row < part.length(); ++row) {
    if (group.IsValid(row) && part.IsNull(row)) {
      return InvalidArgument(
          "", "row " + std::to_string(row) + ": a VARIANT without " + name);
    }
  }
  return Status::OK();
}

/// What has no column in the file would be lost.
Status CheckShredding(const arrow::DataType& type, const arrow::DataType& target) {
  const auto typed = [](const arrow::DataType& variant) {
    return static_cast<const arrow::StructType&>(variant).GetFieldByName("typed_value");
  };
  if (typed(type) == nullptr) return Status::OK();
  ARROW_ASSIGN_OR_RAISE(const ShreddingType shredding, ShreddingOf(*typed(type)->type()));
  ShreddingType file;
  if (typed(target) != nullptr) {
    ARROW_ASSIGN_OR_RAISE(file, ShreddingOf(*typed(target)->type()));
  }
  if (shredding == file) return Status::OK();
  return InvalidArgument("", "a VARIANT column shredded to " + shredding.ToString() +
                                 " for a file of " + file.ToString());
}

Result<ArrayPtr> VariantLayout(const ArrayPtr& array, const TypePtr& target) {
  if (array->type_id() != arrow::Type::STRUCT) {
    return InvalidArgument(
        "", "a VARIANT column of type " + array->type()->ToString() + ", not a struct");
  }
  ARROW_RETURN_NOT_OK(CheckShredding(*array->type(), *target));
  const auto& group = static_cast<const arrow::StructArray&>(*array);
  arrow::FieldVector fields = target->fields();
  arrow::ArrayVector parts;
  for (auto& field : fields) {
    ArrayPtr part = group.GetFieldByName(field->name());
    if (part == nullptr) {
      if (!field->nullable()) {
        return InvalidArgument("", "a VARIANT column without " + field->name());
      }
      ARROW_ASSIGN_OR_RAISE(part, arrow::MakeArrayOfNull(field->type(), array->length()));
    } else if (field->name() == "metadata") {
      ARROW_ASSIGN_OR_RAISE(part, ConformMetadata(part));
    } else {
      ARROW_ASSIGN_OR_RAISE(part, ConformTyped(part, field->type(), /*nullable=*/true));
    }
    if (!field->nullable()) {
      ARROW_RETURN_NOT_OK(CheckThere(*array, *part, field->name()));
      ARROW_ASSIGN_OR_RAISE(part, WithoutNulls(part));
      field = field->WithType(part->type());
    }
    parts.push_back(std::move(part));
  }
  return StructLike(*array, fields, parts);
}

Status CheckType(const arrow::Array& array, const arrow::DataType& target) {
  const bool same =
      array.type_id() == target.id() && array.type()->num_fields() == target.num_fields();
  if (same && (target.num_fields() > 0 || array.type()->Equals(target))) {
    return Status::OK();
  }
  return InvalidArgument(
      "", "an array of " + array.type()->ToString() + " for one of " + target.ToString());
}

Result<ArrayPtr> Layout(const ArrayPtr& array, const arrow::Field& target);

Result<ArrayPtr> StructLayout(const ArrayPtr& array, const TypePtr& target) {
  const auto& group = static_cast<const arrow::StructArray&>(*array);
  arrow::FieldVector fields;
  arrow::ArrayVector children;
  for (int i = 0; i < target->num_fields(); ++i) {
    const auto& field = target->field(i);
    ARROW_ASSIGN_OR_RAISE(ArrayPtr child, Layout(group.field(i), *field));
    fields.push_back(field->WithType(child->type()));
    children.push_back(std::move(child));
  }
  return StructLike(*array, fields, children);
}

Result<ArrayPtr> MapLayout(const ArrayPtr& array, const TypePtr& target) {
  ARROW_ASSIGN_OR_RAISE(const auto plain, PlainList(*array));
  const auto& pairs = static_cast<const arrow::StructArray&>(*plain->values());
  const auto& map = static_cast<const arrow::MapType&>(*target);
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr keys, Layout(pairs.field(0), *map.key_field()));
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr items, Layout(pairs.field(1), *map.item_field()));
  const auto type = std::make_shared<arrow::MapType>(
      map.key_field()->WithType(keys->type()), map.item_field()->WithType(items->type()),
      map.keys_sorted());
  auto values = arrow::ArrayData::Make(type->value_type(), keys->length(), {nullptr},
                                       {keys->data(), items->data()}, /*null_count=*/0);
  return WithEntries(*plain, type, std::move(values));
}

Result<ArrayPtr> Layout(const ArrayPtr& array, const arrow::Field& target) {
  if (IsVariantField(target)) return VariantLayout(array, target.type());
  ARROW_RETURN_NOT_OK(CheckType(*array, *target.type()));
  if (!HoldsVariant(target)) return array;
  switch (target.type()->id()) {
    case arrow::Type::STRUCT:
      return StructLayout(array, target.type());
    case arrow::Type::MAP:
      return MapLayout(array, target.type());
    default:
      return ListLike(array, target.type(), [&](const ArrayPtr& values) {
        return Layout(values, *target.type()->field(0));
      });
  }
}

}  // namespace

Result<ArrayPtr> ToFileLayout(const ArrayPtr& array, const arrow::Field& file_field) {
  auto layout = Layout(array, file_field);
  if (layout.ok()) return layout;
  return WithPath("column '" + file_field.name() + "'", layout.status());
}

}  // namespace delta_utils
