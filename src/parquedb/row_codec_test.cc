#include <gtest/gtest.h>

#include <random>

#include "arrow/record_batch.h"
#include "delta_utils/base/random_value_testing.h"
#include "parquedb/collection_testing.h"
#include "parquedb/column_fit.h"
#include "parquedb/document_check.h"
#include "parquedb/inference.h"
#include "parquedb/row_decoder.h"
#include "parquedb/row_encoder.h"

namespace parquedb {
namespace {

using testing::Doc;
using testing::Docs;
using testing::Text;

delta_utils::StructType SchemaOf(const std::vector<Column>& columns) {
  delta_utils::StructType schema;
  for (const Column& column : columns) schema.fields.push_back(FieldOf(column));
  return schema;
}

struct Rows {
  EncodedRows encoded;
  std::vector<Object> decoded;
};

Result<Rows> RoundTrip(const std::vector<Object>& documents,
                       const std::vector<Column>& columns, RestMode rest) {
  ARROW_ASSIGN_OR_RAISE(auto encoder, RowEncoder::Make(SchemaOf(columns), rest));
  for (const Object& document : documents) ARROW_RETURN_NOT_OK(encoder->Append(document));
  Rows rows;
  ARROW_ASSIGN_OR_RAISE(rows.encoded, encoder->Finish());
  for (bool is_ours : {true, false}) {
    RowDecoder decoder(columns, rest);
    ARROW_RETURN_NOT_OK(decoder.Bind(*rows.encoded.batch, {is_ours, {}}));
    std::vector<Object> decoded;
    for (int64_t i = 0; i < rows.encoded.batch->num_rows(); ++i) {
      ARROW_ASSIGN_OR_RAISE(Object document, decoder.Decode(i));
      decoded.push_back(std::move(document));
    }
    if (!is_ours) {
      EXPECT_EQ(rows.decoded, decoded) << "nobody changed a column";
    }
    rows.decoded = std::move(decoded);
  }
  return rows;
}

/// The same fields with the same values; only the order at the top may differ.
void ExpectSameFields(const Object& in, const Object& out) {
  EXPECT_EQ(in.size(), out.size()) << Text(in) << "\n" << Text(out);
  for (const auto& field : in.fields) {
    const Value* value = out.Find(field.name);
    ASSERT_NE(value, nullptr) << field.name << " of " << Text(in);
    EXPECT_EQ(*value, field.value) << field.name << " of " << Text(in) << "\n"
                                   << Text(out);
  }
}

TEST(RowCodecTest, EveryRandomDocumentComesBack) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 engine(seed);
  for (int round = 0; round < 60; ++round) {
    std::vector<Object> documents;
    while (documents.size() < 40) {
      Object document = delta_utils::testing::RandomDocument(engine, 4);
      if (!CheckDocument(document).ok()) continue;
      documents.push_back(std::move(document));
    }
    // Columns from other documents than the ones that are encoded: most misfit somewhere.
    std::span<const Object> sample = std::span(documents).first(1 + round % 40);
    auto columns = InferColumns(sample, {}, InferenceMode::kCreate);
    for (RestMode rest : {RestMode::kVariant, RestMode::kJson}) {
      DU_ASSERT_OK_AND_ASSIGN(Rows rows, RoundTrip(documents, columns, rest));
      ASSERT_EQ(rows.decoded.size(), documents.size());
      for (size_t i = 0; i < documents.size(); ++i) {
        ExpectSameFields(documents[i], rows.decoded[i]);
      }
    }
  }
}

struct FitCase {
  std::string name;
  std::string sample;  // the field "a" of this document gives the column
  std::string document;
  Fit fit;
};

class FitTest : public ::testing::TestWithParam<FitCase> {};

TEST_P(FitTest, IsWhatTheFormatSays) {
  auto columns = InferColumns(Docs({GetParam().sample}), {}, InferenceMode::kCreate);
  ASSERT_EQ(columns.size(), 2u);
  const Object document = Doc(GetParam().document);
  const Value& value = *document.Find("a");
  EXPECT_EQ(static_cast<int>(FitOf(columns[1], value)), static_cast<int>(GetParam().fit));
  EXPECT_EQ(ReadBack(columns[1], value) == value, GetParam().fit == Fit::kExact);
}

INSTANTIATE_TEST_SUITE_P(
    All, FitTest,
    ::testing::Values(
        FitCase{"IntInWhole", R"({"a":1})", R"({"a":2})", Fit::kExact},
        FitCase{"LongInWhole", R"({"a":1})", R"({"a":5000000000})", Fit::kExact},
        FitCase{"SmallLongInWhole", R"({"a":1})", R"({"a":{"$numberLong":"2"}})",
                Fit::kHeld},
        FitCase{"IntegralDoubleInWhole", R"({"a":1})", R"({"a":2.0})", Fit::kHeld},
        FitCase{"FractionInWhole", R"({"a":1})", R"({"a":2.5})", Fit::kNo},
        FitCase{"HugeDoubleInWhole", R"({"a":1})", R"({"a":1e300})", Fit::kNo},
        FitCase{"TextInWhole", R"({"a":1})", R"({"a":"2"})", Fit::kNo},
        FitCase{"BoolInWhole", R"({"a":1})", R"({"a":true})", Fit::kNo},
        FitCase{"IntInDouble", R"({"a":1.5})", R"({"a":2})", Fit::kHeld},
        FitCase{"LongBeyondDouble", R"({"a":1.5})", R"({"a":9007199254740993})",
                Fit::kNo},
        FitCase{"NaNInDouble", R"({"a":1.5})", R"({"a":{"$numberDouble":"NaN"}})",
                Fit::kExact},
        FitCase{"DecimalInDouble", R"({"a":1.5})", R"({"a":{"$numberDecimal":"1.5"}})",
                Fit::kNo},
        FitCase{"ScaleOfDecimal", R"({"a":{"$numberDecimal":"1.50"}})",
                R"({"a":{"$numberDecimal":"2.5"}})", Fit::kHeld},
        FitCase{"SameScaleOfDecimal", R"({"a":{"$numberDecimal":"1.50"}})",
                R"({"a":{"$numberDecimal":"-0.01"}})", Fit::kExact},
        FitCase{"NegativeZeroDecimal", R"({"a":{"$numberDecimal":"1.50"}})",
                R"({"a":{"$numberDecimal":"-0.00"}})", Fit::kHeld},
        FitCase{"TooFineDecimal", R"({"a":{"$numberDecimal":"1.50"}})",
                R"({"a":{"$numberDecimal":"1.505"}})", Fit::kNo},
        FitCase{"NaNDecimal", R"({"a":{"$numberDecimal":"1.50"}})",
                R"({"a":{"$numberDecimal":"NaN"}})", Fit::kNo},
        FitCase{"FarDate", R"({"a":{"$date":0}})",
                R"({"a":{"$date":{"$numberLong":"9223372036854775807"}}})", Fit::kNo},
        FitCase{"StringInObjectId", R"({"a":{"$oid":"507f191e810c19729de860ea"}})",
                R"({"a":"507f191e810c19729de860ea"})", Fit::kNo},
        FitCase{"OtherSubtype", R"({"a":{"$binary":{"base64":"","subType":"00"}}})",
                R"({"a":{"$binary":{"base64":"","subType":"05"}}})", Fit::kNo},
        FitCase{"OrderInObject", R"({"a":{"x":1,"y":2}})", R"({"a":{"y":2,"x":1}})",
                Fit::kHeld},
        FitCase{"AbsentInObject", R"({"a":{"x":1,"y":2}})", R"({"a":{"y":2}})",
                Fit::kExact},
        FitCase{"NullInObject", R"({"a":{"x":1,"y":2}})", R"({"a":{"x":null,"y":2}})",
                Fit::kHeld},
        FitCase{"EmptyObject", R"({"a":{"x":1,"y":2}})", R"({"a":{}})", Fit::kExact},
        FitCase{"MoreInObject", R"({"a":{"x":1,"y":2}})", R"({"a":{"x":1,"z":2}})",
                Fit::kNo},
        FitCase{"MisfitInObject", R"({"a":{"x":1,"y":2}})", R"({"a":{"x":"1"}})",
                Fit::kNo},
        FitCase{"NullInArray", R"({"a":[1]})", R"({"a":[1,null]})", Fit::kExact},
        FitCase{"EmptyArray", R"({"a":[1]})", R"({"a":[]})", Fit::kExact},
        FitCase{"MisfitInArray", R"({"a":[1]})", R"({"a":[1,"x"]})", Fit::kNo},
        FitCase{"ScalarInArray", R"({"a":[1]})", R"({"a":1})", Fit::kNo}),
    [](const auto& info) { return info.param.name; });

TEST(RowCodecTest, NullsAndAbsencesSurviveWithoutRest) {
  auto documents = Docs({R"({"_id":"1","a":null,"b":1})", R"({"_id":"2","a":7})",
                         R"({"_id":"3","a":6.1})", R"({"_id":"4","a":null})"});
  auto columns = InferColumns(documents, {}, InferenceMode::kCreate);
  DU_ASSERT_OK_AND_ASSIGN(Rows rows, RoundTrip(documents, columns, RestMode::kVariant));
  EXPECT_EQ(rows.decoded, documents);
  EXPECT_FALSE(rows.encoded.has_rest);
  EXPECT_EQ(rows.encoded.batch->num_columns(), 3) << "no `_rest` column";
}

TEST(RowCodecTest, RestNamesListWhatIsThereAndWhatIsMissing) {
  auto sample = Docs({R"({"_id":"1","a":null})", R"({"_id":"2","a":7,"b":true})"});
  auto columns = InferColumns(sample, {}, InferenceMode::kCreate);
  auto documents = Docs({R"({"_id":"1"})", R"({"_id":"2","a":"x","z":{"q":1}})"});
  DU_ASSERT_OK_AND_ASSIGN(Rows rows, RoundTrip(documents, columns, RestMode::kVariant));
  EXPECT_EQ(rows.encoded.rest_names, (std::set<std::string>{"a", "z"}));
  EXPECT_EQ(rows.decoded, documents);
}

TEST(RowCodecTest, WithoutRestAMisfitIsAnErrorThatNamesTheField) {
  auto columns = InferColumns(Docs({R"({"a":1})"}), {}, InferenceMode::kCreate);
  DU_ASSERT_OK_AND_ASSIGN(auto encoder,
                          RowEncoder::Make(SchemaOf(columns), RestMode::kNone));
  Status status = encoder->Append(Doc(R"({"_id":"1","a":"x"})"));
  DU_EXPECT_KIND(kInvalidArgument, status);
  EXPECT_NE(status.message().find("'a'"), std::string::npos) << status;
}

/// What a reader sees when the columns are `changed` and `_rest` is of `documents`.
std::vector<Object> Overlay(const std::vector<Object>& documents,
                            const std::vector<Object>& changed, const FileFacts& facts) {
  auto columns =
      InferColumns(Docs({R"({"_id":"1","a":1,"b":true})"}), {}, InferenceMode::kCreate);
  auto rows = *RoundTrip(documents, columns, RestMode::kVariant);
  auto other = *RoundTrip(changed, columns, RestMode::kVariant);
  arrow::ArrayVector arrays = other.encoded.batch->columns();
  arrays.resize(columns.size());
  arrays.push_back(rows.encoded.batch->columns().back());
  auto batch = arrow::RecordBatch::Make(rows.encoded.batch->schema(),
                                        rows.encoded.batch->num_rows(), arrays);
  RowDecoder decoder(columns, RestMode::kVariant);
  EXPECT_TRUE(decoder.Bind(*batch, facts).ok());
  std::vector<Object> result;
  for (int64_t i = 0; i < batch->num_rows(); ++i) result.push_back(*decoder.Decode(i));
  return result;
}

TEST(RowCodecTest, AColumnThatAnotherEngineChangedWins) {
  auto documents = Docs(
      {R"({"_id":"1","a":"text"})", R"({"_id":"2","a":7.0})", R"({"_id":"3","a":null})"});
  auto changed = Docs({R"({"_id":"1","a":5})", R"({"_id":"2"})", R"({"_id":"3","a":9})"});
  auto seen = Overlay(documents, changed, FileFacts{});
  EXPECT_EQ(seen,
            Docs({R"({"_id":"1","a":5})", R"({"_id":"2"})", R"({"_id":"3","a":9})"}));
}

TEST(RowCodecTest, RestIsRightWhereTheFileNeverHadTheColumn) {
  auto documents = Docs({R"({"_id":"1","a":7.0})"});
  auto without = Docs({R"({"_id":"1"})"});
  EXPECT_EQ(
      Overlay(documents, without, FileFacts{.is_ours = false, .absent_columns = {"a"}}),
      documents);
  EXPECT_EQ(Overlay(documents, without, FileFacts{.is_ours = true, .absent_columns = {}}),
            documents);
}

}  // namespace
}  // namespace parquedb
