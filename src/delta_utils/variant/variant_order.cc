#include "delta_utils/variant/variant_order.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "delta_utils/variant/variant_order_internal.h"

namespace delta_utils {
namespace variant_internal {
namespace {

using Order = std::strong_ordering;

constexpr std::array<Int128, kMaxDecimalScale + 1> MakePowersOfTen() {
  std::array<Int128, kMaxDecimalScale + 1> powers{};
  powers[0] = 1;
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}
constexpr std::array<Int128, kMaxDecimalScale + 1> kPowersOfTen = MakePowersOfTen();

Order CompareNumbers(const VariantDecimal& a, const VariantDecimal& b) {
  if (a.scale == b.scale) return a.unscaled <=> b.unscaled;
  const Int128 unit_a = kPowersOfTen[a.scale];
  const Int128 unit_b = kPowersOfTen[b.scale];
  const Order whole = a.unscaled / unit_a <=> b.unscaled / unit_b;
  if (whole != 0) return whole;
  // Fractions of up to 38 digits, brought to the same number of digits.
  const uint8_t scale = std::max(a.scale, b.scale);
  return a.unscaled % unit_a * kPowersOfTen[scale - a.scale] <=>
         b.unscaled % unit_b * kPowersOfTen[scale - b.scale];
}

Order CompareFloating(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) <=> std::isnan(b);
  return a < b ? Order::less : a > b ? Order::greater : Order::equal;
}

Order CompareMoments(const Moment& a, const Moment& b) {
  const Order micros = a.micros <=> b.micros;
  return micros != 0 ? micros : a.nanos <=> b.nanos;
}

class Comparison {
 public:
  Comparison(VariantView a, VariantView b) : limits_(a, b) {}

  Status Compare(VariantView a, VariantView b, int level, Order* out);

 private:
  Status CompareLeaves(VariantView a, VariantView b, VariantClass type, Order* out);
  Status CompareText(VariantView a, VariantView b, std::optional<std::string_view> text_a,
                     std::optional<std::string_view> text_b, Order* out);
  Status CompareArrays(VariantView a, VariantView b, int level, Order* out);
  Status CompareObjects(VariantView a, VariantView b, int level, Order* out);

  /// Compares what two getters gave.
  template <typename T, typename Less>
  static Status CompareGot(VariantView a, VariantView b, const std::optional<T>& got_a,
                           const std::optional<T>& got_b, Less compare, Order* out) {
    if (!got_a) return MalformedLeaf(a);
    if (!got_b) return MalformedLeaf(b);
    *out = compare(*got_a, *got_b);
    return Status::OK();
  }

