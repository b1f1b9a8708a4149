// What zone maps prove of the operators but comparisons, of arrays and of paths: a rule
// to a table.
#include <gtest/gtest.h>

#include <string>
#include <vector>

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

ZoneMap Of(std::string column, ZoneMap map) {
  map.column = std::move(column);
  return map;
}

/// Rows of arrays of integers.
ZoneMap IntLists(int32_t min, int32_t max) {
  ZoneMap map = Ints(min, max);
  map.is_list = true;
  map.others = {ValueType::kArray};
  return map;
}

TEST(ZoneFilterTest, ExistsTellsNullFromMissing) {
  const char* const exists = R"({"a":{"$exists":true}})";
  const char* const is_missing = R"({"a":{"$exists":false}})";
  Check({Ints(1, 2)}, {{exists, kAlways}, {is_missing, kNever}});
  Check({WithNulls(Ints(1, 2), 3, NullMeaning::kNull)},
        {{exists, kAlways}, {is_missing, kNever}});
  for (const NullMeaning meaning : {NullMeaning::kMissing, NullMeaning::kEither}) {
    Check({WithNulls(Ints(1, 2), 3, meaning)}, {{exists, kMaybe}, {is_missing, kMaybe}});
  }
  Check({WithNulls(Ints(1, 2), 10, NullMeaning::kMissing)},
        {{exists, kNever}, {is_missing, kAlways}});
  Check({WithNulls(Ints(1, 2), 10, NullMeaning::kNull)}, {{exists, kAlways}});
  ZoneMap map = WithNulls(Ints(1, 2), 10, NullMeaning::kMissing);
  map.others = {ValueType::kNull};  // explicit nulls lie beside the column
  Check({map}, {{exists, kMaybe}, {is_missing, kMaybe}, {R"({"a":null})", kAlways}});
  ZoneMap uncounted = Ints(1, 2);
  uncounted.nulls = {};
  uncounted.null_means = NullMeaning::kMissing;
  Check({uncounted}, {{exists, kMaybe}, {is_missing, kMaybe}});
}

TEST(ZoneFilterTest, TypesOfTheColumnAndBesideIt) {
  Check({Ints(1, 2)}, {
                          {R"({"a":{"$type":"int"}})", kAlways},
                          {R"({"a":{"$type":"number"}})", kAlways},
                          {R"({"a":{"$type":"long"}})", kNever},
                          {R"({"a":{"$type":["string","array"]}})", kNever},
                          {R"({"a":{"$type":"null"}})", kNever},
                      });
  const char* const is_null = R"({"a":{"$type":"null"}})";
  Check({WithNulls(Ints(1, 2), 3, NullMeaning::kMissing)}, {{is_null, kNever}});
  Check({WithNulls(Ints(1, 2), 3, NullMeaning::kNull)}, {{is_null, kMaybe}});
  Check({WithNulls(Ints(1, 2), 3, NullMeaning::kEither)}, {{is_null, kMaybe}});
  Check({WithNulls(Ints(1, 2), 10, NullMeaning::kNull)}, {{is_null, kAlways}});
  Check({WithNulls(Ints(1, 2), 10, NullMeaning::kEither)}, {{is_null, kMaybe}});
  ZoneMap map = MapOf({ValueType::kInt32, ValueType::kInt64}, Value(1), Value(2));
  map.others = {ValueType::kString};
  Check({map}, {{R"({"a":{"$type":"int"}})", kMaybe},
                {R"({"a":{"$type":["int","long"]}})", kMaybe},
                {R"({"a":{"$type":["number","string"]}})", kAlways},
                {R"({"a":{"$type":"string"}})", kMaybe},
                {R"({"a":{"$type":"bool"}})", kNever}});
}

