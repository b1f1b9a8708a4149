// What a filter finds: documents and filters as Extended JSON, a rule of MongoDB's to a
// table.
#include <gtest/gtest.h>

#include <initializer_list>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/filter/filter.h"

namespace delta_utils {
namespace {

struct Case {
  const char* document;
  const char* filter;
  bool matches;
};

void Check(std::initializer_list<Case> cases) {
  for (const auto& [json, filter_json, expected] : cases) {
    const Result<Object> document = ParseDocument(json);
    ASSERT_TRUE(document.ok()) << json << document.status().ToString();
    const Result<Filter> filter = ParseFilter(filter_json);
    ASSERT_TRUE(filter.ok()) << filter_json << filter.status().ToString();
    EXPECT_EQ(MatchesFilter(*document, *filter).ValueOrDie(), expected)
        << filter_json << " on " << json;
  }
}

TEST(MatchTest, NumbersCompareByValueAcrossTypes) {
  Check({
      {R"({"v":1})", R"({"v":1})", true},
      {R"({"v":1})", R"({"v":2})", false},
      {R"({"v":1.0})", R"({"v":1})", true},
      {R"({"v":{"$numberLong":"1"}})", R"({"v":1.0})", true},
      {R"({"v":{"$numberDecimal":"1.00"}})", R"({"v":1})", true},
      {R"({"v":{"$numberDecimal":"0.1"}})", R"({"v":0.1})", false},
      {R"({"v":-0.0})", R"({"v":0})", true},
      {R"({"v":{"$numberLong":"9007199254740993"}})", R"({"v":9007199254740992.0})",
       false},
      {R"({"v":{"$numberLong":"9007199254740993"}})",
       R"({"v":{"$gt":9007199254740992.0}})", true},
      {R"({"v":5})", R"({"v":{"$gt":4}})", true},
      {R"({"v":5})", R"({"v":{"$gt":5}})", false},
      {R"({"v":5})", R"({"v":{"$gte":5}})", true},
      {R"({"v":5})", R"({"v":{"$lt":5}})", false},
      {R"({"v":5})", R"({"v":{"$lte":5}})", true},
      {R"({"v":5})", R"({"v":{"$lt":5.5,"$gt":4.5}})", true},
      {R"({"v":{"$numberDouble":"Infinity"}})", R"({"v":{"$gt":1e308}})", true},
  });
}

TEST(MatchTest, PartsOfReferencesAreFields) {
  Check({
      {R"({"$ref":"c","$id":1})", R"({"$id":1})", true},
      {R"({"$ref":"c","$id":1})", R"({"$ref":"d"})", false},
      {R"({"a":[{"$ref":"c","$id":1}]})", R"({"a":{"$elemMatch":{"$ref":"c"}}})", true},
      {R"({"a":[{"$ref":"c","$id":1}]})", R"({"a":{"$elemMatch":{"$id":2}}})", false},
      {R"({"a":["c"]})", R"({"a":{"$elemMatch":{"$ref":"c"}}})", false},
      {R"({"a":[{"$id":3,"b":1}]})", R"({"a":{"$elemMatch":{"$id":3,"b":1}}})", true},
  });
}

TEST(MatchTest, TheFirstNameTellsAValueFromOperators) {
  Check({
      {R"({"v":{"b":2,"$gt":1}})", R"({"v":{"b":2,"$gt":1}})", true},
      {R"({"v":{"b":2}})", R"({"v":{"b":2,"$gt":1}})", false},
      {R"({"v":5})", R"({"v":{"b":2,"$gt":1}})", false},
      {R"({"v":{"$ref":"c","$id":1}})", R"({"v":{"$ref":"c","$id":1}})", true},
  });
}

TEST(MatchTest, ComparisonsStayInTheOperandsClass) {
  Check({
      {R"({"v":"5"})", R"({"v":5})", false},
      {R"({"v":"5"})", R"({"v":{"$gt":1}})", false},
      {R"({"v":5})", R"({"v":{"$lt":"a"}})", false},
      {R"({"v":true})", R"({"v":1})", false},
      {R"({"v":true})", R"({"v":{"$gte":0}})", false},
      {R"({"v":true})", R"({"v":{"$gt":false}})", true},
      {R"({"v":null})", R"({"v":{"$lt":1}})", false},
      {R"({})", R"({"v":{"$lt":1}})", false},
      {R"({"v":{}})", R"({"v":{"$gt":1}})", false},
      {R"({"v":{"$date":"2020-01-01T00:00:00Z"}})", R"({"v":{"$gt":0}})", false},
      {R"({"v":{"$date":"2020-01-01T00:00:00Z"}})",
       R"({"v":{"$lt":{"$date":"2021-01-01T00:00:00Z"}}})", true},
      {R"({"v":{"$timestamp":{"t":5,"i":1}}})",
       R"({"v":{"$gt":{"$date":"1970-01-01T00:00:00Z"}}})", false},
      {R"({"v":{"$oid":"0123456789abcdef01234567"}})",
       R"({"v":{"$oid":"0123456789abcdef01234567"}})", true},
      {R"({"v":"0123456789abcdef01234567"})",
       R"({"v":{"$oid":"0123456789abcdef01234567"}})", false},
      {R"({"v":{"$uuid":"00112233-4455-6677-8899-aabbccddeeff"}})",
       R"({"v":{"$uuid":"00112233-4455-6677-8899-aabbccddeeff"}})", true},
      {R"({"v":{"$binary":{"base64":"AQ==","subType":"00"}}})",
       R"({"v":{"$binary":{"base64":"AQ==","subType":"80"}}})", false},
  });
}

TEST(MatchTest, StringsAndSymbolsAreOneClassInByteOrder) {
  Check({
      {R"({"v":"b"})", R"({"v":{"$gt":"a"}})", true},
      {R"({"v":"Z"})", R"({"v":{"$lt":"a"}})", true},
      {R"({"v":"ab"})", R"({"v":{"$gt":"a"}})", true},
      {R"({"v":{"$symbol":"a"}})", R"({"v":"a"})", true},
      {R"({"v":"a"})", R"({"v":{"$symbol":"a"}})", true},
      {R"({"v":{"$symbol":"b"}})", R"({"v":{"$gt":"a"}})", true},
      {R"({"v":"a"})", R"({"v":{"$in":[{"$symbol":"a"}]}})", true},
      // UTF-8 order, not UTF-16's: U+FFFF is below U+1F600.
      {R"({"v":"\ud83d\ude00"})", R"({"v":{"$gt":"\uffff"}})", true},
  });
}

TEST(MatchTest, NaNEqualsItselfAndIsInNoRange) {
  Check({
      {R"({"v":{"$numberDouble":"NaN"}})", R"({"v":{"$numberDouble":"NaN"}})", true},
      {R"({"v":{"$numberDecimal":"NaN"}})", R"({"v":{"$numberDouble":"NaN"}})", true},
      {R"({"v":1})", R"({"v":{"$numberDouble":"NaN"}})", false},
      {R"({"v":{"$numberDouble":"NaN"}})", R"({"v":{"$lt":0}})", false},
      {R"({"v":{"$numberDouble":"NaN"}})", R"({"v":{"$lte":0}})", false},
      {R"({"v":{"$numberDouble":"NaN"}})", R"({"v":{"$gt":0}})", false},
      {R"({"v":{"$numberDouble":"NaN"}})", R"({"v":{"$gte":{"$numberDouble":"NaN"}}})",
       true},
      {R"({"v":{"$numberDouble":"NaN"}})", R"({"v":{"$lte":{"$numberDouble":"NaN"}}})",
       true},
      {R"({"v":{"$numberDouble":"NaN"}})", R"({"v":{"$gt":{"$numberDouble":"NaN"}}})",
       false},
      {R"({"v":1})", R"({"v":{"$gt":{"$numberDouble":"NaN"}}})", false},
      {R"({"v":1})", R"({"v":{"$gte":{"$numberDouble":"NaN"}}})", false},
      {R"({"v":{"$numberDouble":"NaN"}})", R"({"v":{"$not":{"$lt":0}}})", true},
      {R"({"v":{"$numberDouble":"NaN"}})", R"({"v":{"$in":[{"$numberDouble":"NaN"}]}})",
       true},
      {R"({"v":{"$numberDouble":"NaN"}})", R"({"v":{"$ne":{"$numberDouble":"NaN"}}})",
       false},
  });
}

TEST(MatchTest, NullIsAlsoMissing) {
  Check({
      {R"({"v":null})", R"({"v":null})", true},
      {R"({})", R"({"v":null})", true},
      {R"({"v":1})", R"({"v":null})", false},
      {R"({"v":[]})", R"({"v":null})", false},
      {R"({"v":[1,null]})", R"({"v":null})", true},
      {R"({"v":[[null]]})", R"({"v":null})", false},
      {R"({})", R"({"v":{"$gte":null}})", true},
      {R"({"v":null})", R"({"v":{"$lte":null}})", true},
      {R"({})", R"({"v":{"$gt":null}})", false},
      {R"({"v":null})", R"({"v":{"$lt":null}})", false},
      {R"({"v":0})", R"({"v":{"$gte":null}})", false},
      {R"({"v":{"$undefined":true}})", R"({"v":null})", false},
      {R"({"v":{"$undefined":true}})", R"({"v":{"$ne":null}})", true},
  });
}

TEST(MatchTest, ExistsIgnoresNull) {
  Check({
      {R"({"v":null})", R"({"v":{"$exists":true}})", true},
      {R"({})", R"({"v":{"$exists":true}})", false},
      {R"({})", R"({"v":{"$exists":false}})", true},
      {R"({"v":null})", R"({"v":{"$exists":false}})", false},
      {R"({"v":[]})", R"({"v":{"$exists":true}})", true},
      {R"({"v":{"$undefined":true}})", R"({"v":{"$exists":true}})", true},
      {R"({"v":{"b":1}})", R"({"v.b":{"$exists":true}})", true},
      {R"({"v":[{"c":1},{"b":1}]})", R"({"v.b":{"$exists":true}})", true},
      {R"({"v":[{"c":1}]})", R"({"v.b":{"$exists":true}})", false},
      {R"({"v":[]})", R"({"v.b":{"$exists":false}})", true},
      {R"({"v":[1]})", R"({"v.0":{"$exists":true}})", true},
      {R"({"v":[1]})", R"({"v.1":{"$exists":true}})", false},
      {R"({"v":4})", R"({"v.b":{"$exists":true}})", false},
  });
}

TEST(MatchTest, ExistsTakesAnyOperandForItsTruth) {
  Check({
      {R"({"v":1})", R"({"v":{"$exists":1}})", true},
      {R"({"v":1})", R"({"v":{"$exists":0}})", false},
      {R"({"v":1})", R"({"v":{"$exists":0.0}})", false},
      {R"({"v":1})", R"({"v":{"$exists":{"$numberDecimal":"-0"}}})", false},
      {R"({"v":1})", R"({"v":{"$exists":{"$numberDouble":"NaN"}}})", true},
      {R"({"v":1})", R"({"v":{"$exists":null}})", false},
      {R"({"v":1})", R"({"v":{"$exists":{"$undefined":true}}})", false},
      {R"({"v":1})", R"({"v":{"$exists":""}})", true},
      {R"({"v":1})", R"({"v":{"$exists":[]}})", true},
  });
}

TEST(MatchTest, DottedNullFindsWhereTheFieldCannotBe) {
  Check({
      {R"({})", R"({"a.b":null})", true},
      {R"({"a":null})", R"({"a.b":null})", true},
      {R"({"a":4})", R"({"a.b":null})", true},
      {R"({"a":"x"})", R"({"a.b":null})", true},
      {R"({"a":{}})", R"({"a.b":null})", true},
      {R"({"a":{"b":null}})", R"({"a.b":null})", true},
      {R"({"a":{"b":1}})", R"({"a.b":null})", false},
      {R"({"a":[]})", R"({"a.b":null})", false},
      {R"({"a":[1,2]})", R"({"a.b":null})", false},
      {R"({"a":[[]]})", R"({"a.b":null})", false},
      {R"({"a":[{}]})", R"({"a.b":null})", true},
      {R"({"a":[1,{"b":1},{"c":1}]})", R"({"a.b":null})", true},
      {R"({"a":[{"b":null}]})", R"({"a.b":null})", true},
      {R"({"a":[{"b":1}]})", R"({"a.b":null})", false},
      {R"({"a":[]})", R"({"a.b":{"$ne":null}})", true},
      {R"({"a":[1,2]})", R"({"a.b":{"$ne":null}})", true},
      {R"({"a":[[]]})", R"({"a.b":{"$ne":null}})", true},
      {R"({"a":4})", R"({"a.b":{"$ne":null}})", false},
  });
}

TEST(MatchTest, ArraysAreTriedByElementThenWhole) {
  Check({
      {R"({"v":[1,2]})", R"({"v":1})", true},
      {R"({"v":[1,2]})", R"({"v":3})", false},
      {R"({"v":[1,2]})", R"({"v":[1,2]})", true},
      {R"({"v":[[1,2],9]})", R"({"v":[1,2]})", true},
      {R"({"v":[1,2,3]})", R"({"v":[1,2]})", false},
      {R"({"v":[2,1]})", R"({"v":[1,2]})", false},
      {R"({"v":[[1]]})", R"({"v":1})", false},
      {R"({"v":[1,2]})", R"({"v":{"$gt":[1,1]}})", true},
      {R"({"v":[1,2]})", R"({"v":{"$lt":[1,1]}})", false},
      {R"({"v":[]})", R"({"v":[]})", true},
      {R"({"v":[[]]})", R"({"v":[]})", true},
      {R"({"v":["a",5]})", R"({"v":{"$gte":5}})", true},
      {R"({"a":[{"b":1},{"b":2}]})", R"({"a.b":2})", true},
      {R"({"a":[{"b":[1,2]},{"b":3}]})", R"({"a.b":2})", true},
      {R"({"a":[{"b":[1,2]}]})", R"({"a.b":[1,2]})", true},
      {R"({"a":[[{"b":1}]]})", R"({"a.b":1})", false},
      {R"({"a":[{"b":[{"c":1}]}]})", R"({"a.b.c":1})", true},
      {R"({"a":[{"b":1},{"b":2}]})", R"({"a":{"b":2}})", true},
  });
}

TEST(MatchTest, NumericPartsAreIndexAndName) {
  Check({
      {R"({"a":[1,2]})", R"({"a.0":1})", true},
      {R"({"a":[1,2]})", R"({"a.1":1})", false},
      {R"({"a":{"0":1}})", R"({"a.0":1})", true},
      {R"({"a":[5,{"0":1}]})", R"({"a.0":1})", true},
      {R"({"a":[[1,2]]})", R"({"a.0":1})", false},
      {R"({"a":[[1,2]]})", R"({"a.0":[1,2]})", true},
      {R"({"a":[[1,2]]})", R"({"a.0.0":1})", true},
      {R"({"a":[[1,2]]})", R"({"a.0.2":null})", false},
      {R"({"a":[[],""]})", R"({"a.0.0":null})", false},
      {R"({"a":[[1]]})", R"({"a.0.b":null})", false},
      {R"({"a":[[{"c":1}]]})", R"({"a.0.b":null})", true},
      {R"({"a":[[[1]]]})", R"({"a.0.0":1})", false},
      {R"({"a":[[[1]]]})", R"({"a.0.0":[1]})", true},
      {R"({"a":[{"b":1},{"b":2}]})", R"({"a.1.b":2})", true},
      {R"({"a":[{"b":1},{"b":2}]})", R"({"a.0.b":2})", false},
      {R"({"a":[{"b":[7,8]}]})", R"({"a.0.b.1":8})", true},
      {R"({"a":[[{"b":1}]]})", R"({"a.0.0.b":1})", true},
      {R"({"a":[[{"b":1}]]})", R"({"a.0.b":1})", true},
      {R"({"a":[1]})", R"({"a.00":1})", false},
      {R"({"a":{"00":1}})", R"({"a.00":1})", true},
      {R"({"a":[1]})", R"({"a.0.b":null})", false},
      {R"({"a":[1]})", R"({"a.-1":1})", false},
      {R"({"a":[1]})", R"({"a.18446744073709551616":1})", false},
      {R"({"0":[3]})", R"({"0.0":3})", true},
  });
}

TEST(MatchTest, PathsMayHoldEmptyParts) {
  Check({
      {R"({"":1})", R"({"":1})", true},
      {R"({"a":{"":1}})", R"({"a.":1})", true},
      {R"({"a":1})", R"({"a.":null})", true},
      {R"({"a.b":1})", R"({"a.b":1})", false},
  });
}

TEST(MatchTest, SeveralPredicatesMayHoldForDifferentElements) {
  Check({
      {R"({"a":[-5,10]})", R"({"a":{"$gt":3,"$lt":0}})", true},
      {R"({"a":[1,2]})", R"({"a":{"$gt":3,"$lt":0}})", false},
      {R"({"a":2})", R"({"a":{"$gt":3,"$lt":0}})", false},
      {R"({"a":[{"b":1,"c":2},{"b":3,"c":4}]})", R"({"a.b":1,"a.c":4})", true},
  });
}

TEST(MatchTest, NegationsAreExactComplements) {
  Check({
      {R"({"v":1})", R"({"v":{"$ne":1}})", false},
      {R"({"v":2})", R"({"v":{"$ne":1}})", true},
      {R"({})", R"({"v":{"$ne":1}})", true},
      {R"({"v":"1"})", R"({"v":{"$ne":1}})", true},
      {R"({"v":[1,2]})", R"({"v":{"$ne":1}})", false},
      {R"({"v":null})", R"({"v":{"$ne":null}})", false},
      {R"({})", R"({"v":{"$ne":null}})", false},
      {R"({"v":2})", R"({"v":{"$nin":[1,3]}})", true},
      {R"({"v":[2,3]})", R"({"v":{"$nin":[1,3]}})", false},
      {R"({})", R"({"v":{"$nin":[1]}})", true},
      {R"({})", R"({"v":{"$nin":[null]}})", false},
      {R"({})", R"({"v":{"$not":{"$gt":1}}})", true},
      {R"({"v":"a"})", R"({"v":{"$not":{"$gt":1}}})", true},
      {R"({"v":[0,2]})", R"({"v":{"$not":{"$gt":1}}})", false},
      {R"({"v":[-5,10]})", R"({"v":{"$not":{"$gt":3,"$lt":0}}})", false},
      {R"({"v":[4]})", R"({"v":{"$not":{"$gt":3,"$lt":0}}})", true},
      {R"({"v":2})", R"({"v":{"$not":{"$not":{"$gt":1}}}})", true},
      {R"({"v":5})", R"({"v":{"$gt":1,"$not":{"$gt":9}}})", true},
      {R"({"v":5,"w":1})", R"({"$nor":[{"v":5},{"w":2}]})", false},
      {R"({"v":5,"w":1})", R"({"$nor":[{"v":6},{"w":2}]})", true},
      {R"({})", R"({"$nor":[{"v":null}]})", false},
      {R"({"v":1})", R"({"$nor":[{}]})", false},
  });
}

TEST(MatchTest, InTakesAnyOfItsElements) {
  Check({
      {R"({"v":2})", R"({"v":{"$in":[3,2,1]}})", true},
      {R"({"v":2.0})", R"({"v":{"$in":[{"$numberLong":"2"},"2"]}})", true},
      {R"({"v":4})", R"({"v":{"$in":[3,2,1]}})", false},
      {R"({"v":1})", R"({"v":{"$in":[]}})", false},
      {R"({})", R"({"v":{"$in":[]}})", false},
      {R"({"v":1})", R"({"v":{"$nin":[]}})", true},
      {R"({})", R"({"v":{"$in":[null]}})", true},
      {R"({"v":null})", R"({"v":{"$in":[1,null]}})", true},
      {R"({"v":{"$undefined":true}})", R"({"v":{"$in":[null]}})", false},
      {R"({})", R"({"v":{"$in":[1]}})", false},
      {R"({"v":[7,2]})", R"({"v":{"$in":[1,2]}})", true},
      {R"({"v":[7,2]})", R"({"v":{"$in":[[7,2]]}})", true},
      {R"({"v":[[7,2]]})", R"({"v":{"$in":[[7,2]]}})", true},
      {R"({"v":[7,2]})", R"({"v":{"$in":[[2,7]]}})", false},
      {R"({"v":{"a":1}})", R"({"v":{"$in":[{"a":1},"x"]}})", true},
      {R"({"a":[{"b":1},{"b":5}]})", R"({"a.b":{"$in":[5,6]}})", true},
      {R"({"a":[]})", R"({"a.b":{"$in":[null]}})", false},
      {R"({"v":"b"})", R"({"v":{"$in":["z","a",1,null,"b",true]}})", true},
  });
}

TEST(MatchTest, ObjectsCompareWholeInStoredOrder) {
  Check({
      {R"({"v":{"a":1,"b":2}})", R"({"v":{"a":1,"b":2}})", true},
      {R"({"v":{"a":1,"b":2}})", R"({"v":{"b":2,"a":1}})", false},
      {R"({"v":{"a":1,"b":2}})", R"({"v":{"a":1}})", false},
      {R"({"v":{"a":1.0}})", R"({"v":{"a":1}})", true},
      {R"({"v":{}})", R"({"v":{}})", true},
      {R"({"v":{"a":{"$minKey":1}}})", R"({"v":{}})", false},
      {R"({"v":{"a":2}})", R"({"v":{"$eq":{"a":2}}})", true},
      {R"({"v":{"a":2}})", R"({"v":{"$gt":{"a":1}}})", true},
      {R"({"v":{"a":{"x":1}}})", R"({"v":{"a":{"$gt":0}}})", false},
      {R"({"v":{"$gt":1}})", R"({"v":{"$eq":{"$gt":1}}})", true},
      {R"({"v":{"b":1,"$gt":1}})", R"({"v":{"$eq":{"b":1,"$gt":1}}})", true},
      {R"({"v":{"$ref":"c","$id":1}})", R"({"v":{"$ref":"c","$id":1}})", true},
      {R"({"v":{"$ref":"c","$id":2}})", R"({"v":{"$ref":"c","$id":1}})", false},
  });
}

TEST(MatchTest, MinKeyAndMaxKeyCompareWithEverything) {
  Check({
      {R"({"v":1})", R"({"v":{"$gt":{"$minKey":1}}})", true},
      {R"({})", R"({"v":{"$gt":{"$minKey":1}}})", true},
      {R"({"v":{"$minKey":1}})", R"({"v":{"$gt":{"$minKey":1}}})", false},
      {R"({"v":{"$minKey":1}})", R"({"v":{"$gte":{"$minKey":1}}})", true},
      {R"({"v":1})", R"({"v":{"$lt":{"$minKey":1}}})", false},
      {R"({"v":1})", R"({"v":{"$lte":{"$minKey":1}}})", false},
      {R"({"v":1})", R"({"v":{"$minKey":1}})", false},
      {R"({"v":{"$minKey":1}})", R"({"v":{"$minKey":1}})", true},
      {R"({"v":"x"})", R"({"v":{"$lt":{"$maxKey":1}}})", true},
      {R"({})", R"({"v":{"$lte":{"$maxKey":1}}})", true},
      {R"({"v":{"$maxKey":1}})", R"({"v":{"$lt":{"$maxKey":1}}})", false},
      {R"({"v":{"$maxKey":1}})", R"({"v":{"$lte":{"$maxKey":1}}})", true},
      {R"({"v":1})", R"({"v":{"$gte":{"$maxKey":1}}})", false},
      {R"({"v":{"$numberDouble":"NaN"}})", R"({"v":{"$gt":{"$minKey":1}}})", true},
      {R"({"v":{"$minKey":1}})", R"({"v":{"$lt":5}})", false},
      {R"({"v":{"$maxKey":1}})", R"({"v":{"$gt":5}})", false},
  });
}

TEST(MatchTest, EqTakesARegularExpressionAsAValue) {
  Check({
      {R"({"v":{"$regularExpression":{"pattern":"a","options":"i"}}})",
       R"({"v":{"$eq":{"$regularExpression":{"pattern":"a","options":"i"}}}})", true},
      {R"({"v":{"$regularExpression":{"pattern":"a","options":""}}})",
       R"({"v":{"$eq":{"$regularExpression":{"pattern":"a","options":"i"}}}})", false},
      {R"({"v":"a"})",
       R"({"v":{"$eq":{"$regularExpression":{"pattern":"a","options":""}}}})", false},
  });
}

TEST(MatchTest, ClausesCombine) {
  Check({
      {R"({"a":1})", R"({})", true},
      {R"({})", R"({})", true},
      {R"({"a":1,"b":2})", R"({"a":1,"b":2})", true},
      {R"({"a":1,"b":2})", R"({"a":1,"b":3})", false},
      {R"({"a":1,"b":2})", R"({"$or":[{"a":9},{"b":2}]})", true},
      {R"({"a":1,"b":2})", R"({"$or":[{"a":9},{"b":9}]})", false},
      {R"({"a":1,"b":2})", R"({"$and":[{"a":1},{"b":2}]})", true},
      {R"({"a":1,"b":2})", R"({"$and":[{"a":1},{"b":3}]})", false},
      {R"({"a":1,"b":2})", R"({"a":1,"$or":[{"b":1},{"b":2}]})", true},
      {R"({"a":1,"b":2})", R"({"$or":[{"$and":[{"a":1},{"b":9}]},{"a":1,"b":2}]})", true},
      {R"({"a":1})", R"({"$comment":"why","a":1})", true},
      {R"({"a":1})", R"({"$and":[{"$comment":5}]})", true},
  });
}

}  // namespace
}  // namespace delta_utils
