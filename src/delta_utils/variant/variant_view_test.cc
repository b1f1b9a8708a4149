#include "delta_utils/variant/variant_view.h"

#include <gmock/gmock.h>

#include "delta_utils/variant/variant_builder.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils::variant_internal {
namespace {

using ::testing::HasSubstr;

const MetadataIndex kNoNames;

TEST(VariantViewTest, ToConvertsWithinTheClassWhereNothingIsLost) {
  const struct {
    std::string_view hex;
    std::optional<int64_t> integer;
    std::optional<double> number;
  } cases[] = {
      {"0c ff", -1, -1.0},
      {"10 0001", 256, 256.0},
      {"14 01000000", 1, 1.0},
      {"18 ffffffffffffff7f", INT64_MAX, 9223372036854775807.0},
      {"20 02 2c010000", 3, 3.0},
      {"20 02 96000000", std::nullopt, 1.5},
      {"20 26 00000000", 0, 0.0},
      {"28 00 000000000000000001 00000000000000", std::nullopt, 18446744073709551616.0},
      {"28 26 01000000000000000000000000000000", std::nullopt, 1e-38},
      {"38 0000c03f", std::nullopt, 1.5},
      {"1c 000000000000f83f", std::nullopt, 1.5},
      {"05 31", std::nullopt, std::nullopt},
      {"00", std::nullopt, std::nullopt},
  };
  for (const auto& [hex, integer, number] : cases) {
    const std::string bytes = Bytes(hex);
    const VariantView view(bytes, kNoNames);
    EXPECT_EQ(view.ToInt64(), integer) << hex;
    EXPECT_EQ(view.ToDouble(), number) << hex;
    EXPECT_EQ(view.bytes(), bytes) << hex;
    EXPECT_TRUE(view.Check().ok()) << hex;
  }
}

TEST(VariantViewTest, GetTakesTheVeryType) {
  const std::string int8 = Bytes("0c 01");
  const VariantView view(int8, kNoNames);
  EXPECT_EQ(view.GetInt8(), 1);
  EXPECT_EQ(view.GetInt16(), std::nullopt);
  EXPECT_EQ(view.GetInt64(), std::nullopt);
  EXPECT_EQ(view.GetDouble(), std::nullopt);
  EXPECT_EQ(view.ToBool(), std::nullopt);
  EXPECT_EQ(view.ToText(), std::nullopt);
  EXPECT_FALSE(view.ToObject().has_value());
}

TEST(VariantViewTest, WhatIsCutOffOrUnknownIsInvalidAndSaysWhy) {
  for (const std::string_view hex : {"0c",
                                     "10 00",
                                     "14 000000",
                                     "18 00",
                                     "1c 00",
                                     "20",
                                     "20 00 000000",
                                     "28 00",
                                     "2c",
                                     "30 00",
                                     "38",
                                     "3c 01000000",
                                     "40 ffffffff 00",
                                     "40 0000",
                                     "50 00",
                                     "0d 4164",
                                     "02",
                                     "03",
                                     "03 01",
                                     "03 01 00",
                                     "03 01 00 02 00",
                                     "02 01 00 00 01",
                                     "13 ffffffff 00",
                                     "42 ffffffff 00",
                                     "7f ffffffff 00",
                                     "fc",
                                     "54"}) {
    const std::string bytes = Bytes(hex);
    const VariantView view(bytes, kNoNames);
    EXPECT_TRUE(view.bytes().empty()) << hex;
    EXPECT_EQ(KindOf(view.Check()), ErrorKind::kCorrupt) << hex;
    EXPECT_EQ(view.ToInt64(), std::nullopt) << hex;
    EXPECT_EQ(view.ToDouble(), std::nullopt) << hex;
    EXPECT_EQ(view.GetDecimal(), std::nullopt) << hex;
    EXPECT_EQ(view.GetTime(), std::nullopt) << hex;
    EXPECT_EQ(view.GetBinary(), std::nullopt) << hex;
    EXPECT_EQ(view.GetUuid(), std::nullopt) << hex;
    EXPECT_EQ(view.ToText(), std::nullopt) << hex;
    EXPECT_FALSE(view.ToObject().has_value()) << hex;
    EXPECT_FALSE(view.ToArray().has_value()) << hex;
  }
  EXPECT_EQ(VariantView().type(), VariantType::kInvalid);
  EXPECT_THAT(VariantView().Check().message(), HasSubstr("missing"));
  EXPECT_THAT(VariantView("\xfc", kNoNames).Check().message(), HasSubstr("type 63"));
}

TEST(VariantViewTest, DecimalsBeyondTheirDigitsOrScaleAreNone) {
  for (const std::string_view hex :
       {"20 27 01000000", "20 00 00ca9a3b", "24 00 000064a7b3b6e00d",
        "28 00 0000000040228a097ac4865aa84c3b4b"}) {
    const std::string bytes = Bytes(hex);
    EXPECT_EQ(VariantView(bytes, kNoNames).GetDecimal(), std::nullopt) << hex;
  }
}

TEST(VariantViewTest, ChildrenAreWhereTheirOffsetsSay) {
  // Elements in any order, one offset outside.
  const std::string bytes = Bytes("03 03 01 00 02 02 04 08");
  const ArrayView array = *VariantView(bytes, kNoNames).ToArray();
  ASSERT_EQ(array.size(), 3U);
  EXPECT_EQ(array.value(0).ToBool(), false);
  EXPECT_EQ(array.value(1).ToBool(), true);
  EXPECT_EQ(array.value(2).type(), VariantType::kInvalid);
  EXPECT_EQ(VariantView(bytes + "more", kNoNames).bytes().size(), bytes.size());
}

TEST(VariantViewTest, FieldsAreFoundWhateverTheirOrder) {
  // Names b, a, b; fields listed by id, as some writers do; a name with two ids.
  const std::string metadata = Bytes("01 03 00 01 02 03 62 61 62");
  const MetadataIndex names = *MetadataIndex::Make(metadata);
  for (const std::string_view hex :
       {"02 02 00 01 00 01 02 04 08", "02 02 01 00 01 00 02 04 08",
        "02 02 02 01 00 01 02 04 08"}) {
    const std::string bytes = Bytes(hex);
    const ObjectView object = *VariantView(bytes, names).ToObject();
    ASSERT_TRUE(object.Find("a").has_value()) << hex;
    EXPECT_EQ(object.Find("a")->ToBool(), false) << hex;
    EXPECT_EQ(object.Find("b")->ToBool(), true) << hex;
    EXPECT_FALSE(object.Find("c").has_value()) << hex;
  }
  const std::string unknown = Bytes("02 01 09 00 01 04");
  EXPECT_EQ(VariantView(unknown, names).ToObject()->name(0), std::nullopt);
}

TEST(VariantViewTest, LargeObjectsAreFoundByHalvesOrOneByOne) {
  for (const int count : {40, 300, 70'000}) {
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i) all.push_back(std::to_string(i * 7919LL % 1'000'003));
    FieldDictionary dictionary(DictionaryScope::kRow);
    VariantBuilder builder(&dictionary);
    builder.BeginObject();
    for (int i = 0; i < count; ++i) builder.Field(all[i]), builder.Int(i);
    builder.EndObject();
    VariantBytes bytes;
    ASSERT_TRUE(builder.Finish(&bytes.value).ok());
    ASSERT_TRUE(dictionary.FinishRow(&bytes.metadata).ok());
    const MetadataIndex names = *MetadataIndex::Make(bytes.metadata);
    const ObjectView object = *VariantView(bytes.value, names).ToObject();
    for (int i = 0; i < count; ++i) {
      ASSERT_EQ(object.Find(all[i])->ToInt64(), i) << all[i] << " of " << count;
    }
    EXPECT_FALSE(object.Find("none").has_value());
  }
}

TEST(VariantTypeTest, DigitsAreCounted) {
  EXPECT_EQ(DigitCount(0), 1);
  EXPECT_EQ(DigitCount(-9), 1);
  EXPECT_EQ(DigitCount(10), 2);
  EXPECT_EQ(DigitCount(999'999'999), 9);
  EXPECT_EQ(DigitCount(1'000'000'000), 10);
  EXPECT_EQ(DigitCount(INT64_MIN), 19);
  EXPECT_EQ(DigitCount(~(Int128{1} << 127)), 39);
  EXPECT_EQ(DigitCount(Int128{1} << 127), 39);
}

}  // namespace
}  // namespace delta_utils::variant_internal
