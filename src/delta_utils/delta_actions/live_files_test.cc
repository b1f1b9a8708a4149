#include "delta_utils/delta_actions/live_files.h"

#include <gtest/gtest.h>

#include <random>

#include "delta_utils/base/sample_testing.h"
#include "delta_utils/delta_actions/state_testing.h"

namespace delta_utils {
namespace {

Add PlainAdd(std::string path, int64_t size_bytes = 1) {
  Add add;
  add.path = std::move(path);
  add.size_bytes = size_bytes;
  return add;
}

/// An add with every field, some of them by chance.
Add RandomAdd(std::string path, std::mt19937_64& random) {
  const auto one_in = [&](uint64_t n) { return random() % n == 0; };
  Add add = PlainAdd(std::move(path), static_cast<int64_t>(random()));
  add.modification_time_ms = static_cast<int64_t>(random());
  add.data_change = one_in(2);
  add.partition_values["day"] = std::to_string(random() % 100);
  if (one_in(3)) add.partition_values["null"] = std::nullopt;
  if (one_in(2)) add.tags = TagMap{{"t", std::to_string(random() % 3)}, {"u", {}}};
  if (one_in(4)) add.tags.emplace();
  if (one_in(2)) add.stats = std::string(random() % 200, 's');
  if (one_in(5)) {
    add.deletion_vector = {"u", std::to_string(random() % 4), {}, 1, 1, {{"x", "1"}}};
    if (one_in(2)) add.deletion_vector->offset = 0;
  }
  if (one_in(5)) add.base_row_id = static_cast<int64_t>(random());
  if (one_in(7)) add.default_row_commit_version = static_cast<int64_t>(random());
  if (one_in(9)) add.clustering_provider = "liquid";
  if (one_in(9)) add.extra = {{"new", "{\"a\":1}"}};
  return add;
}

/// The set, and what it should hold: adds by their paths.
struct World {
  LiveFiles files;
  std::map<std::string, Add> model;

  void Put(Add add) {
    ASSERT_TRUE(files.Put(add).ok());
    model.insert_or_assign(add.path, std::move(add));
  }
  void Erase(const std::string& path) {
    const auto found = model.find(path);
    const FileKey key = found == model.end() ? FileKey(path, "")
                                             : *FileKeyOf(found->second.path,
                                                          found->second.deletion_vector);
    EXPECT_FALSE(files.Erase({path, "of another"}));
    EXPECT_EQ(files.Erase(key), found != model.end()) << path;
    if (found != model.end()) model.erase(found);
  }
  void ExpectEqual() const {
    ASSERT_EQ(files.size(), model.size());
    int64_t stats_bytes = 0;
    size_t seen = 0;
    for (const LiveFile& file : files) {
      const auto found = model.find(std::string(file.path));
      ASSERT_NE(found, model.end());
      ASSERT_EQ(file.ToAdd(), found->second);
      ASSERT_EQ(files.Find(file.Key())->ToAdd(), found->second);
      stats_bytes += static_cast<int64_t>(found->second.stats.value_or("").size());
      ++seen;
    }
    EXPECT_EQ(seen, model.size());
    EXPECT_EQ(files.stats_bytes(), stats_bytes);
  }
};

TEST(LiveFilesTest, HoldsWhatAMapHoldsAndCopiesKeepToThemselves) {
  const uint64_t seed = testing::TestSeed(2);
  SCOPED_TRACE("seed " + std::to_string(seed));
  const int steps = testing::IsFullTest() ? 100000 : 20000 / testing::SampleEvery();
  std::mt19937_64 random(seed);
  const auto path = [&] { return "f" + std::to_string(random() % 3000); };
  World world, copy;
  for (int step = 0; step < steps; ++step) {
    // Waves of more adds than removes and the other way round.
    const bool is_add = random() % 100 < (step / 4000 % 2 == 0 ? 80u : 25u);
    if (is_add) {
      world.Put(RandomAdd(path(), random));
    } else {
      world.Erase(path());
    }
    if (step % 5000 == 2500) copy = world;
    if (step % 100 == 0) copy.Put(RandomAdd(path(), random));
    if (step % 100 == 50) copy.Erase(path());
    if (step % 5000 == 2499) {
      world.ExpectEqual();
      copy.ExpectEqual();
    }
  }
  world.ExpectEqual();
  copy.ExpectEqual();
}

TEST(LiveFilesTest, FilesComeInTheOrderTheyWerePutLast) {
  LiveFiles files;
  for (const char* path : {"c", "a", "b", "a"})
    ASSERT_TRUE(files.Put(PlainAdd(path)).ok());
  std::vector<std::string> paths;
  for (const LiveFile& file : files) paths.emplace_back(file.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"c", "b", "a"}));
}

TEST(LiveFilesTest, AFileIsFoundByItsDecodedPath) {
  LiveFiles files;
  ASSERT_TRUE(files.Put(PlainAdd("a%20b", 1)).ok());
  ASSERT_TRUE(files.Put(PlainAdd("a b", 2)).ok());
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files.Find({"a b", ""})->size_bytes, 2);
  EXPECT_FALSE(files.Find({"a%20b", ""}).has_value());
  EXPECT_FALSE(files.Find({"a b", "u1"}).has_value());
  EXPECT_EQ(KindOf(files.Put(PlainAdd("%"))), ErrorKind::kCorrupt);
  EXPECT_EQ(KindOf(files.Put(PlainAdd(""))), ErrorKind::kCorrupt);
  EXPECT_EQ(files.size(), 1u);
}

TEST(LiveFilesTest, ErasedFilesAreClearedAwayInTime) {
  LiveFiles files;
  ASSERT_TRUE(files.Put(PlainAdd("stays")).ok());
  for (int i = 0; i < 100000; ++i) {
    ASSERT_TRUE(files.Put(PlainAdd("f")).ok());
  }
  // Numbers are given anew when files are cleared away, so they stay small.
  LiveFiles::Id last = 0;
  for (auto file = files.begin(); file != files.end(); ++file) last = file.id();
  EXPECT_LT(last, 4096u);
  EXPECT_EQ(files.size(), 2u);
}

TEST(LiveFilesTest, LargeTextsEndABlock) {
  LiveFiles files;
  for (int i = 0; i < 40; ++i) {
    Add add = PlainAdd("f" + std::to_string(i));
    add.stats = std::string(100000, static_cast<char>('a' + i % 26));
    ASSERT_TRUE(files.Put(add).ok());
  }
  EXPECT_EQ(files.size(), 40u);
  EXPECT_EQ(files.stats_bytes(), 4000000);
  EXPECT_EQ(files.Find({"f27", ""})->stats, std::string(100000, 'b'));
}

}  // namespace
}  // namespace delta_utils
