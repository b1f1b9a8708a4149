// Short spellings for tests of the Variant encoding.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "delta_utils/base/hex.h"
#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils::variant_internal {

/// "01 00 00" as bytes; spaces are ignored.
inline std::string Bytes(std::string_view hex) {
  std::string digits;
  for (const char c : hex) {
    if (c != ' ') digits.push_back(c);
  }
  const std::optional<std::string> bytes = FromHex(digits);
  EXPECT_TRUE(bytes.has_value()) << hex;
  return bytes.value_or("");
}

/// Metadata without a name.
inline std::string NoNames() { return Bytes("01 00 00"); }

inline VariantBytes Encoded(const Value& value) {
  Result<VariantBytes> bytes = EncodeVariant(value);
  EXPECT_TRUE(bytes.ok()) << bytes.status().ToString();
  return bytes.ok() ? *bytes : VariantBytes{};
}

inline Object Single(std::string name, Value value) {
  Object object;
  object.Append(std::move(name), std::move(value));
  return object;
}

}  // namespace delta_utils::variant_internal
