// What a URI and the environment say about a store, before anything is opened.
//
//   ARROW_ASSIGN_OR_RAISE(S3Options options, S3OptionsOf("s3://lake/shop", environment));
//
// Threads: pure but for the profile files that may name a region.
#pragma once

#include <string>
#include <string_view>

#include "delta_utils/cloud/credentials.h"
#include "delta_utils/cloud/s3_store.h"
#include "delta_utils/storage/object_path.h"

namespace delta_utils::internal {

/// What follows "scheme://" of a store that has folders by prefix alone.
struct StorePlace {
  std::string name;  // of the bucket, or of the memory
  ObjectPath prefix;
};
Result<StorePlace> PlaceOf(const std::string& uri);

/// Of an s3:// or r2:// URI; without credentials. Kinds as OpenStore.
Result<S3Options> S3OptionsOf(const std::string& uri, const Environment& environment);

/// Whether the variable says "true", in letters of either case.
bool SaysTrue(const Environment& environment, std::string_view name);

}  // namespace delta_utils::internal
