// Text as the operators need it: characters of UTF-8, and values as text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils::internal {

/// Whether a byte is not the first of its character.
inline bool IsContinuation(char c) { return (c & 0xC0) == 0x80; }
/// Bytes of the first character of `text`, which is not empty.
size_t FirstCharacterSize(std::string_view text);
size_t CountCharacters(std::string_view text);
/// Where the character of that number begins; the end, if there are not so many.
size_t OffsetOfCharacter(std::string_view text, size_t number);

/// As $toString: "2012-12-24T12:15:30.501Z", "1e+100", ...; nullopt for what has no text.
/// A date whose year has not four digits is an error.
Result<std::optional<std::string>> TextOf(const Value& value);
/// What string operators make of an operand: "" of nullish ones.
Result<std::string> CoercedText(const Value& value);

/// "2012-12-24T12:15:30.501Z"; an error for years beyond 0..9999.
Result<std::string> IsoTextOf(const Date& date);

}  // namespace delta_utils::internal
