// A small world: all tables of three rows that a few documents make, all honest zone maps
// of those tables, and filters, each with the documents that it truly matches.
//
//   ZoneWorld world({"a"}, documents);
//   world.AddFilter(*ParseFilter(R"({"a": {"$gt": 1}})"));
//   const ZoneWorld::Tally tally = world.Run(WorldStep());   // fails at a wrong verdict
//
// kNever and kAlways speak of every row by itself, so that tables of which the same is
// told are tried as one: the rows of all of them.
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
    int64_t verdicts = 0;
    int64_t nevers = 0;
    int64_t always = 0;
    /// How often they would have been true of all these rows.
    int64_t true_nevers = 0;
    int64_t true_always = 0;
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

  void AddFilter(Filter filter) {
    Known known{filter, ZoneFilter(filter), {}, 0};
    for (const std::string& path : known.zones.paths()) {
      size_t place = 0;
      while (place < paths_.size() && paths_[place] != path) ++place;
      known.paths.push_back(place);
    }
    for (size_t i = 0; i < documents_.size(); ++i) {
      const Result<bool> matches = MatchesFilter(documents_[i].get<Object>(), filter);
      ASSERT_TRUE(matches.ok()) << matches.status().ToString();
      if (*matches) known.matches |= Documents{1} << i;
    }
    filters_.push_back(std::move(known));
  }

  /// Of the filters there are: not; and, or, nor of each two that are a multiple of
  /// `every`.
  void AddLogic(size_t every) {
    using Kind = Logical::Kind;
    const size_t count = filters_.size();
    for (size_t i = 0; i < count; ++i) {
      AddFilter({Logical{Kind::kNor, {filters_[i].filter}}});
      for (size_t j = 0; j < i && i % every == 0; j += every) {
        for (const Kind kind : {Kind::kAnd, Kind::kOr, Kind::kNor}) {
          AddFilter({Logical{kind, {filters_[i].filter, filters_[j].filter}}});
        }
      }
    }
  }

  size_t filter_count() const { return filters_.size(); }

  /// Of every so many-th table, and of every so many-th pair of its maps and a filter.
  Tally Run(size_t step) const {
    Tally tally;
    size_t turn = 0;
    const std::map<std::string, Block> blocks = Blocks(step);
    tally.maps = static_cast<int64_t>(blocks.size());
    for (const auto& [key, block] : blocks) {
      for (; turn < filters_.size(); turn += step) {
        Check(filters_[turn], block, &tally);
        if (::testing::Test::HasFailure()) {
          ADD_FAILURE() << key;
          return tally;
        }
      }
      turn -= filters_.size();
    }
    return tally;
  }

 private:
  struct Known {
    Filter filter;
    ZoneFilter zones;
    std::vector<size_t> paths;  // where those of `zones` are among those of the world
    Documents matches = 0;
  };
  struct Block {
    std::optional<ZoneMap> maps[2];
    Documents rows = 0;
  };

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

  void Check(const Known& known, const Block& block, Tally* tally) const {
    const ZoneMap* maps[4] = {};
    for (size_t i = 0; i < known.paths.size(); ++i) {
      const size_t path = known.paths[i];
      if (path < paths_.size() && block.maps[path]) maps[i] = &*block.maps[path];
    }
    const Verdict verdict = known.zones.Test({maps, known.paths.size()});
    const bool is_never = (block.rows & known.matches) == 0;
    const bool is_always = (block.rows & ~known.matches) == 0;
    ++tally->verdicts;
    tally->true_nevers += is_never;
    tally->true_always += is_always;
    tally->nevers += verdict == Verdict::kNever;
    tally->always += verdict == Verdict::kAlways;
    if ((verdict != Verdict::kNever || is_never) &&
        (verdict != Verdict::kAlways || is_always)) {
      return;
    }
    std::string rows;
    for (size_t i = 0; i < documents_.size(); ++i) {
      if ((block.rows >> i & 1) == 0) continue;
      rows += (known.matches >> i & 1) != 0 ? "matches: " : "does not: ";
      rows += ToExtJson(documents_[i], ExtJsonMode::kCanonical) + "\n";
    }
    ADD_FAILURE() << (verdict == Verdict::kNever ? "never" : "always")
                  << " is wrong of filter " << (&known - filters_.data()) << "\n"
                  << rows;
  }

  std::vector<std::string> paths_;
  std::vector<Value> documents_;
  std::vector<std::vector<Items>> items_;  // by path, by document
  std::vector<Known> filters_;
};

}  // namespace delta_utils::testing
