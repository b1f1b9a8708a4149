// $concat, $toLower, $toUpper, $strcasecmp, $strLenBytes, $strLenCP, $substrBytes (also
// $substr), $substrCP, $indexOfBytes, $indexOfCP.
// MongoDB manual, "String Expression Operators".
#include <algorithm>

#include "delta_utils/expression/number_internal.h"
#include "delta_utils/expression/operator_internal.h"
#include "delta_utils/expression/text_internal.h"

namespace delta_utils::internal {
namespace {

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
char Upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

Result<Value> Concat(Operands* operands) {
  std::string text;
  for (size_t i = 0; i < operands->size(); ++i) {
    const Value& operand = (*operands)[i];
    if (IsNullish(operand)) return Value(Null{});
    const std::string* part = operand.get_if<std::string>();
    if (part == nullptr) {
      return operands->Fail(" only supports strings, not " +
                            std::string(NameOfType(operand)));
    }
    ARROW_RETURN_NOT_OK(CheckStringSize(operands->name(), text.size() + part->size()));
    text += *part;
  }
  return Value(std::move(text));
}

Result<Value> MapCharacters(Operands* operands, char (*function)(char)) {
  ARROW_ASSIGN_OR_RAISE(std::string text, CoercedText((*operands)[0]));
  std::transform(text.begin(), text.end(), text.begin(), function);
  return Value(std::move(text));
}

Result<Value> ToLower(Operands* operands) { return MapCharacters(operands, Lower); }
Result<Value> ToUpper(Operands* operands) { return MapCharacters(operands, Upper); }

Result<Value> CompareCaseless(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(std::string a, CoercedText((*operands)[0]));
  ARROW_ASSIGN_OR_RAISE(std::string b, CoercedText((*operands)[1]));
  std::transform(a.begin(), a.end(), a.begin(), Upper);
  std::transform(b.begin(), b.end(), b.begin(), Upper);
  const int order = a.compare(b);
  return Value(int32_t{order < 0 ? -1 : (order > 0 ? 1 : 0)});
}

Result<Value> Length(Operands* operands, size_t (*count)(std::string_view)) {
  const std::string* text = (*operands)[0].get_if<std::string>();
  if (text == nullptr) {
    return operands->Fail(" requires a string argument, found: " +
                          std::string(NameOfType((*operands)[0])));
  }
  return MakeInteger(static_cast<int64_t>(count(*text)), ValueType::kInt32);
}

Result<Value> LengthInBytes(Operands* operands) {
  return Length(operands, [](std::string_view text) { return text.size(); });
}
Result<Value> LengthInCharacters(Operands* operands) {
  return Length(operands, CountCharacters);
}

Result<int64_t> SubstringNumber(Operands* operands, size_t i, const char* what) {
  const Value& value = (*operands)[i];
  if (!value.is_number()) {
    return operands->Fail(std::string(":  ") + what +
                          " must be a numeric type (is BSON type " +
                          std::string(NameOfType(value)) + ")");
  }
  const std::optional<int64_t> number = TruncatedInteger(value);
  if (!number) return operands->Fail(std::string(":  ") + what + " is beyond a long");
  return *number;
}

Result<Value> SubstringInBytes(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(std::string text, CoercedText((*operands)[0]));
  ARROW_ASSIGN_OR_RAISE(const int64_t start,
                        SubstringNumber(operands, 1, "starting index"));
  ARROW_ASSIGN_OR_RAISE(const int64_t length, SubstringNumber(operands, 2, "length"));
  if (start < 0) {
    return operands->Fail(
        ": starting index must be non-negative (got: " + std::to_string(start) + ")");
  }
  const size_t begin = static_cast<size_t>(start);
  if (begin >= text.size()) return Value("");
  const size_t rest = text.size() - begin;
  const size_t size = length < 0 ? rest : std::min(rest, static_cast<size_t>(length));
  if (IsContinuation(text[begin])) {
    return operands->Fail(
        ":  Invalid range, starting index is in the middle of a UTF-8 character.");
  }
  if (begin + size < text.size() && IsContinuation(text[begin + size])) {
    return operands->Fail(
        ":  Invalid range, ending index is in the middle of a UTF-8 character.");
  }
  return Value(text.substr(begin, size));
}

Result<size_t> CharacterNumber(Operands* operands, size_t i, const char* what) {
  const Value& value = (*operands)[i];
  const std::string prefix = std::string(": ") + what;
  if (!value.is_number()) {
    return operands->Fail(prefix + " must be a numeric type (is BSON type " +
                          std::string(NameOfType(value)) + ")");
  }
  const std::optional<int32_t> number = WholeInt32(value);
  if (!number) {
    return operands->Fail(
        prefix + " cannot be represented as a 32-bit integral value: " + Shown(value));
  }
  if (*number < 0) return operands->Fail(prefix + " must be a nonnegative integer.");
  return static_cast<size_t>(*number);
}

Result<Value> SubstringInCharacters(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const std::string text, CoercedText((*operands)[0]));
  ARROW_ASSIGN_OR_RAISE(const size_t start,
                        CharacterNumber(operands, 1, "starting index"));
  ARROW_ASSIGN_OR_RAISE(const size_t length, CharacterNumber(operands, 2, "length"));
  std::string_view rest = text;
  rest.remove_prefix(OffsetOfCharacter(rest, start));
  return Value(rest.substr(0, OffsetOfCharacter(rest, length)));
}

Status CheckIsString(Operands* operands, size_t i, const char* which) {
  if ((*operands)[i].is<std::string>()) return Status::OK();
  return operands->Fail(std::string(" requires a string as the ") + which +
                        " argument, found: " + std::string(NameOfType((*operands)[i])));
}

Result<Value> IndexOfText(Operands* operands, bool by_character) {
  if (IsNullish((*operands)[0])) return Value(Null{});
  ARROW_RETURN_NOT_OK(CheckIsString(operands, 0, "first"));
  ARROW_RETURN_NOT_OK(CheckIsString(operands, 1, "second"));
  const std::string_view text = (*operands)[0].get<std::string>();
  const std::string_view token = (*operands)[1].get<std::string>();
  const size_t size = by_character ? CountCharacters(text) : text.size();
  ARROW_ASSIGN_OR_RAISE(const size_t start, SearchBound(operands, 2, 0));
  ARROW_ASSIGN_OR_RAISE(size_t end, SearchBound(operands, 3, size));
  end = std::min(end, size);
  if (start > end) return Value(int32_t{-1});
  const size_t from = by_character ? OffsetOfCharacter(text, start) : start;
  const size_t to = by_character ? OffsetOfCharacter(text, end) : end;
  const size_t at = text.substr(0, to).find(token, from);
  if (at == std::string_view::npos) return Value(int32_t{-1});
  const size_t index = by_character ? CountCharacters(text.substr(0, at)) : at;
  return MakeInteger(static_cast<int64_t>(index), ValueType::kInt32);
}

Result<Value> IndexInBytes(Operands* operands) { return IndexOfText(operands, false); }
Result<Value> IndexInCharacters(Operands* operands) {
  return IndexOfText(operands, true);
}

}  // namespace

std::span<const Operator> StringOperators() {
  static constexpr Operator kOperators[] = {
      {"$concat", Concat, 0, kAnyNumber},
      {"$toLower", ToLower},
      {"$toUpper", ToUpper},
      {"$strcasecmp", CompareCaseless, 2, 2},
      {"$strLenBytes", LengthInBytes},
      {"$strLenCP", LengthInCharacters},
      {"$substr", SubstringInBytes, 3, 3},
      {"$substrBytes", SubstringInBytes, 3, 3},
      {"$substrCP", SubstringInCharacters, 3, 3},
      {"$indexOfBytes", IndexInBytes, 2, 4},
      {"$indexOfCP", IndexInCharacters, 2, 4},
  };
  return kOperators;
}

}  // namespace delta_utils::internal
