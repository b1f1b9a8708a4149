// The version of a file's content: a 128-bit hash (XXH3) and the number of bytes, as
// text.
//
//   VersionOf("");    // "99aa06d3014798d86001c324468d497f-0"
//
// Equal content has an equal version, as an S3 ETag has. Threads: any number.
#pragma once

#include <string>
#include <string_view>

#include "delta_utils/storage/posix_internal.h"

namespace delta_utils::internal {

std::string VersionOf(std::string_view bytes);

/// The version of a regular file, read in pieces.
Result<std::string> VersionOfFile(const Fd& file, std::string_view uri);

}  // namespace delta_utils::internal
