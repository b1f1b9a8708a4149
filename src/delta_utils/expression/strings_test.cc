#include "delta_utils/expression/expression_testing.h"

namespace delta_utils::internal {
namespace {

TEST(StringsTest, Concat) {
  ExpectOutcomes({
      {R"({"$concat":["a","$b","c"]})", R"("abc")", R"({"b":"b"})"},
      {R"({"$concat":[]})", R"("")"},
      {R"({"$concat":["a","$missing",1]})", "null"},
      {R"({"$concat":["a",1]})", "error: $concat only supports strings, not int"},
      {R"({"$concat":["a",1,null]})", "error: $concat only supports strings, not int"},
  });
}

TEST(StringsTest, CaseIsOfAsciiOnly) {
  ExpectOutcomes({
      {R"({"$toUpper":"aéZ"})", R"("AéZ")"},
      {R"({"$toLower":"AÉz"})", R"("aÉz")"},
      {R"({"$toLower":null})", R"("")"},
      {R"({"$toLower":"$missing"})", R"("")"},
      {R"({"$toUpper":1.5})", R"("1.5")"},
      {R"({"$toLower":{"$date":{"$numberLong":"0"}}})", R"("1970-01-01t00:00:00.000z")"},
      {R"({"$toUpper":true})", "error: can't convert from BSON type bool to String"},
      {R"({"$toUpper":[["a"]]})", "error: can't convert from BSON type array to String"},
      {R"({"$strcasecmp":["abc","ABD"]})", "-1"},
      {R"({"$strcasecmp":["É","é"]})", "-1"},
      {R"({"$strcasecmp":["a",null]})", "1"},
      {R"({"$strcasecmp":["10",10]})", "0"},
  });
}

TEST(StringsTest, Lengths) {
  ExpectOutcomes({
      {R"({"$strLenCP":"aé\uD83D\uDE00"})", "3"},
      {R"({"$strLenBytes":"aé\uD83D\uDE00"})", "7"},
      {R"({"$strLenCP":""})", "0"},
      {R"({"$strLenCP":null})",
       "error: $strLenCP requires a string argument, found: null"},
      {R"({"$strLenBytes":"$x"})",
       "error: $strLenBytes requires a string argument, found: missing"},
      {R"({"$strLenBytes":1})",
       "error: $strLenBytes requires a string argument, found: int"},
  });
}

TEST(StringsTest, Substrings) {
  ExpectOutcomes({
      {R"({"$substrCP":["aéb",1,1]})", R"("é")"},
      {R"({"$substrCP":["aéb",1,9]})", R"("éb")"},
      {R"({"$substrCP":["aéb",9,1]})", R"("")"},
      {R"({"$substrCP":[null,0,1]})", R"("")"},
      {R"({"$substrCP":[123.0,1.0,1]})", R"("2")"},
      {R"({"$substrCP":["a","x",1]})",
       "error: $substrCP: starting index must be a numeric type (is BSON type string)"},
      {R"({"$substrCP":["a",0.5,1]})",
       "error: $substrCP: starting index cannot be represented as a 32-bit integral "
       "value: "
       "0.5"},
      {R"({"$substrCP":["a",-1,1]})",
       "error: $substrCP: starting index must be a nonnegative integer."},
      {R"({"$substrCP":["a",0,-1]})",
       "error: $substrCP: length must be a nonnegative integer."},
      {R"({"$substrBytes":["abc",1,1]})", R"("b")"},
      {R"({"$substr":["abc",1,-1]})", R"("bc")"},
      {R"({"$substrBytes":["abc",1.9,1.9]})", R"("b")"},
      {R"({"$substrBytes":["abc",5,1]})", R"("")"},
      {R"({"$substrBytes":["aéb",0,3]})", R"("aé")"},
      {R"({"$substrBytes":["abc",-1,1]})",
       "error: $substrBytes: starting index must be non-negative (got: -1)"},
      {R"({"$substrBytes":["aéb",2,1]})",
       "error: $substrBytes:  Invalid range, starting index is in the middle of a UTF-8 "
       "character."},
      {R"({"$substrBytes":["aéb",0,2]})",
       "error: $substrBytes:  Invalid range, ending index is in the middle of a UTF-8 "
       "character."},
      {R"({"$substrBytes":["a",null,1]})",
       "error: $substrBytes:  starting index must be a numeric type (is BSON type null)"},
  });
}

TEST(StringsTest, IndexOf) {
  ExpectOutcomes({
      {R"({"$indexOfCP":["éabéa","a"]})", "1"},
      {R"({"$indexOfBytes":["éabéa","a"]})", "2"},
      {R"({"$indexOfCP":["éabéa","a",2]})", "4"},
      {R"({"$indexOfCP":["éabéa","a",2,4]})", "-1"},
      {R"({"$indexOfCP":["abc","x"]})", "-1"},
      {R"({"$indexOfCP":["abc",""]})", "0"},
      {R"({"$indexOfCP":["abc","",3]})", "3"},
      {R"({"$indexOfCP":["abc","c",9]})", "-1"},
      {R"({"$indexOfBytes":["abc","c",2,1]})", "-1"},
      {R"({"$indexOfBytes":["abc","c",0,100]})", "2"},
      {R"({"$indexOfCP":[null,"c"]})", "null"},
      {R"({"$indexOfCP":[1,"c"]})",
       "error: $indexOfCP requires a string as the first argument, found: int"},
      {R"({"$indexOfCP":["a",null]})",
       "error: $indexOfCP requires a string as the second argument, found: null"},
      {R"({"$indexOfCP":["a","b",-1]})",
       "error: $indexOfCP requires a nonnegative starting index, found: -1"},
      {R"({"$indexOfCP":["a","b",0,"x"]})",
       "error: $indexOfCP requires an integral ending index, found a value of type: "
       "string, "
       "with value: \"x\""},
  });
}

TEST(EditsTest, Split) {
  ExpectOutcomes({
      {R"({"$split":["a-b--c","-"]})", R"(["a","b","","c"])"},
      {R"({"$split":["abc","x"]})", R"(["abc"])"},
      {R"({"$split":["-","-"]})", R"(["",""])"},
      {R"({"$split":["","-"]})", R"([""])"},
      {R"({"$split":[null,"-"]})", "null"},
      {R"({"$split":["a",""]})", "error: $split requires a non-empty separator"},
      {R"({"$split":[1,"-"]})",
       "error: $split requires an expression that evaluates to a string as a first "
       "argument, "
       "found: int"},
      {R"({"$split":["a",1]})",
       "error: $split requires an expression that evaluates to a string as a second "
       "argument, found: int"},
  });
}

TEST(EditsTest, Trim) {
  ExpectOutcomes({
      {R"({"$trim":{"input":" \n\ta b\u00a0\u2003\u0000"}})", R"("a b")"},
      {R"({"$ltrim":{"input":"  a  "}})", R"("a  ")"},
      {R"({"$rtrim":{"input":"  a  "}})", R"("  a")"},
      {R"({"$trim":{"input":"  a  ","chars":"x"}})", R"("  a  ")"},
      {R"({"$trim":{"input":"éaébè","chars":"èé"}})", R"("aéb")"},
      {R"({"$trim":{"input":"xx","chars":"x"}})", R"("")"},
      {R"({"$trim":{"input":"$m"}})", "null"},
      {R"({"$trim":{"input":"a","chars":null}})", "null"},
      {R"({"$trim":{"input":1}})",
       "error: $trim requires its input to be a string, got 1 (of type int) instead."},
      {R"({"$trim":{"input":"a","chars":1}})",
       "error: $trim requires 'chars' to be a string, got 1 (of type int) instead."},
      {R"({"$trim":"a"})",
       "error: $trim only supports an object as its argument, not string"},
      {R"({"$trim":{}})", "error: Missing 'input' parameter to $trim"},
      {R"({"$trim":{"input":"a","x":1}})", "error: Unrecognized parameter to $trim: x"},
  });
}

TEST(EditsTest, Replace) {
  ExpectOutcomes({
      {R"({"$replaceOne":{"input":"aXbX","find":"X","replacement":"yy"}})", R"("ayybX")"},
      {R"({"$replaceAll":{"input":"aXbX","find":"X","replacement":"yy"}})",
       R"("ayybyy")"},
      {R"({"$replaceAll":{"input":"abc","find":"x","replacement":"y"}})", R"("abc")"},
      {R"({"$replaceAll":{"input":"aaa","find":"aa","replacement":"b"}})", R"("ba")"},
      {R"({"$replaceAll":{"input":"aé","find":"","replacement":"-"}})", R"("-a-é-")"},
      {R"({"$replaceOne":{"input":"aé","find":"","replacement":"-"}})", R"("-aé")"},
      {R"({"$replaceAll":{"input":"","find":"","replacement":"-"}})", R"("-")"},
      {R"({"$replaceAll":{"input":null,"find":"a","replacement":"-"}})", "null"},
      {R"({"$replaceAll":{"input":"a","find":1,"replacement":"-"}})",
       "error: $replaceAll requires that 'find' be a string, found: 1"},
      {R"({"$replaceOne":{"input":null,"find":"a","replacement":2}})",
       "error: $replaceOne requires that 'replacement' be a string, found: 2"},
      {R"({"$replaceOne":{"input":"a","find":"a"}})",
       "error: Missing 'replacement' parameter to $replaceOne"},
  });
}

TEST(RegexesTest, MatchFindFindAll) {
  constexpr std::string_view kDocument = R"({"s":"Café au lait","re":"A"})";
  ExpectOutcomes({
      {R"({"$regexMatch":{"input":"$s","regex":"é a"}})", "true", kDocument},
      {R"({"$regexMatch":{"input":"$s","regex":{"$regularExpression":
          {"pattern":"CAFÉ","options":"i"}}}})",
       "true", kDocument},
      {R"({"$regexMatch":{"input":"$s","regex":"$re","options":"i"}})", "true",
       kDocument},
      {R"({"$regexMatch":{"input":"$s","regex":"$re"}})", "false", kDocument},
      {R"({"$regexMatch":{"input":null,"regex":"a"}})", "false"},
      {R"({"$regexMatch":{"input":"a","regex":"$missing"}})", "false"},
      {R"j({"$regexFind":{"input":"$s","regex":"(a)(x)?(u)"}})j",
       R"({"match":"au","idx":5,"captures":["a",null,"u"]})", kDocument},
      {R"({"$regexFind":{"input":"$s","regex":"zz"}})", "null", kDocument},
      {R"({"$regexFind":{"input":null,"regex":"zz"}})", "null"},
      {R"({"$regexFindAll":{"input":"éaéaa","regex":"a"}})",
       R"([{"match":"a","idx":1,"captures":[]},{"match":"a","idx":3,"captures":[]},
           {"match":"a","idx":4,"captures":[]}])"},
      {R"({"$regexFindAll":{"input":"é","regex":"x*"}})",
       R"([{"match":"","idx":0,"captures":[]},{"match":"","idx":1,"captures":[]}])"},
      {R"({"$regexFindAll":{"input":null,"regex":"x"}})", "[]"},
      {R"({"$regexMatch":{"input":1,"regex":"a"}})",
       "error: $regexMatch needs 'input' to be of type string"},
      {R"({"$regexMatch":{"input":"a","regex":1}})",
       "error: $regexMatch needs 'regex' to be of type string or regex"},
      {R"({"$regexMatch":{"input":"a","regex":"a","options":1}})",
       "error: $regexMatch needs 'options' to be of type string"},
      {R"({"$regexMatch":{"input":"a","regex":{"$regularExpression":
          {"pattern":"a","options":"i"}},"options":"i"}})",
       "error: $regexMatch: found regex option(s) specified in both 'regex' and 'option' "
       "fields"},
      {R"({"$regexMatch":{"input":"a","regex":"(a"}})",
       "error: $regexMatch: regular expression is invalid: missing closing parenthesis, "
       "at offset 2"},
  });
}

}  // namespace
}  // namespace delta_utils::internal
