// Inference: which fields of a batch of documents become columns, and of what kind.
//
//   std::vector<Column> found = InferColumns(batch, existing, InferenceMode::kCreate);
//
// A top-level field becomes a column if enough documents have it (one in a hundred, at
// least one) and one kind gives at least four fifths of its values back exactly; every
// kind is tried and the best one wins. Never promoted: names that IsPromotableName
// refuses or that equal a sibling's but for case, objects with such a child or with more
// than 100 keys, fields seen only as {},
// [] or null.
// In kCreate, NULL of a column means "null" where explicit nulls outnumber absences in
// the batch; otherwise, and always in kEvolve (older files lack the column), it means
// "missing". The format is described in docs/formats/collection.md. Memory: one node a
// distinct path, capped by kMaxObjectKeys and kMaxFields. Threads: pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "parquedb/column.h"

namespace parquedb {

/// Objects with more keys than this in all are maps in disguise.
inline constexpr size_t kMaxObjectKeys = 100;
/// Distinct top-level names that are looked at.
inline constexpr size_t kMaxFields = 4096;
/// Leaves of a collection's schema; further fields stay in `_rest`.
inline constexpr int kMaxLeafColumns = 1000;

enum class InferenceMode : uint8_t { kCreate, kEvolve };

/// Columns to add to `existing`, in the order in which the documents have them. One with
/// the name of an existing object or array carries children, some of which the existing
/// one lacks (see AddMissingChildren). `_id` comes first if `existing` lacks it, whatever
/// the batch holds.
std::vector<Column> InferColumns(std::span<const Object> batch,
                                 const std::vector<Column>& existing, InferenceMode mode);

}  // namespace parquedb
