// The parts of the filter's parser: what each operator takes.
//
// Every function gets the path it stands at, for messages, and returns InvalidArgument or
// Unsupported with that path and the operator in the message.
#pragma once

#include <string_view>
#include <vector>

#include "delta_utils/filter/filter.h"

namespace delta_utils::filter_internal {

inline constexpr int kMaxLevels = 100;

/// "a.b: $in needs an array: 5"; a long operand is cut.
Status WrongOperand(std::string_view path, std::string_view message,
                    const Value& operand);
Status NotSupported(std::string_view path, std::string_view feature);

Filter Conjunction(std::vector<Filter> clauses);
Filter Negation(Filter filter);

/// $ref, $id or $db: fields of a DBRef, wherever they stand.
bool IsReferencePart(std::string_view name);
/// Whether `object` says what to find instead of being it. A DBRef is a plain value,
/// although its names begin with $.
bool HoldsOperators(const Object& object);
bool IsReference(const Object& object);

/// {path: {operators}}; `level` counts the nesting.
Result<Filter> ParseOperators(std::string_view path, const Object& operators, int level);
/// A whole filter inside another. `is_top` allows what only the document itself has.
Result<Filter> ParseClauses(const Object& filter, int level, bool is_top);

Result<Filter> ParseComparison(std::string_view path, std::string_view op, CompareOp kind,
                               const Value& operand);
Result<Filter> ParseIn(std::string_view path, std::string_view op, const Value& operand);
Result<Filter> ParseType(std::string_view path, const Value& operand);
Result<Filter> ParseSize(std::string_view path, const Value& operand);
Result<Filter> ParseMod(std::string_view path, const Value& operand);
Result<Filter> ParseBits(std::string_view path, std::string_view op, BitsTest::Kind kind,
                         const Value& operand);
/// `options` is the sibling $options, nullptr if there is none.
Result<Filter> ParseRegex(std::string_view path, const Value& operand,
                          const Value* options);
Result<Filter> ParseAll(std::string_view path, const Value& operand, int level);
Result<Filter> ParseElementMatch(std::string_view path, const Value& operand, int level);

}  // namespace delta_utils::filter_internal
