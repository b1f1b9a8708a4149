// KeyPath: a file's path as the log's keys have it, copied only if it has to be decoded.
//
//   KeyPath key;
//   ARROW_RETURN_NOT_OK(key.Decode(add.path));   // Corrupt for a path that does not
//   decode index.Find(key.hash(), ...key.text()...);
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "delta_utils/base/hash_internal.h"
#include "delta_utils/base/status.h"

namespace delta_utils::internal {

class KeyPath {
 public:
  /// May be called again. `path` outlives the use of text().
  Status Decode(std::string_view path);
  std::string_view text() const { return text_; }
  uint64_t hash() const { return HashOf(text_); }

  static uint64_t HashOf(std::string_view text) { return HashBytes(0, text); }

 private:
  std::string decoded_;
  std::string_view text_;
};

}  // namespace delta_utils::internal
