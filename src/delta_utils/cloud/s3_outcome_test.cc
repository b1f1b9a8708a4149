// What conditional writes tell when replies are lost, refused or wrong.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "arrow/buffer.h"
#include "delta_utils/cloud/s3_fixture_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

struct Service {
  const char* name;
  S3Rules rules;
};

class S3OutcomeTest : public testing::TestWithParam<Service> {
 protected:
  S3Fixture s3_{GetParam().rules};
  std::shared_ptr<ObjectStore> store_ = s3_.Open();

  std::string Body(std::string_view key) {
    const auto object = s3_.server->Find("bucket", key);
    return object ? object->body : "(none)";
  }
};

INSTANTIATE_TEST_SUITE_P(Services, S3OutcomeTest,
                         testing::Values(Service{"Aws", S3Rules::kAws},
                                         Service{"R2", S3Rules::kR2},
                                         Service{"Gcs", S3Rules::kGcs}),
                         [](const auto& info) { return info.param.name; });

TEST_P(S3OutcomeTest, AWriterWhoseReplyWasLostHasWon) {
  for (const S3Fault& fault :
       {S3Fault{.kind = S3Fault::kCloseAfter},
        S3Fault{.kind = S3Fault::kStatusAfter, .status = 503},
        S3Fault{.kind = S3Fault::kStatusAfter, .status = 500, .code = "InternalError"},
        S3Fault{.kind = S3Fault::kStatusAfter, .status = 409, .code = "OperationAborted"},
        S3Fault{.kind = S3Fault::kStatusAfter,
        .status = 412,
        .code = "PreconditionFailed"}}) {
    s3_.server->SetFaults(FailOnce("PutObject", fault));
    const std::string name = "n" + std::to_string(s3_.server->Calls().size());
    DU_ASSERT_OK_AND_ASSIGN(const PutResult put, store_->PutIfAbsent(P(name), "mine"));
    EXPECT_EQ(put.outcome, PutOutcome::kWon) << fault.kind << " " << fault.status;
    DU_ASSERT_OK_AND_ASSIGN(const auto version, store_->GetVersion(P(name)));
    EXPECT_EQ(put.version, version);
    EXPECT_EQ(Body(name), "mine");
  }
}

TEST_P(S3OutcomeTest, ASwapWhoseReplyWasLostHasWon) {
  DU_ASSERT_OK_AND_ASSIGN(const PutResult first, store_->PutIfAbsent(P("a"), "1"));
  s3_.server->SetFaults([](const S3Call& call) {
    const bool is_second = call.operation == "PutObject" && call.nth == 1;
    return is_second ? S3Fault{.kind = S3Fault::kCloseAfter} : S3Fault{};
  });
  DU_ASSERT_OK_AND_ASSIGN(const PutResult put,
                          store_->PutIfMatch(P("a"), "2", *first.version));
  EXPECT_EQ(put.outcome, PutOutcome::kWon);
  EXPECT_EQ(Body("a"), "2");
}

TEST_P(S3OutcomeTest, WhatWasNotWrittenIsWrittenAgain) {
  for (const S3Fault& fault :
       {S3Fault{.kind = S3Fault::kCloseBefore},
        S3Fault{.kind = S3Fault::kStatusBefore, .status = 503},
        S3Fault{.kind = S3Fault::kErrorInOk, .code = "InternalError"},
        S3Fault{.kind = S3Fault::kStatusBefore,
        .status = 409,
        .code = "ConditionalRequestConflict"}}) {
    s3_.server->SetFaults(FailOnce("PutObject", fault));
    const std::string name = "n" + std::to_string(s3_.server->Calls().size());
    DU_ASSERT_OK_AND_ASSIGN(const PutResult put, store_->PutIfAbsent(P(name), "mine"));
    EXPECT_EQ(put.outcome, PutOutcome::kWon) << fault.kind << " " << fault.status;
    EXPECT_EQ(Body(name), "mine");
  }
}

TEST_P(S3OutcomeTest, TheLoserIsToldWhoseObjectIsThere) {
  auto other = s3_.Open();
  DU_ASSERT_OK_AND_ASSIGN(const PutResult theirs, other->PutIfAbsent(P("a"), "theirs"));
  DU_ASSERT_OK_AND_ASSIGN(PutResult put, store_->PutIfAbsent(P("a"), "theirs"));
  EXPECT_EQ(put.outcome, PutOutcome::kLost);
  EXPECT_EQ(put.version, theirs.version);
  // The same when the loser's own reply went missing: their object was made of nothing.
  s3_.server->SetFaults([](const S3Call& call) {
    const bool hit = call.operation == "PutObject" && call.nth == 2;
    return hit ? S3Fault{.kind = S3Fault::kCloseBefore} : S3Fault{};
  });
  DU_ASSERT_OK_AND_ASSIGN(put, store_->PutIfAbsent(P("a"), "mine"));
  EXPECT_EQ(put.outcome, PutOutcome::kLost);
  EXPECT_EQ(Body("a"), "theirs");
}

