#include <algorithm>
#include <bit>

#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/leaf_internal.h"
#include "delta_utils/variant/metadata_internal.h"
#include "delta_utils/variant/variant.h"
#include "delta_utils/variant/wrapper_internal.h"

namespace delta_utils {
namespace variant_internal {
namespace {

/// Whether an object may stand for something else; a "$literal" object's content may not.
enum class Reading { kWrappers, kLiteral };

/// Positions count bytes from the beginning of the whole value, also in messages.
class Decoder {
 public:
  Decoder(const Dictionary& dictionary, std::string_view bytes, uint64_t metadata_bytes)
      : dictionary_(dictionary),
        bytes_(bytes),
        work_left_(MaxWorkBytes(bytes.size())),
        name_bytes_left_(MaxNameBytes(bytes.size() + metadata_bytes)) {}

  Result<Value> Decode() {
    Value value;
    ARROW_ASSIGN_OR_RAISE(const size_t end,
                          Read(0, bytes_.size(), 0, Reading::kWrappers, &value));
    if (end != bytes_.size()) return Fail(end, "bytes after the value");
    return value;
  }

 private:
  /// The parts of an array or object; all tables lie inside the bytes.
  struct Container {
    size_t count = 0;
    int id_width = 0;
    int offset_width = 0;
    size_t ids = 0;
    size_t offsets = 0;
    size_t values = 0;
    size_t end = 0;
  };
  struct FieldRef {
    std::string_view name;
    size_t position;
  };

  static Status Fail(size_t position, std::string_view message) {
    return Corrupt("", "variant value, byte " + std::to_string(position) + ": " +
                           std::string(message));
  }
  static Status Spend(size_t cost, size_t position, uint64_t* budget) {
    if (cost > *budget) return Fail(position, "values share bytes beyond measure");
    *budget -= cost;
    return Status::OK();
  }
  uint64_t Load(size_t position, int width) const {
    return LoadUnsigned(bytes_.data() + position, width);
  }

  /// Reads the value that begins at `begin` and must end by `limit`; returns its end.
  Result<size_t> Read(size_t begin, size_t limit, int level, Reading reading, Value* out);
  Result<size_t> ReadLeafAt(size_t begin, size_t limit, Value* out);
  Result<size_t> ReadArray(size_t begin, size_t limit, int level, Value* out);
  Result<size_t> ReadObject(size_t begin, size_t limit, int level, Reading reading,
                            Value* out);
  Result<Container> ReadContainer(size_t begin, size_t limit, int level, BasicType type);
  /// Where child `i` begins; inside the container.
  Result<size_t> ChildPosition(const Container& container, size_t i) const;
  Result<std::vector<FieldRef>> ReadFieldList(const Container& container, size_t begin);
  BasicType TypeAt(size_t position) const {
    return static_cast<BasicType>(bytes_[position] & 3);
  }

