// ConsumerPosition: how far a named reader of a collection's changes has come, kept
// beside the collection.
//
//   ARROW_ASSIGN_OR_RAISE(auto position, ConsumerPosition::Open(table, "mailer"));
//   ARROW_ASSIGN_OR_RAISE(auto stream,
//                         ChangeStream::Open(table, position.next_seq().value_or(0)));
//   ... hand the records on, then ...
//   ARROW_RETURN_NOT_OK(position.Save(stream->next_seq()));
//
// The position is the object `_parquedb/consumers/NAME.json` below the table's folder:
// Delta's readers and its vacuum pass over what begins with an underscore. Whoever saves
// after the records were handed on gets each at least once, and never a gap. Of two
// processes with one name the one that saves second fails, with Conflict, so a position
// never goes backwards. Save is durable when it returns OK.
//
// Errors: InvalidArgument for a name that is none; Corrupt for an object that says no
// position; Unavailable, after which the position may have been saved or not. Threads:
// one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "delta_lake/snapshot.h"
#include "parquedb/collection.h"

namespace parquedb {

/// Letters, digits, '_', '-' and '.', which is not the first; at most 100 characters.
bool IsConsumerName(std::string_view name);

class ConsumerPosition {
 public:
  static Result<ConsumerPosition> Open(delta_lake::TableLocation table,
                                       std::string_view name);

  /// The lowest `seq` that is still to be handed on; nullopt: never saved.
  std::optional<int64_t> next_seq() const { return next_seq_; }

  /// Does nothing for a position that is not beyond the one there is.
  Status Save(int64_t next_seq);

 private:
  Status Load();

  delta_lake::TableLocation table_;
  std::string name_;
  delta_utils::ObjectPath path_;
  std::optional<std::string> version_;  // of the object; nullopt: there is none
  std::optional<int64_t> next_seq_;
};

}  // namespace parquedb
