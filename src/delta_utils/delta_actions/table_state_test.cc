#include "delta_utils/delta_actions/table_state.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "delta_utils/base/sample_testing.h"
#include "delta_utils/delta_actions/state_testing.h"

namespace delta_utils {
namespace {

Add AddOf(std::string path, int64_t size_bytes = 1) {
  Add add;
  add.path = std::move(path);
  add.size_bytes = size_bytes;
  return add;
}

Remove RemoveOf(std::string path) {
  Remove remove;
  remove.path = std::move(path);
  return remove;
}

template <typename T>
T WithVector(T action, std::string vector, std::optional<int32_t> offset = {}) {
  action.deletion_vector =
      DeletionVectorDescriptor{"u", std::move(vector), offset, 1, 1, {}};
  return action;
}

Txn TxnOf(std::string app_id, int64_t version) {
  return {std::move(app_id), version, {}, {}};
}

DomainMetadata DomainOf(std::string domain, std::string configuration, bool removed) {
  return {std::move(domain), std::move(configuration), removed, {}};
}

Metadata MetadataOf(std::string id) {
  Metadata metadata;
  metadata.id = std::move(id);
  return metadata;
}

/// The state after the commits, numbered from 0; every commit must be legal.
TableState Replayed(const std::vector<std::vector<Action>>& commits) {
  TableState state;
  for (const auto& actions : commits) {
    const Status status = ApplyCommit(&state, state.version + 1, actions, "f");
    EXPECT_TRUE(status.ok()) << status.ToString();
  }
  return state;
}

std::vector<FileKey> Files(const TableState& state) {
  std::vector<FileKey> keys;
  for (const LiveFile& file : state.files) keys.push_back(file.Key());
  std::ranges::sort(keys);
  return keys;
}

TEST(TableStateTest, NewestActionOfEachKeyWins) {
  const TableState state = Replayed({
      {Protocol{}, MetadataOf("a"), AddOf("x"), AddOf("y"), TxnOf("app", 9),
       DomainOf("d", "1", false), DomainOf("e", "1", false), CommitInfo{5, "WRITE"}},
      {MetadataOf("b"), RemoveOf("x"), AddOf("z"), TxnOf("app", 2), TxnOf("other", 1),
       DomainOf("d", "2", false), DomainOf("e", "1", true)},
      {AddOf("y", 7), RemoveOf("never there"), AddCdcFile{}, UnknownAction{"{}"}},
  });
  EXPECT_EQ(state.version, 2);
  EXPECT_EQ(Files(state), (std::vector<FileKey>{{"y", ""}, {"z", ""}}));
  EXPECT_EQ(state.files.Find({"y", ""})->size_bytes, 7);
  EXPECT_EQ(state.metadata->id, "b");
  EXPECT_EQ(state.protocol, Protocol{});
  EXPECT_EQ(state.txns.at("app").version, 2);
  EXPECT_EQ(state.txns.size(), 2u);
  EXPECT_EQ(state.domains.size(), 1u);
  EXPECT_EQ(state.domains.at("d").configuration, "2");
  EXPECT_FALSE(state.commit_info.has_value());
}

TEST(TableStateTest, CommitInfoIsTheNewestVersions) {
  CommitInfo info;
  info.operation = "DELETE";
  EXPECT_EQ(Replayed({{CommitInfo{}}, {info, CommitInfo{}}}).commit_info, info);
}

TEST(TableStateTest, DeletionVectorUpdatesReplaceTheFileInAnyOrder) {
  std::vector<Action> update = {WithVector(AddOf("x"), "v2"),
                                WithVector(RemoveOf("x"), "v1")};
  for (int i = 0; i < 2; ++i) {
    const TableState state = Replayed({{WithVector(AddOf("x"), "v1")}, update});
    EXPECT_EQ(Files(state), (std::vector<FileKey>{{"x", "uv2"}}));
    std::ranges::reverse(update);
  }
}

TEST(TableStateTest, AbsentAndZeroOffsetsAreDifferentFiles) {
  const TableState state =
      Replayed({{WithVector(AddOf("x"), "v")}, {WithVector(RemoveOf("x"), "v", 0)}});
  EXPECT_EQ(Files(state), (std::vector<FileKey>{{"x", "uv"}}));
}

TEST(TableStateTest, SpellingsOfOnePathAreOneFile) {
  const std::pair<const char*, const char*> cases[] = {
      {"a%20b", "a b"},        {"%61", "a"},
      {"./a:b", "a%3Ab"},      {"file:/t/a%20b", "file:///t/a b"},
      {"/t/a", "file:///t/a"}, {"file:/t/a", "/t/a"},
      {"\xc3\xa9", "%c3%A9"},
  };
  for (const auto& [one, other] : cases) {
    EXPECT_TRUE(Replayed({{AddOf(one)}, {RemoveOf(other)}}).files.empty()) << one;
    EXPECT_EQ(Replayed({{AddOf(one)}, {AddOf(other)}}).files.size(), 1u) << one;
  }
  const std::pair<const char*, const char*> different[] = {
      {"a%2520b", "a%20b"},
      {"file%3A/x", "/x"},
      {"file://host/x", "/x"},
      {"a+b", "a b"},
  };
  for (const auto& [one, other] : different) {
    EXPECT_EQ(Replayed({{AddOf(one)}, {RemoveOf(other)}}).files.size(), 1u) << one;
  }
}

TEST(TableStateTest, IllegalCommitsAreCorruptAndChangeNothing) {
  const std::vector<Action> illegal[] = {
      {AddOf("n"), AddOf("n")},
      {AddOf("n%20"), AddOf("n ")},
      {AddOf("n"), WithVector(AddOf("n"), "v")},
      {RemoveOf("x"), RemoveOf("x")},
      {RemoveOf("x"), WithVector(RemoveOf("x"), "v")},
      {WithVector(AddOf("x"), "v")},
      {WithVector(AddOf("x"), "v"), WithVector(RemoveOf("x"), "w")},
      {MetadataOf("a"), MetadataOf("a")},
      {Protocol{}, Protocol{}},
      {TxnOf("app", 1), TxnOf("app", 2)},
      {AddOf("n"), CheckpointMetadata{}},
      {AddOf("n"), Sidecar{}},
      {AddOf("n%")},
      {RemoveOf("")},
  };
  for (const auto& actions : illegal) {
    TableState state = Replayed({{Protocol{}, MetadataOf("m"), AddOf("x")}});
    const Status status = ApplyCommit(&state, 1, actions, "t/1.json");
    ASSERT_FALSE(status.ok()) << SerializeCommit(actions);
    EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt);
    EXPECT_EQ(DetailOf(status)->path(), "t/1.json");
    EXPECT_EQ(state.version, 0);
    EXPECT_EQ(Files(state), (std::vector<FileKey>{{"x", ""}}));
    EXPECT_EQ(state.metadata->id, "m");
    EXPECT_TRUE(state.txns.empty());
  }
}

TEST(TableStateTest, ReAddingALiveFileUpdatesIt) {
  const TableState state =
      Replayed({{AddOf("x")}, {AddOf("x", 9)}, {RemoveOf("x"), AddOf("x", 10)}});
  EXPECT_EQ(state.files.Find({"x", ""})->size_bytes, 10);
}

/// What the protocol says of one commit after another, on a tree of files.
class NaiveState {
 public:
  /// False if the commit breaks the protocol; the state is then as it was.
  bool Apply(const std::vector<Action>& actions) {
    std::map<FileKey, Add> files = files_;
    std::set<std::string> added, removed;
    for (const Action& action : actions) {
      const auto* remove = std::get_if<Remove>(&action);
      if (remove == nullptr) continue;
      if (!removed.insert(remove->path).second) return false;
      files.erase(*FileKeyOf(remove->path, remove->deletion_vector));
    }
    for (const Action& action : actions) {
      const auto* add = std::get_if<Add>(&action);
      if (add == nullptr) continue;
      if (!added.insert(add->path).second) return false;
      const FileKey key = *FileKeyOf(add->path, add->deletion_vector);
      for (const auto& [other, unused] : files) {
        if (other.first == key.first && other != key) return false;
      }
      files.insert_or_assign(key, *add);
    }
    files_ = std::move(files);
    return true;
  }
  const std::map<FileKey, Add>& files() const { return files_; }

