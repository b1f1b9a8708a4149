#include <gmock/gmock.h>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/filter/filter.h"

namespace delta_utils {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Filter Parsed(std::string_view text) {
  Result<Filter> filter = ParseFilter(text);
  EXPECT_TRUE(filter.ok()) << text << filter.status().ToString();
  return filter.ok() ? *std::move(filter) : Filter{};
}

TEST(ParseFilterTest, GivesTheSmallestTree) {
  const Filter equal{Comparison{"a.b", CompareOp::kEq, int32_t{1}}};
  const Filter less{Comparison{"a.b", CompareOp::kLt, "x"}};
  const Filter exists{FieldExists{"c"}};
  const Filter in{In{"d", {Null{}, int32_t{1}, int32_t{2}}, true}};
  using Kind = Logical::Kind;
  const struct {
    const char* text;
    Filter filter;
  } cases[] = {
      {"{}", {Logical{Kind::kAnd, {}}}},
      {R"({"a.b":1})", equal},
      {R"({"a.b":{"$eq":1}})", equal},
      {R"({"a.b":{"$eq":1,"$lt":"x"}})", {Logical{Kind::kAnd, {equal, less}}}},
      {R"({"a.b":{"$lt":"x"},"c":{"$exists":true}})",
       {Logical{Kind::kAnd, {less, exists}}}},
      {R"({"a.b":{"$ne":1}})", {Logical{Kind::kNor, {equal}}}},
      {R"({"c":{"$exists":false}})", {Logical{Kind::kNor, {exists}}}},
      {R"({"d":{"$in":[2,null,1,2.0]}})", in},
      {R"({"d":{"$nin":[1,2,null]}})", {Logical{Kind::kNor, {in}}}},
      {R"({"a.b":{"$not":{"$eq":1}}})", {Logical{Kind::kNor, {equal}}}},
      {R"({"$or":[{"a.b":1},{"c":{"$exists":1}}]})",
       {Logical{Kind::kOr, {equal, exists}}}},
      {R"({"$comment":"x"})", {Logical{Kind::kAnd, {}}}},
  };
  for (const auto& [text, filter] : cases) EXPECT_EQ(Parsed(text), filter) << text;
}

struct Refusal {
  const char* text;
  const char* path;
  const char* message;
};

void ExpectRefusals(ErrorKind kind, std::initializer_list<Refusal> refusals) {
  for (const auto& [text, path, message] : refusals) {
    const Status status = ParseFilter(text).status();
    ASSERT_FALSE(status.ok()) << text;
    EXPECT_EQ(KindOf(status), kind) << text << status.ToString();
    ASSERT_NE(DetailOf(status), nullptr) << text;
    EXPECT_EQ(DetailOf(status)->path(), path) << text;
    EXPECT_THAT(status.message(), HasSubstr(message)) << text;
  }
}

TEST(ParseFilterTest, RefusesUnknownOperators) {
  ExpectRefusals(ErrorKind::kInvalidArgument,
                 {
                     {R"({"$foo":1})", "", "$foo"},
                     {R"({"a.b":{"$foo":1}})", "a.b", "$foo"},
                     {R"({"a":{"$and":[{"b":1}]}})", "a", "$and"},
                     {R"({"a":{"$not":{"$foo":1}}})", "a", "$foo"},
                     {R"({"$or":[{"b":1},{"a":{"$foo":1}}]})", "$or.1", "a: unknown"},
                     {R"({"a":{"$comment":"x"}})", "a", "$comment"},
                     {R"({"$gt":1})", "", "$gt"},
                     {R"({"a":{"$":1}})", "a", "unknown operator: $"},
                 });
}

TEST(ParseFilterTest, RefusesOperandsOfTheWrongType) {
  constexpr char kDeepPath[] = "a.0.0.0.0.0.0.0.0.0.0.0";
  ExpectRefusals(
      ErrorKind::kInvalidArgument,
      {
          {R"({"$and":[]})", "", "$and"},
          {R"({"$or":{"a":1}})", "", "$or"},
          {R"({"$nor":1})", "", "$nor"},
          {R"({"$or":[{"a":1},5]})", "", "entries need to be full objects: 5"},
          {R"({"a":{"$in":1}})", "a", "$in needs an array: 1"},
          {R"({"a":{"$nin":{"b":1}}})", "a", "$nin needs an array: {\"b\":1}"},
          {R"({"a":{"$in":[{"$gt":1}]}})", "a", "cannot nest $ under $in: $gt"},
          {R"({"a":{"$in":[{"$undefined":true}]}})", "a",
           "$in cannot compare to undefined"},
          {R"({"a":{"$not":5}})", "a", "$not"},
          {R"({"a":{"$not":{}}})", "a", "$not"},
          {R"({"a":{"$not":{"b":1}}})", "a", "unknown operator: b"},
          {R"({"a":{"$undefined":true}})", "a", "undefined"},
          {R"({"a":{"$gt":{"$undefined":true}}})", "a",
           "$gt cannot compare to undefined"},
          {R"({"a":{"$ne":{"$regularExpression":{"pattern":"x","options":""}}}})", "a",
           "can't have a regular expression as operand of $ne"},
          {R"({"a":{"$lte":{"$regularExpression":{"pattern":"x","options":""}}}})", "a",
           "$lte"},
          {R"({"a":{"$gt":1,"b":2}})", "a", "unknown operator: b"},
          {R"({"a":{"$ref":"c","$gt":1}})", "a", "$ref"},
          {R"({"a.0.0.0.0.0.0.0.0.0.0.0":1})", kDeepPath, "10 numeric parts"},
      });
}

TEST(ParseFilterTest, RefusesOperandsOfTypeSizeModAndBits) {
  ExpectRefusals(
      ErrorKind::kInvalidArgument,
      {
          {R"({"a":{"$type":"strin"}})", "a", "unknown type name alias: strin"},
          {R"({"a":{"$type":20}})", "a", "invalid numerical type code: 20"},
          {R"({"a":{"$type":1.5}})", "a", "invalid numerical type code"},
          {R"({"a":{"$type":[]}})", "a", "$type must match at least one type"},
          {R"({"a":{"$type":["int",null]}})", "a", "a number or a string: null"},
          {R"({"a":{"$size":"x"}})", "a", "failed to parse $size"},
          {R"({"a":{"$size":1.5}})", "a", "failed to parse $size"},
          {R"({"a":{"$size":-1}})", "a", "non-negative number: -1"},
          {R"({"a":{"$mod":4}})", "a", "malformed mod, needs to be an array"},
          {R"({"a":{"$mod":[4]}})", "a", "malformed mod, not enough elements"},
          {R"({"a":{"$mod":[4,1,2]}})", "a", "malformed mod, too many elements"},
          {R"({"a":{"$mod":[0,1]}})", "a", "$mod: divisor cannot be 0"},
          {R"({"a":{"$mod":[0.5,1]}})", "a", "$mod: divisor cannot be 0"},
          {R"({"a":{"$mod":["4",1]}})", "a", "malformed mod, divisor value is invalid"},
          {R"({"a":{"$mod":[4,{"$numberDouble":"NaN"}]}})", "a",
           "malformed mod, remainder value is invalid"},
          {R"({"a":{"$mod":[1e300,0]}})", "a", "malformed mod, divisor"},
          {R"({"a":{"$bitsAllSet":-1}})", "a", "$bitsAllSet: expected a non-negative"},
          {R"({"a":{"$bitsAnySet":1.5}})", "a", "$bitsAnySet: expected a non-negative"},
          {R"({"a":{"$bitsAllClear":[-1]}})", "a", "$bitsAllClear: bit positions"},
          {R"({"a":{"$bitsAnyClear":[2147483648]}})", "a",
           "$bitsAnyClear: bit positions"},
          {R"({"a":{"$bitsAllSet":"x"}})", "a", "$bitsAllSet takes an array"},
      });
}

TEST(ParseFilterTest, RefusesOperandsOfRegexAndArrays) {
  ExpectRefusals(
      ErrorKind::kInvalidArgument,
      {
          {R"({"a":{"$regex":5}})", "a", "$regex has to be a string: 5"},
          {R"({"a":{"$regex":"x","$options":5}})", "a", "$options has to be a string"},
          {R"({"a":{"$options":"i"}})", "a", "$options needs a $regex"},
          {R"({"a":{"$regex":"x","$options":"q"}})", "a",
           "invalid flag in regex options: q"},
          {R"({"a":{"$regex":"(x"}})", "a", "regular expression is invalid"},
          {R"({"a":{"$regex":"x\u0000y"}})", "a", "null byte"},
          {R"({"a":{"$regex":{"$regularExpression":{"pattern":"x","options":"i"}},
                    "$options":"m"}})",
           "a", "options set in both $regex and $options"},
          {R"({"a":{"$in":[{"$regularExpression":{"pattern":"(","options":""}}]}})", "a",
           "regular expression is invalid"},
          {R"({"a":{"$all":1}})", "a", "$all needs an array: 1"},
          {R"({"a":{"$all":[{"$gt":1}]}})", "a", "no $ expressions in $all"},
          {R"({"a":{"$all":[{"$elemMatch":{"b":1}},2]}})", "a", "has to be consistent"},
          {R"({"a":{"$all":[2,{"$elemMatch":{"b":1}}]}})", "a", "has to be consistent"},
          {R"({"a":{"$elemMatch":1}})", "a", "$elemMatch needs an Object: 1"},
          {R"({"a":{"$elemMatch":{"$foo":1}}})", "$elemMatch",
           "a: unknown operator: $foo"},
          {R"({"a":{"$elemMatch":{"b":{"$foo":1}}}})", "a.$elemMatch",
           "b: unknown operator: $foo"},
      });
}

