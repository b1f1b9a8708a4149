// Value: one document value, of any BSON type.
//
// A plain value type: copied, moved and compared like an int. `==` is identity (same
// type, same bits: int 1 is not double 1.0, NaN equals itself, 0.0 is not -0.0);
// MongoDB's order, which compares numbers by value, is Compare in base/compare.h.
//
//   Object doc;
//   doc.Append("name", "Ada");
//   doc.Append("tags", Array{{"x", int32_t{7}}});
//   const Value* name = doc.Find("name");
//   if (name != nullptr && name->is<std::string>()) use(name->get<std::string>());
//
// An Object keeps the order of its fields; whoever builds one keeps names unique (the
// parsers refuse duplicates). Strings are UTF-8, checked where they enter.
//
// Source: BSON specification 1.1 (types); UUID is binary subtype 4 of exactly 16 bytes.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace delta_utils {

struct Value;
struct Field;

struct Null {
  bool operator==(const Null&) const = default;
};
struct Undefined {
  bool operator==(const Undefined&) const = default;
};
struct MinKey {
  bool operator==(const MinKey&) const = default;
};
struct MaxKey {
  bool operator==(const MaxKey&) const = default;
};

/// IEEE 754-2008 decimal128 in the BID encoding that BSON stores; see base/decimal128.h.
struct Decimal128 {
  uint64_t high = 0x3040000000000000;  // 0E0
  uint64_t low = 0;
  bool operator==(const Decimal128&) const = default;
};

/// Binary data; subtype 4 with 16 bytes is a Uuid instead (see MakeBinary).
struct Binary {
  uint8_t subtype = 0;
  std::string bytes;
  bool operator==(const Binary&) const = default;
};

struct ObjectId {
  std::array<uint8_t, 12> bytes{};
  bool operator==(const ObjectId&) const = default;
};

/// Bytes in network order, as they are written.
struct Uuid {
  std::array<uint8_t, 16> bytes{};
  bool operator==(const Uuid&) const = default;
};

/// Milliseconds since 1970-01-01T00:00:00Z.
struct Date {
  int64_t millis = 0;
  bool operator==(const Date&) const = default;
};

/// BSON's replication timestamp, not a date.
struct Timestamp {
  uint32_t seconds = 0;
  uint32_t increment = 0;
  bool operator==(const Timestamp&) const = default;
};

struct Regex {
  std::string pattern;
  std::string options;  // in alphabetical order
  bool operator==(const Regex&) const = default;
};

struct JavaScript {
  std::string code;
  bool operator==(const JavaScript&) const = default;
};

struct Symbol {
  std::string text;
  bool operator==(const Symbol&) const = default;
};

struct DbPointer {
  std::string ns;
  ObjectId id;
  bool operator==(const DbPointer&) const = default;
};

struct Array {
  std::vector<Value> values;

  size_t size() const;
  bool operator==(const Array&) const;
};

struct Object {
  std::vector<Field> fields;

  /// The value under `name`, or nullptr. Linear in the number of fields.
  const Value* Find(std::string_view name) const;
  Value* Find(std::string_view name);
  /// Appends; the caller has made sure that `name` is new.
  void Append(std::string name, Value value);
  size_t size() const;
  bool operator==(const Object&) const;
};

struct JavaScriptWithScope {
  std::string code;
  Object scope;
  bool operator==(const JavaScriptWithScope&) const = default;
};

/// In the order of Value::Storage's alternatives.
enum class ValueType : uint8_t {
  kNull,
  kUndefined,
  kMinKey,
  kMaxKey,
  kBool,
  kInt32,
  kInt64,
  kDouble,
  kDecimal128,
  kString,
  kBinary,
  kObjectId,
  kUuid,
  kDate,
  kTimestamp,
  kRegex,
  kJavaScript,
  kJavaScriptWithScope,
  kSymbol,
  kDbPointer,
  kArray,
  kObject,
};

/// MongoDB's alias as in $type: "int", "string", "binData" (a Uuid too), ...
std::string_view TypeName(ValueType type);

namespace internal {
/// Membership by name alone: asking whether T converts would need Value to be complete.
template <typename T, typename Variant>
inline constexpr bool kIsAlternative = false;
template <typename T, typename... Ts>
inline constexpr bool kIsAlternative<T, std::variant<Ts...>> = (std::is_same_v<T, Ts> ||
                                                                ...);
}  // namespace internal

struct Value {
  using Storage = std::variant<Null, Undefined, MinKey, MaxKey, bool, int32_t, int64_t,
                               double, Decimal128, std::string, Binary, ObjectId, Uuid,
                               Date, Timestamp, Regex, JavaScript, JavaScriptWithScope,
                               Symbol, DbPointer, Array, Object>;
  Storage storage;

  Value() = default;
  template <typename T>
  requires(internal::kIsAlternative<std::remove_cvref_t<T>, Storage>)
      // NOLINTNEXTLINE(google-explicit-constructor): documents read as literals
      Value(T&& value)
      : storage(std::in_place_type<std::remove_cvref_t<T>>, std::forward<T>(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor): documents read as literals
  Value(const char* text);
  // NOLINTNEXTLINE(google-explicit-constructor): documents read as literals
  Value(std::string_view text);

  ValueType type() const { return static_cast<ValueType>(storage.index()); }
  template <typename T>
  bool is() const {
    return std::holds_alternative<T>(storage);
  }
  /// The payload; the type must be T.
  template <typename T>
  const T& get() const {
    return *std::get_if<T>(&storage);
  }
  template <typename T>
  T& get() {
    return *std::get_if<T>(&storage);
  }
  /// The payload, or nullptr if the value has another type.
  template <typename T>
  const T* get_if() const {
    return std::get_if<T>(&storage);
  }
  template <typename T>
  T* get_if() {
    return std::get_if<T>(&storage);
  }

  /// int32, int64, double or decimal128.
  bool is_number() const {
    return type() >= ValueType::kInt32 && type() <= ValueType::kDecimal128;
  }

  /// Identity: same type and same bits, recursively, field order included.
  bool operator==(const Value& other) const;
};

struct Field {
  std::string name;
  Value value;
  bool operator==(const Field&) const = default;
};

// Here, where a Field is complete: clang looks into Storage for them.
inline Value::Value(const char* text) : storage(std::in_place_type<std::string>, text) {}
inline Value::Value(std::string_view text)
    : storage(std::in_place_type<std::string>, text) {}

/// Binary{subtype, bytes}, or a Uuid if the subtype is 4 and there are 16 bytes.
Value MakeBinary(uint8_t subtype, std::string bytes);

/// The size of `document` as BSON, in bytes (BSON specification 1.1); what the 16 MiB
/// limit of a document counts.
int64_t BsonSize(const Object& document);

}  // namespace delta_utils
