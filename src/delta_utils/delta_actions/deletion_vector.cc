#include "delta_utils/delta_actions/deletion_vector.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "delta_utils/base/runtime.h"
#include "delta_utils/base/z85.h"
#include "delta_utils/delta_actions/log_path.h"

namespace delta_utils {
namespace {

constexpr std::string_view kPathField = "pathOrInlineDv";
constexpr size_t kUuidBytes = 16;
constexpr size_t kUuidCharacters = 20;
constexpr size_t kZ85Bytes = 4;

std::string_view BytesOf(const Uuid& uuid) {
  return {reinterpret_cast<const char*>(uuid.bytes.data()), uuid.bytes.size()};
}

size_t RoundedUp(size_t size_bytes) {
  return (size_bytes + kZ85Bytes - 1) / kZ85Bytes * kZ85Bytes;
}

Result<DeletionVectorPlace> Inline(const DeletionVectorDescriptor& vector) {
  if (vector.offset) return Corrupt("offset", "an inline vector has none");
  std::optional<std::string> bytes = DecodePaddedZ85(vector.path_or_inline_dv);
  if (!bytes) return Corrupt(kPathField, "not Z85");
  const auto size = static_cast<size_t>(vector.size_bytes);
  if (bytes->size() != size && bytes->size() != RoundedUp(size)) {
    return Corrupt("sizeInBytes", "is " + std::to_string(size) +
                                      ", of an inline vector " + "in " +
                                      std::to_string(bytes->size()) + " bytes");
  }
  bytes->resize(size);
  return InlineDeletionVector{*std::move(bytes)};
}

/// The file that a UUID behind an optional prefix names.
Result<DeletionVectorPlace> Relative(const DeletionVectorDescriptor& vector) {
  const std::string_view text = vector.path_or_inline_dv;
  if (text.size() < kUuidCharacters) return Corrupt(kPathField, "too short for a UUID");
  const size_t prefix_size = text.size() - kUuidCharacters;
  const auto bytes = DecodeZ85(text.substr(prefix_size));
  if (!bytes) return Corrupt(kPathField, "the UUID is not Z85");
  Uuid uuid;
  static_assert(sizeof(uuid.bytes) == kUuidBytes);
  std::ranges::copy(*bytes, uuid.bytes.begin());
  std::string path(text.substr(0, prefix_size));
  if (!path.empty()) path += '/';
  path += "deletion_vector_" + ToString(uuid) + ".bin";
  const std::string encoded = EncodeDataPath(path);
  const Status status = CheckDataPath(encoded);
  if (!status.ok()) return WithPath(kPathField, status);
  if (IsAbsolutePath(encoded)) return Corrupt(kPathField, "the prefix is absolute");
  return StoredDeletionVector{std::move(path), false, vector.offset.value_or(0)};
}

Result<DeletionVectorPlace> Absolute(const DeletionVectorDescriptor& vector) {
  const std::string& path = vector.path_or_inline_dv;
  const Status status = CheckDataPath(path);
  if (!status.ok()) return WithPath(kPathField, status);
  if (!IsAbsolutePath(path)) return Corrupt(kPathField, "is not an absolute path");
  ARROW_ASSIGN_OR_RAISE(std::string decoded, DecodeDataPath(path));
  return StoredDeletionVector{std::move(decoded), true, vector.offset.value_or(0)};
}

}  // namespace

Result<DeletionVectorPlace> LocateDeletionVector(const DeletionVectorDescriptor& vector) {
  if (vector.size_bytes < 0) return Corrupt("sizeInBytes", "is negative");
  if (vector.cardinality < 0) return Corrupt("cardinality", "is negative");
  if (vector.offset.value_or(0) < 0) return Corrupt("offset", "is negative");
  if (vector.storage_type == "i") return Inline(vector);
  if (vector.storage_type == "u") return Relative(vector);
  if (vector.storage_type == "p") return Absolute(vector);
  return Corrupt("storageType", "is '" + vector.storage_type + "', not u, p or i");
}

DeletionVectorDescriptor MakeStoredDeletionVector(std::string_view prefix,
                                                  const Uuid& uuid, int32_t offset,
                                                  int32_t size_bytes,
                                                  int64_t cardinality) {
  DeletionVectorDescriptor vector;
  vector.storage_type = "u";
  vector.path_or_inline_dv = prefix;
  AppendZ85(BytesOf(uuid), &vector.path_or_inline_dv);
  vector.offset = offset;
  vector.size_bytes = size_bytes;
  vector.cardinality = cardinality;
  return vector;
}

DeletionVectorDescriptor MakeInlineDeletionVector(std::string_view bytes,
                                                  int64_t cardinality) {
  DU_CHECK(bytes.size() <= std::numeric_limits<int32_t>::max());
  DeletionVectorDescriptor vector;
  vector.storage_type = "i";
  std::string padded(bytes);
  padded.resize(RoundedUp(bytes.size()), '\0');
  AppendZ85(padded, &vector.path_or_inline_dv);
  vector.size_bytes = static_cast<int32_t>(bytes.size());
  vector.cardinality = cardinality;
  return vector;
}

}  // namespace delta_utils
