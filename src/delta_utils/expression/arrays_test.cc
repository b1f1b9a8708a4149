#include "delta_utils/expression/expression_testing.h"

namespace delta_utils::internal {
namespace {

TEST(ArraysTest, Elements) {
  ExpectOutcomes({
      {R"({"$arrayElemAt":[[1,2,3],1]})", "2"},
      {R"({"$arrayElemAt":[[1,2,3],-1]})", "3"},
      {R"({"$arrayElemAt":[[1,2,3],3]})", "missing"},
      {R"({"$arrayElemAt":[[1,2,3],-4]})", "missing"},
      {R"({"$arrayElemAt":[null,1]})", "null"},
      {R"({"$arrayElemAt":[[1],"$x"]})", "null"},
      {R"({"$arrayElemAt":[1,1]})",
       "error: $arrayElemAt's first argument must be an array, but is int"},
      {R"({"$arrayElemAt":[[1],"x"]})",
       "error: $arrayElemAt's second argument must be a numeric value, but is string"},
      {R"({"$arrayElemAt":[[1],1.5]})",
       "error: $arrayElemAt's second argument must be representable as a 32-bit integer: "
       "1.5"},
      {R"({"$first":"$a"})", "1", R"({"a":[1,2]})"},
      {R"({"$last":"$a"})", "2", R"({"a":[1,2]})"},
      {R"({"$first":"$a"})", "missing", R"({"a":[]})"},
      {R"({"$last":"$a"})", "null"},
      {R"({"$first":"$a"})", "error: $first's argument must be an array, but is int",
       R"({"a":1})"},
  });
}

TEST(ArraysTest, SizesAndMembership) {
  ExpectOutcomes({
      {R"({"$size":"$a"})", "2", R"({"a":[1,[2]]})"},
      {R"({"$size":"$a"})",
       "error: The argument to $size must be an array, but was of type: missing"},
      {R"({"$in":[2.0,[1,2]]})", "true"},
      {R"({"$in":[[1],[1,2]]})", "false"},
      {R"({"$in":[[1],[[1],2]]})", "true"},
      {R"({"$in":[1,"$a"]})",
       "error: $in requires an array as a second argument, found: missing"},
      {R"({"$isArray":["$a"]})", "true", R"({"a":[]})"},
      {R"({"$isArray":"$a"})", "false"},
      {R"({"$isArray":[[1]]})", "true"},
      {R"({"$indexOfArray":[[1,2,1],1]})", "0"},
      {R"({"$indexOfArray":[[1,2,1],1,1]})", "2"},
      {R"({"$indexOfArray":[[1,2,1],1,1,2]})", "-1"},
      {R"({"$indexOfArray":["$a",1]})", "null"},
      {R"({"$indexOfArray":["a",1]})",
       "error: $indexOfArray requires an array as a first argument, found: string"},
      {R"({"$indexOfArray":[[1],1,-1]})",
       "error: $indexOfArray requires a nonnegative starting index, found: -1"},
  });
}

TEST(ArraysTest, CutAndJoin) {
  ExpectOutcomes({
      {R"({"$concatArrays":[[1],"$a",[[2]]]})", "[1,3,[2]]", R"({"a":[3]})"},
      {R"({"$concatArrays":[[1],"$a"]})", "null"},
      {R"({"$concatArrays":[[1],2]})",
       "error: $concatArrays only supports arrays, not int"},
      {R"({"$slice":[[1,2,3],2]})", "[1,2]"},
      {R"({"$slice":[[1,2,3],-2]})", "[2,3]"},
      {R"({"$slice":[[1,2,3],-9]})", "[1,2,3]"},
      {R"({"$slice":[[1,2,3],0]})", "[]"},
      {R"({"$slice":[[1,2,3],1,1]})", "[2]"},
      {R"({"$slice":[[1,2,3],-2,1]})", "[2]"},
      {R"({"$slice":[[1,2,3],9,1]})", "[]"},
      {R"({"$slice":[[1,2,3],-9,2]})", "[1,2]"},
      {R"({"$slice":[null,1]})", "null"},
      {R"({"$slice":[[1],null]})", "null"},
      {R"({"$slice":[1,1]})",
       "error: First argument to $slice must be an array, but is of type: int"},
      {R"({"$slice":[[1],"x"]})",
       "error: Second argument to $slice must be a numeric value, but is of type: "
       "string"},
      {R"({"$slice":[[1],0.5]})",
       "error: Second argument to $slice can't be represented as a 32-bit integer: 0.5"},
      {R"({"$slice":[[1],0,0]})", "error: Third argument to $slice must be positive: 0"},
      {R"({"$reverseArray":[[1,2]]})", "[2,1]"},
      {R"({"$reverseArray":null})", "null"},
      {R"({"$reverseArray":1})",
       "error: The argument to $reverseArray must be an array, but was of type: int"},
  });
}

TEST(ArraysTest, Range) {
  ExpectOutcomes({
      {R"({"$range":[0,3]})", "[0,1,2]"},
      {R"({"$range":[0,10,4]})", "[0,4,8]"},
      {R"({"$range":[3,0,-2]})", "[3,1]"},
      {R"({"$range":[3,0]})", "[]"},
      {R"({"$range":[0,1.0]})", "[0]"},
      {R"({"$range":[2147483646,2147483647]})", "[2147483646]"},
      {R"({"$range":[-2147483648,2147483647,2147483647]})",
       "[-2147483648,-1,2147483646]"},
      {R"({"$range":["x",1]})",
       "error: $range requires a numeric starting value, found value of type: string"},
      {R"({"$range":[0.5,1]})",
       "error: $range requires a starting value that can be represented as a 32-bit "
       "integer, "
       "found value: 0.5"},
      {R"({"$range":[0,1.5]})",
       "error: $range requires an ending value that can be represented as a 32-bit "
       "integer, "
       "found value: 1.5"},
      {R"({"$range":[0,1,0]})", "error: $range requires a non-zero step value"},
  });
}

TEST(LoopsTest, Map) {
  ExpectOutcomes({
      {R"({"$map":{"input":"$a","as":"x","in":{"$add":["$$x",1]}}})", "[2,3]",
       R"({"a":[1,2]})"},
      {R"({"$map":{"input":"$a","in":"$$this.b"}})", "[1,null]", R"({"a":[{"b":1},{}]})"},
      {R"({"$map":{"input":"$a","in":1}})", "null"},
      {R"({"$map":{"input":1,"in":1}})", "error: input to $map must be an array not int"},
      {R"({"$map":{"input":[[1,2],[3]],"as":"row","in":
          {"$map":{"input":"$$row","as":"x","in":
              {"$multiply":["$$x",{"$size":"$$row"}]}}}}})",
       "[[2,4],[3]]"},
      {R"({"$map":{"in":1}})", "error: Missing 'input' parameter to $map"},
      {R"({"$map":{"input":[],"as":"X","in":1}})",
       "error: 'X' starts with an invalid character for a user variable name"},
      {R"({"$map":{"input":[1],"as":"x","in":"$$this"}})",
       "error: Use of undefined variable: this"},
      // The variable ends with the loop.
      {R"([{"$map":{"input":[1],"as":"x","in":1}},"$$x"])",
       "error: Use of undefined variable: x"},
  });
}

