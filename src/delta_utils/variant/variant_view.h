// VariantView: a Variant value where it lies, read without decoding or copying it.
//
//   ARROW_ASSIGN_OR_RAISE(const auto names, MetadataIndex::Make(metadata));
//   const VariantView v(value, names);
//   if (const auto object = v.ToObject()) {
//     const auto price = object->Find("price");               // nullopt: no such field
//     if (price) use(price->ToDouble());                      // nullopt: no number
//   }
//
// Trivially copyable; borrows the bytes and the MetadataIndex, which must outlive it.
// Every access is checked against the bytes there are, in O(1), and allocates nothing:
// any bytes may be viewed. What is malformed is seen where it is looked at: type() is
// kInvalid, a getter gives nullopt, and Check() tells the reason. Fields are found by id,
// in any order, so that files whose fields are out of order, or ordered by UTF-16, read
// right. ValidateVariant (variant/validate.h) examines a whole value.
//
// `Get` is exact: GetInt8 gives nothing for an int16. `To` takes the whole equivalence
// class where nothing is lost: ToInt64 takes every integer, and a decimal without a
// fraction.
//
// Source: VariantEncoding.md, "Value encoding".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/variant/metadata_index.h"
#include "delta_utils/variant/variant_type.h"

namespace delta_utils {

class ContainerView;
class ObjectView;
class ArrayView;

class VariantView {
 public:
  /// No value: type() is kInvalid.
  VariantView() = default;
  /// The value at the front of `bytes`, which may be longer than it.
  VariantView(std::string_view bytes, const MetadataIndex& names)
      : begin_(reinterpret_cast<const uint8_t*>(bytes.data())),
        end_(begin_ + bytes.size()),
        names_(&names) {}

  VariantType type() const;
  VariantClass type_class() const { return ClassOf(type()); }
  bool is_null() const { return begin_ != end_ && *begin_ == 0; }

  /// Exactly the value's bytes; empty if they are cut off or of an unknown type.
  std::string_view bytes() const;
  /// Whatever was viewed, perhaps longer.
  std::string_view region() const {
    return {reinterpret_cast<const char*>(begin_), static_cast<size_t>(end_ - begin_)};
  }
  /// Corrupt if this value itself is cut off or of an unknown type. Looks at no child.
  Status Check() const;
  /// Empty of no value.
  const MetadataIndex& names() const { return names_ == nullptr ? NoNames() : *names_; }

  std::optional<bool> ToBool() const;
  std::optional<int8_t> GetInt8() const;
  std::optional<int16_t> GetInt16() const;
  std::optional<int32_t> GetInt32() const;
  std::optional<int64_t> GetInt64() const;
  std::optional<float> GetFloat() const;
  std::optional<double> GetDouble() const;
  /// Of any width, which is type()'s. Nothing for digits or a scale beyond the width's.
  std::optional<VariantDecimal> GetDecimal() const;
  /// Days since 1970-01-01.
  std::optional<int32_t> GetDate() const;
  /// The number of any of the time and timestamp types, as it is stored.
  std::optional<int64_t> GetTime() const;
  std::optional<std::string_view> GetBinary() const;
  std::optional<Uuid> GetUuid() const;

  /// Any integer, and a decimal whose fraction is 0, within 64 bits.
  std::optional<int64_t> ToInt64() const;
  /// Any integer or decimal.
  std::optional<VariantDecimal> ToDecimal() const;
  /// A float or double; an integer or decimal as the nearest double.
  std::optional<double> ToDouble() const;
  /// A short or long string. Not checked to be UTF-8.
  std::optional<std::string_view> ToText() const;
  std::optional<ObjectView> ToObject() const;
  std::optional<ArrayView> ToArray() const;

 private:
  friend class ContainerView;
  VariantView(const uint8_t* begin, const uint8_t* end, const MetadataIndex* names)
      : begin_(begin), end_(end), names_(names) {}
  static const MetadataIndex& NoNames();
  /// False if the tables, or the values they tell of, reach beyond the bytes.
  bool OpenContainer(ContainerView* out) const;
  /// What is behind the first byte of a value of this type; nullptr for another type, or
  /// one cut off.
  const uint8_t* Payload(VariantType wanted) const;
  template <typename T>
  std::optional<T> Fixed(VariantType wanted) const;
  std::optional<int64_t> DecimalToInt64() const;

  const uint8_t* begin_ = nullptr;
  const uint8_t* end_ = nullptr;
  const MetadataIndex* names_ = nullptr;
};

/// What arrays and objects have in common: children found by their offsets. The tables
/// lie inside the bytes; where a child lies is checked when it is asked for.
class ContainerView {
 public:
  uint32_t size() const { return count_; }
  /// Child `i` < size() in the order of the tables. Invalid if its offset is not inside.
  VariantView value(uint32_t i) const;
  /// Where child `i` begins among the values: order by it is the order of insertion.
  uint32_t offset(uint32_t i) const;
  /// Bytes of all values together.
  uint32_t values_size() const { return static_cast<uint32_t>(end_ - values_); }

 protected:
  const uint8_t* ids_ = nullptr;
  const uint8_t* offsets_ = nullptr;
  const uint8_t* values_ = nullptr;
  const uint8_t* end_ = nullptr;
  const MetadataIndex* names_ = nullptr;
  uint32_t count_ = 0;
  uint8_t id_width_ = 0;
  uint8_t offset_width_ = 0;

  friend class VariantView;
};

class ArrayView : public ContainerView {};

class ObjectView : public ContainerView {
 public:
  /// Of field `i` < size(). An id that the metadata does not have is not below
  /// names().size().
  uint32_t id(uint32_t i) const;
  /// Nothing if the id is out of range.
  std::optional<std::string_view> name(uint32_t i) const;
  const MetadataIndex& names() const { return *names_; }

  /// The place of the field `id`.
  std::optional<uint32_t> IndexOf(uint32_t id) const;
  /// Of a field that has one of the `ids`, ascending: those of one name.
  std::optional<uint32_t> IndexOfAny(std::span<const uint32_t> ids) const;
  /// The value of the field, which is invalid if its offset is; nullopt: there is none.
  std::optional<VariantView> Find(uint32_t id) const;
  std::optional<VariantView> Find(std::string_view name) const;

 private:
  /// Up to so many fields, looking at each is faster than looking by halves.
  static constexpr uint32_t kLinearSearch = 32;
  std::optional<uint32_t> IndexByRank(uint32_t id) const;
};

}  // namespace delta_utils

#include "delta_utils/variant/variant_view_inline.h"  // IWYU pragma: export
