// What one commit may hold, and what it makes of the state: a case for each rule of
// PROTOCOL.md, "Add File and Remove File" and "Action Reconciliation".
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "delta_utils/delta_actions/table_state.h"

namespace delta_utils {
namespace {

template <typename T>
T File(std::string path, std::string vector = "") {
  T action;
  action.path = std::move(path);
  if (!vector.empty()) {
    action.deletion_vector = DeletionVectorDescriptor{"u", std::move(vector), 1, 1, 1};
  }
  return action;
}
Add AddOf(std::string path, std::string vector = "") {
  return File<Add>(std::move(path), std::move(vector));
}
Remove RemoveOf(std::string path, std::string vector = "") {
  return File<Remove>(std::move(path), std::move(vector));
}
Txn TxnOf(std::string app_id, int64_t version) { return {std::move(app_id), version}; }
DomainMetadata DomainOf(std::string configuration, bool removed) {
  return {"d", std::move(configuration), removed};
}
AddCdcFile CdcOf(std::string path) {
  AddCdcFile cdc;
  cdc.path = std::move(path);
  return cdc;
}
Metadata MetadataOf(std::string id) {
  Metadata metadata;
  metadata.id = std::move(id);
  return metadata;
}

/// x without a vector, y with the vector v1, an application and a domain.
TableState BaseState() {
  TableState state;
  const Status status =
      ApplyCommit(&state, 0,
                  {Protocol{}, MetadataOf("m"), AddOf("x"), AddOf("y", "v1"),
                   TxnOf("app", 5), DomainOf("0", false)},
                  "0.json");
  EXPECT_TRUE(status.ok()) << status.ToString();
  return state;
}

/// Whether a remove of this very file would take one away.
bool IsLive(const TableState& state, const std::string& path, const std::string& vector) {
  TableState copy = state;
  EXPECT_TRUE(ApplyCommit(&copy, state.version + 1, {RemoveOf(path, vector)}, "f").ok());
  return copy.files.size() < state.files.size();
}

struct LegalCase {
  const char* rule;
  std::vector<Action> actions;
  std::vector<std::pair<std::string, std::string>> live;  // path and vector
};

const LegalCase kLegal[] = {
    {"a file with another vector, if the old one is removed",
     {AddOf("y", "v2"), RemoveOf("y", "v1")},
     {{"x", ""}, {"y", "v2"}}},
    {"a first vector", {RemoveOf("x"), AddOf("x", "v1")}, {{"x", "v1"}, {"y", "v1"}}},
    {"no vector any more", {AddOf("y"), RemoveOf("y", "v1")}, {{"x", ""}, {"y", ""}}},
    {"a path added, removed and in a cdc action",
     {RemoveOf("x"), AddOf("x", "v"), CdcOf("x")},
     {{"x", "v"}, {"y", "v1"}}},
    {"several cdc actions of a path", {CdcOf("c"), CdcOf("c")}, {{"x", ""}, {"y", "v1"}}},
    {"a file again", {AddOf("x"), AddOf("y", "v1")}, {{"x", ""}, {"y", "v1"}}},
    {"a file removed and added again",
     {RemoveOf("x"), AddOf("x")},
     {{"x", ""}, {"y", "v1"}}},
    {"a remove of no live file",
     {RemoveOf("n"), RemoveOf("x", "v9")},
     {{"x", ""}, {"y", "v1"}}},
    {"new files",
     {AddOf("n"), AddOf("m", "v1")},
     {{"m", "v1"}, {"n", ""}, {"x", ""}, {"y", "v1"}}},
    {"only removes", {RemoveOf("x"), RemoveOf("y", "v1")}, {}},
    {"nothing at all", {}, {{"x", ""}, {"y", "v1"}}},
};

TEST(CommitRulesTest, LegalCommitsInAnyOrder) {
  for (const LegalCase& legal : kLegal) {
    std::vector<Action> actions = legal.actions;
    for (int order = 0; order < 2; ++order, std::ranges::reverse(actions)) {
      TableState state = BaseState();
      const Status status = ApplyCommit(&state, 1, actions, "1.json");
      ASSERT_TRUE(status.ok()) << legal.rule << ": " << status.ToString();
      EXPECT_EQ(state.files.size(), legal.live.size()) << legal.rule;
      for (const auto& [path, vector] : legal.live) {
        EXPECT_TRUE(IsLive(state, path, vector)) << legal.rule << ": " << path;
      }
    }
  }
}

struct IllegalCase {
  const char* rule;
  std::vector<Action> actions;
};

const IllegalCase kIllegal[] = {
    {"two adds of a file", {AddOf("n"), AddOf("n")}},
    {"two adds of a path, with other vectors", {AddOf("n", "v1"), AddOf("n", "v2")}},
    {"two adds of a path, with and without a vector", {AddOf("n"), AddOf("n", "v")}},
    {"two adds of a path in two spellings", {AddOf("a%20b"), AddOf("a b")}},
    {"two removes of a file", {RemoveOf("x"), RemoveOf("x")}},
    {"two removes of a path, with other vectors", {RemoveOf("y", "v1"), RemoveOf("y")}},
    {"two removes of a path in two spellings", {RemoveOf("/x"), RemoveOf("file:///x")}},
    {"a live path with a vector, and the old one stays", {AddOf("x", "v")}},
    {"a live path with another vector, and the old one stays", {AddOf("y", "v2")}},
    {"a live path without its vector, and the old one stays", {AddOf("y")}},
    {"a live path with another vector, and a third is removed",
     {AddOf("y", "v2"), RemoveOf("y", "v3")}},
    {"a live path with another vector, and the new one is removed",
     {AddOf("y", "v2"), RemoveOf("y", "v2")}},
    {"two metaData", {MetadataOf("a"), MetadataOf("b")}},
    {"two equal metaData", {MetadataOf("a"), MetadataOf("a")}},
    {"two protocols", {Protocol{}, Protocol{}}},
    {"two txn of an application", {TxnOf("app", 6), TxnOf("app", 7)}},
    {"two equal txn of an application", {TxnOf("new", 1), TxnOf("new", 1)}},
    {"checkpointMetadata, which only checkpoints have", {CheckpointMetadata{}}},
    {"sidecar, which only checkpoints have", {Sidecar{}}},
    {"a path that does not decode", {AddOf("%")}},
    {"an empty path", {RemoveOf("")}},
};

TEST(CommitRulesTest, IllegalCommitsAreCorruptAndChangeNothing) {
  for (const IllegalCase& illegal : kIllegal) {
    std::vector<Action> actions = illegal.actions;
    actions.insert(actions.begin(), {TxnOf("other", 1), AddOf("other")});
    for (int order = 0; order < 2; ++order, std::ranges::reverse(actions)) {
      TableState state = BaseState();
      const Status status = ApplyCommit(&state, 1, actions, "t/1.json");
      ASSERT_FALSE(status.ok()) << illegal.rule;
      EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt) << illegal.rule;
      EXPECT_EQ(DetailOf(status)->path(), "t/1.json") << illegal.rule;
      EXPECT_EQ(state.version, 0);
      EXPECT_EQ(state.files.size(), 2u) << illegal.rule;
      EXPECT_TRUE(IsLive(state, "x", "") && IsLive(state, "y", "v1")) << illegal.rule;
      EXPECT_EQ(state.txns.size(), 1u) << illegal.rule;
      EXPECT_EQ(state.txns.at("app").version, 5) << illegal.rule;
      EXPECT_EQ(state.metadata->id, "m") << illegal.rule;
    }
  }
}

TEST(CommitRulesTest, TheNewestOfEachKindWins) {
  TableState state = BaseState();
  Protocol protocol;
  protocol.min_writer_version = 4;
  CommitInfo info;
  info.operation = "first";
  ASSERT_TRUE(ApplyCommit(&state, 1,
                          {info, protocol, MetadataOf("n"), TxnOf("app", 3),
                           TxnOf("b", 1), DomainOf("1", false), UnknownAction{"{}"}},
                          "1.json")
                  .ok());
  EXPECT_EQ(state.protocol, protocol);
  EXPECT_EQ(state.metadata->id, "n");
  EXPECT_EQ(state.txns.at("app").version, 3) << "the latest, even if it is lower";
  EXPECT_EQ(state.txns.size(), 2u);
  EXPECT_EQ(state.domains.at("d").configuration, "1");
  EXPECT_EQ(state.commit_info, info);

  ASSERT_TRUE(ApplyCommit(&state, 2, {DomainOf("1", true)}, "2.json").ok());
  EXPECT_TRUE(state.domains.empty()) << "removed domains are absent";
  EXPECT_EQ(state.commit_info, std::nullopt) << "it is of the newest version alone";
  EXPECT_EQ(state.metadata->id, "n");
}

/// The files of one path in a small world: no vector, v1 and v2.
constexpr const char* kVectors[] = {"", "v1", "v2"};
constexpr int kNumVectors = 3;

/// Bit i of `adds` and `removes`: an action with kVectors[i]. The state has the file with
/// kVectors[live], or none for -1. The new live file, or nullopt for an illegal commit.
std::optional<int> Expected(int live, int adds, int removes) {
  int added = -1;
  for (int i = 0; i < kNumVectors; ++i) {
    if (!(adds >> i & 1)) continue;
    if (added >= 0) return {};
    added = i;
  }
  if ((removes & (removes - 1)) != 0) return {};
  const bool removed = live >= 0 && (removes >> live & 1) != 0;
  if (added < 0) return removed ? -1 : live;
  if (live >= 0 && live != added && !removed) return {};
  return added;
}

TEST(CommitRulesTest, EveryCommitOfASmallWorld) {
  for (int live = -1; live < kNumVectors; ++live) {
    for (int bits = 0; bits < 1 << (2 * kNumVectors); ++bits) {
      const int adds = bits >> kNumVectors;
      const int removes = bits & ((1 << kNumVectors) - 1);
      std::vector<Action> actions;
      for (int i = 0; i < kNumVectors; ++i) {
        if (adds >> i & 1) actions.emplace_back(AddOf("f", kVectors[i]));
        if (removes >> i & 1) actions.emplace_back(RemoveOf("f", kVectors[i]));
      }
      TableState state;
      if (live >= 0) {
        ASSERT_TRUE(ApplyCommit(&state, 0, {AddOf("f", kVectors[live])}, "0").ok());
      }
      const Status status = ApplyCommit(&state, 1, actions, "1");
      const std::optional<int> expected = Expected(live, adds, removes);
      EXPECT_EQ(status.ok(), expected.has_value()) << live << SerializeCommit(actions);
      const int after = expected.value_or(live);
      EXPECT_EQ(state.files.size(), after < 0 ? 0u : 1u) << SerializeCommit(actions);
      if (after >= 0) {
        state.version = 1;
        EXPECT_TRUE(IsLive(state, "f", kVectors[after])) << SerializeCommit(actions);
      }
    }
  }
}

}  // namespace
}  // namespace delta_utils