TEST(LoopsTest, Filter) {
  ExpectOutcomes({
      {R"({"$filter":{"input":[1,2,3],"cond":{"$gt":["$$this",1]}}})", "[2,3]"},
      {R"({"$filter":{"input":[1,2,3],"as":"x","cond":{"$gt":["$$x",1]},"limit":1}})",
       "[2]"},
      {R"({"$filter":{"input":[1,2],"cond":true,"limit":null}})", "[1,2]"},
      {R"({"$filter":{"input":null,"cond":true}})", "null"},
      {R"({"$filter":{"input":1,"cond":true}})",
       "error: input to $filter must be an array not int"},
      {R"({"$filter":{"input":[1],"cond":true,"limit":0}})",
       "error: $filter: limit must be greater than 0: 0"},
      {R"({"$filter":{"input":[1],"cond":true,"limit":"x"}})",
       "error: $filter: limit must be represented as a 32-bit integral value: \"x\""},
      {R"({"$filter":{"input":[1]}})", "error: Missing 'cond' parameter to $filter"},
  });
}

TEST(LoopsTest, Reduce) {
  ExpectOutcomes({
      {R"({"$reduce":{"input":[1,2,3],"initialValue":10,
          "in":{"$add":["$$value","$$this"]}}})",
       "16"},
      {R"({"$reduce":{"input":[[1],[2,3]],"initialValue":[],
          "in":{"$concatArrays":["$$value","$$this"]}}})",
       "[1,2,3]"},
      {R"({"$reduce":{"input":[],"initialValue":"x","in":1}})", R"("x")"},
      {R"({"$reduce":{"input":[1,2],"initialValue":0,"in":"$$this"}})", "2"},
      {R"({"$reduce":{"input":[1,2],"initialValue":{"a":{"a":{"a":9}}},
          "in":"$$value.a"}})",
       R"({"a":9})"},
      {R"({"$reduce":{"input":null,"initialValue":0,"in":"$$this"}})", "null"},
      {R"({"$reduce":{"input":1,"initialValue":0,"in":"$$this"}})",
       "error: $reduce requires that 'input' be an array, found: 1"},
      {R"({"$reduce":{"input":[1],"in":1}})",
       "error: Missing 'initialValue' parameter to $reduce"},
      // What lies in a temporary array outlives it.
      {R"({"$reduce":{"input":{"$map":{"input":[1,2],
          "in":{"s":"long enough for the heap"}}},
          "initialValue":"","in":"$$this.s"}})",
       R"("long enough for the heap")"},
  });
}

