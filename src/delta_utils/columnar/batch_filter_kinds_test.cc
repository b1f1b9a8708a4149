#include <gtest/gtest.h>

#include "arrow/array/concatenate.h"
#include "delta_utils/columnar/batch_filter_testing.h"

namespace delta_utils {
namespace {

using testing::ArrayPtr;
using testing::ColumnOfKind;
using testing::FromJson;
using testing::ListOf;
using testing::Named;
using testing::ObjectOf;
using testing::RowsOf;

struct KindCase {
  std::string name;
  Column column;
  std::shared_ptr<arrow::DataType> type;
  std::string rows;
  std::vector<std::pair<std::string, std::string>> filters;  // filter, rows selected
};

void PrintTo(const KindCase& c, std::ostream* out) { *out << c.name; }

class BatchFilterKindTest : public ::testing::TestWithParam<KindCase> {};

TEST_P(BatchFilterKindTest, SelectsRows) {
  const KindCase& c = GetParam();
  const ArrayPtr array = FromJson(c.type, c.rows);
  // The same rows as a slice behind others, so that nothing begins at a byte.
  const ArrayPtr longer = *arrow::Concatenate({array, array, array});
  const ArrayPtr slice = longer->Slice(array->length(), array->length());
  for (const auto& [filter, rows] : c.filters) {
    EXPECT_EQ(RowsOf(c.column, array, filter), rows) << filter;
    EXPECT_EQ(RowsOf(c.column, slice, filter), rows) << filter << " of a slice";
  }
}

std::vector<KindCase> IntCases() {
  const std::string ints = "[1, 2, 3, null, -5]";
  std::vector<std::pair<std::string, std::string>> of_ints = {
      {R"({"v": 2})", "1"},
      {R"({"v": {"$gt": 2.5}})", "2"},
      {R"({"v": {"$gte": {"$numberDecimal": "2.0"}}})", "1 2"},
      {R"({"v": {"$lt": {"$numberLong": "5000000000"}}})", "0 1 2 4"},
      {R"({"v": {"$lt": -1e300}})", ""},
      {R"({"v": {"$ne": 2}})", "0 2 3 4"},
      {R"({"v": {"$in": [3, 1.0, "x", 2.5]}})", "0 2"},
      {R"({"v": {"$mod": [2, 1]}})", "0 2"},
      {R"({"v": {"$bitsAllSet": [0, 1]}})", "2 4"},
      {R"({"v": {"$bitsAnySet": [200]}})", "4"},
      {R"({"v": {"$gte": {"$numberDouble": "NaN"}}})", ""},
      {R"({"v": null})", "3"},
      {R"({"v": {"$exists": true}})", "0 1 2 4"},
      {R"({"v": {"$gt": {"$minKey": 1}}})", "0 1 2 3 4"},
      {R"({"v": "2"})", ""},
      {R"({"v.w": null})", "0 1 2 3 4"},
  };
  std::vector<KindCase> cases;
  for (const auto& type :
       {arrow::int8(), arrow::int16(), arrow::int32(), arrow::int64()}) {
    cases.push_back({"Whole_" + type->ToString(), ColumnOfKind(ColumnKind::kWhole), type,
                     ints, of_ints});
  }
  cases.push_back({"WholeOfTwoTypes",
                   ColumnOfKind(ColumnKind::kWhole),
                   arrow::int64(),
                   "[7, 5000000000, -2147483648, 2147483648]",
                   {{R"({"v": {"$type": "int"}})", "0 2"},
                    {R"({"v": {"$type": "long"}})", "1 3"},
                    {R"({"v": {"$type": "number"}})", "0 1 2 3"},
                    {R"({"v": 5000000000.0})", "1"}}});
  cases.push_back({"LongBeyondDoubles",
                   ColumnOfKind(ColumnKind::kLong),
                   arrow::int64(),
                   "[9007199254740992, 9007199254740993, 9223372036854775807]",
                   {{R"({"v": 9007199254740992.0})", "0"},
                    {R"({"v": {"$gt": 9007199254740992.0}})", "1 2"},
                    {R"({"v": {"$lt": 9223372036854775808.0}})", "0 1 2"}}});
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Ints, BatchFilterKindTest, ::testing::ValuesIn(IntCases()));

std::vector<KindCase> RealCases() {
  std::vector<KindCase> cases;
  cases.push_back({"Number",
                   ColumnOfKind(ColumnKind::kNumber),
                   arrow::float64(),
                   "[1.5, 2, -0.0, 0, NaN, null, 5000000000, 1e300]",
                   {{R"({"v": 0})", "2 3"},
                    {R"({"v": {"$lt": 1}})", "2 3"},
                    {R"({"v": {"$numberDouble": "NaN"}})", "4"},
                    {R"({"v": {"$lte": {"$numberDouble": "NaN"}}})", "4"},
                    {R"({"v": {"$type": "int"}})", "1 3"},
                    {R"({"v": {"$type": "long"}})", "6"},
                    {R"({"v": {"$type": "double"}})", "0 2 4 7"},
                    {R"({"v": {"$in": [1.5, {"$numberDouble": "NaN"}]}})", "0 4"},
                    {R"({"v": {"$mod": [5, 1]}})", "0"}}});
  cases.push_back({"Float",
                   ColumnOfKind(ColumnKind::kFloat),
                   arrow::float32(),
                   "[0.1, 0.5, 16777216]",
                   {{R"({"v": 0.1})", ""},
                    {R"({"v": 0.5})", "1"},
                    {R"({"v": {"$gt": 0.1}})", "0 1 2"},
                    {R"({"v": {"$gte": 16777216.0000001}})", ""}}});
  cases.push_back(
      {"Decimal",
       testing::Decimal(34, 2),
       arrow::decimal128(38, 2),
       R"(["1.50", "-0.01", null, "100000000000000000000000000000000000.00"])",
       {{R"({"v": 1.5})", "0"},
        {R"({"v": {"$lt": 0}})", "1"},
        {R"({"v": {"$gt": {"$numberDecimal": "1.499"}}})", "0"},
        {R"({"v": {"$type": "decimal"}})", "0 1"},
        {R"({"v": null})", "2 3"},
        {R"({"v": {"$in": [1.5, -0.01]}})", "0"}}});
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Reals, BatchFilterKindTest, ::testing::ValuesIn(RealCases()));

std::vector<KindCase> TextCases() {
  std::vector<KindCase> cases;
  for (const auto& type : {arrow::utf8(), arrow::large_utf8(), arrow::utf8_view(),
                           arrow::dictionary(arrow::int8(), arrow::utf8())}) {
    cases.push_back({"String_" + std::to_string(static_cast<int>(type->id())),
                     ColumnOfKind(ColumnKind::kString, /*null_is_missing=*/false),
                     type,
                     R"(["alpha", "", null, "alphabetical", "omega 17", "alp"])",
                     {{R"({"v": "alpha"})", "0"},
                      {R"({"v": "alphabetical"})", "3"},
                      {R"({"v": "alphabeticaL"})", ""},
                      {R"({"v": ""})", "1"},
                      {R"({"v": {"$gt": "alpha"}})", "3 4"},
                      {R"({"v": {"$in": ["alp", "", "alphabetical"]}})", "1 3 5"},
                      {R"({"v": {"$in": ["alp", "omega 17"]}})", "4 5"},
                      {R"({"v": {"$regex": "^alpha"}})", "0 3"},
                      {R"({"v": {"$regex": "^alphabetic"}})", "3"},
                      {R"({"v": {"$regex": "^al.*l$"}})", "3"},
                      {R"({"v": {"$regex": "pha"}})", "0 3"},
                      {R"({"v": {"$regex": "omega.*7"}})", "4"},
                      {R"({"v": {"$regex": "OMEGA", "$options": "i"}})", "4"},
                      {R"({"v": {"$regex": "omega|lp$"}})", "4 5"},
                      {R"({"v": {"$type": "null"}})", "2"},
                      {R"({"v": {"$nin": ["alpha", null]}})", "1 3 4 5"}}});
  }
  const std::string id = "507f191e810c19729de860ea";
  cases.push_back(
      {"ObjectId",
       ColumnOfKind(ColumnKind::kObjectId),
       arrow::utf8(),
       R"(["507f191e810c19729de860ea", "507F191E810C19729DE860EA", "x",
           "607f191e810c19729de860ea", null])",
       {{R"({"v": {"$oid": "507f191e810c19729de860ea"}})", "0"},
        {R"({"v": "507f191e810c19729de860ea"})", ""},
        {R"({"v": "507F191E810C19729DE860EA"})", "1"},
        {R"({"v": {"$gt": {"$oid": "507f191e810c19729de860ea"}}})", "3"},
        {R"({"v": {"$gte": "507F"}})", "1 2"},
        {R"({"v": {"$regex": "^5"}})", "1"},
        {R"({"v": {"$type": "objectId"}})", "0 3"},
        {R"({"v": {"$in": ["x", {"$oid": "607f191e810c19729de860ea"}]}})", "2 3"}}});
  cases.push_back(
      {"Uuid",
       ColumnOfKind(ColumnKind::kUuid),
       arrow::utf8(),
       R"(["00112233-4455-6677-8899-aabbccddeeff", "0011", null])",
       {{R"({"v": {"$uuid": "00112233-4455-6677-8899-aabbccddeeff"}})", "0"},
        {R"({"v": {"$gt": {"$binary": {"base64": "AA==", "subType": "00"}}}})", "0"},
        {R"({"v": {"$type": "binData"}})", "0"},
        {R"({"v": {"$bitsAllSet": [8]}})", "0"},
        {R"({"v": "0011"})", "1"}}});
  cases.push_back(
      {"Binary",
       ColumnOfKind(ColumnKind::kBinary),
       arrow::binary(),
       R"(["a", "bb", null, ""])",
       {{R"({"v": {"$binary": {"base64": "YQ==", "subType": "00"}}})", "0"},
        {R"({"v": {"$binary": {"base64": "YQ==", "subType": "05"}}})", ""},
        {R"({"v": {"$gt": {"$binary": {"base64": "eg==", "subType": "00"}}}})", "1"},
        {R"({"v": {"$lt": {"$binary": {"base64": "YQ==", "subType": "05"}}}})", "0 3"},
        {R"({"v": {"$bitsAllSet": [0]}})", "0"},
        {R"({"v": "a"})", ""}}});
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Texts, BatchFilterKindTest, ::testing::ValuesIn(TextCases()));

