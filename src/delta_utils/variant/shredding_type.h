// ShreddingType: which parts of a Variant get columns of their own, and of which types.
//
//   ARROW_ASSIGN_OR_RAISE(ShreddingType type, ShreddingType::Parse(
//       "struct<id: bigint, user: struct<lat: double>, tags: array<string>>"));
//
// Text: SQL's type names as Spark and Delta write them: boolean, tinyint (byte), smallint
// (short), int (integer), bigint (long), float, double, decimal(p,s), date, timestamp,
// timestamp_ntz, string, binary, array<T>, struct<name: T, ...>; and those that SQL
// lacks: timestamp_nanos, timestamp_ntz_nanos, time, uuid, and variant for "no column of
// its own" (the field's group then has a `value` only). `id bigint, ts string` alone is
// read as struct<...>; a colon after a name may be left out; names with other characters
// than letters, digits and _ stand in backticks, doubled inside. Words are
// case-insensitive, names are not. Errors: InvalidArgument with the position: unknown
// types, repeated names, more than 38 digits, nesting beyond 100 levels, no field.
//
// Source: VariantShredding.md, "Shredded value types".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/variant/variant_type.h"

namespace delta_utils {

struct ShreddingField;

struct ShreddingType {
  /// kInvalid: no typed column ("variant"). kTrue stands for boolean. kString, never
  /// kShortString. kDecimal4, 8 and 16 by precision.
  VariantType type = VariantType::kInvalid;
  int precision = 0;  // of decimals
  int scale = 0;
  std::vector<ShreddingField> fields;  // of objects
  std::vector<ShreddingType> element;  // of arrays: exactly one

  static Result<ShreddingType> Parse(std::string_view text);
  std::string ToString() const;

  bool has_typed_value() const { return type != VariantType::kInvalid; }
  bool operator==(const ShreddingType&) const;
};

struct ShreddingField {
  std::string name;
  ShreddingType type;
  bool operator==(const ShreddingField&) const = default;
};

}  // namespace delta_utils
