#include "parquedb/inference.h"

#include <gtest/gtest.h>

#include <string>

#include "parquedb/collection_testing.h"

namespace parquedb {
namespace {

using testing::Docs;

/// "name:kind" with '?' behind it where NULL means missing, nested in braces or brackets.
std::string Shape(const Column& column) {
  std::string text(KindName(column.kind));
  if (column.kind == ColumnKind::kObject) {
    text = "{";
    for (const Column& child : column.children) {
      if (text.size() > 1) text += " ";
      text += child.name + (child.null_is_missing ? "?:" : ":") + Shape(child);
    }
    text += "}";
  } else if (column.kind == ColumnKind::kArray) {
    text = "[" + Shape(column.element()) + "]";
  } else if (column.kind == ColumnKind::kDecimal) {
    text += std::to_string(column.scale);
  } else if (column.kind == ColumnKind::kBinary) {
    text += std::to_string(column.subtype);
  }
  return text;
}

std::string Shapes(const std::vector<Column>& columns) {
  std::string text;
  for (const Column& column : columns) {
    if (!text.empty()) text += " ";
    text += column.name + (column.null_is_missing ? "?:" : ":") + Shape(column);
  }
  return text;
}

struct Case {
  std::string name;
  std::vector<std::string_view> documents;
  std::string columns;
};

class InferenceTest : public ::testing::TestWithParam<Case> {};

TEST_P(InferenceTest, FindsTheColumns) {
  auto columns = InferColumns(Docs(GetParam().documents), {}, InferenceMode::kCreate);
  EXPECT_EQ(Shapes(columns), GetParam().columns);
}

INSTANTIATE_TEST_SUITE_P(
    All, InferenceTest,
    ::testing::Values(
        Case{"NothingButTheId", {}, "_id?:string"},
        Case{"IdOfMostDocuments",
             {R"({"_id":1})", R"({"_id":2})", R"({"_id":"x"})"},
             "_id?:whole"},
        Case{"ObjectIds",
             {R"({"_id":{"$oid":"507f191e810c19729de860ea"}})"},
             "_id?:objectId"},
        Case{"PlainIntegersAreWhole",
             {R"({"a":1})", R"({"a":5000000000})"},
             "_id?:string a?:whole"},
        Case{"LongsOfAnySizeAreLong",
             {R"({"a":{"$numberLong":"1"}})"},
             "_id?:string a?:long"},
        Case{"IntegersAmongFractionsAreNumber",
             {R"({"a":7})", R"({"a":6.1})"},
             "_id?:string a?:number"},
        Case{"DoublesAlone", {R"({"a":7.0})", R"({"a":6.1})"}, "_id?:string a?:double"},
        Case{"DecimalsOfOneScale",
             {R"({"a":{"$numberDecimal":"1.50"}})"},
             "_id?:string a?:decimal2"},
        Case{"DecimalsWithAPositiveExponentStay",
             {R"({"a":{"$numberDecimal":"1E+3"}})"},
             "_id?:string"},
        Case{"OtherScalars",
             {R"({"a":"x","b":true,"c":{"$date":"2024-01-01T00:00:00Z"},
                  "d":{"$uuid":"73ffd264-44b3-4c69-90e8-e7d1dfc035d4"},
                  "e":{"$binary":{"base64":"AA==","subType":"05"}}})"},
             "_id?:string a?:string b?:bool c?:date d?:uuid e?:binData5"},
        Case{"NoDominantType", {R"({"a":1})", R"({"a":"x"})"}, "_id?:string"},
        Case{"FourFifthsDominate",
             {R"({"a":"x"})", R"({"a":"x"})", R"({"a":"x"})", R"({"a":"x"})",
              R"({"a":1})"},
             "_id?:string a?:string"},
        Case{"OnlyNullOrEmpty", {R"({"a":null,"b":{},"c":[]})"}, "_id?:string"},
        Case{"NullsOutnumberAbsences",
             {R"({"a":null})", R"({"a":1})"},
             "_id?:string a:whole"},
        Case{"AbsencesOutnumberNulls",
             {R"({"a":1})", R"({})", R"({"a":null})", R"({})"},
             "_id?:string a?:whole"},
        Case{"Objects",
             {R"({"a":{"x":1,"y":"t"}})", R"({"a":{"x":2,"y":"u"}})"},
             "_id?:string a?:{x?:whole y?:string}"},
        Case{"NullInsideObjects",
             {R"({"a":{"x":1,"y":null}})", R"({"a":{"x":2,"y":"u"}})"},
             "_id?:string a?:{x?:whole y:string}"},
        Case{"ObjectsWhoseChildHasNoType", {R"({"a":{"x":1,"y":null}})"}, "_id?:string"},
        Case{"FieldsKeepTheDocumentsOrder",
             {R"({"a":1,"c":1})", R"({"a":1,"b":1,"c":1})", R"({"d":1,"b":1})"},
             "_id?:string d?:whole a?:whole b?:whole c?:whole"},
        Case{"Arrays",
             {R"({"a":[1,2]})", R"({"a":[]})", R"({"a":[null,7]})"},
             "_id?:string a?:[whole]"},
        Case{"ArraysOfObjects",
             {R"({"a":[{"x":1},{"x":2,"y":true}]})"},
             "_id?:string a?:[{x?:whole y?:bool}]"},
        Case{"ArraysOfArrays", {R"({"a":[[1],[2,3]]})"}, "_id?:string a?:[[whole]]"},
        Case{
            "ReservedDottedAndEmptyNames",
            {R"({"_rest":1,"_Change_Type":1,"a.b":1,"":1,"c":{"_rest":1},"d":{"x.y":1}})"},
            "_id?:string"},
        Case{"NamesEqualButForCase",
             {R"({"a":1,"A":2,"b":{"x":1,"X":2},"É":1,"é":2})"},
             "_id?:string"}),
    [](const auto& info) { return info.param.name; });

TEST(InferColumnsTest, RareFieldsStayInRest) {
  std::vector<Object> documents(300, testing::Doc(R"({"a":1})"));
  documents[0] = testing::Doc(R"({"a":1,"rare":1})");
  EXPECT_EQ(Shapes(InferColumns(documents, {}, InferenceMode::kCreate)),
            "_id?:string a?:whole");
  documents.resize(100);
  EXPECT_EQ(Shapes(InferColumns(documents, {}, InferenceMode::kCreate)),
            "_id?:string a?:whole rare?:whole");
}

TEST(InferColumnsTest, ObjectsWithKeysOfTheirOwnAreMaps) {
  std::vector<Object> documents;
  for (int i = 0; i < 120; ++i) {
    documents.push_back(testing::Doc(R"({"a":{"k)" + std::to_string(i) + R"(":1}})"));
  }
  EXPECT_EQ(Shapes(InferColumns(documents, {}, InferenceMode::kCreate)), "_id?:string");
}

TEST(InferColumnsTest, ALaterBatchAddsWhatIsNew) {
  auto existing = InferColumns(Docs({R"({"_id":"x","a":{"x":1},"l":[{"x":1}]})"}), {},
                               InferenceMode::kCreate);
  auto found =
      InferColumns(Docs({R"({"a":{"x":1,"y":null},"l":[{"z":1}],"A":1})",
                         R"({"a":{"x":1,"y":2,"X":3},"b":null})", R"({"b":true,"c":1})"}),
                   existing, InferenceMode::kEvolve);
  EXPECT_EQ(Shapes(found), "b?:bool c?:whole l?:[{z?:whole}]")
      << "an object with names equal but for case does not grow";
  found = InferColumns(Docs({R"({"a":{"x":1,"y":null}})", R"({"a":{"x":1,"y":2}})"}),
                       existing, InferenceMode::kEvolve);
  EXPECT_EQ(Shapes(found), "a?:{y?:whole}") << "children come as missing, never as null";
}

TEST(InferColumnsTest, TheSchemaStopsGrowing) {
  Object wide;
  for (int i = 0; i < 3000; ++i) wide.Append("f" + std::to_string(i), int32_t{i});
  std::vector<Object> documents = {wide};
  EXPECT_EQ(InferColumns(documents, {}, InferenceMode::kCreate).size(),
            static_cast<size_t>(kMaxLeafColumns) + 1);
}

}  // namespace
}  // namespace parquedb
