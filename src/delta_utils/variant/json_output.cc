#include "delta_utils/variant/json_output_internal.h"

#include <cstring>

#include "delta_utils/base/json_writer.h"
#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/word_internal.h"

namespace delta_utils::variant_internal {
namespace {

constexpr size_t kWord = sizeof(uint64_t);

/// Not zero if a byte is not to be copied as it is: control characters, quotes,
/// backslashes, and what is not ASCII, which has to be examined first.
uint64_t Unplain(uint64_t word) {
  return BytesBelow(word, 0x20) | BytesEqual(word, '"') | BytesEqual(word, '\\') |
         (word & kTopBits);
}

/// `size` < 8 bytes, and spaces behind them.
uint64_t LoadFew(const char* bytes, size_t size) {
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

}  // namespace

std::string* JsonOutput::Flush() {
  json_.append(buffer_, used_);
  used_ = 0;
  return &json_;
}

void JsonOutput::Raw(std::string_view text) {
  if (text.size() > kMaxRoom) {
    Flush()->append(text);
    return;
  }
  char* room = Room(text.size());
  text.copy(room, text.size());
  Take(room + text.size());
}

bool JsonOutput::String(std::string_view text) {
  const size_t size = text.size();
  if (size > kMaxRoom - kWord - 2) return LongString(text);
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
    return LongString(text);
  out += size;
  *out++ = '"';
  Take(out);
  return true;
}

bool JsonOutput::LongString(std::string_view text) {
  if (!IsUtf8(text)) return false;
  AppendJsonString(text, Flush());
  return true;
}

}  // namespace delta_utils::variant_internal
