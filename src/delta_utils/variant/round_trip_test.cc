#include <gtest/gtest.h>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/random_value_testing.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/variant/variant_bytes_testing.h"
#include "delta_utils/variant/wrapper_internal.h"

namespace delta_utils::variant_internal {
namespace {

std::string Text(const Value& value) { return ToExtJson(value, ExtJsonMode::kCanonical); }

void ExpectSame(const Value& value) {
  const VariantBytes encoded = Encoded(value);
  const Result<Value> decoded = DecodeVariant(encoded.metadata, encoded.value);
  ASSERT_TRUE(decoded.ok()) << decoded.status().ToString() << "\n" << Text(value);
  EXPECT_EQ(*decoded, value) << "read:    " << Text(*decoded)
                             << "\nwritten: " << Text(value);
}

Value Nested(int levels) {
  Value value = int32_t{1};
  for (int i = 0; i < levels; ++i) {
    value = i % 2 == 0 ? Value(Array{{std::move(value)}})
                       : Value(Single("n", std::move(value)));
  }
  return value;
}

TEST(VariantRoundTripTest, EveryTypeComesBackIdentical) {
  const Value values[] = {
      int32_t{5},
      int64_t{5},
      5.0,
      std::bit_cast<double>(uint64_t{0xFFF8000000000123}),  // a NaN with a payload
      Date{INT64_MAX / 1000},
      Date{INT64_MAX / 1000 + 1},
      Date{INT64_MIN / 1000},
      Date{INT64_MIN / 1000 - 1},
      Date{INT64_MIN},
      Binary{0, ""},
      Binary{2, "old"},
      Binary{4, "no uuid"},
      Binary{255, std::string("\0\xff", 2)},
      Timestamp{UINT32_MAX, 0},
      Timestamp{0, UINT32_MAX},
      Regex{"^a", "im"},
      JavaScript{"f()"},
      JavaScriptWithScope{"f()", Single("$oid", "000000000000000000000000")},
      JavaScriptWithScope{"f()", {}},
      DbPointer{"db.c", ObjectId{}},
      Symbol{std::string(70, 's')},
      MinKey{},
      MaxKey{},
      Undefined{},
      Uuid{},
      Nested(kMaxVariantDepth),
  };
  for (const Value& value : values) {
    ExpectSame(value);
    if (value != values[std::size(values) - 1]) {
      ExpectSame(Single("x", Array{{value, Single("y", value)}}));
    }
  }
}

TEST(VariantRoundTripTest, DecimalsKeepTheirBits) {
  for (const char* text :
       {"0", "-0", "0E-38", "0E-39", "0E+1", "1E-38", "1E-39", "1E+1", "-1.50", "NaN",
        "Infinity", "-Infinity", "9999999999999999999999999999999999",
        "-9999999999999999999999999999999999E-38", "1E+6111", "1E-6176"}) {
    ExpectSame(*ParseDecimal128(text));
  }
  ExpectSame(Decimal128{0xFC00000000000000, 0});  // -NaN
  ExpectSame(Decimal128{0x7E00000000000000, 7});  // a signalling NaN, payload 7
  ExpectSame(Decimal128{0x7800000000000000, 1});  // Infinity with stray bits
  ExpectSame(
      Decimal128{0x3041ED09BEAD87C0, 0x378D8E6400000000});  // 10^34: no canonical form
  ExpectSame(Decimal128{0x6C10000000000000, 0});            // the other coefficient form
}

TEST(VariantRoundTripTest, ObjectsThatLookLikeWrappersStayObjects) {
  const std::string oid = "0123456789abcdef01234567";
  for (const Value& content :
       {Value(oid), Value("1.5"), Value("NaN"), Value(int32_t{1}), Value(int64_t{1}),
        Value(1.0), Value(true), Value(Null{}), Value(ObjectId{}), Value(Object{}),
        Value(Array{}), Value(Single("$numberLong", "5")), Value(Single("$oid", oid))}) {
    for (const char* name :
         {"$literal", "$oid", "$numberDecimal", "$decimal128", "$binary", "$code",
          "$date", "$minKey", "$maxKey", "$undefined", "$symbol", "$timestamp",
          "$regularExpression", "$dbPointer"}) {
      const Object once = Single(name, content);
      ExpectSame(once);
      ExpectSame(Single("$literal", once));
      ExpectSame(Single("$literal", Single("$literal", once)));
      ExpectSame(Single("$literal", Single("x", once)));
      ExpectSame(Single("x", once));
    }
  }
}

TEST(VariantRoundTripTest, WrapperObjectsThemselvesStayObjects) {
  std::mt19937_64 engine(7);
  int wrappers = 0;
  for (int i = 0; i < 3000 / testing::SampleEvery(); ++i) {
    const Value value = testing::RandomScalar(engine);
    if (!NeedsWrapper(value)) continue;
    ++wrappers;
    Object wrapper = Wrap(value);
    EXPECT_TRUE(ReadsAsWrapper(wrapper)) << Text(value);
    EXPECT_EQ(Unwrap(wrapper), value) << Text(value);
    ExpectSame(wrapper);
    ExpectSame(Single("$literal", wrapper));
    if (auto* inner = wrapper.fields[0].value.get_if<Object>()) {
      std::reverse(inner->fields.begin(), inner->fields.end());
      EXPECT_EQ(Unwrap(wrapper), value) << "fields in another order: " << Text(value);
      ExpectSame(wrapper);
    }
    wrapper.Append("more", Null{});
    EXPECT_FALSE(ReadsAsWrapper(wrapper));
    ExpectSame(wrapper);
  }
  EXPECT_GT(wrappers, 500 / testing::SampleEvery());
}

/// Objects whose names and contents are those of wrappers, put together by chance.
Value RandomDisguise(std::mt19937_64& engine, int levels) {
  static const std::vector<std::string> kNames = {"$literal",
                                                  "$oid",
                                                  "$code",
                                                  "$scope",
                                                  "$date",
                                                  "$numberLong",
                                                  "$numberDecimal",
                                                  "$binary",
                                                  "base64",
                                                  "subType",
                                                  "$timestamp",
                                                  "t",
                                                  "i",
                                                  "$minKey",
                                                  "$undefined",
                                                  "$dbPointer",
                                                  "$ref",
                                                  "$id",
                                                  "$regularExpression",
                                                  "pattern",
                                                  "options"};
  static const std::vector<Value> kLeaves = {"0123456789abcdef01234567",
                                             "00",
                                             "",
                                             "1.5",
                                             int32_t{1},
                                             int64_t{1},
                                             true,
                                             ObjectId{},
                                             Regex{"a", ""},
                                             MinKey{},
                                             Symbol{"s"}};
  if (levels == 0 || testing::Below(engine, 5) == 0) {
    return testing::PickFrom(engine, kLeaves);
  }
  Object object;
  for (uint64_t i = testing::Below(engine, 4) / 2 + 1; i > 0; --i) {
    std::string name = testing::PickFrom(engine, kNames);
    if (object.Find(name) == nullptr) {
      object.Append(std::move(name), RandomDisguise(engine, levels - 1));
    }
  }
  return object;
}

TEST(VariantRoundTripTest, RandomValuesComeBackIdentical) {
  constexpr uint64_t kSeed = 20240229;
  std::mt19937_64 engine(kSeed);
  for (int i = 0; i < 6000 / testing::SampleEvery() && !HasFailure(); ++i) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + ", round " + std::to_string(i));
    ExpectSame(testing::RandomValue(engine, 5));
    ExpectSame(RandomDisguise(engine, 5));
  }
}

TEST(VariantRoundTripTest, LargeContainersComeBackIdentical) {
  Object wide;
  for (int i = 0; i < 70000; ++i) {
    wide.Append("f" + std::to_string(i * 7919 % 70000), std::string(i % 90, 'x'));
  }
  ExpectSame(wide);
  Array rows;
  rows.values.assign(20000, Single("a name of some length", int32_t{1}));
  ExpectSame(rows);
}

}  // namespace
}  // namespace delta_utils::variant_internal
