#include "delta_utils/expression/expression_testing.h"

namespace delta_utils::internal {
namespace {

TEST(ConversionsTest, Types) {
  ExpectOutcomes({
      {R"({"$type":"$x"})", R"("missing")"},
      {R"({"$type":null})", R"("null")"},
      {R"({"$type":1})", R"("int")"},
      {R"({"$type":{"$numberLong":"1"}})", R"("long")"},
      {R"({"$type":1.5})", R"("double")"},
      {R"({"$type":{"$numberDecimal":"1"}})", R"("decimal")"},
      {R"({"$type":[[1]]})", R"("array")"},
      {R"({"$type":{"a":1}})", R"("object")"},
      {R"({"$type":{"$uuid":"00112233-4455-6677-8899-aabbccddeeff"}})", R"("binData")"},
      {R"({"$isNumber":{"$numberDecimal":"NaN"}})", "true"},
      {R"({"$isNumber":"1"})", "false"},
      {R"({"$isNumber":"$x"})", "false"},
  });
}

TEST(ConversionsTest, ToIntegers) {
  ExpectOutcomes({
      {R"({"$toInt":1.9})", "1"},
      {R"({"$toInt":-1.9})", "-1"},
      {R"({"$toInt":true})", "1"},
      {R"({"$toInt":{"$numberDecimal":"5.5"}})", "5"},
      {R"({"$toInt":"-2"})", "-2"},
      {R"({"$toInt":"+2"})", "2"},
      {R"({"$toInt":null})", "null"},
      {R"({"$toLong":1})", R"({"$numberLong":"1"})"},
      {R"({"$toLong":{"$date":{"$numberLong":"5"}}})", R"({"$numberLong":"5"})"},
      {R"({"$toLong":"9223372036854775807"})",
       R"({"$numberLong":"9223372036854775807"})"},
      {R"({"$toInt":2147483648.0})",
       "error: Conversion would overflow target type in $convert with no onError value: "
       "2147483648.0"},
      {R"({"$toInt":{"$numberDouble":"NaN"}})",
       "error: Attempt to convert NaN value to integer type in $convert with no onError "
       "value"},
      {R"({"$toLong":{"$numberDecimal":"Infinity"}})",
       "error: Attempt to convert infinity value to integer type in $convert with no "
       "onError "
       "value"},
      {R"({"$toLong":{"$numberDecimal":"1E+400"}})",
       "error: Conversion would overflow target type in $convert with no onError value: "
       "{\"$numberDecimal\":\"1E+400\"}"},
      {R"({"$toInt":"5.5"})",
       "error: Failed to parse number '5.5' in $convert with no onError value: Did not "
       "consume whole string."},
      {R"({"$toInt":"2147483648"})",
       "error: Failed to parse number '2147483648' in $convert with no onError value: "
       "Overflow"},
      {R"({"$toInt":""})",
       "error: Failed to parse number '' in $convert with no onError value: Empty "
       "string"},
      {R"({"$toInt":"0x1"})",
       "error: Illegal hexadecimal input in $convert with no onError value: 0x1"},
      {R"({"$toInt":{"$date":{"$numberLong":"5"}}})",
       "error: Unsupported conversion from date to int in $convert with no onError "
       "value"},
      {R"({"$toInt":[[1]]})",
       "error: Unsupported conversion from array to int in $convert with no onError "
       "value"},
  });
}

TEST(ConversionsTest, ToFractions) {
  ExpectOutcomes({
      {R"({"$toDouble":"-5.5"})", "-5.5"},
      {R"({"$toDouble":"1e3"})", R"({"$numberDouble":"1000.0"})"},
      {R"({"$toDouble":false})", R"({"$numberDouble":"0.0"})"},
      {R"({"$toDouble":{"$numberDecimal":"0.1"}})", "0.1"},
      {R"({"$toDouble":{"$date":{"$numberLong":"5"}}})", R"({"$numberDouble":"5.0"})"},
      {R"({"$toDouble":{"$numberDecimal":"1E+400"}})",
       "error: Conversion would overflow target type in $convert with no onError value: "
       "{\"$numberDecimal\":\"1E+400\"}"},
      {R"({"$toDouble":"1x"})",
       "error: Failed to parse number '1x' in $convert with no onError value: Did not "
       "consume whole string."},
      {R"({"$toDouble":" 1"})",
       "error: Failed to parse number ' 1' in $convert with no onError value: Did not "
       "consume whole string."},
      {R"({"$toDouble":"0x1"})",
       "error: Failed to parse number '0x1' in $convert with no onError value: Did not "
       "consume whole string."},
      {R"({"$toDecimal":2.5})", R"({"$numberDecimal":"2.50000000000000"})"},
      {R"({"$toDecimal":5})", R"({"$numberDecimal":"5"})"},
      {R"({"$toDecimal":true})", R"({"$numberDecimal":"1"})"},
      {R"({"$toDecimal":"-5.50"})", R"({"$numberDecimal":"-5.50"})"},
      {R"({"$toDecimal":"x"})",
       "error: Failed to parse number 'x' in $convert with no onError value: 'x' is not "
       "a "
       "decimal number"},
  });
}

TEST(ConversionsTest, ToTextBoolDateObjectId) {
  ExpectOutcomes({
      {R"({"$toString":2.5})", R"("2.5")"},
      {R"({"$toString":{"$numberDouble":"1.0"}})", R"("1")"},
      {R"({"$toString":{"$numberDouble":"-Infinity"}})", R"("-Infinity")"},
      {R"({"$toString":9e-5})", R"("9e-05")"},
      {R"({"$toString":0.0001})", R"("0.0001")"},
      {R"({"$toString":1.0000000000000002})", R"("1.0000000000000002")"},
      {R"({"$toString":-1234.5})", R"("-1234.5")"},
      {R"({"$toString":1e15})", R"("1000000000000000")"},
      {R"({"$toString":1e100})", R"("1e+100")"},
      {R"({"$toString":-5e-324})", R"("-5e-324")"},
      {R"({"$toString":{"$numberDouble":"-0.0"}})", R"("-0")"},
      {R"({"$toString":true})", R"("true")"},
      {R"({"$toString":{"$numberLong":"-3"}})", R"("-3")"},
      {R"({"$toString":{"$numberDecimal":"1.50"}})", R"("1.50")"},
      {R"({"$toString":{"$date":"2018-03-27T16:58:51.538Z"}})",
       R"("2018-03-27T16:58:51.538Z")"},
      {R"({"$toString":{"$date":"2018-03-27T16:58:51Z"}})",
       R"("2018-03-27T16:58:51.000Z")"},
      {R"({"$toString":{"$oid":"5ab9c3da31c2ab715d421285"}})",
       R"("5ab9c3da31c2ab715d421285")"},
      {R"({"$toString":[[1]]})",
       "error: Unsupported conversion from array to string in $convert with no onError "
       "value"},
      {R"({"$toBool":"false"})", "true"},
      {R"({"$toBool":""})", "true"},
      {R"({"$toBool":{"$numberDecimal":"0"}})", "false"},
      {R"({"$toBool":[[]]})", "true"},
      {R"({"$toBool":{"$date":{"$numberLong":"0"}}})", "true"},
      {R"({"$toBool":{"$minKey":1}})", "true"},
      {R"({"$toDate":{"$numberLong":"1100000000000"}})",
       R"({"$date":"2004-11-09T11:33:20Z"})"},
      {R"({"$toDate":120000000000.5})", R"({"$date":"1973-10-20T21:20:00Z"})"},
      {R"({"$toDate":"2018-03-20"})", R"({"$date":"2018-03-20T00:00:00Z"})"},
      {R"({"$toDate":"2018-03-20 11:00:06 +0500"})",
       R"({"$date":"2018-03-20T06:00:06Z"})"},
      {R"({"$toDate":{"$oid":"5ab9c3da31c2ab715d421285"}})",
       R"({"$date":"2018-03-27T04:08:58Z"})"},
      {R"({"$toDate":{"$timestamp":{"t":5,"i":1}}})",
       R"({"$date":"1970-01-01T00:00:05Z"})"},
      {R"({"$toDate":1})",
       "error: Unsupported conversion from int to date in $convert with no onError "
       "value"},
      {R"({"$toDate":"Friday"})",
       "error: Error parsing date string 'Friday': not a date of ISO 8601"},
      {R"({"$toObjectId":"5ab9cbfa31c2ab715d42129e"})",
       R"({"$oid":"5ab9cbfa31c2ab715d42129e"})"},
      {R"({"$toObjectId":"5ab9"})",
       "error: Failed to parse objectId '5ab9' in $convert with no onError value: "
       "Invalid "
       "string length for parsing to OID, expected 24 but found 4"},
      {R"({"$toObjectId":"5ab9cbfa31c2ab715d42129x"})",
       "error: Failed to parse objectId '5ab9cbfa31c2ab715d42129x' in $convert with no "
       "onError value: Invalid character found in hex string"},
  });
}

TEST(ConversionsTest, Convert) {
  ExpectOutcomes({
      {R"({"$convert":{"input":"5","to":"int"}})", "5"},
      {R"({"$convert":{"input":"5","to":16}})", "5"},
      {R"({"$convert":{"input":"x","to":"int","onError":"bad"}})", R"("bad")"},
      {R"({"$convert":{"input":"x","to":"int","onError":"$missing"}})", "missing"},
      // Evaluated only when it is needed.
      {R"({"$convert":{"input":"5","to":"int","onError":{"$divide":[1,0]},
          "onNull":{"$divide":[1,0]}}})",
       "5"},
      {R"({"$convert":{"input":null,"to":"int","onNull":"none"}})", R"("none")"},
      {R"({"$convert":{"input":"$x","to":"int"}})", "null"},
      {R"({"$convert":{"input":"5","to":null}})", "null"},
      {R"({"$convert":{"input":"5","to":"foo"}})", "error: Unknown type name: foo"},
      {R"({"$convert":{"input":"5","to":true}})",
       "error: $convert's 'to' argument must be a string or number, but is bool"},
      {R"({"$convert":{"input":"5","to":1.5}})",
       "error: In $convert, numeric 'to' argument is not an integer"},
      {R"({"$convert":{"input":"5"}})", "error: Missing 'to' parameter to $convert"},
  });
}

}  // namespace
}  // namespace delta_utils::internal