TEST(ZoneFilterTest, OperatorsThatNeedATypeAreNeverWithoutIt) {
  Check({Strings("a", "b")}, {
                                 {R"({"a":{"$mod":[2,1]}})", kNever},
                                 {R"({"a":{"$bitsAllSet":[1]}})", kNever},
                                 {R"({"a":{"$size":2}})", kNever},
                                 {R"({"a":{"$not":{"$size":2}}})", kAlways},
                                 {R"({"a":{"$elemMatch":{"$gt":"a"}}})", kNever},
                                 {R"({"a":{"$all":[{"$elemMatch":{"b":1}}]}})", kNever},
                             });
  Check({Ints(1, 2)}, {
                          {R"({"a":{"$regex":"x"}})", kNever},
                          {R"({"a":{"$mod":[2,1]}})", kMaybe},
                          {R"({"a":{"$bitsAnyClear":[1]}})", kMaybe},
                      });
  ZoneMap beside = Strings("a", "b");
  beside.others = {ValueType::kBinary};
  Check({beside},
        {{R"({"a":{"$bitsAllSet":[1]}})", kMaybe}, {R"({"a":{"$mod":[2,1]}})", kNever}});
}

TEST(ZoneFilterTest, PrefixesOfPatternsAreRanges) {
  Check({Strings("bab", "bx")},
        {
            {R"({"a":{"$regex":"^a"}})", kNever},
            {R"({"a":{"$regex":"^c"}})", kNever},
            {R"({"a":{"$regex":"^b"}})", kAlways},
            {R"({"a":{"$regex":"^b."}})", kMaybe},
            {R"({"a":{"$regex":"^bx"}})", kMaybe},
            {R"({"a":{"$regex":"^by"}})", kNever},
            {R"({"a":{"$regex":"^ba"}})", kMaybe},
            {R"({"a":{"$regex":"^baa"}})", kNever},
            {R"({"a":{"$regex":"^"}})", kAlways},
            {R"({"a":{"$regex":"^a|b"}})", kMaybe},
            {R"({"a":{"$regex":"^A","$options":"i"}})", kMaybe},
            {R"({"a":{"$regex":"(?i)^A"}})", kMaybe},
            {R"({"a":{"$regex":"x"}})", kMaybe},
            {R"({"a":{"$not":{"$regex":"^b"}}})", kNever},
            {R"({"a":{"$in":[{"$regularExpression":{"pattern":"^a","options":""}}]}})",
             kNever},
        });
  // The upper bound has been cut and rounded up; the last byte has no successor.
  Check({Strings("b\xC3\xBF", "b\xC3\xBF")},
        {{"{\"a\":{\"$regex\":\"^b\xC3\xBF\"}}", kAlways},
         {R"({"a":{"$regex":"^bz"}})", kNever}});
  ZoneMap map = Strings("b", "bx");
  map.others = {ValueType::kRegex};  // which may be the operand
  Check({map},
        {{R"({"a":{"$regex":"^a"}})", kMaybe}, {R"({"a":{"$regex":"^b"}})", kMaybe}});
  Check({WithNulls(Strings("b", "bx"), 1, NullMeaning::kNull)},
        {{R"({"a":{"$regex":"^b"}})", kMaybe}, {R"({"a":{"$regex":"^a"}})", kNever}});
  ZoneMap unbounded = Strings("", "");
  unbounded.min = unbounded.max = {};
  Check({unbounded},
        {{R"({"a":{"$regex":"^"}})", kAlways}, {R"({"a":{"$regex":"^a"}})", kMaybe}});
}

TEST(ZoneFilterTest, OfListsNothingIsAlways) {
  Check({IntLists(3, 7)}, {
                              {R"({"a":9})", kNever},
                              {R"({"a":{"$gt":2}})", kMaybe},
                              {R"({"a":{"$not":{"$gt":2}}})", kMaybe},
                              {R"({"a":{"$exists":true}})", kMaybe},
                              {R"({"a":{"$ne":9}})", kAlways},
                              {R"({"a":"x"})", kNever},
                              {R"({"a":[1,2]})", kMaybe},
                              {R"({"a":{"$size":0}})", kMaybe},
                              {R"({"a":{"$type":"array"}})", kMaybe},
                              {R"({"a":null})", kNever},
                              {R"({"a":{"$ne":null}})", kAlways},
                              {R"({"a":{"$all":[5,9]}})", kNever},
                          });
  // Different elements may meet what no element meets alone.
  Check({IntLists(-5, 10)}, {{R"({"a":{"$gt":3,"$lt":0}})", kMaybe}});
  for (const NullMeaning meaning :
       {NullMeaning::kMissing, NullMeaning::kNull, NullMeaning::kEither}) {
    Check({WithNulls(IntLists(3, 7), 1, meaning)},
          {
              {R"({"a":null})", kMaybe},
              {R"({"a":{"$type":"null"}})", kMaybe},
              {R"({"a":{"$exists":false}})", kMaybe},
              {R"({"a":9})", kNever},
          });
  }
}

