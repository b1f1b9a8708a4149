#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/store_conformance.h"

namespace delta_utils::testing_internal {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

/// Names chosen so that the order of folders' names is not the order of whole paths.
const std::vector<std::string>& Names() {
  static const std::vector<std::string> names = {
      "a b/x",   "a!",   "a-b", "a-b.d/x", "a.b", "a/b", "a/b-c",  "a/b.d/x",   "a/b.d/y",
      "a/c/d/e", "a/c0", "a0",  "a1/x",    "aa",  "z/y", "z/y-/1", "\xc3\xa4/x"};
  return names;
}

void PutNames(ObjectStore& store) {
  // Not in order, so that the order is the store's doing.
  for (auto name = Names().rbegin(); name != Names().rend(); ++name) {
    DU_ASSERT_OK(store.Put(P(*name), *name));
  }
}

std::vector<std::string> List(ObjectStore& store, const ObjectPath& prefix,
                              const std::optional<ObjectPath>& start_after = {}) {
  auto objects = ListAll(store, prefix, start_after);
  if (!objects.ok()) return {objects.status().ToString()};
  std::vector<std::string> paths;
  for (const ObjectInfo& info : *objects) paths.push_back(info.path.ToString());
  return paths;
}

void ListsInTheOrderOfPathBytes(ObjectStore& store) {
  ASSERT_TRUE(std::is_sorted(Names().begin(), Names().end()));
  PutNames(store);
  EXPECT_THAT(List(store, ObjectPath()), ElementsAreArray(Names()));
}

void APrefixIsWholeSegments(ObjectStore& store) {
  PutNames(store);
  EXPECT_THAT(List(store, P("a")),
              ElementsAre("a/b", "a/b-c", "a/b.d/x", "a/b.d/y", "a/c/d/e", "a/c0"));
  EXPECT_THAT(List(store, P("a/c")), ElementsAre("a/c/d/e"));
  EXPECT_THAT(List(store, P("a/b.d")), ElementsAre("a/b.d/x", "a/b.d/y"));
  for (const char* none : {"a/b", "b", "a/none", "a/b/c", "aa/b"}) {
    EXPECT_THAT(List(store, P(none)), IsEmpty()) << none;
  }
}

void AnEmptyStoreListsNothing(ObjectStore& store) {
  EXPECT_THAT(List(store, ObjectPath()), IsEmpty());
  EXPECT_THAT(List(store, P("a")), IsEmpty());
}

void StartAfterLeavesOutExactlyWhatIsNotGreater(ObjectStore& store) {
  PutNames(store);
  std::vector<std::string> bounds = Names();
  for (const char* bound : {"a", "a/", "a/b.d", "a/b.d/w", "a/b.d/xx", "a/c", "a/c/d",
                            "a/c/d/e/f", "0", "zzz", "z/y-", "a-b.d/"}) {
    bounds.push_back(bound);
  }
  for (std::string bound : bounds) {
    if (bound.back() == '/') bound.pop_back();
    for (const char* prefix : {"", "a", "a/b.d", "z"}) {
      std::vector<std::string> expected;
      for (const std::string& name : Names()) {
        if (name > bound && P(name).IsUnder(P(prefix))) expected.push_back(name);
      }
      EXPECT_THAT(List(store, P(prefix), P(bound)), ElementsAreArray(expected))
          << "after " << bound << " under " << prefix;
    }
  }
}

void TheVisitorStopsTheListing(ObjectStore& store) {
  PutNames(store);
  for (size_t wanted = 1; wanted <= Names().size(); ++wanted) {
    std::vector<std::string> seen;
    DU_ASSERT_OK(store.List(ObjectPath(), {}, [&](const ObjectInfo& info) {
      seen.push_back(info.path.ToString());
      return seen.size() < wanted;
    }));
    EXPECT_THAT(seen, ElementsAreArray(Names().begin(), Names().begin() + wanted));
  }
}

void TheVisitorMayUseTheStore(ObjectStore& store) {
  PutNames(store);
  DU_ASSERT_OK(store.List(ObjectPath(), {}, [&](const ObjectInfo& info) {
    EXPECT_TRUE(store.Delete(info.path).ok());
    return true;
  }));
  EXPECT_THAT(List(store, ObjectPath()), IsEmpty());
}

void AListingFollowsEveryWrite(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("d/a"), "1"));
  EXPECT_THAT(List(store, P("d")), ElementsAre("d/a"));
  DU_ASSERT_OK(store.PutIfAbsent(P("d/b"), "22").status());
  EXPECT_THAT(List(store, P("d")), ElementsAre("d/a", "d/b"));
  DU_ASSERT_OK(store.Put(P("d/a"), "333"));
  DU_ASSERT_OK_AND_ASSIGN(auto objects, ListAll(store, P("d")));
  ASSERT_EQ(objects.size(), 2u);
  DU_ASSERT_OK_AND_ASSIGN(const ObjectInfo head, store.Head(P("d/a")));
  EXPECT_EQ(objects[0].size_bytes, 3);
  // Some services tell whole seconds here and milliseconds there.
  EXPECT_EQ(objects[0].last_modified_ms / 1000, head.last_modified_ms / 1000);
  DU_ASSERT_OK(store.Delete(P("d/a")));
  EXPECT_THAT(List(store, P("d")), ElementsAre("d/b"));
}

void LongListingsAreComplete(ObjectStore& store) {
  std::vector<std::string> names;
  for (int i = 0; i < 300; ++i) {
    names.push_back("log/" + std::to_string(100000 + i) + ".json");
  }
  constexpr size_t kThreads = 8;  // side by side, because a durable write takes its time
  std::vector<std::thread> threads;
  for (size_t first = 0; first < kThreads; ++first) {
    threads.emplace_back([&, first] {
      for (size_t i = first; i < names.size(); i += kThreads) {
        EXPECT_TRUE(store.Put(P(names[i]), "x").ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(List(store, ObjectPath()), ElementsAreArray(names));
  EXPECT_THAT(List(store, P("log"), P(names[names.size() - 2])),
              ElementsAre(names.back()));
}

}  // namespace

std::vector<ConformanceRule> ListRules() {
  return {{"ListsInTheOrderOfPathBytes", ListsInTheOrderOfPathBytes},
          {"APrefixIsWholeSegments", APrefixIsWholeSegments},
          {"AnEmptyStoreListsNothing", AnEmptyStoreListsNothing},
          {"StartAfterLeavesOutExactlyWhatIsNotGreater",
           StartAfterLeavesOutExactlyWhatIsNotGreater},
          {"TheVisitorStopsTheListing", TheVisitorStopsTheListing},
          {"TheVisitorMayUseTheStore", TheVisitorMayUseTheStore},
          {"AListingFollowsEveryWrite", AListingFollowsEveryWrite},
          {"LongListingsAreComplete", LongListingsAreComplete}};
}

}  // namespace delta_utils::testing_internal
