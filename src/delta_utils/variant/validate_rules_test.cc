// One case for each thing that the specification demands, allows or forbids.
#include <gmock/gmock.h>

#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/validate.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils::variant_internal {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kEmpty = "01 00 00";
constexpr std::string_view kBA = "01 02 00 01 02 62 61";  // names "b", "a"
constexpr std::string_view kAB = "11 02 00 01 02 61 62";  // flagged as sorted

struct Case {
  std::string_view metadata;
  std::string_view value;
  std::string_view message;  // a part of it
};

Status Check(std::string_view metadata, std::string_view value, VariantProfile profile) {
  return ValidateVariant(Bytes(metadata), Bytes(value), {profile}).status();
}

void ExpectRefused(const Case& bad, VariantProfile profile) {
  const Status status = Check(bad.metadata, bad.value, profile);
  EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt) << bad.metadata << " | " << bad.value;
  EXPECT_THAT(status.message(), HasSubstr(bad.message)) << bad.value;
}

TEST(ValidateRulesTest, MetadataThatNoProfileTakes) {
  const Case cases[] = {
      {"", "00", "empty"},
      {"00 00 00", "00", "version 0"},
      {"02 00 00", "00", "version 2"},
      {"0f 00 00", "00", "version 15"},
      {"01", "00", "cut off"},
      {"01 00", "00", "cut off"},
      {"c1 000000", "00", "cut off"},
      {"01 ff 00", "00", "cut off"},
      {"c1 ffffffff 00000000", "00", "cut off"},
      {"01 01 00 02 61", "00", "cut off"},
      {"01 00 01", "00", "cut off"},
      {"01 01 01 01 61", "00", "first offset"},
      {"01 02 00 02 01 61 62", "00", "offset 1 out of range"},
      {"01 02 00 03 02 61 62", "00", "out of range"},
      {"01 01 00 01 ff", "00", "UTF-8"},
      {"01 01 00 02 c080", "00", "UTF-8"},
      {"01 01 00 03 eda080", "00", "UTF-8"},
      {"01 02 00 01 02 c3 a9", "00", "UTF-8"},  // one character in two names
  };
  for (const Case& bad : cases) {
    ExpectRefused(bad, VariantProfile::kStrict);
    ExpectRefused(bad, VariantProfile::kInterop);
  }
}

TEST(ValidateRulesTest, LeavesThatNoProfileTakes) {
  const Case cases[] = {
      {kEmpty, "", "byte 0: a value is missing"},
      {kEmpty, "54", "unknown primitive"},
      {kEmpty, "fc", "unknown primitive"},
      {kEmpty, "0c", "cut off"},
      {kEmpty, "10 00", "cut off"},
      {kEmpty, "14 000000", "cut off"},
      {kEmpty, "18 00000000000000", "cut off"},
      {kEmpty, "1c 00000000000000", "cut off"},
      {kEmpty, "20 00000000", "cut off"},
      {kEmpty, "24 0000000000000000", "cut off"},
      {kEmpty, "28 00000000000000000000000000000000", "cut off"},
      {kEmpty, "2c 000000", "cut off"},
      {kEmpty, "30 00000000000000", "cut off"},
      {kEmpty, "34 00000000000000", "cut off"},
      {kEmpty, "38 000000", "cut off"},
      {kEmpty, "44 00000000000000", "cut off"},
      {kEmpty, "48 00000000000000", "cut off"},
      {kEmpty, "4c 00000000000000", "cut off"},
      {kEmpty, "50 000000000000000000000000000000", "cut off"},
      {kEmpty, "3c 000000", "cut off"},
      {kEmpty, "3c 01000000", "cut off"},
      {kEmpty, "3c ffffffff", "cut off"},
      {kEmpty, "40 000000", "cut off"},
      {kEmpty, "40 02000000 61", "cut off"},
      {kEmpty, "40 ffffffff", "cut off"},
      {kEmpty, "05", "cut off"},
      {kEmpty, "09 61", "cut off"},
      {kEmpty, "fd 61", "cut off"},
      {kEmpty, "05 ff", "UTF-8"},
      {kEmpty, "05 80", "UTF-8"},
      {kEmpty, "05 c3", "UTF-8"},
      {kEmpty, "09 c080", "UTF-8"},      // overlong
      {kEmpty, "0d eda080", "UTF-8"},    // a surrogate
      {kEmpty, "11 f4908080", "UTF-8"},  // beyond U+10FFFF
      {kEmpty, "25 6161616161616161 ff", "UTF-8"},
      {kEmpty, "25 ff 6161616161616161", "UTF-8"},
      {kEmpty, "40 01000000 ff", "UTF-8"},
      {kEmpty, "20 27 01000000", "scale"},
      {kEmpty, "24 ff 0100000000000000", "scale"},
      {kEmpty, "20 00 00ca9a3b", "digits"},  // 10^9
      {kEmpty, "20 00 003665c4", "digits"},  // -10^9
      {kEmpty, "20 00 00000080", "digits"},
      {kEmpty, "24 00 000064a7b3b6e00d", "digits"},  // 10^18
      {kEmpty, "24 00 0000000000000080", "digits"},
      {kEmpty, "28 00 000000004022 8a097a c4865aa84c3b4b", "digits"},  // 10^38
      {kEmpty, "28 00 00000000000000000000000000000080", "digits"},
      {kEmpty, "44 ffffffffffffffff", "day"},
      {kEmpty, "44 0060d71d14000000", "day"},
  };
  for (const Case& bad : cases) {
    ExpectRefused(bad, VariantProfile::kStrict);
    ExpectRefused(bad, VariantProfile::kInterop);
  }
  const std::string long_text = Bytes("40 c8000000") + std::string(199, 'x') + "\xff";
  for (const auto profile : {VariantProfile::kStrict, VariantProfile::kInterop}) {
    EXPECT_THAT(ValidateVariant(Bytes(kEmpty), long_text, {profile}).status().message(),
                HasSubstr("UTF-8"));
  }
}

