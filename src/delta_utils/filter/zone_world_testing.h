// A small world: all tables of three rows that a few documents make, all honest zone maps
// of those tables, and filters of one leaf, of its negation, and of two leaves, each with
// the documents that it truly matches.
//
//   ZoneWorld world({"a"}, documents);
//   world.AddLeaf(R"({"a": {"$gt": 1}})");
//   const ZoneWorld::Tally tally = world.Run(WorldStep());   // fails at a wrong verdict
//
// kNever and kAlways speak of every row by itself, so that tables of which the same is
// told are tried as one: the rows of all of them.
//
// Pairs: what $and, $or and $nor of two leaves give follows from what the leaves give, by
// nine cases. So that this is not taken on trust, each pair is put to a filter of its own
// in each of the nine cases that it ever meets; elsewhere its verdict is put together
// here, and held against the rows of every table all the same.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "delta_utils/base/sample_testing.h"
#include "delta_utils/filter/zone_honest_testing.h"

namespace delta_utils::testing {

/// Every so many-th table and verdict will do: all of them are for full runs without
/// sanitizers, under which a verdict takes fifty times as long. Prime, to meet all in
/// turn.
inline size_t WorldStep() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return 61;
#else
  return IsFullTest() ? 1 : 13;
#endif
}

class ZoneWorld {
 public:
  /// One bit for each document.
  using Documents = uint32_t;

  struct Tally {
    int64_t maps = 0;
    /// Of leaves and their negations.
    int64_t verdicts = 0;
    int64_t nevers = 0;
    int64_t always = 0;
    /// How often they would have been true of all these rows.
    int64_t true_nevers = 0;
    int64_t true_always = 0;
    /// Of two leaves, and how many of them a filter was made for.
    int64_t pairs = 0;
    int64_t asked_pairs = 0;
  };

  /// At most 32 documents, and one or two paths. Of the second path, one map of each
  /// table is tried, and none.
  ZoneWorld(std::vector<std::string> paths, std::vector<Object> documents)
      : paths_(std::move(paths)) {
    for (Object& document : documents) documents_.emplace_back(std::move(document));
    for (const std::string& path : paths_) {
      const FieldPath field(path);
      std::vector<std::string> parts;
      for (const PathPart& part : field.parts()) parts.push_back(part.name);
      std::vector<Items>& of_path = items_.emplace_back();
      for (const Value& document : documents_) {
        CollectItems(&document, parts, 0, &of_path.emplace_back());
      }
    }
  }

  /// Left out if the parser does not take it: $gt of a regular expression, for one.
  void AddLeaf(const std::string& text) {
    const Result<Filter> parsed = ParseFilter(std::string_view(text));
    if (!parsed.ok()) return;
    const Filter& filter = *parsed;
    Leaf leaf{text, Make(filter), Make({Logical{Kind::kNor, {filter}}}), 0};
    for (size_t i = 0; i < documents_.size(); ++i) {
      const Result<bool> matches = MatchesFilter(documents_[i].get<Object>(), filter);
      ASSERT_TRUE(matches.ok()) << matches.status().ToString();
      if (*matches) leaf.matches |= Documents{1} << i;
    }
    leaves_.push_back(std::move(leaf));
  }

  size_t leaf_count() const { return leaves_.size(); }

  /// Of every so many-th table, and of its maps with every so many-th leaf, and all pairs
  /// of those.
  Tally Run(size_t step) const {
    Tally tally;
    size_t turn = 0;
    const std::map<std::string, Block> blocks = Blocks(step);
    tally.maps = static_cast<int64_t>(blocks.size());
    std::vector<uint16_t> met(leaves_.size() * leaves_.size());
    std::vector<Told> told;
    for (const auto& [key, block] : blocks) {
      told.clear();
      for (; turn < leaves_.size(); turn += step) {
        told.push_back({turn, CheckLeaf(turn, block, &tally)});
      }
      turn -= leaves_.size();
      CheckPairs(told, block, &met, &tally);
      if (::testing::Test::HasFailure()) {
        ADD_FAILURE() << key;
        return tally;
      }
    }
    return tally;
  }

