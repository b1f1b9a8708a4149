#include "delta_utils/storage/async_buffer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "arrow/buffer.h"
#include "arrow/io/caching.h"
#include "arrow/io/interfaces.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/memory_store.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/fake_clock.h"

namespace delta_utils {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using BufferFuture = arrow::Future<std::shared_ptr<arrow::Buffer>>;

constexpr char kBody[] = "0123456789abcdefghij";

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

/// Answers reads when it is told to, and notes what was asked.
class SlowStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;

  BufferFuture GetRangeAsync(const ObjectPath& path, int64_t offset, int64_t length,
                             std::shared_ptr<ReadPin> pin) override {
    asked.push_back({offset, length});
    BufferFuture reply = BufferFuture::Make();
    waiting_.push_back([=, this]() mutable {
      reply.MarkFinished(
          MemoryStore::GetRangeAsync(path, offset, length, pin).MoveResult());
    });
    return reply;
  }

  /// The last asked first: order must not come from the order of the replies.
  void AnswerAll() {
    while (!waiting_.empty()) {
      const auto answer = std::move(waiting_.back());
      waiting_.pop_back();
      answer();
    }
  }

  std::vector<ByteRange> asked;

 private:
  std::vector<std::function<void()>> waiting_;
};

class AsyncBufferTest : public testing::Test {
 protected:
  void SetUp() override { DU_ASSERT_OK(store_.Put(P("a"), kBody)); }

  std::shared_ptr<arrow::io::RandomAccessFile> Open(int64_t size_bytes = 20) {
    return CreateAsyncBuffer(store_, P("a"), size_bytes,
                             {.hole_bytes = 2, .range_bytes = 10})
        .ValueOrDie();
  }

  FakeClock clock_;
  SlowStore store_{"test", clock_};
  const arrow::io::IOContext context_ = arrow::io::default_io_context();
};

std::string TextOf(const BufferFuture& future) {
  const auto& result = future.result();
  return result.ok() ? (*result)->ToString() : result.status().ToString();
}

TEST_F(AsyncBufferTest, AReadOccupiesNoThreadUntilItIsAnswered) {
  const auto file = Open();
  const BufferFuture read = file->ReadAsync(context_, 3, 4);
  EXPECT_FALSE(read.is_finished());
  store_.AnswerAll();
  ASSERT_TRUE(read.is_finished());
  EXPECT_EQ(TextOf(read), "3456");
}

TEST_F(AsyncBufferTest, ManyReadsAreJoinedAndKeepTheirOrder) {
  const auto file = Open();
  const auto reads =
      file->ReadManyAsync({{12, 2}, {0, 2}, {4, 3}, {19, 9}, {5, 0}, {1, 2}});
  EXPECT_THAT(store_.asked,
              ElementsAre(ByteRange{0, 7}, ByteRange{12, 2}, ByteRange{19, 1}));
  store_.AnswerAll();
  std::vector<std::string> texts;
  for (const BufferFuture& read : reads) texts.push_back(TextOf(read));
  EXPECT_THAT(texts, ElementsAre("cd", "01", "456", "j", "", "12"));
}

TEST_F(AsyncBufferTest, ReadsOutliveTheirFile) {
  auto file = Open();
  const BufferFuture one = file->ReadAsync(context_, 3, 4);
  const auto many = file->ReadManyAsync({{0, 2}, {3, 2}});
  const BufferFuture beyond =
      CreateAsyncBuffer(store_, P("a"), 30).ValueOrDie()->ReadAsync(context_, 18, 4);
  DU_ASSERT_OK(file->Close());
  file.reset();
  store_.AnswerAll();
  EXPECT_EQ(TextOf(one), "3456");
  EXPECT_EQ(TextOf(many[1]), "34");
  DU_EXPECT_KIND(kCorrupt, beyond.status());
}

TEST_F(AsyncBufferTest, AnotherThreadMayAnswer) {
  const auto file = Open();
  const BufferFuture first = file->ReadAsync(context_, 0, 1);
  std::thread answers([&] { store_.AnswerAll(); });
  EXPECT_EQ(TextOf(first), "0");
  answers.join();
}

