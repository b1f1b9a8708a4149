#include "delta_utils/base/status.h"

#include <gtest/gtest.h>

#include <set>

namespace delta_utils {
namespace {

TEST(StatusTest, AnErrorKnowsItsKindAndPath) {
  std::set<std::string_view> names;
  for (ErrorKind kind :
       {ErrorKind::kNotFound, ErrorKind::kAlreadyExists, ErrorKind::kVersionMismatch,
        ErrorKind::kConflict, ErrorKind::kInvalidArgument, ErrorKind::kCorrupt,
        ErrorKind::kUnsupported, ErrorKind::kUnavailable, ErrorKind::kPermissionDenied,
        ErrorKind::kCancelled, ErrorKind::kInternal}) {
    const Status status = MakeError(kind, "t/a", "why");
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(KindOf(status), kind);
    EXPECT_EQ(status.message(), "t/a: why");
    ASSERT_NE(DetailOf(status), nullptr);
    EXPECT_EQ(DetailOf(status)->path(), "t/a");
    EXPECT_EQ(DetailOf(status)->ToString(), ErrorKindName(kind));
    EXPECT_FALSE(DetailOf(status)->throttled);
    EXPECT_EQ(DetailOf(status)->retry_after_ms, std::nullopt);
    names.insert(ErrorKindName(kind));
  }
  EXPECT_EQ(names.size(), 11u);
  EXPECT_EQ(MakeError(ErrorKind::kCorrupt, "", "why").message(), "why");
}

TEST(StatusTest, AStatusOfArrowHasTheNearestKind) {
  struct Case {
    Status status;
    ErrorKind kind;
  };
  for (const Case& c : {Case{Status::KeyError("k"), ErrorKind::kNotFound},
                        Case{Status::AlreadyExists("k"), ErrorKind::kAlreadyExists},
                        Case{Status::Invalid("k"), ErrorKind::kInvalidArgument},
                        Case{Status::TypeError("k"), ErrorKind::kInvalidArgument},
                        Case{Status::SerializationError("k"), ErrorKind::kCorrupt},
                        Case{Status::NotImplemented("k"), ErrorKind::kUnsupported},
                        Case{Status::IOError("k"), ErrorKind::kUnavailable},
                        Case{Status::OutOfMemory("k"), ErrorKind::kUnavailable},
                        Case{Status::Cancelled("k"), ErrorKind::kCancelled},
                        Case{Status::UnknownError("k"), ErrorKind::kInternal}}) {
    EXPECT_EQ(DetailOf(c.status), nullptr);
    EXPECT_EQ(KindOf(c.status), c.kind) << c.status;
  }
  EXPECT_EQ(DetailOf(Status::OK()), nullptr);
}

TEST(StatusTest, AThrottledErrorNamesItsPause) {
  for (std::optional<int64_t> pause_ms :
       {std::optional<int64_t>(), std::optional<int64_t>(0), std::optional<int64_t>(1500),
        std::optional<int64_t>(INT64_MAX)}) {
    const Status status = Throttled("s3://b/k", "slow down", pause_ms);
    EXPECT_EQ(KindOf(status), ErrorKind::kUnavailable);
    EXPECT_EQ(status.message(), "s3://b/k: slow down");
    ASSERT_NE(DetailOf(status), nullptr);
    EXPECT_TRUE(DetailOf(status)->throttled);
    EXPECT_EQ(DetailOf(status)->retry_after_ms, pause_ms);
    EXPECT_EQ(DetailOf(status)->path(), "s3://b/k");
  }
}

TEST(StatusTest, AVersionMismatchNamesBothVersions) {
  const Status status = VersionMismatch("a", "1", std::nullopt);
  EXPECT_EQ(KindOf(status), ErrorKind::kVersionMismatch);
  EXPECT_EQ(status.message(), "a: expected version 1, found none");
  ASSERT_NE(DetailOf(status), nullptr);
  EXPECT_EQ(DetailOf(status)->expected_version, "1");
  EXPECT_EQ(DetailOf(status)->actual_version, std::nullopt);
}

TEST(StatusTest, APathPutInFrontLosesNothingOfTheDetail) {
  EXPECT_TRUE(WithPath("p", Status::OK()).ok());
  const Status from_arrow = WithPath("p", Status::IOError("broken"));
  EXPECT_EQ(KindOf(from_arrow), ErrorKind::kUnavailable);
  EXPECT_EQ(from_arrow.message(), "p: broken");
  ASSERT_NE(DetailOf(from_arrow), nullptr);
  EXPECT_EQ(DetailOf(from_arrow)->path(), "p");

  const Status throttled = WithPath("p", Throttled("", "slow down", 700));
  EXPECT_EQ(throttled.message(), "p: slow down");
  EXPECT_TRUE(DetailOf(throttled)->throttled);
  EXPECT_EQ(DetailOf(throttled)->retry_after_ms, 700);

  const Status mismatch = WithPath("p", VersionMismatch("", "1", "2"));
  EXPECT_EQ(DetailOf(mismatch)->expected_version, "1");
  EXPECT_EQ(DetailOf(mismatch)->actual_version, "2");
}

}  // namespace
}  // namespace delta_utils
