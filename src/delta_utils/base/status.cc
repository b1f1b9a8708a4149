#include "delta_utils/base/status.h"

#include <cstdio>
#include <cstdlib>

namespace delta_utils {
namespace {

constexpr char kTypeId[] = "delta_utils::ErrorDetail";

arrow::StatusCode CodeOf(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kNotFound:
      return arrow::StatusCode::KeyError;
    case ErrorKind::kAlreadyExists:
      return arrow::StatusCode::AlreadyExists;
    case ErrorKind::kInvalidArgument:
      return arrow::StatusCode::Invalid;
    case ErrorKind::kCorrupt:
      return arrow::StatusCode::SerializationError;
    case ErrorKind::kUnsupported:
      return arrow::StatusCode::NotImplemented;
    case ErrorKind::kCancelled:
      return arrow::StatusCode::Cancelled;
    case ErrorKind::kVersionMismatch:
    case ErrorKind::kConflict:
    case ErrorKind::kUnavailable:
    case ErrorKind::kPermissionDenied:
      return arrow::StatusCode::IOError;
    case ErrorKind::kInternal:
      break;
  }
  return arrow::StatusCode::UnknownError;
}

std::string JoinMessage(std::string_view path, std::string_view message) {
  if (path.empty()) return std::string(message);
  return std::string(path) + ": " + std::string(message);
}

std::string VersionText(const std::optional<std::string>& version) {
  return version ? *version : "none";
}

}  // namespace

std::string_view ErrorKindName(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kNotFound:
      return "NotFound";
    case ErrorKind::kAlreadyExists:
      return "AlreadyExists";
    case ErrorKind::kVersionMismatch:
      return "VersionMismatch";
    case ErrorKind::kConflict:
      return "Conflict";
    case ErrorKind::kInvalidArgument:
      return "InvalidArgument";
    case ErrorKind::kCorrupt:
      return "Corrupt";
    case ErrorKind::kUnsupported:
      return "Unsupported";
    case ErrorKind::kUnavailable:
      return "Unavailable";
    case ErrorKind::kPermissionDenied:
      return "PermissionDenied";
    case ErrorKind::kCancelled:
      return "Cancelled";
    case ErrorKind::kInternal:
      break;
  }
  return "Internal";
}

const char* ErrorDetail::type_id() const { return kTypeId; }

std::string ErrorDetail::ToString() const { return std::string(ErrorKindName(kind_)); }

Status MakeError(ErrorKind kind, std::string_view path, std::string_view message) {
  return Status(CodeOf(kind), JoinMessage(path, message),
                std::make_shared<ErrorDetail>(kind, std::string(path)));
}

Status Throttled(std::string_view path, std::string_view message,
                 std::optional<int64_t> retry_after_ms) {
  auto detail = std::make_shared<ErrorDetail>(ErrorKind::kUnavailable, std::string(path));
  detail->throttled = true;
  detail->retry_after_ms = retry_after_ms;
  return Status(CodeOf(ErrorKind::kUnavailable), JoinMessage(path, message),
                std::move(detail));
}

Status VersionMismatch(std::string_view path, std::optional<std::string> expected,
                       std::optional<std::string> actual) {
  auto detail =
      std::make_shared<ErrorDetail>(ErrorKind::kVersionMismatch, std::string(path));
  std::string message =
      "expected version " + VersionText(expected) + ", found " + VersionText(actual);
  detail->expected_version = std::move(expected);
  detail->actual_version = std::move(actual);
  return Status(CodeOf(ErrorKind::kVersionMismatch), JoinMessage(path, message),
                std::move(detail));
}

const ErrorDetail* DetailOf(const Status& status) {
  if (status.ok() || status.detail() == nullptr) return nullptr;
  if (std::string_view(status.detail()->type_id()) != kTypeId) return nullptr;
  return static_cast<const ErrorDetail*>(status.detail().get());
}

ErrorKind KindOf(const Status& status) {
  if (const ErrorDetail* detail = DetailOf(status)) return detail->kind();
  switch (status.code()) {
    case arrow::StatusCode::KeyError:
      return ErrorKind::kNotFound;
    case arrow::StatusCode::AlreadyExists:
      return ErrorKind::kAlreadyExists;
    case arrow::StatusCode::Invalid:
    case arrow::StatusCode::TypeError:
    case arrow::StatusCode::IndexError:
      return ErrorKind::kInvalidArgument;
    case arrow::StatusCode::SerializationError:
      return ErrorKind::kCorrupt;
    case arrow::StatusCode::NotImplemented:
      return ErrorKind::kUnsupported;
    case arrow::StatusCode::IOError:
    case arrow::StatusCode::OutOfMemory:
    case arrow::StatusCode::CapacityError:
      return ErrorKind::kUnavailable;
    case arrow::StatusCode::Cancelled:
      return ErrorKind::kCancelled;
    default:
      return ErrorKind::kInternal;
  }
}

Status WithPath(std::string_view path, const Status& status) {
  if (status.ok()) return status;
  const ErrorKind kind = KindOf(status);
  auto detail = std::make_shared<ErrorDetail>(kind, std::string(path));
  if (const ErrorDetail* original = DetailOf(status)) {
    detail->expected_version = original->expected_version;
    detail->actual_version = original->actual_version;
    detail->retry_after_ms = original->retry_after_ms;
    detail->throttled = original->throttled;
  }
  return Status(CodeOf(kind), JoinMessage(path, status.message()), std::move(detail));
}

namespace internal {

void CheckFailed(const char* file, int line, const char* what) {
  std::fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, what);
  std::abort();
}

}  // namespace internal
}  // namespace delta_utils
