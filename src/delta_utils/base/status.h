// Errors: arrow::Status and arrow::Result, with one typed detail.
//
// Every failure that leaves this library carries an ErrorKind and, where an object, file
// or field is concerned, its path. No exception leaves a public function.
//
//   Status s = MakeError(ErrorKind::kCorrupt, "t/_delta_log/00...1.json", "not JSON");
//   KindOf(s);          // ErrorKind::kCorrupt
//   s.message();        // "t/_delta_log/00...1.json: not JSON"
//
// A status that Arrow itself made has no detail; KindOf maps its code to the nearest
// kind.
//
// Threads: values, as safe as any value.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "arrow/result.h"
#include "arrow/status.h"

namespace delta_utils {

using arrow::Result;
using arrow::Status;

/// What a caller can do about a failure; each kind has one fixed arrow::StatusCode.
enum class ErrorKind {
  kNotFound,         // the named thing does not exist
  kAlreadyExists,    // it exists and must not
  kVersionMismatch,  // a compare-and-swap met another version; see ErrorDetail
  kConflict,         // a concurrent commit makes this one impossible as it is
  kInvalidArgument,  // the caller's input is wrong
  kCorrupt,          // stored bytes break their format
  kUnsupported,  // valid, but this library cannot do it; the message names the feature
  kUnavailable,  // the store failed; trying again may help
  kPermissionDenied,  // the store refuses
  kCancelled,         // the caller stopped it
  kInternal,          // a defect of this library
};

/// "NotFound", "Corrupt", ...
std::string_view ErrorKindName(ErrorKind kind);

/// The detail inside every status made by MakeError and its shorthands.
class ErrorDetail : public arrow::StatusDetail {
 public:
  ErrorDetail(ErrorKind kind, std::string path) : kind_(kind), path_(std::move(path)) {}

  const char* type_id() const override;
  std::string ToString() const override;

  ErrorKind kind() const { return kind_; }
  /// The object's path or URI, or the document field's path; empty if none is concerned.
  const std::string& path() const { return path_; }

  /// kVersionMismatch only: the version asked for and the one found; nullopt = no object.
  std::optional<std::string> expected_version;
  std::optional<std::string> actual_version;

  /// kUnavailable only: the service asked for so long a pause, and whether it said that
  /// it is asked too much.
  std::optional<int64_t> retry_after_ms;
  bool throttled = false;

 private:
  ErrorKind kind_;
  std::string path_;
};

/// A status whose message is "path: message", or "message" if `path` is empty.
Status MakeError(ErrorKind kind, std::string_view path, std::string_view message);

/// The kVersionMismatch of a compare-and-swap; nullopt stands for "no object".
Status VersionMismatch(std::string_view path, std::optional<std::string> expected,
                       std::optional<std::string> actual);

/// The kUnavailable of a service that is asked too much, or that names a pause;
/// `throttled` is set either way.
Status Throttled(std::string_view path, std::string_view message,
                 std::optional<int64_t> retry_after_ms);

inline Status NotFound(std::string_view path, std::string_view message) {
  return MakeError(ErrorKind::kNotFound, path, message);
}
inline Status InvalidArgument(std::string_view path, std::string_view message) {
  return MakeError(ErrorKind::kInvalidArgument, path, message);
}
inline Status Corrupt(std::string_view path, std::string_view message) {
  return MakeError(ErrorKind::kCorrupt, path, message);
}
inline Status Unsupported(std::string_view path, std::string_view message) {
  return MakeError(ErrorKind::kUnsupported, path, message);
}
inline Status Internal(std::string_view path, std::string_view message) {
  return MakeError(ErrorKind::kInternal, path, message);
}

/// The detail of `status`, or nullptr if Arrow or nobody attached one.
const ErrorDetail* DetailOf(const Status& status);

/// The kind of a failed status; a status without detail is mapped by its code.
ErrorKind KindOf(const Status& status);

/// `status` with the same kind, versions and pause, its message put behind "path: ": for
/// adding the object's name to an error that came from below without one.
Status WithPath(std::string_view path, const Status& status);

namespace internal {
[[noreturn]] void CheckFailed(const char* file, int line, const char* what);
}  // namespace internal

/// Ends the process when an invariant of this library is broken; never for bad input.
#define DU_CHECK(condition)                                                 \
  do {                                                                      \
    if (!(condition)) [[unlikely]]                                          \
      ::delta_utils::internal::CheckFailed(__FILE__, __LINE__, #condition); \
  } while (false)

/// The same, of a place that is never reached.
#define DU_UNREACHABLE(what) \
  ::delta_utils::internal::CheckFailed(__FILE__, __LINE__, what)

}  // namespace delta_utils
