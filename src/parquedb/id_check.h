// Uniqueness of `_id`: no two documents of a collection are equal in it, as MongoDB
// compares.
//
//   IdSet ids;
//   ARROW_RETURN_NOT_OK(ids.Insert(id));                  // AlreadyExists within the
//   batch ARROW_RETURN_NOT_OK(CheckIdsAreNew(snapshot, ids));
//
// Files are passed over by the statistics and the bloom filter of the `_id` column; those
// that are left have their keys read. Safe direction: a file is passed over only if it
// cannot hold one of the ids. New ObjectIds need no check and are not put into the set.
// Memory: the ids. Threads: one writer; checks only read.
#pragma once

#include <memory>
#include <unordered_set>
#include <vector>

#include "delta_lake/snapshot.h"
#include "delta_utils/base/compare.h"
#include "delta_utils/delta_actions/actions.h"
#include "parquedb/column.h"

namespace parquedb {

class IdSet {
 public:
  Status Insert(const Value& id);
  bool Contains(const Value& id) const { return ids_.contains(id); }
  bool empty() const { return ids_.empty(); }

 private:
  friend class IdRanges;
  struct Hash {
    size_t operator()(const Value& id) const { return delta_utils::HashValue(id); }
  };
  struct Equal {
    bool operator()(const Value& a, const Value& b) const {
      return delta_utils::Compare(a, b) == 0;
    }
  };
  std::unordered_set<Value, Hash, Equal> ids_;
};

/// Whether `_id` columns of this kind have bounds and a bloom filter that can be asked.
bool CanProbeIds(ColumnKind kind);

/// The error for an `_id` that is taken.
Status DuplicateId(const std::string& where, const Value& id);

/// AlreadyExists if a row of the snapshot has one of the ids.
Status CheckIdsAreNew(const std::shared_ptr<const delta_lake::Snapshot>& snapshot,
                      const IdSet& ids);

/// AlreadyExists if a row of a file added by `actions`, readable under `snapshot`, has
/// one of the ids.
Status CheckIdsAreNew(const std::shared_ptr<const delta_lake::Snapshot>& snapshot,
                      const std::vector<delta_utils::Action>& actions, const IdSet& ids);

}  // namespace parquedb
