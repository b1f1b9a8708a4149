#include "delta_utils/cloud/s3_writer_internal.h"

#include "arrow/buffer.h"
#include "delta_utils/cloud/s3_error_internal.h"
#include "delta_utils/cloud/xml_internal.h"

namespace delta_utils::internal {
namespace {

using Kind = WriteCondition::Kind;

constexpr std::string_view kIdName = "writeid";
constexpr std::string_view kOverName = "writeover";

WriteMark MarkFor(const WriteCondition& condition, Random& random) {
  if (condition.kind == Kind::kNone) return NewWriteMark(random);
  if (condition.kind == Kind::kIfAbsent) return NewWriteMark(random, std::nullopt);
  return NewWriteMark(random, condition.version);
}

std::string Named(std::string_view prefix, std::string_view name) {
  return std::string(prefix) + std::string(name);
}

}  // namespace

S3Writer::S3Writer(S3Connection& connection, std::string key, std::string_view bytes,
                   WriteCondition condition)
    : connection_(connection),
      key_(std::move(key)),
      bytes_(bytes),
      condition_(std::move(condition)),
      mark_(MarkFor(condition_, *connection.runtime().random)) {
  const S3Dialect& dialect = connection_.dialect();
  std::vector<HttpHeader> metadata = {
      {Named(dialect.metadata_prefix, kIdName), mark_.id},
      {Named(dialect.metadata_prefix, kOverName), mark_.over}};
  const bool in_parts = static_cast<int64_t>(bytes.size()) >
                        connection_.options().multipart_threshold_bytes;
  if (in_parts && (condition_.kind == Kind::kNone || dialect.completes_conditionally)) {
    upload_ = std::make_unique<S3Upload>(connection_, key_, bytes_, std::move(metadata));
    return;
  }
  for (HttpHeader& header : ConditionHeaders()) metadata.push_back(std::move(header));
  request_ = {
      .method = "PUT", .key = key_, .headers = std::move(metadata), .body = bytes_};
}

std::vector<HttpHeader> S3Writer::ConditionHeaders() const {
  const S3Dialect& dialect = connection_.dialect();
  if (condition_.kind == Kind::kIfAbsent) return {dialect.IfAbsent()};
  if (condition_.kind == Kind::kIfMatch) return {dialect.IfMatch(condition_.version)};
  return {};
}

Result<PutResult> S3Writer::Run() {
  RetryOptions retry = connection_.Retry();
  // The requests of an upload were repeated themselves.
  retry.is_retryable = [this](const Status& status) {
    return !upload_failed_ && KindOf(status) == ErrorKind::kUnavailable;
  };
  const Status status =
      RetryStatus([this](int) { return Attempt(); }, connection_.runtime(), retry);
  if (!status.ok() && maybe_applied_) {
    // Given up without an answer; the object itself may know. What is told then is why it
    // was given up.
    static_cast<void>(Settle());
    DU_CHECK(outcome_.has_value());
    if (outcome_->outcome == PutOutcome::kUnknown) outcome_->cause = status;
  }
  // Parts whose completion may have come through are left alone.
  const bool is_refused = !outcome_ || outcome_->outcome == PutOutcome::kLost;
  if (upload_ && is_refused) upload_->Abort();
  if (!outcome_) return status;
  return *std::move(outcome_);
}

HttpResult S3Writer::Publish() {
  if (!upload_) return connection_.Send(request_);
  if (!is_uploaded_) {
    const Status status = upload_->Upload();
    upload_failed_ = !status.ok();
    // No part is an object: whatever was sent, nothing was written.
    if (upload_failed_) return {.status = status};
    is_uploaded_ = true;
  }
  request_ = upload_->CompleteRequest(ConditionHeaders());
  return connection_.Send(request_);
}

Status S3Writer::Attempt() {
  const HttpResult result = Publish();
  if (upload_failed_) return result.status;  // names the object already
  const Status status = connection_.StatusOf(request_, result);
  if (status.ok()) {
    std::optional<std::string> version = VersionOf(result.reply);
    if (version) {
      outcome_ = PutResult{PutOutcome::kWon, std::move(version), {}};
      return Status::OK();
    }
    // A success that does not name what it made is nobody's word for it.
    maybe_applied_ = true;
    return LookAtOnce(MakeError(ErrorKind::kUnavailable, connection_.UriOf(key_),
                                "the reply to the write names no version"));
  }
  if (result.status.ok()) {
    const std::optional<Status> answer = Answered(result.reply, status);
    if (answer) return *answer;
  }
  maybe_applied_ = maybe_applied_ || result.request_sent;
  return maybe_applied_ ? LookAtOnce(status) : status;
}

std::optional<Status> S3Writer::Answered(const HttpReply& reply, const Status& status) {
  const std::string code = ErrorCodeOf(reply);
  const bool is_conditional = condition_.kind != Kind::kNone;
  if (KindOf(status) == ErrorKind::kVersionMismatch && is_conditional) return Settle();
  if (code == "NoSuchUpload") {
    if (maybe_applied_) return Settle();
    is_uploaded_ = false;
    return MakeError(ErrorKind::kUnavailable, connection_.UriOf(key_),
                     "the upload is gone before it was complete");
  }
  // Amazon's word for a version that is not there, because nothing is.
  const bool names_key = code.empty() || code == "NoSuchKey";
  if (condition_.kind == Kind::kIfMatch && reply.status == 404 && names_key) {
    return Settle();
  }
  if (upload_ && (reply.status == 409 || code == "ConditionalRequestConflict")) {
    // The parts are spent with a completion that met another writer.
    maybe_applied_ = true;
    const Status seen = LookAtOnce(status);
    if (seen.ok()) return seen;
    upload_->Abort();
    is_uploaded_ = false;
    return status;
  }
  if (KindOf(status) == ErrorKind::kUnavailable) return std::nullopt;
  return is_conditional ? CheckRefusal(status) : status;
}

/// What stands between us and the service may answer for it. So a refusal is not taken
/// for "nothing was written" before the object was looked at; but where looking is
/// refused as well, there is nothing we could have written.
Status S3Writer::CheckRefusal(const Status& refusal) {
  const Result<Sighting> sighting = Look();
  if (sighting.ok() && sighting->mark.id == mark_.id && sighting->version) {
    outcome_ = PutResult{PutOutcome::kWon, sighting->version, {}};
    return Status::OK();
  }
  const bool is_believed =
      sighting.ok() || KindOf(sighting.status()) == ErrorKind::kPermissionDenied;
  if (!is_believed) outcome_ = PutResult{PutOutcome::kUnknown, {}, refusal};
  return is_believed ? refusal : Status::OK();
}

Status S3Writer::LookAtOnce(const Status& failure) {
  const S3Request request{.method = "HEAD", .key = key_};
  const HttpResult result = connection_.Send(request);
  if (!connection_.StatusOf(request, result).ok()) return failure;
  const Sighting sighting = SightingOf(result.reply);
  const Verdict verdict = Judge(sighting, mark_, maybe_applied_);
  if (verdict == Verdict::kWon && sighting.version) {
    outcome_ = PutResult{PutOutcome::kWon, sighting.version, {}};
    return Status::OK();
  }
  if (verdict == Verdict::kLost) {
    outcome_ = PutResult{PutOutcome::kLost, sighting.version, {}};
    return Status::OK();
  }
  return failure;
}

Status S3Writer::Settle() {
  const Result<Sighting> sighting = Look();
  if (!sighting.ok()) {
    outcome_ = PutResult{PutOutcome::kUnknown, {}, sighting.status()};
    return Status::OK();
  }
  const std::string uri = connection_.UriOf(key_);
  switch (Judge(*sighting, mark_, maybe_applied_)) {
    case Verdict::kWon:
      if (sighting->version) {
        outcome_ = PutResult{PutOutcome::kWon, sighting->version, {}};
        return Status::OK();
      }
      break;
    case Verdict::kLost:
      outcome_ = PutResult{PutOutcome::kLost, sighting->version, {}};
      return Status::OK();
    case Verdict::kAgain:
      if (upload_) upload_->Abort();
      is_uploaded_ = false;
      return MakeError(ErrorKind::kUnavailable, uri,
                       "the object that stood in the way is gone");
    case Verdict::kUnknown:
      break;
  }
  const Status cause = MakeError(ErrorKind::kUnavailable, uri,
                                 "a reply was lost, and what lies there does not tell "
                                 "whether the write came through");
  outcome_ = PutResult{PutOutcome::kUnknown, {}, cause};
  return Status::OK();
}

Result<Sighting> S3Writer::Look() {
  const Result<HttpReply> reply = connection_.Call({.method = "HEAD", .key = key_});
  if (!reply.ok()) {
    if (KindOf(reply.status()) == ErrorKind::kNotFound) return Sighting{};
    return reply.status();
  }
  return SightingOf(*reply);
}

Sighting S3Writer::SightingOf(const HttpReply& reply) const {
  const S3Dialect& dialect = connection_.dialect();
  Sighting sighting{.exists = true, .version = dialect.VersionIn(reply)};
  const std::string* id = reply.Find(Named(dialect.metadata_prefix, kIdName));
  const std::string* over = reply.Find(Named(dialect.metadata_prefix, kOverName));
  if (id != nullptr) sighting.mark.id = *id;
  if (over != nullptr) sighting.mark.over = *over;
  return sighting;
}

std::optional<std::string> S3Writer::VersionOf(const HttpReply& reply) const {
  const S3Dialect& dialect = connection_.dialect();
  if (!upload_ || !dialect.version_is_etag) return dialect.VersionIn(reply);
  const Result<XmlElement> root = ParseXml(std::string_view(*reply.body), "");
  if (!root.ok()) return std::nullopt;
  const std::string_view version = UnquoteETag(root->ChildText("ETag"));
  if (!dialect.CanBeVersion(version)) return std::nullopt;
  return std::string(version);
}

}  // namespace delta_utils::internal
