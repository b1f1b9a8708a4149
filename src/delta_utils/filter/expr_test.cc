// $expr and $jsonSchema as parts of a filter, on documents and on Variants.
#include <gmock/gmock.h>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/variant_matcher.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ExprFilterTest, IsTrueAsExpressionsAre) {
  const struct {
    const char* document;
    const char* filter;
    bool matches;
  } cases[] = {
      {R"({"a":5,"b":3})", R"({"$expr":{"$gt":["$a","$b"]}})", true},
      {R"({"a":2,"b":3})", R"({"$expr":{"$gt":["$a","$b"]}})", false},
      // No type bracketing, no look into arrays; missing is below null.
      {R"({"a":"x","b":3})", R"({"$expr":{"$gt":["$a","$b"]}})", true},
      {R"({"a":[1,9]})", R"({"$expr":{"$eq":["$a",9]}})", false},
      {R"({})", R"({"$expr":{"$lt":["$a",null]}})", true},
      {R"({"a":{"b":4}})", R"({"$expr":{"$eq":["$a.b",4]}})", true},
      {R"({"a":0})", R"({"$expr":"$a"})", false},
      {R"({"a":"x"})", R"({"$expr":"$a"})", true},
      {R"({"a":5,"b":3})", R"({"b":3,"$expr":{"$lt":["$a","$b"]}})", false},
      {R"({"a":5,"b":3})", R"({"$nor":[{"$expr":{"$lt":["$a","$b"]}}]})", true},
      {R"({"a":1})", R"({"$expr":{"$eq":["$$ROOT",{"a":1}]}})", true},
      {R"({"a":1})", R"({"$jsonSchema":{"required":["a"]}})", true},
      {R"({"a":1})", R"({"$jsonSchema":{"required":["b"]}})", false},
      {R"({"a":1})", R"({"$jsonSchema":{"properties":{"a":{"bsonType":"string"}}}})",
       false},
      {R"({"v":[{"a":1},{"b":1}]})",
       R"({"v":{"$elemMatch":{"$jsonSchema":{"required":["b"]}}}})", true},
  };
  for (const auto& [json, filter_json, expected] : cases) {
    const Object document = ParseDocument(json).ValueOrDie();
    const auto filter = ParseFilter(filter_json);
    ASSERT_TRUE(filter.ok()) << filter_json << filter.status().ToString();
    EXPECT_EQ(MatchesFilter(document, *filter).ValueOrDie(), expected) << filter_json;
    const VariantBytes bytes = EncodeVariant(Value(document)).ValueOrDie();
    const MetadataIndex names = MetadataIndex::Make(bytes.metadata).ValueOrDie();
    const VariantMatcher matcher(*filter);
    LeafContext context;
    EXPECT_EQ(matcher.Bind(names).Matches({bytes.value, names}, &context).ValueOrDie(),
              expected)
        << filter_json;
  }
}

TEST(ExprFilterTest, FailsWhereTheExpressionFails) {
  const Object document = ParseDocument(R"({"a":1,"b":0})").ValueOrDie();
  const Filter filter =
      ParseFilter(R"({"$expr":{"$gt":[{"$divide":["$a","$b"]},1]}})").ValueOrDie();
  const Status status = MatchesFilter(document, filter).status();
  EXPECT_EQ(KindOf(status), ErrorKind::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("$divide by zero"));
}

TEST(ExprFilterTest, StandsAtTheTopAlone) {
  for (const char* text :
       {R"({"a":{"$elemMatch":{"$expr":"$b"}}})", R"({"$expr":{"$foo":1}})",
        R"({"$jsonSchema":5})", R"({"$jsonSchema":{"foo":1}})"}) {
    EXPECT_EQ(KindOf(ParseFilter(text).status()), ErrorKind::kInvalidArgument) << text;
  }
}

TEST(ExprFilterTest, TellsTheFieldsItReads) {
  const auto fields = [](const char* text) {
    return ReferencedFields(ParseFilter(text).ValueOrDie());
  };
  EXPECT_THAT(fields(R"({"$expr":{"$gt":["$b.c","$a"]},"d":1})").names,
              ElementsAre("a", "b", "d"));
  EXPECT_FALSE(fields(R"({"$expr":{"$gt":["$b.c","$a"]}})").all);
  EXPECT_TRUE(fields(R"({"$expr":{"$eq":["$$ROOT",1]}})").all);
  EXPECT_THAT(fields(R"({"$jsonSchema":{"required":["a"]}})").names, ElementsAre("a"));
}

}  // namespace
}  // namespace delta_utils
