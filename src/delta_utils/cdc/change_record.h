// ChangeRecord: what happened to one document.
//
//   ChangeRecord record;
//   record.id = "a";
//   record.op = CdcOp::kCreate;
//   record.after = document;
//   ARROW_RETURN_NOT_OK(CheckChangeRecord(record));
//
// A plain value that owns its documents. One record is about one document; `seq` orders
// the records of a source, never repeats, and is where a reader goes on. For the feed of
// a Delta table it is put together by SeqOf. What lies in files is described in
// docs/formats/change-record.md. Threads: a value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils {

enum class CdcOp : uint8_t {
  kCreate,    // "c"
  kUpdate,    // "u"
  kDelete,    // "d"
  kSnapshot,  // "r": was there already when the feed began
};

/// "c", "u", "d", "r".
std::string_view CdcOpName(CdcOp op);
/// nullopt for any other text.
std::optional<CdcOp> ParseCdcOp(std::string_view name);

/// Where a change comes from.
struct CdcSource {
  std::string system;  // "parquedb", "deltalake", "postgresql", ...
  std::optional<std::string> database;
  std::optional<std::string> collection;
  std::optional<int64_t> partition;
  std::optional<std::string> server_id;
  bool operator==(const CdcSource&) const = default;
};

struct ChangeRecord {
  Value id;  // Null: the source's rows have no key
  int64_t seq = 0;
  CdcOp op = CdcOp::kCreate;
  /// The document before and after; nullopt: there is none, or it is not known.
  std::optional<Object> before;
  std::optional<Object> after;
  int64_t ts_ns = 0;  // since 1970-01-01T00:00:00Z
  CdcSource source;
  std::optional<std::string> txn;  // what was changed together has the same one
  bool operator==(const ChangeRecord&) const = default;
};

/// InvalidArgument, with the field, for a record that cannot be: `c` and `r` have an
/// `after` and no `before`, `d` has no `after`; `seq` is not negative; `source.system` is
/// not empty.
Status CheckChangeRecord(const ChangeRecord& record);

/// The `seq` of the feed of a Delta table: the commit's version, and the record's place
/// in the commit (order of actions, then of rows). Both are kept exactly: Unsupported if
/// the version is beyond 2^31 - 1 or the ordinal beyond 2^32 - 1.
Result<int64_t> SeqOf(int64_t commit_version, int64_t ordinal);
/// SeqOf's parts; `seq` is not negative.
int64_t CommitVersionOf(int64_t seq);
int64_t OrdinalOf(int64_t seq);

}  // namespace delta_utils
