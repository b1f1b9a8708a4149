// JSON text as Variants, and back.
//
//   VariantJsonReader reader;
//   ARROW_RETURN_NOT_OK(reader.Read(R"({"price": 1.10})", &builder));
//   ARROW_RETURN_NOT_OK(builder.Finish(&value));              // decimal4, 110 / 10^2
//
//   std::string text;
//   ARROW_RETURN_NOT_OK(AppendVariantJson(view, {}, &text));  // {"price":1.10}
//
// In: plain JSON (RFC 8259), not Extended JSON. Integers take the least width, beyond 64
// bits a decimal; numbers with a fraction and no exponent are decimals with the digits
// given, up to 38, beyond that, and with an exponent, the nearest double. -0 is the
// double -0.0 (an integer has no such value), as are -0.0 and its like. Errors,
// InvalidArgument with the byte: a number beyond double's range, bytes after the value, a
// lone surrogate, text that is not UTF-8, a repeated field name (the builder's option
// decides), nesting beyond the builder's depth.
//
// Out: always valid JSON, fields in the order of their names. Exact numbers as digits
// with their scale and no exponent; float and double in the shortest form that reads
// back, with a fraction or an exponent; NaN and infinities as the strings "NaN",
// "Infinity",
// "-Infinity"; date "2017-11-16"; time "22:31:08.000001"; timestamps with 6 or 9 digits,
// "+00:00" behind those in UTC; binary as base64; uuid as text. What JSON cannot tell
// apart (dates from strings, a float from a double) does not come back as it was:
// lossless are null, booleans, exact numbers, doubles and strings. Errors: Corrupt
// (malformed bytes, text that is not UTF-8), over 500 levels included, and names that
// unfold to more than 16 MiB and 64 times the bytes there are: the metadata holds a name
// once, however many fields have it.
//
// Source: VariantEncoding.md as of 2025-01, "JSON mapping" (removed since, still the
// mapping that engines follow).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/variant/variant_builder.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils {

struct VariantJsonReadOptions {
  /// What 1.10 becomes.
  enum class Fractions { kDecimal, kDouble };
  Fractions fractions = Fractions::kDecimal;
  size_t max_bytes = size_t{1} << 30;
};

/// Keeps its memory from one text to the next. Threads: one.
class VariantJsonReader {
 public:
  explicit VariantJsonReader(VariantJsonReadOptions options = {});
  ~VariantJsonReader();
  VariantJsonReader(VariantJsonReader&&) noexcept;
  VariantJsonReader& operator=(VariantJsonReader&&) noexcept;

  /// Gives `builder` the one value that `json` holds. After an error the builder holds
  /// nothing.
  Status Read(std::string_view json, VariantBuilder* builder);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct VariantJsonWriteOptions {
  /// Integers beyond 2^53 and decimals as strings, for readers whose numbers are doubles.
  bool wide_numbers_as_strings = false;
};

/// Keeps its memory from one value to the next. Threads: one.
class VariantJsonWriter {
 public:
  explicit VariantJsonWriter(VariantJsonWriteOptions options = {});
  ~VariantJsonWriter();
  VariantJsonWriter(VariantJsonWriter&&) noexcept;
  VariantJsonWriter& operator=(VariantJsonWriter&&) noexcept;

  /// After an error `json` is as it was.
  Status Append(VariantView view, std::string* json);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// For one value.
Status AppendVariantJson(VariantView view, const VariantJsonWriteOptions& options,
                         std::string* json);

}  // namespace delta_utils
