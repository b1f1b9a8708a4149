// What shredding and unshredding share: limits, places in a schema, layouts.
#pragma once

#include <string>
#include <string_view>

#include "arrow/type_fwd.h"
#include "delta_utils/variant/variant_type.h"

namespace delta_utils {

/// Groups of shredding inside one another. Functions recurse over a schema, so that this
/// bounds their depth; they never recurse over data.
inline constexpr int kMaxShreddingDepth = 100;

/// A `typed_value` in a schema, for messages.
struct ShreddingPlace {
  const ShreddingPlace* outer = nullptr;
  std::string_view name;
  int depth = 0;

  /// "typed_value.user.typed_value"
  std::string ToString() const;
};

/// Where Parquet stores a decimal of so many digits, and so the Variant's width.
VariantType DecimalWidthOf(int precision);

/// UTF-8; quick where it is ASCII.
bool IsText(std::string_view text);

/// Binary, large, view, or a dictionary of one of these.
bool IsBinaryLayout(const arrow::DataType& type);

}  // namespace delta_utils
