#include "delta_utils/storage/store_doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <latch>
#include <string>

#include "arrow/buffer.h"
#include "delta_utils/storage/faulty_store.h"
#include "delta_utils/storage/file_system_store.h"
#include "delta_utils/storage/memory_store.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/fake_clock.h"
#include "delta_utils/testing/temp_dir.h"

namespace delta_utils {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const DoctorOptions kQuick{.race_threads = 4, .race_rounds = 5, .samples = 3};

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

/// "ok", "FAILED" or "unclear" of the check with this name.
std::string OutcomeOf(const StoreReport& report, std::string_view name) {
  for (const StoreCheck& check : report.checks) {
    EXPECT_FALSE(check.detail.empty()) << check.name;
    if (check.name != name) continue;
    if (check.outcome == CheckOutcome::kOk) return "ok";
    return check.outcome == CheckOutcome::kFailed ? "FAILED" : "unclear";
  }
  return "not made";
}

class StoreDoctorTest : public testing::Test {
 protected:
  Result<StoreReport> Examine(ObjectStore& store, const DoctorOptions& options = kQuick) {
    return ExamineStore(store, P("shop"), {&clock_, &random_}, options);
  }
  size_t CountObjects() { return ListAll(memory_, ObjectPath()).ValueOrDie().size(); }

  FakeClock clock_;
  SeededRandom random_{7};
  MemoryStore memory_{"test", clock_};
  FaultyStore faulty_{std::shared_ptr<ObjectStore>(std::shared_ptr<void>(), &memory_)};
};

TEST_F(StoreDoctorTest, AGoodStoreIsSafeAndLeftAsItWas) {
  DU_ASSERT_OK(memory_.Put(P("shop/films"), "x"));
  DU_ASSERT_OK_AND_ASSIGN(const StoreReport report, Examine(memory_, {}));
  EXPECT_EQ(report.verdict, StoreVerdict::kSafe);
  EXPECT_THAT(report.reasons, IsEmpty());
  EXPECT_EQ(report.checks.size(), 12u);
  for (const StoreCheck& check : report.checks) {
    EXPECT_EQ(OutcomeOf(report, check.name), "ok") << check.detail;
  }
  EXPECT_THAT(report.checks[7].detail, HasSubstr("16 writers, 100 rounds"));
  EXPECT_EQ(CountObjects(), 1u);
}

TEST_F(StoreDoctorTest, AFolderIsLeftAsItWas) {
  TempDir dir;
  SystemRandom random;
  for (const std::string& root : {dir.path(), dir / "not/there"}) {
    DU_ASSERT_OK_AND_ASSIGN(const auto store, FileSystemStore::Open(root, random));
    DU_ASSERT_OK_AND_ASSIGN(const StoreReport report, Examine(*store));
    EXPECT_EQ(report.verdict, StoreVerdict::kSafe) << root;
    EXPECT_TRUE(std::filesystem::is_empty(dir.path())) << root;
  }
}

/// Looks, and then puts: what a store without conditional writes tempts one to do.
class CheckThenPutStore : public MemoryStore {
 public:
  CheckThenPutStore(Clock& clock, int racers)
      : MemoryStore("racy", clock), looked_(racers) {}

  Result<PutResult> PutIfAbsent(const ObjectPath& path, std::string_view bytes) override {
    ARROW_ASSIGN_OR_RAISE(const auto version, GetVersion(path));
    if (version) return PutResult{PutOutcome::kLost, version, Status::OK()};
    // The first race's writers all look before one of them puts.
    if (path.ToString().ends_with("race-0")) looked_.arrive_and_wait();
    ARROW_RETURN_NOT_OK(Put(path, bytes));
    ARROW_ASSIGN_OR_RAISE(const auto written, GetVersion(path));
    return PutResult{PutOutcome::kWon, written, Status::OK()};
  }

