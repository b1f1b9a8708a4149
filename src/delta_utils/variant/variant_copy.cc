// VariantBuilder::Copy: a value under other field ids.
#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/variant_builder.h"

namespace delta_utils {
namespace {

using variant_internal::MaxWorkBytes;

class Copier {
 public:
  Copier(VariantBuilder* builder, VariantView root)
      : builder_(builder), work_left_(MaxWorkBytes(root.region().size())) {}

  /// `level` counts the containers around the value that are copied.
  void Copy(VariantView view, int level) {
    if (!builder_->ok()) return;
    if (const auto object = view.ToObject()) return CopyObject(*object, level);
    if (const auto array = view.ToArray()) return CopyArray(*array, level);
    const Status status = view.Check();
    if (!status.ok()) return builder_->Fail(status);
    const std::string_view bytes = view.bytes();
    if (Spend(bytes.size())) builder_->Encoded(bytes);
  }

 private:
  /// Values may share bytes; a copy does not.
  bool Spend(uint64_t bytes) {
    if (bytes > work_left_) {
      builder_->Fail(Corrupt("", "values share bytes beyond measure"));
      return false;
    }
    work_left_ -= bytes;
    return true;
  }

  bool Enter(int level, uint64_t cost) {
    if (level < kMaxVariantDepth) return Spend(cost);
    builder_->Fail(Corrupt(
        "", "nested deeper than " + std::to_string(kMaxVariantDepth) + " levels"));
    return false;
  }

  void CopyArray(const ArrayView& array, int level) {
    if (!Enter(level, 2 + uint64_t{array.size()})) return;
    builder_->BeginArray();
    for (uint32_t i = 0; i < array.size() && builder_->ok(); ++i) {
      Copy(array.value(i), level + 1);
    }
    builder_->EndArray();
  }

  void CopyObject(const ObjectView& object, int level) {
    if (!Enter(level, 3 + 2 * uint64_t{object.size()})) return;
    std::vector<uint32_t> order(object.size());
    std::iota(order.begin(), order.end(), 0);
    const auto before = [&](uint32_t a, uint32_t b) {
      return object.offset(a) < object.offset(b);
    };
    if (!std::is_sorted(order.begin(), order.end(), before)) {
      std::stable_sort(order.begin(), order.end(), before);
    }
    builder_->BeginObject();
    for (const uint32_t i : order) {
      if (!builder_->ok()) return;
      const auto name = object.name(i);
      if (!name) return builder_->Fail(Corrupt("", "field id out of range"));
      builder_->Field(*name);
      Copy(object.value(i), level + 1);
    }
    builder_->EndObject();
  }

  VariantBuilder* const builder_;
  uint64_t work_left_;
};

}  // namespace

void VariantBuilder::Copy(VariantView view) { Copier(this, view).Copy(view, 0); }

}  // namespace delta_utils
