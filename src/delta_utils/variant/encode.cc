// Two walks over the value: the first collects the field names, so that the dictionary
// can be sorted; the second gives the value to a builder.
#include <memory>
#include <unordered_map>

#include "delta_utils/variant/field_dictionary.h"
#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/variant.h"
#include "delta_utils/variant/variant_builder.h"
#include "delta_utils/variant/wrapper_internal.h"

namespace delta_utils {
namespace variant_internal {
namespace {

bool NeedsLiteral(const Object& object) {
  return (object.size() == 1 && object.fields[0].name == kLiteralName) ||
         ReadsAsWrapper(object);
}

/// Objects that stand for values; see wrapper_internal.h. Both walks need them, and their
/// names are borrowed.
class Wrappers {
 public:
  const Object& Of(const Value& value) {
    std::unique_ptr<Object>& object = wrapped_[&value];
    if (object == nullptr) object = std::make_unique<Object>(Wrap(value));
    return *object;
  }

 private:
  std::unordered_map<const Value*, std::unique_ptr<Object>> wrapped_;
};

/// The first walk: gives the names to the dictionary. `level` counts the containers
/// around the value.
class NameWalk {
 public:
  NameWalk(Wrappers* wrappers, FieldDictionary* names)
      : wrappers_(*wrappers), names_(*names) {}

  Status Visit(const Value& value, int level);

  /// Of all fields together, repeated ones as well.
  uint64_t name_bytes() const { return name_bytes_; }

 private:
  Status VisitArray(const Array& array, int level);
  Status VisitObject(const Object& object, int level);
  Status VisitFields(const Object& object, int level);
  Status CheckLevel(int level) const;
  Status AddName(std::string_view name) {
    name_bytes_ += name.size();
    return names_.IdOf(name) == FieldDictionary::kNone ? names_.status() : Status::OK();
  }

  Wrappers& wrappers_;
  FieldDictionary& names_;
  uint64_t name_bytes_ = 0;
};

Status NameWalk::CheckLevel(int level) const {
  if (level < kMaxVariantDepth) return Status::OK();
  return InvalidArgument(
      "", "nested deeper than " + std::to_string(kMaxVariantDepth) + " levels");
}

Status NameWalk::Visit(const Value& value, int level) {
  if (const auto* array = value.get_if<Array>()) return VisitArray(*array, level);
  if (const auto* object = value.get_if<Object>()) return VisitObject(*object, level);
  if (const auto* code = value.get_if<JavaScriptWithScope>()) {
    ARROW_RETURN_NOT_OK(CheckLevel(level));
    ARROW_RETURN_NOT_OK(AddName(kCodeName));
    ARROW_RETURN_NOT_OK(AddName(kScopeName));
    return VisitObject(code->scope, level + 1);
  }
  if (NeedsWrapper(value)) return VisitFields(wrappers_.Of(value), level);
  return Status::OK();
}

Status NameWalk::VisitArray(const Array& array, int level) {
  ARROW_RETURN_NOT_OK(CheckLevel(level));
  for (const Value& value : array.values) {
    ARROW_RETURN_NOT_OK(Visit(value, level + 1));
  }
  return Status::OK();
}

Status NameWalk::VisitObject(const Object& object, int level) {
  if (!NeedsLiteral(object)) return VisitFields(object, level);
  ARROW_RETURN_NOT_OK(CheckLevel(level));
  ARROW_RETURN_NOT_OK(AddName(kLiteralName));
  return VisitFields(object, level + 1);
}

Status NameWalk::VisitFields(const Object& object, int level) {
  ARROW_RETURN_NOT_OK(CheckLevel(level));
  for (const auto& [name, value] : object.fields) {
    ARROW_RETURN_NOT_OK(AddName(name));
    ARROW_RETURN_NOT_OK(Visit(value, level + 1));
  }
  return Status::OK();
}

/// The second walk.
class ValueWalk {
 public:
  ValueWalk(Wrappers* wrappers, VariantBuilder* builder)
      : wrappers_(*wrappers), builder_(*builder) {}

  void Visit(const Value& value);

 private:
  void VisitLeaf(const Value& value);
  void VisitArray(const Array& array);
  void VisitObject(const Object& object);
  void VisitFields(const Object& object);
  void VisitCodeWithScope(const JavaScriptWithScope& code);