TEST(ValidateRulesTest, ContainersThatNoProfileTakes) {
  const Case cases[] = {
      {kEmpty, "03", "number of elements"},
      {kEmpty, "13 000000", "number of elements"},
      {kEmpty, "03 00", "cut off in its offsets"},
      {kEmpty, "03 01 00", "cut off in its offsets"},
      {kEmpty, "1f ffffffff 00", "cut off in its offsets"},
      {kEmpty, "5e ffffffff 00", "cut off in its offsets"},
      {kAB, "02 01 00", "cut off in its offsets"},
      {kEmpty, "03 00 01", "beyond what contains it"},
      {kEmpty, "03 01 00 02 00", "beyond what contains it"},
      {kEmpty, "03 01 01 01 00", "byte 2: offset out of range"},
      {kEmpty, "03 01 00 00 00", "offset out of range"},  // no bytes for its element
      {kEmpty, "03 02 00 02 02 00 00", "byte 3: offset out of range"},
      {kEmpty, "03 01 00 01 10 0100", "byte 4: a value is cut off"},
      {kEmpty, "03 02 00 01 02 03 00 00", "byte 5: cut off in its offsets"},
      {kEmpty, "03 01 00 03 03 00 01 00", "beyond what contains it"},
      {kEmpty, "03 02 00 01 02 00 54", "byte 6: unknown primitive"},
      {kEmpty, "02 01 00 00 01 00", "field id out of range"},
      {kAB, "02 01 02 00 01 00", "field id out of range"},
      {kAB, "02 02 00 02 00 01 02 00 00", "field id out of range"},
      {kAB, "02 02 00 00 00 01 02 00 00", "repeat"},
      {"01 02 00 01 02 61 61", "02 02 00 01 00 01 02 00 00", "repeat"},
      // "b", "a", and "b" again
      {"01 03 00 01 02 03 62 61 62", "02 03 00 01 02 00 01 02 03 00 00 00", "repeat"},
      {kAB, "02 02 00 01 00 01 01 00 00", "offset out of range"},
  };
  for (const Case& bad : cases) {
    ExpectRefused(bad, VariantProfile::kStrict);
    ExpectRefused(bad, VariantProfile::kInterop);
  }
}

TEST(ValidateRulesTest, WhatOnlyInteropTakesAndReports) {
  const struct {
    Case bad;
    bool VariantReport::*flaw;
  } cases[] = {
      {{"11 02 00 01 02 62 61", "00", "byte 0: flagged"},
       &VariantReport::false_sorted_flag},
      {{"11 02 00 01 02 61 61", "00", "flagged"}, &VariantReport::false_sorted_flag},
      {{"01 00 00 ff", "00", "metadata, byte 3: bytes after"},
       &VariantReport::trailing_bytes},
      {{kEmpty, "00 00", "byte 1: bytes after"}, &VariantReport::trailing_bytes},
      {{kEmpty, "03 00 00 00", "byte 3: bytes after"}, &VariantReport::trailing_bytes},
      {{kBA, "02 02 00 01 00 01 02 04 08", "byte 3: field names repeat or are out"},
       &VariantReport::unsorted_fields},
      {{kAB, "12 02 0100 0000 00 01 02 04 08", "byte 4: field names"},
       &VariantReport::unsorted_fields},
      // U+1F600 before U+FFFD: by UTF-16.
      {{"01 02 00 04 07 f09f9880 efbfbd", "02 02 00 01 00 01 02 04 08", "out of order"},
       &VariantReport::unsorted_fields},
      {{kAB, "02 02 00 01 00 00 01 04", "byte 7: children share bytes"},
       &VariantReport::shared_bytes},
      // The second element lies in the text of the first; a gap makes up for it.
      {{kEmpty, "03 02 00 01 04 09 00 00 00", "byte 5: children share bytes"},
       &VariantReport::shared_bytes},
      {{kEmpty, "03 02 01 00 04 09 00 00 00", "children share bytes"},
       &VariantReport::shared_bytes},
  };
  for (const auto& [bad, flaw] : cases) {
    ExpectRefused(bad, VariantProfile::kStrict);
    const auto report = ValidateVariant(Bytes(bad.metadata), Bytes(bad.value),
                                        {VariantProfile::kInterop});
    ASSERT_TRUE(report.ok()) << bad.value << report.status();
    EXPECT_FALSE(report->is_conforming());
    EXPECT_TRUE((*report).*flaw) << bad.value;
  }
}

