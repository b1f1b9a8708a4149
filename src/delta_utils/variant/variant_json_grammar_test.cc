// What is JSON, and what is not.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <set>

#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_json_testing.h"

namespace delta_utils::variant_internal {
namespace {

using namespace std::string_view_literals;

/// Forms that RFC 8259 has.
constexpr std::string_view kJson[] = {
    "[[]   ]",
    "[\"\"]",
    "[\"a\"]",
    "[false]",
    "[null, 1, \"1\", {}]",
    "[null]",
    "[1\n]",
    " [1]",
    "[1,null,null,null,2]",
    "[2] ",
    "[0e+1]",
    "[0e1]",
    "[ 4]",
    "[-0."
    "000000000000000000000000000000000000000000000000000000000000000000000000000001]",
    "[20e1]",
    "[-0]",
    "[-123]",
    "[-1]",
    "[1E22]",
    "[1E-2]",
    "[1E+2]",
    "[123e45]",
    "[123.456e78]",
    "[1e-2]",
    "[1e+2]",
    "[123]",
    "[123.456789]",
    R"({"asd":"sdf", "dfg":"fgh"})",
    R"({"asd":"sdf"})",
    "{}",
    R"({"":0})",
    R"({"foo\u0000bar": 42})",
    R"({ "min": -1.0e+28, "max": 1.0e+28 })",
    R"({"x":[{"id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}], "id": "x"})",
    R"({"a":[]})",
    "{\n\"a\": \"b\"\n}",
    R"(["\u0060\u012a\u12AB"])",
    R"(["\uD801\udc37"])",
    R"(["\ud83d\ude39\ud83d\udc8d"])",
    R"(["\"\\\/\b\f\n\r\t"])",
    R"(["\\u0000"])",
    R"(["\""])",
    R"(["a/*b*/c/*d//e"])",
    R"(["\\a"])",
    R"(["\\n"])",
    R"(["\u0012"])",
    R"(["\uFFFF"])",
    R"([ "asd"])",
    R"(["\uDBFF\uDFFF"])",
    R"(["new\u00A0line"])",
    "[\"\xf4\x8f\xbf\xbf\"]",
    "[\"\xef\xbf\xbf\"]",
    R"(["\u0000"])",
    R"(["\u002c"])",
    "[\"\xcf\x80\"]",
    "[\"\xf0\x9b\xbf\xbf\"]",
    R"(["asd "])",
    "\" \"",
    R"(["\u0821"])",
    "[\"\xe2\x80\xa8\"]",
    "[\"\xe2\x80\xa9\"]",
    R"(["\uA66D"])",
    R"(["\u005C"])",
    "[\"\xe2\x8d\x82\xe3\x88\xb4\"]",
    "[\"a\x7f z\"]",
    "false",
    "42",
    "-0.1",
    "null",
    "\"asd\"",
    "true",
    "\"\"",
    "[\"a\"]\n",
    "[true]",
    " [] ",
    "\"\\\\\"",
    "\"\\\\\\\"\""};

/// Forms that it has not.
constexpr std::string_view kNotJson[] = {"",
                                         " ",
                                         "[1 true]",
                                         "[a\xe5]",
                                         "[\"\": 1]",
                                         "[\"\"],",
                                         "[,1]",
                                         "[1,,2]",
                                         "[\"x\",,]",
                                         "[\"x\"]]",
                                         "[\"\",]",
                                         "[\"x\"",
                                         "[x",
                                         "[3[4]]",
                                         "[\xff]",
                                         "[1:2]",
                                         "[,]",
                                         "[-]",
                                         "[   , \"\"]",
                                         "[\"a\",\n4\n,1,",
                                         "[1,]",
                                         "[1,,]",
                                         "[\"\va\"\\f]",
                                         "[*]",
                                         "[\"\"",
                                         "[1,",
                                         "[1,\n1\n,1",
                                         "[{}",
                                         "[fals]",
                                         "[nul]",
                                         "[tru]",
                                         "nul",
                                         "nulll",
                                         "truefalse",
                                         "true\"a\"",
                                         "123\0"sv,
                                         "[++1234]",
                                         "[+1]",
                                         "[+Inf]",
                                         "[-01]",
                                         "[-1.0.]",
                                         "[-2.]",
                                         "[-NaN]",
                                         "[.-1]",
                                         "[.2e-3]",
                                         "[0.1.2]",
                                         "[0.3e+]",
                                         "[0.3e]",
                                         "[0.e1]",
                                         "[0E+]",
                                         "[0E]",
                                         "[0e+]",
                                         "[0e]",
                                         "[1.0e+]",
                                         "[1.0e-]",
                                         "[1.0e]",
                                         "[1 000.0]",
                                         "[1eE2]",
                                         "[2.e+3]",
                                         "[2.e-3]",
                                         "[2.e3]",
                                         "[9.e+]",
                                         "[Inf]",
                                         "[NaN]",
                                         "[\xef\xbc\x91]",
                                         "[1+2]",
                                         "[0x1]",
                                         "[0x42]",
                                         "[Infinity]",
                                         "[0e+-1]",
                                         "[-123.123foo]",
                                         "[123\xe5]",
                                         "[1e1\xe5]",
                                         "[0\xe5]",
                                         "[-Infinity]",
                                         "[-foo]",
                                         "[- 1]",
                                         "[-012]",
                                         "[-.123]",
                                         "[-1x]",
                                         "[1ea]",
                                         "[1e\xe5]",
                                         "[1.]",
                                         "[.123]",
                                         "[1.2a-3]",
                                         "[1.8011670033376514H-308]",
                                         "[012]",
                                         "1\"a\"",
                                         "[1 2]",
                                         "1 2",
                                         "[1e400]",
                                         "[-1e400]",
                                         "[1e99999999999999999999]",
                                         "[\"x\", truth]",
                                         "{[: \"x\"}",
                                         R"({"x", null})",
                                         R"({"x"::"b"})",
                                         R"({"a":"a" 123})",
                                         "{key: 'v'}",
                                         R"({"a" b})",
                                         R"({:"b"})",
                                         R"({"a" "b"})",
                                         R"({"a":)",
                                         R"({"a")",
                                         "{1:1}",
                                         "{9999E9999:1}",
                                         "{null:null}",
                                         R"({"id":0,,,,,})",
                                         "{'a':0}",
                                         R"({"id":0,})",
                                         R"({"a":"b"}/**/)",
                                         R"({"a":"b"}#)",
                                         R"({"a":"b",,"c":"d"})",
                                         "{a: \"b\"}",
                                         R"({"a":"a)",
                                         R"({ "foo" : "bar", "a" })",
                                         R"({"a":"b"}#{)",
                                         "{",
                                         "}",
                                         "{,}",
                                         R"({"a":1]})",
                                         "[{\"a\":1]",
                                         "[1}",
                                         R"(["\uD800\"])",
                                         R"(["\uD800\u"])",
                                         R"(["\uD800\u1"])",
                                         R"(["\uD800\u1x"])",
                                         R"(["\ud800"])",
                                         R"(["\udc00"])",
                                         R"(["\udc00\ud800"])",
                                         R"(["\ud800\ud800"])",
                                         R"(["\ud800abc"])",
                                         R"(["\ud800\n\udc00"])",
                                         "[\xc3\xa9]",
                                         R"(["\x00"])",
                                         R"(["\\\"])",
                                         "[\"\\\t\"]",
                                         R"(["\🌀"])",
                                         R"(["\"])",
                                         R"(["\u00A"])",
                                         R"(["\uD834\uDd"])",
                                         R"(["\uD800\uD800\x"])",
                                         "[\"\\u\xe5\"]",
                                         R"(["\a"])",
                                         R"(["\uqqqq"])",
                                         "[\"\\\xe5\"]",
                                         R"([\u0020"asd"])",
                                         R"([\n])",
                                         "\"",
                                         "['single quote']",
                                         "abc",
                                         "[\"\\",
                                         "[\"a\0a\"]"sv,
                                         "[\"new\nline\"]",
                                         "[\"\t\"]",
                                         "[\"a\x1f\"]",
                                         R"("\UA66D")",
                                         R"(""x)",
                                         "<.>",
                                         "[<null>]",
                                         "[1]x",
                                         "[1]]",
                                         "[\"asd]",
                                         "aå",
                                         "[True]",
                                         "1]",
                                         "{\"x\": true,",
                                         "[][]",
                                         "]",
                                         "\xef\xbb\xbf{}",
                                         "\xef\xbb\xbf",
                                         "\xe5",
                                         "[",
                                         "[\xe2\x81\xa0]",
                                         "\0"sv,
                                         "{\"a\":\"b\"",
                                         "2@",
                                         "{}}",
                                         "{\"\":",
                                         "{\"a\":/*c*/\"b\"}",
                                         "{\"a\": true} \"x\"",
                                         "['",
                                         "[\"a",
                                         "[,",
                                         "[{",
                                         "[{\"a\"",
                                         "{[",
                                         "{]",
                                         "{\"a",
                                         "{'a'",
                                         "[\"\\{[\"\\{[\"\\{",
                                         "*",
                                         "{\"a\":\"b\"}#{}",
                                         "[\\u000A\"\"]",
                                         "[1\f]",
                                         "[\f1]",
                                         "[1\x1a]",
                                         "[\"a\"\f]",
                                         "{\"a\"\x1a:1}",
                                         "[1,\v2]",
                                         "\xc2\xa0[1]",
                                         "[\"\xff\"]",
                                         "[\"\xc0\xaf\"]",
                                         "[\"\xed\xa0\x80\"]",
                                         "[\"\xf4\xbf\xbf\xbf\"]",
                                         "[\"\xe0\xff\"]",
                                         "[\"\x81\"]",
                                         "[\"\xe9\"]",
                                         "[\"\xc3",
                                         "[\"\xfc\x83\xbf\xbf\xbf\xbf\"]"};

