// JSON text on its way into a string.
//
//   char buffer[JsonOutput::kSize];
//   JsonOutput out(buffer, &json);
//   out.Put('['); out.String("Ada"); out.Put(']');
//   out.Flush();
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "delta_utils/variant/word_internal.h"

namespace delta_utils::variant_internal {

/// Collects what is short, so that the string is appended to rarely. All but what is rare
/// is inlined: where the compiler sees that nothing else points to a JsonOutput, its
/// parts stay in registers.
class JsonOutput {
 public:
  static constexpr size_t kSize = 4096;
  static constexpr size_t kMaxRoom = 1024;

  /// `buffer` has kSize characters.
  JsonOutput(char* buffer, std::string* json)
      : json_(json), begin_(buffer), at_(buffer) {}

  /// Room for `size` <= kMaxRoom characters, to be written to and then given to Take.
  char* Room(size_t size) {
    if (at_ + size > begin_ + kSize) [[unlikely]]
      Flush();
    return at_;
  }
  void Take(char* end) { at_ = end; }

  void Put(char c) {
    *Room(1) = c;
    ++at_;
  }
  void Raw(std::string_view text) {
    if (text.size() > kMaxRoom) {
      Flush()->append(text);
    } else {
      std::memcpy(Room(text.size()), text.data(), text.size());
      at_ += text.size();
    }
  }
  /// In quotes, with escapes. False: it is not UTF-8.
  [[gnu::always_inline]] bool String(std::string_view text);
  /// The text itself behind what was put before; for those who append to it themselves.
  std::string* Flush() {
    json_->append(begin_, static_cast<size_t>(at_ - begin_));
    at_ = begin_;
    return json_;
  }

 private:
  static constexpr size_t kWord = sizeof(uint64_t);

  static uint64_t LoadFew(const char* bytes, size_t size);
  static bool AppendString(std::string_view text, std::string* json);

  std::string* json_;
  char* begin_;
  char* at_;
};

/// `size` < 8 bytes, and spaces behind them.
inline uint64_t JsonOutput::LoadFew(const char* bytes, size_t size) {
  uint64_t word = kLowBits * ' ';
  // A copy of a size that is not known costs a call.
  if (size >= 4) {
    uint32_t first;
    uint32_t last;
    std::memcpy(&first, bytes, 4);
    std::memcpy(&last, bytes + size - 4, 4);
    word = word << (8 * size - 1) << 1;
    return word | first | uint64_t{last} << (8 * (size - 4));
  }
  for (size_t i = size; i-- > 0;) {
    word = word << 8 | static_cast<uint8_t>(bytes[i]);
  }
  return word;
}

inline bool JsonOutput::String(std::string_view text) {
  const size_t size = text.size();
  if (size > kMaxRoom - kWord - 2) [[unlikely]]
    return AppendString(text, Flush());
  char* out = Room(size + kWord + 2);
  const char* in = text.data();
  *out++ = '"';
  uint64_t unplain = 0;
  if (size < kWord) {
    const uint64_t word = LoadFew(in, size);
    unplain = Unplain(word);
    std::memcpy(out, &word, kWord);
  } else {
    // The last word may overlap the one before.
    for (size_t i = 0; i + kWord < size; i += kWord) {
      const uint64_t word = LoadWord(in + i);
      unplain |= Unplain(word);
      std::memcpy(out + i, &word, kWord);
    }
    const uint64_t word = LoadWord(in + size - kWord);
    unplain |= Unplain(word);
    std::memcpy(out + size - kWord, &word, kWord);
  }
  if (unplain != 0) [[unlikely]]
    return AppendString(text, Flush());
  out[size] = '"';
  at_ = out + size + 1;
  return true;
}

}  // namespace delta_utils::variant_internal