  Wrappers& wrappers_;
  VariantBuilder& builder_;
};

void ValueWalk::Visit(const Value& value) {
  switch (value.type()) {
    case ValueType::kArray:
      return VisitArray(value.get<Array>());
    case ValueType::kObject:
      return VisitObject(value.get<Object>());
    case ValueType::kJavaScriptWithScope:
      return VisitCodeWithScope(value.get<JavaScriptWithScope>());
    default:
      if (NeedsWrapper(value)) return VisitFields(wrappers_.Of(value));
      return VisitLeaf(value);
  }
}

void ValueWalk::VisitLeaf(const Value& value) {
  switch (value.type()) {
    case ValueType::kNull:
      return builder_.Null();
    case ValueType::kBool:
      return builder_.Bool(value.get<bool>());
    case ValueType::kInt32:
      return builder_.Int(value.get<int32_t>());
    case ValueType::kInt64:
      return builder_.Int64(value.get<int64_t>());
    case ValueType::kDouble:
      return builder_.Double(value.get<double>());
    case ValueType::kDecimal128:
      return builder_.Decimal(*ScaledOf(value.get<Decimal128>()),
                              VariantType::kDecimal16);
    case ValueType::kDate:
      return builder_.Time(VariantType::kTimestamp, *MicrosOf(value.get<Date>()));
    case ValueType::kUuid:
      return builder_.Uuid(value.get<Uuid>());
    case ValueType::kBinary:
      return builder_.Binary(value.get<Binary>().bytes);
    case ValueType::kString:
      return builder_.Text(value.get<std::string>());
    default:
      DU_UNREACHABLE("a leaf that has a variant type");
  }
}

void ValueWalk::VisitArray(const Array& array) {
  builder_.BeginArray();
  for (const Value& value : array.values) Visit(value);
  builder_.EndArray();
}

void ValueWalk::VisitObject(const Object& object) {
  if (!NeedsLiteral(object)) return VisitFields(object);
  builder_.BeginObject();
  builder_.Field(kLiteralName);
  VisitFields(object);
  builder_.EndObject();
}

void ValueWalk::VisitFields(const Object& object) {
  builder_.BeginObject();
  for (const auto& [name, value] : object.fields) {
    builder_.Field(name);
    Visit(value);
  }
  builder_.EndObject();
}

void ValueWalk::VisitCodeWithScope(const JavaScriptWithScope& code) {
  builder_.BeginObject();
  builder_.Field(kCodeName);
  builder_.Text(code.code);
  builder_.Field(kScopeName);
  VisitObject(code.scope);
  builder_.EndObject();
}

}  // namespace
}  // namespace variant_internal

struct VariantEncoder::Impl {
  FieldDictionary names{DictionaryScope::kRow};
  VariantBuilder builder{&names};

  Status Encode(const Value& value, VariantBytes* out);
};

Status VariantEncoder::Impl::Encode(const Value& value, VariantBytes* out) {
  variant_internal::Wrappers wrappers;
  variant_internal::NameWalk walk(&wrappers, &names);
  ARROW_RETURN_NOT_OK(walk.Visit(value, 0));
  names.SortIds();
  variant_internal::ValueWalk(&wrappers, &builder).Visit(value);
  ARROW_RETURN_NOT_OK(builder.Finish(&out->value));
  out->metadata = names.Metadata();
  const uint64_t size = out->metadata.size() + out->value.size();
  if (size > variant_internal::kMaxEncodedBytes) {
    return InvalidArgument("", "the value exceeds 1 GiB as a variant");
  }
  if (walk.name_bytes() > variant_internal::MaxNameBytes(size)) {
    return InvalidArgument("", "long field names repeat too often");
  }
  return Status::OK();
}

VariantEncoder::VariantEncoder() : impl_(std::make_unique<Impl>()) {}
VariantEncoder::~VariantEncoder() = default;

Result<VariantBytes> VariantEncoder::Encode(const Value& value) {
  VariantBytes bytes;
  const Status status = impl_->Encode(value, &bytes);
  const Status names_status = impl_->names.FinishRow(nullptr);
  ARROW_RETURN_NOT_OK(status);
  ARROW_RETURN_NOT_OK(names_status);
  return bytes;
}

Result<VariantBytes> EncodeVariant(const Value& value) {
  return VariantEncoder().Encode(value);
}

bool IsEncodable(const Value& value) { return EncodeVariant(value).ok(); }

}  // namespace delta_utils