TEST(VariantJsonGrammarTest, AcceptsWhatJsonIs) {
  for (const std::string_view json : kJson) {
    EXPECT_TRUE(FromJson(json).ok()) << json << ": " << FromJson(json).status();
  }
}

/// Each alone and behind an offset that moves it over the blocks of the scan.
TEST(VariantJsonGrammarTest, RefusesWhatJsonIsNot) {
  for (const std::string_view json : kNotJson) {
    for (const size_t offset : {0, 1, 31, 60, 61, 62, 63, 64, 127, 200}) {
      const std::string text = std::string(offset, ' ') + std::string(json);
      SCOPED_TRACE(text);
      DU_EXPECT_KIND(kInvalidArgument, FromJson(text));
    }
  }
}

/// Another parser, and whether it finds the same.
class Differential {
 public:
  void Check(const std::string& json) {
    simdjson::dom::element element;
    const simdjson::error_code error = parser_.parse(json).get(element);
    // It has no integers beyond 64 bits.
    if (error == simdjson::BIGINT_ERROR) return;
    const Result<VariantBytes> bytes =
        FromJson(json, {}, {DuplicateFields::kKeepFirst, kMaxVariantDepth});
    ASSERT_EQ(bytes.ok(), error == simdjson::SUCCESS) << json << "\n"
                                                      << bytes.status() << "\n"
                                                      << simdjson::error_message(error);
    if (!bytes.ok()) return;
    ++accepted_;
    DU_ASSERT_OK_AND_ASSIGN(const MetadataIndex names,
                            MetadataIndex::Make(bytes->metadata));
    EXPECT_TRUE(Same(element, VariantView(bytes->value, names))) << json;
  }
  int accepted() const { return accepted_; }

