#include "delta_utils/variant/value_writer_internal.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace delta_utils::variant_internal {

char* ValueWriter::Prepend(size_t count) {
  if (count > begin_) {
    const size_t used = size();
    std::string larger(std::max<size_t>(256, 2 * (used + count)), '\0');
    std::memcpy(larger.data() + larger.size() - used, buffer_.data() + begin_, used);
    buffer_ = std::move(larger);
    begin_ = buffer_.size() - used;
  }
  begin_ -= count;
  return buffer_.data() + begin_;
}

void ValueWriter::Prepend(std::string_view bytes) {
  if (!bytes.empty()) std::memcpy(Prepend(bytes.size()), bytes.data(), bytes.size());
}

void ValueWriter::WritePrimitive(Primitive primitive, uint64_t payload, int width) {
  char* bytes = Prepend(static_cast<size_t>(1 + width));
  *bytes++ = static_cast<char>(static_cast<int>(primitive) << 2);
  StoreUnsigned(payload, width, bytes);
}

void ValueWriter::WriteInt32(int32_t n) {
  const auto payload = static_cast<uint64_t>(int64_t{n});
  if (n == static_cast<int8_t>(n)) {
    WritePrimitive(Primitive::kInt8, payload, 1);
  } else if (n == static_cast<int16_t>(n)) {
    WritePrimitive(Primitive::kInt16, payload, 2);
  } else {
    WritePrimitive(Primitive::kInt32, payload, 4);
  }
}

void ValueWriter::WriteInt64(int64_t n) {
  WritePrimitive(Primitive::kInt64, static_cast<uint64_t>(n), 8);
}

void ValueWriter::WriteDouble(double number) {
  WritePrimitive(Primitive::kDouble, std::bit_cast<uint64_t>(number), 8);
}

void ValueWriter::WriteDecimal16(const ScaledInteger& decimal) {
  char* bytes = Prepend(size_t{16});
  bytes = StoreUnsigned(static_cast<uint64_t>(decimal.unscaled), 8, bytes);
  StoreUnsigned(static_cast<uint64_t>(decimal.unscaled >> 64), 8, bytes);
  WritePrimitive(Primitive::kDecimal16, decimal.scale, 1);
}

void ValueWriter::WriteTimestamp(int64_t micros) {
  WritePrimitive(Primitive::kTimestamp, static_cast<uint64_t>(micros), 8);
}

void ValueWriter::WriteUuid(const Uuid& uuid) {
  std::memcpy(Prepend(uuid.bytes.size()), uuid.bytes.data(), uuid.bytes.size());
  WritePrimitive(Primitive::kUuid);
}

void ValueWriter::WriteString(std::string_view text) {
  Prepend(text);
  if (text.size() > kMaxShortString) {
    WritePrimitive(Primitive::kString, text.size(), 4);
  } else {
    *Prepend(size_t{1}) = static_cast<char>(static_cast<size_t>(BasicType::kShortString) |
                                            text.size() << 2);
  }
}

void ValueWriter::WriteBinary(std::string_view bytes) {
  Prepend(bytes);
  WritePrimitive(Primitive::kBinary, bytes.size(), 4);
}

bool ValueWriter::FinishObject(Container container) {
  const auto begin = children_.begin() + static_cast<ptrdiff_t>(container.first_child);
  const auto end = children_.end();
  std::sort(begin, end, [](Child a, Child b) { return a.id < b.id; });
  if (std::adjacent_find(begin, end, [](Child a, Child b) { return a.id == b.id; }) !=
      end) {
    return false;
  }
  const size_t values_distance = size();
  const size_t values_size = values_distance - container.end_distance;
  const size_t count = static_cast<size_t>(end - begin);
  const int id_width = WidthOf(count == 0 ? 0 : children_.back().id);
  const int offset_width = WidthOf(values_size);
  const bool large = count > kMaxSmallCount;
  const int count_width = large ? 4 : 1;

  char* table = Prepend(1 + count_width + count * id_width + (count + 1) * offset_width);
  const int header =
      (offset_width - 1) | (id_width - 1) << 2 | (large ? kObjectIsLarge : 0);
  *table++ = static_cast<char>(static_cast<int>(BasicType::kObject) | header << 2);
  table = StoreUnsigned(count, count_width, table);
  for (auto child = begin; child != end; ++child) {
    table = StoreUnsigned(child->id, id_width, table);
  }
  for (auto child = begin; child != end; ++child) {
    table = StoreUnsigned(values_distance - child->distance, offset_width, table);
  }
  StoreUnsigned(values_size, offset_width, table);
  children_.resize(container.first_child);
  return true;
}

void ValueWriter::FinishArray(Container container) {
  const size_t values_distance = size();
  const size_t values_size = values_distance - container.end_distance;
  const size_t count = children_.size() - container.first_child;
  const int offset_width = WidthOf(values_size);
  const bool large = count > kMaxSmallCount;
  const int count_width = large ? 4 : 1;

  char* table = Prepend(1 + count_width + (count + 1) * offset_width);
  const int header = (offset_width - 1) | (large ? kArrayIsLarge : 0);
  *table++ = static_cast<char>(static_cast<int>(BasicType::kArray) | header << 2);
  table = StoreUnsigned(count, count_width, table);
  for (size_t i = children_.size(); i-- > container.first_child;) {
    table = StoreUnsigned(values_distance - children_[i].distance, offset_width, table);
  }
  StoreUnsigned(values_size, offset_width, table);
  children_.resize(container.first_child);
}

}  // namespace delta_utils::variant_internal
