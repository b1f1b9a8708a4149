// The scalars of Extended JSON: the texts inside type wrappers, and JSON numbers.
//
// Every function is strict: it takes the whole text or fails with kind InvalidArgument
// and a message that names the wrapper, without a path (the parser knows it).
#pragma once

#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils::internal {

/// A JSON number token: int32, int64 or double, by the rules in ext_json.h.
Result<Value> ParseJsonNumber(std::string_view token);
/// A JSON number token that must be a whole number from `least` to `most`.
Result<int64_t> ParseJsonInteger(std::string_view token, int64_t least, int64_t most);

Result<Value> ParseNumberInt(std::string_view text);
Result<Value> ParseNumberLong(std::string_view text);
Result<Value> ParseNumberDouble(std::string_view text);
Result<Value> ParseNumberDecimal(std::string_view text);
Result<Value> ParseObjectId(std::string_view text);
Result<Value> ParseUuid(std::string_view text);
Result<Value> ParseBinary(std::string_view base64, std::string_view subtype);
Result<Value> ParseRegex(std::string_view pattern, std::string_view options);

}  // namespace delta_utils::internal
