// The few regular expressions that random filters use, each with its meaning by hand.
#pragma once

#include <string>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils::naive {

inline bool IsOneOf(const std::string& text, const std::vector<std::string>& texts) {
  for (const std::string& one : texts) {
    if (one == text) return true;
  }
  return false;
}

/// An a, one character, a c.
inline bool HasAxC(const std::string& text, bool takes_newline) {
  for (size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] != 'a' || (text[i + 1] == '\n' && !takes_newline)) continue;
    size_t end = i + 2;
    while (end < text.size() && (text[end] & 0xC0) == 0x80) ++end;
    if (end < text.size() && text[end] == 'c') return true;
  }
  return false;
}

inline bool HasAnyOf(const std::string& text, const std::string& characters) {
  return text.find_first_of(characters) != std::string::npos;
}

struct KnownRegex {
  Regex regex;
  bool (*finds)(const std::string& text);
};

inline const std::vector<KnownRegex>& KnownRegexes() {
  static const std::vector<KnownRegex> kKnown = {
      {{"a", ""}, [](const std::string& text) { return HasAnyOf(text, "a"); }},
      {{"A", "i"}, [](const std::string& text) { return HasAnyOf(text, "aA"); }},
      {{"^a", ""}, [](const std::string& text) { return text.substr(0, 1) == "a"; }},
      {{"^b", "m"},
       [](const std::string& text) {
         return text.substr(0, 1) == "b" || text.find("\nb") != std::string::npos;
       }},
      // $ is also in front of a newline that ends the text.
      {{"b$", ""},
       [](const std::string& text) {
         return text.ends_with("b") || text.ends_with("b\n");
       }},
      {{"^ab?$", ""},
       [](const std::string& text) {
         return IsOneOf(text, {"a", "ab", "a\n", "ab\n"});
       }},
      {{"^$", ""},
       [](const std::string& text) {
         return IsOneOf(text, {"", "\n"});
       }},
      {{"a.c", ""}, [](const std::string& text) { return HasAxC(text, false); }},
      {{"a.c", "s"}, [](const std::string& text) { return HasAxC(text, true); }},
      {{"x*", ""}, [](const std::string&) { return true; }},
      {{"[0-9]", ""},
       [](const std::string& text) { return HasAnyOf(text, "0123456789"); }},
      {{"b|^A", ""},
       [](const std::string& text) {
         return HasAnyOf(text, "b") || text.substr(0, 1) == "A";
       }},
      {{"a c", "x"},
       [](const std::string& text) { return text.find("ac") != std::string::npos; }},
  };
  return kKnown;
}

inline bool Finds(const Regex& regex, const std::string& text) {
  for (const KnownRegex& known : KnownRegexes()) {
    if (known.regex == regex) return known.finds(text);
  }
  DU_UNREACHABLE("a regex of the list");
}

/// A string or symbol in which it is found, or the same regular expression.
inline bool RegexMatches(const Regex& regex, const Value* value) {
  if (value == nullptr) return false;
  if (const auto* text = value->get_if<std::string>()) return Finds(regex, *text);
  if (const auto* symbol = value->get_if<Symbol>()) return Finds(regex, symbol->text);
  return value->is<Regex>() && value->get<Regex>() == regex;
}

}  // namespace delta_utils::naive