TEST_F(AsyncBufferTest, ReadsUnderWayMeetAReplacedObjectAsAMismatch) {
  const auto file = Open();
  const BufferFuture before = file->ReadAsync(context_, 0, 4);
  store_.AnswerAll();
  const BufferFuture after = file->ReadAsync(context_, 4, 4);
  DU_ASSERT_OK(store_.Put(P("a"), "ABCDEFGHIJKLMNOPQRST"));
  store_.AnswerAll();
  EXPECT_EQ(TextOf(before), "0123");
  DU_EXPECT_KIND(kVersionMismatch, after.status());
  const auto many = file->ReadManyAsync({{0, 2}, {12, 2}});
  const auto anew = Open()->ReadManyAsync({{0, 2}, {12, 2}});
  store_.AnswerAll();
  for (const BufferFuture& read : many) DU_EXPECT_KIND(kVersionMismatch, read.status());
  EXPECT_EQ(TextOf(anew[0]) + TextOf(anew[1]), "ABMN");
}

TEST_F(AsyncBufferTest, ATooShortObjectIsCorruptOnlyWhereItEnds) {
  const auto file = Open(26);
  const auto reads = file->ReadManyAsync({{16, 4}, {18, 4}, {24, 2}});
  EXPECT_THAT(store_.asked, ElementsAre(ByteRange{16, 10}));
  store_.AnswerAll();
  EXPECT_EQ(TextOf(reads[0]), "ghij");
  for (size_t i : {1, 2}) {
    DU_EXPECT_KIND(kCorrupt, reads[i].status());
    EXPECT_THAT(reads[i].status().message(), HasSubstr("memory://test/a"));
    EXPECT_THAT(reads[i].status().message(), HasSubstr("ends at 20"));
  }
}

TEST_F(AsyncBufferTest, AFailedRequestFailsAllItsRanges) {
  const auto file = Open();
  const auto reads = file->ReadManyAsync({{0, 2}, {3, 2}, {15, 2}});
  DU_ASSERT_OK(store_.Delete(P("a")));
  store_.AnswerAll();
  for (const BufferFuture& read : reads) DU_EXPECT_KIND(kNotFound, read.status());
}

TEST_F(AsyncBufferTest, WhatCannotBeReadIsSaidAtOnce) {
  const auto file = Open();
  for (const BufferFuture& read : file->ReadManyAsync({{0, 2}, {-1, 2}})) {
    DU_EXPECT_KIND(kInvalidArgument, read.status());
  }
  DU_EXPECT_KIND(kInvalidArgument, Status(file->ReadAsync(context_, 0, -2).status()));
  DU_ASSERT_OK(file->Close());
  DU_EXPECT_KIND(kInvalidArgument, Status(file->ReadAsync(context_, 0, 2).status()));
  DU_EXPECT_KIND(kInvalidArgument, ReadRanges(store_, P("a"), {{0, 2}, {0, -1}}));
  for (const CoalesceOptions& bad :
       {CoalesceOptions{.hole_bytes = -1}, CoalesceOptions{.range_bytes = -1}}) {
    DU_EXPECT_KIND(kInvalidArgument, CreateAsyncBuffer(store_, P("a"), 20, bad));
    DU_EXPECT_KIND(kInvalidArgument, ReadRanges(store_, P("a"), {}, bad));
  }
  EXPECT_THAT(store_.asked, testing::IsEmpty());
}

TEST_F(AsyncBufferTest, ArrowsReadAheadGoesThroughTheAsynchronousForms) {
  const auto file = Open();
  arrow::io::internal::ReadRangeCache cache(
      file, context_, {.hole_size_limit = 2, .range_size_limit = 10, .lazy = false});
  DU_ASSERT_OK(cache.Cache({{0, 2}, {4, 3}, {12, 2}}));
  EXPECT_THAT(store_.asked, ElementsAre(ByteRange{0, 7}, ByteRange{12, 2}));
  store_.AnswerAll();
  DU_ASSERT_OK_AND_ASSIGN(const auto bytes, cache.Read({4, 3}));
  EXPECT_EQ(bytes->ToString(), "456");
}

}  // namespace
}  // namespace delta_utils
