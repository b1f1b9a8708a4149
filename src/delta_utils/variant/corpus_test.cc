// The 29 values of apache/parquet-testing, variant/. What they hold is written down here:
// the corpus's own data_dictionary.json is not JSON, lacks one, and rounds another.
#include <gmock/gmock.h>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/validate.h"
#include "delta_utils/variant/variant_bytes_testing.h"
#include "delta_utils/variant/variant_corpus_testing.h"
#include "delta_utils/variant/variant_rewrite_testing.h"

namespace delta_utils::variant_internal {
namespace {

struct Expected {
  std::string_view name;
  VariantType type;
  std::string_view json;  // Extended JSON of what DecodeVariant gives
};

constexpr Expected kExpected[] = {
    {"array_empty", VariantType::kArray, "[]"},
    {"array_nested", VariantType::kArray,
     R"([{"id":1,"thing":{"names":["Contrarian","Spider"]}},null,
         {"id":2,"type":"if","names":["Apple","Ray",null]}])"},
    {"array_primitive", VariantType::kArray, "[2,1,5,9]"},
    {"long_string", VariantType::kString,
     "\"This string is for sure and certainly longer than 64 bytes and it also includes "
     "several non ascii characters such as \U0001F422, \U0001F496, \u2665\uFE0F, "
     "\U0001F3A3 and \U0001F926!!\""},
    {"object_empty", VariantType::kObject, "{}"},
    {"object_nested", VariantType::kObject,
     R"({"id":1,"species":{"name":"lava monster","population":6789},"observation":
         {"time":"12:34:56","location":"In the Volcano",
          "value":{"temperature":123,"humidity":456}}})"},
    {"object_primitive", VariantType::kObject,
     R"({"int_field":1,"double_field":{"$numberDecimal":"1.23456789"},
         "boolean_true_field":true,"boolean_false_field":false,
         "string_field":"Apache Parquet","null_field":null,
         "timestamp_field":"2025-04-16T12:34:56.78"})"},
    {"primitive_binary", VariantType::kBinary,
     R"({"$binary":{"base64":"AxM33q2+78r+","subType":"00"}})"},
    {"primitive_boolean_false", VariantType::kFalse, "false"},
    {"primitive_boolean_true", VariantType::kTrue, "true"},
    {"primitive_date", VariantType::kDate, R"({"$date":"2025-04-16T00:00:00Z"})"},
    {"primitive_decimal16", VariantType::kDecimal16,
     R"({"$numberDecimal":"12345678912345678.90"})"},
    {"primitive_decimal4", VariantType::kDecimal4, R"({"$numberDecimal":"12.34"})"},
    {"primitive_decimal8", VariantType::kDecimal8, R"({"$numberDecimal":"12345678.90"})"},
    {"primitive_double", VariantType::kDouble, "1234567890.1234"},
    {"primitive_float", VariantType::kFloat, "1234567936.0"},
    {"primitive_int16", VariantType::kInt16, "1234"},
    {"primitive_int32", VariantType::kInt32, "123456"},
    {"primitive_int64", VariantType::kInt64, "1234567890123456789"},
    {"primitive_int8", VariantType::kInt8, "42"},
    {"primitive_null", VariantType::kNull, "null"},
    {"primitive_string", VariantType::kString,
     "\"This string is longer than 64 bytes and therefore does not fit in a short_string "
     "and it also includes several non ascii characters such as \U0001F422, \U0001F496, "
     "\u2665\uFE0F, \U0001F3A3 and \U0001F926!!\""},
    {"primitive_time", VariantType::kTime, R"("12:33:54.123456")"},
    {"primitive_timestamp", VariantType::kTimestamp,
     R"({"$date":"2025-04-16T16:34:56.780Z"})"},
    {"primitive_timestamp_nanos", VariantType::kTimestampNanos,
     R"("2024-11-07T12:33:54.123456789Z")"},
    {"primitive_timestampntz", VariantType::kTimestampNtz,
     R"("2025-04-16T12:34:56.780000")"},
    {"primitive_timestampntz_nanos", VariantType::kTimestampNtzNanos,
     R"("2024-11-07T12:33:54.123456789")"},
    {"primitive_uuid", VariantType::kUuid,
     R"({"$uuid":"f24f9b64-81fa-49d1-b74e-8c09a6e31c56"})"},
    {"short_string", VariantType::kShortString,
     "\"Less than 64 bytes (\u2764\uFE0F with utf8)\""},
};

class CorpusTest : public ::testing::Test {
 protected:
  void SetUp() override {
    corpus_ = CorpusValues();
    if (corpus_.empty()) GTEST_SKIP() << "PARQUET_TESTING_DIR is not set";
  }

  std::vector<CorpusValue> corpus_;
};

TEST_F(CorpusTest, HoldsWhatItShould) {
  ASSERT_EQ(corpus_.size(), std::size(kExpected));
  for (size_t i = 0; i < corpus_.size(); ++i) {
    const auto& [name, bytes] = corpus_[i];
    ASSERT_EQ(name, kExpected[i].name);
    DU_ASSERT_OK_AND_ASSIGN(const MetadataIndex names,
                            MetadataIndex::Make(bytes.metadata));
    EXPECT_EQ(VariantView(bytes.value, names).type(), kExpected[i].type) << name;
    DU_ASSERT_OK_AND_ASSIGN(const Value expected, ParseExtJson(kExpected[i].json));
    DU_ASSERT_OK_AND_ASSIGN(const Value decoded,
                            DecodeVariant(bytes.metadata, bytes.value));
    EXPECT_EQ(decoded, expected)
        << name << ": " << ToExtJson(decoded, ExtJsonMode::kCanonical);
  }
}

TEST_F(CorpusTest, IsValid) {
  for (const auto& [name, bytes] : corpus_) {
    DU_ASSERT_OK_AND_ASSIGN(const VariantReport report,
                            ValidateVariant(bytes.metadata, bytes.value));
    EXPECT_TRUE(report.is_conforming()) << name;
  }
}

TEST_F(CorpusTest, ComesBackByteForByteFromACopy) {
  for (const auto& [name, bytes] : corpus_) {
    DU_ASSERT_OK_AND_ASSIGN(const MetadataIndex names,
                            MetadataIndex::Make(bytes.metadata));
    FieldDictionary dictionary = FieldDictionary::Of(names);
    VariantBuilder builder(&dictionary);
    builder.Copy(VariantView(bytes.value, names));
    VariantBytes again;
    DU_ASSERT_OK(builder.Finish(&again.value));
    again.metadata = dictionary.Metadata();
    EXPECT_EQ(again, bytes) << name;
  }
}

TEST_F(CorpusTest, ComesBackByteForByteFromItsEvents) {
  for (const auto& [name, bytes] : corpus_) {
    DU_ASSERT_OK_AND_ASSIGN(const MetadataIndex names,
                            MetadataIndex::Make(bytes.metadata));
    FieldDictionary dictionary = FieldDictionary::Of(names);
    VariantBuilder builder(&dictionary);
    ASSERT_TRUE(Rewrite(VariantView(bytes.value, names), &builder)) << name;
    VariantBytes again;
    DU_ASSERT_OK(builder.Finish(&again.value));
    again.metadata = dictionary.Metadata();
    EXPECT_EQ(again, bytes) << name;
  }
}

}  // namespace
}  // namespace delta_utils::variant_internal