std::vector<KindCase> DateCases() {
  const std::string micros = "[0, 1000, 1, -1000, null]";
  return {
      {"Date",
       ColumnOfKind(ColumnKind::kDate),
       arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"),
       micros,
       {{R"({"v": {"$date": 0}})", "0"},
        {R"({"v": {"$gte": {"$date": 0}}})", "0 1"},
        {R"({"v": {"$lt": {"$date": {"$numberLong": "9223372036854775807"}}}})", "0 1 3"},
        {R"({"v": {"$type": "date"}})", "0 1 3"},
        {R"({"v": {"$type": "string"}})", "2"},
        {R"({"v": "1970-01-01T00:00:00.000001Z"})", "2"},
        {R"({"v": {"$in": [{"$date": 1}, null]}})", "1 4"},
        {R"({"v": 0})", ""}}},
      {"TimestampNtz",
       ColumnOfKind(ColumnKind::kTimestampNtz),
       arrow::timestamp(arrow::TimeUnit::MICRO),
       micros,
       {{R"({"v": {"$date": 0}})", "0"}, {R"({"v": {"$regex": "000001$"}})", "2"}}},
      {"Day",
       ColumnOfKind(ColumnKind::kDay),
       arrow::date32(),
       "[0, 1, -1, null]",
       {{R"({"v": {"$date": 86400000}})", "1"},
        {R"({"v": {"$gt": {"$date": 1}}})", "1"},
        {R"({"v": {"$lte": {"$date": -1}}})", "2"},
        {R"({"v": {"$in": [{"$date": 1}, {"$date": 0}]}})", "0"}}},
      {"Bool",
       ColumnOfKind(ColumnKind::kBool),
       arrow::boolean(),
       "[true, false, null]",
       {{R"({"v": true})", "0"},
        {R"({"v": {"$lt": true}})", "1"},
        {R"({"v": {"$ne": false}})", "0 2"},
        {R"({"v": {"$type": "bool"}})", "0 1"},
        {R"({"v": 1})", ""}}}};
}