  WalkLimits limits_;
};

Status Comparison::Compare(VariantView a, VariantView b, int level, Order* out) {
  const VariantClass type = a.type_class();
  if (type == VariantClass::kInvalid) return MalformedLeaf(a);
  if (b.type_class() == VariantClass::kInvalid) return MalformedLeaf(b);
  if (type != b.type_class()) {
    *out = type <=> b.type_class();
    return Status::OK();
  }
  if (type == VariantClass::kArray) return CompareArrays(a, b, level, out);
  if (type == VariantClass::kObject) return CompareObjects(a, b, level, out);
  return CompareLeaves(a, b, type, out);
}

Status Comparison::CompareText(VariantView a, VariantView b,
                               std::optional<std::string_view> text_a,
                               std::optional<std::string_view> text_b, Order* out) {
  if (text_a && text_b) {
    ARROW_RETURN_NOT_OK(limits_.Spend(std::min(text_a->size(), text_b->size())));
  }
  // As unsigned bytes: that is how char_traits<char> compares.
  const auto compare = [](std::string_view x, std::string_view y) { return x <=> y; };
  return CompareGot(a, b, text_a, text_b, compare, out);
}

Status Comparison::CompareLeaves(VariantView a, VariantView b, VariantClass type,
                                 Order* out) {
  ARROW_RETURN_NOT_OK(limits_.Spend(1));
  const auto plain = [](const auto& x, const auto& y) { return x <=> y; };
  switch (type) {
    case VariantClass::kNull:
      *out = Order::equal;
      return Status::OK();
    case VariantClass::kBoolean:
      return CompareGot(a, b, a.ToBool(), b.ToBool(), plain, out);
    case VariantClass::kExactNumber:
      return CompareGot(a, b, a.ToDecimal(), b.ToDecimal(), CompareNumbers, out);
    case VariantClass::kFloat:
    case VariantClass::kDouble:
      return CompareGot(a, b, a.ToDouble(), b.ToDouble(), CompareFloating, out);
    case VariantClass::kDate:
      return CompareGot(a, b, a.GetDate(), b.GetDate(), plain, out);
    case VariantClass::kTime:
    case VariantClass::kTimestamp:
    case VariantClass::kTimestampNtz: {
      const auto moments = [&](int64_t x, int64_t y) {
        return CompareMoments(MomentOf(a.type(), x), MomentOf(b.type(), y));
      };
      return CompareGot(a, b, a.GetTime(), b.GetTime(), moments, out);
    }
    case VariantClass::kString:
      return CompareText(a, b, a.ToText(), b.ToText(), out);
    case VariantClass::kBinary:
      return CompareText(a, b, a.GetBinary(), b.GetBinary(), out);
    case VariantClass::kUuid: {
      const auto uuids = [](const Uuid& x, const Uuid& y) { return x.bytes <=> y.bytes; };
      return CompareGot(a, b, a.GetUuid(), b.GetUuid(), uuids, out);
    }
    default:
      DU_UNREACHABLE("a leaf");
  }
}

Status Comparison::CompareArrays(VariantView a, VariantView b, int level, Order* out) {
  ARROW_ASSIGN_OR_RAISE(const ArrayView array_a, OpenArray(a));
  ARROW_ASSIGN_OR_RAISE(const ArrayView array_b, OpenArray(b));
  const uint32_t common = std::min(array_a.size(), array_b.size());
  ARROW_RETURN_NOT_OK(limits_.Enter(level, common));
  for (uint32_t i = 0; i < common; ++i) {
    ARROW_RETURN_NOT_OK(Compare(array_a.value(i), array_b.value(i), level + 1, out));
    if (*out != 0) return Status::OK();
  }
  *out = array_a.size() <=> array_b.size();
  return Status::OK();
}

Status Comparison::CompareObjects(VariantView a, VariantView b, int level, Order* out) {
  OrderedObject object_a;
  OrderedObject object_b;
  ARROW_RETURN_NOT_OK(object_a.Open(a));
  ARROW_RETURN_NOT_OK(object_b.Open(b));
  ARROW_RETURN_NOT_OK(limits_.Enter(level, object_a.size() + object_b.size()));
  const uint32_t common = std::min(object_a.size(), object_b.size());
  const bool same_names = &object_a.names() == &object_b.names();
  for (uint32_t i = 0; i < common; ++i) {
    if (!same_names || object_a.id(i) != object_b.id(i)) {
      const std::string_view name = object_a.name(i);
      ARROW_RETURN_NOT_OK(limits_.SpendName(name));
      *out = name <=> object_b.name(i);
      if (*out != 0) return Status::OK();
    }
    ARROW_RETURN_NOT_OK(Compare(object_a.value(i), object_b.value(i), level + 1, out));
    if (*out != 0) return Status::OK();
  }
  *out = object_a.size() <=> object_b.size();
  return Status::OK();
}

}  // namespace

VariantDecimal WithLeastScale(VariantDecimal number) {
  while (number.scale > 0 && number.unscaled % 10 == 0) {
    number.unscaled /= 10;
    --number.scale;
  }
  return number;
}

Moment MomentOf(VariantType type, int64_t count) {
  if (type != VariantType::kTimestampNanos && type != VariantType::kTimestampNtzNanos) {
    return {count, 0};
  }
  int64_t micros = count / 1000;
  auto nanos = static_cast<int32_t>(count % 1000);
  if (nanos < 0) {
    nanos += 1000;
    --micros;
  }
  return {micros, nanos};
}

Status MalformedLeaf(VariantView view) {
  const Status status = view.Check();
  if (!status.ok()) return Corrupt("", "variant: " + status.message());
  return Corrupt("", "variant: a decimal's scale is over 38, or its digits are too many");
}

Result<ArrayView> OpenArray(VariantView view) {
  const std::optional<ArrayView> array = view.ToArray();
  if (!array) return MalformedLeaf(view);
  return *array;
}

Status OrderedObject::Open(VariantView view) {
  object_ = view.ToObject();
  if (!object_) return MalformedLeaf(view);
  const MetadataIndex& names = object_->names();
  bool sorted = true;
  for (uint32_t i = 0; i < object_->size(); ++i) {
    const uint32_t id = object_->id(i);
    if (id >= names.size()) return Corrupt("", "variant: field id out of range");
    sorted = sorted && (i == 0 || names.rank(object_->id(i - 1)) < names.rank(id));
  }
  if (sorted) return Status::OK();
  places_.resize(object_->size());
  std::iota(places_.begin(), places_.end(), 0);
  const auto rank = [&](uint32_t place) { return names.rank(object_->id(place)); };
  std::sort(places_.begin(), places_.end(),
            [&](uint32_t a, uint32_t b) { return rank(a) < rank(b); });
  const auto same = [&](uint32_t a, uint32_t b) { return rank(a) == rank(b); };
  if (std::adjacent_find(places_.begin(), places_.end(), same) != places_.end()) {
    return Corrupt("", "variant: a field name repeats");
  }
  return Status::OK();
}

}  // namespace variant_internal

Result<std::strong_ordering> VariantCompare(VariantView a, VariantView b) {
  std::strong_ordering order = std::strong_ordering::equal;
  variant_internal::Comparison comparison(a, b);
  ARROW_RETURN_NOT_OK(comparison.Compare(a, b, 0, &order));
  return order;
}

Result<bool> VariantEquals(VariantView a, VariantView b) {
  ARROW_ASSIGN_OR_RAISE(const std::strong_ordering order, VariantCompare(a, b));
  return order == 0;
}

}  // namespace delta_utils
