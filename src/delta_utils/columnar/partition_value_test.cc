#include "delta_utils/columnar/partition_value.h"
#include <gtest/gtest.h>
#include "arrow/scalar.h"

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
  };
  for (const Case& c : cases) {
    const auto value = ParsePartitionValue(c.text, DataType{PrimitiveType{c.type}});
    const std::string text = value.ok()
                                 ? (*value)->ToString()
                                 : std::string(ErrorKindName(KindOf(value.status())));
    EXPECT_EQ(text, c.expected) << c.type << " " << c.text.value_or("NULL");
  }
}

}  // namespace
}  // namespace delta_utils
