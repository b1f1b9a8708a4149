#include "delta_utils/expression/expression_testing.h"

namespace delta_utils::internal {
namespace {

TEST(ArithmeticTest, AddsAndPromotes) {
  ExpectOutcomes({
      {R"({"$add":[]})", "0"},
      {R"({"$add":[1,2,3]})", "6"},
      {R"({"$add":[2147483647,1]})", R"({"$numberLong":"2147483648"})"},
      {R"({"$add":[{"$numberLong":"1"},1]})", R"({"$numberLong":"2"})"},
      {R"({"$add":[{"$numberLong":"9223372036854775807"},1]})",
       R"({"$numberDouble":"9.2233720368547758E18"})"},
      {R"({"$add":[1,0.5]})", "1.5"},
      {R"({"$add":[1,{"$numberDecimal":"0.10"}]})", R"({"$numberDecimal":"1.10"})"},
      {R"({"$add":[0.1,{"$numberDecimal":"1"}]})",
       R"({"$numberDecimal":"1.100000000000000"})"},
      {R"({"$add":[1,"$x"]})", "null"},
      {R"({"$add":[1,null,"x"]})", "null"},
      {R"({"$add":[1,"x"]})",
       "error: $add only supports numeric or date types, not string"},
      {R"({"$add":[{"$date":{"$numberLong":"1000"}},500]})",
       R"({"$date":{"$numberLong":"1500"}})"},
      {R"({"$add":[0.5,{"$date":{"$numberLong":"1000"}},1.4]})",
       R"({"$date":{"$numberLong":"1002"}})"},
      {R"({"$add":[{"$date":{"$numberLong":"1"}},{"$date":{"$numberLong":"1"}}]})",
       "error: only one date allowed in an $add expression"},
      {R"({"$add":[{"$date":{"$numberLong":"1"}},
          {"$numberLong":"9223372036854775807"}]})",
       "error: date overflow in $add"},
  });
}

TEST(ArithmeticTest, Subtracts) {
  ExpectOutcomes({
      {R"({"$subtract":[1,3]})", "-2"},
      {R"({"$subtract":[-2147483648,1]})", R"({"$numberLong":"-2147483649"})"},
      {R"({"$subtract":[{"$numberDecimal":"1"},{"$numberDecimal":"0.9"}]})",
       R"({"$numberDecimal":"0.1"})"},
      {R"({"$subtract":[{"$date":{"$numberLong":"5000"}},
          {"$date":{"$numberLong":"2000"}}]})",
       R"({"$numberLong":"3000"})"},
      {R"({"$subtract":[{"$date":{"$numberLong":"5000"}},1]})",
       R"({"$date":{"$numberLong":"4999"}})"},
      {R"({"$subtract":[{"$date":{"$numberLong":"5000"}},2.5]})",
       R"({"$date":{"$numberLong":"4997"}})"},
      {R"({"$subtract":[{"$date":{"$numberLong":"5000"}},{"$numberDecimal":"1.5"}]})",
       R"({"$date":{"$numberLong":"4998"}})"},
      {R"({"$subtract":[null,"x"]})", "null"},
      {R"({"$subtract":["x",1]})", "error: can't $subtract int from string"},
      {R"({"$subtract":[1,{"$date":{"$numberLong":"0"}}]})",
       "error: can't $subtract date from int"},
      {R"({"$subtract":[1]})",
       "error: Expression $subtract takes exactly 2 arguments. 1 were passed in."},
  });
}

TEST(ArithmeticTest, MultipliesAndDivides) {
  ExpectOutcomes({
      {R"({"$multiply":[]})", "1"},
      {R"({"$multiply":[3,4]})", "12"},
      {R"({"$multiply":[65536,65536]})", R"({"$numberLong":"4294967296"})"},
      {R"({"$multiply":[{"$numberLong":"4294967296"},{"$numberLong":"4294967296"}]})",
       R"({"$numberDouble":"1.8446744073709552E19"})"},
      {R"({"$multiply":[2,{"$numberDecimal":"1.50"}]})", R"({"$numberDecimal":"3.00"})"},
      {R"({"$multiply":[2,null]})", "null"},
      {R"({"$multiply":[2,"x"]})",
       "error: $multiply only supports numeric types, not string"},
      {R"({"$divide":[6,4]})", "1.5"},
      {R"({"$divide":[6,3]})", R"({"$numberDouble":"2.0"})"},
      {R"({"$divide":[{"$numberDecimal":"1"},3]})",
       R"({"$numberDecimal":"0.3333333333333333333333333333333333"})"},
      {R"({"$divide":[1,0]})", "error: can't $divide by zero"},
      {R"({"$divide":[1,{"$numberDecimal":"0"}]})", "error: can't $divide by zero"},
      {R"({"$divide":[null,0]})", "null"},
      {R"({"$divide":["x",1]})",
       "error: $divide only supports numeric types, not string and int"},
  });
}

TEST(ArithmeticTest, Mod) {
  ExpectOutcomes({
      {R"({"$mod":[-7,3]})", "-1"},
      {R"({"$mod":[7,{"$numberLong":"4"}]})", R"({"$numberLong":"3"})"},
      {R"({"$mod":[7,4.0]})", R"({"$numberDouble":"3.0"})"},
      {R"({"$mod":[7.5,4]})", "3.5"},
      {R"({"$mod":[7,2.5]})", R"({"$numberDouble":"2.0"})"},
      {R"({"$mod":[{"$numberLong":"-9223372036854775808"},-1]})",
       R"({"$numberLong":"0"})"},
      {R"({"$mod":[{"$numberDecimal":"7.5"},2]})", R"({"$numberDecimal":"1.5"})"},
      {R"({"$mod":[7,0]})", "error: can't $mod by zero"},
      {R"({"$mod":[7,null]})", "null"},
      {R"({"$mod":[7,"x"]})",
       "error: $mod only supports numeric types, not int and string"},
  });
}

}  // namespace
}  // namespace delta_utils::internal
