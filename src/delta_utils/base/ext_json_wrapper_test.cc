#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/ext_json.h"

namespace delta_utils {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

ObjectId SomeId() {
  ObjectId id;
  for (size_t i = 0; i < id.bytes.size(); ++i)
    id.bytes[i] = static_cast<uint8_t>(i + 0xf4);
  return id;
}

Uuid SomeUuid() {
  Uuid uuid;
  for (size_t i = 0; i < uuid.bytes.size(); ++i) uuid.bytes[i] = static_cast<uint8_t>(i);
  return uuid;
}

Object OneField(std::string name, Value value) {
  Object object;
  object.Append(std::move(name), std::move(value));
  return object;
}

struct WrapperCase {
  Value value;
  const char* canonical;
  const char* relaxed;  // nullptr: the same
};

TEST(ExtJsonWrapperTest, EveryTypeHasItsTwoForms) {
  const WrapperCase cases[] = {
      {Null{}, "null", nullptr},
      {true, "true", nullptr},
      {"a\"b", R"("a\"b")", nullptr},
      {7, R"({"$numberInt":"7"})", "7"},
      {int64_t{7}, R"({"$numberLong":"7"})", "7"},
      {7.0, R"({"$numberDouble":"7.0"})", "7.0"},
      {-0.0, R"({"$numberDouble":"-0.0"})", "-0.0"},
      {1e300, R"({"$numberDouble":"1e+300"})", "1e+300"},
      {kInfinity, R"({"$numberDouble":"Infinity"})", nullptr},
      {-kInfinity, R"({"$numberDouble":"-Infinity"})", nullptr},
      {std::numeric_limits<double>::quiet_NaN(), R"({"$numberDouble":"NaN"})", nullptr},
      {*ParseDecimal128("1.50"), R"({"$numberDecimal":"1.50"})", nullptr},
      {SomeId(), R"({"$oid":"f4f5f6f7f8f9fafbfcfdfeff"})", nullptr},
      {Symbol{"s"}, R"({"$symbol":"s"})", nullptr},
      {Binary{0x80, "\xff\xff"}, R"({"$binary":{"base64":"//8=","subType":"80"}})",
       nullptr},
      {Binary{0, ""}, R"({"$binary":{"base64":"","subType":"00"}})", nullptr},
      {SomeUuid(), R"({"$binary":{"base64":"AAECAwQFBgcICQoLDA0ODw==","subType":"04"}})",
       nullptr},
      {JavaScript{"f"}, R"({"$code":"f"})", nullptr},
      {JavaScriptWithScope{"f", OneField("x", true)},
       R"({"$code":"f","$scope":{"x":true}})", nullptr},
      {Timestamp{4294967295, 1}, R"({"$timestamp":{"t":4294967295,"i":1}})", nullptr},
      {Regex{"a/b", "im"}, R"({"$regularExpression":{"pattern":"a/b","options":"im"}})",
       nullptr},
      {DbPointer{"n.s", SomeId()},
       R"({"$dbPointer":{"$ref":"n.s","$id":{"$oid":"f4f5f6f7f8f9fafbfcfdfeff"}}})",
       nullptr},
      {Date{0}, R"({"$date":{"$numberLong":"0"}})",
       R"({"$date":"1970-01-01T00:00:00Z"})"},
      {Date{1356351330501}, R"({"$date":{"$numberLong":"1356351330501"}})",
       R"({"$date":"2012-12-24T12:15:30.501Z"})"},
      {Date{-1}, R"({"$date":{"$numberLong":"-1"}})", nullptr},
      {Date{253402300799999}, R"({"$date":{"$numberLong":"253402300799999"}})",
       R"({"$date":"9999-12-31T23:59:59.999Z"})"},
      {Date{253402300800000}, R"({"$date":{"$numberLong":"253402300800000"}})", nullptr},
      {MinKey{}, R"({"$minKey":1})", nullptr},
      {MaxKey{}, R"({"$maxKey":1})", nullptr},
      {Undefined{}, R"({"$undefined":true})", nullptr},
      {Array{{1, "x"}}, R"([{"$numberInt":"1"},"x"])", R"([1,"x"])"},
      {OneField("a", 1), R"({"a":{"$numberInt":"1"}})", R"({"a":1})"},
  };
  for (const WrapperCase& c : cases) {
    EXPECT_EQ(ToExtJson(c.value, ExtJsonMode::kCanonical), c.canonical);
    EXPECT_EQ(ToExtJson(c.value, ExtJsonMode::kRelaxed),
              c.relaxed != nullptr ? c.relaxed : c.canonical);
    const Result<Value> back = ParseExtJson(c.canonical);
    ASSERT_TRUE(back.ok()) << back.status().ToString();
    EXPECT_EQ(*back, c.value) << c.canonical;
  }
}

struct ReadCase {
  const char* text;
  Value value;
};

TEST(ExtJsonWrapperTest, OtherSpellingsAreRead) {
  const ReadCase cases[] = {
      {R"({"$uuid":"00010203-0405-0607-0809-0A0B0C0D0E0F"})", SomeUuid()},
      {R"({"$uuid":"000102030405060708090a0b0c0d0e0f"})", SomeUuid()},
      {R"({"$binary":{"subType":"0","base64":"YQ=="}})", Binary{0, "a"}},
      {R"({"$binary":"YQ==","$type":"80"})", Binary{0x80, "a"}},
      {R"({"$type":"4","$binary":"AAECAwQFBgcICQoLDA0ODw=="})", SomeUuid()},
      {R"({"$scope":{"x":true},"$code":"f"})",
       JavaScriptWithScope{"f", OneField("x", true)}},
      {R"({"$timestamp":{"i":1,"t":2}})", Timestamp{2, 1}},
      {R"({"$regularExpression":{"options":"xim","pattern":"a"}})", Regex{"a", "imx"}},
      {R"({"$dbPointer":{"$id":{"$oid":"f4f5f6f7f8f9fafbfcfdfeff"},"$ref":"n"}})",
       DbPointer{"n", SomeId()}},
      {R"({"$date":1356351330501})", Date{1356351330501}},
      {R"({"$date":"1969-12-31T23:00:00.001-01:00"})", Date{1}},
      {R"({"$numberDouble":"1"})", 1.0},
      {R"({"$numberDouble":"1E+2"})", 100.0},
      {R"({"$numberInt":"-0"})", 0},
      {R"({"$code":"a\u0000b"})", JavaScript{std::string("a\0b", 3)}},
      {R"({"$o\u0069d":"f4f5f6f7f8f9fafbfcfdfeff"})", SomeId()},
  };
  for (const ReadCase& c : cases) {
    const Result<Value> value = ParseExtJson(c.text);
    ASSERT_TRUE(value.ok()) << c.text << ": " << value.status().ToString();
    EXPECT_EQ(*value, c.value) << c.text;
  }
}

TEST(ExtJsonWrapperTest, FiltersAndReferencesStayOrdinaryObjects) {
  const std::string texts[] = {
      R"({"a":{"$gt":1,"$lt":2}})",
      R"({"$and":[{"a":1},{"b":{"$ne":null}}]})",
      R"({"a":{"$regex":"x","$options":"i"}})",
      R"({"a":{"$options":"i","$regex":"x"}})",
      R"({"a":{"$regex":"x"}})",
      R"({"$regex":{"$regularExpression":{"pattern":"x","options":""}},"$options":"i"})",
      R"({"a":{"$type":2}})",
      R"({"a":{"$type":"string"}})",
      R"({"a":{"$type":["int","long"]}})",
      R"({"a":{"$ref":"c","$id":{"$oid":"f4f5f6f7f8f9fafbfcfdfeff"},"$db":"d","x":1}})",
      R"({"a":{"$ref":"c"}})",
      R"({"a":{"$unknown":1}})",
      R"({"a":{"":1,"$":2}})",
  };
  for (const std::string& text : texts) {
    const Result<Object> filter = ParseDocument(text);
    ASSERT_TRUE(filter.ok()) << filter.status().ToString();
    EXPECT_EQ(ToExtJson(*filter, ExtJsonMode::kRelaxed), text);
  }
}

/// Each wrapper fails, at the place where it stands.
void ExpectRefused(const std::vector<std::string>& wrappers) {
  for (const std::string& wrapper : wrappers) {
    const Result<Object> document = ParseDocument("{\"a\":[0," + wrapper + "]}");
    ASSERT_FALSE(document.ok()) << wrapper;
    EXPECT_EQ(KindOf(document.status()), ErrorKind::kInvalidArgument);
    EXPECT_EQ(document.status().message().substr(0, 13), "field 'a.1': ")
        << document.status().message();
  }
}

TEST(ExtJsonWrapperTest, RefusesValuesOfTheWrongType) {
  ExpectRefused({R"({"$oid":1})",
                 R"({"$oid":null})",
                 R"({"$symbol":1})",
                 R"({"$numberInt":1})",
                 R"({"$numberLong":1})",
                 R"({"$numberDouble":1.0})",
                 R"({"$numberDecimal":1})",
                 R"({"$binary":1})",
                 R"({"$binary":{"base64":1,"subType":"00"}})",
                 R"({"$binary":{"base64":"","subType":0}})",
                 R"({"$uuid":{}})",
                 R"({"$code":1})",
                 R"({"$code":"","$scope":1})",
                 R"({"$code":"","$scope":[]})",
                 R"({"$timestamp":1})",
                 R"({"$timestamp":{"t":"1","i":1}})",
                 R"({"$timestamp":{"t":1,"i":1.0}})",
                 R"({"$timestamp":{"t":{"$numberInt":"1"},"i":1}})",
                 R"({"$regularExpression":"a"})",
                 R"({"$regularExpression":{"pattern":1,"options":""}})",
                 R"({"$dbPointer":"a"})",
                 R"({"$dbPointer":{"$ref":"a","$id":"f4f5f6f7f8f9fafbfcfdfeff"}})",
                 R"({"$date":true})",
                 R"({"$date":1.5})",
                 R"({"$date":{"$numberInt":"1"}})",
                 R"({"$date":{"$numberLong":1}})",
                 R"({"$minKey":true})",
                 R"({"$maxKey":"1"})",
                 R"({"$undefined":1})"});
}

TEST(ExtJsonWrapperTest, RefusesMalformedNumbers) {
  ExpectRefused({R"({"$numberInt":"2147483648"})", R"({"$numberInt":""})",
                 R"({"$numberInt":" 1"})", R"({"$numberInt":"1.0"})",
                 R"({"$numberLong":"9223372036854775808"})", R"({"$numberLong":"+1"})",
                 R"({"$numberDouble":"inf"})", R"({"$numberDouble":"nan"})",
                 R"({"$numberDouble":""})", R"({"$numberDouble":"1e999"})",
                 R"({"$numberDouble":"0x1"})", R"({"$numberDecimal":"1e"})",
                 R"({"$numberDecimal":"--32.4"})", R"({"$numberDecimal":"7e10000"})",
                 R"({"$numberDecimal":""})"});
}

TEST(ExtJsonWrapperTest, RefusesMalformedValues) {
  ExpectRefused({R"({"$oid":"f4f5f6f7f8f9fafbfcfdfef"})",
                 R"({"$oid":"f4f5f6f7f8f9fafbfcfdfeff0"})",
                 R"({"$oid":"g4f5f6f7f8f9fafbfcfdfeff"})",
                 R"({"$binary":{"base64":"YQ=","subType":"00"}})",
                 R"({"$binary":{"base64":"YQ==","subType":""}})",
                 R"({"$binary":{"base64":"YQ==","subType":"000"}})",
                 R"({"$binary":{"base64":"YQ==","subType":"0x"}})",
                 R"({"$uuid":"00010203-0405-0607-0809-0a0b0c0d0e0"})",
                 R"({"$uuid":"0001-02030405-0607-0809-0a0b0c0d0e0f"})",
                 R"({"$uuid":"00010203-0405-0607-0809-0a0b0c0d0e0f0"})",
                 R"({"$timestamp":{"t":-1,"i":1}})",
                 R"({"$timestamp":{"t":4294967296,"i":1}})",
                 R"({"$date":"yesterday"})",
                 R"({"$date":"2012-12-24T12:15:30.5015Z"})",
                 R"({"$minKey":0})",
                 R"({"$maxKey":2})",
                 R"({"$minKey":1.0})",
                 R"({"$undefined":false})",
                 R"({"$regularExpression":{"pattern":"a\u0000","options":""}})",
                 R"({"$regularExpression":{"pattern":"a","options":"i\u0000"}})"});
}

TEST(ExtJsonWrapperTest, RefusesMissingMembers) {
  ExpectRefused({R"({"$binary":{"base64":""}})", R"({"$binary":{"subType":"00"}})",
                 R"({"$binary":"YQ=="})", R"({"$scope":{}})", R"({"$timestamp":{"t":1}})",
                 R"({"$timestamp":{}})", R"({"$regularExpression":{"pattern":"a"}})",
                 R"({"$dbPointer":{"$ref":"a"}})", R"({"$date":{}})"});
}

TEST(ExtJsonWrapperTest, RefusesMembersTooMany) {
  ExpectRefused(
      {R"({"$oid":"f4f5f6f7f8f9fafbfcfdfeff","x":1})",
       R"({"x":1,"$oid":"f4f5f6f7f8f9fafbfcfdfeff"})",
       R"({"$oid":"f4f5f6f7f8f9fafbfcfdfeff","$oid":"f4f5f6f7f8f9fafbfcfdfeff"})",
       R"({"$numberInt":"1","x":1})", R"({"$date":"1970-01-01T00:00:00Z","x":1})",
       R"({"$date":{"$numberLong":"1","x":1}})", R"({"$code":"","x":1})",
       R"({"$code":"","$scope":{},"x":1})", R"({"$scope":{},"x":1})",
       R"({"$scope":{},"$code":"","x":1})", R"({"$timestamp":{"t":1,"i":1,"x":1}})",
       R"({"$timestamp":{"t":1,"t":1}})", R"({"$binary":"YQ==","$type":"00","x":1})",
       R"({"$type":"00","$binary":"YQ==","x":1})", R"({"$type":2,"$binary":"YQ=="})",
       R"({"$type":"00","$binary":{"base64":"","subType":"00"}})",
       R"({"$minKey":1,"$maxKey":1})", R"({"$undefined":true,"x":1})"});
}

}  // namespace
}  // namespace delta_utils
