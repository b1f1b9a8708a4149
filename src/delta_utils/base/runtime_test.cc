#include "delta_utils/base/runtime.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

namespace delta_utils {
namespace {

class FixedClock : public Clock {
 public:
  explicit FixedClock(int64_t now_ms) : now_ms_(now_ms) {}
  int64_t NowMillis() override { return now_ms_; }
  int64_t MonotonicMicros() override { return now_ms_ * 1000; }
  bool SleepMillis(int64_t delay_ms, const StopToken& stop) override {
    if (stop.stop_requested()) return false;
    now_ms_ += delay_ms;
    return true;
  }

 private:
  int64_t now_ms_;
};

TEST(RuntimeTest, SystemClockMovesOverASleep) {
  SystemClock clock;
  const int64_t before = clock.NowMillis();
  EXPECT_GT(before, int64_t{1'600'000'000'000});
  const int64_t before_micros = clock.MonotonicMicros();
  EXPECT_TRUE(clock.SleepMillis(3, StopToken()));
  EXPECT_GE(clock.NowMillis(), before + 2);
  EXPECT_GE(clock.MonotonicMicros(), before_micros + 3000);
}

TEST(RuntimeTest, ASleepOfNoLengthIsOverAtOnce) {
  SystemClock clock;
  for (int64_t delay_ms : {int64_t{0}, int64_t{-1}, INT64_MIN}) {
    EXPECT_TRUE(clock.SleepMillis(delay_ms, StopToken())) << delay_ms;
  }
}

TEST(RuntimeTest, AStopThatWasAskedForLeavesNothingOfASleep) {
  SystemClock clock;
  StopSource stop;
  stop.request_stop();
  for (int64_t delay_ms : {int64_t{0}, int64_t{3'600'000}, INT64_MAX}) {
    EXPECT_FALSE(clock.SleepMillis(delay_ms, stop.get_token())) << delay_ms;
  }
}

TEST(RuntimeTest, AStopEndsASleepAtOnce) {
  SystemClock clock;
  for (int64_t delay_ms : {int64_t{3'600'000}, INT64_MAX}) {
    StopSource stop;
    std::atomic<bool> slept = true;
    std::thread sleeper([&] { slept = clock.SleepMillis(delay_ms, stop.get_token()); });
    // Most often the sleep has begun by then; if not, the test above is repeated.
    clock.SleepMillis(5, StopToken());
    stop.request_stop();
    sleeper.join();  // within the test's time, not within an hour
    EXPECT_FALSE(slept) << delay_ms;
  }
}

TEST(RuntimeTest, SeededRandomRepeats) {
  SeededRandom a(42), b(42), c(43);
  const uint64_t first = a.Next();
  EXPECT_EQ(first, b.Next());
  EXPECT_NE(first, c.Next());
}

TEST(RuntimeTest, SystemRandomDoesNotRepeatAcrossThreads) {
  SystemRandom random;
  std::vector<std::vector<uint64_t>> taken(4);
  std::vector<std::thread> threads;
  for (auto& mine : taken) {
    threads.emplace_back([&random, &mine] {
      for (int i = 0; i < 1000; ++i) mine.push_back(random.Next());
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<uint64_t> distinct;
  for (const auto& mine : taken) distinct.insert(mine.begin(), mine.end());
  EXPECT_EQ(distinct.size(), 4000u);
}

TEST(RuntimeTest, SystemRandomDiffersBetweenAParentAndItsFork) {
  SystemRandom random;
  random.Next();  // leaves a reserve that the fork copies
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  const pid_t child = fork();
  if (child == 0) {
    const uint64_t number = random.Next();
    _exit(write(fds[1], &number, sizeof(number)) == sizeof(number) ? 0 : 1);
  }
  const uint64_t ours = random.Next();
  uint64_t theirs = 0;
  ASSERT_EQ(read(fds[0], &theirs, sizeof(theirs)), static_cast<ssize_t>(sizeof(theirs)));
  waitpid(child, nullptr, 0);
  close(fds[0]);
  close(fds[1]);
  EXPECT_NE(ours, theirs);
}

TEST(RuntimeTest, UuidsCarryVersionAndVariant) {
  SeededRandom random(1);
  for (int i = 0; i < 100; ++i) {
    const std::string text = ToString(NewUuid(random));
    ASSERT_EQ(text.size(), 36u);
    EXPECT_EQ(text[14], '4') << text;
    EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos) << text;
    EXPECT_EQ(text[8], '-');
    EXPECT_EQ(text[23], '-');
  }
}

TEST(RuntimeTest, UuidTextIsInNetworkOrder) {
  Uuid uuid;
  for (size_t i = 0; i < uuid.bytes.size(); ++i) uuid.bytes[i] = static_cast<uint8_t>(i);
  EXPECT_EQ(ToString(uuid), "00010203-0405-0607-0809-0a0b0c0d0e0f");
}

TEST(RuntimeTest, ObjectIdsBeginWithTheSeconds) {
  FixedClock clock(int64_t{0x65000000} * 1000 + 999);
  SeededRandom random(1);
  const ObjectId first = NewObjectId(clock, random);
  EXPECT_EQ(ToString(first).substr(0, 8), "65000000");
  EXPECT_NE(first, NewObjectId(clock, random));
}

}  // namespace
}  // namespace delta_utils
