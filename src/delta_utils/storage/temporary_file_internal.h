// TemporaryFile: bytes that are whole and on disk before they get the object's name.
//
//   ARROW_ASSIGN_OR_RAISE(auto file, TemporaryFile::Write(folder, calls, random, bytes,
//   uri)); if (const int error = file.PublishNew("00000000000000000001.json")) ...
//
// Threads: one.
#pragma once

#include <string>
#include <string_view>

#include "delta_utils/base/runtime.h"
#include "delta_utils/storage/root_folder_internal.h"

namespace delta_utils::internal {

/// How the names of temporary files begin. No object's path has such a segment.
inline constexpr std::string_view kTemporaryPrefix = ".tmp-";
bool HasReservedSegment(std::string_view path);

class TemporaryFile {
 public:
  /// A file in `folder`, which is borrowed, with all of `bytes`, synced.
  static Result<TemporaryFile> Write(const Fd& folder, const SystemCalls& calls,
                                     Random& random, std::string_view bytes,
                                     std::string_view uri);
  TemporaryFile(TemporaryFile&& other) noexcept
      : folder_(other.folder_),
        calls_(other.calls_),
        name_(std::exchange(other.name_, {})),
        file_(std::move(other.file_)) {}
  /// Removes what was not published.
  ~TemporaryFile() { Remove(); }

  /// Gives the file a name that is free: 0, EEXIST if it is not, or another errno;
  /// EOPNOTSUPP if this file system cannot do it in one step.
  int PublishNew(const std::string& name);
  /// Gives the file a name, replacing what has it: 0 or an errno.
  int PublishOver(const std::string& name);

 private:
  TemporaryFile(const Fd& folder, const SystemCalls& calls, std::string name, Fd file)
      : folder_(&folder),
        calls_(&calls),
        name_(std::move(name)),
        file_(std::move(file)) {}
  void Remove();
  bool IsNamed(const std::string& name) const;

  const Fd* folder_;
  const SystemCalls* calls_;
  std::string name_;  // empty: there is nothing to remove
  Fd file_;
};

}  // namespace delta_utils::internal
