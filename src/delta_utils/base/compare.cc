#include "delta_utils/base/compare.h"

#include <algorithm>

#include "delta_utils/base/hash_internal.h"
#include "delta_utils/base/number_order_internal.h"

namespace delta_utils {
namespace {

constexpr uint8_t kUuidSubtype = 4;

template <typename T>
int Sign(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

/// By unsigned bytes.
int CompareText(std::string_view a, std::string_view b) {
  const int order = a.compare(b);
  return Sign(order, 0);
}

std::string_view TextOf(const Value& value) {
  const Symbol* symbol = value.get_if<Symbol>();
  return symbol != nullptr ? symbol->text : value.get<std::string>();
}

struct BinaryView {
  uint8_t subtype;
  std::string_view bytes;
};

template <size_t N>
std::string_view ViewOf(const std::array<uint8_t, N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

BinaryView BinaryOf(const Value& value) {
  if (const Uuid* uuid = value.get_if<Uuid>()) return {kUuidSubtype, ViewOf(uuid->bytes)};
  const Binary& binary = value.get<Binary>();
  return {binary.subtype, binary.bytes};
}

int CompareBinary(const BinaryView& a, const BinaryView& b) {
  if (const int order = Sign(a.bytes.size(), b.bytes.size())) return order;
  if (const int order = Sign(a.subtype, b.subtype)) return order;
  return CompareText(a.bytes, b.bytes);
}

int CompareTimestamps(const Timestamp& a, const Timestamp& b) {
  if (const int order = Sign(a.seconds, b.seconds)) return order;
  return Sign(a.increment, b.increment);
}

int CompareRegexes(const Regex& a, const Regex& b) {
  if (const int order = CompareText(a.pattern, b.pattern)) return order;
  return CompareText(a.options, b.options);
}

/// As stored: the namespace's length comes first.
int CompareDbPointers(const DbPointer& a, const DbPointer& b) {
  if (const int order = Sign(a.ns.size(), b.ns.size())) return order;
  if (const int order = CompareText(a.ns, b.ns)) return order;
  return CompareText(ViewOf(a.id.bytes), ViewOf(b.id.bytes));
}

int CompareArrays(const Array& a, const Array& b) {
  const size_t common = std::min(a.values.size(), b.values.size());
  for (size_t i = 0; i < common; ++i) {
    if (const int order = Compare(a.values[i], b.values[i])) return order;
  }
  return Sign(a.values.size(), b.values.size());
}

int CompareObjects(const Object& a, const Object& b) {
  const size_t common = std::min(a.fields.size(), b.fields.size());
  for (size_t i = 0; i < common; ++i) {
    const Field& x = a.fields[i];
    const Field& y = b.fields[i];
    if (const int order = Sign(ClassOf(x.value), ClassOf(y.value))) return order;
    if (const int order = CompareText(x.name, y.name)) return order;
    if (const int order = Compare(x.value, y.value)) return order;
  }
  return Sign(a.fields.size(), b.fields.size());
}

int CompareScripts(const JavaScriptWithScope& a, const JavaScriptWithScope& b) {
  if (const int order = CompareText(a.code, b.code)) return order;
  return CompareObjects(a.scope, b.scope);
}

int CompareWithin(TypeClass type_class, const Value& a, const Value& b) {
  switch (type_class) {
    case TypeClass::kNumber:
      return internal::CompareNumbers(a, b);
    case TypeClass::kString:
      return CompareText(TextOf(a), TextOf(b));
    case TypeClass::kObject:
      return CompareObjects(a.get<Object>(), b.get<Object>());
    case TypeClass::kArray:
      return CompareArrays(a.get<Array>(), b.get<Array>());
    case TypeClass::kBinary:
      return CompareBinary(BinaryOf(a), BinaryOf(b));
    case TypeClass::kObjectId:
      return CompareText(ViewOf(a.get<ObjectId>().bytes),
                         ViewOf(b.get<ObjectId>().bytes));
    case TypeClass::kBool:
      return Sign(a.get<bool>(), b.get<bool>());
    case TypeClass::kDate:
      return Sign(a.get<Date>().millis, b.get<Date>().millis);
    case TypeClass::kTimestamp:
      return CompareTimestamps(a.get<Timestamp>(), b.get<Timestamp>());
    case TypeClass::kRegex:
      return CompareRegexes(a.get<Regex>(), b.get<Regex>());
    case TypeClass::kDbPointer:
      return CompareDbPointers(a.get<DbPointer>(), b.get<DbPointer>());
    case TypeClass::kCode:
      return CompareText(a.get<JavaScript>().code, b.get<JavaScript>().code);
    case TypeClass::kCodeWithScope:
      return CompareScripts(a.get<JavaScriptWithScope>(), b.get<JavaScriptWithScope>());
    case TypeClass::kMinKey:
    case TypeClass::kUndefined:
    case TypeClass::kNull:
    case TypeClass::kMaxKey:
      break;
  }
  return 0;
}

}  // namespace

int Compare(const Value& a, const Value& b) {
  const TypeClass type_class = ClassOf(a);
  if (const int order = Sign(type_class, ClassOf(b))) return order;
  return CompareWithin(type_class, a, b);
}

bool IsNaN(const Value& value) { return internal::IsNaNNumber(value); }

}  // namespace delta_utils
