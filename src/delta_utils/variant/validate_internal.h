// One walk over a Variant's bytes that looks at each of them; see validate.h.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "delta_utils/variant/metadata_index.h"
#include "delta_utils/variant/validate.h"

namespace delta_utils::variant_internal {

/// How many bytes children may share under kInterop, all containers together. What a
/// walk over the value then reads stays within MaxWorkBytes.
constexpr uint64_t MaxSharedBytes(uint64_t encoded_bytes) {
  return 3 * encoded_bytes + 4096;
}

/// Children are examined with their container, so that their places can be compared;
/// those that are containers wait their turn in a list, whose length the bytes bound.
class ValidationWalk {
 public:
  explicit ValidationWalk(const VariantValidation& options) : options_(options) {}

  Result<VariantReport> Run(std::string_view value, const MetadataIndex& names);

 private:
  /// An array or object whose tables and values lie inside the bytes.
  struct Container {
    const uint8_t* begin;
    const uint8_t* ids;
    const uint8_t* offsets;
    const uint8_t* values;
    uint32_t count;
    uint32_t size;  // of all values together
    int id_width;   // 0: an array
    int offset_width;
  };
  /// A value's bytes, 0: malformed; and those of them in front of its text, all if it has
  /// none.
  struct Extent {
    uint64_t size = 0;
    uint64_t head = 0;
  };
  /// A container that was measured and not looked into.
  struct Pending {
    uint32_t begin;  // in the value
    int depth;
  };

  bool Walk();
  bool Look(const Container& container, int depth);
  bool Open(const uint8_t* begin, const uint8_t* end, Container* out);
  template <int width>
  bool CheckIds(const Container& container);
  bool CheckUnsortedIds(const Container& container);
  template <int width>
  bool CheckChildren(const Container& container, int depth);
  bool CheckPlaces(const Container& container);
  bool Share(const uint8_t* where, uint64_t bytes);

  Extent Measure(const uint8_t* begin, const uint8_t* end, int depth);
  Extent MeasurePrimitive(const uint8_t* begin, const uint8_t* end);
  Extent MeasureContainer(const uint8_t* begin, const uint8_t* end, int depth);
  bool CheckText(const uint8_t* begin, Extent extent);

  /// Always false: keeps where and why the value is malformed.
  bool Fail(const uint8_t* where, const char* message);
  Extent Malformed(const uint8_t* where, const char* message);
  Status Failure() const;

  const VariantValidation options_;
  const MetadataIndex* names_ = nullptr;
  const uint8_t* begin_ = nullptr;
  const uint8_t* end_ = nullptr;
  uint64_t shared_left_ = 0;
  uint64_t values_left_ = 0;
  VariantReport report_;
  std::vector<Pending> pending_;
  std::vector<uint64_t> places_;  // of one container's children: begin << 32 | end
  std::vector<uint32_t> ranks_;   // of one object's fields
  const uint8_t* failed_at_ = nullptr;
  const char* failure_ = nullptr;
};

}  // namespace delta_utils::variant_internal
