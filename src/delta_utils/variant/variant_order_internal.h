// What comparing and hashing Variants have in common: the form in which equal values are
// the same, the order of fields, and bounds.
#pragma once

#include <cstdint>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils::variant_internal {

/// The same number with the least scale. `number` is what a view gave.
VariantDecimal WithLeastScale(VariantDecimal number);

/// A time or timestamp of any unit.
struct Moment {
  int64_t micros = 0;
  int32_t nanos = 0;  // 0 to 999
};
Moment MomentOf(VariantType type, int64_t count);

/// Why a getter of the view's own type gave nothing.
Status MalformedLeaf(VariantView view);

/// Opened for reading its children in their order. Corrupt: cut off.
Result<ArrayView> OpenArray(VariantView view);

/// An object's fields by name.
class OrderedObject {
 public:
  /// Corrupt: cut off, a name that repeats or that the metadata does not have.
  Status Open(VariantView view);

  uint32_t size() const { return object_->size(); }
  uint32_t id(uint32_t i) const { return object_->id(PlaceOf(i)); }
  std::string_view name(uint32_t i) const { return object_->names().name(id(i)); }
  VariantView value(uint32_t i) const { return object_->value(PlaceOf(i)); }
  const MetadataIndex& names() const { return object_->names(); }

 private:
  uint32_t PlaceOf(uint32_t i) const { return places_.empty() ? i : places_[i]; }

  std::optional<ObjectView> object_;
  std::vector<uint32_t> places_;  // empty: as they are listed
};

/// Bounds a walk's depth, and its work where children share bytes.
class WalkLimits {
 public:
  explicit WalkLimits(VariantView root)
      : work_left_(MaxWorkBytes(root.region().size())),
        name_bytes_left_(
            MaxNameBytes(root.region().size() + root.names().bytes().size())) {}
  WalkLimits(VariantView a, VariantView b) : WalkLimits(a) {
    const WalkLimits other(b);
    work_left_ += other.work_left_;
    name_bytes_left_ += other.name_bytes_left_;
  }

  Status Spend(uint64_t work) { return Spend(work, &work_left_); }
  /// One name may be that of any number of fields.
  Status SpendName(std::string_view name) {
    return Spend(name.size(), &name_bytes_left_);
  }
  /// `level` counts the containers around the container.
  Status Enter(int level, uint32_t children) {
    if (level >= kMaxVariantDepth) {
      return Corrupt("", "variant: nested deeper than " +
                             std::to_string(kMaxVariantDepth) + " levels");
    }
    return Spend(2 + uint64_t{children});
  }

 private:
  static Status Spend(uint64_t work, uint64_t* left) {
    if (work > *left) return Corrupt("", "variant: values share bytes beyond measure");
    *left -= work;
    return Status::OK();
  }

  uint64_t work_left_;
  uint64_t name_bytes_left_;
};

}  // namespace delta_utils::variant_internal
