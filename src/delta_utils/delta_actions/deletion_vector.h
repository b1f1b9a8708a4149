// Where a deletion vector lies, by its descriptor.
//
//   ARROW_ASSIGN_OR_RAISE(auto place, LocateDeletionVector(*add.deletion_vector));
//   if (auto* stored = std::get_if<StoredDeletionVector>(&place)) read(stored->path);
//   else decode(std::get<InlineDeletionVector>(place).bytes);
//   add.deletion_vector = MakeInlineDeletionVector(bytes, /*cardinality=*/6);
//
// Source: PROTOCOL.md, "Deletion Vectors". The vector's own bytes are not looked into.
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/delta_actions/actions.h"

namespace delta_utils {

struct StoredDeletionVector {
  /// Decoded; below the table's root, or a URI or path of its own if `is_absolute`.
  std::string path;
  bool is_absolute = false;
  int64_t offset = 0;  // of the vector's size field in the file
  bool operator==(const StoredDeletionVector&) const = default;
};

struct InlineDeletionVector {
  std::string bytes;  // as many as the descriptor's size_bytes
  bool operator==(const InlineDeletionVector&) const = default;
};

using DeletionVectorPlace = std::variant<StoredDeletionVector, InlineDeletionVector>;

/// Corrupt, with the field's name as path: a storage type other than "u", "p" and "i", a
/// UUID or bytes that are not Z85, a size that is not that of the inline bytes, an inline
/// vector with an offset, a negative number, a path that leaves the table.
Result<DeletionVectorPlace> LocateDeletionVector(const DeletionVectorDescriptor& vector);

/// A vector in the file "<prefix>/deletion_vector_<uuid>.bin" below the table's root;
/// "deletion_vector_<uuid>.bin" without a prefix.
DeletionVectorDescriptor MakeStoredDeletionVector(std::string_view prefix,
                                                  const Uuid& uuid, int32_t offset,
                                                  int32_t size_bytes,
                                                  int64_t cardinality);
/// At most 2^31 - 1 bytes.
DeletionVectorDescriptor MakeInlineDeletionVector(std::string_view bytes,
                                                  int64_t cardinality);

}  // namespace delta_utils
