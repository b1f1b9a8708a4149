// S3Writer: one write of one object, until its outcome is known or cannot be.
//
//   S3Writer writer(connection, key, bytes, WriteCondition::IfAbsent());
//   ARROW_ASSIGN_OR_RAISE(PutResult put, writer.Run());
//
// Repeats a write whose reply was lost, with the same mark: whichever of the attempts
// lands is ours. Threads: one a writer.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/cloud/s3_connection_internal.h"
#include "delta_utils/cloud/s3_upload_internal.h"
#include "delta_utils/cloud/write_mark_internal.h"

namespace delta_utils::internal {

struct WriteCondition {
  enum class Kind { kNone, kIfAbsent, kIfMatch };
  Kind kind = Kind::kNone;
  std::string version;  // of kIfMatch
};

class S3Writer {
 public:
  /// `bytes` is borrowed. The version of kIfMatch is one that can be (CanBeVersion).
  S3Writer(S3Connection& connection, std::string key, std::string_view bytes,
           WriteCondition condition);

  /// An error status means that nothing was written.
  Result<PutResult> Run();

 private:
  std::vector<HttpHeader> ConditionHeaders() const;
  /// One attempt: the PUT, or the completion of the parts.
  HttpResult Publish();
  Status Attempt();
  /// After a reply that is no success: what it means for the write; nullopt if it may or
  /// may not have been applied.
  std::optional<Status> Answered(const HttpReply& reply, const Status& status);
  Status CheckRefusal(const Status& refusal);
  Status Settle();
  /// After a reply was lost: one look, before any pause, settles most cases. `failure` if
  /// it does not.
  Status LookAtOnce(const Status& failure);
  Result<Sighting> Look();
  Sighting SightingOf(const HttpReply& reply) const;
  std::optional<std::string> VersionOf(const HttpReply& reply) const;

  S3Connection& connection_;
  const std::string key_;
  const std::string_view bytes_;
  const WriteCondition condition_;
  const WriteMark mark_;
  S3Request request_;
  std::unique_ptr<S3Upload> upload_;  // of a large object
  bool is_uploaded_ = false;
  bool upload_failed_ = false;
  /// Whether an attempt may have been applied without our hearing of it.
  bool maybe_applied_ = false;
  std::optional<PutResult> outcome_;
};

}  // namespace delta_utils::internal
