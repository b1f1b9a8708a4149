// MongoDB's rules of order and of matching, sentence by sentence: each entry says one in
// its own words and shows it on a document. All that decides is asked: the evaluator on
// documents and on Variants, and the naive implementation that random tests rely on.
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/naive_filter_testing.h"
#include "delta_utils/filter/variant_matcher.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {
namespace {

struct Rule {
  const char* sentence;
  const char* filter;
  const char* document;
  bool matches;
};

Result<bool> MatchesAsVariant(const Object& document, const Filter& filter) {
  ARROW_ASSIGN_OR_RAISE(const VariantBytes bytes, EncodeVariant(Value(document)));
  ARROW_ASSIGN_OR_RAISE(const MetadataIndex names, MetadataIndex::Make(bytes.metadata));
  const VariantMatcher matcher(filter);
  LeafContext context;
  return matcher.Bind(names).Matches({bytes.value, names}, &context);
}

void Check(std::initializer_list<Rule> rules) {
  for (const auto& [sentence, filter_json, json, expected] : rules) {
    SCOPED_TRACE(std::string(sentence) + ": " + filter_json + " on " + json);
    const Result<Object> document = ParseDocument(json);
    ASSERT_TRUE(document.ok()) << document.status().ToString();
    const Result<Object> filter_document = ParseDocument(filter_json);
    ASSERT_TRUE(filter_document.ok()) << filter_document.status().ToString();
    const Result<Filter> filter = ParseFilter(*filter_document);
    ASSERT_TRUE(filter.ok()) << filter.status().ToString();
    EXPECT_EQ(MatchesFilter(*document, *filter).ValueOrDie(), expected);
    EXPECT_EQ(MatchesAsVariant(*document, *filter).ValueOrDie(), expected) << "Variant";
    EXPECT_EQ(naive::Matches(*document, *filter_document), expected) << "naive";
  }
}

struct Refusal {
  const char* sentence;
  const char* filter;
  ErrorKind kind;
};

void CheckRefused(std::initializer_list<Refusal> refusals) {
  for (const auto& [sentence, filter, kind] : refusals) {
    const Status status = ParseFilter(filter).status();
    ASSERT_FALSE(status.ok()) << sentence << ": " << filter;
    EXPECT_EQ(KindOf(status), kind) << sentence << ": " << filter;
  }
}

/// Values that ascend, as JSON; each inner list holds equal ones.
using Ladder = std::vector<std::vector<const char*>>;

/// Filters compare the fields of objects across classes.
void CheckWithinObjects(const Value& x, const Value& y, int expected) {
  Object document;
  document.Append("v", Object{{{"field", x}}});
  for (const char* const op : {"$lt", "$lte", "$eq", "$gte", "$gt"}) {
    Object operators;
    operators.Append(op, Object{{{"field", y}}});
    Object filter;
    filter.Append("v", std::move(operators));
    EXPECT_EQ(MatchesFilter(document, *ParseFilter(filter)).ValueOrDie(),
              naive::IsAsAsked(op, expected))
        << op;
  }
}

/// Compares all with all.
void CheckAscends(const char* sentence, const Ladder& ladder) {
  for (size_t i = 0; i < ladder.size(); ++i) {
    for (size_t j = 0; j < ladder.size(); ++j) {
      const int expected = static_cast<int>(i > j) - static_cast<int>(i < j);
      for (const char* const a : ladder[i]) {
        for (const char* const b : ladder[j]) {
          SCOPED_TRACE(std::string(sentence) + ": " + a + " and " + b);
          const Value x = *ParseExtJson(a);
          const Value y = *ParseExtJson(b);
          EXPECT_EQ(naive::Sign(Compare(x, y)), expected);
          EXPECT_EQ(naive::Order(x, y), expected) << "naive";
          CheckWithinObjects(x, y, expected);
        }
      }
    }
  }
}

TEST(OrderRulesTest, ClassesAscend) {
  CheckAscends(
      "the classes, from MinKey to MaxKey",
      {{R"({"$minKey":1})"},
       {R"({"$undefined":true})"},
       {"null"},
       {R"({"$numberDouble":"NaN"})", R"({"$numberDecimal":"NaN"})"},
       {"1e19"},
       {R"("")"},
       {R"("z")", R"({"$symbol":"z"})"},
       {"{}"},
       {R"({"a":1})"},
       {"[]"},
       {"[1]"},
       {R"({"$binary":{"base64":"","subType":"00"}})"},
       {R"({"$oid":"000000000000000000000000"})"},
       {"false"},
       {"true"},
       {R"({"$date":{"$numberLong":"-9223372036854775808"}})"},
       {R"({"$timestamp":{"t":0,"i":0}})"},
       {R"({"$regularExpression":{"pattern":"","options":""}})"},
       {R"({"$dbPointer":{"$ref":"","$id":{"$oid":"000000000000000000000000"}}})"},
       {R"({"$code":""})"},
       {R"({"$code":"","$scope":{}})"},
       {R"({"$maxKey":1})"}});
}

TEST(OrderRulesTest, NumbersCompareByTheirExactValue) {
  CheckAscends(
      "NaN is the least number and equals itself; -0 equals 0; types do not matter",
      {{R"({"$numberDouble":"NaN"})", R"({"$numberDecimal":"NaN"})"},
       {R"({"$numberDouble":"-Infinity"})", R"({"$numberDecimal":"-Infinity"})"},
       {R"({"$numberLong":"-9223372036854775808"})", "-9223372036854775808.0"},
       {"-1", "-1.0", R"({"$numberDecimal":"-1.00"})"},
       {"0", "-0.0", R"({"$numberDecimal":"-0"})", R"({"$numberLong":"0"})"},
       {R"({"$numberDecimal":"0.1"})"},
       {"0.1"},
       {"1", "1.0", R"({"$numberLong":"1"})", R"({"$numberDecimal":"1.0"})"}});
  CheckAscends("an int64 is not cut to a double",
               {{R"({"$numberLong":"9007199254740992"})", "9007199254740992.0"},
                {R"({"$numberLong":"9007199254740993"})",
                 R"({"$numberDecimal":"9007199254740993"})"},
                {R"({"$numberLong":"9007199254740994"})", "9007199254740994.0"},
                {R"({"$numberLong":"9223372036854775807"})"},
                {"9223372036854775808.0", R"({"$numberDecimal":"9223372036854775808"})"},
                {R"({"$numberDouble":"Infinity"})", R"({"$numberDecimal":"Infinity"})"}});
}

TEST(OrderRulesTest, BytesTellTextsBinariesAndIds) {
  CheckAscends("texts compare by UTF-8 bytes, without language", {{R"("")"},
                                                                  {R"("B")"},
                                                                  {R"("a")"},
                                                                  {R"("a\u0000")"},
                                                                  {R"("ab")"},
                                                                  {R"("b")"},
                                                                  {R"("\u00e9")"},
                                                                  {R"("\uffff")"},
                                                                  {R"("\ud83d\ude00")"}});
  CheckAscends("binaries compare by length, then by subtype, then by bytes",
               {{R"({"$binary":{"base64":"/w==","subType":"00"}})"},
                {R"({"$binary":{"base64":"AQ==","subType":"80"}})"},
                {R"({"$binary":{"base64":"AAA=","subType":"00"}})"},
                {R"({"$binary":{"base64":"AP8=","subType":"00"}})"},
                {R"({"$binary":{"base64":"AAA=","subType":"05"}})"},
                {R"({"$uuid":"00112233-4455-6677-8899-aabbccddeeff"})"},
                {R"({"$uuid":"ff112233-4455-6677-8899-aabbccddeeff"})"},
                {R"({"$binary":{"base64":"AAAAAAAAAAAAAAAAAAAAAAA=","subType":"00"}})"}});
  CheckAscends("ObjectIds compare by their 12 bytes",
               {{R"({"$oid":"00000000000000000000007f"})"},
                {R"({"$oid":"000000000000000000000080"})"},
                {R"({"$oid":"ff0000000000000000000000"})"}});
}

TEST(OrderRulesTest, DatesAndBools) {
  CheckAscends("dates compare as signed milliseconds",
               {{R"({"$date":{"$numberLong":"-1"}})"},
                {R"({"$date":{"$numberLong":"0"}})"},
                {R"({"$date":{"$numberLong":"1"}})"}});
  CheckAscends("false is below true", {{"false"}, {"true"}});
  CheckAscends("timestamps compare by seconds, then by increment",
               {{R"({"$timestamp":{"t":1,"i":9}})"},
                {R"({"$timestamp":{"t":2,"i":0}})"},
                {R"({"$timestamp":{"t":4294967295,"i":0}})"}});
}

TEST(OrderRulesTest, ObjectsAndArraysComparePartByPart) {
  CheckAscends("objects: the class of a field, then its name, then its value, in order",
               {{"{}"},
                {R"({"b":1})"},
                {R"({"b":1,"a":2})"},
                {R"({"b":2})"},
                {R"({"a":"x"})"},
                {R"({"a":"x","b":1})"},
                {R"({"b":"a"})"}});
  CheckAscends("objects with the same fields in another order are not the same",
               {{R"({"a":1,"b":2})"}, {R"({"b":2,"a":1})"}});
  CheckAscends("arrays: element by element, then by length",
               {{"[]"}, {"[1]", "[1.0]"}, {"[1,1]"}, {"[2]"}, {R"(["a"])"}, {"[[]]"}});
}

TEST(MatchRulesTest, ComparisonsStayWithinTheClassOfTheOperand) {
  Check({
      {"$eq takes only the operand's class", R"({"v":{"$eq":1}})", R"({"v":"1"})", false},
      {"$gt takes only the operand's class", R"({"v":{"$gt":1}})", R"({"v":"2"})", false},
      {"$gte too", R"({"v":{"$gte":"a"}})", R"({"v":{"a":1}})", false},
      {"$lt too", R"({"v":{"$lt":5}})", R"({"v":null})", false},
      {"$lte too", R"({"v":{"$lte":true}})", R"({"v":0})", false},
      {"but one class has several types", R"({"v":{"$gt":1}})",
       R"({"v":{"$numberDecimal":"1.5"}})", true},
      {"null and missing are equal", R"({"v":{"$eq":null}})", "{}", true},
      {"$gte null takes null", R"({"v":{"$gte":null}})", R"({"v":null})", true},
      {"$gte null takes missing", R"({"v":{"$gte":null}})", "{}", true},
      {"$lte null takes missing", R"({"v":{"$lte":null}})", "{}", true},
      {"$gt null takes nothing", R"({"v":{"$gt":null}})", "{}", false},
      {"$lt null takes nothing", R"({"v":{"$lt":null}})", R"({"v":null})", false},
      {"undefined is not null since 8.0", R"({"v":null})", R"({"v":{"$undefined":true}})",
       false},
      {"nor is it for $lte", R"({"v":{"$lte":null}})", R"({"v":{"$undefined":true}})",
       false},
      {"MinKey compares with all", R"({"v":{"$gt":{"$minKey":1}}})", R"({"v":1})", true},
      {"MaxKey compares with all", R"({"v":{"$lt":{"$maxKey":1}}})", R"({"v":[]})", true},
      {"above MinKey is also what is missing", R"({"v":{"$gt":{"$minKey":1}}})", "{}",
       true},
      {"nothing is below MinKey", R"({"v":{"$lt":{"$minKey":1}}})",
       R"({"v":{"$minKey":1}})", false},
      {"MinKey equals itself alone", R"({"v":{"$minKey":1}})", R"({"v":{"$minKey":1}})",
       true},
      {"MaxKey does not equal another", R"({"v":{"$maxKey":1}})", R"({"v":1})", false},
      {"only MaxKey reaches MaxKey", R"({"v":{"$gte":{"$maxKey":1}}})",
       R"({"v":{"$maxKey":1}})", true},
  });
}

TEST(MatchRulesTest, ExpressionsKnowNoClassesAndNoElements) {
  Check({
      {"a comparison in $expr is one of all classes", R"({"$expr":{"$gt":["$v",1]}})",
       R"({"v":"2"})", true},
      {"and of missing, which is below null", R"({"$expr":{"$lt":["$v",null]}})", "{}",
       true},
      {"it does not look into arrays", R"({"$expr":{"$eq":["$v",1]}})", R"({"v":[1]})",
       false},
      {"though an array is above numbers", R"({"$expr":{"$gt":["$v",1]}})",
       R"({"v":[0]})", true},
      {"NaN is the least number there", R"({"$expr":{"$lt":["$v",0]}})",
       R"({"v":{"$numberDouble":"NaN"}})", true},
      {"$jsonSchema is about values themselves",
       R"({"$jsonSchema":{"properties":{"v":{"bsonType":"int"}}}})", R"({"v":[1]})",
       false},
  });
}

TEST(MatchRulesTest, NaNIsInNoRange) {
  Check({
      {"$eq NaN takes NaN", R"({"v":{"$numberDouble":"NaN"}})",
       R"({"v":{"$numberDecimal":"NaN"}})", true},
      {"$gte NaN takes NaN", R"({"v":{"$gte":{"$numberDouble":"NaN"}}})",
       R"({"v":{"$numberDouble":"NaN"}})", true},
      {"$lte NaN takes NaN", R"({"v":{"$lte":{"$numberDouble":"NaN"}}})",
       R"({"v":{"$numberDouble":"NaN"}})", true},
      {"and only NaN", R"({"v":{"$gte":{"$numberDouble":"NaN"}}})", R"({"v":1})", false},
      {"$gt NaN takes nothing", R"({"v":{"$gt":{"$numberDouble":"NaN"}}})", R"({"v":1})",
       false},
      {"$lt NaN takes nothing", R"({"v":{"$lt":{"$numberDouble":"NaN"}}})",
       R"({"v":{"$numberDouble":"NaN"}})", false},
      {"NaN is not below 0, though it sorts first", R"({"v":{"$lt":0}})",
       R"({"v":{"$numberDouble":"NaN"}})", false},
  });
}

TEST(MatchRulesTest, NullIsWhatIsNotThere) {
  Check({
      {"null takes null", R"({"a":null})", R"({"a":null})", true},
      {"null takes missing", R"({"a":null})", R"({"b":1})", true},
      {"null takes an array with null in it", R"({"a":null})", R"({"a":[1,null]})", true},
      {"null does not take other values", R"({"a":null})", R"({"a":0})", false},
      {"nor arrays without it", R"({"a":null})", R"({"a":[1]})", false},
      {"$type null is an explicit null", R"({"a":{"$type":"null"}})", R"({"a":null})",
       true},
      {"and not missing", R"({"a":{"$type":"null"}})", "{}", false},
      {"$exists false is missing", R"({"a":{"$exists":false}})", "{}", true},
      {"and not null", R"({"a":{"$exists":false}})", R"({"a":null})", false},
      {"$exists true takes null", R"({"a":{"$exists":true}})", R"({"a":null})", true},
  });
}

TEST(MatchRulesTest, NullAtTheEndOfAPath) {
  Check({
      {"the parent is missing", R"({"a.b":null})", "{}", true},
      {"the parent is null", R"({"a.b":null})", R"({"a":null})", true},
      {"the parent is a scalar", R"({"a.b":null})", R"({"a":4})", true},
      {"the parent lacks the field", R"({"a.b":null})", R"({"a":{"c":1}})", true},
      {"the parent has null", R"({"a.b":null})", R"({"a":{"b":null}})", true},
      {"the parent has a value", R"({"a.b":null})", R"({"a":{"b":1}})", false},
      {"an element lacks the field", R"({"a.b":null})", R"({"a":[{"b":1},{}]})", true},
      {"an element has null", R"({"a.b":null})", R"({"a":[{"b":null}]})", true},
      {"no element lacks it", R"({"a.b":null})", R"({"a":[{"b":1}]})", false},
      {"an empty array has no object", R"({"a.b":null})", R"({"a":[]})", false},
      {"scalars are no objects there", R"({"a.b":null})", R"({"a":[1,2]})", false},
      {"arrays are none either", R"({"a.b":null})", R"({"a":[[]]})", false},
      {"so $ne null takes an empty array", R"({"a.b":{"$ne":null}})", R"({"a":[]})",
       true},
      {"and one of scalars", R"({"a.b":{"$ne":null}})", R"({"a":[1,2]})", true},
      {"and one of arrays", R"({"a.b":{"$ne":null}})", R"({"a":[[]]})", true},
      {"for $elemMatch an array is an object", R"({"a":{"$elemMatch":{"b":null}}})",
       R"({"a":[[]]})", true},
      {"but a scalar is not", R"({"a":{"$elemMatch":{"b":null}}})", R"({"a":[1]})",
       false},
      {"behind an index a scalar has no fields", R"({"a.0.b":null})", R"({"a":[5]})",
       false},
  });
}

TEST(MatchRulesTest, PathsLookIntoArrays) {
  Check({
      {"an element is tried", R"({"a":2})", R"({"a":[1,2]})", true},
      {"and the array itself", R"({"a":[1,2]})", R"({"a":[1,2]})", true},
      {"and an element that is an array", R"({"a":[1,2]})", R"({"a":[[1,2],9]})", true},
      {"elements of elements are not", R"({"a":2})", R"({"a":[[1,2]]})", false},
      {"the order of elements counts", R"({"a":[2,1]})", R"({"a":[1,2]})", false},
      {"fields of elements are", R"({"a.b":2})", R"({"a":[{"b":1},{"b":2}]})", true},
      {"one array for each step", R"({"a.b":2})", R"({"a":[{"b":[1,2]}]})", true},
      {"but not two", R"({"a.b":2})", R"({"a":[[{"b":2}]]})", false},
      {"nor two at the end", R"({"a.b":2})", R"({"a":{"b":[[2]]}})", false},
      {"objects compare whole", R"({"a":{"b":1}})", R"({"a":[{"b":1,"c":2}]})", false},
      {"a reference is an object, not operators", R"({"a":{"$ref":"r","$id":1}})",
       R"({"a":[{"$ref":"r","$id":1}]})", true},
      {"and in order", R"({"a":{"b":1,"c":2}})", R"({"a":[{"c":2,"b":1}]})", false},
  });
}

TEST(MatchRulesTest, NumbersInPathsAreIndicesAndNames) {
  Check({
      {"an index", R"({"a.0":1})", R"({"a":[1,2]})", true},
      {"that index only", R"({"a.0":2})", R"({"a":[1,2]})", false},
      {"an index of an object", R"({"a.0":{"x":1}})", R"({"a":[{"x":1}]})", true},
      {"and the way on from it", R"({"a.0.x":1})", R"({"a":[{"x":1}]})", true},
      {"which the others have not", R"({"a.0.x":1})", R"({"a":[{"x":2},{"x":1}]})",
       false},
      {"a name in an object", R"({"a.0":1})", R"({"a":{"0":1}})", true},
      {"a name in an element", R"({"a.0":1})", R"({"a":[{"x":1},{"0":1}]})", true},
      {"the element at the end is not opened", R"({"a.0":1})", R"({"a":[[1,2]]})", false},
      {"but taken whole", R"({"a.0":[1,2]})", R"({"a":[[1,2]]})", true},
      {"a further index opens it", R"({"a.0.0":1})", R"({"a":[[1,2]]})", true},
      {"what is named is opened", R"({"a.0":1})", R"({"a":{"0":[1,2]}})", true},
      {"beyond the end is nothing", R"({"a.5":{"$exists":true}})", R"({"a":[1]})", false},
      {"a zero in front makes a name", R"({"a.00":1})", R"({"a":[1]})", false},
  });
}

TEST(MatchRulesTest, EachPredicateMayHaveItsOwnElement) {
  Check({
      {"two elements meet two predicates", R"({"a":{"$gt":3,"$lt":0}})",
       R"({"a":[-5,10]})", true},
      {"one alone does not", R"({"a":{"$gt":3,"$lt":0}})", R"({"a":[1,2]})", false},
      {"$elemMatch ties them to one", R"({"a":{"$elemMatch":{"$gt":3,"$lt":0}}})",
       R"({"a":[-5,10]})", false},
      {"which may be there", R"({"a":{"$elemMatch":{"$gt":3,"$lt":20}}})",
       R"({"a":[-5,10]})", true},
      {"fields too may be of several elements", R"({"a.b":1,"a.c":2})",
       R"({"a":[{"b":1},{"c":2}]})", true},
      {"and of one by $elemMatch", R"({"a":{"$elemMatch":{"b":1,"c":2}}})",
       R"({"a":[{"b":1},{"c":2}]})", false},
      {"$elemMatch needs an array", R"({"a":{"$elemMatch":{"$gt":3}}})", R"({"a":5})",
       false},
      {"of values it does not open arrays", R"({"a":{"$elemMatch":{"$gt":3}}})",
       R"({"a":[[5]]})", false},
      {"of objects it takes arrays by index", R"({"a":{"$elemMatch":{"0":5}}})",
       R"({"a":[[5]]})", true},
      {"and not by other names", R"({"a":{"$elemMatch":{"b":5}}})", R"({"a":[[5]]})",
       false},
  });
}

TEST(MatchRulesTest, NegationsAreExactComplements) {
  Check({
      {"$ne takes missing", R"({"a":{"$ne":1}})", "{}", true},
      {"$nin takes missing", R"({"a":{"$nin":[1]}})", "{}", true},
      {"$not takes missing", R"({"a":{"$not":{"$gt":1}}})", "{}", true},
      {"$nor takes missing", R"({"$nor":[{"a":1}]})", "{}", true},
      {"$ne leaves an array out for one element", R"({"a":{"$ne":1}})", R"({"a":[1,2]})",
       false},
      {"so does $nin", R"({"a":{"$nin":[1,9]}})", R"({"a":[1,2]})", false},
      {"so does $not", R"({"a":{"$not":{"$gt":1}}})", R"({"a":[1,2]})", false},
      {"so does $nor", R"({"$nor":[{"a":{"$gt":1}}]})", R"({"a":[1,2]})", false},
      {"$not is of all its operators together", R"({"a":{"$not":{"$gt":1,"$lt":0}}})",
       R"({"a":[2]})", true},
      {"$not takes another class", R"({"a":{"$not":{"$gt":1}}})", R"({"a":"x"})", true},
      {"$ne null is neither null nor missing", R"({"a":{"$ne":null}})", "{}", false},
  });
}

TEST(MatchRulesTest, InIsASetOfEqualities) {
  Check({
      {"one of them", R"({"a":{"$in":[1,"x"]}})", R"({"a":"x"})", true},
      {"none of them", R"({"a":{"$in":[1,"x"]}})", R"({"a":2})", false},
      {"an element", R"({"a":{"$in":[1,"x"]}})", R"({"a":[2,1]})", true},
      {"a regular expression is found",
       R"({"a":{"$in":[{"$regularExpression":{"pattern":"^a","options":""}}]}})",
       R"({"a":"abc"})", true},
      {"or not",
       R"({"a":{"$in":[{"$regularExpression":{"pattern":"^a","options":""}}]}})",
       R"({"a":"b"})", false},
      {"null adds missing", R"({"a":{"$in":[1,null]}})", "{}", true},
      {"NaN may be in it", R"({"a":{"$in":[{"$numberDouble":"NaN"}]}})",
       R"({"a":{"$numberDouble":"NaN"}})", true},
      {"an empty $in takes nothing", R"({"a":{"$in":[]}})", "{}", false},
      {"an empty $nin everything", R"({"a":{"$nin":[]}})", R"({"a":1})", true},
  });
}

TEST(MatchRulesTest, AllIsAConjunctionOfEqualities) {
  Check({
      {"all are there", R"({"a":{"$all":[1,2]}})", R"({"a":[2,3,1]})", true},
      {"not all are", R"({"a":{"$all":[1,2]}})", R"({"a":[1,3]})", false},
      {"an empty $all takes nothing", R"({"a":{"$all":[]}})", R"({"a":[]})", false},
      {"one value also of a scalar", R"({"a":{"$all":[1]}})", R"({"a":1})", true},
      {"an array in it is the whole", R"({"a":{"$all":[[1,2]]}})", R"({"a":[1,2]})",
       true},
      {"or an element", R"({"a":{"$all":[[1,2]]}})", R"({"a":[[1,2]]})", true},
      {"and no more", R"({"a":{"$all":[[1,2]]}})", R"({"a":[1,2,3]})", false},
      {"each $elemMatch has its element",
       R"({"a":{"$all":[{"$elemMatch":{"$gt":5}},{"$elemMatch":{"$lt":0}}]}})",
       R"({"a":[9,-1]})", true},
  });
}

TEST(MatchRulesTest, TypesAndSizes) {
  Check({
      {"by alias", R"({"a":{"$type":"int"}})", R"({"a":1})", true},
      {"by number", R"({"a":{"$type":16}})", R"({"a":1})", true},
      {"of a list", R"({"a":{"$type":["string","double"]}})", R"({"a":1.5})", true},
      {"exactly", R"({"a":{"$type":"int"}})", R"({"a":1.0})", false},
      {"number is double", R"({"a":{"$type":"number"}})", R"({"a":1.5})", true},
      {"and int", R"({"a":{"$type":"number"}})", R"({"a":1})", true},
      {"and long", R"({"a":{"$type":"number"}})", R"({"a":{"$numberLong":"1"}})", true},
      {"and decimal", R"({"a":{"$type":"number"}})", R"({"a":{"$numberDecimal":"1"}})",
       true},
      {"elements are looked at", R"({"a":{"$type":"string"}})", R"({"a":[1,"x"]})", true},
      {"an array is itself one", R"({"a":{"$type":"array"}})", R"({"a":[]})", true},
      {"a scalar is none", R"({"a":{"$type":"array"}})", R"({"a":1})", false},
      {"$size of an array", R"({"a":{"$size":2}})", R"({"a":[1,2]})", true},
      {"exactly so many", R"({"a":{"$size":2}})", R"({"a":[1,2,3]})", false},
      {"0 is a size", R"({"a":{"$size":0}})", R"({"a":[]})", true},
      {"only arrays have one", R"({"a":{"$size":1}})", R"({"a":"x"})", false},
      {"elements do not count", R"({"a":{"$size":2}})", R"({"a":[[1,2]]})", false},
      {"a whole double is a size", R"({"a":{"$size":2.0}})", R"({"a":[1,2]})", true},
  });
}

TEST(MatchRulesTest, ModCutsToWholeNumbers) {
  Check({
      {"the rest of a division", R"({"a":{"$mod":[4,3]}})", R"({"a":7})", true},
      {"values are cut towards zero", R"({"a":{"$mod":[4,0]}})", R"({"a":4.5})", true},
      {"so are operands", R"({"a":{"$mod":[4.9,0.9]}})", R"({"a":8})", true},
      {"the rest has the sign of the value", R"({"a":{"$mod":[5,-1]}})", R"({"a":-6})",
       true},
      {"and is not made positive", R"({"a":{"$mod":[5,4]}})", R"({"a":-6})", false},
      {"-5 leaves 0", R"({"a":{"$mod":[5,0]}})", R"({"a":-5})", true},
      {"NaN does not match", R"({"a":{"$mod":[4,0]}})",
       R"({"a":{"$numberDouble":"NaN"}})", false},
      {"infinity does not", R"({"a":{"$mod":[4,0]}})",
       R"({"a":{"$numberDouble":"Infinity"}})", false},
      {"what 64 bits do not hold does not", R"({"a":{"$mod":[4,0]}})",
       R"({"a":9223372036854775808.0})", false},
      {"other classes do not", R"({"a":{"$mod":[4,0]}})", R"({"a":"8"})", false},
  });
}

TEST(MatchRulesTest, BitsOfNumbersAndBinaries) {
  Check({
      {"all set", R"({"a":{"$bitsAllSet":[0,2]}})", R"({"a":7})", true},
      {"not all set", R"({"a":{"$bitsAllSet":[0,3]}})", R"({"a":7})", false},
      {"any set", R"({"a":{"$bitsAnySet":8}})", R"({"a":7})", false},
      {"all clear", R"({"a":{"$bitsAllClear":[3,4]}})", R"({"a":7})", true},
      {"any clear", R"({"a":{"$bitsAnyClear":[0,3]}})", R"({"a":7})", true},
      {"a whole double has bits", R"({"a":{"$bitsAllSet":5}})", R"({"a":5.0})", true},
      {"a double with a fraction has none", R"({"a":{"$bitsAllClear":2}})",
       R"({"a":5.5})", false},
      {"nor one that 64 bits do not hold", R"({"a":{"$bitsAllClear":2}})",
       R"({"a":1e19})", false},
      {"a decimal is rounded to a whole number", R"({"a":{"$bitsAllSet":4}})",
       R"({"a":{"$numberDecimal":"3.5"}})", true},
      {"the sign goes on without end", R"({"a":{"$bitsAllSet":[200]}})", R"({"a":-1})",
       true},
      {"also of positive ones", R"({"a":{"$bitsAnySet":[200]}})", R"({"a":1})", false},
      {"binaries begin with the lowest bits", R"({"a":{"$bitsAllSet":[0,9]}})",
       R"({"a":{"$binary":{"base64":"AQI=","subType":"00"}}})", true},
      {"behind them are zeros", R"({"a":{"$bitsAllClear":[16,200]}})",
       R"({"a":{"$binary":{"base64":"//8=","subType":"00"}}})", true},
      {"texts have no bits", R"({"a":{"$bitsAllClear":[0]}})", R"({"a":"x"})", false},
  });
}

TEST(MatchRulesTest, RegularExpressions) {
  Check({
      {"found in a string", R"({"a":{"$regex":"b|^A"}})", R"({"a":"abc"})", true},
      {"in a symbol", R"({"a":{"$regex":"^a"}})", R"({"a":{"$symbol":"ab"}})", true},
      {"not in other types", R"({"a":{"$regex":"[0-9]"}})", R"({"a":1})", false},
      {"the same stored expression", R"({"a":{"$regex":"a","$options":""}})",
       R"({"a":{"$regularExpression":{"pattern":"a","options":""}}})", true},
      {"with the same options", R"({"a":{"$regex":"A","$options":"i"}})",
       R"({"a":{"$regularExpression":{"pattern":"A","options":""}}})", false},
      {"with the same pattern", R"({"a":{"$regex":"a"}})",
       R"({"a":{"$regularExpression":{"pattern":"^a","options":""}}})", false},
      {"which counts under $not", R"({"a":{"$not":{"$regex":"a"}}})",
       R"({"a":{"$regularExpression":{"pattern":"a","options":""}}})", false},
      {"i: letters of either case", R"({"a":{"$regex":"A","$options":"i"}})",
       R"({"a":"xa"})", true},
      {"m: ^ at each line", R"({"a":{"$regex":"^b","$options":"m"}})", R"({"a":"a\nb"})",
       true},
      {"s: a dot takes a newline", R"({"a":{"$regex":"a.c","$options":"s"}})",
       R"({"a":"a\nc"})", true},
      {"without it not", R"({"a":{"$regex":"a.c"}})", R"({"a":"a\nc"})", false},
      {"x: blanks do not count", R"({"a":{"$regex":"a c","$options":"x"}})",
       R"({"a":"ac"})", true},
      {"a dot is one code point", R"({"a":{"$regex":"a.c"}})", R"({"a":"a\u00e9c"})",
       true},
  });
}

TEST(MatchRulesTest, WhatIsUnknownOrWrongIsAnError) {
  constexpr ErrorKind kWrong = ErrorKind::kInvalidArgument;
  constexpr ErrorKind kLater = ErrorKind::kUnsupported;
  CheckRefused({
      {"an unknown operator", R"({"a":{"$wat":1}})", kWrong},
      {"an unknown operator at the top", R"({"$wat":1})", kWrong},
      {"$in of a number", R"({"a":{"$in":1}})", kWrong},
      {"$nin of an object", R"({"a":{"$nin":{}}})", kWrong},
      {"$all of a number", R"({"a":{"$all":1}})", kWrong},
      {"$size of a string", R"({"a":{"$size":"x"}})", kWrong},
      {"a negative $size", R"({"a":{"$size":-1}})", kWrong},
      {"a $size with a fraction", R"({"a":{"$size":1.5}})", kWrong},
      {"$mod by 0", R"({"a":{"$mod":[0,0]}})", kWrong},
      {"$mod by what is cut to 0", R"({"a":{"$mod":[0.5,0]}})", kWrong},
      {"$mod of one number", R"({"a":{"$mod":[4]}})", kWrong},
      {"$type of no type", R"({"a":{"$type":"wat"}})", kWrong},
      {"$elemMatch of a number", R"({"a":{"$elemMatch":1}})", kWrong},
      {"$not of a number", R"({"a":{"$not":1}})", kWrong},
      {"$and of an object", R"({"$and":{"a":1}})", kWrong},
      {"an empty $or", R"({"$or":[]})", kWrong},
      {"a negative bit", R"({"a":{"$bitsAllSet":[-1]}})", kWrong},
      {"a negative mask", R"({"a":{"$bitsAnySet":-1}})", kWrong},
      {"a NUL in $regex", "{\"a\":{\"$regex\":\"a\\u0000b\"}}", kWrong},
      {"an unknown option", R"({"a":{"$regex":"a","$options":"q"}})", kWrong},
      {"$options alone", R"({"a":{"$options":"i"}})", kWrong},
      {"$where is JavaScript", R"({"$where":"true"})", kLater},
      {"$text needs an index", R"({"$text":{"$search":"a"}})", kLater},
      {"so does $near", R"({"a":{"$near":[0,0]}})", kLater},
      {"and $geoWithin", R"({"a":{"$geoWithin":{}}})", kLater},
  });
}

}  // namespace
}  // namespace delta_utils