TEST(ZoneFilterTest, AnArrayBesideTheColumnHoldsAnything) {
  ZoneMap map = Ints(3, 7);
  map.others = {ValueType::kArray};
  Check({map}, {
                   {R"({"a":9})", kMaybe},
                   {R"({"a":"x"})", kMaybe},
                   {R"({"a":null})", kMaybe},
                   {R"({"a":{"$gte":3}})", kMaybe},
                   {R"({"a":{"$elemMatch":{"$gt":9}}})", kMaybe},
               });
}

TEST(ZoneFilterTest, ElementMatchLooksAtElements) {
  Check({IntLists(3, 7)},
        {
            {R"({"a":{"$elemMatch":{"$gt":9}}})", kNever},
            {R"({"a":{"$elemMatch":{"$gt":3}}})", kMaybe},
            {R"({"a":{"$elemMatch":{"$gt":9,"$lt":4}}})", kNever},
            {R"({"a":{"$elemMatch":{"$eq":null}}})", kNever},
            {R"({"a":{"$elemMatch":{"$exists":false}}})", kNever},
            {R"({"a":{"$elemMatch":{"$regex":"x"}}})", kNever},
            // Elements may be arrays, of whose elements nothing is known.
            {R"({"a":{"$elemMatch":{"$elemMatch":{"$gt":9}}}})", kMaybe},
            {R"({"a":{"$elemMatch":{"b":1}}})", kMaybe},
        });
  Check({WithNulls(IntLists(3, 7), 1, NullMeaning::kMissing)},
        {{R"({"a":{"$elemMatch":{"$eq":null}}})", kMaybe}});
  Check({}, {{R"({"a":{"$elemMatch":{"$in":[]}}})", kNever},
             {R"({"a":{"$elemMatch":{"$gt":1}}})", kMaybe}});
}

TEST(ZoneFilterTest, ElementMatchOfObjectsAsksMapsBelowTheArray) {
  Check({Of("a.b", IntLists(3, 7))},
        {
            {R"({"a":{"$elemMatch":{"b":9}}})", kNever},
            {R"({"a":{"$elemMatch":{"b":5}}})", kMaybe},
            {R"({"a":{"$elemMatch":{"b":{"$gt":7},"c":1}}})", kNever},
            {R"({"a":{"$elemMatch":{"b":{"$ne":9}}}})", kMaybe},
            {R"({"a":{"$elemMatch":{"$nor":[{"b":{"$ne":9}}]}}})", kNever},
            // An array right inside the array has no "b".
            {R"({"a":{"$elemMatch":{"b":null}}})", kMaybe},
            {R"({"a":{"$elemMatch":{"b":{"$elemMatch":{"$gt":9}}}}})", kNever},
            {R"({"a.b":9})", kNever},
            {R"({"a.b":null})", kNever},
        });
  Check({Ints(1, 2)}, {{R"({"a":{"$elemMatch":{"b":5}}})", kNever}});
  // Whatever `is_list` says: one element of a row may lead to something, others not.
  ZoneMap nulls = Of("a.b.c", WithNulls(Ints(1, 1), 10, NullMeaning::kNull));
  Check({nulls}, {{R"({"a":{"$elemMatch":{"b.c":{"$ne":null}}}})", kMaybe}});
}

