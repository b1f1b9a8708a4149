// OpenStore: any store by its URI.
//
//   ARROW_ASSIGN_OR_RAISE(auto store, OpenStore("s3://lake/shop", {runtime}));
//
//   /data/shop, shop, file:///data/shop   a folder; the URI percent-encoded, the path not
//   s3://BUCKET/PREFIX                     Amazon S3, or AWS_ENDPOINT_URL's service
//   r2://BUCKET/PREFIX                     Cloudflare R2: AWS_ENDPOINT_URL, or the
//   account
//                                          of R2_ACCOUNT_ID or CLOUDFLARE_ACCOUNT_ID
//   memory://NAME/PREFIX                   this process's memory: one store a name and
//                                          clock, gone with its last user
//
// A prefix is taken as it is written, nothing is decoded, and one slash at its end is
// left out; "", "." and ".." as a segment are InvalidArgument. The environment as the AWS
// tools know it: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION,
// AWS_DEFAULT_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL (then path
// style), AWS_CA_BUNDLE, and what credentials.h names; plain http only with
// AWS_ALLOW_HTTP=true; AWS_SKIP_SIGNATURE=true for public buckets. No URI holds a secret:
// one with a user part is refused, and not shown. Threads: any number.
#pragma once

#include <memory>
#include <string>

#include "delta_utils/cloud/credentials.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

struct OpenStoreOptions {
  Runtime runtime;
  Environment environment = SystemEnvironment();
  StopToken stop;
};

/// Does no I/O over a network. InvalidArgument for a URI that cannot be right,
/// Unsupported for a scheme that is none of the above, each with the URI.
Result<std::shared_ptr<ObjectStore>> OpenStore(const std::string& uri,
                                               const OpenStoreOptions& options);

/// "file:///a%20b" and "file://localhost/a%20b" are "/a b". InvalidArgument, with the
/// URI: another host, an encoded slash, a NUL.
Result<std::string> PathOfFileUri(const std::string& uri);

}  // namespace delta_utils
