// For the tests of operators: rows of an expression, a document and what comes out.
#pragma once

#include <gmock/gmock.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/expression/expression.h"

namespace delta_utils::internal {

struct ExpressionCase {
  std::string_view expression;  // Extended JSON
  std::string_view expected;  // canonical Extended JSON, "missing", or an error's message
  std::string_view document = "{}";
};

/// What the expression gives as canonical Extended JSON, "missing", or the message of its
/// error behind "error: ".
inline std::string Outcome(std::string_view expression, std::string_view document) {
  ExtJsonLimits limits;
  limits.max_depth = 1000;  // an expression's own limit comes first
  const Result<Value> parsed = ParseExtJson(expression, limits);
  EXPECT_TRUE(parsed.ok()) << expression << parsed.status().ToString();
  const Result<Object> source = ParseDocument(document);
  EXPECT_TRUE(source.ok()) << document << source.status().ToString();
  if (!parsed.ok() || !source.ok()) return "not JSON";
  const auto made = Expression::Parse(*parsed);
  if (!made.ok()) return "error: " + made.status().message();
  ObjectSource object(*source);
  const Result<Value> value = (*made)->Evaluate(object);
  if (!value.ok()) return "error: " + value.status().message();
  if (value->is<Undefined>()) return "missing";
  return ToExtJson(*value, ExtJsonMode::kCanonical);
}

/// `expected` may be relaxed: whole numbers are then int32.
inline void ExpectOutcomes(std::initializer_list<ExpressionCase> cases) {
  for (const auto& [expression, expected, document] : cases) {
    std::string text(expected);
    if (!expected.starts_with("error: ") && expected != "missing") {
      const Result<Value> value = ParseExtJson(expected);
      ASSERT_TRUE(value.ok()) << expected << value.status().ToString();
      text = ToExtJson(*value, ExtJsonMode::kCanonical);
    }
    EXPECT_EQ(Outcome(expression, document), text) << expression << " of " << document;
  }
}

}  // namespace delta_utils::internal
