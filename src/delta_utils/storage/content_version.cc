#include <unistd.h>

#include <cstdio>
#include <vector>

#include "delta_utils/storage/content_version_internal.h"

// All of the hash within this file: Arrow does not export its own copy.
#define XXH_INLINE_ALL
#include "arrow/vendored/xxhash.h"

namespace delta_utils::internal {
namespace {

constexpr size_t kPieceBytes = size_t{1} << 18;

std::string Format(XXH128_hash_t hash, uint64_t size_bytes) {
  char text[64];
  std::snprintf(text, sizeof(text), "%016llx%016llx-%llu",
                static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64),
                static_cast<unsigned long long>(size_bytes));
  return text;
}

}  // namespace

std::string VersionOf(std::string_view bytes) {
  return Format(XXH3_128bits(bytes.data(), bytes.size()), bytes.size());
}

Result<std::string> VersionOfFile(const Fd& file, std::string_view uri) {
  XXH3_state_t state;
  XXH3_INITSTATE(&state);
  DU_CHECK(XXH3_128bits_reset(&state) == XXH_OK);
  std::vector<char> piece(kPieceBytes);
  uint64_t size_bytes = 0;
  for (;;) {
    const ssize_t count = RetryInterrupted([&] {
      return pread(file.get(), piece.data(), piece.size(),
                   static_cast<off_t>(size_bytes));
    });
    if (count < 0) return ErrnoStatus(errno, Access::kRead, uri);
    if (count == 0) return Format(XXH3_128bits_digest(&state), size_bytes);
    DU_CHECK(XXH3_128bits_update(&state, piece.data(), static_cast<size_t>(count)) ==
             XXH_OK);
    size_bytes += static_cast<uint64_t>(count);
  }
}

}  // namespace delta_utils::internal
