// What zone maps prove of comparisons, $in and logic: a rule to a table.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>

#include "delta_utils/base/compare.h"
#include "delta_utils/filter/zone_map_testing.h"

namespace delta_utils {
namespace {

using testing::Ask;
using testing::Check;
using testing::Ints;
using testing::MapOf;
using testing::Strings;
using testing::WithNulls;

constexpr Verdict kNever = Verdict::kNever;
constexpr Verdict kMaybe = Verdict::kMaybe;
constexpr Verdict kAlways = Verdict::kAlways;

TEST(ZoneCompareTest, EqualOutsideRangeIsNever) {
  Check({Ints(3, 7)}, {
                          {R"({"a":2})", kNever},
                          {R"({"a":3})", kMaybe},
                          {R"({"a":7})", kMaybe},
                          {R"({"a":8})", kNever},
                          {R"({"a":7.5})", kNever},
                          {R"({"a":{"$numberDecimal":"2.9"}})", kNever},
                          {R"({"a":{"$ne":2}})", kAlways},
                          {R"({"a":{"$ne":3}})", kMaybe},
                      });
}

TEST(ZoneCompareTest, RangesAtTheirEdges) {
  Check({Ints(3, 7)}, {
                          {R"({"a":{"$gt":2}})", kAlways},
                          {R"({"a":{"$gt":3}})", kMaybe},
                          {R"({"a":{"$gt":7}})", kNever},
                          {R"({"a":{"$gte":3}})", kAlways},
                          {R"({"a":{"$gte":7}})", kMaybe},
                          {R"({"a":{"$gte":8}})", kNever},
                          {R"({"a":{"$lt":3}})", kNever},
                          {R"({"a":{"$lt":7}})", kMaybe},
                          {R"({"a":{"$lt":8}})", kAlways},
                          {R"({"a":{"$lte":2}})", kNever},
                          {R"({"a":{"$lte":3}})", kMaybe},
                          {R"({"a":{"$lte":7}})", kAlways},
                          {R"({"a":{"$gte":3,"$lte":7}})", kAlways},
                          {R"({"a":{"$gt":7,"$lt":9}})", kNever},
                      });
}

TEST(ZoneCompareTest, AConstantEqualsItself) {
  Check({Ints(5, 5)}, {
                          {R"({"a":5})", kAlways},
                          {R"({"a":5.0})", kAlways},
                          {R"({"a":{"$ne":5}})", kNever},
                          {R"({"a":{"$nin":[5,6]}})", kNever},
                          {R"({"a":{"$not":{"$gt":4}}})", kNever},
                          {R"({"a":{"$in":[1,5]}})", kAlways},
                      });
}

TEST(ZoneCompareTest, NotEqualLooksAtRowsWithoutTheValue) {
  for (const NullMeaning meaning :
       {NullMeaning::kMissing, NullMeaning::kNull, NullMeaning::kEither}) {
    Check({WithNulls(Ints(5, 5), 1, meaning)}, {
                                                   {R"({"a":{"$ne":5}})", kMaybe},
                                                   {R"({"a":{"$nin":[5]}})", kMaybe},
                                                   {R"({"a":{"$nin":[5,null]}})", kNever},
                                                   {R"({"$nor":[{"a":5}]})", kMaybe},
                                                   {R"({"a":5})", kMaybe},
                                               });
  }
  ZoneMap uncounted = Ints(5, 5);
  uncounted.nulls = {};
  Check({uncounted}, {{R"({"a":{"$ne":5}})", kMaybe}});
  ZoneMap beside = Ints(5, 5);
  beside.others = {ValueType::kBool};
  Check({beside}, {{R"({"a":{"$ne":5}})", kMaybe}, {R"({"a":6})", kNever}});
  ZoneMap nan = MapOf({ValueType::kDouble}, Value(5.0), Value(5.0));
  Check({nan}, {{R"({"a":{"$ne":5}})", kNever}});
  nan.may_have_nan = true;
  Check({nan}, {{R"({"a":{"$ne":5}})", kMaybe}});
}

TEST(ZoneCompareTest, AnAbsentBoundIsNoBound) {
  ZoneMap map = Ints(3, 7);
  map.max = {};
  Check({map}, {
                   {R"({"a":{"$gt":100}})", kMaybe},
                   {R"({"a":{"$gte":3}})", kAlways},
                   {R"({"a":2})", kNever},
                   {R"({"a":{"$in":[1,2]}})", kNever},
                   {R"({"a":{"$in":[1,100]}})", kMaybe},
               });
  map.min = {};
  Check({map}, {
                   {R"({"a":{"$lt":-100}})", kMaybe},
                   {R"({"a":{"$gt":100}})", kMaybe},
                   {R"({"a":5})", kMaybe},
                   {R"({"a":"5"})", kNever},
               });
  Check({}, {{R"({"a":5})", kMaybe}, {R"({"a":null})", kMaybe}});
}

TEST(ZoneCompareTest, ComparisonsStayInTheOperandsClass) {
  Check({Ints(3, 7)}, {
                          {R"({"a":"5"})", kNever},
                          {R"({"a":{"$gt":"5"}})", kNever},
                          {R"({"a":{"$lt":true}})", kNever},
                          {R"({"a":{"$gte":[1]}})", kNever},
                          {R"({"a":{"$lt":{"$date":"2020-01-01T00:00:00Z"}}})", kNever},
                          {R"({"a":{"$not":{"$gt":"5"}}})", kAlways},
                      });
  Check({Strings("b", "d")}, {
                                 {R"({"a":{"$symbol":"a"}})", kNever},
                                 {R"({"a":{"$symbol":"c"}})", kMaybe},
                                 {R"({"a":{"$gte":{"$symbol":"b"}}})", kAlways},
                             });
  ZoneMap bytes =
      MapOf({ValueType::kBinary}, Value(Binary{0, "a"}), Value(Binary{0, "b"}));
  Check({bytes}, {{R"({"a":{"$uuid":"00112233-4455-6677-8899-aabbccddeeff"}})", kNever}});
  bytes.others = {ValueType::kUuid};
  Check({bytes}, {{R"({"a":{"$uuid":"00112233-4455-6677-8899-aabbccddeeff"}})", kMaybe},
                  {R"({"a":{"$binary":{"base64":"","subType":"0"}}})", kMaybe}});
}

TEST(ZoneCompareTest, NullOperandsFindNullAndMissing) {
  for (const NullMeaning meaning :
       {NullMeaning::kMissing, NullMeaning::kNull, NullMeaning::kEither}) {
    Check({WithNulls(Ints(1, 2), 10, meaning)},
          {
              {R"({"a":null})", kAlways},
              {R"({"a":{"$gte":null}})", kAlways},
              {R"({"a":{"$lte":null}})", kAlways},
              {R"({"a":{"$gt":null}})", kNever},
              {R"({"a":{"$in":[null,9]}})", kAlways},
              {R"({"a":{"$ne":null}})", kNever},
              {R"({"a":1})", kNever},
              {R"({"a":{"$ne":1}})", kAlways},
          });
    Check({WithNulls(Ints(1, 2), 3, meaning)}, {
                                                   {R"({"a":null})", kMaybe},
                                                   {R"({"a":{"$lt":null}})", kNever},
                                               });
  }
  Check({Ints(1, 2)}, {{R"({"a":null})", kNever},
                       {R"({"a":{"$ne":null}})", kAlways},
                       {R"({"a":{"$in":[null]}})", kNever}});
  ZoneMap beside = Ints(1, 2);
  beside.others_may_be_missing = true;
  Check({beside}, {{R"({"a":null})", kMaybe}});
}

TEST(ZoneCompareTest, CountsThatAreBoundsOrUnknownProveLess) {
  ZoneMap map = WithNulls(Ints(1, 2), 10, NullMeaning::kMissing);
  map.nulls.knowledge = Knowledge::kBound;
  Check({map}, {{R"({"a":1})", kMaybe}, {R"({"a":null})", kMaybe}});
  map.nulls.knowledge = Knowledge::kExact;
  map.rows = {};
  Check({map}, {{R"({"a":1})", kMaybe}, {R"({"a":null})", kMaybe}});
  map.rows = {10, Knowledge::kBound};
  Check({map}, {{R"({"a":1})", kNever}, {R"({"a":null})", kAlways}});
  map.nulls = {0, Knowledge::kBound};
  Check({map}, {{R"({"a":null})", kNever}});
}

TEST(ZoneCompareTest, ABlockWithoutRowsMatchesNothing) {
  ZoneMap map;
  map.column = "a";
  map.rows = {0, Knowledge::kBound};
  Check({map}, {{R"({"a":1})", kNever}, {R"({"a":null})", kNever}});
}

TEST(ZoneCompareTest, NaNIsFoundByNaNAlone) {
  ZoneMap map = MapOf({ValueType::kDouble}, Value(1.0), Value(2.0));
  const char* const equal = R"({"a":{"$numberDouble":"NaN"}})";
  const char* const decimal = R"({"a":{"$gte":{"$numberDecimal":"NaN"}}})";
  const char* const above = R"({"a":{"$gt":{"$numberDouble":"NaN"}}})";
  const char* const listed = R"({"a":{"$in":[{"$numberDouble":"NaN"},7]}})";
  Check({map}, {{equal, kNever}, {decimal, kNever}, {above, kNever}, {listed, kNever}});
  map.may_have_nan = true;
  Check({map}, {{equal, kMaybe},
                {decimal, kMaybe},
                {above, kNever},
                {listed, kMaybe},
                {R"({"a":{"$lt":3}})", kMaybe},
                {R"({"a":{"$gt":2}})", kNever},
                {R"({"a":{"$not":{"$lt":3}}})", kMaybe}});
  map.types = {ValueType::kInt32};
  Check({map}, {{equal, kNever}, {R"({"a":{"$lt":3}})", kAlways}});
}

TEST(ZoneCompareTest, BoundsOfNaNAreNoBounds) {
  const Value nan(std::numeric_limits<double>::quiet_NaN());
  for (const ZoneMap& map : {MapOf({ValueType::kDouble}, Value(1.0), nan),
                             MapOf({ValueType::kDouble}, nan, Value(1.0))}) {
    Check({map}, {{R"({"a":{"$gt":9}})", kMaybe},
                  {R"({"a":0})", kMaybe},
                  {R"({"a":{"$lt":9}})", kMaybe},
                  {R"({"a":{"$numberDouble":"NaN"}})", kMaybe}});
  }
}

TEST(ZoneCompareTest, MinKeyAndMaxKeyAreLeftToTheEvaluator) {
  Check({Ints(1, 2)}, {
                          {R"({"a":{"$gt":{"$minKey":1}}})", kMaybe},
                          {R"({"a":{"$lte":{"$minKey":1}}})", kMaybe},
                          {R"({"a":{"$lt":{"$maxKey":1}}})", kMaybe},
                          {R"({"a":{"$minKey":1}})", kNever},
                          {R"({"a":{"$in":[{"$maxKey":1}]}})", kNever},
                      });
}

TEST(ZoneCompareTest, WholeNumbersAreNotRounded) {
  constexpr int64_t kBig = int64_t{1} << 53;
  const ZoneMap map = MapOf({ValueType::kInt64}, Value(kBig + 1), Value(kBig + 1));
  Check({map}, {
                   {R"({"a":9007199254740992.0})", kNever},
                   {R"({"a":{"$gt":9007199254740992.0}})", kAlways},
                   {R"({"a":{"$numberLong":"9007199254740993"}})", kAlways},
               });
  Check({MapOf({ValueType::kDouble}, Value(0.0), Value(0.0))},
        {{R"({"a":-0.0})", kAlways}, {R"({"a":{"$gte":-0.0}})", kAlways}});
}

TEST(ZoneCompareTest, TextsAreOrderedByBytes) {
  // U+FF5E is below U+1F600 in UTF-8, above it in UTF-16.
  Check({Strings("\uFF5E", "\uFF5E")}, {{"{\"a\":{\"$gt\":\"\U0001F600\"}}", kNever},
                                        {"{\"a\":{\"$lt\":\"\U0001F600\"}}", kAlways}});
}

TEST(ZoneCompareTest, CutTextsAreBoundsAndNoValues) {
  // Of "apple pie".."apricot": cut to "ap", and to "aq" rounded up.
  Check({Strings("ap", "aq")}, {
                                   {R"({"a":"apple pie"})", kMaybe},
                                   {R"({"a":"ao"})", kNever},
                                   {R"({"a":"ar"})", kNever},
                                   {R"({"a":{"$gte":"ap"}})", kAlways},
                                   {R"({"a":{"$ne":"ap"}})", kMaybe},
                               });
}

TEST(ZoneCompareTest, WhatContradictsItselfIsUnknown) {
  const char* const filter = R"({"a":5})";
  Check({Ints(9, 1)}, {{filter, kMaybe}, {R"({"a":{"$gt":1}})", kMaybe}});
  Check({MapOf({ValueType::kInt32}, Value("a"), Value("b"))}, {{filter, kMaybe}});
  Check({MapOf({ValueType::kInt32}, Value(int32_t{6}), Value("b"))}, {{filter, kNever}});
  const TypeSet both = {ValueType::kInt32, ValueType::kString};
  Check({MapOf(both, Value(int32_t{6}), Value("b"))},
        {{filter, kMaybe}, {R"({"a":"x"})", kMaybe}});
  ZoneMap counts = WithNulls(Ints(1, 2), 11, NullMeaning::kMissing);
  Check({counts}, {{R"({"a":1})", kMaybe}, {R"({"a":null})", kMaybe}});
  counts.nulls.count = -1;
  Check({counts}, {{R"({"a":null})", kMaybe}});
  counts.nulls.count = 0;
  counts.rows.count = -1;
  Check({counts}, {{R"({"a":1})", kMaybe}, {R"({"a":null})", kNever}});
}

TEST(ZoneCompareTest, BoundsTellTheClassOfAColumnOfAnyType) {
  ZoneMap map = MapOf(TypeSet::All(), Value("b"), Value("d"));
  Check({map},
        {{R"({"a":1})", kNever}, {R"({"a":"a"})", kNever}, {R"({"a":[]})", kNever}});
  map.may_have_nan = true;  // of which bounds say nothing
  Check({map}, {{R"({"a":1})", kMaybe}, {R"({"a":"a"})", kMaybe}});
  map.types = {ValueType::kString};
  Check({map}, {{R"({"a":1})", kNever}, {R"({"a":"a"})", kNever}});
}

TEST(ZoneCompareTest, OthersMayBeAnythingOfTheirTypes) {
  ZoneMap map = Ints(3, 7);
  map.others = {ValueType::kString, ValueType::kNull};
  Check({map}, {
                   {R"({"a":9})", kNever},
                   {R"({"a":"zz"})", kMaybe},
                   {R"({"a":null})", kMaybe},
                   {R"({"a":true})", kNever},
                   {R"({"a":{"$gte":0}})", kMaybe},
                   {R"({"a":{"$in":[9,10]}})", kNever},
                   {R"({"a":{"$in":[9,"x"]}})", kMaybe},
               });
  map.others = {ValueType::kInt64};
  Check({map}, {{R"({"a":9})", kMaybe}});
}

TEST(ZoneCompareTest, ListsAreSearchedByHalves) {
  std::string json = R"({"a":{"$in":[)";
  for (int i = 0; i < 10000; ++i) json += std::to_string(i * 10) + ",";
  json.back() = ']';
  json += "}}";
  const Filter filter = *ParseFilter(json);
  EXPECT_EQ(Ask({Ints(11, 19)}, filter), kNever);
  EXPECT_EQ(Ask({Ints(11, 20)}, filter), kMaybe);
  EXPECT_EQ(Ask({Ints(20, 20)}, filter), kAlways);
  EXPECT_EQ(Ask({Ints(-9, -1)}, filter), kNever);
  EXPECT_EQ(Ask({Ints(99991, 200000)}, filter), kNever);
}

TEST(ZoneCompareTest, ListsNeedNotBeSorted) {
  const std::vector<Value> operands = {Value("x"), Value(9), Value(5), Value(7),
                                       Value(1)};
  const Filter filter{In{"a", operands, false}};
  for (const int32_t listed : {1, 5, 7, 9}) {
    EXPECT_EQ(Ask({Ints(listed, listed)}, filter), kAlways) << listed;
  }
  EXPECT_EQ(Ask({Ints(2, 4)}, filter), kNever);
  EXPECT_EQ(Ask({Ints(2, 8)}, filter), kMaybe);
  EXPECT_EQ(Ask({Strings("a", "b")}, filter), kNever);
}

/// Numbers that leave no remainder by two.
class EvenProbe : public ValueProbe {
 public:
  bool MayContain(const Value& value) const override {
    EXPECT_EQ(ClassOf(value), TypeClass::kNumber);
    EXPECT_FALSE(IsNaN(value));
    const auto* number = value.get_if<int32_t>();
    return number == nullptr || *number % 2 == 0;
  }
};

TEST(ZoneCompareTest, ABloomFilterSpeaksOfTheColumnsOwnValues) {
  ZoneMap map = WithNulls(Ints(0, 9), 2, NullMeaning::kMissing);
  map.probe = std::make_shared<EvenProbe>();
  Check({map}, {
                   {R"({"a":3})", kNever},
                   {R"({"a":4})", kMaybe},
                   {R"({"a":{"$ne":3}})", kAlways},
                   {R"({"a":{"$in":[1,3,"x"]}})", kNever},
                   {R"({"a":{"$in":[1,4]}})", kMaybe},
                   {R"({"a":{"$in":[1,null]}})", kMaybe},
                   {R"({"a":{"$gte":3}})", kMaybe},
                   {R"({"a":{"$all":[4,5]}})", kNever},
                   {R"({"a":null})", kMaybe},
                   {R"({"a":{"$in":[{"$numberDouble":"NaN"},1]}})", kNever},
               });
  map.others = {ValueType::kDouble};
  Check({map}, {{R"({"a":3})", kMaybe}});
}

TEST(ZoneCompareTest, LogicPutsVerdictsTogether) {
  // Of [3, 7] "a" is never 1, always above 2, and maybe 5.
  Check({Ints(3, 7)}, {
                          {R"({})", kAlways},
                          {R"({"$and":[{"a":5},{"a":1}]})", kNever},
                          {R"({"$and":[{"a":5},{"a":{"$gt":2}}]})", kMaybe},
                          {R"({"$and":[{"a":{"$gt":2}},{"a":{"$lt":8}}]})", kAlways},
                          {R"({"$or":[{"a":1},{"a":9}]})", kNever},
                          {R"({"$or":[{"a":1},{"a":5}]})", kMaybe},
                          {R"({"$or":[{"a":5},{"a":{"$gt":2}}]})", kAlways},
                          {R"({"$or":[{"a":1},{"b":1}]})", kMaybe},
                          {R"({"$nor":[{"a":1},{"a":9}]})", kAlways},
                          {R"({"$nor":[{"a":5},{"a":{"$gt":2}}]})", kNever},
                          {R"({"$nor":[{"a":5},{"a":1}]})", kMaybe},
                          {R"({"a":{"$not":{"$in":[]}}})", kAlways},
                          {R"({"a":{"$in":[]}})", kNever},
                          {R"({"a":{"$all":[]}})", kNever},
                      });
}

}  // namespace
}  // namespace delta_utils
