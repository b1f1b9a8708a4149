#include "delta_utils/expression/expression.h"

#include "delta_utils/expression/expression_testing.h"

namespace delta_utils::internal {
namespace {

using ::testing::ElementsAre;

TEST(ExpressionTest, FieldPathsMapOverArrays) {
  constexpr std::string_view kDocument =
      R"({"a":{"b":1,"0":"zero"},"l":[{"b":1},{"c":2},{"b":3},4,[{"b":5}]],"n":null})";
  ExpectOutcomes({
      {R"("$a.b")", "1", kDocument},
      {R"("$a.0")", R"("zero")", kDocument},
      {R"("$a.x")", "missing", kDocument},
      {R"("$a.b.c")", "missing", kDocument},
      {R"("$x")", "missing", kDocument},
      {R"("$n")", "null", kDocument},
      {R"("$n.x")", "missing", kDocument},
      // Arrays in arrays are not entered.
      {R"("$l.b")", "[1,3]", kDocument},
      // A number is a name, not an index.
      {R"("$l.0")", "[]", kDocument},
      {R"("$l.b.c")", "[]", kDocument},
      {R"("$l.b")", R"([{"$undefined":true}])",
       R"({"l":[{"b":{"$undefined":true}},{"c":1}]})"},
      {R"("$$ROOT.a.b")", "1", kDocument},
      {R"("$$CURRENT.a.b")", "1", kDocument},
      {R"("$$ROOT")", R"({"x":1})", R"({"x":1})"},
      {R"("$$REMOVE")", "missing"},
      {R"("plain")", R"("plain")"},
      {R"("")", R"("")"},
  });
}

TEST(ExpressionTest, RefusesBadPaths) {
  ExpectOutcomes({
      {R"("$")", "error: '$' by itself is not a valid FieldPath"},
      {R"("$a.")", "error: FieldPath must not end with a '.'."},
      {R"("$a..b")", "error: FieldPath field names may not be empty strings."},
      {R"("$.a")", "error: FieldPath field names may not be empty strings."},
      {R"("$a.$b")",
       "error: FieldPath field names may not start with '$'. Consider using $getField or "
       "$setField."},
      {R"("$$")", "error: empty variable names are not allowed"},
      {R"("$$x")", "error: Use of undefined variable: x"},
      {R"("$$X")",
       "error: 'X' starts with an invalid character for a user variable name"},
      {R"("$$NOW")", "error: the variable $$NOW"},
  });
}

TEST(ExpressionTest, ObjectsAndArraysAreMadeOfExpressions) {
  ExpectOutcomes({
      {R"({"x":"$a","y":{"z":["$a","$b"]}})", R"({"x":1,"y":{"z":[1,null]}})",
       R"({"a":1})"},
      {R"({"x":"$b","y":1})", R"({"y":1})"},
      {R"({})", R"({})"},
      {R"([])", R"([])"},
      {R"([1,{"$literal":"$a"}])", R"([1,"$a"])"},
      {R"({"x":1,"$add":[1]})",
       "error: FieldPath field names may not start with '$'. Consider using $getField or "
       "$setField."},
      {R"({"$add":[1],"x":1})",
       "error: an object representing an expression must have exactly one field: "
       R"({"$add":[1],"x":1})"},
      {R"({"a.b":1})",
       "error: FieldPath field names may not contain '.'. Consider using $getField or "
       "$setField."},
      {R"({"$foo":1})", "error: Unrecognized expression '$foo'"},
      {R"({"$sin":1})", "error: the expression operator $sin"},
  });
}

TEST(ExpressionTest, ComparesOverTheWholeOrder) {
  ExpectOutcomes({
      {R"({"$eq":["$a",1]})", "true", R"({"a":{"$numberDecimal":"1.0"}})"},
      {R"({"$ne":["$a",1]})", "false", R"({"a":1.0})"},
      // No brackets: a string is above each number.
      {R"({"$gt":["x",1]})", "true"},
      // No elements: the array itself is compared.
      {R"({"$eq":["$a",1]})", "false", R"({"a":[1,2]})"},
      {R"({"$gt":["$a",1]})", "true", R"({"a":[0]})"},
      {R"({"$lt":["$missing",null]})", "true"},
      {R"({"$eq":["$missing",null]})", "false"},
      {R"({"$gte":["$missing","$other"]})", "true"},
      {R"({"$lte":[{"$numberDouble":"NaN"},-1]})", "true"},
      {R"({"$cmp":[2,1]})", "1"},
      {R"({"$cmp":[1,1.0]})", "0"},
      {R"({"$cmp":[1,"a"]})", "-1"},
      {R"({"$eq":[1]})",
       "error: Expression $eq takes exactly 2 arguments. 1 were passed in."},
      {R"({"$eq":1})",
       "error: Expression $eq takes exactly 2 arguments. 1 were passed in."},
  });
}

TEST(ExpressionTest, BooleansTakeAnyValue) {
  ExpectOutcomes({
      {R"({"$and":[]})", "true"},
      {R"({"$or":[]})", "false"},
      {R"({"$and":[1,"x",[],{}]})", "true"},
      {R"({"$and":[1,"$missing"]})", "false"},
      {R"({"$and":[1,0.0]})", "false"},
      {R"({"$or":[null,false,0]})", "false"},
      {R"({"$or":[null,{"$numberDouble":"NaN"}]})", "true"},
      {R"({"$or":[{"$numberDecimal":"0.00"},{"$numberLong":"0"}]})", "false"},
      // The rest is not evaluated.
      {R"({"$or":[true,{"$divide":[1,0]}]})", "true"},
      {R"({"$and":[false,{"$divide":[1,0]}]})", "false"},
      {R"({"$not":[true]})", "false"},
      {R"({"$not":"$missing"})", "true"},
      {R"({"$not":[1,2]})",
       "error: Expression $not takes exactly 1 arguments. 2 were passed in."},
  });
}

TEST(ExpressionTest, ConditionsEvaluateOneBranch) {
  ExpectOutcomes({
      {R"({"$cond":[true,1,{"$divide":[1,0]}]})", "1"},
      {R"({"$cond":{"if":null,"then":{"$divide":[1,0]},"else":"$x"}})", "missing"},
      {R"({"$cond":[1,2]})",
       "error: Expression $cond takes exactly 3 arguments. 2 were passed in."},
      {R"({"$cond":{"if":1,"then":2}})", "error: Missing 'else' parameter to $cond"},
      {R"({"$cond":{"if":1,"then":2,"else":3,"x":4}})",
       "error: Unrecognized parameter to $cond: x"},
      {R"({"$ifNull":["$a",null,3,{"$divide":[1,0]}]})", "3"},
      {R"({"$ifNull":["$a","$b"]})", "missing"},
      {R"({"$ifNull":["$a"]})", "error: $ifNull needs at least two arguments, had: 1"},
      {R"({"$switch":{"branches":[{"case":0,"then":1},{"case":1,"then":2}]}})", "2"},
      {R"({"$switch":{"branches":[{"case":0,"then":1}],"default":"d"}})", R"("d")"},
      {R"({"$switch":{"branches":[{"case":0,"then":1}]}})",
       "error: $switch could not find a matching branch for an input, and no default was "
       "specified."},
      {R"({"$switch":{"branches":[]}})", "error: $switch requires at least one branch."},
      {R"({"$switch":{"branches":[{"case":1}]}})",
       "error: $switch requires each branch have a 'then' expression."},
      {R"({"$switch":{"branches":[1]}})",
       "error: $switch expected each branch to be an object, found: int"},
  });
}

TEST(ExpressionTest, LetBindsVariables) {
  ExpectOutcomes({
      {R"({"$let":{"vars":{"x":"$a","y":2},"in":["$$x","$$y","$$x.b"]}})",
       R"([{"b":3},2,3])", R"({"a":{"b":3}})"},
      // Variables do not see each other, and inner ones hide outer ones.
      {R"({"$let":{"vars":{"x":1},"in":{"$let":{"vars":{"x":2,"y":"$$x"},
          "in":["$$x","$$y"]}}}})",
       "[2,1]"},
      {R"({"$subtract":[{"$let":{"vars":{"x":7},"in":"$$x"}},
                        {"$let":{"vars":{"x":2},"in":"$$x"}}]})",
       "5"},
      {R"({"$let":{"vars":{"CURRENT":"$a"},"in":["$b","$$ROOT.b"]}})", "[3,4]",
       R"({"a":{"b":3},"b":4})"},
      {R"({"$let":{"vars":{"x":1},"in":"$$y"}})", "error: Use of undefined variable: y"},
      {R"({"$let":{"vars":{"x":1}}})", "error: Missing 'in' parameter to $let"},
  });
}

TEST(ExpressionTest, KnowsTheFieldsItReads) {
  const struct {
    std::string_view expression;
    std::vector<std::string> fields;
    bool all;
  } cases[] = {
      {R"({"$eq":["$b.c",{"$add":["$a","$b.d","$$ROOT.e.f"]}]})", {"a", "b", "e"}, false},
      {R"(["$$ROOT","$a"])", {"a"}, true},
      {R"({"$let":{"vars":{"CURRENT":"$a"},"in":"$b"}})", {"a"}, false},
      {R"({"$literal":"$a"})", {}, false},
  };
  for (const auto& [text, fields, all] : cases) {
    const auto expression = Expression::Parse(*ParseExtJson(text));
    ASSERT_TRUE(expression.ok()) << text << expression.status().ToString();
    bool found_all = !all;
    EXPECT_EQ((*expression)->ReferencedFields(&found_all), fields) << text;
    EXPECT_EQ(found_all, all) << text;
  }
}

}  // namespace
}  // namespace delta_utils::internal
