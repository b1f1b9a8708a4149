#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "arrow/type.h"
#include "delta_utils/columnar/shredding_internal.h"
#include "delta_utils/columnar/variant_column.h"

namespace delta_utils {
namespace {

using Place = ShreddingPlace;
using Types = Result<std::shared_ptr<arrow::DataType>>;

int MaxDigits(VariantType decimal) {
  return decimal == VariantType::kDecimal4   ? 9
         : decimal == VariantType::kDecimal8 ? 18
                                             : 38;
}

Types TypedValueType(const ShreddingType& type, const Place& place);

/// The group of a field or an element.
Types GroupType(const ShreddingType& type, const Place& place) {
  arrow::FieldVector fields = {arrow::field("value", arrow::binary())};
  ARROW_ASSIGN_OR_RAISE(auto typed, TypedValueType(type, place));
  if (typed != nullptr) fields.push_back(arrow::field("typed_value", std::move(typed)));
  return arrow::struct_(std::move(fields));
}

Types DecimalType(const ShreddingType& type, const Place& place) {
  const int most = MaxDigits(type.type);
  const bool fits = type.precision >= 1 && type.precision <= most && type.scale >= 0 &&
                    type.scale <= type.precision &&
                    DecimalWidthOf(type.precision) == type.type;
  if (!fits) {
    return InvalidArgument(place.ToString(), std::string(VariantTypeName(type.type)) +
                                                 " of " + std::to_string(type.precision) +
                                                 " digits, scale " +
                                                 std::to_string(type.scale));
  }
  return arrow::decimal128(type.precision, type.scale);
}

Types ObjectType(const ShreddingType& type, const Place& place) {
  if (type.fields.empty()) {
    return InvalidArgument(place.ToString(), "an object without a field");
  }
  arrow::FieldVector fields;
  std::set<std::string_view> names;
  for (const ShreddingField& field : type.fields) {
    const Place inner{&place, field.name, place.depth + 1};
    if (!names.insert(field.name).second) {
      return InvalidArgument(inner.ToString(), "the field is there twice");
    }
    ARROW_ASSIGN_OR_RAISE(auto group, GroupType(field.type, inner));
    fields.push_back(arrow::field(field.name, std::move(group), /*nullable=*/false));
  }
  return arrow::struct_(std::move(fields));
}

Types ListType(const ShreddingType& type, const Place& place) {
  if (type.element.size() != 1) {
    return InvalidArgument(place.ToString(), "an array has one type of element");
  }
  const Place inner{&place, "element", place.depth + 1};
  ARROW_ASSIGN_OR_RAISE(auto group, GroupType(type.element[0], inner));
  return arrow::list(arrow::field("element", std::move(group), /*nullable=*/false));
}

Types TypedValueType(const ShreddingType& type, const Place& place) {
  if (place.depth > kMaxShreddingDepth) {
    return InvalidArgument("", "shredding nested deeper than " +
                                   std::to_string(kMaxShreddingDepth) + " levels");
  }
  switch (type.type) {
    case VariantType::kInvalid:
      return nullptr;
    case VariantType::kTrue:
    case VariantType::kFalse:
      return arrow::boolean();
    case VariantType::kInt8:
      return arrow::int8();
    case VariantType::kInt16:
      return arrow::int16();
    case VariantType::kInt32:
      return arrow::int32();
    case VariantType::kInt64:
      return arrow::int64();
    case VariantType::kFloat:
      return arrow::float32();
    case VariantType::kDouble:
      return arrow::float64();
    case VariantType::kDecimal4:
    case VariantType::kDecimal8:
    case VariantType::kDecimal16:
      return DecimalType(type, place);
    case VariantType::kDate:
      return arrow::date32();
    case VariantType::kTime:
      return arrow::time64(arrow::TimeUnit::MICRO);
    case VariantType::kTimestamp:
      return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
    case VariantType::kTimestampNtz:
      return arrow::timestamp(arrow::TimeUnit::MICRO);
    case VariantType::kTimestampNanos:
      return arrow::timestamp(arrow::TimeUnit::NANO, "UTC");
    case VariantType::kTimestampNtzNanos:
      return arrow::timestamp(arrow::TimeUnit::NANO);
    case VariantType::kBinary:
      return arrow::binary();
    case VariantType::kString:
      return arrow::utf8();
    case VariantType::kUuid:
      return arrow::fixed_size_binary(16);
    case VariantType::kObject:
      return ObjectType(type, place);
    case VariantType::kArray:
      return ListType(type, place);
    case VariantType::kNull:
    case VariantType::kShortString:
      break;
  }
  return InvalidArgument(place.ToString(), "no column is of type " +
                                               std::string(VariantTypeName(type.type)));
}

}  // namespace

Result<std::shared_ptr<arrow::DataType>> ToTypedValueType(const ShreddingType& type) {
  return TypedValueType(type, {});
}

Result<std::shared_ptr<arrow::DataType>> ToVariantStorageType(const ShreddingType& type) {
  ARROW_ASSIGN_OR_RAISE(auto typed, TypedValueType(type, {}));
  const bool is_shredded = typed != nullptr;
  arrow::FieldVector fields = {
      arrow::field("metadata", arrow::binary(), /*nullable=*/false),
      arrow::field("value", arrow::binary(), /*nullable=*/is_shredded)};
  if (is_shredded) fields.push_back(arrow::field("typed_value", std::move(typed)));
  return arrow::struct_(std::move(fields));
}

}  // namespace delta_utils