 private:
  using Kind = Logical::Kind;

  struct Asked {
    ZoneFilter zones;
    std::vector<size_t> paths;  // where those of `zones` are among those of the world
  };
  struct Leaf {
    std::string text;
    Asked self;
    Asked negation;
    Documents matches = 0;
  };
  struct Block {
    std::optional<ZoneMap> maps[2];
    Documents rows = 0;
  };
  /// What a leaf said of a block.
  struct Told {
    size_t leaf = 0;
    Verdict verdict = Verdict::kMaybe;
  };

  Asked Make(const Filter& filter) const {
    Asked asked{ZoneFilter(filter), {}};
    for (const std::string& path : asked.zones.paths()) {
      size_t place = 0;
      while (place < paths_.size() && paths_[place] != path) ++place;
      asked.paths.push_back(place);
    }
    return asked;
  }

  std::map<std::string, Block> Blocks(size_t step) const {
    std::map<std::string, Block> blocks;
    const size_t count = documents_.size();
    size_t turn = 0;
    for (size_t i = 0; i < count; ++i) {
      for (size_t j = 0; j <= i; ++j) {
        for (size_t k = 0; k <= j; ++k) {
          if (turn++ % step == 0) AddTable({i, j, k}, &blocks);
        }
      }
    }
    return blocks;
  }

  void AddTable(const std::vector<size_t>& rows,
                std::map<std::string, Block>* blocks) const {
    Documents present = 0;
    std::vector<const Items*> items[2];
    for (const size_t row : rows) {
      present |= Documents{1} << row;
      for (size_t path = 0; path < paths_.size(); ++path) {
        items[path].push_back(&items_[path][row]);
      }
    }
    const auto add = [&](std::string key, const ZoneMap* first, const ZoneMap* second) {
      Block& block = (*blocks)[std::move(key)];
      if (first != nullptr) block.maps[0] = *first;
      if (second != nullptr) block.maps[1] = *second;
      block.rows |= present;
    };
    HonestMaps(items[0], [&](const ZoneMap& map, const std::string& key) {
      add(key, &map, nullptr);
    });
    if (paths_.size() == 1) return;
    const Truth truth(items[1], TypeSet::All(), NullMeaning::kEither, false);
    ZoneMap beside{.types = truth.types, .is_list = truth.is_list};
    TellCounts(truth, CountsTold::kExact, &beside);
    const std::string beside_key = KeyOf(beside, truth, false);
    add(" beside " + beside_key, nullptr, &beside);
    HonestMaps(items[0], [&](const ZoneMap& map, const std::string& key) {
      add(key + " beside " + beside_key, &map, &beside);
    });
  }

  Verdict Ask(const Asked& asked, const Block& block) const {
    const ZoneMap* maps[4] = {};
    for (size_t i = 0; i < asked.paths.size(); ++i) {
      const size_t path = asked.paths[i];
      if (path < paths_.size() && block.maps[path]) maps[i] = &*block.maps[path];
    }
    return asked.zones.Test({maps, asked.paths.size()});
  }

  Verdict CheckLeaf(size_t place, const Block& block, Tally* tally) const {
    const Leaf& leaf = leaves_[place];
    const Verdict verdict = Ask(leaf.self, block);
    Count(verdict, leaf.matches, block, tally);
    ExpectTrue(verdict, leaf.matches, block, [&] { return leaf.text; });
    const Verdict negation = Ask(leaf.negation, block);
    Count(negation, ~leaf.matches, block, tally);
    ExpectTrue(negation, ~leaf.matches, block, [&] { return "not " + leaf.text; });
    return verdict;
  }

  static void Count(Verdict verdict, Documents matches, const Block& block,
                    Tally* tally) {
    ++tally->verdicts;
    tally->true_nevers += (block.rows & matches) == 0;
    tally->true_always += (block.rows & ~matches) == 0;
    tally->nevers += verdict == Verdict::kNever;
    tally->always += verdict == Verdict::kAlways;
  }