 private:
  std::latch looked_;
};

TEST_F(StoreDoctorTest, AStoreThatLooksAndThenPutsIsConvicted) {
  CheckThenPutStore racy(clock_, kQuick.race_threads);
  DU_ASSERT_OK_AND_ASSIGN(const StoreReport report, Examine(racy));
  EXPECT_EQ(OutcomeOf(report, "create if absent"), "ok");  // alone it looks right
  EXPECT_EQ(OutcomeOf(report, "race to create"), "FAILED");
  EXPECT_EQ(OutcomeOf(report, "race to swap"), "ok");
  EXPECT_EQ(report.verdict, StoreVerdict::kNotSafe);
  EXPECT_THAT(report.reasons,
              Contains(HasSubstr("4 of 4 writers were told that they won")));
  DU_ASSERT_OK_AND_ASSIGN(const auto left, ListAll(racy, ObjectPath()));
  EXPECT_THAT(left, IsEmpty());
}

/// Takes conditional writes for plain ones, as servers do that never heard of them.
class UnconditionalStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;
  Result<PutResult> PutIfAbsent(const ObjectPath& path, std::string_view bytes) override {
    ARROW_RETURN_NOT_OK(Put(path, bytes));
    return PutResult{PutOutcome::kWon, "1", Status::OK()};
  }
  Result<PutResult> PutIfMatch(const ObjectPath& path, std::string_view bytes,
                               std::string_view) override {
    return PutIfAbsent(path, bytes);
  }
};

TEST_F(StoreDoctorTest, AStoreThatIgnoresConditionsIsConvicted) {
  UnconditionalStore store("plain", clock_);
  DU_ASSERT_OK_AND_ASSIGN(const StoreReport report, Examine(store));
  for (const char* name : {"create if absent", "compare and swap", "race to create",
                           "race to swap", "create large"}) {
    EXPECT_EQ(OutcomeOf(report, name), "FAILED") << name;
  }
  EXPECT_EQ(report.verdict, StoreVerdict::kNotSafe);
  EXPECT_EQ(report.reasons.size(), 5u);
}

/// Tells every winner that it lost: a client that repeats a write whose answer was lost.
class ForgetfulStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;
  Result<PutResult> PutIfAbsent(const ObjectPath& path, std::string_view bytes) override {
    ARROW_RETURN_NOT_OK(MemoryStore::PutIfAbsent(path, bytes));
    return PutResult{PutOutcome::kLost};
  }
};

TEST_F(StoreDoctorTest, AStoreThatTellsTheWinnerItLostIsConvicted) {
  ForgetfulStore store("forgetful", clock_);
  DU_ASSERT_OK_AND_ASSIGN(const StoreReport report, Examine(store));
  EXPECT_EQ(OutcomeOf(report, "race to create"), "FAILED");
  EXPECT_THAT(report.reasons, Contains(HasSubstr("told that they lost")));
  EXPECT_EQ(report.verdict, StoreVerdict::kNotSafe);
}

TEST_F(StoreDoctorTest, AnOperationThatFailsLeavesItOpen) {
  struct Case {
    StoreOperation operation;
    StoreFault fault;
    const char* check;
  };
  for (const Case& c :
       {Case{StoreOperation::kPutIfAbsent, StoreFault::kReplyLost, "race to create"},
        Case{StoreOperation::kPutIfAbsent, StoreFault::kRequestLost, "create if absent"},
        Case{StoreOperation::kPutIfMatch, StoreFault::kFails, "race to swap"},
        Case{StoreOperation::kGetRange, StoreFault::kFails, "read one state"},
        Case{StoreOperation::kDelete, StoreFault::kFails, "delete"}}) {
    faulty_.set_fault([&](StoreOperation operation, const ObjectPath&) {
      return operation == c.operation ? c.fault : StoreFault::kNone;
    });
    DU_ASSERT_OK_AND_ASSIGN(const StoreReport report, Examine(faulty_));
    EXPECT_EQ(OutcomeOf(report, c.check), "unclear") << c.check;
    EXPECT_EQ(report.verdict, StoreVerdict::kUnknown) << c.check;
    EXPECT_THAT(report.reasons, Contains(StartsWith(c.check)));
  }
}

TEST_F(StoreDoctorTest, WhatCannotBeRemovedIsSaid) {
  faulty_.set_fault([](StoreOperation operation, const ObjectPath&) {
    return operation == StoreOperation::kDeleteAll ? StoreFault::kFails
                                                   : StoreFault::kNone;
  });
  DU_ASSERT_OK_AND_ASSIGN(const StoreReport report, Examine(faulty_));
  EXPECT_EQ(OutcomeOf(report, "clear up"), "FAILED");
  EXPECT_THAT(report.checks.back().detail,
              HasSubstr("memory://test/shop/.parquedb-doctor-"));
}

TEST_F(StoreDoctorTest, WhatWasWrittenGoesThoughListingAndSomeDeletesFail) {
  std::atomic<int> deletes = 0;
  faulty_.set_fault([&](StoreOperation operation, const ObjectPath&) {
    const bool fails = operation == StoreOperation::kList ||
                       (operation == StoreOperation::kDeleteAll && ++deletes <= 2);
    return fails ? StoreFault::kFails : StoreFault::kNone;
  });
  DU_ASSERT_OK_AND_ASSIGN(const StoreReport report, Examine(faulty_));
  EXPECT_EQ(OutcomeOf(report, "list after write"), "unclear");
  EXPECT_EQ(OutcomeOf(report, "clear up"), "FAILED");  // it cannot see that all is gone
  EXPECT_EQ(CountObjects(), 0u);
}

