// Two walks over the value: the first collects the field names, so that their ids are
// known; the second writes the bytes, from last to first.
#include <memory>
#include <unordered_map>

#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/metadata_internal.h"
#include "delta_utils/variant/value_writer_internal.h"
#include "delta_utils/variant/variant.h"
#include "delta_utils/variant/wrapper_internal.h"

namespace delta_utils {
namespace variant_internal {
namespace {

bool NeedsLiteral(const Object& object) {
  return (object.size() == 1 && object.fields[0].name == kLiteralName) ||
         ReadsAsWrapper(object);
}

class Encoder {
 public:
  Result<VariantBytes> Encode(const Value& value) {
    ARROW_RETURN_NOT_OK(Collect(value, 0));
    VariantBytes bytes;
    ARROW_ASSIGN_OR_RAISE(bytes.metadata, dictionary_.Finish());
    ARROW_RETURN_NOT_OK(Write(value));
    const uint64_t size = bytes.metadata.size() + writer_.size();
    ARROW_RETURN_NOT_OK(CheckSize(size));
    if (name_bytes_ > MaxNameBytes(size)) {
      return Refuse("long field names repeat too often");
    }
    bytes.value = writer_.ToString();
    return bytes;
  }

 private:
  /// One step of the way to the value at work, for messages.
  struct Step {
    std::string_view name;
    size_t index = 0;
    bool is_index = false;
  };

  Status Refuse(std::string_view message) const {
    std::string path;
    for (const Step& step : path_) {
      if (!path.empty()) path += '.';
      path += step.is_index ? std::to_string(step.index) : std::string(step.name);
    }
    return InvalidArgument(path, message);
  }
  Status CheckSize(uint64_t size) const {
    if (size <= kMaxEncodedBytes) return Status::OK();
    return Refuse("the value exceeds 1 GiB as a variant");
  }
  Status CheckLevel(int level) const {
    if (level < kMaxVariantDepth) return Status::OK();
    return Refuse("nested deeper than " + std::to_string(kMaxVariantDepth) + " levels");
  }
  void AddName(std::string_view name) {
    dictionary_.Add(name);
    name_bytes_ += name.size();
  }
  void NoteField(std::string_view name) { writer_.NoteField(dictionary_.IdOf(name)); }

  // First walk. `level` counts the containers around the value.
  Status Collect(const Value& value, int level);
  Status CollectArray(const Array& array, int level);
  Status CollectObject(const Object& object, int level);
  Status CollectFields(const Object& object, int level);

  // Second walk.
  Status Write(const Value& value);
  Status WriteLeaf(const Value& value);
  Status WriteArray(const Array& array);
  Status WriteObject(const Object& object);
  Status WriteFields(const Object& object);
  Status WriteCodeWithScope(const JavaScriptWithScope& code);
  Status WriteString(const std::string& text);
  Status WriteBinary(const Binary& binary);
  Status FinishObject(ValueWriter::Container container);

  /// Kept until the end, because the dictionary borrows the names inside.
  const Object& WrappedOnce(const Value& value) {
    std::unique_ptr<Object>& object = wrapped_[&value];
    if (object == nullptr) object = std::make_unique<Object>(Wrap(value));
    return *object;
  }

