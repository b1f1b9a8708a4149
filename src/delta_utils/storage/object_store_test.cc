#include "delta_utils/storage/object_store.h"
#include "delta_utils/storage/async_buffer.h"

#include <gtest/gtest.h>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/faulty_store.h"
#include "delta_utils/storage/memory_store.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/fake_clock.h"

namespace delta_utils {
namespace {

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

class FaultTest : public testing::Test {
 protected:
  void Break(StoreOperation broken, StoreFault fault) {
    store_.set_fault([=](StoreOperation operation, const ObjectPath&) {
      return operation == broken ? fault : StoreFault::kNone;
    });
  }

  FakeClock clock_;
  FaultyStore store_{std::make_shared<MemoryStore>("test", clock_)};
};

TEST_F(FaultTest, ExistsTellsAFailureFromAbsence) {
  Break(StoreOperation::kHead, StoreFault::kFails);
  DU_EXPECT_KIND(kUnavailable, Exists(store_, P("a")));
}

TEST_F(FaultTest, ListAllPassesTheFailureOn) {
  Break(StoreOperation::kList, StoreFault::kFails);
  DU_EXPECT_KIND(kUnavailable, ListAll(store_, ObjectPath()));
}

TEST_F(FaultTest, WriteConditionalDoesNotGuessAnUnknownOutcome) {
  for (StoreFault fault : {StoreFault::kRequestLost, StoreFault::kReplyLost}) {
    Break(StoreOperation::kPutIfAbsent, fault);
    const Status status = WriteConditional(store_, P("a"), "1", std::nullopt).status();
    DU_EXPECT_KIND(kUnavailable, status);
    EXPECT_NE(status.message().find("injected fault"), std::string::npos) << status;
  }
  Break(StoreOperation::kPutIfMatch, StoreFault::kReplyLost);
  DU_ASSERT_OK_AND_ASSIGN(auto version, store_.GetVersion(P("a")));
  DU_EXPECT_KIND(kUnavailable, WriteConditional(store_, P("a"), "2", version));
  DU_ASSERT_OK_AND_ASSIGN(auto bytes, store_.Get(P("a")));
  EXPECT_EQ(bytes->ToString(), "2");
}

TEST_F(FaultTest, WriteConditionalPassesTheFailureOn) {
  DU_ASSERT_OK(store_.Put(P("a"), "1"));
  Break(StoreOperation::kPutIfAbsent, StoreFault::kFails);
  DU_EXPECT_KIND(kUnavailable, WriteConditional(store_, P("a"), "2", std::nullopt));
}

TEST_F(FaultTest, ALostReplyOfADeletionIsDoneAndToldUnavailable) {
  for (StoreFault fault :
       {StoreFault::kFails, StoreFault::kRequestLost, StoreFault::kReplyLost}) {
    store_.set_fault(nullptr);
    DU_ASSERT_OK(store_.Put(P("a"), "1"));
    DU_ASSERT_OK(store_.Put(P("b"), "1"));
    Break(StoreOperation::kDeleteAll, fault);
    DU_EXPECT_KIND(kUnavailable, store_.DeleteAll({P("a"), P("b")}));
    DU_ASSERT_OK(store_.DeleteAll({}));
    DU_ASSERT_OK_AND_ASSIGN(auto left, ListAll(store_, ObjectPath()));
    EXPECT_EQ(left.size(), fault == StoreFault::kReplyLost ? 0u : 2u);
  }
}

TEST_F(FaultTest, AnAsynchronousReadFailsAsARange) {
  DU_ASSERT_OK(store_.Put(P("a"), "1"));
  for (StoreFault fault :
       {StoreFault::kFails, StoreFault::kRequestLost, StoreFault::kReplyLost}) {
    Break(StoreOperation::kGetRange, fault);
    const auto pin = std::make_shared<ReadPin>();
    const auto read = store_.GetRangeAsync(P("a"), 0, 1, pin);
    DU_EXPECT_KIND(kUnavailable, read.result());
    EXPECT_EQ(pin->tag().has_value(), fault == StoreFault::kReplyLost);
  }
}

TEST_F(FaultTest, AnOperationWaitsAsTold) {
  store_.set_latency(clock_, [](StoreOperation operation, const ObjectPath& path) {
    return operation == StoreOperation::kPut && path.name() == "a" ? 20 : 3;
  });
  const int64_t begin_ms = clock_.NowMillis();
  DU_ASSERT_OK(store_.Put(P("a"), "1"));
  EXPECT_EQ(clock_.NowMillis() - begin_ms, 20);
  const auto read = store_.GetRangeAsync(P("a"), 0, 1, nullptr);
  DU_ASSERT_OK(read.result());
  DU_ASSERT_OK(store_.DeleteAll({P("a"), P("b")}));
  EXPECT_EQ(clock_.NowMillis() - begin_ms, 26);
}

TEST_F(FaultTest, AFilePassesTheStoresFailureOn) {
  DU_ASSERT_OK(store_.Put(P("a"), "1"));
  Break(StoreOperation::kHead, StoreFault::kFails);
  DU_EXPECT_KIND(kUnavailable, CreateAsyncBuffer(store_, P("a")));
}

}  // namespace
}  // namespace delta_utils
