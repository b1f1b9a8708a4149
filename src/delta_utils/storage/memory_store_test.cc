#include "delta_utils/storage/memory_store.h"

#include <gtest/gtest.h>

#include "arrow/buffer.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/fake_clock.h"
#include "delta_utils/testing/store_conformance.h"

namespace delta_utils {
namespace {

struct ClockedStore {
  FakeClock clock;
  MemoryStore store{"test", clock};
};

const int registered = RegisterStoreConformance("MemoryStore", [] {
  auto owner = std::make_shared<ClockedStore>();
  return std::shared_ptr<ObjectStore>(owner, &owner->store);
});

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

TEST(MemoryStoreTest, TimeIsThatOfTheClock) {
  FakeClock clock(1000);
  MemoryStore store("test", clock);
  DU_ASSERT_OK(store.Put(P("a"), "x"));
  clock.Advance(500);
  DU_ASSERT_OK(store.Put(P("b"), "x"));
  DU_ASSERT_OK_AND_ASSIGN(const ObjectInfo a, store.Head(P("a")));
  DU_ASSERT_OK_AND_ASSIGN(const ObjectInfo b, store.Head(P("b")));
  EXPECT_EQ(a.last_modified_ms, 1000);
  EXPECT_EQ(b.last_modified_ms, 1500);
}

TEST(MemoryStoreTest, UriNamesTheStore) {
  FakeClock clock;
  EXPECT_EQ(MemoryStore("x", clock).Uri(P("a/b")), "memory://x/a/b");
}

TEST(MemoryStoreTest, AKeyMayBeTheFolderOfAnother) {
  FakeClock clock;
  MemoryStore store("x", clock);
  DU_ASSERT_OK(store.Put(P("a"), "1"));
  DU_ASSERT_OK(store.Put(P("a/b"), "2"));
  DU_ASSERT_OK_AND_ASSIGN(auto below, ListAll(store, P("a")));
  EXPECT_EQ(below.size(), 1u);
  DU_ASSERT_OK_AND_ASSIGN(auto all, ListAll(store, ObjectPath()));
  EXPECT_EQ(all.size(), 2u);
}

}  // namespace
}  // namespace delta_utils
