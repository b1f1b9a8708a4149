#include <charconv>
#include <cstring>
#include <string>

#include "delta_utils/base/base64.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/hex.h"
#include "delta_utils/base/status.h"
#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/wrapper_internal.h"

namespace delta_utils::variant_internal {
namespace {

template <size_t n>
std::string_view BytesOf(const std::array<uint8_t, n>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), n};
}

Object Single(std::string_view name, Value value) {
  Object object;
  object.Append(std::string(name), std::move(value));
  return object;
}

Object Pair(std::string_view first_name, Value first, std::string_view second_name,
            Value second) {
  Object object = Single(first_name, std::move(first));
  object.Append(std::string(second_name), std::move(second));
  return object;
}

Value UnsignedValue(uint32_t n) {
  if (n <= static_cast<uint32_t>(INT32_MAX)) return static_cast<int32_t>(n);
  return static_cast<int64_t>(n);
}

Object WrapDecimal(const Decimal128& decimal) {
  std::string text = ToString(decimal);
  const Result<Decimal128> parsed = ParseDecimal128(text);
  if (parsed.ok() && *parsed == decimal) {
    return Single("$numberDecimal", std::move(text));
  }
  std::string bytes(16, '\0');
  for (int i = 0; i < 8; ++i) {
    bytes[i] = static_cast<char>(decimal.high >> (56 - 8 * i));
    bytes[8 + i] = static_cast<char>(decimal.low >> (56 - 8 * i));
  }
  return Single("$decimal128", ToHex(bytes));
}

Object WrapBinary(const Binary& binary) {
  const char subtype = static_cast<char>(binary.subtype);
  std::string base64;
  AppendBase64(binary.bytes, &base64);
  return Single("$binary", Pair("base64", std::move(base64), "subType",
                                ToHex(std::string_view(&subtype, 1))));
}

std::optional<uint32_t> ReadUnsigned(const Value* value) {
  int64_t n = -1;
  if (value != nullptr && value->is<int32_t>()) n = value->get<int32_t>();
  if (value != nullptr && value->is<int64_t>()) n = value->get<int64_t>();
  if (n < 0 || n > static_cast<int64_t>(UINT32_MAX)) return std::nullopt;
  return static_cast<uint32_t>(n);
}

template <typename T>
const T* FindAs(const Object& object, std::string_view name) {
  const Value* value = object.Find(name);
  return value == nullptr ? nullptr : value->get_if<T>();
}

std::optional<Value> ReadDecimalBits(const std::string& text) {
  const std::optional<std::string> bytes = FromHex(text);
  if (!bytes || bytes->size() != 16) return std::nullopt;
  Decimal128 decimal{0, 0};
  for (int i = 0; i < 8; ++i) {
    decimal.high = decimal.high << 8 | static_cast<uint8_t>((*bytes)[i]);
    decimal.low = decimal.low << 8 | static_cast<uint8_t>((*bytes)[8 + i]);
  }
  return decimal;
}

/// The wrappers whose content is a string.
std::optional<Value> ReadText(std::string_view name, const std::string& text) {
  if (name == "$oid") {
    const std::optional<std::string> bytes = FromHex(text);
    ObjectId id;
    if (!bytes || bytes->size() != id.bytes.size()) return std::nullopt;
    std::memcpy(id.bytes.data(), bytes->data(), bytes->size());
    return id;
  }
  if (name == "$symbol") return Symbol{text};
  if (name == kCodeName) return JavaScript{text};
  if (name == "$decimal128") return ReadDecimalBits(text);
  if (name == "$numberDecimal") {
    const Result<Decimal128> decimal = ParseDecimal128(text);
    if (decimal.ok()) return *decimal;
  }
  return std::nullopt;
}

std::optional<Value> ReadBinary(const Object& content) {
  const auto* base64 = FindAs<std::string>(content, "base64");
  const auto* subtype = FindAs<std::string>(content, "subType");
  if (base64 == nullptr || subtype == nullptr) return std::nullopt;
  std::optional<std::string> bytes = DecodeBase64(*base64);
  const std::optional<std::string> subtype_byte = FromHex(*subtype);
  if (!bytes || !subtype_byte || subtype_byte->size() != 1) return std::nullopt;
  return MakeBinary(static_cast<uint8_t>((*subtype_byte)[0]), *std::move(bytes));
}

std::optional<Value> ReadDate(const Object& content) {
  const auto* text = FindAs<std::string>(content, "$numberLong");
  if (text == nullptr || content.size() != 1) return std::nullopt;
  Date date;
  const char* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, date.millis);
  if (error != std::errc() || stop != end) return std::nullopt;
  return date;
}