 private:
  std::map<FileKey, Add> files_;
};

/// Adds, removes and changes of deletion vectors, mostly legal ones.
std::vector<Action> RandomCommit(std::mt19937_64& random) {
  std::vector<Action> actions;
  for (uint64_t left = 1 + random() % 6; left > 0; --left) {
    const std::string path = "f" + std::to_string(random() % 40);
    const auto vector = [&] { return "v" + std::to_string(random() % 3); };
    Add add = AddOf(path, static_cast<int64_t>(random() % 1000));
    Remove remove = RemoveOf(path);
    if (random() % 3 == 0) add = WithVector(add, vector());
    if (random() % 3 == 0) remove = WithVector(remove, vector());
    if (random() % 5 < 3) actions.emplace_back(std::move(add));
    if (random() % 5 < 3) actions.emplace_back(std::move(remove));
  }
  return actions;
}

TEST(TableStateTest, RandomHistoriesAreAsTheProtocolSays) {
  const uint64_t seed = testing::TestSeed(3);
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  TableState state, derived;
  NaiveState naive, naive_derived;
  size_t actions_done = 0, refused = 0;
  const size_t wanted = testing::IsFullTest()
                            ? 100000
                            : 20000 / static_cast<size_t>(testing::SampleEvery());
  const auto apply = [&](TableState* to, NaiveState* model) {
    const std::vector<Action> actions = RandomCommit(random);
    actions_done += actions.size();
    const bool is_legal = model->Apply(actions);
    refused += is_legal ? 0 : 1;
    const Status status = ApplyCommit(to, to->version + 1, actions, "f");
    ASSERT_EQ(status.ok(), is_legal) << SerializeCommit(actions) << status.ToString();
    ASSERT_EQ(FilesOf(to->files), model->files());
  };
  for (int64_t step = 0; actions_done < wanted; ++step) {
    apply(&state, &naive);
    if (step % 100 == 0) {  // what was derived leaves its base as it is
      derived = state;
      naive_derived = naive;
    }
    if (step % 3 == 0) apply(&derived, &naive_derived);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(refused, 10u);
}

}  // namespace
}  // namespace delta_utils
