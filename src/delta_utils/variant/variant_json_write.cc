#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <vector>

#include "delta_utils/base/base64.h"
#include "delta_utils/base/iso_timestamp.h"
#include "delta_utils/base/json_writer.h"
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

Status Problem(VariantView root, VariantView at, std::string_view message) {
  const auto position = at.region().data() - root.region().data();
  return Corrupt("", "variant value, byte " + std::to_string(position) + ": " +
                         std::string(message));
}

Status Malformed(VariantView root, VariantView at) {
  const Status status = at.Check();
  if (!status.ok()) return Problem(root, at, status.message());
  return Problem(root, at, std::string(VariantTypeName(at.type())) + " out of range");
}

/// An array or object that is being written.
struct Level {
  static constexpr size_t kAsListed = ~size_t{0};

  ObjectView object;
  ArrayView array;
  size_t order;  // of the fields, where in Memory::order; kAsListed: there is none
  uint32_t count;
  uint32_t next;
  bool is_object;
};

struct Memory {
  std::vector<Level> open;
  std::vector<uint32_t> order;  // places of fields by name, of all open objects
  std::string text;
};

/// What JSON has no number for.
std::string_view NonFiniteText(double number) {
  if (std::isnan(number)) return "\"NaN\"";
  return number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
}

void AppendTime(VariantType type, int64_t count, std::string* text) {
  const bool nanos =
      type == VariantType::kTimestampNanos || type == VariantType::kTimestampNtzNanos;
  const bool utc =
      type == VariantType::kTimestamp || type == VariantType::kTimestampNanos;
  *text = '"';
  *text += type == VariantType::kTime
               ? IsoTime(count)
               : IsoTimestamp(count, nanos ? IsoFraction::kNanos : IsoFraction::kMicros,
                              false);
  *text += utc ? "+00:00\"" : "\"";
}

/// The text of the types that are rare in documents. Not ok: malformed.
Status WriteRare(VariantView root, VariantView value, std::string* text) {
  const VariantType type = value.type();
  if (const auto number = value.GetFloat()) {
    char buffer[kMaxJsonDouble];
    if (std::isfinite(*number)) {
      text->assign(buffer, WriteJsonFloat(*number, buffer));
    } else {
      *text = NonFiniteText(*number);
    }
  } else if (const auto days = value.GetDate()) {
    *text = '"' + IsoDate(*days) + '"';
  } else if (const auto count = value.GetTime()) {
    const bool in_day = *count >= 0 && static_cast<uint64_t>(*count) <
                                           uint64_t{variant_internal::kMicrosPerDay};
    if (type == VariantType::kTime && !in_day) {
      return Problem(root, value, "a time outside the day");
    }
    AppendTime(type, *count, text);
  } else if (const auto bytes = value.GetBinary()) {
    *text = '"';
    AppendBase64(*bytes, text);
    *text += '"';
  } else if (const auto uuid = value.GetUuid()) {
    *text = '"' + ToString(*uuid) + '"';
  } else {
    return Malformed(root, value);
  }
  return Status::OK();
}

/// Puts the places of the fields in the order of their names behind `order`. Not ok: a
/// field repeats, or is none of the metadata's.
Status SortFields(VariantView root, VariantView at, const ObjectView& object,
                  std::vector<uint32_t>* order) {
  const MetadataIndex& names = object.names();
  const auto begin = static_cast<ptrdiff_t>(order->size());
  order->resize(order->size() + object.size());
  const auto first = order->begin() + begin;
  std::iota(first, order->end(), 0);
  for (uint32_t place = 0; place < object.size(); ++place) {
    if (object.id(place) >= names.size()) {
      return Problem(root, at, "field id out of range");
    }
  }
  const auto rank = [&](uint32_t place) { return names.rank(object.id(place)); };
  std::sort(first, order->end(),
            [&](uint32_t a, uint32_t b) { return rank(a) < rank(b); });
  const auto repeated = std::adjacent_find(
      first, order->end(), [&](uint32_t a, uint32_t b) { return rank(a) == rank(b); });
  if (repeated == order->end()) return Status::OK();
  return Problem(
      root, at,
      "the field '" + std::string(names.name(object.id(*repeated))) + "' repeats");
}

/// Whether the fields are listed by name, each once, as they mostly are.
bool IsListedByName(const ObjectView& object) {
  const MetadataIndex& names = object.names();
  uint64_t least = 0;
  for (uint32_t place = 0; place < object.size(); ++place) {
    const uint32_t id = object.id(place);
    if (id >= names.size() || names.rank(id) < least) return false;
    least = uint64_t{names.rank(id)} + 1;
  }
  return true;
}