  DictionaryBuilder dictionary_;
  ValueWriter writer_;
  uint64_t name_bytes_ = 0;
  std::unordered_map<const Value*, std::unique_ptr<Object>> wrapped_;
  std::vector<Step> path_;
};

Status Encoder::Collect(const Value& value, int level) {
  if (const auto* array = value.get_if<Array>()) return CollectArray(*array, level);
  if (const auto* object = value.get_if<Object>()) return CollectObject(*object, level);
  if (const auto* code = value.get_if<JavaScriptWithScope>()) {
    ARROW_RETURN_NOT_OK(CheckLevel(level));
    AddName(kCodeName);
    AddName(kScopeName);
    return CollectObject(code->scope, level + 1);
  }
  if (NeedsWrapper(value)) return CollectFields(WrappedOnce(value), level);
  return Status::OK();
}

Status Encoder::CollectArray(const Array& array, int level) {
  ARROW_RETURN_NOT_OK(CheckLevel(level));
  for (size_t i = 0; i < array.size(); ++i) {
    path_.push_back({{}, i, true});
    ARROW_RETURN_NOT_OK(Collect(array.values[i], level + 1));
    path_.pop_back();
  }
  return Status::OK();
}

Status Encoder::CollectObject(const Object& object, int level) {
  if (!NeedsLiteral(object)) return CollectFields(object, level);
  ARROW_RETURN_NOT_OK(CheckLevel(level));
  AddName(kLiteralName);
  return CollectFields(object, level + 1);
}

Status Encoder::CollectFields(const Object& object, int level) {
  ARROW_RETURN_NOT_OK(CheckLevel(level));
  for (const auto& [name, value] : object.fields) {
    path_.push_back({name});
    AddName(name);
    ARROW_RETURN_NOT_OK(Collect(value, level + 1));
    path_.pop_back();
  }
  return Status::OK();
}

Status Encoder::Write(const Value& value) {
  switch (value.type()) {
    case ValueType::kArray:
      return WriteArray(value.get<Array>());
    case ValueType::kObject:
      return WriteObject(value.get<Object>());
    case ValueType::kJavaScriptWithScope:
      return WriteCodeWithScope(value.get<JavaScriptWithScope>());
    case ValueType::kString:
      return WriteString(value.get<std::string>());
    default:
      return NeedsWrapper(value) ? WriteFields(WrappedOnce(value)) : WriteLeaf(value);
  }
}

Status Encoder::WriteLeaf(const Value& value) {
  switch (value.type()) {
    case ValueType::kNull:
      writer_.WritePrimitive(Primitive::kNull);
      break;
    case ValueType::kBool:
      writer_.WritePrimitive(value.get<bool>() ? Primitive::kTrue : Primitive::kFalse);
      break;
    case ValueType::kInt32:
      writer_.WriteInt32(value.get<int32_t>());
      break;
    case ValueType::kInt64:
      writer_.WriteInt64(value.get<int64_t>());
      break;
    case ValueType::kDouble:
      writer_.WriteDouble(value.get<double>());
      break;
    case ValueType::kDecimal128:
      writer_.WriteDecimal16(*ScaledOf(value.get<Decimal128>()));
      break;
    case ValueType::kDate:
      writer_.WriteTimestamp(*MicrosOf(value.get<Date>()));
      break;
    case ValueType::kUuid:
      writer_.WriteUuid(value.get<Uuid>());
      break;
    case ValueType::kBinary:
      return WriteBinary(value.get<Binary>());
    default:
      DU_CHECK(!"a leaf that has a variant type");
  }
  return Status::OK();
}

Status Encoder::WriteArray(const Array& array) {
  const ValueWriter::Container container = writer_.Begin();
  for (size_t i = array.size(); i-- > 0;) {
    path_.push_back({{}, i, true});
    ARROW_RETURN_NOT_OK(Write(array.values[i]));
    path_.pop_back();
    writer_.NoteElement();
  }
  ARROW_RETURN_NOT_OK(CheckSize(writer_.size()));
  writer_.FinishArray(container);
  return Status::OK();
}

Status Encoder::WriteObject(const Object& object) {
  if (!NeedsLiteral(object)) return WriteFields(object);
  const ValueWriter::Container container = writer_.Begin();
  ARROW_RETURN_NOT_OK(WriteFields(object));
  NoteField(kLiteralName);
  return FinishObject(container);
}

Status Encoder::WriteFields(const Object& object) {
  const ValueWriter::Container container = writer_.Begin();
  for (size_t i = object.size(); i-- > 0;) {
    const auto& [name, value] = object.fields[i];
    path_.push_back({name});
    ARROW_RETURN_NOT_OK(Write(value));
    path_.pop_back();
    NoteField(name);
  }
  return FinishObject(container);
}

Status Encoder::WriteCodeWithScope(const JavaScriptWithScope& code) {
  const ValueWriter::Container container = writer_.Begin();
  ARROW_RETURN_NOT_OK(WriteObject(code.scope));
  NoteField(kScopeName);
  ARROW_RETURN_NOT_OK(WriteString(code.code));
  NoteField(kCodeName);
  return FinishObject(container);
}

Status Encoder::WriteString(const std::string& text) {
  ARROW_RETURN_NOT_OK(CheckSize(text.size()));
  if (!IsUtf8(text)) return Refuse("a string is not UTF-8");
  writer_.WriteString(text);
  return Status::OK();
}

Status Encoder::WriteBinary(const Binary& binary) {
  ARROW_RETURN_NOT_OK(CheckSize(binary.bytes.size()));
  writer_.WriteBinary(binary.bytes);
  return Status::OK();
}

Status Encoder::FinishObject(ValueWriter::Container container) {
  ARROW_RETURN_NOT_OK(CheckSize(writer_.size()));
  if (!writer_.FinishObject(container)) return Refuse("a field name repeats");
  return Status::OK();
}

}  // namespace
}  // namespace variant_internal

Result<VariantBytes> EncodeVariant(const Value& value) {
  return variant_internal::Encoder().Encode(value);
}

}  // namespace delta_utils
