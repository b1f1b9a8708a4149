// ChangeStream: what happened to the documents of a collection, record by record.
//
//   ARROW_ASSIGN_OR_RAISE(auto stream, ChangeStream::Open(table, /*from_seq=*/0));
//   while (true) {
//     ARROW_ASSIGN_OR_RAISE(std::optional<ChangeRecord> record, stream->Next());
//     if (!record) break;                 // no more yet; Next may be asked again
//   }
//   save(stream->next_seq());             // where the next stream goes on
//
// Records come in the order of their `seq`, which is made of the commit's version and the
// place in the commit, and is the same whenever the stream is read. `_ts` is the
// commit's, `_txn` its id. Any Delta table has such a stream: the source's system is then
// "deltalake", and rows without an `_id` have records without an id, of which an update
// is two, one for each image. Errors and what is inferred of commits without change files
// are those of delta_lake/change_feed.h. Memory: a batch of rows, and the images of one
// commit that wait for their other half. Threads: one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "delta_lake/snapshot.h"
#include "delta_utils/cdc/change_record.h"
#include "parquedb/collection.h"

namespace parquedb {

class ChangeStream {
 public:
  virtual ~ChangeStream() = default;

  /// Leaves out the records below `from_seq`, and never looks at a commit behind
  /// `to_version`. NotFound if there is no such table, or the commit before that of
  /// `from_seq` is not there yet.
  static Result<std::unique_ptr<ChangeStream>> Open(
      delta_lake::TableLocation table, int64_t from_seq,
      std::optional<int64_t> to_version = {});

  /// nullopt: all there is was given. After an error it gives that again: a new stream
  /// goes on at next_seq.
  virtual Result<std::optional<delta_utils::ChangeRecord>> Next() = 0;

  /// A lower bound of what Next gives; behind a whole commit, the next one's first.
  virtual int64_t next_seq() const = 0;
};

}  // namespace parquedb
