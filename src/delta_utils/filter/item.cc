#include "delta_utils/filter/item.h"

#include "delta_utils/variant/leaf_internal.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {
namespace {

constexpr int64_t kMillisPerDay = 86'400'000;

Item Fail(Status status, LeafContext* context) {
  if (context->status.ok()) context->status = std::move(status);
  return Item::Missing();
}

Item OfText(const VariantView& view, LeafContext* context) {
  const auto text = view.ToText();
  return text ? Item::OfText(*text) : Fail(view.Check(), context);
}

/// Of a type that is read as something else than it is.
Item OfDecodedLeaf(const VariantView& view, LeafContext* context) {
  Result<Value> value = variant_internal::ReadLeaf(view);
  if (!value.ok()) return Fail(value.status(), context);
  context->decoded = *std::move(value);
  return Item::Of(context->decoded);
}

template <typename T>
Item OfInteger(ValueType type, const std::optional<T>& integer, const VariantView& view,
               LeafContext* context) {
  return integer ? Item::OfInteger(type, *integer) : Fail(view.Check(), context);
}

}  // namespace

Item Item::Missing() {
  Item item;
  item.is_missing = true;
  return item;
}

Item Item::OfInteger(ValueType type, int64_t integer) {
  Item item;
  item.type = type;
  item.integer = integer;
  return item;
}

Item Item::OfDouble(double number) {
  Item item;
  item.type = ValueType::kDouble;
  item.number = number;
  return item;
}

Item Item::OfText(std::string_view text) {
  Item item;
  item.type = ValueType::kString;
  item.text = text;
  return item;
}

Item Item::Of(const Value& value) {
  Item item;
  item.type = value.type();
  item.value = &value;
  switch (item.type) {
    case ValueType::kBool:
      item.integer = value.get<bool>() ? 1 : 0;
      break;
    case ValueType::kInt32:
      item.integer = value.get<int32_t>();
      break;
    case ValueType::kInt64:
      item.integer = value.get<int64_t>();
      break;
    case ValueType::kDate:
      item.integer = value.get<Date>().millis;
      break;
    case ValueType::kDouble:
      item.number = value.get<double>();
      break;
    case ValueType::kString:
      item.text = value.get<std::string>();
      break;
    case ValueType::kSymbol:
      item.text = value.get<Symbol>().text;
      break;
    default:
      break;
  }
  return item;
}

Item Item::Of(const VariantView& view, LeafContext* context) {
  switch (view.type()) {
    case VariantType::kNull:
      return Item();
    case VariantType::kTrue:
      return OfInteger(ValueType::kBool, 1);
    case VariantType::kFalse:
      return OfInteger(ValueType::kBool, 0);
    case VariantType::kInt8:
      return delta_utils::OfInteger(ValueType::kInt32, view.GetInt8(), view, context);
    case VariantType::kInt16:
      return delta_utils::OfInteger(ValueType::kInt32, view.GetInt16(), view, context);
    case VariantType::kInt32:
      return delta_utils::OfInteger(ValueType::kInt32, view.GetInt32(), view, context);
    case VariantType::kInt64:
      return delta_utils::OfInteger(ValueType::kInt64, view.GetInt64(), view, context);
    case VariantType::kDouble:
    case VariantType::kFloat: {
      const auto number = view.ToDouble();
      return number ? OfDouble(*number) : Fail(view.Check(), context);
    }
    case VariantType::kString:
    case VariantType::kShortString:
      return delta_utils::OfText(view, context);
    case VariantType::kDate: {
      const auto days = view.GetDate();
      return days ? OfInteger(ValueType::kDate, *days * kMillisPerDay)
                  : Fail(view.Check(), context);
    }
    case VariantType::kObject:
    case VariantType::kArray: {
      Item item;
      item.type =
          view.type() == VariantType::kObject ? ValueType::kObject : ValueType::kArray;
      item.view = view;
      return item;
    }
    default:
      return OfDecodedLeaf(view, context);
  }
}

}  // namespace delta_utils