TEST(ZoneFilterTest, PathsAreAsFiltersSpellThem) {
  const auto paths = [](const char* json) {
    return ZoneFilter(*ParseFilter(json)).paths();
  };
  using Paths = std::vector<std::string>;
  EXPECT_EQ(paths(R"({"a":1,"$or":[{"b.c":2},{"a":{"$gt":3}}]})"), (Paths{"a", "b.c"}));
  EXPECT_EQ(paths(R"({"a.0.b":1})"), (Paths{"a.0.b"}));
  EXPECT_EQ(paths(R"({"a":{"$elemMatch":{"b":1,"c.d":{"$elemMatch":{"e":2}}}}})"),
            (Paths{"a", "a.b", "a.c.d", "a.c.d.e"}));
  EXPECT_EQ(paths(R"({"a":{"$elemMatch":{"$gt":1,"$lt":5}}})"), (Paths{"a"}));
  // Inside an element an index counts from there: "a.0" would be another place.
  EXPECT_EQ(paths(R"({"a":{"$elemMatch":{"0":1}}})"), (Paths{"a"}));
  EXPECT_EQ(paths(R"({"a.0":{"$elemMatch":{"b":1}}})"), (Paths{"a.0"}));
  EXPECT_EQ(paths("{}"), Paths());
}

TEST(ZoneFilterTest, AnIndexIsNotLeftOutToFindAMap) {
  const char* const filter = R"({"a.0.b":9})";
  Check({Of("a.b", IntLists(3, 7))}, {{filter, kMaybe}});
  Check({Of("a.0.b", Ints(3, 7))},
        {{filter, kNever}, {R"({"a.0.b":{"$gt":2}})", kAlways}});
  // What an index leads to is taken as it is; the elements in it, the map does not tell.
  Check({Of("a.0", IntLists(3, 7))}, {{R"({"a.0":{"$elemMatch":{"$gt":9}}})", kMaybe}});
}

TEST(ZoneFilterTest, ExpressionsAndSchemasAreLeftToTheEvaluator) {
  const Filter filter{Logical{Logical::Kind::kAnd, {{ExprTest{}}, {SchemaTest{}}}}};
  EXPECT_EQ(Ask({}, filter), kMaybe);
  EXPECT_TRUE(ZoneFilter(filter).paths().empty());
}

TEST(ZoneFilterTest, AnyMapIsTaken) {
  const std::vector<Value> values = {
      Null{},      Undefined{},  MinKey{},    MaxKey{},        false,
      Value(3),    Value(0.5),   "a",         Binary{0, "ab"}, ObjectId{},
      Uuid{},      Date{7},      Timestamp{}, Regex{"^a", ""}, JavaScript{"x"},
      Symbol{"b"}, Array{{"x"}}, Object{},    Decimal128{},    Value(int64_t{1} << 60)};
  std::vector<ZoneFilter> filters;
  for (const Value& value : values) {
    for (const CompareOp op : {CompareOp::kEq, CompareOp::kGt, CompareOp::kLte}) {
      filters.emplace_back(Filter{Comparison{"a", op, value}});
    }
  }
  filters.emplace_back(Filter{In{"a", values, false}});
  for (const char* json :
       {R"({"a":{"$regex":"^ab"}})", R"({"a":{"$elemMatch":{"$regex":"^"}}})",
        R"({"a":{"$type":["string","null"]}})", R"({"a":{"$bitsAnySet":[1]}})"}) {
    filters.emplace_back(*ParseFilter(json));
  }
  int counts[3] = {};
  for (const Value& min : values) {
    for (const Value& max : values) {
      for (const TypeSet types : {TypeSet(), TypeSet::All(), TypeSet{ValueType::kString},
                                  TypeSet{max.type()}}) {
        for (const bool is_list : {false, true}) {
          ZoneMap map = MapOf(types, min, max);
          map.is_list = is_list;
          const ZoneMap* const maps[] = {&map};
          for (const ZoneFilter& zones : filters) {
            ++counts[static_cast<int>(zones.Test(maps))];
          }
        }
      }
    }
  }
  for (const int count : counts) EXPECT_GT(count, 1000);
}

TEST(ZoneFilterTest, ACopyOutlivesWhatItWasCopiedFrom) {
  const ZoneMap map = Ints(3, 7);
  const ZoneMap* const maps[] = {&map};
  auto original = std::make_unique<ZoneFilter>(*ParseFilter(R"({"a":{"$in":[1,9]}})"));
  const ZoneFilter copy = *original;
  original.reset();
  EXPECT_EQ(copy.Test(maps), kNever);
  EXPECT_EQ(copy.filter(), *ParseFilter(R"({"a":{"$in":[1,9]}})"));
  EXPECT_EQ(copy.Test({}), kMaybe);  // of paths without a place nothing is known
}

}  // namespace
}  // namespace delta_utils