/// The wrappers whose content is an object.
std::optional<Value> ReadObject(std::string_view name, const Object& content) {
  if (name == "$date") return ReadDate(content);
  if (content.size() != 2) return std::nullopt;
  if (name == "$binary") return ReadBinary(content);
  if (name == "$timestamp") {
    const std::optional<uint32_t> seconds = ReadUnsigned(content.Find("t"));
    const std::optional<uint32_t> increment = ReadUnsigned(content.Find("i"));
    if (seconds && increment) return Timestamp{*seconds, *increment};
  }
  if (name == "$regularExpression") {
    const auto* pattern = FindAs<std::string>(content, "pattern");
    const auto* options = FindAs<std::string>(content, "options");
    if (pattern != nullptr && options != nullptr) return Regex{*pattern, *options};
  }
  if (name == "$dbPointer") {
    const auto* ns = FindAs<std::string>(content, "$ref");
    const auto* id = FindAs<ObjectId>(content, "$id");
    if (ns != nullptr && id != nullptr) return DbPointer{*ns, *id};
  }
  return std::nullopt;
}

std::optional<Value> ReadLeaf(const Object& object) {
  if (object.size() != 1 || !object.fields[0].name.starts_with('$')) return std::nullopt;
  const auto& [name, content] = object.fields[0];
  if (const auto* text = content.get_if<std::string>()) return ReadText(name, *text);
  if (const auto* inner = content.get_if<Object>()) return ReadObject(name, *inner);
  if (name == "$undefined" && content == Value(true)) return Undefined{};
  if (name == "$minKey" && ReadUnsigned(&content) == 1U) return MinKey{};
  if (name == "$maxKey" && ReadUnsigned(&content) == 1U) return MaxKey{};
  return std::nullopt;
}

bool IsCodeWithScope(const Object& object) {
  return object.size() == 2 && FindAs<std::string>(object, kCodeName) != nullptr &&
         FindAs<Object>(object, kScopeName) != nullptr;
}

}  // namespace

bool NeedsWrapper(const Value& value) {
  switch (value.type()) {
    case ValueType::kDecimal128:
      return !ScaledOf(value.get<Decimal128>());
    case ValueType::kDate:
      return !MicrosOf(value.get<Date>());
    case ValueType::kBinary:
      return value.get<Binary>().subtype != 0;
    case ValueType::kUndefined:
    case ValueType::kMinKey:
    case ValueType::kMaxKey:
    case ValueType::kObjectId:
    case ValueType::kTimestamp:
    case ValueType::kRegex:
    case ValueType::kJavaScript:
    case ValueType::kSymbol:
    case ValueType::kDbPointer:
      return true;
    default:
      return false;
  }
}

Object Wrap(const Value& value) {
  switch (value.type()) {
    case ValueType::kUndefined:
      return Single("$undefined", true);
    case ValueType::kMinKey:
      return Single("$minKey", int32_t{1});
    case ValueType::kMaxKey:
      return Single("$maxKey", int32_t{1});
    case ValueType::kDecimal128:
      return WrapDecimal(value.get<Decimal128>());
    case ValueType::kBinary:
      return WrapBinary(value.get<Binary>());
    case ValueType::kObjectId:
      return Single("$oid", ToHex(BytesOf(value.get<ObjectId>().bytes)));
    case ValueType::kDate:
      return Single("$date",
                    Single("$numberLong", std::to_string(value.get<Date>().millis)));
    case ValueType::kTimestamp: {
      const auto& [seconds, increment] = value.get<Timestamp>();
      return Single("$timestamp",
                    Pair("t", UnsignedValue(seconds), "i", UnsignedValue(increment)));
    }
    case ValueType::kRegex: {
      const auto& [pattern, options] = value.get<Regex>();
      return Single("$regularExpression", Pair("pattern", pattern, "options", options));
    }
    case ValueType::kJavaScript:
      return Single(kCodeName, value.get<JavaScript>().code);
    case ValueType::kSymbol:
      return Single("$symbol", value.get<Symbol>().text);
    case ValueType::kDbPointer: {
      const auto& [ns, id] = value.get<DbPointer>();
      return Single("$dbPointer", Pair("$ref", ns, "$id", id));
    }
    default:
      DU_UNREACHABLE("a value that needs a wrapper");
  }
}

bool ReadsAsWrapper(const Object& object) {
  return IsCodeWithScope(object) || ReadLeaf(object).has_value();
}

Value Unwrap(Object object) {
  if (IsCodeWithScope(object)) {
    return JavaScriptWithScope{std::move(object.Find(kCodeName)->get<std::string>()),
                               std::move(object.Find(kScopeName)->get<Object>())};
  }
  if (std::optional<Value> leaf = ReadLeaf(object)) return *std::move(leaf);
  return object;
}

}  // namespace delta_utils::variant_internal
