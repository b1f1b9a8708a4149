#include "parquedb/names.h"

#include <locale.h>
#include <wctype.h>

#include <algorithm>
#include <array>

namespace parquedb {
namespace {

constexpr std::array<std::string_view, 6> kReserved = {
    "_rest",   "_change_type",       "_commit_version", "_commit_timestamp",
    "_row_id", "_row_commit_version"};

/// Spark compares names by Java's toLowerCase, so the folding follows Unicode, not ASCII.
wint_t Lower(wint_t code) {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (locale != nullptr) return towlower_l(code, locale);
  return code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
}

}  // namespace

std::string FoldCase(std::string_view name) {
  std::u32string codes;
  for (size_t at = 0; at < name.size();) {
    auto first = static_cast<unsigned char>(name[at]);
    size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    size = std::min(size, name.size() - at);
    wint_t code = size == 1 ? first : first & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; ++i) {
      code = code << 6 | (static_cast<unsigned char>(name[at + i]) & 0x3Fu);
    }
    codes.push_back(Lower(code));
    at += size;
  }
  // Only compared, never shown: the code points' own bytes serve as well as UTF-8.
  return std::string(reinterpret_cast<const char*>(codes.data()),
                     codes.size() * sizeof(char32_t));
}

bool IsPromotableName(std::string_view name) {
  if (name.empty() || name.find('.') != std::string_view::npos) return false;
  std::string folded = FoldCase(name);
  return std::none_of(kReserved.begin(), kReserved.end(), [&](std::string_view reserved) {
    return folded == FoldCase(reserved);
  });
}

bool NeedsColumnMapping(std::string_view name) {
  return name.find_first_of(" ,;{}()\n\t=") != std::string_view::npos;
}

}  // namespace parquedb
