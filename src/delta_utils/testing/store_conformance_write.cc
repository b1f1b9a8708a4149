#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "arrow/buffer.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/store_conformance.h"

namespace delta_utils::testing_internal {
namespace {

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

std::string Body(ObjectStore& store, const ObjectPath& path) {
  auto bytes = store.Get(path);
  return bytes.ok() ? (*bytes)->ToString() : bytes.status().ToString();
}

void PutReplaces(ObjectStore& store) {
  for (const char* body : {"first and long", "second", "", "third"}) {
    DU_ASSERT_OK(store.Put(P("d/a"), body));
    EXPECT_EQ(Body(store, P("d/a")), body);
  }
}

void PutIfAbsentKeepsWhatIsThere(ObjectStore& store) {
  DU_ASSERT_OK_AND_ASSIGN(PutResult put, store.PutIfAbsent(P("d/a"), "first"));
  EXPECT_EQ(put.outcome, PutOutcome::kWon);
  DU_ASSERT_OK_AND_ASSIGN(auto version, store.GetVersion(P("d/a")));
  EXPECT_EQ(put.version, version);
  for (const char* body : {"second", "first", ""}) {
    DU_ASSERT_OK_AND_ASSIGN(put, store.PutIfAbsent(P("d/a"), body));
    EXPECT_EQ(put.outcome, PutOutcome::kLost);
    EXPECT_TRUE(!put.version || put.version == version);
    EXPECT_EQ(Body(store, P("d/a")), "first");
  }
  DU_ASSERT_OK(store.Delete(P("d/a")));
  DU_ASSERT_OK_AND_ASSIGN(put, store.PutIfAbsent(P("d/a"), "again"));
  EXPECT_EQ(put.outcome, PutOutcome::kWon);
  EXPECT_EQ(Body(store, P("d/a")), "again");
}

void PutIfMatchReplacesOneVersionOnly(ObjectStore& store) {
  DU_ASSERT_OK_AND_ASSIGN(PutResult first, store.PutIfAbsent(P("a"), "1"));
  ASSERT_TRUE(first.version.has_value());
  DU_ASSERT_OK_AND_ASSIGN(PutResult second,
                          store.PutIfMatch(P("a"), "2", *first.version));
  EXPECT_EQ(second.outcome, PutOutcome::kWon);
  ASSERT_TRUE(second.version.has_value());
  EXPECT_NE(second.version, first.version);
  for (const std::string& stale :
       {*first.version, std::string(), std::string("no such")}) {
    DU_ASSERT_OK_AND_ASSIGN(PutResult lost, store.PutIfMatch(P("a"), "3", stale));
    EXPECT_EQ(lost.outcome, PutOutcome::kLost);
    EXPECT_TRUE(!lost.version || lost.version == second.version);
    EXPECT_EQ(Body(store, P("a")), "2");
  }
}

void PutIfMatchOfNothingLosesAndMakesNothing(ObjectStore& store) {
  for (const char* path : {"none", "no/folder/none"}) {
    DU_ASSERT_OK_AND_ASSIGN(PutResult put, store.PutIfMatch(P(path), "x", "v"));
    EXPECT_EQ(put.outcome, PutOutcome::kLost);
    EXPECT_EQ(put.version, std::nullopt);
  }
  DU_ASSERT_OK_AND_ASSIGN(auto listed, ListAll(store, ObjectPath()));
  EXPECT_TRUE(listed.empty());
}

void VersionsFollowTheContent(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("a"), "same size 1"));
  DU_ASSERT_OK_AND_ASSIGN(auto first, store.GetVersion(P("a")));
  DU_ASSERT_OK_AND_ASSIGN(auto again, store.GetVersion(P("a")));
  ASSERT_TRUE(first.has_value());
  EXPECT_FALSE(first->empty());
  EXPECT_EQ(first, again);
  // At once, so that a version made of the time alone would not change.
  DU_ASSERT_OK(store.Put(P("a"), "same size 2"));
  DU_ASSERT_OK_AND_ASSIGN(auto second, store.GetVersion(P("a")));
  EXPECT_NE(first, second);
}

