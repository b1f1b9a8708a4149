// $split, $trim, $ltrim, $rtrim, $replaceOne, $replaceAll: text cut and put together.
// MongoDB manual, "String Expression Operators".
#include <algorithm>

#include "delta_utils/expression/operator_internal.h"
#include "delta_utils/expression/text_internal.h"

namespace delta_utils::internal {
namespace {

Result<Value> Split(Operands* operands) {
  const Value& input = (*operands)[0];
  const Value& token = (*operands)[1];
  if (IsNullish(input) || IsNullish(token)) return Value(Null{});
  if (!input.is<std::string>()) {
    return operands->Fail(
        " requires an expression that evaluates to a string as a first "
        "argument, found: " +
        std::string(NameOfType(input)));
  }
  if (!token.is<std::string>()) {
    return operands->Fail(
        " requires an expression that evaluates to a string as a second "
        "argument, found: " +
        std::string(NameOfType(token)));
  }
  const std::string_view separator = token.get<std::string>();
  if (separator.empty()) return operands->Fail(" requires a non-empty separator");
  std::string_view rest = input.get<std::string>();
  Held held(operands->budget());
  Array pieces;
  while (true) {
    const size_t at = rest.find(separator);
    ARROW_RETURN_NOT_OK(held.Add(sizeof(Value)));
    pieces.values.emplace_back(rest.substr(0, at));
    if (at == std::string_view::npos) return Value(std::move(pieces));
    rest.remove_prefix(at + separator.size());
  }
}

/// A set of characters, in the order of their bytes.
class CharacterSet {
 public:
  explicit CharacterSet(std::string_view characters) {
    while (!characters.empty()) {
      const size_t size = FirstCharacterSize(characters);
      characters_.push_back(characters.substr(0, size));
      characters.remove_prefix(size);
    }
    std::sort(characters_.begin(), characters_.end());
  }
  bool contains(std::string_view character) const {
    return std::binary_search(characters_.begin(), characters_.end(), character);
  }

 private:
  std::vector<std::string_view> characters_;
};

/// What is trimmed without 'chars': the manual's list of white space, NUL among it.
constexpr std::string_view kBlanks{
    "\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a",
    7 + 2 + 12 * 3};

std::string_view TrimFront(std::string_view text, const CharacterSet& characters) {
  while (!text.empty()) {
    const size_t size = FirstCharacterSize(text);
    if (!characters.contains(text.substr(0, size))) break;
    text.remove_prefix(size);
  }
  return text;
}

std::string_view TrimBack(std::string_view text, const CharacterSet& characters) {
  while (!text.empty()) {
    size_t begin = text.size() - 1;
    while (begin > 0 && IsContinuation(text[begin])) --begin;
    if (!characters.contains(text.substr(begin))) break;
    text = text.substr(0, begin);
  }
  return text;
}

Result<Value> TrimText(Operands* operands, bool front, bool back) {
  const Value& input = (*operands)[0];
  const Value& chars = (*operands)[1];
  if (IsNullish(input)) return Value(Null{});
  if (!input.is<std::string>()) {
    return operands->Fail(" requires its input to be a string, got " + Shown(input) +
                          " (of type " + std::string(NameOfType(input)) + ") instead.");
  }
  if (operands->is_given(1) && IsNullish(chars)) return Value(Null{});
  if (operands->is_given(1) && !chars.is<std::string>()) {
    return operands->Fail(" requires 'chars' to be a string, got " + Shown(chars) +
                          " (of type " + std::string(NameOfType(chars)) + ") instead.");
  }
  const CharacterSet characters(
      operands->is_given(1) ? std::string_view(chars.get<std::string>()) : kBlanks);
  std::string_view text = input.get<std::string>();
  if (front) text = TrimFront(text, characters);
  if (back) text = TrimBack(text, characters);
  return Value(text);
}

Result<Value> Trim(Operands* operands) { return TrimText(operands, true, true); }
Result<Value> TrimLeft(Operands* operands) { return TrimText(operands, true, false); }
Result<Value> TrimRight(Operands* operands) { return TrimText(operands, false, true); }

/// An empty `find` stands before each character and at the end.
Result<Value> ReplaceText(Operands* operands, bool all) {
  static constexpr const char* kNames[] = {"input", "find", "replacement"};
  bool is_null = false;
  for (size_t i = 0; i < 3; ++i) {
    const Value& value = (*operands)[i];
    is_null = is_null || IsNullish(value);
    if (IsNullish(value) || value.is<std::string>()) continue;
    return operands->Fail(std::string(" requires that '") + kNames[i] +
                          "' be a string, found: " + Shown(value));
  }
  if (is_null) return Value(Null{});
  std::string_view rest = (*operands)[0].get<std::string>();
  const std::string_view find = (*operands)[1].get<std::string>();
  const std::string_view replacement = (*operands)[2].get<std::string>();
  std::string text;
  while (true) {
    const size_t at = rest.find(find);
    if (at == std::string_view::npos) break;
    ARROW_RETURN_NOT_OK(CheckStringSize(operands->name(),
                                        text.size() + rest.size() + replacement.size()));
    text += rest.substr(0, at);
    text += replacement;
    rest.remove_prefix(at + find.size());
    if (!all || (find.empty() && rest.empty())) break;
    if (find.empty()) {
      const size_t size = FirstCharacterSize(rest);
      text += rest.substr(0, size);
      rest.remove_prefix(size);
    }
  }
  text += rest;
  return Value(std::move(text));
}

Result<Value> ReplaceOne(Operands* operands) { return ReplaceText(operands, false); }
Result<Value> ReplaceAll(Operands* operands) { return ReplaceText(operands, true); }

}  // namespace

std::span<const Operator> EditOperators() {
  static constexpr Parameter kTrim[] = {{"input", true}, {"chars"}};
  static constexpr Parameter kReplace[] = {
      {"input", true}, {"find", true}, {"replacement", true}};
  static constexpr Operator kOperators[] = {
      {"$split", Split, 2, 2},
      {"$trim", Trim, 1, 1, kTrim},
      {"$ltrim", TrimLeft, 1, 1, kTrim},
      {"$rtrim", TrimRight, 1, 1, kTrim},
      {"$replaceOne", ReplaceOne, 1, 1, kReplace},
      {"$replaceAll", ReplaceAll, 1, 1, kReplace},
  };
  return kOperators;
}

}  // namespace delta_utils::internal
