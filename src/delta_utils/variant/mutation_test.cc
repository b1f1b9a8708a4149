// Every byte of many values changed, and every value cut off everywhere.
#include <gtest/gtest.h>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/variant/variant_bytes_testing.h"
#include "delta_utils/variant/variant_corpus_testing.h"
#include "delta_utils/variant/variant_examination_testing.h"

namespace delta_utils::variant_internal {
namespace {

/// Of every form that the encoding has and the corpus lacks: more than 255 children, wide
/// offsets and ids, all types within an object.
std::vector<VariantBytes> WideValues() {
  std::vector<VariantBytes> values;
  Object types;
  types.Append("null", Null{});
  types.Append("long", int64_t{1} << 40);
  types.Append("double", 1.5);
  types.Append("decimal", *ParseDecimal128("-1.50"));
  types.Append("date", Date{86'400'000});
  types.Append("uuid", Uuid{});
  types.Append("binary", Binary{0, std::string("\0\xff", 2)});
  types.Append("text", std::string(70, 'x') + "\xc3\xa9");
  types.Append("id", ObjectId{});
  types.Append("$literal", Array{{true, Single("null", false)}});
  values.push_back(Encoded(types));
  Array nulls;
  nulls.values.assign(256, Null{});  // is_large
  values.push_back(Encoded(nulls));
  Object many;  // and ids of two bytes
  for (int i = 0; i < 260; ++i) many.Append(std::to_string(259 - i), i % 2 == 0);
  values.push_back(Encoded(many));
  Array three;  // offsets of three bytes
  three.values = {std::string(70'000, 'x'), int32_t{1}, Single("a", "b")};
  values.push_back(Encoded(three));
  values.push_back({Bytes("c1 02000000 00000000 01000000 02000000 62 61"),
                    Bytes("7e 02000000 01000000 00000000 00000000 02000000 04000000") +
                        Bytes("0c01 0c02")});
  values.push_back({Bytes("01 00 00"), Bytes("1f 01000000 00000000 02000000 0c01")});
  return values;
}

std::vector<VariantBytes> Samples() {
  std::vector<VariantBytes> samples = WideValues();
  for (CorpusValue& value : CorpusValues()) samples.push_back(std::move(value.bytes));
  for (CorpusValue& value : ShreddedCorpusValues()) {
    samples.push_back(std::move(value.bytes));
  }
  return samples;
}

void ExpectLaws(const VariantBytes& bytes, const std::string& what) {
  const BrokenLaw broken = Examine(bytes.metadata, bytes.value);
  EXPECT_EQ(broken, "") << what << ", metadata " << ToHex(bytes.metadata.substr(0, 200))
                        << ", value " << ToHex(bytes.value.substr(0, 200));
}

/// Bytes at the front, at the end, and a few in the midst of long text.
bool IsWorthwhile(size_t position, size_t size) {
  return position < 1500 || size - position < 500 || position % 4099 == 0;
}

/// Every change of a small value, some of a large one.
size_t StepOf(const VariantBytes& sample) {
  if (testing::IsFullTest()) return 1;
  return ((1 + sample.value.size() / 100) | 1) * testing::SampleEvery();
}

template <typename Change>
void ForEachByte(VariantBytes bytes, Change change) {
  for (std::string* part : {&bytes.metadata, &bytes.value}) {
    for (size_t i = 0; i < part->size(); ++i) {
      if (!IsWorthwhile(i, part->size())) continue;
      const char byte = (*part)[i];
      change(&(*part)[i], bytes, i);
      (*part)[i] = byte;
    }
  }
}

TEST(VariantMutationTest, SamplesAreValid) {
  for (const VariantBytes& bytes : Samples()) {
    ExpectLaws(bytes, "as it is");
    EXPECT_TRUE(ValidateVariant(bytes.metadata, bytes.value).ok());
  }
}

TEST(VariantMutationTest, NoFlippedBitBreaksALaw) {
  size_t turn = 0;
  for (const VariantBytes& sample : Samples()) {
    const size_t step = StepOf(sample);
    ForEachByte(sample, [&](char* byte, const VariantBytes& bytes, size_t i) {
      const char original = *byte;
      for (int bit = 0; bit < 8; ++bit) {
        if (turn++ % step != 0) continue;
        *byte = static_cast<char>(original ^ 1 << bit);
        ExpectLaws(bytes, "bit " + std::to_string(bit) + " of byte " + std::to_string(i));
      }
    });
  }
}

TEST(VariantMutationTest, NoExtremeByteBreaksALaw) {
  size_t turn = 0;
  for (const VariantBytes& sample : Samples()) {
    const size_t step = StepOf(sample);
    ForEachByte(sample, [&](char* byte, const VariantBytes& bytes, size_t i) {
      for (const int value : {0x00, 0x01, 0x02, 0x03, 0x7F, 0x80, 0xFE, 0xFF}) {
        if (turn++ % step != 0) continue;
        *byte = static_cast<char>(value);
        ExpectLaws(bytes, std::to_string(value) + " at byte " + std::to_string(i));
      }
    });
  }
}

TEST(VariantMutationTest, WhatIsCutOffIsRefused) {
  for (const VariantBytes& sample : Samples()) {
    for (const bool of_metadata : {true, false}) {
      const size_t size = of_metadata ? sample.metadata.size() : sample.value.size();
      for (size_t kept = 0; kept < size; ++kept) {
        if (!IsWorthwhile(kept, size) ||
            (size > 500 && kept % 7 != 0 && !testing::IsFullTest())) {
          continue;
        }
        const VariantBytes cut = of_metadata
                                     ? ShortenedTo(sample, kept, sample.value.size())
                                     : ShortenedTo(sample, sample.metadata.size(), kept);
        ExpectLaws(cut, "cut off at " + std::to_string(kept));
        EXPECT_FALSE(
            ValidateVariant(cut.metadata, cut.value, {VariantProfile::kInterop}).ok());
        EXPECT_FALSE(DecodeVariant(cut.metadata, cut.value).ok());
      }
    }
  }
}

}  // namespace
}  // namespace delta_utils::variant_internal