TEST(ObjectsTest, ToArrayAndBack) {
  ExpectOutcomes({
      {R"({"$objectToArray":{"a":1,"b":[2]}})", R"([{"k":"a","v":1},{"k":"b","v":[2]}])"},
      {R"({"$objectToArray":null})", "null"},
      {R"({"$objectToArray":1})",
       "error: $objectToArray requires a document input, found: int"},
      {R"({"$arrayToObject":[[["a",1],["b",2],["a",3]]]})", R"({"a":3,"b":2})"},
      {R"({"$arrayToObject":[[{"k":"a","v":1}]]})", R"({"a":1})"},
      {R"({"$arrayToObject":[[]]})", "{}"},
      {R"({"$arrayToObject":"$x"})", "null"},
      {R"({"$arrayToObject":1})",
       "error: $arrayToObject requires an array input, found: int"},
      {R"({"$arrayToObject":[[1]]})",
       "error: Unrecognised input type format for $arrayToObject: int"},
      {R"({"$arrayToObject":[[["a"]]]})",
       "error: $arrayToObject requires an array of size 2 arrays,found array of size: 1"},
      {R"({"$arrayToObject":[[["a",1],{"k":"b","v":1}]]})",
       "error: $arrayToObject requires a consistent input format. Elements must all be "
       "arrays or all be objects. Array was detected, now found: object"},
      {R"({"$arrayToObject":[[[1,1]]]})",
       "error: $arrayToObject requires an array of key-value pairs, where the key must "
       "be of "
       "type string. Found key type: int"},
      {R"({"$arrayToObject":[[{"k":"a"}]]})",
       "error: $arrayToObject requires an object keys of 'k' and 'v'. Found incorrect "
       "number "
       "of keys:1"},
      {R"({"$arrayToObject":[[["a\u0000",1]]]})",
       "error: Key field cannot contain an embedded null byte"},
  });
}

TEST(ObjectsTest, Merge) {
  ExpectOutcomes({
      {R"({"$mergeObjects":[{"a":1,"b":1},null,{"b":2,"c":3}]})",
       R"({"a":1,"b":2,"c":3})"},
      {R"({"$mergeObjects":"$l"})", R"({"a":2})", R"({"l":[{"a":1},{"a":2}]})"},
      {R"({"$mergeObjects":[]})", "{}"},
      {R"({"$mergeObjects":"$x"})", "{}"},
      {R"({"$mergeObjects":[1]})",
       "error: $mergeObjects requires object inputs, but input 1 is of type int"},
  });
}