void DeleteOfNothingIsNoError(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("d/a"), "x"));
  for (const char* path : {"none", "none/none", "d", "d/none"}) {
    DU_ASSERT_OK(store.Delete(P(path)));
  }
  EXPECT_EQ(Body(store, P("d/a")), "x");
  DU_ASSERT_OK(store.Delete(P("d/a")));
  DU_EXPECT_KIND(kNotFound, store.Get(P("d/a")));
  DU_ASSERT_OK(store.Delete(P("d/a")));
}

void DeleteAllRemovesManyAndForgivesMissingOnes(ObjectStore& store) {
  std::vector<ObjectPath> paths;
  for (int i = 0; i < 24; ++i) {
    paths.push_back(P("d" + std::to_string(i % 3) + "/x y&" + std::to_string(i)));
    DU_ASSERT_OK(store.Put(paths.back(), "x"));
  }
  for (const char* kept : {"d0/kept", "d0/x y", "kept"}) {
    DU_ASSERT_OK(store.Put(P(kept), "x"));
  }
  paths.push_back(P("none"));
  paths.push_back(P("no/folder/none"));
  paths.push_back(paths.front());
  DU_ASSERT_OK(store.DeleteAll(paths));
  DU_ASSERT_OK_AND_ASSIGN(const auto left, ListAll(store, ObjectPath()));
  std::vector<std::string> names;
  for (const ObjectInfo& info : left) names.push_back(info.path.ToString());
  EXPECT_EQ(names, (std::vector<std::string>{"d0/kept", "d0/x y", "kept"}));
  DU_ASSERT_OK(store.DeleteAll(paths));
  DU_ASSERT_OK(store.DeleteAll({}));
}

void TheRootIsNotAnObject(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("a"), "x"));
  DU_EXPECT_KIND(kInvalidArgument, store.Put(ObjectPath(), "x"));
  DU_EXPECT_KIND(kInvalidArgument, store.PutIfAbsent(ObjectPath(), "x"));
  DU_EXPECT_KIND(kInvalidArgument, store.Delete(ObjectPath()));
  DU_EXPECT_KIND(kInvalidArgument, store.DeleteAll({ObjectPath()}));
  DU_EXPECT_KIND(kNotFound, store.Get(ObjectPath()));
  EXPECT_EQ(Body(store, P("a")), "x");
}

void WriteConditionalNamesBothVersions(ObjectStore& store) {
  DU_ASSERT_OK_AND_ASSIGN(std::string v1, WriteConditional(store, P("a"), "1", {}));
  DU_ASSERT_OK_AND_ASSIGN(std::string v2, WriteConditional(store, P("a"), "2", v1));
  EXPECT_EQ(Body(store, P("a")), "2");
  struct Case {
    const char* path;
    std::optional<std::string> expected;
    std::optional<std::string> actual;
  };
  for (const Case& c :
       {Case{"a", std::nullopt, v2}, Case{"a", v1, v2}, Case{"b", v1, std::nullopt}}) {
    const Status status = WriteConditional(store, P(c.path), "3", c.expected).status();
    DU_EXPECT_KIND(kVersionMismatch, status);
    ASSERT_NE(DetailOf(status), nullptr);
    EXPECT_EQ(DetailOf(status)->expected_version, c.expected);
    EXPECT_EQ(DetailOf(status)->actual_version, c.actual);
    EXPECT_EQ(DetailOf(status)->path(), store.Uri(P(c.path)));
  }
  EXPECT_EQ(Body(store, P("a")), "2");
}

}  // namespace

std::vector<ConformanceRule> WriteRules() {
  return {{"PutReplaces", PutReplaces},
          {"PutIfAbsentKeepsWhatIsThere", PutIfAbsentKeepsWhatIsThere},
          {"PutIfMatchReplacesOneVersionOnly", PutIfMatchReplacesOneVersionOnly},
          {"PutIfMatchOfNothingLosesAndMakesNothing",
           PutIfMatchOfNothingLosesAndMakesNothing},
          {"VersionsFollowTheContent", VersionsFollowTheContent},
          {"DeleteOfNothingIsNoError", DeleteOfNothingIsNoError},
          {"DeleteAllRemovesManyAndForgivesMissingOnes",
           DeleteAllRemovesManyAndForgivesMissingOnes},
          {"TheRootIsNotAnObject", TheRootIsNotAnObject},
          {"WriteConditionalNamesBothVersions", WriteConditionalNamesBothVersions}};
}

}  // namespace delta_utils::testing_internal
