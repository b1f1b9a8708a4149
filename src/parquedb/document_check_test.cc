#include "parquedb/document_check.h"

#include <gtest/gtest.h>

#include "parquedb/collection_testing.h"

namespace parquedb {
namespace {

using testing::Doc;

Object Nested(int levels) {
  Object document;
  document.Append("a", int32_t{1});
  for (int i = 1; i < levels; ++i) {
    Object outer;
    outer.Append("a", std::move(document));
    document = std::move(outer);
  }
  return document;
}

TEST(DocumentCheckTest, RefusesWithTheFieldsPath) {
  Object duplicate;
  duplicate.fields = {{"x", int32_t{1}}, {"x", int32_t{2}}};
  Object outer;
  outer.Append("o", duplicate);
  Object many;
  for (int i = 0; i < 100; ++i) many.Append("f" + std::to_string(i), int32_t{i});
  many.Append("f50", int32_t{0});
  Object nul;
  nul.Append(std::string("a\0b", 3), int32_t{1});
  Object bad_text;
  bad_text.Append("t", "\xff");
  Object bad_name;
  bad_name.Append("\xff", int32_t{1});
  const std::vector<std::pair<Object, std::string>> cases = {
      {outer, "'o.x': duplicate key"},
      {many, "'f50': duplicate key"},
      {nul, "contains NUL"},
      {bad_text, "'t': not valid UTF-8"},
      {bad_name, "the name is not valid UTF-8"},
      {Doc(R"({"$set":1})"), "'$set'"},
      {Doc(R"({"_id":[1]})"), "'_id': cannot be of type array"},
      {Doc(R"({"_id":{"$regularExpression":{"pattern":"a","options":""}}})"), "'_id'"},
      {Doc(R"({"_id":{"$undefined":true}})"), "'_id'"},
      {Nested(201), "more than 200 levels"},
  };
  for (const auto& [document, message] : cases) {
    Status status = CheckDocument(document);
    DU_EXPECT_KIND(kInvalidArgument, status);
    EXPECT_NE(status.message().find(message), std::string::npos) << status.message();
  }
}

TEST(DocumentCheckTest, TakesWhatMongoDbTakes) {
  for (const Object& document :
       {Doc("{}"), Nested(200), Doc(R"({"a.b":1,"":2,"o":{"$x":1}})"),
        Doc(R"({"_id":null})"), Doc(R"({"_id":{"a":1}})")}) {
    EXPECT_TRUE(CheckDocument(document).ok());
  }
}

TEST(DocumentCheckTest, CountsBytesAsBson) {
  Object document;
  document.Append("t", std::string(16 * 1024 * 1024 - 13, 'x'));
  EXPECT_TRUE(CheckDocument(document).ok()) << "exactly 16 MiB";
  document.fields[0].value = std::string(16 * 1024 * 1024 - 12, 'x');
  DU_EXPECT_KIND(kInvalidArgument, CheckDocument(document));
}

TEST(DocumentCheckTest, PutsTheIdInFront) {
  testing::World world;
  Object document = Doc(R"({"a":1,"_id":7})");
  EXPECT_FALSE(EnsureId(&document, world.runtime()));
  EXPECT_EQ(document, Doc(R"({"_id":7,"a":1})"));
  document = Doc(R"({"a":1})");
  EXPECT_TRUE(EnsureId(&document, world.runtime()));
  EXPECT_TRUE(document.fields[0].value.is<delta_utils::ObjectId>());
}

}  // namespace
}  // namespace parquedb