TEST(SetsTest, Operations) {
  ExpectOutcomes({
      {R"({"$setUnion":[[2,1,2.0],[3,1]]})", "[2,1,3]"},
      {R"({"$setUnion":[[1],null]})", "null"},
      {R"({"$setUnion":[[1],2]})",
       "error: All operands of $setUnion must be arrays. One argument is of type: int"},
      {R"({"$setIntersection":[[3,2,1,1],[1.0,3,4]]})", "[3,1]"},
      {R"({"$setIntersection":[]})", "[]"},
      {R"({"$setIntersection":[[1],"$x"]})", "null"},
      {R"({"$setDifference":[[3,1,3,2],[2]]})", "[3,1]"},
      {R"({"$setDifference":[null,[2]]})", "null"},
      {R"({"$setDifference":[[1],2]})",
       "error: both operands of $setDifference must be arrays. Second argument is of "
       "type: "
       "int"},
      {R"({"$setIsSubset":[[1,1.0],[2,1]]})", "true"},
      {R"({"$setIsSubset":[[3],[2,1]]})", "false"},
      {R"({"$setIsSubset":[null,[1]]})",
       "error: both operands of $setIsSubset must be arrays. First argument is of type: "
       "null"},
      {R"({"$setEquals":[[1,2,1],[2,1],[2,1,2]]})", "true"},
      {R"({"$setEquals":[[1,2],[2,1],[2]]})", "false"},
      {R"({"$setEquals":[[1]]})",
       "error: Expression $setEquals takes at least 2 arguments, but 1 were passed in."},
      {R"({"$anyElementTrue":[[0,null,"x"]]})", "true"},
      {R"({"$anyElementTrue":[[]]})", "false"},
      {R"({"$allElementsTrue":[[1,[]]]})", "true"},
      {R"({"$allElementsTrue":[[1,null]]})", "false"},
      {R"({"$allElementsTrue":[null]})",
       "error: $allElementsTrue's argument must be an array, but is null"},
  });
}

TEST(SortsTest, SortArray) {
  ExpectOutcomes({
      {R"({"$sortArray":{"input":[3,"a",1,null],"sortBy":1}})", R"([null,1,3,"a"])"},
      {R"({"$sortArray":{"input":[1,3,2],"sortBy":-1}})", "[3,2,1]"},
      {R"({"$sortArray":{"input":[{"a":{"b":2},"i":0},{"a":{"b":1},"i":1},{"i":2},
          {"a":{"b":1},"i":3}],"sortBy":{"a.b":1,"i":-1}}})",
       R"([{"i":2},{"a":{"b":1},"i":3},{"a":{"b":1},"i":1},{"a":{"b":2},"i":0}])"},
      {R"({"$sortArray":{"input":null,"sortBy":1}})", "null"},
      {R"({"$sortArray":{"input":1,"sortBy":1}})",
       "error: The input argument to $sortArray must be an array, but was of type: int"},
      {R"({"$sortArray":{"input":[],"sortBy":2}})",
       "error: $sortArray: a direction must be 1 (ascending) or -1 (descending), not 2"},
      {R"({"$sortArray":{"input":[],"sortBy":{}}})",
       "error: $sortArray must have at least one sort key"},
  });
}

TEST(SortsTest, Zip) {
  ExpectOutcomes({
      {R"({"$zip":{"inputs":[[1,2],["a"]]}})", R"([[1,"a"]])"},
      {R"({"$zip":{"inputs":[[1,2],["a"]],"useLongestLength":true}})",
       R"([[1,"a"],[2,null]])"},
      {R"({"$zip":{"inputs":[[1,2],["a"]],"useLongestLength":true,"defaults":[0,"z"]}})",
       R"([[1,"a"],[2,"z"]])"},
      {R"({"$zip":{"inputs":[[1],"$x"]}})", "null"},
      {R"({"$zip":{"inputs":[[1],2]}})",
       "error: $zip found a non-array expression in input: 2"},
      {R"({"$zip":{"inputs":[[1]],"defaults":[1]}})",
       "error: cannot specify defaults unless useLongestLength is true"},
  });
}

}  // namespace
}  // namespace delta_utils::internal