Status CheckDepth(VariantView root, VariantView at, const Memory& memory) {
  if (memory.open.size() < static_cast<size_t>(kMaxVariantDepth)) return Status::OK();
  return Problem(root, at,
                 "nested deeper than " + std::to_string(kMaxVariantDepth) + " levels");
}

Status OpenArray(VariantView root, VariantView value, Memory* memory) {
  const std::optional<ArrayView> array = value.ToArray();
  if (!array) return Malformed(root, value);
  ARROW_RETURN_NOT_OK(CheckDepth(root, value, *memory));
  memory->open.push_back({{}, *array, Level::kAsListed, array->size(), 0, false});
  return Status::OK();
}

Status OpenObject(VariantView root, VariantView value, Memory* memory) {
  const std::optional<ObjectView> object = value.ToObject();
  if (!object) return Malformed(root, value);
  ARROW_RETURN_NOT_OK(CheckDepth(root, value, *memory));
  size_t order = Level::kAsListed;
  if (!IsListedByName(*object)) {
    order = memory->order.size();
    ARROW_RETURN_NOT_OK(SortFields(root, value, *object, &memory->order));
  }
  memory->open.push_back({*object, {}, order, object->size(), 0, true});
  return Status::OK();
}

/// What is called for every value is inlined, so that the output's place is in a
/// register.
class Writer {
 public:
  Writer(VariantView root, bool wide_numbers_as_strings, Memory* memory, JsonOutput out)
      : root_(root),
        wide_numbers_as_strings_(wide_numbers_as_strings),
        work_left_(variant_internal::MaxWorkBytes(root.region().size())),
        name_bytes_left_(variant_internal::MaxNameBytes(root.region().size() +
                                                        root.names().bytes().size())),
        memory_(memory),
        out_(out) {}

  Status Write();

 private:
  bool Fail(VariantView at, std::string_view message) {
    status_ = Problem(root_, at, message);
    return false;
  }
  bool FailMalformed(VariantView at) {
    status_ = Malformed(root_, at);
    return false;
  }
  /// Counts bytes read. Children may share theirs, but not without end.
  bool Spend(uint64_t bytes, VariantView at) {
    if (bytes > work_left_) [[unlikely]]
      return Fail(at, "values share bytes beyond measure");
    work_left_ -= bytes;
    return true;
  }
  bool WriteAll();
  bool WriteLeaf(VariantView value, VariantType type);
  bool WriteText(VariantView value);
  bool WriteInteger(VariantView value);
  bool WriteDouble(VariantView value);
  bool WriteDecimal(VariantView value);
  bool WriteOther(VariantView value);
  bool Open(VariantView value, VariantType type);
  bool NextChild(VariantView* child);

  const VariantView root_;
  const bool wide_numbers_as_strings_;
  uint64_t work_left_;
  uint64_t name_bytes_left_;
  Memory* const memory_;
  JsonOutput out_;
  Status status_;
};

Status Writer::Write() {
  memory_->open.clear();
  memory_->order.clear();
  if (WriteAll()) out_.Flush();
  return status_;
}

inline bool Writer::WriteAll() {
  VariantView value = root_;
  while (true) {
    const VariantType type = value.type();
    if (type == VariantType::kObject || type == VariantType::kArray) {
      if (!Open(value, type)) return false;
    } else if (!WriteLeaf(value, type)) {
      return false;
    }
    // The ends of containers, and the beginning of a child.
    while (true) {
      if (memory_->open.empty()) return true;
      const Level& level = memory_->open.back();
      if (level.next < level.count) break;
      out_.Put(level.is_object ? '}' : ']');
      if (level.order != Level::kAsListed) memory_->order.resize(level.order);
      memory_->open.pop_back();
    }
    if (!NextChild(&value)) return false;
  }
}

inline bool Writer::NextChild(VariantView* child) {
  Level& level = memory_->open.back();
  uint32_t place = level.next++;
  if (place != 0) out_.Put(',');
  if (!level.is_object) {
    *child = level.array.value(place);
    return true;
  }
  if (level.order != Level::kAsListed) place = memory_->order[level.order + place];
  *child = level.object.value(place);
  const std::string_view name = root_.names().name(level.object.id(place));
  if (name.size() > name_bytes_left_) [[unlikely]]
    return Fail(*child, "names repeat beyond measure");
  name_bytes_left_ -= name.size();
  if (!out_.String(name)) [[unlikely]]
    return Fail(*child, "its name is not UTF-8");
  out_.Put(':');
  return true;
}

