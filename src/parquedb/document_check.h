// What a collection takes as a document, checked before anything is written.
//
//   ARROW_RETURN_NOT_OK(CheckDocument(doc));       // InvalidArgument, with the field's
//   path bool made = EnsureId(&doc, runtime);           // puts a new ObjectId in front
//
// Refused: duplicate keys, NUL in a name, a top-level name that begins with '$', invalid
// UTF-8, more than 200 levels, more than 16 MiB as BSON, an `_id` that is an array, a
// regex or undefined (MongoDB manual, "Documents").
#pragma once

#include "delta_utils/base/runtime.h"
#include "parquedb/column.h"

namespace parquedb {

inline constexpr int kMaxDocumentDepth = 200;
inline constexpr int64_t kMaxDocumentBytes = int64_t{16} * 1024 * 1024;

Status CheckDocument(const Object& document);

/// Moves `_id` to the front, or puts a new ObjectId there; true if it is new.
bool EnsureId(Object* document, delta_utils::Runtime runtime);

}  // namespace parquedb
