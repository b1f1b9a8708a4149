// StatsReader: statistics of live files, from the state or out of the log.
//
//   StatsReader stats(*store, table);
//   for (const LiveFile& file : state.files) {
//     ARROW_ASSIGN_OR_RAISE(std::optional<std::string_view> json, stats.Read(file));
//     if (json) use(ParseStats(*json, uri));
//   }
//
// Asked in the order of the files, every part of the log is read once, in blocks that
// grow up to 4 MiB; in another order every call may be a read. Safe direction: statistics
// are optional, so what was cleaned up or is malformed is as if it were not there.
//
// Errors: the store's, but for NotFound; Corrupt if a commit is shorter than it was.
// Memory: a block. Threads: one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/live_file.h"
#include "delta_utils/delta_actions/stats.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

class StatsReader {
 public:
  /// The store outlives the reader.
  StatsReader(ObjectStore& store, ObjectPath table);
  ~StatsReader();

  /// JSON text, valid until the next call and as long as `file`.
  Result<std::optional<std::string_view>> Read(const LiveFile& file);

  /// The add action as the log has it.
  Result<Add> ReadAdd(const LiveFile& file);

 private:
  bool Holds(const StatsPlace& place) const;
  Status ReadBlock(const StatsPlace& place);

  ObjectStore& store_;
  const ObjectPath table_;
  StatsDecoder decoder_;
  std::shared_ptr<arrow::Buffer> block_;
  int64_t version_ = -1;  // the block's commit
  int64_t offset_ = 0;    // and place there
  int64_t block_bytes_ = 0;
};

}  // namespace delta_utils
