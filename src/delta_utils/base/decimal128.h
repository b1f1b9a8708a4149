// Decimal128: IEEE 754-2008 decimal floating point, text and parts, no arithmetic.
//
//   ARROW_ASSIGN_OR_RAISE(Decimal128 d, ParseDecimal128("1.50"));
//   ToString(d);                                    // "1.50"
//   DecimalParts p = PartsOf(d);                    // {kFinite, false, 150, -2}
//
// Source: BSON decimal128 specification (mongodb/specifications, bson-decimal128).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/base/int128.h"
#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils {

struct DecimalParts {
  enum class Form { kFinite, kInfinity, kNaN };
  Form form = Form::kFinite;
  bool negative = false;
  Uint128 coefficient = 0;  // at most 34 decimal digits
  int exponent = 0;         // value = coefficient * 10^exponent; -6176..6111
};

/// Splits; a non-canonical coefficient (over 34 digits) is zero, as the standard says.
DecimalParts PartsOf(const Decimal128& decimal);
/// Joins; nullopt if the coefficient or the exponent is out of range.
std::optional<Decimal128> MakeDecimal128(const DecimalParts& parts);

/// Parses "1.50", "-1E+3", "NaN", "Infinity", ... Kind InvalidArgument: malformed text,
/// overflow, or a value that 34 digits cannot hold exactly.
Result<Decimal128> ParseDecimal128(std::string_view text);
/// The specification's to-string form: "1.50", "1E+3", "NaN", "-Infinity".
std::string ToString(const Decimal128& decimal);

}  // namespace delta_utils
