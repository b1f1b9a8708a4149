// S3Lister: the keys of a bucket, page by page.
//
//   S3Lister lister(connection);
//   ARROW_RETURN_NOT_OK(lister.List("shop/", "shop/a", visit));
//
// Source: Amazon S3 API Reference, "ListObjectsV2". Threads: any.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "delta_utils/cloud/s3_connection_internal.h"

namespace delta_utils::internal {

class S3Lister {
 public:
  explicit S3Lister(S3Connection& connection) : connection_(connection) {}

  /// As ObjectStore::List. Corrupt if the service lists out of order or goes round in a
  /// ring.
  Status List(const ObjectPath& prefix, const std::optional<ObjectPath>& start_after,
              const std::function<bool(const ObjectInfo&)>& visit);

 private:
  struct Page {
    std::vector<ObjectInfo> objects;
    std::string last_key;  // of those that can be named or not; empty: none
    std::string token;     // of the next page; empty: there is none
  };
  Result<Page> Read(const S3Request& request);
  Status AddObject(const struct XmlElement& contents, bool is_encoded, Page* page);

  S3Connection& connection_;
};

}  // namespace delta_utils::internal