TEST_F(StoreDoctorTest, AFewLostAnswersDoNotHideTheWinner) {
  std::atomic<int> writes = 0;
  faulty_.set_fault([&](StoreOperation operation, const ObjectPath& path) {
    const bool is_race = path.ToString().find("/race-") != std::string::npos;
    if (operation != StoreOperation::kPutIfAbsent || !is_race) return StoreFault::kNone;
    // The last of each round: the winner has been told by then.
    return ++writes % kQuick.race_threads == 0 ? StoreFault::kRequestLost
                                               : StoreFault::kNone;
  });
  DU_ASSERT_OK_AND_ASSIGN(const StoreReport report, Examine(faulty_));
  EXPECT_EQ(OutcomeOf(report, "race to create"), "ok");
  EXPECT_EQ(report.verdict, StoreVerdict::kSafe);
  EXPECT_THAT(report.checks[7].detail, HasSubstr("5 writers were not told"));
}

TEST_F(StoreDoctorTest, AStoreThatCannotBeWrittenIsAnError) {
  faulty_.set_fault([](StoreOperation operation, const ObjectPath&) {
    return operation == StoreOperation::kPut ? StoreFault::kReplyLost : StoreFault::kNone;
  });
  const Status status = Examine(faulty_).status();
  DU_EXPECT_KIND(kUnavailable, status);
  EXPECT_THAT(status.message(), HasSubstr("memory://test/shop/.parquedb-doctor-"));
  EXPECT_EQ(CountObjects(), 0u);
}

TEST_F(StoreDoctorTest, TheClocksDistanceIsBounded) {
  FakeClock theirs(clock_.NowMillis() + 7'200'123);
  MemoryStore store("ahead", theirs);
  DU_ASSERT_OK_AND_ASSIGN(StoreReport report, Examine(store));
  EXPECT_EQ(report.clock_ahead_min_ms, 7'200'123);
  EXPECT_EQ(report.clock_ahead_max_ms, 7'200'133);
  EXPECT_EQ(OutcomeOf(report, "clock"), "FAILED");
  EXPECT_EQ(report.verdict, StoreVerdict::kSafe);  // it loses nobody's writes
  theirs.Set(clock_.NowMillis() - 3000);           // told in whole seconds
  DU_ASSERT_OK_AND_ASSIGN(report, Examine(store));
  EXPECT_EQ(report.clock_ahead_min_ms, -3000);
  EXPECT_EQ(report.clock_ahead_max_ms, -2001);
  EXPECT_EQ(OutcomeOf(report, "clock"), "ok");
}

/// Every operation takes as long as the test says.
class TimedStore : public MemoryStore {
 public:
  explicit TimedStore(FakeClock& clock) : MemoryStore("timed", clock), clock_(clock) {}
  Status Put(const ObjectPath& path, std::string_view bytes) override {
    const bool is_slow = path.ToString().ends_with("sample-1");
    clock_.Advance(is_slow ? 500 : 20);
    return MemoryStore::Put(path, bytes);
  }
  Result<ObjectInfo> Head(const ObjectPath& path) override {
    clock_.Advance(3);
    return MemoryStore::Head(path);
  }

 private:
  FakeClock& clock_;
};

TEST_F(StoreDoctorTest, LatenciesAreMedianAndWorst) {
  TimedStore store(clock_);
  DU_ASSERT_OK_AND_ASSIGN(const StoreReport report, Examine(store));
  EXPECT_EQ(report.put.median_micros, 20'000);
  EXPECT_EQ(report.put.worst_micros, 500'000);
  EXPECT_EQ(report.head.median_micros, 3'000);
  EXPECT_EQ(report.get.worst_micros, 0);
}

TEST_F(StoreDoctorTest, OptionsThatMakeNoRaceAreInvalid) {
  for (const DoctorOptions& bad :
       {DoctorOptions{.race_threads = 1}, DoctorOptions{.race_threads = 257},
        DoctorOptions{.race_rounds = 0}, DoctorOptions{.samples = 0}}) {
    DU_EXPECT_KIND(kInvalidArgument, Examine(memory_, bad));
  }
}

}  // namespace
}  // namespace delta_utils
