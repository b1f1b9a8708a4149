// What $type, $size, $mod, $regex, $bits..., $all and $elemMatch find: on documents, and
// on the same documents as Variants.
#include <gtest/gtest.h>

#include <initializer_list>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/variant_matcher.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {
namespace {

struct Case {
  const char* document;
  const char* filter;
  bool matches;
};

bool MatchesVariant(const Object& document, const Filter& filter) {
  const VariantBytes bytes = EncodeVariant(Value(document)).ValueOrDie();
  const MetadataIndex names = MetadataIndex::Make(bytes.metadata).ValueOrDie();
  const VariantMatcher matcher(filter);
  LeafContext context;
  return matcher.Bind(names).Matches({bytes.value, names}, &context).ValueOrDie();
}

void Check(std::initializer_list<Case> cases) {
  for (const auto& [json, filter_json, expected] : cases) {
    const Result<Object> document = ParseDocument(json);
    ASSERT_TRUE(document.ok()) << json << document.status().ToString();
    const Result<Filter> filter = ParseFilter(filter_json);
    ASSERT_TRUE(filter.ok()) << filter_json << filter.status().ToString();
    EXPECT_EQ(MatchesFilter(*document, *filter).ValueOrDie(), expected)
        << filter_json << " on " << json;
    EXPECT_EQ(MatchesVariant(*document, *filter), expected)
        << filter_json << " on the Variant " << json;
  }
}

TEST(OperatorsTest, TypeLooksAtElementsToo) {
  Check({
      {R"({"v":1})", R"({"v":{"$type":"int"}})", true},
      {R"({"v":1})", R"({"v":{"$type":16}})", true},
      {R"({"v":1})", R"({"v":{"$type":"long"}})", false},
      {R"({"v":{"$numberLong":"1"}})", R"({"v":{"$type":"long"}})", true},
      {R"({"v":1.5})", R"({"v":{"$type":"number"}})", true},
      {R"({"v":{"$numberDecimal":"1"}})", R"({"v":{"$type":"number"}})", true},
      {R"({"v":"x"})", R"({"v":{"$type":["number","string"]}})", true},
      {R"({"v":null})", R"({"v":{"$type":"null"}})", true},
      {R"({})", R"({"v":{"$type":"null"}})", false},
      {R"({"v":[1,"x"]})", R"({"v":{"$type":"string"}})", true},
      {R"({"v":[1]})", R"({"v":{"$type":"array"}})", true},
      {R"({"v":[]})", R"({"v":{"$type":"array"}})", true},
      {R"({"v":{"a":[1]}})", R"({"v":{"$type":"array"}})", false},
      {R"({"v":{"$oid":"0123456789abcdef01234567"}})", R"({"v":{"$type":"objectId"}})",
       true},
      {R"({"v":{"$uuid":"00112233-4455-6677-8899-aabbccddeeff"}})",
       R"({"v":{"$type":"binData"}})", true},
      {R"({"v":{"$minKey":1}})", R"({"v":{"$type":-1}})", true},
  });
}

TEST(OperatorsTest, SizeIsOfTheArrayItself) {
  Check({
      {R"({"v":[1,2]})", R"({"v":{"$size":2}})", true},
      {R"({"v":[1,2]})", R"({"v":{"$size":2.0}})", true},
      {R"({"v":[1,2]})", R"({"v":{"$size":1}})", false},
      {R"({"v":[[1,2]]})", R"({"v":{"$size":2}})", false},
      {R"({"v":[[1,2]]})", R"({"v.0":{"$size":2}})", true},
      {R"({"v":[]})", R"({"v":{"$size":0}})", true},
      {R"({})", R"({"v":{"$size":0}})", false},
      {R"({"v":"ab"})", R"({"v":{"$size":2}})", false},
      {R"({"v":[{"w":[1]},{"w":[1,2]}]})", R"({"v.w":{"$size":2}})", true},
  });
}

TEST(OperatorsTest, ModCutsToWholeNumbers) {
  Check({
      {R"({"v":7})", R"({"v":{"$mod":[4,3]}})", true},
      {R"({"v":4.5})", R"({"v":{"$mod":[4,0]}})", true},
      {R"({"v":-5})", R"({"v":{"$mod":[5,0]}})", true},
      {R"({"v":-7})", R"({"v":{"$mod":[4,-3]}})", true},
      {R"({"v":-7})", R"({"v":{"$mod":[4,1]}})", false},
      {R"({"v":7})", R"({"v":{"$mod":[4.9,3.2]}})", true},
      {R"({"v":{"$numberDecimal":"7.9"}})", R"({"v":{"$mod":[4,3]}})", true},
      {R"({"v":{"$numberDecimal":"1E+30"}})", R"({"v":{"$mod":[4,0]}})", false},
      {R"({"v":{"$numberDouble":"NaN"}})", R"({"v":{"$mod":[4,0]}})", false},
      {R"({"v":{"$numberDouble":"Infinity"}})", R"({"v":{"$mod":[4,0]}})", false},
      {R"({"v":1e19})", R"({"v":{"$mod":[4,0]}})", false},
      {R"({"v":{"$numberLong":"-9223372036854775808"}})", R"({"v":{"$mod":[-1,0]}})",
       true},
      {R"({"v":"8"})", R"({"v":{"$mod":[4,0]}})", false},
      {R"({"v":null})", R"({"v":{"$mod":[4,0]}})", false},
      {R"({"v":[1,8]})", R"({"v":{"$mod":[4,0]}})", true},
  });
}

TEST(OperatorsTest, RegexFindsInTextsAndItself) {
  Check({
      {R"({"v":"alpha"})", R"({"v":{"$regex":"^al"}})", true},
      {R"({"v":"Alpha"})", R"({"v":{"$regex":"^al"}})", false},
      {R"({"v":"Alpha"})", R"({"v":{"$regex":"^al","$options":"i"}})", true},
      {R"({"v":"Alpha"})", R"({"v":{"$options":"i","$regex":"^al"}})", true},
      {R"({"v":"Alpha"})",
       R"({"v":{"$regularExpression":{"pattern":"^al","options":"i"}}})", true},
      {R"({"v":"x\nal"})", R"({"v":{"$regex":"^al","$options":"m"}})", true},
      {R"({"v":"x\nal"})", R"({"v":{"$regex":"^al"}})", false},
      {R"({"v":"a\nb"})", R"({"v":{"$regex":"a.b","$options":"s"}})", true},
      {R"({"v":"a\nb"})", R"({"v":{"$regex":"a.b"}})", false},
      {R"({"v":"ab"})", R"({"v":{"$regex":"a b # c","$options":"x"}})", true},
      {R"({"v":"\u00c9"})", R"({"v":{"$regex":"\u00e9","$options":"i"}})", true},
      {R"({"v":["x","alpha"]})", R"({"v":{"$regex":"^al"}})", true},
      {R"({"v":5})", R"({"v":{"$regex":"5"}})", false},
      {R"({"v":{"$regularExpression":{"pattern":"^al","options":"i"}}})",
       R"({"v":{"$regex":"^al","$options":"i"}})", true},
      {R"({"v":{"$regularExpression":{"pattern":"^al","options":""}}})",
       R"({"v":{"$regex":"^al","$options":"i"}})", false},
      {R"({"v":{"$symbol":"alpha"}})", R"({"v":{"$regex":"^al"}})", true},
      {R"({"v":"alpha"})",
       R"({"v":{"$in":[1,{"$regularExpression":{"pattern":"pha$","options":""}}]}})",
       true},
      {R"({"v":1})",
       R"({"v":{"$in":[1,{"$regularExpression":{"pattern":"pha$","options":""}}]}})",
       true},
      {R"({"v":"alpha"})",
       R"({"v":{"$nin":[{"$regularExpression":{"pattern":"pha$","options":""}}]}})",
       false},
      {R"({"v":"alpha"})", R"({"v":{"$not":{"$regex":"^b"}}})", true},
      {R"({"v":"alpha"})",
       R"({"v":{"$not":{"$regularExpression":{"pattern":"^a","options":""}}}})", false},
      {R"({})", R"({"v":{"$not":{"$regex":"^b"}}})", true},
  });
}

TEST(OperatorsTest, BitsAreOfTwosComplementOrOfBytes) {
  Check({
      {R"({"v":5})", R"({"v":{"$bitsAllSet":5}})", true},
      {R"({"v":5})", R"({"v":{"$bitsAllSet":[0,1]}})", false},
      {R"({"v":5})", R"({"v":{"$bitsAnySet":[0,1]}})", true},
      {R"({"v":5})", R"({"v":{"$bitsAllClear":[1,3]}})", true},
      {R"({"v":5})", R"({"v":{"$bitsAnyClear":[0,2]}})", false},
      {R"({"v":5})", R"({"v":{"$bitsAnyClear":[0,1]}})", true},
      {R"({"v":-1})", R"({"v":{"$bitsAllSet":[0,63,64,200]}})", true},
      {R"({"v":5.0})", R"({"v":{"$bitsAllSet":5}})", true},
      {R"({"v":5.5})", R"({"v":{"$bitsAllSet":5}})", false},
      {R"({"v":1e300})", R"({"v":{"$bitsAllClear":[0]}})", false},
      {R"({"v":{"$numberDecimal":"5.4"}})", R"({"v":{"$bitsAllSet":5}})", true},
      // Rounded it is beyond 64 bits, and so the least number.
      {R"({"v":{"$numberDecimal":"9223372036854775807.6"}})",
       R"({"v":{"$bitsAllSet":[63],"$bitsAllClear":[0,62]}})", true},
      {R"({"v":{"$binary":{"base64":"AQI=","subType":"00"}}})",
       R"({"v":{"$bitsAllSet":[0,9]}})", true},
      {R"({"v":{"$binary":{"base64":"AQI=","subType":"00"}}})",
       R"({"v":{"$bitsAllClear":[16,100]}})", true},
      {R"({"v":5})",
       R"({"v":{"$bitsAllSet":{"$binary":{"base64":"BQ==","subType":"00"}}}})", true},
      {R"({"v":"5"})", R"({"v":{"$bitsAnySet":5}})", false},
      {R"({"v":[2,4]})", R"({"v":{"$bitsAllSet":4}})", true},
      {R"({"v":5})", R"({"v":{"$bitsAllSet":[]}})", true},
      {R"({"v":5})", R"({"v":{"$bitsAnySet":[]}})", false},
  });
}

TEST(OperatorsTest, AllIsEachOfThem) {
  Check({
      {R"({"v":["a","b","c"]})", R"({"v":{"$all":["a","c"]}})", true},
      {R"({"v":["a","b"]})", R"({"v":{"$all":["a","c"]}})", false},
      {R"({"v":"a"})", R"({"v":{"$all":["a"]}})", true},
      {R"({"v":["a"]})", R"({"v":{"$all":[]}})", false},
      {R"({"v":[1,2]})", R"({"v":{"$all":[[1,2]]}})", true},
      {R"({"v":["alpha","b"]})",
       R"({"v":{"$all":[{"$regularExpression":{"pattern":"^al","options":""}},"b"]}})",
       true},
      {R"({"v":[{"a":1,"b":2},{"a":3}]})",
       R"({"v":{"$all":[{"$elemMatch":{"a":1}},{"$elemMatch":{"a":3}}]}})", true},
      {R"({"v":[{"a":1,"b":2}]})",
       R"({"v":{"$all":[{"$elemMatch":{"a":1}},{"$elemMatch":{"a":3}}]}})", false},
      {R"({})", R"({"v":{"$all":[null]}})", true},
  });
}

TEST(OperatorsTest, ElementMatchTiesTheTestsToOneElement) {
  Check({
      {R"({"v":[-5,10]})", R"({"v":{"$gt":3,"$lt":0}})", true},
      {R"({"v":[-5,10]})", R"({"v":{"$elemMatch":{"$gt":3,"$lt":0}}})", false},
      {R"({"v":[4,10]})", R"({"v":{"$elemMatch":{"$gt":3,"$lt":5}}})", true},
      {R"({"v":4})", R"({"v":{"$elemMatch":{"$gt":3}}})", false},
      {R"({"v":[[4]]})", R"({"v":{"$elemMatch":{"$gt":3}}})", false},
      {R"({"v":[[4]]})", R"({"v":{"$elemMatch":{"$elemMatch":{"$gt":3}}}})", true},
      {R"({"v":[[1,2],[3]]})", R"({"v":{"$elemMatch":{"$size":2}}})", true},
      {R"({"v":[1]})", R"({"v":{"$elemMatch":{"$not":{"$gt":3}}}})", true},
      {R"({"v":[]})", R"({"v":{"$elemMatch":{"$not":{"$gt":3}}}})", false},
      {R"({"v":[{"a":1,"b":2},{"a":3,"b":4}]})", R"({"v":{"$elemMatch":{"a":1,"b":4}}})",
       false},
      {R"({"v":[{"a":1,"b":2},{"a":3,"b":4}]})", R"({"v":{"$elemMatch":{"a":3,"b":4}}})",
       true},
      {R"({"v":[[]]})", R"({"v":{"$elemMatch":{"b":null}}})", true},
      {R"({"v":[1]})", R"({"v":{"$elemMatch":{"b":null}}})", false},
      {R"({"v":[[7]]})", R"({"v":{"$elemMatch":{"0":7}}})", true},
      {R"({"v":[{"a":1}]})", R"({"v":{"$elemMatch":{"$or":[{"a":1},{"a":2}]}}})", true},
      {R"({"v":[{"a":1}]})", R"({"v":{"$elemMatch":{}}})", true},
      {R"({"v":[1]})", R"({"v":{"$elemMatch":{}}})", false},
      {R"({"v":[{"w":[{"x":1}]}]})",
       R"({"v":{"$elemMatch":{"w":{"$elemMatch":{"x":1}}}}})", true},
      {R"({"v":[{"w":[5]},{"w":[6]}]})", R"({"v.w":{"$elemMatch":{"$gt":5}}})", true},
  });
}

TEST(OperatorsTest, ARegexBeyondItsLimitIsAnError) {
  Object document;
  document.Append("v", std::string(40, 'a') + "b");
  const Filter filter = ParseFilter(R"({"v":{"$regex":"(a+)+$"}})").ValueOrDie();
  const Status status = MatchesFilter(document, filter).status();
  EXPECT_EQ(KindOf(status), ErrorKind::kInvalidArgument) << status.ToString();
  EXPECT_NE(status.message().find("v: $regex: /(a+)+$/ exceeded the match limit"),
            std::string::npos)
      << status.ToString();
}

TEST(VariantMatcherTest, MalformedBytesThatAreLookedAtAreCorrupt) {
  const VariantBytes bytes =
      EncodeVariant(ParseExtJson(R"({"a":"text","b":5})").ValueOrDie()).ValueOrDie();
  const MetadataIndex names = MetadataIndex::Make(bytes.metadata).ValueOrDie();
  std::string cut = bytes.value;
  cut.resize(cut.size() - 1);
  for (const char* json : {R"({"b":5})", R"({"a":"x"})", R"({"a.c":null})"}) {
    const VariantMatcher matcher(ParseFilter(json).ValueOrDie());
    LeafContext context;
    const auto bound = matcher.Bind(names);
    EXPECT_EQ(KindOf(bound.Matches({cut, names}, &context).status()), ErrorKind::kCorrupt)
        << json;
    EXPECT_TRUE(bound.Matches({bytes.value, names}, &context).ok()) << json;
  }
}

}  // namespace
}  // namespace delta_utils