TEST(ParseFilterTest, CutsALongOperandInAMessage) {
  const std::string text = R"({"a":{"$in":")" + std::string(1000, 'x') + R"("}})";
  const Status status = ParseFilter(text).status();
  EXPECT_THAT(status.message(), HasSubstr("xxx..."));
  EXPECT_LT(status.message().size(), 200U);
}

TEST(ParseFilterTest, NamesWhatIsNotSupported) {
  ExpectRefusals(ErrorKind::kUnsupported,
                 {
                     {R"({"a":{"$near":[0,0]}})", "a", "$near"},
                     {R"({"a":{"$geoWithin":{}}})", "a", "$geoWithin"},
                     {R"({"$text":{"$search":"x"}})", "", "$text"},
                     {R"({"$where":"true"})", "", "$where"},
                 });
}

TEST(ParseFilterTest, RefusesTextThatIsNoDocument) {
  for (const char* text : {"", "[]", "5", "{", R"({"a":1,"a":2})"}) {
    EXPECT_EQ(KindOf(ParseFilter(text).status()), ErrorKind::kInvalidArgument) << text;
  }
}

TEST(ParseFilterTest, NestingIsBounded) {
  const auto nested = [](int levels) {
    Object filter;
    filter.Append("a", int32_t{1});
    for (int i = 1; i < levels; ++i) {
      Object outer;
      outer.Append("$or", Array{{std::move(filter)}});
      filter = std::move(outer);
    }
    return filter;
  };
  EXPECT_TRUE(ParseFilter(nested(100)).ok());
  EXPECT_EQ(KindOf(ParseFilter(nested(101)).status()), ErrorKind::kInvalidArgument);

  Object inner;
  inner.Append("$gt", int32_t{1});
  for (int i = 0; i < 150; ++i) {
    Object outer;
    outer.Append("$not", std::move(inner));
    inner = std::move(outer);
  }
  Object filter;
  filter.Append("a", std::move(inner));
  EXPECT_EQ(KindOf(ParseFilter(filter).status()), ErrorKind::kInvalidArgument);
}

TEST(ReferencedFieldsTest, AreTopLevelNamesSortedOnce) {
  EXPECT_THAT(
      ReferencedFields(Parsed(R"({"b.x":1,"a":{"$in":[1]},"$or":[{"b.y":{"$ne":2}},
                                          {"c":{"$exists":true}}]})"))
          .names,
      ElementsAre("a", "b", "c"));
  EXPECT_THAT(ReferencedFields(Parsed("{}")).names, IsEmpty());
}

}  // namespace
}  // namespace delta_utils
