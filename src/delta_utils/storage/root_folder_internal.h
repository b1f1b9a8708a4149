// RootFolder: opens what lies below one folder, and nothing that lies outside.
//
//   RootFolder root("/data/shop", SystemCalls::Detect());
//   Fd file = root.Open("t/x.parquet", O_RDONLY);
//
// Paths have the rules of ObjectPath; "" is the root. With openat2(2) symbolic links that
// stay inside are followed and the others are EXDEV; without it every link is ELOOP.
// Threads: any number.
#pragma once

#include <string>

#include "delta_utils/storage/posix_internal.h"

namespace delta_utils::internal {

/// The system calls that not every machine has, or that fail too seldom to be tested by
/// waiting. Tests put their own in their place. The functions return 0 or an errno.
struct SystemCalls {
  bool has_openat2;  // since Linux 5.6; some sandboxes refuse it
  int (*link)(int folder, const char* from, const char* to);
  int (*rename_new)(int folder, const char* from, const char* to);  // never replaces
  int (*sync_folder)(int folder);
  int (*lock_folder)(int folder);  // exclusive, as flock(2)

  /// Those of this machine.
  static SystemCalls Detect();
};

class RootFolder {
 public:
  /// `path` is absolute; the folder need not exist.
  RootFolder(std::string path, const SystemCalls& calls)
      : path_(std::move(path)), calls_(calls) {}

  /// As open(2), without O_CREAT. The descriptor is not inherited by programs.
  Fd Open(const std::string& path, int flags) const;
  Fd OpenFolder(const std::string& path) const;
  /// Opens a folder after making, durably, what is missing of it and of the root.
  Fd MakeFolder(const std::string& path) const;

  const std::string& path() const { return path_; }
  const SystemCalls& calls() const { return calls_; }

 private:
  const std::string path_;
  const SystemCalls calls_;
};

}  // namespace delta_utils::internal
