// VariantMatcher: a filter on documents that are Variants, without decoding what the
// filter does not touch.
//
//   const VariantMatcher matcher(filter);
//   ARROW_ASSIGN_OR_RAISE(const auto names, MetadataIndex::Make(metadata));
//   const VariantMatcher::Bound bound = matcher.Bind(names);       // once for a metadata
//   ARROW_ASSIGN_OR_RAISE(bool matches, bound.Matches({value, names}, &context));
//
// Gives what MatchesFilter gives of the document that DecodeVariant reads: the filter's
// names are looked up in the metadata's dictionary once, paths are walked where the bytes
// lie, leaves compare scalars unpacked from them. Decoded are: arrays and objects that
// are compared as a whole, what $expr and $jsonSchema read, and, where the metadata has a
// name that begins with $ (which Extended JSON wrappers have), the top-level fields that
// the filter names. A value that is no object never matches. Text is not checked to be
// UTF-8.
//
// Errors: as MatchesFilter; Corrupt where bytes that are looked at are malformed.
// Threads: const is safe; a LeafContext is for one. Whole columns:
// columnar/batch_filter.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/item.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils {

class VariantMatcher {
 public:
  explicit VariantMatcher(Filter filter);
  ~VariantMatcher();
  VariantMatcher(const VariantMatcher&) = delete;
  VariantMatcher& operator=(const VariantMatcher&) = delete;

  const Filter& filter() const { return filter_; }

  /// The filter for Variants of one metadata. Borrows the matcher and the names.
  class Bound {
   public:
    ~Bound();
    Bound(Bound&&) noexcept;
    Bound& operator=(Bound&&) noexcept;
    /// `document` has the names that were bound.
    Result<bool> Matches(const VariantView& document, LeafContext* context) const;

   private:
    friend class VariantMatcher;
    struct Impl;
    explicit Bound(std::unique_ptr<const Impl> impl);
    std::unique_ptr<const Impl> impl_;
  };
  Bound Bind(const MetadataIndex& names) const;

 private:
  Filter filter_;
  FilterFields fields_;
};

}  // namespace delta_utils
