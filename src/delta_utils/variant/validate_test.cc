#include "delta_utils/variant/validate.h"

#include <gmock/gmock.h>

#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/field_dictionary.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils::variant_internal {
namespace {

using ::testing::HasSubstr;

/// The tables of an array of `count` elements with four-byte offsets, all of them 0 but
/// the last.
std::string ArrayHead(uint32_t count, uint64_t values_size) {
  std::string head = Bytes("1f 00000000");
  StoreUnsigned(count, 4, head.data() + 1);
  head.resize(head.size() + 4 * (size_t{count} + 1), '\0');
  StoreUnsigned(values_size, 4, head.data() + head.size() - 4);
  return head;
}

/// Arrays of one element in one another, a null in the innermost.
std::string NestedArrays(uint32_t levels) {
  const size_t head_size = ArrayHead(1, 0).size();
  std::string value;
  for (uint32_t i = levels; i-- > 0;) value += ArrayHead(1, 1 + i * head_size);
  return value + '\0';
}

/// Objects of 255 fields, all of them the next object.
std::string ObjectBomb(int levels) {
  std::string value = Bytes("00");
  for (int i = 0; i < levels; ++i) {
    std::string head = Bytes("0e ff");
    for (int id = 0; id < 255; ++id) head.push_back(static_cast<char>(id));
    head.resize(head.size() + size_t{4} * 256, '\0');
    StoreUnsigned(value.size(), 4, head.data() + head.size() - 4);
    value = head + value;
  }
  return value;
}

/// As many as an object that is not large may have.
std::string ManyNames() {
  FieldDictionary names(DictionaryScope::kBatch);
  for (int i = 0; i < 255; ++i) names.IdOf("n" + std::to_string(1000 + i));
  return names.Metadata();
}

TEST(ValidateTest, CountsWhatAValueHolds) {
  Object object;
  object.Append("a", Array{{int32_t{1}, Array{{}}, Single("b", "text")}});
  object.Append("c", Single("a", Null{}));
  const VariantBytes bytes = Encoded(object);
  DU_ASSERT_OK_AND_ASSIGN(const VariantReport report,
                          ValidateVariant(bytes.metadata, bytes.value));
  EXPECT_EQ(report.values, 8);
  EXPECT_EQ(report.depth, 3);
  EXPECT_TRUE(report.is_conforming());
}

TEST(ValidateTest, OneValidatorServesManyValues) {
  VariantValidator validator;
  const VariantBytes good = Encoded(Single("a", Array{{"text", 1.5}}));
  DU_ASSERT_OK_AND_ASSIGN(const MetadataIndex names, MetadataIndex::Make(good.metadata));
  for (int i = 0; i < 3; ++i) {
    DU_ASSERT_OK_AND_ASSIGN(const VariantReport report,
                            validator.Validate(good.value, names));
    EXPECT_EQ(report.values, 4);
    EXPECT_FALSE(validator.Validate(good.value.substr(0, 8), names).ok());
  }
}

TEST(ValidateTest, DepthIsBoundedWithoutRecursion) {
  for (const auto profile : {VariantProfile::kStrict, VariantProfile::kInterop}) {
    DU_ASSERT_OK_AND_ASSIGN(
        const VariantReport report,
        ValidateVariant(NoNames(), NestedArrays(kMaxVariantDepth), {profile}));
    EXPECT_EQ(report.depth, kMaxVariantDepth);
    for (const uint32_t levels : {kMaxVariantDepth + 1, 200'000}) {
      EXPECT_THAT(
          ValidateVariant(NoNames(), NestedArrays(levels), {profile}).status().message(),
          HasSubstr("nested"));
    }
    EXPECT_FALSE(ValidateVariant(NoNames(), NestedArrays(3), {profile, 2}).ok());
  }
  const VariantValidation deep{VariantProfile::kStrict, 1'000'000};
  DU_ASSERT_OK_AND_ASSIGN(const VariantReport report,
                          ValidateVariant(NoNames(), NestedArrays(200'000), deep));
  EXPECT_EQ(report.depth, 200'000);
  EXPECT_EQ(report.values, 200'001);
}

TEST(ValidateTest, SharedBytesCannotMultiplyTheWork) {
  const std::string bomb = ObjectBomb(9);
  const std::string text = Bytes("40 801a0600") + std::string(400'000, 'x');
  const std::string shared_text = ArrayHead(100'000, text.size()) + text;
  const std::string shared_nulls = ArrayHead(100'000, 1) + '\0';
  for (const auto profile : {VariantProfile::kStrict, VariantProfile::kInterop}) {
    for (const auto& [metadata, value] :
         {std::pair(ManyNames(), bomb), std::pair(NoNames(), shared_text)}) {
      const Status status = ValidateVariant(metadata, value, {profile}).status();
      EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt);
      EXPECT_THAT(status.message(), HasSubstr("share bytes"));
    }
  }
  EXPECT_FALSE(ValidateVariant(NoNames(), shared_nulls).ok());
  DU_ASSERT_OK_AND_ASSIGN(
      const VariantReport report,
      ValidateVariant(NoNames(), shared_nulls, {VariantProfile::kInterop}));
  EXPECT_EQ(report.values, 100'001);
  EXPECT_TRUE(report.shared_bytes);
}

TEST(ValidateTest, ChildrenMayLieInAnyOrderInALargeContainer) {
  // 300 fields whose values lie from the last to the first.
  Object object;
  for (int i = 1299; i >= 1000; --i) object.Append(std::to_string(i), int32_t{i});
  VariantBytes bytes = Encoded(object);
  DU_ASSERT_OK_AND_ASSIGN(VariantReport report,
                          ValidateVariant(bytes.metadata, bytes.value));
  EXPECT_TRUE(report.is_conforming());
  // The offset of field 7 now is that of field 8: the bytes of one are counted twice.
  char* const offsets = bytes.value.data() + 5 + 2 * 300;
  std::copy(offsets + 2 * 8, offsets + 2 * 9, offsets + 2 * 7);
  EXPECT_THAT(ValidateVariant(bytes.metadata, bytes.value).status().message(),
              HasSubstr("share bytes"));
  DU_ASSERT_OK_AND_ASSIGN(
      report, ValidateVariant(bytes.metadata, bytes.value, {VariantProfile::kInterop}));
  EXPECT_TRUE(report.shared_bytes);
}

TEST(ValidateTest, LimitsAreTheCallers) {
  const VariantBytes bytes = Encoded(Single("a", Array{{true, false}}));
  const uint64_t size = bytes.metadata.size() + bytes.value.size();
  const auto check = [&](uint64_t max_bytes, uint64_t max_values) {
    return ValidateVariant(bytes.metadata, bytes.value,
                           {VariantProfile::kStrict, 500, max_bytes, max_values});
  };
  DU_EXPECT_KIND(kCorrupt, check(size - 1, 0));
  DU_EXPECT_KIND(kCorrupt, check(bytes.metadata.size() - 1, 0));
  DU_EXPECT_KIND(kCorrupt, check(size, 3));
  EXPECT_TRUE(check(size, 4).ok());
}

}  // namespace
}  // namespace delta_utils::variant_internal