  /// `met`: of each pair of leaves the cases in which it was asked.
  void CheckPairs(const std::vector<Told>& told, const Block& block,
                  std::vector<uint16_t>* met, Tally* tally) const {
    for (size_t i = 0; i < told.size(); ++i) {
      const Leaf& a = leaves_[told[i].leaf];
      for (size_t j = 0; j < i; ++j) {
        const Leaf& b = leaves_[told[j].leaf];
        const auto both = AndOf(told[i].verdict, told[j].verdict);
        const auto either = OrOf(told[i].verdict, told[j].verdict);
        const auto name = [&] { return a.text + " with " + b.text; };
        ExpectTrue(both, a.matches & b.matches, block, name);
        ExpectTrue(either, a.matches | b.matches, block, name);
        ExpectTrue(NotOf(either), ~(a.matches | b.matches), block, name);
        tally->pairs += 3;
        const int a_case = static_cast<int>(told[i].verdict);
        const int b_case = static_cast<int>(told[j].verdict);
        const auto bit = static_cast<uint16_t>(1 << (3 * a_case + b_case));
        uint16_t& cases = (*met)[told[i].leaf * leaves_.size() + told[j].leaf];
        if ((cases & bit) != 0) continue;
        cases |= bit;
        tally->asked_pairs += 5;
        const std::vector<Filter> pair = {a.self.zones.filter(), b.self.zones.filter()};
        EXPECT_EQ(Ask(Make({Logical{Kind::kAnd, pair}}), block), both) << name();
        EXPECT_EQ(Ask(Make({Logical{Kind::kOr, pair}}), block), either) << name();
        EXPECT_EQ(Ask(Make({Logical{Kind::kNor, pair}}), block), NotOf(either)) << name();
        // A third clause that repeats one of them changes nothing.
        const std::vector<Filter> three = {pair[0], pair[1], pair[0]};
        EXPECT_EQ(Ask(Make({Logical{Kind::kAnd, three}}), block), both) << name();
        EXPECT_EQ(Ask(Make({Logical{Kind::kOr, three}}), block), either) << name();
      }
    }
  }

  // The nine cases, written down once more.
  static Verdict AndOf(Verdict a, Verdict b) {
    if (a == Verdict::kNever || b == Verdict::kNever) return Verdict::kNever;
    return a == Verdict::kAlways && b == Verdict::kAlways ? Verdict::kAlways
                                                          : Verdict::kMaybe;
  }
  static Verdict NotOf(Verdict verdict) {
    if (verdict == Verdict::kNever) return Verdict::kAlways;
    return verdict == Verdict::kAlways ? Verdict::kNever : Verdict::kMaybe;
  }
  static Verdict OrOf(Verdict a, Verdict b) { return NotOf(AndOf(NotOf(a), NotOf(b))); }

  template <typename Name>
  void ExpectTrue(Verdict verdict, Documents matches, const Block& block,
                  const Name& name) const {
    if ((verdict != Verdict::kNever || (block.rows & matches) == 0) &&
        (verdict != Verdict::kAlways || (block.rows & ~matches) == 0)) {
      return;
    }
    std::string rows;
    for (size_t i = 0; i < documents_.size(); ++i) {
      if ((block.rows >> i & 1) == 0) continue;
      rows += (matches >> i & 1) != 0 ? "matches: " : "does not: ";
      rows += ToExtJson(documents_[i], ExtJsonMode::kCanonical) + "\n";
    }
    ADD_FAILURE() << (verdict == Verdict::kNever ? "never" : "always") << " is wrong of "
                  << name() << "\n"
                  << rows;
  }

  std::vector<std::string> paths_;
  std::vector<Value> documents_;
  std::vector<std::vector<Items>> items_;  // by path, by document
  std::vector<Leaf> leaves_;
};

}  // namespace delta_utils::testing
