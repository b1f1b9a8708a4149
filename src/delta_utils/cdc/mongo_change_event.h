// MongoDB's change events, as change streams give them: Extended JSON in and out.
//
//   ARROW_ASSIGN_OR_RAISE(MongoChangeEvent event, ParseMongoChangeEvent(text));
//   if (event.record) use(*event.record);            // insert, update, replace, delete
//   save(event.resume_token);                        // the stream's resumeAfter
//
// Both forms of update are `u`; its `_after` is `fullDocument` if that is there (with
// updateLookup it may show a later state), else what the description makes of the
// pre-image if that is there and it has not too many paths, else not known. `_ts` is
// `wallTime`, or `clusterTime` in seconds; `_txn` is "session:number" of a transaction.
// Resume tokens are opaque and cluster times repeat, so `seq` is 0: whoever reads a
// stream counts. Other events (drop, rename, dropDatabase, invalidate, ...) have no
// record.
//
// Out: what a driver would read of a stream with pre- and post-images. `r` goes out as an
// insert, `u` as a replace; the resume token is `seq` in 16 hexadecimal digits, and read
// back as such.
//
// Errors: InvalidArgument with the field's path; Unsupported for a fragment of an event
// that was split. Threads: pure functions. Source: MongoDB Manual, "Change Events";
// mongodb/specifications, change-streams.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/cdc/change_record.h"

namespace delta_utils {

/// What an update did, by dotted paths.
struct MongoUpdateDescription {
  Object updated_fields;
  std::vector<std::string> removed_fields;
  std::vector<std::pair<std::string, int64_t>> truncated_arrays;  // and their new sizes
  bool operator==(const MongoUpdateDescription&) const = default;
};

struct MongoChangeEvent {
  std::string operation_type;
  Object resume_token;
  std::optional<Timestamp> cluster_time;
  std::optional<ChangeRecord> record;
  std::optional<MongoUpdateDescription> update;

  /// After it the stream gives nothing more, and is started anew, not resumed.
  bool is_invalidate() const { return operation_type == "invalidate"; }
};

Result<MongoChangeEvent> ParseMongoChangeEvent(std::string_view text);

/// Each path is looked for in the document: more of them are not applied.
inline constexpr size_t kMaxMongoUpdatePaths = 1000;

/// `before` as the update left it: truncations first, then removals, then new values. A
/// number in a path is an index where an array is, else a name. InvalidArgument for a
/// path that leads through something else; Unsupported for too many paths.
Result<Object> ApplyMongoUpdate(Object before, const MongoUpdateDescription& update);

/// One object, no newline. InvalidArgument for a `u` without `after`: what the update did
/// is not known.
Result<std::string> MongoChangeEventToJson(const ChangeRecord& record, ExtJsonMode mode);

}  // namespace delta_utils
