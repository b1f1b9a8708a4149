// FileSystemStore between processes: races of several, and the sudden death of one.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <string>
#include <vector>

#include "arrow/buffer.h"
#include "delta_utils/storage/file_system_store.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/temp_dir.h"

namespace delta_utils {
namespace {

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

/// Runs `body` in a child process, whose exit status is what it returns.
pid_t Fork(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  return child;
}

int ExitOf(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

class FileSystemProcessesTest : public testing::Test {
 protected:
  void SetUp() override {
    DU_ASSERT_OK_AND_ASSIGN(store_, FileSystemStore::Open(dir_ / "root", random_));
  }

  TempDir dir_;
  SystemRandom random_;
  std::unique_ptr<ObjectStore> store_;
};

TEST_F(FileSystemProcessesTest, PutIfAbsentHasOneWinner) {
  constexpr int kProcesses = 8;
  constexpr int kRounds = 25;
  // Each child answers by objects of its own: which rounds it believes to have won.
  std::vector<pid_t> children;
  for (int id = 0; id < kProcesses; ++id) {
    children.push_back(Fork([&] {
      std::string won;
      for (int round = 0; round < kRounds; ++round) {
        auto put = store_->PutIfAbsent(P("log/" + std::to_string(round)),
                                       std::string(5000, static_cast<char>('0' + id)));
        if (!put.ok() || put->outcome == PutOutcome::kUnknown) return 1;
        won += put->outcome == PutOutcome::kWon ? 'w' : '-';
      }
      return store_->Put(P("won/" + std::to_string(id)), won).ok() ? 0 : 1;
    }));
  }
  for (pid_t child : children) ASSERT_EQ(ExitOf(child), 0);
  for (int round = 0; round < kRounds; ++round) {
    int winners = 0;
    DU_ASSERT_OK_AND_ASSIGN(auto body, store_->Get(P("log/" + std::to_string(round))));
    for (int id = 0; id < kProcesses; ++id) {
      DU_ASSERT_OK_AND_ASSIGN(auto won, store_->Get(P("won/" + std::to_string(id))));
      if (won->ToString()[static_cast<size_t>(round)] != 'w') continue;
      ++winners;
      EXPECT_TRUE(body->ToString() == std::string(5000, static_cast<char>('0' + id)));
    }
    EXPECT_EQ(winners, 1) << "round " << round;
  }
}

TEST_F(FileSystemProcessesTest, PutIfMatchLosesNoUpdate) {
  constexpr int kProcesses = 4;
  constexpr int kEach = 10;
  DU_ASSERT_OK(store_->Put(P("counter"), "0"));
  std::vector<pid_t> children;
  for (int id = 0; id < kProcesses; ++id) {
    children.push_back(Fork([&] {
      for (int done = 0; done < kEach;) {
        auto version = store_->GetVersion(P("counter"));
        auto bytes = store_->Get(P("counter"));
        if (!version.ok() || !*version || !bytes.ok()) return 1;
        const int value = std::stoi((*bytes)->ToString());
        auto put = store_->PutIfMatch(P("counter"), std::to_string(value + 1), **version);
        if (!put.ok() || put->outcome == PutOutcome::kUnknown) return 1;
        if (put->outcome == PutOutcome::kWon) ++done;
      }
      return 0;
    }));
  }
  for (pid_t child : children) ASSERT_EQ(ExitOf(child), 0);
  DU_ASSERT_OK_AND_ASSIGN(auto bytes, store_->Get(P("counter")));
  EXPECT_EQ(bytes->ToString(), std::to_string(kProcesses * kEach));
}

TEST_F(FileSystemProcessesTest, ReplacingWritesWaitForTheFoldersLock) {
  DU_ASSERT_OK(store_->Put(P("d/a"), "1"));
  DU_ASSERT_OK_AND_ASSIGN(const auto version, store_->GetVersion(P("d/a")));
  const std::vector<std::function<int()>> writes = {
      [&] { return store_->PutIfMatch(P("d/a"), "2", *version).ok() ? 0 : 1; },
      [&] { return store_->Put(P("d/a"), "3").ok() ? 0 : 1; },
      [&] { return store_->Delete(P("d/a")).ok() ? 0 : 1; }};
  for (const auto& write : writes) {
    DU_ASSERT_OK_AND_ASSIGN(const auto before, store_->Get(P("d/a")));
    const int folder = open((dir_ / "root/d").c_str(), O_RDONLY | O_DIRECTORY);
    ASSERT_EQ(flock(folder, LOCK_EX), 0);
    const pid_t child = Fork(write);
    usleep(60'000);
    EXPECT_EQ(waitpid(child, nullptr, WNOHANG), 0) << "did not wait";
    DU_ASSERT_OK_AND_ASSIGN(const auto during, store_->Get(P("d/a")));
    EXPECT_TRUE(during->Equals(*before));
    ASSERT_EQ(flock(folder, LOCK_UN), 0);
    EXPECT_EQ(ExitOf(child), 0);
    close(folder);
  }
  DU_EXPECT_KIND(kNotFound, store_->Get(P("d/a")));
}

TEST_F(FileSystemProcessesTest, AKilledWriterLeavesNothingHalf) {
  // Large bodies, so that most kills fall into the writing of one.
  const std::string old_body(3'000'000, 'o');
  const std::string new_body(4'000'000, 'n');
  DU_ASSERT_OK(store_->Put(P("replaced"), old_body));
  for (int round = 0; round < 15; ++round) {
    const pid_t child = Fork([&] {
      for (int i = 0;; ++i) {
        const std::string name = std::to_string(round) + "-" + std::to_string(i);
        if (!store_->Put(P("replaced"), i % 2 == 0 ? new_body : old_body).ok()) return 1;
        if (!store_->PutIfAbsent(P("made/" + name), new_body).ok()) return 1;
      }
    });
    usleep(static_cast<useconds_t>(2'000 + 2'500 * round));
    kill(child, SIGKILL);
    ASSERT_EQ(ExitOf(child), -SIGKILL);
    DU_ASSERT_OK_AND_ASSIGN(auto replaced, store_->Get(P("replaced")));
    EXPECT_TRUE(std::string_view(*replaced) == old_body ||
                std::string_view(*replaced) == new_body);
    DU_ASSERT_OK_AND_ASSIGN(auto made, ListAll(*store_, P("made")));
    for (const ObjectInfo& info : made) {
      DU_ASSERT_OK_AND_ASSIGN(auto bytes, store_->Get(info.path));
      EXPECT_TRUE(std::string_view(*bytes) == new_body) << info.path.ToString();
      DU_ASSERT_OK(store_->Delete(info.path));
    }
  }
  // A dead process holds no lock.
  DU_ASSERT_OK(store_->Put(P("replaced"), "x"));
}

}  // namespace
}  // namespace delta_utils
