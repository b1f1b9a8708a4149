#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "arrow/buffer.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/store_conformance.h"

namespace delta_utils::testing_internal {
namespace {

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

/// Every name is an object of its own, listed by exactly its bytes.
void CheckNames(ObjectStore& store, std::vector<std::string> names) {
  for (std::string& name : names) name = "t/" + name;
  for (const std::string& name : names) {
    DU_ASSERT_OK_AND_ASSIGN(const PutResult put, store.PutIfAbsent(P(name), name));
    EXPECT_EQ(put.outcome, PutOutcome::kWon) << name;
  }
  std::ranges::sort(names);
  DU_ASSERT_OK_AND_ASSIGN(const auto objects, ListAll(store, P("t")));
  std::vector<std::string> listed;
  for (const ObjectInfo& info : objects) listed.push_back(info.path.ToString());
  EXPECT_THAT(listed, testing::ElementsAreArray(names));
  for (const std::string& name : names) {
    DU_ASSERT_OK_AND_ASSIGN(const auto bytes, store.Get(P(name)));
    EXPECT_EQ(bytes->ToString(), name);
    DU_ASSERT_OK_AND_ASSIGN(const auto rest, ListAll(store, P("t"), P(name)));
    const auto after = std::ranges::upper_bound(names, name);
    EXPECT_EQ(rest.size(), static_cast<size_t>(names.end() - after)) << name;
    DU_ASSERT_OK_AND_ASSIGN(const ObjectInfo info, store.Head(P(name)));
    EXPECT_EQ(info.size_bytes, static_cast<int64_t>(name.size()));
  }
  std::vector<ObjectPath> paths;
  for (const std::string& name : names) paths.push_back(P(name));
  DU_ASSERT_OK(store.DeleteAll(paths));
  DU_ASSERT_OK_AND_ASSIGN(const auto left, ListAll(store, ObjectPath()));
  EXPECT_TRUE(left.empty());
}

void NamesAreNeitherDecodedNorFolded(ObjectStore& store) {
  CheckNames(store, {"a b",
                     "a+b",
                     "a%20b",
                     "a%2Fb",
                     "a%2fb",
                     "%41",
                     "a=b",
                     "k=v/x&y",
                     "a&amp;b",
                     "what?",
                     "#hash",
                     "100%",
                     "..x",
                     "A",
                     "a",
                     "~",
                     "$HOME",
                     "-rf",
                     "(1)!,;@",
                     "\xc3\xa4",
                     "a\xcc\x88",
                     "\xe6\x97\xa5\xe6\x9c\xac",
                     "\xf0\x9f\x8d\x8f",
                     ".hidden",
                     "__HIVE_DEFAULT_PARTITION__",
                     "date=2024-01-01 00%3A00/part,1;2@3.parquet"});
}

void OddNamesAreNeitherDecodedNorFolded(ObjectStore& store) {
  CheckNames(store, {" ", "%2e%2e", "%2E%2E", "...", "back\\slash", "c:d", "*", "\"q\"",
                     "'", "<tag>", "a|b", "new\nline", "tab\t", "\x01", "\x7f"});
}

void NamesThatNoFileCanHaveAreNotFound(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("d/a"), "x"));
  for (const ObjectPath& path : {P("d/a/below"), P("d/" + std::string(300, 'n'))}) {
    DU_EXPECT_KIND(kNotFound, store.Get(path));
    DU_EXPECT_KIND(kNotFound, store.GetRange(path, 0, 1));
    DU_EXPECT_KIND(kNotFound, store.Head(path));
    DU_ASSERT_OK_AND_ASSIGN(const auto version, store.GetVersion(path));
    EXPECT_EQ(version, std::nullopt) << path.ToString();
    DU_ASSERT_OK(store.Delete(path));
  }
  DU_ASSERT_OK_AND_ASSIGN(const auto bytes, store.Get(P("d/a")));
  EXPECT_EQ(bytes->ToString(), "x");
}

void PathsThatCouldMeanAnotherAreRefused(ObjectStore&) {
  for (const char* path :
       {"a//b", "a/", "/a", "..", "a/../b", "./a", "a/.", "//", "a/b//"}) {
    const Status status = ObjectPath::Parse(path).status();
    DU_EXPECT_KIND(kInvalidArgument, status);
    EXPECT_TRUE(status.message().starts_with(std::string(path) + ": ")) << status;
  }
}

}  // namespace

std::vector<ConformanceRule> NameRules(const StoreTraits& traits) {
  std::vector<ConformanceRule> rules = {
      {"NamesAreNeitherDecodedNorFolded", NamesAreNeitherDecodedNorFolded},
      {"PathsThatCouldMeanAnotherAreRefused", PathsThatCouldMeanAnotherAreRefused}};
  if (traits.odd_names) {
    rules.push_back(
        {"OddNamesAreNeitherDecodedNorFolded", OddNamesAreNeitherDecodedNorFolded});
  }
  if (traits.names_beyond_files) {
    rules.push_back(
        {"NamesThatNoFileCanHaveAreNotFound", NamesThatNoFileCanHaveAreNotFound});
  }
  return rules;
}

}  // namespace delta_utils::testing_internal
