#include <algorithm>
#include <vector>

#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/leaf_internal.h"
#include "delta_utils/variant/variant.h"
#include "delta_utils/variant/wrapper_internal.h"

namespace delta_utils {
namespace variant_internal {
namespace {

/// Whether an object may stand for something else; a "$literal" object's content may not.
enum class Reading { kWrappers, kLiteral };

class Decoder {
 public:
  explicit Decoder(VariantView root)
      : begin_(root.region().data()),
        work_left_(MaxWorkBytes(root.region().size())),
        name_bytes_left_(
            MaxNameBytes(root.region().size() + root.names().bytes().size())) {}

  Status Read(VariantView view, int level, Reading reading, Value* out);

 private:
  struct FieldRef {
    uint32_t offset;
    uint32_t index;
    uint32_t id;
  };

  /// Positions count bytes from the beginning of the whole value.
  Status Fail(VariantView view, std::string_view message) const {
    return Corrupt("", "variant value, byte " +
                           std::to_string(view.region().data() - begin_) + ": " +
                           std::string(message));
  }
  Status Spend(VariantView view, uint64_t cost, uint64_t* budget) const {
    if (cost > *budget) return Fail(view, "values share bytes beyond measure");
    *budget -= cost;
    return Status::OK();
  }

  Status ReadText(VariantView view, Value* out);
  Status ReadLeafAt(VariantView view, Value* out);
  Status ReadArray(VariantView view, int level, Value* out);
  Status ReadObject(VariantView view, int level, Reading reading, Value* out);
  Status EnterContainer(VariantView view, uint32_t count, int level);
  Status ListFields(VariantView view, const ObjectView& object,
                    std::vector<FieldRef>* fields) const;
  Status CheckNames(VariantView view, const ObjectView& object) const;

  const char* const begin_;
  uint64_t work_left_;
  uint64_t name_bytes_left_;
};

Status Decoder::Read(VariantView view, int level, Reading reading, Value* out) {
  switch (view.type()) {
    case VariantType::kObject:
      return ReadObject(view, level, reading, out);
    case VariantType::kArray:
      return ReadArray(view, level, out);
    case VariantType::kShortString:
    case VariantType::kString:
      return ReadText(view, out);
    default:
      return ReadLeafAt(view, out);
  }
}

Status Decoder::ReadText(VariantView view, Value* out) {
  const std::optional<std::string_view> text = view.ToText();
  if (!text) return Fail(view, view.Check().message());
  // Before it is looked at, let alone copied: many may share a long one.
  ARROW_RETURN_NOT_OK(Spend(view, 1 + text->size(), &work_left_));
  if (!IsUtf8(*text)) return Fail(view, "a string is not UTF-8");
  out->storage.emplace<std::string>(*text);
  return Status::OK();
}

Status Decoder::ReadLeafAt(VariantView view, Value* out) {
  ARROW_RETURN_NOT_OK(Spend(view, view.bytes().size(), &work_left_));
  Result<Value> value = ReadLeaf(view);
  if (!value.ok()) return Fail(view, value.status().message());
  *out = *std::move(value);
  return Status::OK();
}

/// Before anything is allocated for the children.
Status Decoder::EnterContainer(VariantView view, uint32_t count, int level) {
  if (level >= kMaxVariantDepth) {
    return Fail(view,
                "nested deeper than " + std::to_string(kMaxVariantDepth) + " levels");
  }
  return Spend(view, 2 + uint64_t{count}, &work_left_);
}

Status Decoder::ReadArray(VariantView view, int level, Value* out) {
  const std::optional<ArrayView> array = view.ToArray();
  if (!array) return Fail(view, view.Check().message());
  ARROW_RETURN_NOT_OK(EnterContainer(view, array->size(), level));
  Array read;
  read.values.resize(array->size());
  for (uint32_t i = 0; i < array->size(); ++i) {
    ARROW_RETURN_NOT_OK(
        Read(array->value(i), level + 1, Reading::kWrappers, &read.values[i]));
  }
  *out = std::move(read);
  return Status::OK();
}

/// The fields in the order of their values, which is the order they were inserted in.
Status Decoder::ListFields(VariantView view, const ObjectView& object,
                           std::vector<FieldRef>* fields) const {
  fields->resize(object.size());
  bool names_ascend = true;
  bool offsets_ascend = true;
  for (uint32_t i = 0; i < object.size(); ++i) {
    const FieldRef field{object.offset(i), i, object.id(i)};
    if (field.id >= object.names().size()) return Fail(view, "field id out of range");
    if (i > 0) {
      const FieldRef& last = (*fields)[i - 1];
      names_ascend &= object.names().rank(last.id) < object.names().rank(field.id);
      offsets_ascend &= last.offset <= field.offset;
    }
    (*fields)[i] = field;
  }
  if (!names_ascend) ARROW_RETURN_NOT_OK(CheckNames(view, object));
  if (!offsets_ascend) {
    std::stable_sort(
        fields->begin(), fields->end(),
        [](const FieldRef& a, const FieldRef& b) { return a.offset < b.offset; });
  }
  return Status::OK();
}

/// That names in any order do not repeat.
Status Decoder::CheckNames(VariantView view, const ObjectView& object) const {
  std::vector<uint32_t> ranks(object.size());
  for (uint32_t i = 0; i < object.size(); ++i) {
    ranks[i] = object.names().rank(object.id(i));
  }
  std::sort(ranks.begin(), ranks.end());
  if (std::adjacent_find(ranks.begin(), ranks.end()) == ranks.end()) return Status::OK();
  return Fail(view, "a field name repeats");
}

Status Decoder::ReadObject(VariantView view, int level, Reading reading, Value* out) {
  const std::optional<ObjectView> object = view.ToObject();
  if (!object) return Fail(view, view.Check().message());
  ARROW_RETURN_NOT_OK(EnterContainer(view, object->size(), level));
  std::vector<FieldRef> fields;
  ARROW_RETURN_NOT_OK(ListFields(view, *object, &fields));
  if (reading == Reading::kWrappers && fields.size() == 1 &&
      object->name(0) == kLiteralName &&
      object->value(0).type() == VariantType::kObject) {
    return Read(object->value(0), level + 1, Reading::kLiteral, out);
  }
  Object read;
  read.fields.reserve(fields.size());
  for (const FieldRef& field : fields) {
    const std::string_view name = object->names().name(field.id);
    ARROW_RETURN_NOT_OK(Spend(view, name.size(), &name_bytes_left_));
    Field& added = read.fields.emplace_back(Field{std::string(name), Value()});
    ARROW_RETURN_NOT_OK(
        Read(object->value(field.index), level + 1, Reading::kWrappers, &added.value));
  }
  if (reading == Reading::kWrappers) {
    *out = Unwrap(std::move(read));
  } else {
    *out = std::move(read);
  }
  return Status::OK();
}

}  // namespace
}  // namespace variant_internal

Result<Value> DecodeVariant(VariantView view) {
  Value value;
  ARROW_RETURN_NOT_OK(variant_internal::Decoder(view).Read(
      view, 0, variant_internal::Reading::kWrappers, &value));
  return value;
}

Result<Value> DecodeVariant(std::string_view metadata, std::string_view value) {
  ARROW_ASSIGN_OR_RAISE(const MetadataIndex names, MetadataIndex::Make(metadata));
  return DecodeVariant(VariantView(value, names));
}

}  // namespace delta_utils
