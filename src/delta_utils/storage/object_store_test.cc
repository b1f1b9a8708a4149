#include "delta_utils/storage/object_store.h"
#include "delta_utils/storage/async_buffer.h"

#include <gtest/gtest.h>

#include "arrow/buffer.h"
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
  MemoryStore memory_{"test", clock_};
  FaultyStore store_{memory_};
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

TEST_F(FaultTest, AFilePassesTheStoresFailureOn) {
  DU_ASSERT_OK(store_.Put(P("a"), "1"));
  Break(StoreOperation::kHead, StoreFault::kFails);
  DU_EXPECT_KIND(kUnavailable, CreateAsyncBuffer(store_, P("a")));
}

}  // namespace
}  // namespace delta_utils
