// VariantColumn: a column of Variants in Arrow, shredded or not, whatever its layout.
//
//   ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(array));
//   if (!column.is_shredded()) ...
//
// In memory a Variant column is a plain struct array, no extension type: `metadata`, and
// `value`, `typed_value` or both, found by name in any order. `metadata` is binary, large
// binary, binary view, or a dictionary of one of these (the form in which one metadata
// serves many rows); `value` the same but for the dictionary. Slices and nulls at every
// level are respected: a null struct is SQL's NULL, a `value` of 00 is Variant's null. An
// absent `value` reads as all null. `typed_value` must have a type of
// VariantShredding.md's table (see ShreddingOf); so must all below it. Errors: Corrupt (a
// child that is missing or of another type). Threads: const is safe.
//
// Source: VariantShredding.md, "Value shredding".
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/variant/shredding_type.h"

namespace delta_utils {

/// The `typed_value` type of the schema; nullptr for one without. Lists are
/// list<element>, groups struct<value: binary, typed_value: ...>; a group of a field or
/// element is not nullable, its children are.
Result<std::shared_ptr<arrow::DataType>> ToTypedValueType(const ShreddingType& type);

/// struct<metadata: binary not null, value: binary, typed_value: ...>; of an empty schema
/// struct<metadata: binary not null, value: binary not null>.
Result<std::shared_ptr<arrow::DataType>> ToVariantStorageType(const ShreddingType& type);

/// What a `typed_value` of this type shreds. Takes every form in which Parquet readers
/// give the types of the specification (large, view, fixed size, int64 for int(64),
/// decimal widths as decimal32 to 256, dictionaries of scalars). Corrupt: a type that no
/// Variant is shredded to (unsigned integers, fixed size binaries other than of 16 bytes,
/// maps, ...).
Result<ShreddingType> ShreddingOf(const arrow::DataType& typed_value);

/// Binary or text of any of the layouts, row by row. No array: all rows are null.
class BinaryCells {
 public:
  BinaryCells() = default;
  /// Corrupt: neither binary nor text, or a dictionary whose indices are out of range.
  static Result<BinaryCells> Make(std::shared_ptr<arrow::Array> array);

  bool is_absent() const { return layout_ == Layout::kNone; }
  bool may_have_nulls() const {
    return is_absent() || has_codes() || validity_ != nullptr;
  }
  bool IsNull(int64_t row) const {
    if (codes_ != nullptr) return codes_[row] < 0;
    if (validity_ == nullptr) return is_absent();
    const int64_t bit = validity_offset_ + row;
    return ((validity_[bit >> 3] >> (bit & 7)) & 1) == 0;
  }
  /// Not for a null.
  std::string_view Get(int64_t row) const {
    const int64_t i = codes_ == nullptr ? row : codes_[row];
    if (layout_ == Layout::kOffsets32) return Between(offsets32_[i], offsets32_[i + 1]);
    if (layout_ == Layout::kOffsets64) return Between(offsets64_[i], offsets64_[i + 1]);
    return GetFromViews(i);
  }
  /// Asks for the bytes of a row that is soon to come. Rows are too short, and too much
  /// of each is left out, for the processor to foresee them.
  void Prefetch(int64_t row) const {
    if (layout_ != Layout::kOffsets32 || codes_ != nullptr) return;
    const char* const bytes = data_ + offsets32_[row];
    __builtin_prefetch(bytes);
    __builtin_prefetch(bytes + 64);
  }
  /// Set where all rows share few values: the index of the row's among them.
  bool has_codes() const { return codes_ != nullptr; }
  /// Negative for a null.
  int32_t Code(int64_t row) const { return codes_[row]; }

 private:
  enum class Layout : uint8_t { kNone, kOffsets32, kOffsets64, kView };

  Status TakeDictionary();
  Status CopyCodes(const arrow::DictionaryArray& encoded);
  Status TakeValues();
  std::string_view Between(int64_t begin, int64_t end) const {
    return {data_ + begin, static_cast<size_t>(end - begin)};
  }
  std::string_view GetFromViews(int64_t i) const;

  // What the pointers point into is held by the three owners.
  std::shared_ptr<arrow::Array> array_;   // as given
  std::shared_ptr<arrow::Array> values_;  // the dictionary, or array_
  std::shared_ptr<const std::vector<int32_t>>
      indices_;  // made, if those given will not do
  Layout layout_ = Layout::kNone;
  const int32_t* codes_ = nullptr;  // places in the dictionary; negative: null
  const uint8_t* validity_ = nullptr;
  int64_t validity_offset_ = 0;
  const int32_t* offsets32_ = nullptr;
  const int64_t* offsets64_ = nullptr;
  const char* data_ = nullptr;
};

class VariantColumn {
 public:
  /// `array` is checked in its types only; its bytes are not looked at.
  static Result<VariantColumn> Make(const std::shared_ptr<arrow::Array>& array);

  int64_t length() const;
  /// SQL's NULL.
  bool IsNull(int64_t row) const;
  const BinaryCells& metadata() const { return metadata_; }
  const BinaryCells& value() const { return value_; }
  /// nullptr if there is none; without dictionaries.
  const std::shared_ptr<arrow::Array>& typed_value() const { return typed_value_; }
  const ShreddingType& shredding() const { return shredding_; }
  bool is_shredded() const { return typed_value_ != nullptr; }
  const std::shared_ptr<arrow::Array>& array() const { return array_; }

 private:
  std::shared_ptr<arrow::Array> array_;
  BinaryCells metadata_;
  BinaryCells value_;
  std::shared_ptr<arrow::Array> typed_value_;
  ShreddingType shredding_;
};

}  // namespace delta_utils
