#include <ctime>
#include <iterator>

#include "delta_utils/base/sample_testing.h"
#include "delta_utils/expression/expression_testing.h"

namespace delta_utils::internal {
namespace {

using ::testing::HasSubstr;

/// `inner` inside of `front` and `back` so many times.
std::string Nested(std::string_view front, std::string_view inner, std::string_view back,
                   int levels) {
  std::string text;
  for (int i = 0; i < levels; ++i) text += front;
  text += inner;
  for (int i = 0; i < levels; ++i) text += back;
  return text;
}

/// What is built to its bounds takes minutes under sanitizers: there a sample will do.
const size_t kEvery = static_cast<size_t>(delta_utils::testing::SampleEvery());

double SecondsSince(std::clock_t start) {
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

TEST(BoundsTest, NestingIsBounded) {
  const std::string message =
      "error: an expression may be nested 100 levels deep at most";
  const struct {
    const char* front;
    const char* back;
    int levels;  // that are allowed around a leaf
  } cases[] = {
      {R"({"$not":)", "}", 99},
      {R"({"$not":[)", "]}", 99},
      {"[", "]", 99},
      {R"({"a":)", "}", 99},
      {R"({"$ifNull":[null,)", "]}", 99},
      {R"({"$let":{"vars":{},"in":)", "}}", 99},
      {R"({"$map":{"input":[],"in":)", "}}", 99},
      {R"({"$cond":[1,)", ",1]}", 99},
  };
  for (const auto& [front, back, levels] : cases) {
    EXPECT_THAT(Outcome(Nested(front, "1", back, levels), "{}"),
                ::testing::Not(HasSubstr("error")))
        << front;
    EXPECT_EQ(Outcome(Nested(front, "1", back, levels + 1), "{}"), message) << front;
    EXPECT_EQ(Outcome(Nested(front, "1", back, 300), "{}"), message) << front;
  }
}

TEST(BoundsTest, WhatIsBuiltIsBounded) {
  const std::string big(1 << 20, 'x');
  const std::string document = R"({"s":")" + big + R"(","a":[)" +
                               std::string(20'000, ' ') + "1" +
                               [] {
                                 std::string rest;
                                 for (int i = 0; i < 20'000; ++i) rest += ",1";
                                 return rest;
                               }() +
                               "]}";
  const std::pair<const char*, const char*> cases[] = {
      {R"({"$range":[0,2147483647]})", "bytes of memory"},
      {R"({"$size":{"$range":[0,1000000000]}})", "bytes of memory"},
      {R"({"$concat":["$s","$s","$s","$s","$s","$s","$s","$s","$s","$s","$s","$s",
          "$s","$s","$s","$s","$s"]})",
       "would make a string of over 16777216 bytes"},
      {R"({"$replaceAll":{"input":"$s","find":"x","replacement":"$s"}})",
       "would make a string of over 16777216 bytes"},
      {R"({"$reduce":{"input":{"$range":[0,100]},"initialValue":"x","in":
          {"$concat":["$$value","$$value"]}}})",
       "would make a string of over 16777216 bytes"},
      {R"({"$reduce":{"input":{"$range":[0,100]},"initialValue":[1],"in":
          {"$concatArrays":["$$value","$$value"]}}})",
       "bytes of memory"},
      {R"({"$reduce":{"input":{"$range":[0,100]},"initialValue":[1],"in":
          ["$$value","$$value"]}})",
       "bytes of memory"},
      {R"({"$map":{"input":"$a","in":"$a"}})", "bytes of memory"},
      {R"({"$map":{"input":"$a","in":"$s"}})", "bytes of memory"},
      {R"({"$split":["$s","x"]})", ""},
      {R"({"$map":{"input":{"$range":[0,1000000]},"in":{"$range":[0,1000000]}}})",
       "bytes of memory"},
      {R"({"$zip":{"inputs":[{"$range":[0,1000000]},"$a"],"useLongestLength":true}})",
       ""},
      {R"({"$dateToString":{"date":{"$date":{"$numberLong":"0"}},"format":
          {"$replaceAll":{"input":"$s","find":"x","replacement":"%Y%B"}}}})",
       ""},
  };
  for (size_t i = 0; i < std::size(cases); i += kEvery) {
    const auto& [expression, message] = cases[i];
    const std::clock_t start = std::clock();
    EXPECT_THAT(Outcome(expression, document), HasSubstr(message)) << expression;
    EXPECT_LT(SecondsSince(start), 30 * kEvery) << expression;
  }
}

TEST(BoundsTest, StepsAreBounded) {
  std::string array = "[0";
  for (int i = 1; i < 30'000; ++i) array += "," + std::to_string(i);
  const std::string document =
      R"({"a":)" + array + R"(],"s":")" + std::string(1 << 20, 'a') + R"("})";
  const char* expressions[] = {
      // Loops in loops.
      R"({"$reduce":{"input":"$a","initialValue":0,"in":{"$add":["$$value",
          {"$reduce":{"input":"$a","initialValue":0,"in":
              {"$add":["$$value","$$this"]}}}]}}})",
      // Functions that run over all of a long operand.
      R"({"$filter":{"input":"$a","cond":{"$in":[-1,"$a"]}}})",
      R"({"$filter":{"input":"$a","cond":{"$eq":[{"$sum":"$a"},0]}}})",
      R"({"$filter":{"input":"$a","cond":{"$setIsSubset":["$a","$a"]}}})",
      R"({"$filter":{"input":"$a","cond":{"$eq":["$a",{"$concatArrays":["$a",[]]}]}}})",
      R"({"$filter":{"input":"$a","cond":{"$eq":[{"$strLenCP":"$s"},0]}}})",
      R"({"$filter":{"input":"$a","cond":{"$regexMatch":{"input":"$s","regex":"b"}}}})",
  };
  // A hundred million steps each: under sanitizers the last one alone, whose are few.
  const size_t first = kEvery > 1 ? std::size(expressions) - 1 : 0;
  for (size_t i = first; i < std::size(expressions); ++i) {
    const std::clock_t start = std::clock();
    EXPECT_THAT(Outcome(expressions[i], document), HasSubstr("steps on one document"))
        << expressions[i];
    EXPECT_LT(SecondsSince(start), 60 * kEvery) << expressions[i];
  }
}

/// What is common on long arrays stays within the bounds.
TEST(BoundsTest, OneLoopOverAMillionElementsIsFine) {
  ExpectOutcomes({
      {R"({"$size":{"$filter":{"input":{"$range":[0,1000000]},"cond":
          {"$eq":[{"$mod":["$$this",2]},0]}}}})",
       "500000"},
      {R"({"$reduce":{"input":{"$range":[0,1000000]},"initialValue":0,
          "in":{"$add":["$$value",1]}}})",
       "1000000"},
      // An element of an array that is not copied.
      {R"({"$let":{"vars":{"a":{"$range":[0,300000]}},"in":{"$sum":{"$map":{"input":"$$a",
          "as":"i","in":{"$arrayElemAt":["$$a","$$i"]}}}}}})",
       R"({"$numberLong":"44999850000"})"},
  });
}

}  // namespace
}  // namespace delta_utils::internal
