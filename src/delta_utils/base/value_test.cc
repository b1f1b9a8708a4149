#include "delta_utils/base/value.h"

#include <gtest/gtest.h>

#include <limits>

namespace delta_utils {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(ValueTest, DefaultIsNull) { EXPECT_EQ(Value().type(), ValueType::kNull); }

TEST(ValueTest, LiteralsTakeTheirOwnType) {
  EXPECT_EQ(Value(true).type(), ValueType::kBool);
  EXPECT_EQ(Value(7).type(), ValueType::kInt32);
  EXPECT_EQ(Value(int64_t{7}).type(), ValueType::kInt64);
  EXPECT_EQ(Value(7.0).type(), ValueType::kDouble);
  EXPECT_EQ(Value("7").type(), ValueType::kString);
  EXPECT_EQ(Value(std::string_view("7")).type(), ValueType::kString);
  EXPECT_EQ((Value(Array{{"x", 7}}).get<Array>().size()), 2u);
}

TEST(ValueTest, EqualityIsIdentityOfTypeAndBits) {
  EXPECT_NE(Value(1), Value(1.0));
  EXPECT_NE(Value(1), Value(int64_t{1}));
  EXPECT_NE(Value(0.0), Value(-0.0));
  EXPECT_EQ(Value(kNaN), Value(kNaN));
  EXPECT_NE(Value(kNaN), Value(-kNaN));
  EXPECT_NE(Value(Null{}), Value(Undefined{}));
  EXPECT_EQ(Value(Symbol{"a"}), Value(Symbol{"a"}));
  EXPECT_NE(Value(Symbol{"a"}), Value("a"));
}

TEST(ValueTest, EqualityReachesIntoContainers) {
  Object a;
  a.Append("x", Array{{kNaN, 1}});
  Object b = a;
  EXPECT_EQ(Value(a), Value(b));
  b.Find("x")->get<Array>().values[1] = 1.0;
  EXPECT_NE(Value(a), Value(b));
  EXPECT_NE((Value(JavaScriptWithScope{"f", a})), (Value(JavaScriptWithScope{"f", b})));
}

TEST(ValueTest, FieldOrderMatters) {
  Object ab, ba;
  ab.Append("a", 1);
  ab.Append("b", 2);
  ba.Append("b", 2);
  ba.Append("a", 1);
  EXPECT_NE(ab, ba);
}

TEST(ValueTest, FindReturnsTheFieldOrNull) {
  Object object;
  object.Append("a", 1);
  object.Append("", 2);
  ASSERT_NE(object.Find("a"), nullptr);
  EXPECT_EQ(*object.Find("a"), Value(1));
  EXPECT_EQ(*std::as_const(object).Find(""), Value(2));
  EXPECT_EQ(object.Find("b"), nullptr);
}

TEST(ValueTest, IsNumberHoldsForTheFourNumberTypesOnly) {
  for (const Value& value :
       {Value(1), Value(int64_t{1}), Value(1.0), Value(Decimal128{})}) {
    EXPECT_TRUE(value.is_number()) << TypeName(value.type());
  }
  for (const Value& value : {Value(true), Value("1"), Value(Date{1}), Value()}) {
    EXPECT_FALSE(value.is_number()) << TypeName(value.type());
  }
}

TEST(ValueTest, TypeNamesAreThoseOfTheTypeOperator) {
  EXPECT_EQ(TypeName(ValueType::kInt32), "int");
  EXPECT_EQ(TypeName(ValueType::kInt64), "long");
  EXPECT_EQ(TypeName(ValueType::kUuid), "binData");
  EXPECT_EQ(TypeName(ValueType::kBinary), "binData");
  EXPECT_EQ(TypeName(ValueType::kJavaScriptWithScope), "javascriptWithScope");
  EXPECT_EQ(TypeName(ValueType::kObject), "object");
}

TEST(ValueTest, MakeBinaryMakesUuidsOfSixteenBytes) {
  const Value uuid = MakeBinary(4, std::string(15, '\0') + "\x07");
  ASSERT_TRUE(uuid.is<Uuid>());
  EXPECT_EQ(uuid.get<Uuid>().bytes[15], 7);
  EXPECT_TRUE(MakeBinary(4, std::string(15, 'x')).is<Binary>());
  EXPECT_TRUE(MakeBinary(3, std::string(16, 'x')).is<Binary>());
}

struct SizeCase {
  Value value;
  int64_t payload;
};

TEST(BsonSizeTest, CountsEachTypeAsTheSpecificationLaysItOut) {
  Object scope;
  scope.Append("x", 1);  // 4 + 1 + 2 + 4 + 1 = 12
  const SizeCase cases[] = {
      {Null{}, 0},
      {MinKey{}, 0},
      {true, 1},
      {1, 4},
      {int64_t{1}, 8},
      {1.0, 8},
      {Decimal128{}, 16},
      {"abc", 8},
      {Binary{0, "abc"}, 8},
      {Binary{2, "abc"}, 12},
      {ObjectId{}, 12},
      {Uuid{}, 21},
      {Date{1}, 8},
      {Timestamp{1, 2}, 8},
      {Regex{"ab", "i"}, 5},
      {JavaScript{"f"}, 6},
      {JavaScriptWithScope{"f", scope}, 22},
      {Symbol{"s"}, 6},
      {DbPointer{"n", {}}, 18},
      {scope, 12},
      {Array{{1, 1}}, 5 + 2 * 7},
  };
  for (const SizeCase& c : cases) {
    Object document;
    document.Append("k", c.value);
    EXPECT_EQ(BsonSize(document), 4 + 1 + 2 + c.payload + 1) << TypeName(c.value.type());
  }
  EXPECT_EQ(BsonSize(Object{}), 5);
}

TEST(BsonSizeTest, ArrayIndexesGrowByOneDigitAtPowersOfTen) {
  Array array;
  array.values.resize(101);  // nulls: 1 + digits + 1 each
  Object document;
  document.Append("", array);
  EXPECT_EQ(BsonSize(document), 5 + 2 + (5 + 10 * 3 + 90 * 4 + 1 * 5));
}

}  // namespace
}  // namespace delta_utils
