#include <memory>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/hash_internal.h"
#include "delta_utils/base/number_order_internal.h"

namespace delta_utils {
namespace {

using internal::HashBytes;
using internal::HashMix;

constexpr uint8_t kUuidSubtype = 4;

template <size_t N>
std::string_view ViewOf(const std::array<uint8_t, N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Adds a value's payload; its class is in `hash` already. Overloads are the visitor of
/// Value::Storage; types of one class that may be equal are hashed alike.
class Hasher {
 public:
  explicit Hasher(uint64_t hash) : hash_(hash) {}

  uint64_t operator()(const Null&) { return hash_; }
  uint64_t operator()(const Undefined&) { return hash_; }
  uint64_t operator()(const MinKey&) { return hash_; }
  uint64_t operator()(const MaxKey&) { return hash_; }
  uint64_t operator()(bool truth) { return Word(truth); }
  uint64_t operator()(int32_t number) { return Number(number); }
  uint64_t operator()(int64_t number) { return Number(number); }
  uint64_t operator()(double number) { return Number(number); }
  uint64_t operator()(const Decimal128& number) { return Number(number); }
  uint64_t operator()(const std::string& text) { return Text(text); }
  uint64_t operator()(const Symbol& symbol) { return Text(symbol.text); }
  uint64_t operator()(const Binary& binary) {
    return Bytes(binary.subtype, binary.bytes);
  }
  uint64_t operator()(const Uuid& uuid) {
    return Bytes(kUuidSubtype, ViewOf(uuid.bytes));
  }
  uint64_t operator()(const ObjectId& id) { return Text(ViewOf(id.bytes)); }
  uint64_t operator()(const Date& date) {
    return Word(static_cast<uint64_t>(date.millis));
  }
  uint64_t operator()(const Timestamp& timestamp) {
    return Word(uint64_t{timestamp.seconds} << 32 | timestamp.increment);
  }
  uint64_t operator()(const Regex& regex) {
    Text(regex.pattern);
    return Text(regex.options);
  }
  uint64_t operator()(const JavaScript& script) { return Text(script.code); }
  uint64_t operator()(const JavaScriptWithScope& script) {
    Text(script.code);
    return (*this)(script.scope);
  }
  uint64_t operator()(const DbPointer& pointer) {
    Text(pointer.ns);
    return Text(ViewOf(pointer.id.bytes));
  }
  uint64_t operator()(const Array& array) {
    for (const Value& value : array.values) Word(HashValue(value));
    return Word(array.values.size());
  }
  uint64_t operator()(const Object& object) {
    for (const Field& field : object.fields) {
      Text(field.name);
      Word(HashValue(field.value));
    }
    return Word(object.fields.size());
  }

 private:
  uint64_t Word(uint64_t word) { return hash_ = HashMix(hash_, word); }
  uint64_t Text(std::string_view text) { return hash_ = HashBytes(hash_, text); }
  uint64_t Bytes(uint8_t subtype, std::string_view bytes) {
    Word(subtype);
    return Text(bytes);
  }
  uint64_t Number(const Value& number) { return Word(internal::HashNumber(number)); }

  uint64_t hash_;
};

}  // namespace

uint64_t internal::MakeHashSecret() {
  // The system lays out program, heap and stack at random.
  const auto on_heap = std::make_unique<char>();
  const char on_stack = 0;
  uint64_t secret = 0x9e3779b97f4a7c15;
  for (const void* const address :
       {static_cast<const void*>(&kUuidSubtype), static_cast<const void*>(on_heap.get()),
        static_cast<const void*>(&on_stack)}) {
    const Uint128 product = Uint128{secret ^ reinterpret_cast<uintptr_t>(address)} *
                            uint64_t{0xbf58476d1ce4e5b9};
    secret = static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  }
  return secret;
}

uint64_t HashValue(const Value& value) {
  const auto type_class = static_cast<int64_t>(ClassOf(value));
  return std::visit(Hasher(HashMix(0, static_cast<uint64_t>(type_class))), value.storage);
}

}  // namespace delta_utils