TEST_P(S3OutcomeTest, AnObjectThatMayLieOnTopOfOursLeavesItUnknown) {
  // Ours is written, its reply lost; before we look somebody replaces it.
  s3_.server->SetFaults([this](const S3Call& call) {
    if (call.operation == "HeadObject") s3_.server->Put("bucket", call.key, "replaced");
    const bool is_lost = call.operation == "PutObject" && call.nth == 0;
    return is_lost ? S3Fault{.kind = S3Fault::kCloseAfter} : S3Fault{};
  });
  DU_ASSERT_OK_AND_ASSIGN(const PutResult put, store_->PutIfAbsent(P("a"), "mine"));
  EXPECT_EQ(put.outcome, PutOutcome::kUnknown);
  DU_EXPECT_KIND(kUnavailable, put.cause);
  DU_EXPECT_KIND(kUnavailable, WriteConditional(*store_, P("b"), "mine", {}));
  EXPECT_EQ(Body("a"), "replaced");
}

TEST_P(S3OutcomeTest, WithoutAnyReplyItIsReadBack) {
  // Every PUT's reply is lost, but the object can be looked at.
  s3_.server->SetFaults(FailAlways("PutObject", {.kind = S3Fault::kCloseAfter}));
  DU_ASSERT_OK_AND_ASSIGN(PutResult put, store_->PutIfAbsent(P("a"), "mine"));
  EXPECT_EQ(put.outcome, PutOutcome::kWon);
  // Nothing can be asked: not known.
  s3_.server->SetFaults([](const S3Call& call) {
    return call.operation == "PutObject" ? S3Fault{.kind = S3Fault::kCloseAfter}
                                         : S3Fault{.kind = S3Fault::kStatusBefore};
  });
  DU_ASSERT_OK_AND_ASSIGN(put, store_->PutIfAbsent(P("b"), "mine"));
  EXPECT_EQ(put.outcome, PutOutcome::kUnknown);
  EXPECT_EQ(Body("b"), "mine");
}

TEST_P(S3OutcomeTest, A412ThatCannotBeSettledIsUnknown) {
  s3_.server->Put("bucket", "a", "theirs");
  s3_.server->SetFaults(FailAlways("HeadObject", {.kind = S3Fault::kStatusBefore}));
  DU_ASSERT_OK_AND_ASSIGN(const PutResult put, store_->PutIfAbsent(P("a"), "mine"));
  EXPECT_EQ(put.outcome, PutOutcome::kUnknown);
}

TEST_P(S3OutcomeTest, WhatStoodInTheWayAndIsGoneMakesRoom) {
  s3_.server->Put("bucket", "a", "theirs");
  s3_.server->SetFaults([this](const S3Call& call) {
    if (call.operation == "HeadObject") s3_.server->Delete("bucket", call.key);
    return S3Fault{};
  });
  DU_ASSERT_OK_AND_ASSIGN(const PutResult put, store_->PutIfAbsent(P("a"), "mine"));
  EXPECT_EQ(put.outcome, PutOutcome::kWon);
  EXPECT_EQ(Body("a"), "mine");
}

TEST_P(S3OutcomeTest, ARefusalIsAnErrorAndNothingIsWritten) {
  s3_.server->SetFaults(FailAlways(
      "PutObject",
      {.kind = S3Fault::kStatusBefore, .status = 403, .code = "AccessDenied"}));
  const Status status = store_->PutIfAbsent(P("a"), "mine").status();
  DU_EXPECT_KIND(kPermissionDenied, status);
  EXPECT_EQ(DetailOf(status)->path(), store_->Uri(P("a")));
  DU_EXPECT_KIND(kPermissionDenied, store_->Put(P("a"), "mine"));
  EXPECT_EQ(s3_.Count("PutObject"), 2) << "a refusal is not retried";
}

/// Whatever the wrong answer to a write that was done: it has won, or nobody knows.
TEST_P(S3OutcomeTest, NoAnswerTurnsAWriteIntoNone) {
  int number = 0;
  for (const int status :
       {301, 307, 400, 403, 404, 405, 408, 409, 412, 418, 429, 500, 501, 503}) {
    for (const char* code : {"", "AccessDenied", "ConditionalRequestConflict",
                             "RequestTimeout", "NoSuchKey", "SomethingNew"}) {
      s3_.server->SetFaults(FailAlways(
          "PutObject", {.kind = S3Fault::kStatusAfter, .status = status, .code = code}));
      const std::string name = "n" + std::to_string(++number);
      DU_ASSERT_OK_AND_ASSIGN(PutResult put, store_->PutIfAbsent(P(name), "mine"));
      EXPECT_EQ(put.outcome, PutOutcome::kWon) << status << " " << code;
      DU_ASSERT_OK_AND_ASSIGN(put, store_->PutIfMatch(P(name), "again", *put.version));
      EXPECT_EQ(put.outcome, PutOutcome::kWon) << status << " " << code;
      EXPECT_EQ(Body(name), "again");
    }
  }
}

