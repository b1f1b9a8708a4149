#include "delta_utils/expression/expression_testing.h"

namespace delta_utils::internal {
namespace {

TEST(MathTest, AbsCeilFloor) {
  ExpectOutcomes({
      {R"({"$abs":-5})", "5"},
      {R"({"$abs":-2147483648})", R"({"$numberLong":"2147483648"})"},
      {R"({"$abs":{"$numberLong":"-9223372036854775808"}})",
       "error: can't take $abs of long long min"},
      {R"({"$abs":{"$numberDecimal":"-1.50"}})", R"({"$numberDecimal":"1.50"})"},
      {R"({"$abs":null})", "null"},
      {R"({"$abs":"x"})", "error: $abs only supports numeric types, not string"},
      {R"({"$ceil":1.2})", R"({"$numberDouble":"2.0"})"},
      {R"({"$ceil":7})", "7"},
      {R"({"$floor":-1.2})", R"({"$numberDouble":"-2.0"})"},
      {R"({"$ceil":{"$numberDecimal":"-1.2"}})", R"({"$numberDecimal":"-1"})"},
      {R"({"$floor":{"$numberDecimal":"-1.2"}})", R"({"$numberDecimal":"-2"})"},
      {R"({"$ceil":{"$numberDecimal":"Infinity"}})", R"({"$numberDecimal":"NaN"})"},
      {R"({"$floor":{"$numberDecimal":"1E+6000"}})", R"({"$numberDecimal":"NaN"})"},
      {R"({"$floor":true})", "error: $floor only supports numeric types, not bool"},
  });
}

TEST(MathTest, RoundAndTrunc) {
  ExpectOutcomes({
      {R"({"$round":2.5})", R"({"$numberDouble":"2.0"})"},
      {R"({"$round":3.5})", R"({"$numberDouble":"4.0"})"},
      {R"({"$round":[2.675,2]})", "2.67"},
      {R"({"$round":[2.015,2]})", "2.02"},
      {R"({"$round":[0.125,2]})", "0.12"},
      {R"({"$round":[1250.0,-2]})", R"({"$numberDouble":"1200.0"})"},
      {R"({"$round":[1350.0,-2]})", R"({"$numberDouble":"1400.0"})"},
      {R"({"$round":[-1351.5,-2]})", R"({"$numberDouble":"-1400.0"})"},
      {R"({"$round":[1234,-2]})", "1200"},
      {R"({"$round":[1250,-2]})", "1200"},
      {R"({"$round":[2147483647,-1]})", R"({"$numberLong":"2147483650"})"},
      {R"({"$round":[{"$numberLong":"5"},1]})", R"({"$numberLong":"5"})"},
      {R"({"$round":[{"$numberDecimal":"1.255"},2]})", R"({"$numberDecimal":"1.26"})"},
      {R"({"$round":[{"$numberDecimal":"1.245"},2]})", R"({"$numberDecimal":"1.24"})"},
      {R"({"$round":[1.5,40]})", "1.5"},
      {R"({"$trunc":-2.9})", R"({"$numberDouble":"-2.0"})"},
      {R"({"$trunc":[2.679,2]})", "2.67"},
      {R"({"$trunc":[0.29,2]})", "0.28"},
      {R"({"$round":9007199254740993.0})", R"({"$numberDouble":"9007199254740992.0"})"},
      {R"({"$trunc":[1999,-3]})", "1000"},
      {R"({"$trunc":[1999.5,-3]})", R"({"$numberDouble":"1000.0"})"},
      {R"({"$trunc":[{"$numberDecimal":"-1.259"},2]})", R"({"$numberDecimal":"-1.25"})"},
      {R"({"$round":[null,1]})", "null"},
      {R"({"$round":[1,null]})", "null"},
      {R"({"$round":["x",1]})", "error: $round only supports numeric types, not string"},
      {R"({"$round":[1.5,0.5]})",
       "error: precision argument to  $round must be a integral value"},
      {R"({"$trunc":[1.5,101]})",
       "error: cannot apply $trunc with precision value 101 value must be in [-20, 100]"},
      {R"({"$round":[{"$numberLong":"9223372036854775807"},-5]})",
       "error: invalid conversion from Decimal128 result in $round resulting from "
       "arguments: "
       "[9223372036854775807, -5]"},
  });
}

TEST(MathTest, PowersAndLogarithms) {
  ExpectOutcomes({
      {R"({"$sqrt":16})", R"({"$numberDouble":"4.0"})"},
      {R"({"$sqrt":-1})", "error: $sqrt's argument must be greater than or equal to 0"},
      {R"({"$sqrt":{"$numberDecimal":"2"}})", "error: $sqrt of decimal128"},
      {R"({"$pow":[2,10]})", "1024"},
      {R"({"$pow":[2,31]})", R"({"$numberLong":"2147483648"})"},
      {R"({"$pow":[2,63]})", R"({"$numberDouble":"9223372036854775808.0"})"},
      {R"({"$pow":[-2,63]})", R"({"$numberLong":"-9223372036854775808"})"},
      {R"({"$pow":[2,-1]})", "0.5"},
      {R"({"$pow":[-1,-3]})", "-1"},
      {R"({"$pow":[0,0]})", "1"},
      {R"({"$pow":[2,0.5]})", "1.4142135623730951"},
      {R"({"$pow":[0,-1]})",
       "error: $pow cannot take a base of 0 and a negative exponent"},
      {R"({"$pow":["x",1]})", "error: $pow's base must be numeric, not string"},
      {R"({"$pow":[1,"x"]})", "error: $pow's exponent must be numeric, not string"},
      {R"({"$pow":[null,1]})", "null"},
      {R"({"$exp":0})", R"({"$numberDouble":"1.0"})"},
      {R"({"$ln":1})", R"({"$numberDouble":"0.0"})"},
      {R"({"$ln":0})", "error: $ln's argument must be a positive number, but is 0"},
      {R"({"$log10":1000})", R"({"$numberDouble":"3.0"})"},
      {R"({"$log":[8,2]})", R"({"$numberDouble":"3.0"})"},
      {R"({"$log":[8,1]})",
       "error: $log's base must be a positive number not equal to 1, but is 1"},
      {R"({"$log":["x",2]})", "error: $log's argument must be numeric, not string"},
      {R"({"$log":[8,null]})", "null"},
  });
}

TEST(AccumulatorsTest, OfOperandsOrOfOneArray) {
  ExpectOutcomes({
      {R"({"$sum":[1,2,"x",null]})", "3"},
      {R"({"$sum":"$a"})", "6", R"({"a":[1,2,3]})"},
      // More operands than one do not stand for their elements.
      {R"({"$sum":["$a",1]})", "1", R"({"a":[1,2,3]})"},
      {R"({"$sum":"x"})", "0"},
      {R"({"$sum":[]})", "0"},
      {R"({"$sum":[2147483647,1]})", R"({"$numberLong":"2147483648"})"},
      {R"({"$sum":[{"$numberLong":"9223372036854775807"},1]})",
       R"({"$numberDouble":"9.2233720368547758E18"})"},
      {R"({"$sum":[{"$numberLong":"9223372036854775807"},1,-1]})",
       R"({"$numberLong":"9223372036854775807"})"},
      {R"({"$sum":[0.1,0.2,0.3]})", "0.6"},
      {R"({"$sum":[1e16,1,-1e16]})", R"({"$numberDouble":"1.0"})"},
      {R"({"$sum":[{"$numberDecimal":"0.1"},2]})", R"({"$numberDecimal":"2.1"})"},
      {R"({"$avg":[1,2]})", "1.5"},
      {R"({"$avg":["$a"]})", R"({"$numberDouble":"2.0"})", R"({"a":[1,2,3,"x"]})"},
      {R"({"$avg":["x"]})", "null"},
      {R"({"$avg":[{"$numberDecimal":"1"},2]})", R"({"$numberDecimal":"1.5"})"},
      {R"({"$min":[3,1.0,null,"$x"]})", R"({"$numberDouble":"1.0"})"},
      {R"({"$max":[3,"a",[1]]})", "[1]"},
      {R"({"$max":"$a"})", "3", R"({"a":[1,3,null]})"},
      {R"({"$min":[null]})", "null"},
  });
}

}  // namespace
}  // namespace delta_utils::internal
