#include <cstring>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "arrow/extension_type.h"
#include "arrow/type.h"
#include "delta_utils/columnar/shredding_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

using Place = ShreddingPlace;

Result<ShreddingType> Shredding(const arrow::DataType& type, const Place& place);

Status Refuse(const arrow::DataType& type, const Place& place) {
  return Corrupt(place.ToString(), "no Variant is shredded to " + type.ToString());
}

Result<ShreddingType> DecimalShredding(const arrow::DataType& type, const Place& place) {
  const auto& decimal = static_cast<const arrow::DecimalType&>(type);
  const bool fits = decimal.precision() >= 1 && decimal.precision() <= 38 &&
                    decimal.scale() >= 0 && decimal.scale() <= 38;
  if (!fits) return Refuse(type, place);
  return ShreddingType{DecimalWidthOf(decimal.precision()), decimal.precision(),
                       decimal.scale()};
}

Result<ShreddingType> TimestampShredding(const arrow::DataType& type,
                                         const Place& place) {
  const auto& timestamp = static_cast<const arrow::TimestampType&>(type);
  const bool is_utc = !timestamp.timezone().empty();
  if (timestamp.unit() == arrow::TimeUnit::MICRO) {
    return ShreddingType{is_utc ? VariantType::kTimestamp : VariantType::kTimestampNtz};
  }
  if (timestamp.unit() == arrow::TimeUnit::NANO) {
    return ShreddingType{is_utc ? VariantType::kTimestampNanos
                                : VariantType::kTimestampNtzNanos};
  }
  return Refuse(type, place);
}

/// What the group of a field or an element shreds.
Result<ShreddingType> GroupShredding(const arrow::DataType& type, const Place& place) {
  if (type.id() != arrow::Type::STRUCT) {
    return Corrupt(place.ToString(),
                   type.ToString() + " in place of a group of value and typed_value");
  }
  const arrow::DataType* value = nullptr;
  const arrow::DataType* typed = nullptr;
  for (const auto& field : type.fields()) {
    const arrow::DataType** part = field->name() == "value"         ? &value
                                   : field->name() == "typed_value" ? &typed
                                                                    : nullptr;
    if (part == nullptr || *part != nullptr) {
      return Corrupt(place.ToString(), "the group beside it has a '" + field->name() +
                                           "' that it must not have");
    }
    *part = field->type().get();
  }
  if (value != nullptr && !IsBinaryLayout(*value)) {
    return Corrupt(place.ToString(),
                   value->ToString() + " beside it in place of a binary value");
  }
  if (value == nullptr && typed == nullptr) {
    return Corrupt(place.ToString(), "its group has neither value nor typed_value");
  }
  if (typed == nullptr) return ShreddingType{};
  return Shredding(*typed, place);
}

Result<ShreddingType> ObjectShredding(const arrow::DataType& type, const Place& place) {
  ShreddingType result{VariantType::kObject};
  std::set<std::string_view> names;
  for (const auto& field : type.fields()) {
    const Place inner{&place, field->name(), place.depth + 1};
    if (!IsText(field->name())) {
      return Corrupt(place.ToString(), "the name of a field is not UTF-8");
    }
    if (!names.insert(field->name()).second) {
      return Corrupt(inner.ToString(), "the field is there twice");
    }
    ARROW_ASSIGN_OR_RAISE(ShreddingType shredding, GroupShredding(*field->type(), inner));
    result.fields.push_back({field->name(), std::move(shredding)});
  }
  if (result.fields.empty()) return Refuse(type, place);
  return result;
}

Result<ShreddingType> ListShredding(const arrow::DataType& type, const Place& place) {
  const auto& list = static_cast<const arrow::BaseListType&>(type);
  const Place inner{&place, "element", place.depth + 1};
  ARROW_ASSIGN_OR_RAISE(ShreddingType element, GroupShredding(*list.value_type(), inner));
  ShreddingType result{VariantType::kArray};
  result.element.push_back(std::move(element));
  return result;
}

