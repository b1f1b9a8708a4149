#include <bit>
#include <cmath>
#include <limits>

#include "delta_utils/base/hash_internal.h"
#include "delta_utils/variant/variant_order.h"
#include "delta_utils/variant/variant_order_internal.h"

namespace delta_utils {
namespace variant_internal {
namespace {

using internal::HashBytes;
using internal::HashMix;

uint64_t HashFloating(uint64_t hash, double number) {
  if (std::isnan(number)) number = std::numeric_limits<double>::quiet_NaN();
  if (number == 0) number = 0;  // of either sign
  return HashMix(hash, std::bit_cast<uint64_t>(number));
}

/// Goes by what Comparison in variant_order.cc holds equal.
class Hasher {
 public:
  explicit Hasher(VariantView root) : limits_(root) {}

  Status Add(VariantView view, int level);
  uint64_t hash() const { return hash_; }

 private:
  Status AddLeaf(VariantView view, VariantClass type);
  Status AddText(VariantView view, std::optional<std::string_view> text);
  Status AddArray(VariantView view, int level);
  Status AddObject(VariantView view, int level);
  void Mix(uint64_t word) { hash_ = HashMix(hash_, word); }

  template <typename T, typename Use>
  static Status Got(VariantView view, const std::optional<T>& got, Use use) {
    if (!got) return MalformedLeaf(view);
    use(*got);
    return Status::OK();
  }

  WalkLimits limits_;
  uint64_t hash_ = 0;
};

Status Hasher::Add(VariantView view, int level) {
  const VariantClass type = view.type_class();
  Mix(static_cast<uint64_t>(type));
  if (type == VariantClass::kInvalid) return MalformedLeaf(view);
  if (type == VariantClass::kArray) return AddArray(view, level);
  if (type == VariantClass::kObject) return AddObject(view, level);
  return AddLeaf(view, type);
}

Status Hasher::AddText(VariantView view, std::optional<std::string_view> text) {
  if (text) ARROW_RETURN_NOT_OK(limits_.Spend(text->size()));
  return Got(view, text, [&](std::string_view t) { hash_ = HashBytes(hash_, t); });
}

Status Hasher::AddLeaf(VariantView view, VariantClass type) {
  ARROW_RETURN_NOT_OK(limits_.Spend(1));
  switch (type) {
    case VariantClass::kNull:
      return Status::OK();
    case VariantClass::kBoolean:
      return Got(view, view.ToBool(), [&](bool value) { Mix(value ? 1 : 0); });
    case VariantClass::kExactNumber:
      return Got(view, view.ToDecimal(), [&](const VariantDecimal& given) {
        const VariantDecimal number = WithLeastScale(given);
        Mix(static_cast<uint64_t>(number.unscaled));
        Mix(static_cast<uint64_t>(number.unscaled >> 64));
        Mix(number.scale);
      });
    case VariantClass::kFloat:
    case VariantClass::kDouble:
      return Got(view, view.ToDouble(),
                 [&](double number) { hash_ = HashFloating(hash_, number); });
    case VariantClass::kDate:
      return Got(view, view.GetDate(),
                 [&](int32_t days) { Mix(static_cast<uint64_t>(days)); });
    case VariantClass::kTime:
    case VariantClass::kTimestamp:
    case VariantClass::kTimestampNtz:
      return Got(view, view.GetTime(), [&](int64_t count) {
        const Moment moment = MomentOf(view.type(), count);
        Mix(static_cast<uint64_t>(moment.micros));
        Mix(static_cast<uint64_t>(moment.nanos));
      });
    case VariantClass::kString:
      return AddText(view, view.ToText());
    case VariantClass::kBinary:
      return AddText(view, view.GetBinary());
    case VariantClass::kUuid:
      return Got(view, view.GetUuid(), [&](const Uuid& uuid) {
        hash_ = HashBytes(
            hash_, {reinterpret_cast<const char*>(uuid.bytes.data()), uuid.bytes.size()});
      });
    default:
      DU_UNREACHABLE("a leaf");
  }
}

Status Hasher::AddArray(VariantView view, int level) {
  ARROW_ASSIGN_OR_RAISE(const ArrayView array, OpenArray(view));
  ARROW_RETURN_NOT_OK(limits_.Enter(level, array.size()));
  Mix(array.size());
  for (uint32_t i = 0; i < array.size(); ++i) {
    ARROW_RETURN_NOT_OK(Add(array.value(i), level + 1));
  }
  return Status::OK();
}

Status Hasher::AddObject(VariantView view, int level) {
  OrderedObject object;
  ARROW_RETURN_NOT_OK(object.Open(view));
  ARROW_RETURN_NOT_OK(limits_.Enter(level, object.size()));
  Mix(object.size());
  for (uint32_t i = 0; i < object.size(); ++i) {
    const std::string_view name = object.name(i);
    ARROW_RETURN_NOT_OK(limits_.SpendName(name));
    hash_ = HashBytes(hash_, name);
    ARROW_RETURN_NOT_OK(Add(object.value(i), level + 1));
  }
  return Status::OK();
}

}  // namespace
}  // namespace variant_internal

Result<uint64_t> VariantHash(VariantView view) {
  variant_internal::Hasher hasher(view);
  ARROW_RETURN_NOT_OK(hasher.Add(view, 0));
  return hasher.hash();
}

}  // namespace delta_utils