  const Dictionary& dictionary_;
  const std::string_view bytes_;
  uint64_t work_left_;
  uint64_t name_bytes_left_;
};

Result<size_t> Decoder::Read(size_t begin, size_t limit, int level, Reading reading,
                             Value* out) {
  if (begin >= limit) return Fail(begin, "a value is missing");
  switch (TypeAt(begin)) {
    case BasicType::kObject:
      return ReadObject(begin, limit, level, reading, out);
    case BasicType::kArray:
      return ReadArray(begin, limit, level, out);
    default:
      return ReadLeafAt(begin, limit, out);
  }
}

Result<size_t> Decoder::ReadLeafAt(size_t begin, size_t limit, Value* out) {
  // Measured before it is read: a long string that many share must not be copied first.
  const std::string_view rest = bytes_.substr(begin, limit - begin);
  const Result<size_t> size = LeafSize(rest);
  if (!size.ok()) return Fail(begin, size.status().message());
  ARROW_RETURN_NOT_OK(Spend(*size, begin, &work_left_));
  Result<Value> value = ReadLeaf(rest.substr(0, *size));
  if (!value.ok()) return Fail(begin, value.status().message());
  *out = *std::move(value);
  return begin + *size;
}

Result<Decoder::Container> Decoder::ReadContainer(size_t begin, size_t limit, int level,
                                                  BasicType type) {
  if (level >= kMaxVariantDepth) {
    return Fail(begin,
                "nested deeper than " + std::to_string(kMaxVariantDepth) + " levels");
  }
  const bool is_object = type == BasicType::kObject;
  const uint8_t header = static_cast<uint8_t>(bytes_[begin]) >> 2;
  const int count_width = (header & (is_object ? kObjectIsLarge : kArrayIsLarge)) ? 4 : 1;
  const uint64_t size = limit - begin;
  if (size < 1 + static_cast<uint64_t>(count_width)) {
    return Fail(begin, "cut off in its number of elements");
  }
  Container container;
  container.count = Load(begin + 1, count_width);
  container.offset_width = (header & 3) + 1;
  container.id_width = is_object ? (header >> 2 & 3) + 1 : 0;
  // At most 2^32 elements of 8 bytes: no overflow in 64 bits.
  const uint64_t ids_size = container.count * static_cast<uint64_t>(container.id_width);
  const uint64_t table_size = 1 + count_width + ids_size +
                              (uint64_t{container.count} + 1) * container.offset_width;
  if (table_size > size) return Fail(begin, "cut off in its offsets");
  ARROW_RETURN_NOT_OK(Spend(table_size, begin, &work_left_));
  container.ids = begin + 1 + count_width;
  container.offsets = container.ids + ids_size;
  container.values = begin + table_size;
  const uint64_t values_size =
      Load(container.values - container.offset_width, container.offset_width);
  if (values_size > limit - container.values) {
    return Fail(begin, "its values end beyond what contains it");
  }
  container.end = container.values + values_size;
  return container;
}

Result<size_t> Decoder::ChildPosition(const Container& container, size_t i) const {
  const size_t position = container.offsets + i * container.offset_width;
  const size_t child = container.values + Load(position, container.offset_width);
  if (child >= container.end) return Fail(position, "offset out of range");
  return child;
}

Result<size_t> Decoder::ReadArray(size_t begin, size_t limit, int level, Value* out) {
  ARROW_ASSIGN_OR_RAISE(const Container container,
                        ReadContainer(begin, limit, level, BasicType::kArray));
  Array array;
  array.values.resize(container.count);
  for (size_t i = 0; i < container.count; ++i) {
    ARROW_ASSIGN_OR_RAISE(const size_t position, ChildPosition(container, i));
    ARROW_RETURN_NOT_OK(
        Read(position, container.end, level + 1, Reading::kWrappers, &array.values[i]));
  }
  *out = std::move(array);
  return container.end;
}

/// The fields in the order of their values, which is the order they were inserted in.
Result<std::vector<Decoder::FieldRef>> Decoder::ReadFieldList(const Container& container,
                                                              size_t begin) {
  std::vector<FieldRef> fields;
  fields.reserve(container.count);
  uint64_t previous_id = 0;
  for (size_t i = 0; i < container.count; ++i) {
    const uint64_t id = Load(container.ids + i * container.id_width, container.id_width);
    if (id >= dictionary_.size()) return Fail(begin, "field id out of range");
    const std::string_view name = dictionary_.name(id);
    if (i > 0 &&
        (dictionary_.is_sorted() ? id <= previous_id : name <= fields.back().name)) {
      return Fail(begin, "field names repeat or are out of order");
    }
    previous_id = id;
    ARROW_RETURN_NOT_OK(Spend(name.size(), begin, &name_bytes_left_));
    ARROW_ASSIGN_OR_RAISE(const size_t position, ChildPosition(container, i));
    fields.push_back({name, position});
  }
  const auto by_position = [](const FieldRef& a, const FieldRef& b) {
    return a.position < b.position;
  };
  if (!std::is_sorted(fields.begin(), fields.end(), by_position)) {
    std::stable_sort(fields.begin(), fields.end(), by_position);
  }
  return fields;
}

Result<size_t> Decoder::ReadObject(size_t begin, size_t limit, int level, Reading reading,
                                   Value* out) {
  ARROW_ASSIGN_OR_RAISE(const Container container,
                        ReadContainer(begin, limit, level, BasicType::kObject));
  ARROW_ASSIGN_OR_RAISE(const std::vector<FieldRef> fields,
                        ReadFieldList(container, begin));
  if (reading == Reading::kWrappers && fields.size() == 1 &&
      fields[0].name == kLiteralName &&
      TypeAt(fields[0].position) == BasicType::kObject) {
    ARROW_RETURN_NOT_OK(
        Read(fields[0].position, container.end, level + 1, Reading::kLiteral, out));
    return container.end;
  }
  Object object;
  object.fields.reserve(fields.size());
  for (const FieldRef& field : fields) {
    Field& added = object.fields.emplace_back(Field{std::string(field.name), Value()});
    ARROW_RETURN_NOT_OK(
        Read(field.position, container.end, level + 1, Reading::kWrappers, &added.value));
  }
  if (reading == Reading::kWrappers) {
    *out = Unwrap(std::move(object));
  } else {
    *out = std::move(object);
  }
  return container.end;
}

}  // namespace
}  // namespace variant_internal

Result<Value> DecodeVariant(std::string_view metadata, std::string_view value) {
  using variant_internal::Decoder;
  using variant_internal::Dictionary;
  ARROW_ASSIGN_OR_RAISE(const Dictionary dictionary, Dictionary::Decode(metadata));
  return Decoder(dictionary, value, metadata.size()).Decode();
}

}  // namespace delta_utils
