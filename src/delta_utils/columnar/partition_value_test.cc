#include "delta_utils/columnar/partition_value.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "arrow/buffer.h"
#include "arrow/compare.h"
#include "arrow/scalar.h"
#include "arrow/type.h"

namespace delta_utils {
namespace {

TEST(PartitionValueTest, TextBecomesTheTypesValue) {
  struct Case {
    const char* type;
    std::optional<std::string> text;
    std::string expected;  // Arrow's text, or the kind of error
  };
  const Case cases[] = {
      {"string", "a b", "a b"},
      {"string", "", ""},
      {"string", std::nullopt, "null"},
      {"long", "", "null"},
      {"long", "-9223372036854775808", "-9223372036854775808"},
      {"long", "9223372036854775808", "Corrupt"},
      {"byte", "128", "Corrupt"},
      {"integer", "1x", "Corrupt"},
      {"double", "1.5E10", "1.5e+10"},
      {"double", "-Infinity", "-inf"},
      {"boolean", "true", "true"},
      {"boolean", "yes", "Corrupt"},
      {"decimal(5,2)", "1.5", "1.50"},
      {"decimal(5,2)", "1.555", "Corrupt"},
      {"decimal(5,2)", "1000.00", "Corrupt"},
      {"date", "2024-02-29", "2024-02-29"},
      {"date", "2023-02-29", "Corrupt"},
      {"date", "-0044-03-15", "-0044-03-15"},
      {"date", "2024-02-29 ", "Corrupt"},
      {"timestamp", "2024-01-01T00:00:00.500000Z", "2024-01-01 00:00:00.500000Z"},
      {"timestamp", "2024-01-01 00:00:00", "2024-01-01 00:00:00.000000Z"},
      {"timestamp", "2024-01-01 01:00:00+01:00", "2024-01-01 00:00:00.000000Z"},
      {"timestamp", "2024-01-01", "2024-01-01 00:00:00.000000Z"},
      {"timestamp", "2024-01-01T25:00:00Z", "Corrupt"},
      {"timestamp", "2024-01-01T00:00:00.Z", "Corrupt"},
      {"timestamp_ntz", "2024-01-01 00:00:00.123456", "2024-01-01 00:00:00.123456"},
      {"variant", "x", "Unsupported"},
      {"long", "+5", "5"},
      {"long", "+-5", "Corrupt"},
  };
  for (const Case& c : cases) {
    const auto value = ParsePartitionValue(c.text, DataType{PrimitiveType{c.type}});
    const std::string text = value.ok()
                                 ? (*value)->ToString()
                                 : std::string(ErrorKindName(KindOf(value.status())));
    EXPECT_EQ(text, c.expected) << c.type << " " << c.text.value_or("NULL");
  }
}

TEST(PartitionValueTest, ValuesAreWrittenAsMostReadersTakeThem) {
  struct Case {
    const char* type;
    std::optional<std::string> text;
    std::optional<std::string> written;
  };
  const Case cases[] = {
      {"string", "a b/%\xc3\xa9", "a b/%\xc3\xa9"},
      {"string", "", ""},
      {"string", std::nullopt, std::nullopt},
      {"date", "", std::nullopt},
      {"long", "-9223372036854775808", "-9223372036854775808"},
      {"byte", "-128", "-128"},
      {"short", "7", "7"},
      {"integer", "+7", "7"},
      {"float", "0.1", "0.1"},
      {"double", "1E300", "1e+300"},
      {"double", "-0.0", "-0.0"},
      {"double", "5", "5.0"},
      {"double", "nan", "NaN"},
      {"double", "-inf", "-Infinity"},
      {"boolean", "TRUE", "true"},
      {"decimal(5,2)", "1.5", "1.50"},
      {"decimal(38,20)", "-0.00000000000000000001", "-0.00000000000000000001"},
      {"decimal(3,0)", "42", "42"},
      {"date", "2024-02-29", "2024-02-29"},
      {"date", "-0044-03-15", "-0044-03-15"},
      {"date", "12024-01-01", "+12024-01-01"},
      {"date", "32767-12-31", "+32767-12-31"},
      {"timestamp", "2024-01-01 01:00:00.5+01:00", "2024-01-01T00:00:00.500000Z"},
      {"timestamp", "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
      {"timestamp_ntz", "2024-01-01T00:00:00", "2024-01-01 00:00:00.000000"},
      {"binary", "\x01\x02", "\x01\x02"},
  };
  for (const Case& c : cases) {
    const DataType type{PrimitiveType{c.type}};
    const auto value = ParsePartitionValue(c.text, type).ValueOrDie();
    const auto written = FormatPartitionValue(*value).ValueOrDie();
    EXPECT_EQ(written, c.written) << c.type;
    const auto again = ParsePartitionValue(written, type).ValueOrDie();
    EXPECT_TRUE(again->Equals(*value, arrow::EqualOptions::Defaults().nans_equal(true)))
        << c.type << " " << again->ToString();
  }
}

TEST(PartitionValueTest, WhatTheLogCannotHoldIsNotWritten) {
  const auto buffer = [](std::string bytes) {
    return arrow::Buffer::FromString(std::move(bytes));
  };
  const std::pair<std::shared_ptr<arrow::Scalar>, ErrorKind> cases[] = {
      {std::make_shared<arrow::BinaryScalar>(buffer("\xff")),
       ErrorKind::kInvalidArgument},
      {std::make_shared<arrow::BinaryScalar>(buffer("")), ErrorKind::kInvalidArgument},
      {std::make_shared<arrow::StringScalar>("\xed\xa0\x80"),
       ErrorKind::kInvalidArgument},
      {std::make_shared<arrow::Date32Scalar>(INT32_MAX), ErrorKind::kInvalidArgument},
      {std::make_shared<arrow::Date32Scalar>(INT32_MIN), ErrorKind::kInvalidArgument},
      {std::make_shared<arrow::TimestampScalar>(INT64_MIN,
                                                arrow::timestamp(arrow::TimeUnit::MICRO)),
       ErrorKind::kInvalidArgument},
      {std::make_shared<arrow::TimestampScalar>(0,
                                                arrow::timestamp(arrow::TimeUnit::NANO)),
       ErrorKind::kUnsupported},
      {std::make_shared<arrow::UInt8Scalar>(1), ErrorKind::kUnsupported},
  };
  for (const auto& [value, kind] : cases) {
    const Status status = FormatPartitionValue(*value).status();
    ASSERT_FALSE(status.ok()) << value->type->ToString();
    EXPECT_EQ(KindOf(status), kind) << value->type->ToString();
  }
}

}  // namespace
}  // namespace delta_utils
