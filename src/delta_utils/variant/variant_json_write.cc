#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "delta_utils/base/base64.h"
#include "delta_utils/base/iso_timestamp.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/json_output_internal.h"
#include "delta_utils/variant/text_internal.h"
#include "delta_utils/variant/variant_json.h"

namespace delta_utils {
namespace {

using variant_internal::JsonOutput;

/// Beyond it not every integer is a double.
constexpr int64_t kMaxExactDouble = int64_t{1} << 53;
constexpr size_t kMaxNumber = 64;

class Writer {
 public:
  Writer(VariantView root, const VariantJsonWriteOptions& options, std::string* json)
      : root_(root),
        options_(options),
        work_left_(variant_internal::MaxWorkBytes(root.region().size())),
        out_(json) {}

  Status Write();

 private:
  struct Container {
    ObjectView object;
    ArrayView array;
    bool is_object;
    uint32_t count;
    uint32_t next;
    size_t fields_begin;  // of fields_
  };
  /// A field of an open object, in the order of their names.
  struct Field {
    uint32_t place;
    uint32_t id;
  };

  Status Fail(VariantView at, std::string_view message) const;
  Status Malformed(VariantView value) const;
  /// Counts bytes read. Children may share theirs, but not without end.
  Status Spend(uint64_t bytes, VariantView at);

  Status WriteValue(VariantView value);
  Status WriteChild(Container* container);
  Status OpenObject(VariantView value);
  Status OpenArray(VariantView value);
  Status CheckDepth(VariantView value) const;
  Status SortFields(VariantView value, size_t begin);
  void Close();
  Status WriteLeaf(VariantView value, VariantType type);
  Status WriteText(VariantView value);
  Status WriteInteger(VariantView value);
  Status WriteDecimal(VariantView value);
  template <typename Float>
  Status WriteFloat(VariantView value, std::optional<Float> number);
  Status WriteDate(VariantView value);
  Status WriteTime(VariantView value, VariantType type);
  Status WriteBinary(VariantView value);
  Status WriteUuid(VariantView value);
  void Quoted(std::string_view text);

