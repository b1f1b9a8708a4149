// A value taken apart by the getters and put together by the builder's events, for tests.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

#include "delta_utils/variant/variant_builder.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils::variant_internal {

/// False where a getter gives nothing. `view` must not share bytes.
inline bool Rewrite(VariantView view, VariantBuilder* builder);

inline bool RewriteArray(const ArrayView& array, VariantBuilder* builder) {
  builder->BeginArray();
  for (uint32_t i = 0; i < array.size(); ++i) {
    if (!Rewrite(array.value(i), builder)) return false;
  }
  builder->EndArray();
  return true;
}

/// Lays the values out as they were.
inline bool RewriteObject(const ObjectView& object, VariantBuilder* builder) {
  std::vector<uint32_t> order(object.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return object.offset(a) < object.offset(b);
  });
  builder->BeginObject();
  for (const uint32_t i : order) {
    const auto name = object.name(i);
    if (!name) return false;
    builder->Field(*name);
    if (!Rewrite(object.value(i), builder)) return false;
  }
  builder->EndObject();
  return true;
}

/// Gives what the getter read to the builder's event.
template <typename T, typename Event>
bool Give(const std::optional<T>& got, Event event) {
  if (got) event(*got);
  return got.has_value();
}

inline bool Rewrite(VariantView view, VariantBuilder* builder) {
  VariantBuilder& b = *builder;
  const VariantType type = view.type();
  switch (type) {
    case VariantType::kNull:
      b.Null();
      return view.is_null();
    case VariantType::kTrue:
    case VariantType::kFalse:
      return Give(view.ToBool(), [&](bool value) { b.Bool(value); });
    case VariantType::kInt8:
      return Give(view.GetInt8(), [&](int8_t n) { b.Int8(n); });
    case VariantType::kInt16:
      return Give(view.GetInt16(), [&](int16_t n) { b.Int16(n); });
    case VariantType::kInt32:
      return Give(view.GetInt32(), [&](int32_t n) { b.Int32(n); });
    case VariantType::kInt64:
      return Give(view.GetInt64(), [&](int64_t n) { b.Int64(n); });
    case VariantType::kFloat:
      return Give(view.GetFloat(), [&](float number) { b.Float(number); });
    case VariantType::kDouble:
      return Give(view.GetDouble(), [&](double number) { b.Double(number); });
    case VariantType::kDecimal4:
    case VariantType::kDecimal8:
    case VariantType::kDecimal16:
      return Give(view.GetDecimal(), [&](VariantDecimal d) { b.Decimal(d, type); });
    case VariantType::kDate:
      return Give(view.GetDate(), [&](int32_t days) { b.Date(days); });
    case VariantType::kTime:
    case VariantType::kTimestamp:
    case VariantType::kTimestampNtz:
    case VariantType::kTimestampNanos:
    case VariantType::kTimestampNtzNanos:
      return Give(view.GetTime(), [&](int64_t count) { b.Time(type, count); });
    case VariantType::kBinary:
      return Give(view.GetBinary(), [&](std::string_view bytes) { b.Binary(bytes); });
    case VariantType::kUuid:
      return Give(view.GetUuid(), [&](const Uuid& uuid) { b.Uuid(uuid); });
    case VariantType::kShortString:
    case VariantType::kString:
      return Give(view.ToText(), [&](std::string_view text) { b.Text(text); });
    case VariantType::kArray: {
      const auto array = view.ToArray();
      return array && RewriteArray(*array, builder);
    }
    case VariantType::kObject: {
      const auto object = view.ToObject();
      return object && RewriteObject(*object, builder);
    }
    default:
      return false;
  }
}

}  // namespace delta_utils::variant_internal
