// VariantBuilder: Variant bytes from a sequence of events.
//
//   FieldDictionary names(DictionaryScope::kRow);
//   VariantBuilder builder(&names);
//   builder.BeginObject();
//   builder.Field("name"); builder.Text("Ada");
//   builder.Field("born"); builder.Date(-56270);
//   builder.EndObject();
//   std::string metadata, value;
//   ARROW_RETURN_NOT_OK(builder.Finish(&value));
//   ARROW_RETURN_NOT_OK(names.FinishRow(&metadata));
//
// Bytes are canonical: the least widths that hold, strings below 64 bytes in the short
// form, is_large only beyond 255 elements, fields listed by name and laid out in the
// order they were given. Every container is written once, in one pass, whatever its
// depth. Events return nothing: the first error is kept, the rest ignored, and Finish
// returns it and begins anew. Errors: InvalidArgument with the path (a field that
// repeats, nested too deep, text that is not UTF-8, a decimal of more than 38 digits, a
// time outside the day, a type that a method does not write, over 1 GiB); Internal for
// events in an impossible order. Memory is kept from one value to the next. Threads: one.
//
// Source: VariantEncoding.md, "Value encoding".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/variant/field_dictionary.h"
#include "delta_utils/variant/variant_type.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils {

/// What becomes of a field whose name the object already has.
enum class DuplicateFields { kError, kKeepFirst, kKeepLast };

struct VariantBuilderOptions {
  DuplicateFields duplicates = DuplicateFields::kError;
  int max_depth = kMaxVariantDepth;
};

class VariantBuilder {
 public:
  /// `names` must outlive the builder.
  explicit VariantBuilder(FieldDictionary* names, VariantBuilderOptions options = {});

  inline void Null();
  inline void Bool(bool value);
  /// In the least of int8 to int64.
  inline void Int(int64_t n);
  void Int8(int8_t n);
  void Int16(int16_t n);
  void Int32(int32_t n);
  void Int64(int64_t n);
  void Float(float number);
  inline void Double(double number);
  /// In the least width whose digits hold both the number and its scale, so that every
  /// reader takes it; the scale is kept.
  void Decimal(VariantDecimal decimal);
  /// In the width given, kDecimal4 to kDecimal16.
  void Decimal(VariantDecimal decimal, VariantType width);
  void Date(int32_t days);
  /// One of kTime, kTimestamp, kTimestampNtz, kTimestampNanos, kTimestampNtzNanos.
  void Time(VariantType type, int64_t count);
  void Text(std::string_view text);
  /// Text that is known to be UTF-8.
  inline void CheckedText(std::string_view text);
  void Binary(std::string_view bytes);
  void Uuid(const delta_utils::Uuid& uuid);

  inline void BeginObject();
  /// Before each value of an object.
  inline void Field(std::string_view name);
  /// The same, by an id of the dictionary.
  void Field(uint32_t id);
  void EndObject();
  inline void BeginArray();
  void EndArray();

  /// Bytes of a whole value whose ids are this dictionary's, taken as they are: the
  /// caller answers for them.
  void Encoded(std::string_view bytes);
  /// A copy of `view` with the ids of this dictionary: each physical type, and the order
  /// of insertion, as it was. Corrupt if it is malformed where it is looked at, or nested
  /// deeper than kMaxVariantDepth; not checked to be UTF-8.
  void Copy(VariantView view);

  /// How deep the open containers are.
  int depth() const { return static_cast<int>(open_.size()) - 1; }
  bool ok() const { return status_.ok(); }
  /// Records a failure as that of the place reached; ignored if there is one already.
  void Fail(const Status& status);
  /// Appends the value's bytes to `value`.
  Status Finish(std::string* value);

 private:
  struct Open {
    enum class Kind : uint8_t { kRoot, kObject, kArray };
    size_t container = 0;    // of containers_
    size_t first_child = 0;  // of children_
    size_t begin = 0;        // as Position() was
    uint32_t all_ids = 0;    // of its fields, or-ed: as wide as the widest
    Kind kind = Kind::kRoot;
    bool has_field = false;  // Field was called, and no value yet
  };
  struct Child {
    uint32_t id;
    uint32_t begin;  // Position() - Open::begin
  };
  /// A container in the order of their beginnings.
  struct Container {
    size_t leaves_begin;  // how much of leaves_ comes before it
    size_t header_begin;  // of headers_
    size_t header_size;
  };

  inline void AddField(uint32_t id);
  /// Counts a value about to be written; false: ignore it.
  inline bool BeginValue();
  bool BeginRoot();
  /// Room for `count` bytes at the end of leaves_; nullptr: over the limit.
  inline char* Extend(size_t count);
  bool GrowLeaves(size_t count);
  inline void Fixed(VariantType type, uint64_t payload, size_t width);
  void Long(VariantType type, std::string_view bytes);
  inline void Begin(Open::Kind kind);
  bool IsInnermost(Open::Kind kind);
  void Close(int first_byte, int id_width, const uint8_t* places);
  bool SortFields();
  void FailEvent(std::string_view message);
  void Refuse(std::string_view message);
  /// The same of a value not yet begun.
  void RefuseValue(std::string_view message);
  void RefuseDepth();
  std::string PlaceReached() const;
  void Reset();
  size_t Position() const { return leaves_size_ + headers_size_; }

  FieldDictionary* names_;
  const VariantBuilderOptions options_;
  Status status_;
  // Leaves are written to leaves_, headers to headers_ when their containers end; Finish
  // puts them together. Positions count both, so that they are final but for the headers
  // of containers still open.
  std::string leaves_;
  size_t leaves_size_ = 0;
  std::string headers_;
  size_t headers_size_ = 0;
  std::vector<Container> containers_;
  std::vector<Open> open_;  // the first is no container, but the place of the value
  std::vector<Child> children_;
  bool has_root_ = false;
};

}  // namespace delta_utils

#include "delta_utils/variant/variant_builder_inline.h"