TEST(ValidateRulesTest, WhatLooksOddAndConforms) {
  const Case cases[] = {
      {"21 00 00", "00"},              // reserved bits
      {"e1 00000000 00000000", "00"},  // and needless widths
      {kEmpty, "f3 00 00000000"},
      {kEmpty, "a2 00 00"},
      {kEmpty, "1f 00000000 00000000"},
      {kAB, "7e 01000000 00000000 00000000 01000000 00"},
      {"01 01 00 00", "02 01 00 00 01 00"},           // the empty name
      {"01 02 00 01 02 61 61", "02 01 01 00 01 00"},  // a name that repeats
      {kBA, "02 02 01 00 00 01 02 04 08"},            // ids as the names go
      {kAB, "02 02 00 01 01 00 02 04 08"},            // values in another order
      {kAB, "02 02 00 01 02 00 03 0c 00 00"},         // with sizes that differ
      {kEmpty, "03 01 02 04 00 00 04 00"},            // gaps
      {kEmpty, "03 02 03 01 05 00 04 00 08 00"},      // gaps, out of order
      {kEmpty, "03 00 02 00 00"},                     // a gap and no element
      {kEmpty, "40 01000000 78"},                     // short text in the long form
      {kEmpty, "40 00000000"},
      {kEmpty, "0d efbfbf"},  // U+FFFF
      {kEmpty, "05 00"},      // NUL
      {kEmpty, "2c ffffff7f"},
      {kEmpty, "2c 00000080"},
      {kEmpty, "30 0000000000000080"},
      {kEmpty, "4c ffffffffffffff7f"},
      {kEmpty, "44 ff5fd71d14000000"},
      {kEmpty, "44 0000000000000000"},
      {kEmpty, "20 14 01000000"},                          // decimal4 with a scale of 20
      {kEmpty, "20 26 ffc99a3b"},                          // 10^9 - 1
      {kEmpty, "20 26 013665c4"},                          // -(10^9 - 1)
      {kEmpty, "24 26 ffff63a7b3b6e00d"},                  // 10^18 - 1
      {kEmpty, "28 26 ffffffff3f228a097ac4865aa84c3b4b"},  // 10^38 - 1
      {kEmpty, "28 00 00000000000000000000000000000000"},
      {kEmpty, "1c 010000000000f07f"},  // a NaN with a payload
      {kEmpty, "3c 02000000 ff00"},
      {kEmpty, "18 0000000000000000"},  // an int64 that an int8 holds
  };
  for (const auto& [metadata, value, message] : cases) {
    for (const auto profile : {VariantProfile::kStrict, VariantProfile::kInterop}) {
      const auto report = ValidateVariant(Bytes(metadata), Bytes(value), {profile});
      ASSERT_TRUE(report.ok()) << value << report.status();
      EXPECT_TRUE(report->is_conforming()) << value;
    }
  }
}

/// `levels` arrays in one another.
std::string Nested(int levels) {
  std::string value = "00";
  for (size_t size = 1; levels > 0; --levels, size = value.size() / 2) {
    const auto byte = [&](int shift) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      return std::string{kDigits[size >> (shift + 4) & 15], kDigits[size >> shift & 15]};
    };
    value = "07 01 0000 " + byte(0) + byte(8) + value;
    std::erase(value, ' ');
  }
  return value;
}

TEST(ValidateRulesTest, NestingIsBounded) {
  const std::string least = Nested(501);
  const std::string most = Nested(500);
  for (const auto profile : {VariantProfile::kStrict, VariantProfile::kInterop}) {
    EXPECT_TRUE(Check(kEmpty, most, profile).ok());
    ExpectRefused({kEmpty, least, "nested beyond the limit"}, profile);
  }
}

}  // namespace
}  // namespace delta_utils::variant_internal
