#include "parquedb/collection.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "parquedb/collection_testing.h"
#include "parquedb/database.h"
#include "parquedb/file_facts.h"

namespace parquedb {
namespace {

using testing::Doc;
using testing::Docs;
using testing::FindAll;
using testing::Where;
using testing::World;

TEST(CollectionTest, WhatGoesInComesOut) {
  World world;
  auto films = world.collection();
  DU_ASSERT_OK_AND_ASSIGN(
      InsertResult first,
      films->InsertMany(Docs({R"({"_id":1,"title":"Alien","year":1979,"note":null})",
                              R"({"_id":2,"title":1941,"year":1979,"note":null})",
                              R"({"_id":3,"title":"Heat","year":1995,"note":"x"})",
                              R"({"_id":4,"title":"Up","year":2009,"tags":["a"]})",
                              R"({"_id":5,"title":"Big","year":1988,"note":null})"})));
  EXPECT_EQ(first.inserted, 5);
  EXPECT_EQ(first.version, 0);
  EXPECT_EQ(first.ids.size(), 5u);
  EXPECT_EQ(
      FindAll(*films, Where(R"({"year":{"$lt":1989}})")),
      (std::vector<std::string>{R"({"_id":1,"title":"Alien","year":1979,"note":null})",
                                R"({"_id":2,"title":1941,"year":1979,"note":null})",
                                R"({"_id":5,"title":"Big","year":1988,"note":null})"}));
  EXPECT_EQ(FindAll(*films, Where(R"({"title":1941})")).size(), 1u);
  EXPECT_EQ(
      FindAll(*films, Where(R"({"note":{"$exists":false}})")),
      (std::vector<std::string>{R"({"_id":4,"title":"Up","year":2009,"tags":["a"]})"}));
  EXPECT_EQ(*films->Count({}), 5);
  EXPECT_EQ(*films->Count(Where(R"({"tags":"a"})").filter), 1);
}

TEST(CollectionTest, SortSkipLimitAndProjection) {
  World world;
  auto films = world.collection();
  DU_ASSERT_OK(
      films->InsertMany(Docs({R"({"_id":1,"t":"b","y":2})", R"({"_id":2,"t":"a","y":1})",
                              R"({"_id":3,"t":"c","y":2})"})));
  FindOptions options;
  options.sort = *ParseSort("-y,t");
  options.projection = *ParseProjection("t");
  EXPECT_EQ(FindAll(*films, options),
            (std::vector<std::string>{R"({"_id":1,"t":"b"})", R"({"_id":3,"t":"c"})",
                                      R"({"_id":2,"t":"a"})"}));
  options.skip = 1;
  options.limit = 1;
  EXPECT_EQ(FindAll(*films, options), (std::vector<std::string>{R"({"_id":3,"t":"c"})"}));
  options.sort.clear();
  EXPECT_EQ(FindAll(*films, options), (std::vector<std::string>{R"({"_id":2,"t":"a"})"}));
  options.limit = 0;
  EXPECT_TRUE(FindAll(*films, options).empty());
  options.skip = -1;
  DU_EXPECT_KIND(kInvalidArgument, films->Find(options));
}

TEST(CollectionTest, DoesNotExistBeforeTheFirstInsert) {
  World world;
  auto films = world.collection();
  DU_EXPECT_KIND(kNotFound, films->Find({}));
  DU_EXPECT_KIND(kNotFound, films->Count({}));
  DU_ASSERT_OK_AND_ASSIGN(InsertResult nothing, films->InsertMany({}));
  EXPECT_EQ(nothing.version, std::nullopt);
  DU_EXPECT_KIND(kNotFound, films->Find({}));
}

TEST(CollectionTest, ReadsAsOfAVersion) {
  World world;
  auto films = world.collection();
  DU_ASSERT_OK(films->InsertOne(Doc(R"({"_id":1})")));
  DU_ASSERT_OK(films->InsertOne(Doc(R"({"_id":2,"new":true})")));
  FindOptions options;
  options.version = 0;
  EXPECT_EQ(FindAll(*films, options), (std::vector<std::string>{R"({"_id":1})"}));
  EXPECT_EQ(*films->Count({}, 0), 1);
  EXPECT_EQ(*films->Count({}, 1), 2);
  options.version = 2;
  DU_EXPECT_KIND(kNotFound, films->Find(options));
}

/// Inserts one document, a moment after whatever came before: files are found oldest
/// first.
void InsertLater(World& world, Collection& collection, std::string_view json) {
  world.clock.Advance(1);
  DU_ASSERT_OK(collection.InsertOne(Doc(json)));
}

TEST(CollectionTest, NewFieldsBecomeColumns) {
  World world;
  auto films = world.collection();
  InsertLater(world, *films, R"({"_id":1,"a":{"x":1}})");
  InsertLater(world, *films, R"({"_id":2,"a":{"x":1,"y":2},"b":"t"})");
  InsertLater(world, *films, R"({"_id":3,"b":null,"c":1.5})");
  EXPECT_EQ(FindAll(*films),
            (std::vector<std::string>{R"({"_id":1,"a":{"x":1}})",
                                      R"({"_id":2,"a":{"x":1,"y":2},"b":"t"})",
                                      R"({"_id":3,"b":null,"c":1.5})"}));
  DU_ASSERT_OK_AND_ASSIGN(auto snapshot, films->Snapshot());
  std::vector<std::string> names;
  for (const auto& field : snapshot->schema().fields) names.push_back(field.name);
  EXPECT_EQ(names, (std::vector<std::string>{"_id", "a", "b", "c", "_rest"}));
}

TEST(CollectionTest, NamesThatDeltaForbidsTurnOnColumnMapping) {
  World world;
  auto films = world.collection();
  InsertLater(world, *films, R"({"_id":1,"plain":1})");
  DU_ASSERT_OK_AND_ASSIGN(auto before, films->Snapshot());
  EXPECT_EQ(before->mapping_mode(), delta_utils::ColumnMappingMode::kNone);
  InsertLater(world, *films, R"({"_id":2,"plain":2,"with space":{"a,b":3}})");
  DU_ASSERT_OK_AND_ASSIGN(auto after, films->Snapshot());
  EXPECT_EQ(after->mapping_mode(), delta_utils::ColumnMappingMode::kName);
  InsertLater(world, *films, R"({"_id":3,"other":true})");
  EXPECT_EQ(FindAll(*films),
            (std::vector<std::string>{R"({"_id":1,"plain":1})",
                                      R"({"_id":2,"plain":2,"with space":{"a,b":3}})",
                                      R"({"_id":3,"other":true})"}));
}

TEST(CollectionTest, RestIsAddedByTheFirstDocumentThatNeedsIt) {
  World world;
  auto films = world.collection();
  DU_ASSERT_OK(films->InsertOne(Doc(R"({"_id":1,"a":1})")));
  EXPECT_EQ((*films->Snapshot())->schema().Find("_rest"), nullptr);
  InsertLater(world, *films, R"({"_id":2,"a":"x"})");
  DU_ASSERT_OK_AND_ASSIGN(auto snapshot, films->Snapshot());
  ASSERT_NE(snapshot->schema().Find("_rest"), nullptr);
  std::multiset<size_t> names;
  for (const delta_utils::LiveFile& file : snapshot->state().files) {
    const delta_utils::Add add = file.ToAdd();
    auto rest = RestNamesOf(add);
    ASSERT_TRUE(rest.has_value());
    names.insert(rest->size());
    EXPECT_EQ(MayBeInRest(add, "a"), rest->size() == 1);
  }
  EXPECT_EQ(names, (std::multiset<size_t>{0, 1}));
  EXPECT_EQ(FindAll(*films),
            (std::vector<std::string>{R"({"_id":1,"a":1})", R"({"_id":2,"a":"x"})"}));
}

TEST(CollectionTest, RestAsJsonAndNotAtAll) {
  World world;
  CollectionOptions json;
  json.rest = RestMode::kJson;
  json.promotion = Promotion::kNone;
  auto films = world.collection(json);
  DU_ASSERT_OK(films->InsertOne(Doc(R"({"_id":1,"a":{"b":[1,2.5]}})")));
  DU_ASSERT_OK_AND_ASSIGN(auto snapshot, films->Snapshot());
  ASSERT_EQ(snapshot->schema().fields.size(), 2u);
  EXPECT_TRUE(snapshot->schema().Find("_rest")->type.IsPrimitive("string"));
  EXPECT_EQ(FindAll(*films),
            (std::vector<std::string>{R"({"_id":1,"a":{"b":[1,2.5]}})"}));

  World strict_world;
  CollectionOptions strict;
  strict.rest = RestMode::kNone;
  films = strict_world.collection(strict);
  DU_ASSERT_OK(films->InsertOne(Doc(R"({"_id":1,"a":1})")));
  DU_EXPECT_KIND(kInvalidArgument, films->InsertOne(Doc(R"({"_id":2,"a":"x"})")));
  EXPECT_EQ(*films->Count({}), 1);
}

TEST(CollectionTest, AnIdIsUniqueAcrossTypesFilesAndBatches) {
  World world;
  auto films = world.collection();
  DU_EXPECT_KIND(kAlreadyExists,
                 films->InsertMany(Docs({R"({"_id":1})", R"({"_id":1.0})"})));
  DU_EXPECT_KIND(kNotFound, films->Count({}));
  DU_ASSERT_OK(films->InsertMany(Docs({R"({"_id":1})", R"({"_id":2})", R"({"_id":"x"})",
                                       R"({"_id":{"$numberDecimal":"5.0"}})"})));
  for (const char* taken : {R"({"_id":1})", R"({"_id":2.0})", R"({"_id":"x"})",
                            R"({"_id":5})", R"({"_id":{"$numberLong":"2"}})"}) {
    Result<InsertResult> result = films->InsertMany(Docs({R"({"_id":77})", taken}));
    DU_EXPECT_KIND(kAlreadyExists, result);
    EXPECT_NE(result.status().message().find("duplicate _id"), std::string::npos);
  }
  EXPECT_EQ(*films->Count({}), 4);
  DU_ASSERT_OK(
      films->InsertMany(Docs({R"({"_id":3})", R"({"_id":"y"})", R"({"_id":2.5})"})));
}

TEST(CollectionTest, AnIdEqualByValueIsTakenAcrossFilesInEitherOrder) {
  const std::vector<std::pair<const char*, const char*>> pairs = {
      {R"({"_id":5})", R"({"_id":{"$numberDecimal":"5"}})"},
      {R"({"_id":5})", R"({"_id":{"$numberDecimal":"50E-1"}})"},
      {R"({"_id":0})", R"({"_id":{"$numberDecimal":"-0"}})"},
      {R"({"_id":9007199254740993})", R"({"_id":{"$numberDecimal":"9007199254740993"}})"},
      {R"({"_id":5})", R"({"_id":5.0})"},
      {R"({"_id":0.5})", R"({"_id":{"$numberDecimal":"0.5"}})"},
      {R"({"_id":"a"})", R"({"_id":{"$symbol":"a"}})"},
  };
  for (const auto& [one, other] : pairs) {
    for (bool swapped : {false, true}) {
      World world;
      auto films = world.collection();
      DU_ASSERT_OK(films->InsertOne(Doc(swapped ? other : one)));
      DU_EXPECT_KIND(kAlreadyExists, films->InsertOne(Doc(swapped ? one : other)));
      EXPECT_EQ(*films->Count({}), 1);
    }
  }
}

TEST(CollectionTest, ARefusedInsertLeavesNothingBehind) {
  World world;
  auto films = world.collection();
  DU_ASSERT_OK(films->InsertOne(Doc(R"({"_id":1})")));
  auto before = *delta_utils::ListAll(*world.store, {});
  std::vector<Object> many;
  for (int i = 2; i < 20'000; ++i) {
    Object document;
    document.Append("_id", int32_t{i});
    many.push_back(std::move(document));
  }
  many.push_back(Doc(R"({"_id":1})"));
  DU_EXPECT_KIND(kAlreadyExists, films->InsertMany(std::move(many)));
  EXPECT_EQ(delta_utils::ListAll(*world.store, {})->size(), before.size());
}

TEST(CollectionTest, ManyChunksMakeOneCommit) {
  World world;
  auto films = world.collection();
  int64_t next = 0;
  auto source = [&]() -> Result<std::optional<Object>> {
    if (next == 20'000) return std::nullopt;
    Object document;
    document.Append("_id", next);
    // Fields that come late, and values that need `_rest` only in the last chunk.
    if (next > 9000) document.Append("late", next > 19'000 ? Value("text") : Value(next));
    ++next;
    return std::optional(std::move(document));
  };
  DU_ASSERT_OK_AND_ASSIGN(InsertResult done, films->Insert(source));
  EXPECT_EQ(done.inserted, 20'000);
  EXPECT_EQ(done.version, 0);
  EXPECT_EQ(*films->Count({}), 20'000);
  EXPECT_EQ(*films->Count(Where(R"({"late":"text"})").filter), 999);
  EXPECT_EQ(*films->Count(Where(R"({"late":{"$gte":0}})").filter), 10'000);
}

TEST(CollectionTest, RacingInsertsLoseNothing) {
  World world;
  constexpr int kWriters = 8, kBatches = 12;
  std::vector<std::thread> writers;
  std::atomic<int> failures = 0;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      auto films = world.collection();  // as another process would have it
      for (int b = 0; b < kBatches; ++b) {
        std::string id = std::to_string(w * 100 + b);
        // Every writer brings a field of its own, and one of no fixed type.
        Object document = Doc(R"({"_id":)" + id + R"(,"w)" + std::to_string(w % 3) +
                              R"(":1,"mixed":)" + (w % 2 == 0 ? "1" : "\"x\"") + "}");
        failures += !films->InsertOne(std::move(document)).ok();
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(failures, 0);
  auto films = world.collection();
  EXPECT_EQ((*films->Snapshot())->version(), kWriters * kBatches - 1)
      << "one commit each";
  std::set<std::string> seen;
  for (const std::string& line : FindAll(*films)) EXPECT_TRUE(seen.insert(line).second);
  EXPECT_EQ(seen.size(), static_cast<size_t>(kWriters * kBatches));
}

TEST(CollectionTest, OfRacingEqualIdsOneWins) {
  World world;
  std::atomic<int> wins = 0, duplicates = 0;
  std::vector<std::thread> writers;
  for (int w = 0; w < 8; ++w) {
    writers.emplace_back([&] {
      auto films = world.collection();
      for (int id = 0; id < 5; ++id) {
        Object document;
        document.Append("_id", int32_t{id});
        auto result = films->InsertOne(std::move(document));
        if (result.ok()) ++wins;
        duplicates += !result.ok() && delta_utils::KindOf(result.status()) ==
                                          delta_utils::ErrorKind::kAlreadyExists;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(wins, 5);
  EXPECT_EQ(duplicates, 35);
  EXPECT_EQ(*world.collection()->Count({}), 5);
}

TEST(DatabaseTest, ListsItsCollections) {
  World world;
  DU_ASSERT_OK_AND_ASSIGN(auto database,
                          Database::Open(world.store, {}, world.runtime()));
  EXPECT_TRUE(database->ListCollections()->empty());
  for (const char* name : {"b", "a", "a.b", "a-b"}) {
    DU_ASSERT_OK_AND_ASSIGN(auto collection, database->GetCollection(name));
    DU_ASSERT_OK(collection->InsertOne(Doc("{}")));
  }
  EXPECT_EQ(*database->ListCollections(),
            (std::vector<std::string>{"a", "a-b", "a.b", "b"}));
  for (const char* name : {"", "_x", ".x", "..", "a/b"}) {
    DU_EXPECT_KIND(kInvalidArgument, database->GetCollection(name));
  }
}

}  // namespace
}  // namespace parquedb
