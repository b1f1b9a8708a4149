#include "delta_utils/storage/posix_internal.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "delta_utils/testing/assert_status.h"

namespace delta_utils::internal {
namespace {

TEST(PosixTest, ErrnoStatusMapsEachErrorOnceAndKeepsItsText) {
  struct Case {
    int error;
    ErrorKind read;
    ErrorKind write;
  };
  using enum ErrorKind;
  for (const Case& c :
       {Case{ENOENT, kNotFound, kUnavailable}, Case{ENOTDIR, kNotFound, kInvalidArgument},
        Case{EISDIR, kNotFound, kInvalidArgument},
        Case{ENAMETOOLONG, kNotFound, kInvalidArgument},
        Case{EACCES, kPermissionDenied, kPermissionDenied},
        Case{EPERM, kPermissionDenied, kPermissionDenied},
        Case{EROFS, kPermissionDenied, kPermissionDenied},
        Case{EXDEV, kPermissionDenied, kPermissionDenied},
        Case{ELOOP, kPermissionDenied, kPermissionDenied},
        Case{EOPNOTSUPP, kUnsupported, kUnsupported},
        Case{ENOSPC, kUnavailable, kUnavailable},
        Case{EDQUOT, kUnavailable, kUnavailable}, Case{EIO, kUnavailable, kUnavailable},
        Case{EMFILE, kUnavailable, kUnavailable}}) {
    const Status read = ErrnoStatus(c.error, Access::kRead, "/data/x");
    const Status write = ErrnoStatus(c.error, Access::kWrite, "/data/x");
    EXPECT_EQ(KindOf(read), c.read) << read;
    EXPECT_EQ(KindOf(write), c.write) << write;
    EXPECT_EQ(DetailOf(read)->path(), "/data/x");
    EXPECT_NE(read.message().find(strerror(c.error)), std::string::npos) << read;
  }
}

TEST(PosixTest, OnlyErrorsThatLeaveNoDoubtSayNothingHappened) {
  for (int error : {EIO, ESTALE, ETIMEDOUT, ECONNRESET, EREMOTEIO, EAGAIN}) {
    EXPECT_TRUE(MayHaveHappened(error)) << error;
  }
  for (int error : {EEXIST, ENOSPC, EACCES, EPERM, EROFS, ENOENT, EDQUOT}) {
    EXPECT_FALSE(MayHaveHappened(error)) << error;
  }
}

TEST(PosixTest, AFailedCallIsItsErrno) {
  errno = EMFILE;
  const Fd failed = Fd::FromCall(-1);
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(failed.error(), EMFILE);
  EXPECT_FALSE(Fd().ok());
  EXPECT_EQ(WriteFully(failed, "x"), EBADF);
  DU_EXPECT_KIND(kUnavailable, ReadFile(failed, 0, 1, "/data/x"));
}

}  // namespace
}  // namespace delta_utils::internal
