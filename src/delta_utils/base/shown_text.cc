#include "delta_utils/base/shown_text.h"

#include "delta_utils/base/hex.h"

namespace delta_utils {
namespace {

uint8_t ByteOf(char c) { return static_cast<uint8_t>(c); }

/// How many bytes at `at` are a control character.
size_t ControlAt(std::string_view text, size_t at) {
  const uint8_t byte = ByteOf(text[at]);
  if (byte < 0x20 || byte == 0x7f) return 1;
  const bool is_c1 = byte == 0xc2 && at + 1 < text.size() &&
                     ByteOf(text[at + 1]) >= 0x80 && ByteOf(text[at + 1]) <= 0x9f;
  return is_c1 ? 2 : 0;
}

}  // namespace

std::string CutText(std::string text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  size_t end = max_bytes;
  while (end > 0 && (ByteOf(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text + "...";
}

std::string EscapeControls(std::string_view text) {
  std::string shown;
  for (size_t i = 0; i < text.size();) {
    const size_t control = ControlAt(text, i);
    for (size_t k = 0; k < control; ++k) shown += "\\x" + ToHex(text.substr(i + k, 1));
    if (control == 0) shown += text[i];
    i += control == 0 ? 1 : control;
  }
  return shown;
}

}  // namespace delta_utils
