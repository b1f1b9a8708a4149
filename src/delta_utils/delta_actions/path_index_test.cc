#include <gtest/gtest.h>

#include <map>
#include <random>

#include "delta_utils/base/hash_internal.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/delta_actions/path_index.h"

namespace delta_utils::internal {
namespace {

/// Hashes by number: well mixed, or with so many ones in common that they collide.
uint64_t HashOf(uint32_t id, bool collides) {
  return collides ? uint64_t{id % 7} << 61 : HashMix(1, id);
}

struct World {
  PathIndex index;
  std::map<uint32_t, uint64_t> model;  // hash by number

  void ExpectEqual(uint32_t ids, bool collides) const {
    ASSERT_EQ(index.size(), model.size());
    for (uint32_t id = 0; id < ids; ++id) {
      const auto found =
          index.Find(HashOf(id, collides), [&](uint32_t other) { return other == id; });
      ASSERT_EQ(found.has_value(), model.contains(id)) << id;
    }
  }
};

void Change(World* world, uint32_t id, bool collides) {
  const uint64_t hash = HashOf(id, collides);
  if (world->model.erase(id) > 0) {
    world->index.Erase(hash, id);
  } else {
    world->model.emplace(id, hash);
    world->index.Insert(hash, id);
  }
}

TEST(PathIndexTest, HoldsWhatAMapHoldsAndCopiesKeepToThemselves) {
  const uint64_t seed = testing::TestSeed(1);
  SCOPED_TRACE("seed " + std::to_string(seed));
  for (const bool collides : {false, true}) {
    const uint32_t ids = collides ? 300 : 5000;
    std::mt19937_64 random(seed);
    World world, copy;
    for (int step = 0; step < 20000 / testing::SampleEvery(); ++step) {
      Change(&world, static_cast<uint32_t>(random() % ids), collides);
      if (step % 1000 == 0) copy = world;
      if (step % 50 == 0) Change(&copy, static_cast<uint32_t>(random() % ids), collides);
      if (step % 4000 == 999) {
        world.ExpectEqual(ids, collides);
        copy.ExpectEqual(ids, collides);
      }
    }
    world.ExpectEqual(ids, collides);
    copy.ExpectEqual(ids, collides);
  }
}

TEST(PathIndexTest, EmptyFindsNothing) {
  EXPECT_FALSE(PathIndex().Find(7, [](uint32_t) { return true; }).has_value());
}

}  // namespace
}  // namespace delta_utils::internal
