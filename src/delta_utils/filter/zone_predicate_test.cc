#include <gtest/gtest.h>

#include <vector>

#include "delta_utils/filter/zone_map_testing.h"

namespace delta_utils {
namespace {

using testing::Ints;
using testing::MapOf;
using testing::Strings;
using testing::WithNulls;
using Operator = ZoneMapPredicate::Operator;

std::vector<ZoneMapPredicate> PredicatesOf(const char* json) {
  return FilterToZoneMapPredicates(*ParseFilter(json));
}

TEST(FilterToZoneMapPredicatesTest, EveryConjunctIsOne) {
  using Predicates = std::vector<ZoneMapPredicate>;
  const Value one(int32_t{1});
  const Value two(int32_t{2});
  EXPECT_EQ(PredicatesOf(R"({"a":1,"b":{"$gt":1},"$and":[{"c.d":{"$lt":2}}]})"),
            (Predicates{{"a", Operator::kEq, one, {}},
                        {"b", Operator::kGt, one, {}},
                        {"c.d", Operator::kLt, two, {}}}));
  EXPECT_EQ(PredicatesOf(R"({"a":{"$in":[2,1]}})"),
            (Predicates{{"a", Operator::kIn, Array{{one, two}}, {}}}));
  EXPECT_EQ(PredicatesOf(R"({"a":{"$ne":1}})"),
            (Predicates{{"a", Operator::kNe, one, {}}}));
  EXPECT_EQ(PredicatesOf(R"({"$nor":[{"a":1},{"b":2},{"c":{"$gt":1}}]})"),
            (Predicates{{"a", Operator::kNe, one, {}}, {"b", Operator::kNe, two, {}}}));
}

TEST(FilterToZoneMapPredicatesTest, TwoEndsOfARangeStayApart) {
  // Different elements of an array may meet them.
  EXPECT_EQ(
      PredicatesOf(R"({"a":{"$gte":1,"$lte":2}})"),
      (std::vector<ZoneMapPredicate>{{"a", Operator::kGte, Value(int32_t{1}), {}},
                                     {"a", Operator::kLte, Value(int32_t{2}), {}}}));
}

TEST(FilterToZoneMapPredicatesTest, WhatNotEveryMatchPassesIsNone) {
  for (const char* json : {R"({"$or":[{"a":1},{"b":1}]})", R"({"a":{"$exists":true}})",
                           R"({"a":{"$not":{"$gt":1}}})", R"({"a":{"$nin":[1]}})",
                           R"({})", R"({"$nor":[{"$and":[{"a":1},{"b":1}]}]})",
                           R"({"a":{"$elemMatch":{"$gt":1}}})"}) {
    EXPECT_TRUE(PredicatesOf(json).empty()) << json;
  }
}

struct Case {
  Operator op;
  Value value;
  bool skips;
  Value value2 = {};
};

void Check(const ZoneMap& map, const std::vector<Case>& cases) {
  for (size_t i = 0; i < cases.size(); ++i) {
    const Case& one = cases[i];
    EXPECT_EQ(CanSkipZoneMap(map, {"a", one.op, one.value, one.value2}), one.skips)
        << "case " << i;
  }
}

Value Int(int32_t value) { return {value}; }

TEST(CanSkipZoneMapTest, EachOperatorAgainstARange) {
  Check(Ints(3, 7), {
                        {Operator::kEq, Int(2), true},
                        {Operator::kEq, Int(3), false},
                        {Operator::kNe, Int(2), false},
                        {Operator::kGt, Int(7), true},
                        {Operator::kGt, Int(6), false},
                        {Operator::kGte, Int(8), true},
                        {Operator::kGte, Int(7), false},
                        {Operator::kLt, Int(3), true},
                        {Operator::kLt, Int(4), false},
                        {Operator::kLte, Int(2), true},
                        {Operator::kLte, Int(3), false},
                        {Operator::kIn, Array{{Int(9), Int(1)}}, true},
                        {Operator::kIn, Array{{Int(9), Int(5)}}, false},
                        {Operator::kIn, Array{}, true},
                        {Operator::kIn, Int(9), false},  // no list: nothing is known
                        {Operator::kBetween, Int(8), true, Int(9)},
                        {Operator::kBetween, Int(0), true, Int(2)},
                        {Operator::kBetween, Int(0), false, Int(3)},
                        {Operator::kBetween, Int(7), false, Int(9)},
                        {Operator::kGt, MinKey{}, false},
                    });
}

TEST(CanSkipZoneMapTest, NotEqualSkipsAConstantAlone) {
  const Case not_five{Operator::kNe, Int(5), true};
  const Case may_match{Operator::kNe, Int(5), false};
  Check(Ints(5, 5), {not_five});
  Check(Ints(5, 6), {may_match});
  Check(WithNulls(Ints(5, 5), 1, NullMeaning::kMissing), {may_match});
  ZoneMap map = Ints(5, 5);
  map.nulls = {};
  Check(map, {may_match});
  map = MapOf({ValueType::kDouble}, Value(5.0), Value(5.0));
  Check(map, {not_five});
  map.may_have_nan = true;
  Check(map, {may_match});
  map = Ints(5, 5);
  map.others = {ValueType::kString};
  Check(map, {may_match});
  map = Ints(5, 5);
  map.is_list = true;
  Check(map, {may_match});
  Check(WithNulls(Strings("a", "b"), 10, NullMeaning::kNull),
        {{Operator::kNe, Null{}, true}, {Operator::kNe, "a", false}});
}

TEST(CanSkipRowGroupTest, MapsAreFoundByTheirColumn) {
  ZoneMap year = Ints(1990, 2004);
  year.column = "year";
  ZoneMap name = Strings("a", "f");
  name.column = "name";
  const ZoneMap maps[] = {name, year};
  const auto skips = [&](const char* json) {
    return CanSkipRowGroup(maps, *ParseFilter(json));
  };
  EXPECT_TRUE(skips(R"({"year":{"$gt":2010}})"));
  EXPECT_FALSE(skips(R"({"year":{"$gt":2000}})"));
  EXPECT_TRUE(skips(R"({"year":{"$gt":2000},"name":"x"})"));
  EXPECT_FALSE(skips(R"({"rating":5})"));
  EXPECT_FALSE(CanSkipRowGroup({}, *ParseFilter(R"({"year":1})")));
}

}  // namespace
}  // namespace delta_utils
