// Whether bytes are a Variant, all of them.
//
//   ARROW_ASSIGN_OR_RAISE(VariantReport report,
//                         ValidateVariant(metadata, value, {VariantProfile::kStrict}));
//
// kStrict is the specification: what it does not allow is Corrupt, the message naming the
// byte. kInterop tolerates what today's writers do and no reader of this library minds,
// and reports it. Both refuse what is dangerous: anything cut off or out of range,
// unknown types, text that is not UTF-8, digits or scales or times out of range, fields
// that repeat in one object, nesting beyond the limit, children that share bytes beyond
// measure. Iterative: no depth of nesting can exhaust the stack, no length in the bytes
// is believed before it is checked, and the work is bounded by the limits.
//
// A value that passes may be viewed without a nullopt but for a type's sake: every child
// is there, every string is UTF-8, every name is known.
//
// Source: VariantEncoding.md.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/variant/metadata_index.h"
#include "delta_utils/variant/variant_builder.h"

namespace delta_utils {

enum class VariantProfile { kStrict, kInterop };

struct VariantValidation {
  VariantProfile profile = VariantProfile::kStrict;
  int max_depth = kMaxVariantDepth;
  /// Of metadata and value together.
  uint64_t max_bytes = uint64_t{1} << 30;
  /// Of all values in it; 0: as many as the bytes can hold without sharing them, and
  /// under kInterop a small multiple.
  uint64_t max_values = 0;
};

/// What a value holds, and what was tolerated in it: under kStrict nothing is. Gaps
/// between children, names that the dictionary repeats, needless widths and reserved bits
/// are conforming.
struct VariantReport {
  uint64_t values = 0;
  int depth = 0;                   // 0: no container; 1: none in another
  bool unsorted_fields = false;    // ids not in the order of their names
  bool false_sorted_flag = false;  // of the metadata
  bool trailing_bytes = false;     // after the metadata, or after the value
  bool shared_bytes = false;       // children lie one upon the other
  bool mended_shredding = false;   // of a shredded row, as UnshredWatch tells

  bool is_conforming() const {
    return !unsorted_fields && !false_sorted_flag && !trailing_bytes && !shared_bytes &&
           !mended_shredding;
  }
  /// Counts what was tolerated in another value as well.
  void Tolerate(const VariantReport& other) {
    unsorted_fields |= other.unsorted_fields;
    false_sorted_flag |= other.false_sorted_flag;
    trailing_bytes |= other.trailing_bytes;
    shared_bytes |= other.shared_bytes;
    mended_shredding |= other.mended_shredding;
  }
};

Result<VariantReport> ValidateVariant(std::string_view metadata, std::string_view value,
                                      const VariantValidation& options = {});

/// The same for many values; keeps its memory. Threads: one.
class VariantValidator {
 public:
  explicit VariantValidator(const VariantValidation& options = {});
  ~VariantValidator();
  VariantValidator(VariantValidator&&) noexcept;
  VariantValidator& operator=(VariantValidator&&) noexcept;

  Result<VariantReport> Validate(std::string_view value, const MetadataIndex& names);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace delta_utils
