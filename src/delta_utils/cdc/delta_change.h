// Change records as rows of Delta's change data feed, and back without loss.
//
//   ARROW_ASSIGN_OR_RAISE(auto rows, CdcRecordToDeltaRecords(record, version, time_ms));
//   DeltaRecordJoiner joiner(source);
//   std::vector<ChangeRecord> records;
//   for (auto& row : rows) ARROW_RETURN_NOT_OK(joiner.Add(std::move(row), &records));
//   ARROW_RETURN_NOT_OK(joiner.FinishCommit(&records));
//
// An update is two rows, its pre-image and its post-image; everything else is one. What a
// row of the feed has no place for (`r`, `_seq`, `_ts`, `_source`, `_txn`, an `_id` apart
// from the document) is in its envelope. Rows of other writers have none: their records
// are numbered by SeqOf, and the id is the document's `_id`.
//
// Source: PROTOCOL.md, "Add CDC File", "Change Data Files". Threads: values; a joiner is
// one thread's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "delta_utils/cdc/change_record.h"

namespace delta_utils {

inline constexpr std::string_view kChangeTypeColumn = "_change_type";
inline constexpr std::string_view kCommitVersionColumn = "_commit_version";
inline constexpr std::string_view kCommitTimestampColumn = "_commit_timestamp";

enum class DeltaChangeType : uint8_t {
  kInsert,           // "insert"
  kUpdatePreimage,   // "update_preimage"
  kUpdatePostimage,  // "update_postimage"
  kDelete,           // "delete"
};

std::string_view DeltaChangeTypeName(DeltaChangeType type);
/// nullopt for any other text.
std::optional<DeltaChangeType> ParseDeltaChangeType(std::string_view name);

/// `c` and `r` are inserts; `u` is one of its two images.
DeltaChangeType CdcOpToDeltaChangeType(CdcOp op, bool is_preimage = false);
/// An insert is `c`.
CdcOp DeltaChangeTypeToCdcOp(DeltaChangeType type);

struct DeltaChangeRecord {
  DeltaChangeType change_type = DeltaChangeType::kInsert;
  int64_t commit_version = 0;
  int64_t commit_timestamp_ms = 0;
  std::optional<Object> data;  // nullopt: the document is not known
  /// The record without its documents; nullopt in rows of other writers.
  std::optional<ChangeRecord> envelope;
  bool operator==(const DeltaChangeRecord&) const = default;
};

/// One row, or the two of an update that knows both images, the pre-image first.
/// InvalidArgument as CheckChangeRecord.
Result<std::vector<DeltaChangeRecord>> CdcRecordToDeltaRecords(
    const ChangeRecord& record, int64_t commit_version, int64_t commit_timestamp_ms);

/// Makes records of the rows of a feed, given commit by commit. The images of an update
/// are joined by their envelope, which is the same in both (`seq` alone is not: several
/// sources may write to one table), without one by `_id`; in which order they come does
/// not matter. An image that stays alone, or whose row has neither, becomes a record
/// of its own that knows one side only. Memory: the images of one commit that wait for
/// their other half.
class DeltaRecordJoiner {
 public:
  /// `source`: of records whose rows have no envelope.
  explicit DeltaRecordJoiner(CdcSource source) : source_(std::move(source)) {}

  /// Appends to `out` what is complete. InvalidArgument for a row whose envelope does not
  /// fit it; Unsupported, for rows without one, as SeqOf and for a commit's time that
  /// nanoseconds do not hold (before 1677 or after 2262).
  Status Add(DeltaChangeRecord row, std::vector<ChangeRecord>* out);
  /// At the end of a commit: appends the images that stayed alone, in the order they
  /// came.
  Status FinishCommit(std::vector<ChangeRecord>* out);

 private:
  Status AddImage(DeltaChangeRecord row, std::vector<ChangeRecord>* out);
  /// The record of `row`, with the row's other image if it was found.
  Status Emit(DeltaChangeRecord row, std::optional<Object> other_image,
              std::vector<ChangeRecord>* out);

  CdcSource source_;
  int64_t ordinal_ = 0;
  int64_t arrivals_ = 0;
  std::map<int64_t, DeltaChangeRecord> waiting_;  // by arrival
  std::unordered_map<std::string, int64_t> arrival_of_;
};

/// All of `rows`, of any number of commits in ascending order, as records in the order of
/// their `seq`.
Result<std::vector<ChangeRecord>> DeltaRecordsToCdcRecords(
    std::vector<DeltaChangeRecord> rows, const CdcSource& source);

}  // namespace delta_utils
