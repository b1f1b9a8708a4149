// Writes Variant values from their last byte to their first.
//
// A container states its children's sizes before the children. Writing back to front has
// every size at hand when it is needed, with no second pass and no moving of what is
// written:
//
//   const ValueWriter::Container object = writer.Begin();
//   writer.WriteString("Ada");  writer.NoteField(id_of_last);    // the last field first
//   writer.WriteInt32(7);       writer.NoteField(id_of_first);
//   const bool unique = writer.FinishObject(object);
//
// Sizes are the caller's business: nothing written may exceed kMaxEncodedBytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/variant/format_internal.h"

namespace delta_utils::variant_internal {

class ValueWriter {
 public:
  /// Where a container's end lies, and its first entry among the unfinished children.
  struct Container {
    size_t first_child;
    size_t end_distance;
  };

  /// Bytes written so far.
  size_t size() const { return buffer_.size() - begin_; }
  std::string ToString() const { return buffer_.substr(begin_); }

  void WritePrimitive(Primitive primitive) { WritePrimitive(primitive, 0, 0); }
  /// In the least of int8, int16 and int32.
  void WriteInt32(int32_t n);
  void WriteInt64(int64_t n);
  void WriteDouble(double number);
  void WriteDecimal16(const ScaledInteger& decimal);
  void WriteTimestamp(int64_t micros);
  void WriteUuid(const Uuid& uuid);
  void WriteString(std::string_view text);
  void WriteBinary(std::string_view bytes);

  Container Begin() const { return {children_.size(), size()}; }
  /// The value just written is the field `id` of the innermost container.
  void NoteField(uint32_t id) { children_.push_back({id, size()}); }
  /// The value just written is an element of the innermost container.
  void NoteElement() { children_.push_back({0, size()}); }
  /// Lists the fields by id. False if two have the same id: then nothing written is of
  /// use.
  bool FinishObject(Container container);
  void FinishArray(Container container);

 private:
  /// How far from the buffer's end a child begins.
  struct Child {
    uint32_t id;
    size_t distance;
  };

  /// Room for `count` bytes in front of all others; valid until the next Prepend.
  char* Prepend(size_t count);
  void Prepend(std::string_view bytes);
  void WritePrimitive(Primitive primitive, uint64_t payload, int width);

  std::string buffer_;
  size_t begin_ = 0;
  std::vector<Child> children_;  // of all unfinished containers, innermost last
};

}  // namespace delta_utils::variant_internal