TEST_P(S3OutcomeTest, ARefusalThatCannotBeLookedIntoIsUnknown) {
  s3_.server->SetFaults([](const S3Call& call) {
    if (call.operation == "PutObject") {
      return S3Fault{.kind = S3Fault::kStatusAfter, .status = 400, .code = "Odd"};
    }
    return S3Fault{.kind = S3Fault::kStatusBefore};
  });
  DU_ASSERT_OK_AND_ASSIGN(const PutResult put, store_->PutIfAbsent(P("a"), "mine"));
  EXPECT_EQ(put.outcome, PutOutcome::kUnknown);
}

TEST_P(S3OutcomeTest, AnUnconditionalWriteThatIsRefusedIsAnError) {
  for (const int status : {307, 400, 403, 404, 412}) {
    s3_.server->SetFaults(FailAlways(
        "PutObject", {.kind = S3Fault::kStatusBefore, .status = status, .code = "Odd"}));
    EXPECT_FALSE(store_->Put(P("a"), "mine").ok()) << status;
  }
  EXPECT_EQ(Body("a"), "(none)");
}

TEST_P(S3OutcomeTest, AServerThatCannotBeReachedIsAnError) {
  S3Options options = s3_.Options();
  options.retry.max_retries = 2;
  auto store = s3_.Open(options);
  s3_.server.reset();
  DU_EXPECT_KIND(kUnavailable, store->PutIfAbsent(P("a"), "mine"));
  DU_EXPECT_KIND(kUnavailable, store->Get(P("a")));
}

TEST_P(S3OutcomeTest, AStopEndsItWithoutAWrongClaim) {
  StopSource source;
  S3Options options = s3_.Options();
  options.stop = source.get_token();
  auto store = s3_.Open(options);
  s3_.server->SetFaults([&](const S3Call& call) {
    if (call.operation != "PutObject") return S3Fault{};
    source.request_stop();
    return S3Fault{.kind = S3Fault::kCloseAfter};
  });
  DU_ASSERT_OK_AND_ASSIGN(const PutResult put, store->PutIfAbsent(P("a"), "mine"));
  EXPECT_EQ(put.outcome, PutOutcome::kUnknown);
  DU_EXPECT_KIND(kCancelled, put.cause);
  DU_EXPECT_KIND(kCancelled, store->PutIfAbsent(P("b"), "mine"));
  DU_EXPECT_KIND(kCancelled, store->Get(P("a")));
}

/// 16 writers, half the replies lost or wrong: exactly one wins each round and knows it.
TEST_P(S3OutcomeTest, RacesThroughFaultsHaveOneWinner) {
  constexpr int kWriters = 16, kRounds = 12;
  std::atomic<uint64_t> chance = 1;
  s3_.server->SetFaults([&](const S3Call& call) {
    SeededRandom random(chance.fetch_add(0x9e3779b97f4a7c15));
    const uint64_t draw = random.Next() % 100;
    if (call.operation == "HeadObject" && draw < 20) {
      return S3Fault{.kind = S3Fault::kStatusBefore};
    }
    if (call.operation != "PutObject") return S3Fault{};
    if (draw < 30) return S3Fault{.kind = S3Fault::kStatusAfter};
    if (draw < 50) return S3Fault{.kind = S3Fault::kCloseAfter};
    if (draw < 60) {
      return S3Fault{.kind = S3Fault::kStatusBefore,
                     .status = 409,
                     .code = "ConditionalRequestConflict"};
    }
    return S3Fault{};
  });
  std::vector<std::shared_ptr<ObjectStore>> stores;
  for (int i = 0; i < kWriters; ++i) stores.push_back(s3_.Open());
  std::string version;
  for (int round = 0; round < 2 * kRounds; ++round) {
    const bool is_swap = round % 2 == 1;
    const std::string name = "race/" + std::to_string(round / 2);
    std::vector<Result<PutResult>> puts(kWriters, PutResult{});
    std::vector<std::thread> writers;
    for (int i = 0; i < kWriters; ++i) {
      writers.emplace_back([&, i] {
        const std::string body = std::to_string(round) + ":" + std::to_string(i);
        puts[static_cast<size_t>(i)] =
            is_swap ? stores[static_cast<size_t>(i)]->PutIfMatch(P(name), body, version)
                    : stores[static_cast<size_t>(i)]->PutIfAbsent(P(name), body);
      });
    }
    for (std::thread& writer : writers) writer.join();
    int winners = 0;
    for (int i = 0; i < kWriters; ++i) {
      DU_ASSERT_OK_AND_ASSIGN(const PutResult put, puts[static_cast<size_t>(i)]);
      const bool is_there = Body(name) == std::to_string(round) + ":" + std::to_string(i);
      EXPECT_EQ(put.outcome, is_there ? PutOutcome::kWon : PutOutcome::kLost)
          << "round " << round << " writer " << i << ": " << put.cause;
      if (put.outcome != PutOutcome::kWon) continue;
      ++winners;
      version = put.version.value_or("");
    }
    EXPECT_EQ(winners, 1) << "round " << round;
  }
}

}  // namespace
}  // namespace delta_utils