inline bool Writer::Open(VariantView value, VariantType type) {
  status_ = type == VariantType::kObject ? OpenObject(root_, value, memory_)
                                         : OpenArray(root_, value, memory_);
  if (!status_.ok()) [[unlikely]]
    return false;
  out_.Put(type == VariantType::kObject ? '{' : '[');
  // The least that its tables take, as the validator counts them.
  const uint64_t width = type == VariantType::kObject ? 2 : 1;
  return Spend(3 + width * memory_->open.back().count, value);
}

inline bool Writer::WriteLeaf(VariantView value, VariantType type) {
  if (!Spend(1, value)) return false;
  switch (type) {
    case VariantType::kShortString:
    case VariantType::kString:
      return WriteText(value);
    case VariantType::kInt8:
    case VariantType::kInt16:
    case VariantType::kInt32:
    case VariantType::kInt64:
      return WriteInteger(value);
    case VariantType::kDouble:
      return WriteDouble(value);
    case VariantType::kNull:
      out_.Raw("null");
      return true;
    case VariantType::kTrue:
      out_.Raw("true");
      return true;
    case VariantType::kFalse:
      out_.Raw("false");
      return true;
    case VariantType::kDecimal4:
    case VariantType::kDecimal8:
    case VariantType::kDecimal16:
      return WriteDecimal(value);
    default:
      return WriteOther(value);
  }
}

inline bool Writer::WriteText(VariantView value) {
  const std::optional<std::string_view> text = value.ToText();
  if (!text) return FailMalformed(value);
  if (!Spend(text->size(), value)) return false;
  return out_.String(*text) || Fail(value, "a string is not UTF-8");
}

inline bool Writer::WriteInteger(VariantView value) {
  const std::optional<int64_t> n = value.ToInt64();
  if (!n) return FailMalformed(value);
  char* const room = out_.Room(kMaxNumber);
  char* end = room;
  const bool quoted =
      wide_numbers_as_strings_ && (*n > kMaxExactDouble || *n < -kMaxExactDouble);
  if (quoted) *end++ = '"';
  end = std::to_chars(end, room + kMaxNumber, *n).ptr;
  if (quoted) *end++ = '"';
  out_.Take(end);
  return true;
}

inline bool Writer::WriteDouble(VariantView value) {
  const std::optional<double> number = value.GetDouble();
  if (!number) return FailMalformed(value);
  if (!std::isfinite(*number)) {
    out_.Raw(NonFiniteText(*number));
    return true;
  }
  out_.Take(WriteJsonDouble(*number, out_.Room(kMaxJsonDouble)));
  return true;
}

inline bool Writer::WriteDecimal(VariantView value) {
  const std::optional<VariantDecimal> decimal = value.GetDecimal();
  if (!decimal) return FailMalformed(value);
  static_assert(variant_internal::kMaxPlainDecimal + 2 <= kMaxNumber);
  char* end = out_.Room(kMaxNumber);
  if (wide_numbers_as_strings_) *end++ = '"';
  end = variant_internal::WritePlainDecimal(decimal->unscaled, decimal->scale, end);
  if (wide_numbers_as_strings_) *end++ = '"';
  out_.Take(end);
  return true;
}

inline bool Writer::WriteOther(VariantView value) {
  const std::optional<std::string_view> binary = value.GetBinary();
  if (binary && !Spend(binary->size(), value)) return false;
  status_ = WriteRare(root_, value, &memory_->text);
  if (!status_.ok()) return false;
  out_.Raw(memory_->text);
  return true;
}

}  // namespace

struct VariantJsonWriter::Impl {
  VariantJsonWriteOptions options;
  Memory memory;
};

VariantJsonWriter::VariantJsonWriter(VariantJsonWriteOptions options)
    : impl_(std::make_unique<Impl>()) {
  impl_->options = options;
}
VariantJsonWriter::~VariantJsonWriter() = default;
VariantJsonWriter::VariantJsonWriter(VariantJsonWriter&&) noexcept = default;
VariantJsonWriter& VariantJsonWriter::operator=(VariantJsonWriter&&) noexcept = default;

Status VariantJsonWriter::Append(VariantView view, std::string* json) {
  if (view.region().empty()) return Malformed(view, view);
  const size_t before = json->size();
  char buffer[JsonOutput::kSize];
  Status status = Writer(view, impl_->options.wide_numbers_as_strings, &impl_->memory,
                         JsonOutput(buffer, json))
                      .Write();
  if (!status.ok()) json->resize(before);
  return status;
}

Status AppendVariantJson(VariantView view, const VariantJsonWriteOptions& options,
                         std::string* json) {
  return VariantJsonWriter(options).Append(view, json);
}

}  // namespace delta_utils
