#include "delta_utils/cloud/write_mark_internal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace delta_utils::internal {
namespace {

TEST(WriteMarkTest, IdsAreLettersAloneAndDiffer) {
  SeededRandom random(1);
  const WriteMark create = NewWriteMark(random, std::nullopt);
  const WriteMark swap = NewWriteMark(random, "v1");
  const WriteMark put = NewWriteMark(random);
  EXPECT_EQ(create.over, "absent");
  EXPECT_EQ(swap.over, "v1");
  EXPECT_EQ(put.over, "any");
  for (const WriteMark& mark : {create, swap, put}) {
    EXPECT_EQ(mark.id.size(), 26u);
    EXPECT_TRUE(std::all_of(mark.id.begin(), mark.id.end(),
                            [](char c) { return c >= 'a' && c <= 'z'; }));
  }
  EXPECT_NE(create.id, swap.id);
}

TEST(WriteMarkTest, JudgesWhatLiesThere) {
  const WriteMark creating{"ours", "absent"}, swapping{"ours", "v1"};
  const WriteMark putting{"ours", "any"};
  const Sighting nothing;
  const auto object = [](const char* id, const char* over) {
    return Sighting{.exists = true, .mark = {id, over}, .version = "v2"};
  };
  struct Case {
    Sighting sighting;
    WriteMark mark;
    bool maybe_applied;
    Verdict expected;
  };
  const std::vector<Case> cases = {
      // Our own mark is proof, whatever came before.
      {object("ours", "absent"), creating, false, Verdict::kWon},
      {object("ours", "absent"), creating, true, Verdict::kWon},
      {object("ours", "v1"), swapping, true, Verdict::kWon},
      // No reply of ours was lost: the condition did not hold.
      {object("theirs", "absent"), creating, false, Verdict::kLost},
      {object("", ""), creating, false, Verdict::kLost},
      {object("theirs", "v9"), swapping, false, Verdict::kLost},
      {nothing, swapping, false, Verdict::kLost},
      {nothing, creating, false, Verdict::kAgain},
      // A reply was lost: theirs replaced what ours was to replace...
      {object("theirs", "absent"), creating, true, Verdict::kLost},
      {object("theirs", "v1"), swapping, true, Verdict::kLost},
      // ... or may lie on top of ours.
      {object("theirs", "v1"), creating, true, Verdict::kUnknown},
      {object("theirs", "v2"), swapping, true, Verdict::kUnknown},
      {object("theirs", "any"), creating, true, Verdict::kUnknown},
      {object("", ""), creating, true, Verdict::kUnknown},
      {nothing, creating, true, Verdict::kUnknown},
      {nothing, swapping, true, Verdict::kUnknown},
      // Unconditional writes say nothing of what they replaced.
      {object("theirs", "any"), putting, true, Verdict::kUnknown},
      {object("theirs", "any"), putting, false, Verdict::kUnknown},
      {nothing, putting, false, Verdict::kUnknown},
  };
  for (size_t i = 0; i < cases.size(); ++i) {
    const Case& c = cases[i];
    EXPECT_EQ(Judge(c.sighting, c.mark, c.maybe_applied), c.expected) << "case " << i;
  }
}

/// Every history of a small world: one object, our write with its reply lost, and other
/// writers' steps before and after it. What Judge tells must be true of each.
class World {
 public:
  struct Step {
    enum Kind { kOurs, kCreate, kSwap, kPut, kDelete } kind;
  };

  /// `is_swap`: ours replaces the version that was there at the start.
  World(bool starts_with_object, bool is_swap) : is_swap_(is_swap) {
    if (starts_with_object) Write("start", "absent");
    expected_ = is_swap ? version_ : "";
  }

  void Take(Step::Kind kind) {
    switch (kind) {
      case Step::kOurs:
        applied_ = is_swap_ ? exists_ && version_ == expected_ : !exists_;
        if (applied_) Write("ours", is_swap_ ? expected_ : "absent");
        break;
      case Step::kCreate:
        if (!exists_) Write(NextId(), "absent");
        break;
      case Step::kSwap:
        if (exists_) Write(NextId(), version_);
        break;
      case Step::kPut:
        Write(NextId(), "any");
        break;
      case Step::kDelete:
        exists_ = false;
        break;
    }
  }

  Sighting Look() const {
    if (!exists_) return {};
    return {.exists = true, .mark = mark_, .version = version_};
  }
  WriteMark mark() const { return {"ours", is_swap_ ? expected_ : "absent"}; }
  bool applied() const { return applied_; }

 private:
  std::string NextId() { return "other" + std::to_string(++others_); }
  void Write(const std::string& id, const std::string& over) {
    exists_ = true;
    mark_ = {id, over};
    version_ = "v" + std::to_string(++versions_);
  }

  const bool is_swap_;
  bool exists_ = false;
  bool applied_ = false;
  WriteMark mark_;
  std::string version_, expected_;
  int versions_ = 0, others_ = 0;
};

TEST(WriteMarkTest, NoHistoryWithoutDeletionIsJudgedWrongly) {
  using Kind = World::Step::Kind;
  constexpr int kOthersSteps = 4;  // a step of another writer, or none of kDelete
  int judged = 0;
  for (int history = 0; history < kOthersSteps * kOthersSteps * kOthersSteps; ++history) {
    for (int ours_at = 0; ours_at <= 3; ++ours_at) {
      for (const auto& [starts, is_swap] :
           {std::pair(false, false), std::pair(true, false), std::pair(true, true)}) {
        World world(starts, is_swap);
        int rest = history;
        for (int step = 0; step <= 3; ++step) {
          if (step == ours_at) world.Take(Kind::kOurs);
          if (step == 3) break;
          const int kind = rest % kOthersSteps;
          rest /= kOthersSteps;
          if (kind > 0) world.Take(static_cast<Kind>(kind));
        }
        const Verdict verdict = Judge(world.Look(), world.mark(), true);
        ++judged;
        EXPECT_NE(verdict, Verdict::kAgain);
        EXPECT_TRUE(verdict != Verdict::kWon || world.applied()) << history;
        EXPECT_TRUE(verdict != Verdict::kLost || !world.applied()) << history;
      }
    }
  }
  EXPECT_EQ(judged, 64 * 4 * 3);
}

}  // namespace
}  // namespace delta_utils::internal