  const VariantView root_;
  const VariantJsonWriteOptions& options_;
  uint64_t work_left_;
  uint64_t name_bytes_left_ = 0;
  std::vector<Container> open_;
  std::vector<Field> fields_;  // of all open objects
  JsonOutput out_;
};

Status Writer::Fail(VariantView at, std::string_view message) const {
  const auto position = at.region().data() - root_.region().data();
  return Corrupt("", "variant value, byte " + std::to_string(position) + ": " +
                         std::string(message));
}

Status Writer::Malformed(VariantView value) const {
  const Status status = value.Check();
  if (!status.ok()) return Fail(value, status.message());
  return Fail(value, std::string(VariantTypeName(value.type())) + " out of range");
}

Status Writer::Spend(uint64_t bytes, VariantView at) {
  if (bytes > work_left_) return Fail(at, "values share bytes beyond measure");
  work_left_ -= bytes;
  return Status::OK();
}

Status Writer::Write() {
  if (root_.region().empty()) return Malformed(root_);
  name_bytes_left_ = variant_internal::MaxNameBytes(root_.region().size() +
                                                    root_.names().bytes().size());
  ARROW_RETURN_NOT_OK(WriteValue(root_));
  while (!open_.empty()) {
    Container& container = open_.back();
    if (container.next == container.count) {
      Close();
    } else {
      ARROW_RETURN_NOT_OK(WriteChild(&container));
    }
  }
  out_.Flush();
  return Status::OK();
}

Status Writer::WriteChild(Container* container) {
  const uint32_t i = container->next++;
  if (i != 0) out_.Put(',');
  if (!container->is_object) return WriteValue(container->array.value(i));
  const Field field = fields_[container->fields_begin + i];
  const std::string_view name = root_.names().name(field.id);
  const VariantView value = container->object.value(field.place);
  if (name.size() > name_bytes_left_) return Fail(value, "names repeat beyond measure");
  name_bytes_left_ -= name.size();
  if (!out_.String(name)) return Fail(value, "its name is not UTF-8");
  out_.Put(':');
  return WriteValue(value);
}

Status Writer::WriteValue(VariantView value) {
  const VariantType type = value.type();
  if (type == VariantType::kObject) return OpenObject(value);
  if (type == VariantType::kArray) return OpenArray(value);
  return WriteLeaf(value, type);
}

Status Writer::CheckDepth(VariantView value) const {
  if (open_.size() < static_cast<size_t>(kMaxVariantDepth)) return Status::OK();
  return Fail(value,
              "nested deeper than " + std::to_string(kMaxVariantDepth) + " levels");
}

Status Writer::OpenArray(VariantView value) {
  ARROW_RETURN_NOT_OK(CheckDepth(value));
  const std::optional<ArrayView> array = value.ToArray();
  if (!array) return Malformed(value);
  // The least that its tables take.
  ARROW_RETURN_NOT_OK(Spend(3 + uint64_t{array->size()}, value));
  open_.push_back({{}, *array, false, array->size(), 0, fields_.size()});
  out_.Put('[');
  return Status::OK();
}

Status Writer::OpenObject(VariantView value) {
  ARROW_RETURN_NOT_OK(CheckDepth(value));
  const std::optional<ObjectView> object = value.ToObject();
  if (!object) return Malformed(value);
  ARROW_RETURN_NOT_OK(Spend(3 + 2 * uint64_t{object->size()}, value));
  const MetadataIndex& names = root_.names();
  const size_t begin = fields_.size();
  bool sorted = true;
  for (uint32_t place = 0; place < object->size(); ++place) {
    const uint32_t id = object->id(place);
    if (id >= names.size()) return Fail(value, "field id out of range");
    sorted = sorted && (place == 0 || names.rank(fields_.back().id) < names.rank(id));
    fields_.push_back({place, id});
  }
  if (!sorted) ARROW_RETURN_NOT_OK(SortFields(value, begin));
  open_.push_back({*object, {}, true, object->size(), 0, begin});
  out_.Put('{');
  return Status::OK();
}

Status Writer::SortFields(VariantView value, size_t begin) {
  const MetadataIndex& names = root_.names();
  const auto first = fields_.begin() + static_cast<ptrdiff_t>(begin);
  std::sort(first, fields_.end(), [&](const Field& a, const Field& b) {
    return names.rank(a.id) < names.rank(b.id);
  });
  const auto repeated =
      std::adjacent_find(first, fields_.end(), [&](const Field& a, const Field& b) {
        return names.rank(a.id) == names.rank(b.id);
      });
  if (repeated == fields_.end()) return Status::OK();
  return Fail(value, "the field '" + std::string(names.name(repeated->id)) + "' repeats");
}

void Writer::Close() {
  const Container& container = open_.back();
  out_.Put(container.is_object ? '}' : ']');
  fields_.resize(container.fields_begin);
  open_.pop_back();
}

Status Writer::WriteLeaf(VariantView value, VariantType type) {
  ARROW_RETURN_NOT_OK(Spend(1, value));
  switch (type) {
    case VariantType::kNull:
      out_.Raw("null");
      return Status::OK();
    case VariantType::kTrue:
      out_.Raw("true");
      return Status::OK();
    case VariantType::kFalse:
      out_.Raw("false");
      return Status::OK();
    case VariantType::kInt8:
    case VariantType::kInt16:
    case VariantType::kInt32:
    case VariantType::kInt64:
      return WriteInteger(value);
    case VariantType::kFloat:
      return WriteFloat(value, value.GetFloat());
    case VariantType::kDouble:
      return WriteFloat(value, value.GetDouble());
    case VariantType::kDecimal4:
    case VariantType::kDecimal8:
    case VariantType::kDecimal16:
      return WriteDecimal(value);
    case VariantType::kDate:
      return WriteDate(value);
    case VariantType::kTime:
    case VariantType::kTimestamp:
    case VariantType::kTimestampNtz:
    case VariantType::kTimestampNanos:
    case VariantType::kTimestampNtzNanos:
      return WriteTime(value, type);
    case VariantType::kShortString:
    case VariantType::kString:
      return WriteText(value);
    case VariantType::kBinary:
      return WriteBinary(value);
    case VariantType::kUuid:
      return WriteUuid(value);
    default:
      return Malformed(value);
  }
}

Status Writer::WriteText(VariantView value) {
  const std::optional<std::string_view> text = value.ToText();
  if (!text) return Malformed(value);
  ARROW_RETURN_NOT_OK(Spend(text->size(), value));
  return out_.String(*text) ? Status::OK() : Fail(value, "a string is not UTF-8");
}

Status Writer::WriteInteger(VariantView value) {
  const std::optional<int64_t> n = value.ToInt64();
  if (!n) return Malformed(value);
  char* const room = out_.Room(kMaxNumber);
  char* end = room;
  const bool quoted =
      options_.wide_numbers_as_strings && (*n > kMaxExactDouble || *n < -kMaxExactDouble);
  if (quoted) *end++ = '"';
  end = std::to_chars(end, room + kMaxNumber, *n).ptr;
  if (quoted) *end++ = '"';
  out_.Take(end);
  return Status::OK();
}

Status Writer::WriteDecimal(VariantView value) {
  const std::optional<VariantDecimal> decimal = value.GetDecimal();
  if (!decimal) return Malformed(value);
  static_assert(variant_internal::kMaxPlainDecimal + 2 <= kMaxNumber);
  char* end = out_.Room(kMaxNumber);
  if (options_.wide_numbers_as_strings) *end++ = '"';
  end = variant_internal::WritePlainDecimal(decimal->unscaled, decimal->scale, end);
  if (options_.wide_numbers_as_strings) *end++ = '"';
  out_.Take(end);
  return Status::OK();
}

template <typename Float>
Status Writer::WriteFloat(VariantView value, std::optional<Float> number) {
  if (!number) return Malformed(value);
  if (!std::isfinite(*number)) {
    out_.Raw(std::isnan(*number) ? "\"NaN\""
             : *number > 0       ? "\"Infinity\""
                                 : "\"-Infinity\"");
    return Status::OK();
  }
  // As AppendJsonDouble writes them: plain digits as long as they are few.
  const Float magnitude = std::fabs(*number);
  const bool plain = magnitude == 0 || (magnitude >= Float(1e-4) && magnitude < 1e16);
  char* const room = out_.Room(kMaxNumber);
  char* end =
      std::to_chars(room, room + kMaxNumber, *number,
                    plain ? std::chars_format::fixed : std::chars_format::scientific)
          .ptr;
  if (plain && std::find(room, end, '.') == end) {
    *end++ = '.';
    *end++ = '0';
  }
  out_.Take(end);
  return Status::OK();
}

void Writer::Quoted(std::string_view text) {
  out_.Put('"');
  out_.Raw(text);
  out_.Put('"');
}

Status Writer::WriteDate(VariantView value) {
  const std::optional<int32_t> days = value.GetDate();
  if (!days) return Malformed(value);
  Quoted(IsoDate(*days));
  return Status::OK();
}

Status Writer::WriteTime(VariantView value, VariantType type) {
  const std::optional<int64_t> count = value.GetTime();
  if (!count) return Malformed(value);
  if (type == VariantType::kTime) {
    if (*count < 0 || static_cast<uint64_t>(*count) >= variant_internal::kMicrosPerDay) {
      return Fail(value, "a time outside the day");
    }
    Quoted(IsoTime(*count));
    return Status::OK();
  }
  const bool nanos =
      type == VariantType::kTimestampNanos || type == VariantType::kTimestampNtzNanos;
  const bool utc =
      type == VariantType::kTimestamp || type == VariantType::kTimestampNanos;
  std::string text =
      IsoTimestamp(*count, nanos ? IsoFraction::kNanos : IsoFraction::kMicros, false);
  if (utc) text += "+00:00";
  Quoted(text);
  return Status::OK();
}

Status Writer::WriteBinary(VariantView value) {
  const std::optional<std::string_view> bytes = value.GetBinary();
  if (!bytes) return Malformed(value);
  ARROW_RETURN_NOT_OK(Spend(bytes->size(), value));
  out_.Put('"');
  AppendBase64(*bytes, out_.Flush());
  out_.Put('"');
  return Status::OK();
}

Status Writer::WriteUuid(VariantView value) {
  const std::optional<Uuid> uuid = value.GetUuid();
  if (!uuid) return Malformed(value);
  Quoted(ToString(*uuid));
  return Status::OK();
}

}  // namespace

Status AppendVariantJson(VariantView view, const VariantJsonWriteOptions& options,
                         std::string* json) {
  const size_t before = json->size();
  Status status = Writer(view, options, json).Write();
  if (!status.ok()) json->resize(before);
  return status;
}

}  // namespace delta_utils
