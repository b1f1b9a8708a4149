// Names and values as SQL has them.
#pragma once

#include <string>
#include <string_view>

#include "delta_utils/filter/column_predicate.h"
#include "delta_utils/filter/sql_filter.h"

namespace delta_utils::filter_internal {

/// In backticks or double quotes.
Result<std::string> SqlName(std::string_view name, SqlDialect dialect);
/// `value`, an operand of a predicate on `column`.
std::string SqlLiteral(const Value& value, const TypedColumn& column, SqlDialect dialect);
std::string SqlText(std::string_view text, SqlDialect dialect);
std::string SqlInteger(int64_t value);

}  // namespace delta_utils::filter_internal