INSTANTIATE_TEST_SUITE_P(Dates, BatchFilterKindTest, ::testing::ValuesIn(DateCases()));

std::vector<KindCase> NestedCases() {
  const Column whole = ColumnOfKind(ColumnKind::kWhole);
  const Column object =
      ObjectOf({Named("a", whole), Named("b", ColumnOfKind(ColumnKind::kString, false))});
  const auto object_type = arrow::struct_(
      {arrow::field("a", arrow::int64()), arrow::field("b", arrow::utf8())});
  return {
      {"Object",
       object,
       object_type,
       R"([{"a": 1, "b": "x"}, {"a": null, "b": null}, null])",
       {{R"({"v.a": 1})", "0"},
        {R"({"v.a": null})", "1 2"},
        {R"({"v.a": {"$exists": false}})", "1 2"},
        {R"({"v.b": {"$exists": false}})", "2"},
        {R"({"v.b": {"$type": "null"}})", "1"},
        {R"({"v": {"a": 1, "b": "x"}})", "0"},
        {R"({"v": {"b": null}})", "1"},
        {R"({"v": {"$type": "object"}})", "0 1"},
        {R"({"v.c": null})", "0 1 2"}}},
      {"List",
       ListOf(whole),
       arrow::list(arrow::int64()),
       "[[1, 5], [], null, [null], [-5, 10]]",
       {{R"({"v": 5})", "0"},
        {R"({"v": {"$gt": 3, "$lt": 0}})", "4"},
        {R"({"v": {"$elemMatch": {"$gt": 3, "$lt": 6}}})", "0"},
        {R"({"v": null})", "2 3"},
        {R"({"v": {"$size": 0}})", "1"},
        {R"({"v": {"$size": 2}})", "0 4"},
        {R"({"v": {"$type": "array"}})", "0 1 3 4"},
        {R"({"v": {"$type": "null"}})", "3"},
        {R"({"v": [1, 5]})", "0"},
        {R"({"v.1": 10})", "4"},
        {R"({"v": {"$ne": 5}})", "1 2 3 4"},
        {R"({"v.x": null})", "2"}}},
      {"ListOfObjects",
       ListOf(object),
       arrow::large_list(object_type),
       R"([[{"a": 1, "b": "x"}, {"a": 2, "b": null}], [], [null], null, [{"a": null, "b": "y"}]])",
       {{R"({"v.a": 2})", "0"},
        {R"({"v.a": null})", "3 4"},
        {R"({"v.b": "y"})", "4"},
        {R"({"v.b": null})", "0 3"},
        {R"({"v.1.a": 2})", "0"},
        {R"({"v": {"$elemMatch": {"a": 1, "b": "x"}}})", "0"},
        {R"({"v": {"$elemMatch": {"a": 1, "b": null}}})", ""},
        {R"({"v": {"$elemMatch": {"b": null}}})", "0"},
        {R"({"v": {"$elemMatch": {"c": null}}})", "0 4"},
        {R"({"v": {"a": 1, "b": "x"}})", "0"}}},
      {"Map",
       [&] {
         Column map = ColumnOfKind(ColumnKind::kMap);
         map.children = {Named("key", ColumnOfKind(ColumnKind::kString)),
                         Named("value", whole)};
         return map;
       }(),
       arrow::map(arrow::utf8(), arrow::int64()),
       R"([[["k", 1]], [], null])",
       {{R"({"v.k": 1})", "0"}, {R"({"v.k": {"$exists": false}})", "1 2"}}},
  };
}

INSTANTIATE_TEST_SUITE_P(Nested, BatchFilterKindTest, ::testing::ValuesIn(NestedCases()));

}  // namespace
}  // namespace delta_utils
