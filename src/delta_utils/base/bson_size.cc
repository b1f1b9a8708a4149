#include <type_traits>

#include "delta_utils/base/value.h"

namespace delta_utils {
namespace {

constexpr int64_t kDocumentFrame = 5;  // int32 length, closing NUL
constexpr int64_t kStringFrame = 5;    // int32 length, closing NUL
constexpr int64_t kBinaryFrame = 5;    // int32 length, subtype
constexpr uint8_t kOldBinary = 2;      // repeats the length inside its payload

template <typename... Fs>
struct Overload : Fs... {
  using Fs::operator()...;
};
template <typename... Fs>
Overload(Fs...) -> Overload<Fs...>;  // clang 16 does not deduce it

int64_t Length(const std::string& text) { return static_cast<int64_t>(text.size()); }

int64_t PayloadSize(const Value& value);

/// Elements are stored under their index in decimal.
int64_t ArraySize(const Array& array) {
  int64_t size = kDocumentFrame;
  int64_t digits = 1;
  size_t next_power = 10;
  for (size_t i = 0; i < array.values.size(); ++i) {
    if (i == next_power) {
      ++digits;
      next_power *= 10;
    }
    size += 1 + digits + 1 + PayloadSize(array.values[i]);
  }
  return size;
}

int64_t BinarySize(const Binary& binary) {
  return kBinaryFrame + (binary.subtype == kOldBinary ? 4 : 0) + Length(binary.bytes);
}

int64_t PayloadSize(const Value& value) {
  return std::visit(
      Overload{
          [](const Null&) -> int64_t { return 0; },
          [](const Undefined&) -> int64_t { return 0; },
          [](const MinKey&) -> int64_t { return 0; },
          [](const MaxKey&) -> int64_t { return 0; },
          [](bool) -> int64_t { return 1; },
          [](int32_t) -> int64_t { return 4; },
          [](int64_t) -> int64_t { return 8; },
          [](double) -> int64_t { return 8; },
          [](const Decimal128&) -> int64_t { return 16; },
          [](const std::string& text) { return kStringFrame + Length(text); },
          [](const Binary& binary) { return BinarySize(binary); },
          [](const ObjectId&) -> int64_t { return 12; },
          [](const Uuid&) { return kBinaryFrame + 16; },
          [](const Date&) -> int64_t { return 8; },
          [](const Timestamp&) -> int64_t { return 8; },
          [](const Regex& r) { return Length(r.pattern) + 1 + Length(r.options) + 1; },
          [](const JavaScript& script) { return kStringFrame + Length(script.code); },
          [](const JavaScriptWithScope& script) {
            return 4 + kStringFrame + Length(script.code) + BsonSize(script.scope);
          },
          [](const Symbol& symbol) { return kStringFrame + Length(symbol.text); },
          [](const DbPointer& pointer) { return kStringFrame + Length(pointer.ns) + 12; },
          [](const Array& array) { return ArraySize(array); },
          [](const Object& object) { return BsonSize(object); },
      },
      value.storage);
}

}  // namespace

int64_t BsonSize(const Object& document) {
  int64_t size = kDocumentFrame;
  for (const Field& field : document.fields) {
    size += 1 + Length(field.name) + 1 + PayloadSize(field.value);
  }
  return size;
}

}  // namespace delta_utils
