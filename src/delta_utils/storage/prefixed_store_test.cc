#include "delta_utils/storage/prefixed_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/decorator_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

const int registered =
    RegisterDecoratorConformance("PrefixedStore", [](StoreWorld& world) {
      return std::make_shared<PrefixedStore>(world.memory, P("some/tenant"));
    });
const int registered_root =
    RegisterDecoratorConformance("PrefixedStoreAtTheRoot", [](StoreWorld& world) {
      return std::make_shared<PrefixedStore>(world.memory, ObjectPath());
    });

class PrefixedStoreTest : public testing::Test {
 protected:
  std::vector<std::string> Listed(ObjectStore& store,
                                  const std::optional<ObjectPath>& after = {}) {
    std::vector<std::string> paths;
    auto objects = ListAll(store, ObjectPath(), after);
    EXPECT_TRUE(objects.ok()) << objects.status();
    for (const ObjectInfo& info : *objects) paths.push_back(info.path.ToString());
    return paths;
  }

  StoreWorld world_;
  ObjectStore& lake_ = *world_.memory;
  PrefixedStore store_{world_.memory, P("t/shop")};
};

TEST_F(PrefixedStoreTest, EveryPathLiesBelowThePrefix) {
  DU_ASSERT_OK(store_.Put(P("a"), "1"));
  DU_ASSERT_OK(store_.PutIfAbsent(P("b/c"), "2").status());
  EXPECT_THAT(Listed(lake_), ElementsAre("t/shop/a", "t/shop/b/c"));
  EXPECT_THAT(Listed(store_), ElementsAre("a", "b/c"));
  DU_ASSERT_OK_AND_ASSIGN(const ObjectInfo info, store_.Head(P("b/c")));
  EXPECT_EQ(info.path, P("b/c"));
  EXPECT_EQ(store_.Uri(P("a")), "memory://test/t/shop/a");
  EXPECT_EQ(store_.Uri(ObjectPath()), "memory://test/t/shop");
  EXPECT_EQ(DetailOf(store_.Get(P("x")).status())->path(), store_.Uri(P("x")));
}

TEST_F(PrefixedStoreTest, NothingEscapes) {
  for (const char* outside : {"t/shop", "t/shop2/a", "t/shop-b", "t/a", "a"}) {
    DU_ASSERT_OK(lake_.Put(P(outside), "outside"));
  }
  const std::vector<std::string> before = Listed(lake_);
  EXPECT_THAT(Listed(store_), IsEmpty());
  // The prefix's own name is an object below, but not one of this store.
  DU_EXPECT_KIND(kNotFound, store_.Get(ObjectPath()));
  DU_EXPECT_KIND(kNotFound, store_.GetRange(ObjectPath(), 0, 1));
  DU_EXPECT_KIND(kNotFound, ReadAsync(store_, ObjectPath(), 0, 1));
  DU_EXPECT_KIND(kNotFound, store_.Head(ObjectPath()));
  DU_ASSERT_OK_AND_ASSIGN(auto version, store_.GetVersion(ObjectPath()));
  EXPECT_EQ(version, std::nullopt);
  DU_EXPECT_KIND(kInvalidArgument, store_.Put(ObjectPath(), "x"));
  DU_EXPECT_KIND(kInvalidArgument, store_.PutIfAbsent(ObjectPath(), "x"));
  DU_EXPECT_KIND(kInvalidArgument, store_.PutIfMatch(ObjectPath(), "x", "1"));
  DU_EXPECT_KIND(kInvalidArgument, store_.Delete(ObjectPath()));
  DU_ASSERT_OK(store_.Put(P("kept"), "x"));
  DU_EXPECT_KIND(kInvalidArgument, store_.DeleteAll({P("kept"), ObjectPath()}));
  EXPECT_THAT(Listed(store_), ElementsAre("kept"));
  DU_ASSERT_OK(store_.DeleteAll({P("kept"), P("a"), P("none")}));
  EXPECT_EQ(Listed(lake_), before);
}

TEST_F(PrefixedStoreTest, ListingsBeginAfterAPathOfThisStore) {
  for (const char* path : {"a", "b", "c/d"}) DU_ASSERT_OK(store_.Put(P(path), "x"));
  EXPECT_THAT(Listed(store_, P("a")), ElementsAre("b", "c/d"));
  EXPECT_THAT(Listed(store_, ObjectPath()), ElementsAre("a", "b", "c/d"));
  EXPECT_THAT(Listed(store_, P("z")), IsEmpty());
}

/// Lists what nobody asked for.
class StrayStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;
  Status List(const ObjectPath&, const std::optional<ObjectPath>&,
              const std::function<bool(const ObjectInfo&)>& visit) override {
    visit({P("elsewhere/a"), 1, 1});
    return Status::OK();
  }
};

TEST_F(PrefixedStoreTest, AStoreBelowThatListsElsewhereIsADefect) {
  PrefixedStore store(std::make_shared<StrayStore>("stray", world_.clock), P("t"));
  int visited = 0;
  DU_EXPECT_KIND(kInternal, store.List(ObjectPath(), {},
                                       [&](const ObjectInfo&) { return ++visited > 0; }));
  EXPECT_EQ(visited, 0);
}

}  // namespace
}  // namespace delta_utils
