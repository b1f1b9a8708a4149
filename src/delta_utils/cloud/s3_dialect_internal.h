// S3Dialect: how the services that speak S3's protocol differ, as data.
//
//   const S3Dialect& dialect = DialectOf(S3Service::kGcs);
//   headers.push_back(dialect.IfMatch("1234"));
//
// Threads: immutable. Sources: Amazon S3 API Reference; Cloudflare R2 docs, "S3 API
// compatibility"; Cloud Storage docs, "HTTP headers for XML API requests".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/cloud/s3_store.h"
#include "delta_utils/cloud/sigv4.h"
#include "delta_utils/http/http_client.h"

namespace delta_utils::internal {

struct S3Dialect {
  std::string_view uri_scheme;
  SigningScheme signing;
  std::string_view signing_service;
  std::string_view metadata_prefix;
  /// The reply's header that names a version (and the only sign that a PUT was done).
  std::string_view version_header;
  std::string_view if_absent_name;
  std::string_view if_absent_value;
  std::string_view if_match_name;
  bool version_is_etag;
  /// Whether many keys can be deleted in one request.
  bool deletes_in_batches;
  /// Whether completing an upload in parts takes a condition.
  bool completes_conditionally;

  HttpHeader IfAbsent() const;
  HttpHeader IfMatch(std::string_view version) const;
  /// The version that a reply's headers name; nullopt if they name none.
  std::optional<std::string> VersionIn(const HttpReply& reply) const;
  /// False for what can be no version of this service and so matches nothing; it would
  /// not be safe in a header.
  bool CanBeVersion(std::string_view version) const;
};

const S3Dialect& DialectOf(S3Service service);

/// An ETag without its quotes.
std::string_view UnquoteETag(std::string_view etag);

}  // namespace delta_utils::internal