 private:
  static bool Same(simdjson::dom::element element, VariantView view) {
    using Type = simdjson::dom::element_type;
    switch (element.type()) {
      case Type::OBJECT:
        return SameObject(element.get_object().value_unsafe(), view.ToObject());
      case Type::ARRAY:
        return SameArray(element.get_array().value_unsafe(), view.ToArray());
      case Type::STRING:
        return view.ToText() == element.get_string().value_unsafe();
      case Type::BOOL:
        return view.ToBool() == element.get_bool().value_unsafe();
      case Type::NULL_VALUE:
        return view.is_null();
      case Type::INT64:
        return view.ToInt64() == element.get_int64().value_unsafe() ||
               (view.ToDouble() == 0.0 && element.get_int64().value_unsafe() == 0);
      case Type::UINT64:
        return view.ToDecimal()->unscaled == element.get_uint64().value_unsafe();
      case Type::DOUBLE:
        return view.ToDouble() == element.get_double().value_unsafe();
    }
    return false;
  }
  static bool SameArray(simdjson::dom::array array, std::optional<ArrayView> view) {
    if (!view || view->size() != array.size()) return false;
    uint32_t i = 0;
    for (const simdjson::dom::element element : array) {
      if (!Same(element, view->value(i++))) return false;
    }
    return true;
  }
  static bool SameObject(simdjson::dom::object object, std::optional<ObjectView> view) {
    if (!view) return false;
    std::set<std::string_view> names;
    for (const simdjson::dom::key_value_pair field : object) {
      if (!names.insert(field.key).second) continue;  // the first one counts
      const std::optional<VariantView> found = view->Find(field.key);
      if (!found || !Same(field.value, *found)) return false;
    }
    return names.size() == view->size();
  }

  simdjson::dom::parser parser_;
  int accepted_ = 0;
};

TEST(VariantJsonGrammarTest, AgreesWithAnotherParserOnMutatedTexts) {
  const std::string documents[] = {
      R"({"id":7,"ts":"2023-11-14T22:13:20.013Z","user":{"id":13858,"geo":{"lat":-32.24092}},"tags":["psi","phi"],"ok":true,"note":null})",
      R"([ 0, -0, -1.50e+3 , 0.00025, 9007199254740993, 1E5, -9223372036854775808, 1e-7 ])",
      R"({"a\u00e9\"b\\":"\ud83d\ude00\n","":[[],{}, [ ""] ] ,"c":{"d" : "x\/y"}})",
      "[\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\",{\"\xe2\x82\xac\":false}]",
      R"(["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\",1,"b"])",
  };
  constexpr std::string_view kReplacements = "\"\\{}[],:0-.eE+u \n\x0c\x1a\x7f\xff";
  Differential differential;
  for (const std::string& document : documents) {
    differential.Check(document);
    for (size_t i = 0; i < document.size(); ++i) {
      differential.Check(document.substr(0, i));
      differential.Check(document.substr(i));
      std::string mutated = document;
      for (int bit = 0; bit < 8; ++bit) {
        mutated[i] = static_cast<char>(document[i] ^ (1 << bit));
        differential.Check(mutated);
      }
      for (const char c : kReplacements) {
        mutated[i] = c;
        differential.Check(mutated);
        mutated = document;
        differential.Check(mutated.insert(i, 1, c));
        mutated = document;
      }
      differential.Check(mutated.erase(i, 1));
    }
  }
  EXPECT_GT(differential.accepted(), 1000);
}

}  // namespace
}  // namespace delta_utils::variant_internal
