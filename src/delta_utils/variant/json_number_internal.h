// The numbers of JSON text, straight to a VariantBuilder.
#pragma once

#include <string_view>

#include "delta_utils/variant/variant_builder.h"
#include "delta_utils/variant/variant_json.h"

namespace delta_utils::variant_internal {

struct JsonNumberEnd {
  /// Behind the number; nullptr: `problem` tells what it is instead.
  const char* end = nullptr;
  std::string_view problem;
};

/// Gives `builder` the number that begins at `begin` with a digit or a minus. Behind the
/// text there are 8 more bytes to read, the first of which is no part of a number.
JsonNumberEnd ReadJsonNumber(const char* begin,
                             VariantJsonReadOptions::Fractions fractions,
                             VariantBuilder* builder);

}  // namespace delta_utils::variant_internal
