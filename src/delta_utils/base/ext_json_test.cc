#include "delta_utils/base/ext_json.h"

#include <gtest/gtest.h>

#include <limits>
#include <thread>

#include "delta_utils/base/random_value_testing.h"
#include "delta_utils/base/sample_testing.h"

namespace delta_utils {
namespace {

std::string Relaxed(std::string_view text) {
  const Result<Value> value = ParseExtJson(text);
  return value.ok() ? ToExtJson(*value, ExtJsonMode::kRelaxed) : value.status().message();
}

/// Levels of arrays around a 1.
std::string Nested(size_t levels) {
  return std::string(levels, '[') + "1" + std::string(levels, ']');
}

TEST(ExtJsonParseTest, PlainNumbersTakeTheSmallestExactType) {
  struct Case {
    const char* text;
    Value value;
  };
  const Case cases[] = {
      {"0", 0},
      {"-0", 0},
      {"2147483647", 2147483647},
      {"-2147483648", std::numeric_limits<int32_t>::min()},
      {"2147483648", int64_t{2147483648}},
      {"9223372036854775807", std::numeric_limits<int64_t>::max()},
      {"-9223372036854775808", std::numeric_limits<int64_t>::min()},
      {"9223372036854775808", 9223372036854775808.0},
      {"123456789012345678901234567890", 123456789012345678901234567890.0},
      {"1.0", 1.0},
      {"-0.0", -0.0},
      {"1e2", 100.0},
      {"1E-2", 0.01},
      {"9007199254740993.0", 9007199254740992.0},
      {"1e-400", 0.0},
      {"-1e-99999999999999999999", -0.0},
      {"0e99999999999999999999", 0.0},
  };
  for (const Case& c : cases) {
    const Result<Value> value = ParseExtJson(c.text);
    ASSERT_TRUE(value.ok()) << c.text << ": " << value.status().ToString();
    EXPECT_EQ(*value, c.value) << c.text;
  }
}

TEST(ExtJsonParseTest, ScalarsMayStandAlone) {
  EXPECT_EQ(Relaxed(" null "), "null");
  EXPECT_EQ(Relaxed("true\n"), "true");
  EXPECT_EQ(Relaxed("\"a\""), "\"a\"");
  EXPECT_EQ(Relaxed(R"({"$oid":"0123456789abcdefABCDEF00"})"),
            R"({"$oid":"0123456789abcdefabcdef00"})");
}

TEST(ExtJsonParseTest, EscapesAndUnicodeBecomeUtf8) {
  EXPECT_EQ(*ParseExtJson(R"("\u00e9\u20ac\ud83d\ude00\/\n\u0000x")"),
            Value(std::string_view("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80/\n\0x", 13)));
}

TEST(ExtJsonParseTest, FieldOrderIsKept) {
  const std::string text = R"({"b":1,"a":{"z":[],"y":{}},"":null,"a.b":"$x"})";
  EXPECT_EQ(Relaxed(text), text);
}

void ExpectRefused(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    const Result<Value> value = ParseExtJson(text);
    ASSERT_FALSE(value.ok()) << text << " gave "
                             << ToExtJson(*value, ExtJsonMode::kCanonical);
    EXPECT_EQ(KindOf(value.status()), ErrorKind::kInvalidArgument) << text;
  }
}

TEST(ExtJsonParseTest, RefusesMalformedScalars) {
  ExpectRefused({"",
                 " ",
                 "nul",
                 "nulll",
                 "truE",
                 "falsey",
                 "tru",
                 "01",
                 "-",
                 "+1",
                 "1.",
                 ".5",
                 "1e",
                 "1e+",
                 "0x1",
                 "NaN",
                 "Infinity",
                 "-Infinity",
                 "1e400",
                 "-1e400",
                 "'a'",
                 "\"a",
                 "\"\t\"",
                 "\"\\x\"",
                 "\"\\u12\"",
                 "1,2",
                 "1 2",
                 "1]",
                 "/**/1",
                 "\xef\xbb\xbf{}",
                 std::string("1\0", 2)});
}

TEST(ExtJsonParseTest, RefusesMalformedContainers) {
  ExpectRefused({"[",
                 "]",
                 "[1",
                 "[1] 2",
                 "{]",
                 "[1,",
                 "[1,]",
                 "[,1]",
                 "[1 2]",
                 "[1]]",
                 "[1][2]",
                 "[1],[2]",
                 "][",
                 "{",
                 "}",
                 "{}}",
                 "{} x",
                 "{}{}",
                 "{\"a\"}",
                 "{\"a\":}",
                 "{\"a\":1,}",
                 "{\"a\" 1}",
                 "{a:1}",
                 "{1:1}",
                 "{\"a\":1 \"b\":2}",
                 "{\"a\":1,,\"b\":2}",
                 "[1}",
                 "{\"a\":1]",
                 "{\"a\":[1}]",
                 "[{]}",
                 "[1,2",
                 "{\"a\":{\"b\":1}",
                 std::string("[1\0]", 4)});
}

TEST(ExtJsonParseTest, RefusesInvalidUtf8AndLoneSurrogates) {
  ExpectRefused({"\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"",
                 "\"\xe2\x82\"", "{\"\xff\":1}", R"("\ud800")", R"("\udc00")",
                 R"("\ud800\u0041")", R"("\ud800x")", R"("\ud800\ud800")",
                 R"({"\udc00":1})", R"(["\ud83d", 1])"});
}

TEST(ExtJsonParseTest, ErrorsNameTheField) {
  struct Case {
    const char* text;
    const char* path;
    const char* message;
  };
  const Case cases[] = {
      {R"({"a":{"b":[0,1,2,{"c":1,"c":2}]}})", "a.b.3.c",
       "field 'a.b.3.c': duplicate key"},
      {R"({"a":1,"a":2})", "a", "field 'a': duplicate key"},
      {R"({"a":{"$oid":1}})", "a", "field 'a': $oid: expected a string"},
      {R"({"a":[{"$numberDecimal":"1e"}]})", "a.0",
       "field 'a.0': $numberDecimal: '1e' is not a decimal number"},
      {R"({"a":{"b\u0000":1}})", "a", "field 'a': a field name holds NUL"},
      {R"({"a":{"b":01}})", "a.b", "field 'a.b': malformed JSON: not a number"},
      {R"({"a":{"b":1e999}})", "a.b", "field 'a.b': a number is too large for a double"},
      {R"({"a":["\ud800"]})", "a.0",
       "field 'a.0': malformed JSON: a string has a bad escape sequence or a lone "
       "surrogate"},
      {"[1] [2]", "", "malformed JSON: bytes after the value"},
      {"[1", "", "malformed JSON: an array or an object does not end with the text"},
      {"", "", "malformed JSON: no value"},
      {"\"\xff\"", "", "the text is not valid UTF-8"},
  };
  for (const Case& c : cases) {
    const Result<Value> value = ParseExtJson(c.text);
    ASSERT_FALSE(value.ok()) << c.text;
    EXPECT_EQ(value.status().message(), c.message);
    ASSERT_NE(DetailOf(value.status()), nullptr);
    EXPECT_EQ(DetailOf(value.status())->path(), c.path);
  }
}

TEST(ExtJsonParseTest, DuplicateKeysAreFoundInLargeObjects) {
  std::string text = "{";
  for (int i = 0; i < 20000; ++i) text += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_TRUE(ParseExtJson(text + "\"last\":1}").ok());
  EXPECT_EQ(Relaxed(text + "\"k777\":1}"), "field 'k777': duplicate key");
}

TEST(ExtJsonParseTest, LongPathsAreCutInMessages) {
  std::string name;
  for (int i = 0; i < 2000; ++i) name += "\xc3\xa9";
  const Result<Value> value = ParseExtJson("{\"" + name + "\":01}");
  ASSERT_FALSE(value.ok());
  EXPECT_LT(value.status().message().size(), 1200u);
  EXPECT_NE(value.status().message().find("\xc3\xa9...'"), std::string::npos);
}

TEST(ExtJsonParseTest, DepthIsBounded) {
  EXPECT_TRUE(ParseExtJson(Nested(200)).ok());
  for (const size_t levels : {201, 1023, 1024, 1025, 100000}) {
    const Result<Value> value = ParseExtJson(Nested(levels));
    ASSERT_FALSE(value.ok());
    EXPECT_EQ(KindOf(value.status()), ErrorKind::kInvalidArgument);
    EXPECT_NE(value.status().message().find("more than 200 levels"), std::string::npos);
  }
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  EXPECT_FALSE(ParseExtJson(objects).ok());
  EXPECT_FALSE(ParseExtJson(objects + "1" + std::string(100000, '}')).ok());
  const ExtJsonLimits deepest{.max_depth = std::numeric_limits<int>::max()};
  EXPECT_TRUE(ParseExtJson(Nested(1000), deepest).ok());
  EXPECT_FALSE(ParseExtJson(Nested(1001), deepest).ok());
  const std::string leaf =
      R"({"$dbPointer":{"$ref":"","$id":{"$oid":"000000000000000000000000"}}})";
  EXPECT_TRUE(
      ParseExtJson(std::string(1000, '[') + leaf + std::string(1000, ']'), deepest).ok());
}

TEST(ExtJsonParseTest, WrappersAreNotLevels) {
  const ExtJsonLimits two_levels{.max_depth = 2};
  EXPECT_TRUE(ParseExtJson(R"([[{"$date":{"$numberLong":"1"}}]])", two_levels).ok());
  EXPECT_FALSE(ParseExtJson(R"([[{}]])", two_levels).ok());
  EXPECT_FALSE(ParseExtJson(R"([[{"a":1}]])", two_levels).ok());
  EXPECT_TRUE(ParseExtJson(R"([{"$code":"","$scope":{}}])", {.max_depth = 3}).ok());
  EXPECT_FALSE(ParseExtJson(R"([{"$code":"","$scope":{}}])", two_levels).ok());
  std::string scopes;
  for (int i = 0; i < 100000; ++i) scopes += R"({"$code":"","$scope":{"a":)";
  EXPECT_FALSE(ParseExtJson(scopes).ok());
}

TEST(ExtJsonParseTest, SizeIsBounded) {
  EXPECT_TRUE(ParseExtJson("[1,2]", {.max_bytes = 5}).ok());
  EXPECT_FALSE(ParseExtJson("[1, 2]", {.max_bytes = 5}).ok());
}

TEST(ExtJsonParseTest, ADocumentIsAnObjectThatIsNoWrapper) {
  EXPECT_EQ(ParseDocument("{\"a\":1}")->size(), 1u);
  EXPECT_EQ(ParseDocument("{}")->size(), 0u);
  for (const char* text : {"[]", "1", "null", R"({"$oid":"0123456789abcdefabcdef00"})"}) {
    const Result<Object> document = ParseDocument(text);
    ASSERT_FALSE(document.ok()) << text;
    EXPECT_EQ(KindOf(document.status()), ErrorKind::kInvalidArgument);
  }
}

TEST(ExtJsonParseTest, ALargeTextLeavesTheNextOneAlone) {
  const std::string large = "\"" + std::string(size_t{8} << 20, 'x') + "\"";
  EXPECT_EQ(ParseExtJson(large)->get<std::string>().size(), large.size() - 2);
  EXPECT_EQ(Relaxed("[1]"), "[1]");
  std::thread([] { EXPECT_EQ(Relaxed("[2]"), "[2]"); }).join();
}

TEST(ExtJsonPrintTest, CanonicalTextGivesBackEveryValue) {
  std::mt19937_64 engine(20261122);
  for (int i = 0; i < 20000 / testing::SampleEvery(); ++i) {
    const Value value = testing::RandomValue(engine, 4);
    const std::string text = ToExtJson(value, ExtJsonMode::kCanonical);
    const Result<Value> back = ParseExtJson(text);
    ASSERT_TRUE(back.ok()) << text << ": " << back.status().ToString();
    ASSERT_EQ(*back, value) << text;
  }
}

TEST(ExtJsonPrintTest, RelaxedTextIsStableAndKeepsDoublesDoubles) {
  std::mt19937_64 engine(5);
  for (int i = 0; i < 10000; ++i) {
    const Value value = testing::RandomValue(engine, 3);
    const std::string text = ToExtJson(value, ExtJsonMode::kRelaxed);
    const Result<Value> back = ParseExtJson(text);
    ASSERT_TRUE(back.ok()) << text << ": " << back.status().ToString();
    ASSERT_EQ(ToExtJson(*back, ExtJsonMode::kRelaxed), text);
    if (value.is<double>()) {
      ASSERT_EQ(*back, value) << text;
    }
  }
}

TEST(ExtJsonPrintTest, BrokenTextNeverCrashes) {
  std::mt19937_64 engine(6);
  int accepted = 0;
  for (int i = 0; i < 6000; ++i) {
    std::string text =
        ToExtJson(testing::RandomDocument(engine, 3), ExtJsonMode::kCanonical);
    const size_t at = testing::Below(engine, text.size());
    if (i % 2 == 0) {
      text.resize(at);
      ASSERT_FALSE(ParseDocument(text).ok()) << text;
      continue;
    }
    text[at] = "{}[]\",:0e-\\$ \x01\xff"[testing::Below(engine, 15)];
    const Result<Object> document = ParseDocument(text);
    if (!document.ok()) continue;
    ++accepted;
    const std::string again = ToExtJson(*document, ExtJsonMode::kCanonical);
    ASSERT_EQ(*ParseDocument(again), *document) << text;
  }
  EXPECT_GT(accepted, 0);
}

TEST(ExtJsonPrintTest, AppendKeepsWhatIsThere) {
  std::string out = "x";
  AppendExtJson(Value(1), ExtJsonMode::kRelaxed, &out);
  AppendExtJson(Object{}, ExtJsonMode::kCanonical, &out);
  EXPECT_EQ(out, "x1{}");
}

}  // namespace
}  // namespace delta_utils