Result<ShreddingType> Shredding(const arrow::DataType& type, const Place& place) {
  if (place.depth > kMaxShreddingDepth) {
    return Corrupt("", "shredding nested deeper than " +
                           std::to_string(kMaxShreddingDepth) + " levels");
  }
  switch (type.id()) {
    case arrow::Type::BOOL:
      return ShreddingType{VariantType::kTrue};
    case arrow::Type::INT8:
      return ShreddingType{VariantType::kInt8};
    case arrow::Type::INT16:
      return ShreddingType{VariantType::kInt16};
    case arrow::Type::INT32:
      return ShreddingType{VariantType::kInt32};
    case arrow::Type::INT64:
      return ShreddingType{VariantType::kInt64};
    case arrow::Type::FLOAT:
      return ShreddingType{VariantType::kFloat};
    case arrow::Type::DOUBLE:
      return ShreddingType{VariantType::kDouble};
    case arrow::Type::DATE32:
      return ShreddingType{VariantType::kDate};
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW:
      return ShreddingType{VariantType::kString};
    case arrow::Type::BINARY:
    case arrow::Type::LARGE_BINARY:
    case arrow::Type::BINARY_VIEW:
      return ShreddingType{VariantType::kBinary};
    case arrow::Type::DECIMAL32:
    case arrow::Type::DECIMAL64:
    case arrow::Type::DECIMAL128:
    case arrow::Type::DECIMAL256:
      return DecimalShredding(type, place);
    case arrow::Type::TIMESTAMP:
      return TimestampShredding(type, place);
    case arrow::Type::TIME64:
      if (static_cast<const arrow::TimeType&>(type).unit() != arrow::TimeUnit::MICRO)
        break;
      return ShreddingType{VariantType::kTime};
    case arrow::Type::FIXED_SIZE_BINARY:
      if (static_cast<const arrow::FixedSizeBinaryType&>(type).byte_width() != 16) break;
      return ShreddingType{VariantType::kUuid};
    case arrow::Type::EXTENSION:
      // The one that Parquet readers make of a type of the specification.
      if (static_cast<const arrow::ExtensionType&>(type).extension_name() !=
          "arrow.uuid") {
        break;
      }
      return ShreddingType{VariantType::kUuid};
    case arrow::Type::DICTIONARY: {
      const auto& values = static_cast<const arrow::DictionaryType&>(type).value_type();
      if (values->num_fields() > 0 || values->id() == arrow::Type::DICTIONARY) break;
      return Shredding(*values, place);
    }
    case arrow::Type::STRUCT:
      return ObjectShredding(type, place);
    case arrow::Type::LIST:
    case arrow::Type::LARGE_LIST:
    case arrow::Type::LIST_VIEW:
    case arrow::Type::LARGE_LIST_VIEW:
    case arrow::Type::FIXED_SIZE_LIST:
      return ListShredding(type, place);
    default:
      break;
  }
  return Refuse(type, place);
}

}  // namespace

Result<ShreddingType> ShreddingOf(const arrow::DataType& typed_value) {
  return Shredding(typed_value, {});
}

std::string ShreddingPlace::ToString() const {
  if (outer == nullptr) return "typed_value";
  return outer->ToString() + "." + std::string(name) + ".typed_value";
}

VariantType DecimalWidthOf(int precision) {
  return precision <= 9    ? VariantType::kDecimal4
         : precision <= 18 ? VariantType::kDecimal8
                           : VariantType::kDecimal16;
}

bool IsText(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  const auto load = [&](size_t i) {
    uint64_t eight;
    std::memcpy(&eight, text.data() + i, sizeof(eight));
    return eight;
  };
  if (text.size() < sizeof(uint64_t)) return variant_internal::IsUtf8(text);
  uint64_t seen = load(text.size() - sizeof(uint64_t));  // may overlap the others
  for (size_t i = 0; i + sizeof(uint64_t) <= text.size(); i += sizeof(uint64_t)) {
    seen |= load(i);
  }
  return (seen & kHighBits) == 0 || variant_internal::IsUtf8(text);
}

bool IsBinaryLayout(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::BINARY:
    case arrow::Type::LARGE_BINARY:
    case arrow::Type::BINARY_VIEW:
      return true;
    case arrow::Type::DICTIONARY: {
      const auto& values = static_cast<const arrow::DictionaryType&>(type).value_type();
      return values->id() != arrow::Type::DICTIONARY && IsBinaryLayout(*values);
    }
    default:
      return false;
  }
}

}  // namespace delta_utils
