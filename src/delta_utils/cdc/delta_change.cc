#include "delta_utils/cdc/delta_change.h"

#include <algorithm>
#include <utility>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/cdc/change_record_json.h"
#include "delta_utils/cdc/nanos_internal.h"

namespace delta_utils {
namespace {

using internal::kNanosPerMilli;
constexpr std::string_view kIdField = "_id";

bool IsImage(DeltaChangeType type) {
  return type == DeltaChangeType::kUpdatePreimage ||
         type == DeltaChangeType::kUpdatePostimage;
}

/// Whether the row's document is how things were before.
bool IsBefore(DeltaChangeType type) {
  return type == DeltaChangeType::kUpdatePreimage || type == DeltaChangeType::kDelete;
}

/// What the two images of one update share and no others have; empty: nothing.
std::string JoinKeyOf(const DeltaChangeRecord& row) {
  if (row.envelope) return "e" + ChangeEnvelopeToJson(*row.envelope);
  const Value* id = row.data ? row.data->Find(kIdField) : nullptr;
  if (id == nullptr || id->is<Null>()) return "";
  return "i" + ToExtJson(*id, ExtJsonMode::kCanonical);
}

/// Checked, because another writer's log has the time.
Result<int64_t> NanosOf(const DeltaChangeRecord& row) {
  const auto nanos = internal::ToNanos(row.commit_timestamp_ms, kNanosPerMilli);
  if (nanos) return *nanos;
  return Unsupported(kCommitTimestampColumn,
                     "the time of version " + std::to_string(row.commit_version) + ", " +
                         std::to_string(row.commit_timestamp_ms) +
                         " ms, is beyond what nanoseconds can hold");
}

ChangeRecord EnvelopeOf(const ChangeRecord& record) {
  ChangeRecord envelope;
  envelope.id = record.id;
  envelope.seq = record.seq;
  envelope.op = record.op;
  envelope.ts_ns = record.ts_ns;
  envelope.source = record.source;
  envelope.txn = record.txn;
  return envelope;
}

}  // namespace

std::string_view DeltaChangeTypeName(DeltaChangeType type) {
  switch (type) {
    case DeltaChangeType::kInsert:
      return "insert";
    case DeltaChangeType::kUpdatePreimage:
      return "update_preimage";
    case DeltaChangeType::kUpdatePostimage:
      return "update_postimage";
    case DeltaChangeType::kDelete:
      return "delete";
  }
  return "";
}

std::optional<DeltaChangeType> ParseDeltaChangeType(std::string_view name) {
  for (const DeltaChangeType type :
       {DeltaChangeType::kInsert, DeltaChangeType::kUpdatePreimage,
        DeltaChangeType::kUpdatePostimage, DeltaChangeType::kDelete}) {
    if (name == DeltaChangeTypeName(type)) return type;
  }
  return std::nullopt;
}

DeltaChangeType CdcOpToDeltaChangeType(CdcOp op, bool is_preimage) {
  if (op == CdcOp::kDelete) return DeltaChangeType::kDelete;
  if (op != CdcOp::kUpdate) return DeltaChangeType::kInsert;
  return is_preimage ? DeltaChangeType::kUpdatePreimage
                     : DeltaChangeType::kUpdatePostimage;
}

CdcOp DeltaChangeTypeToCdcOp(DeltaChangeType type) {
  if (type == DeltaChangeType::kInsert) return CdcOp::kCreate;
  return type == DeltaChangeType::kDelete ? CdcOp::kDelete : CdcOp::kUpdate;
}

Result<std::vector<DeltaChangeRecord>> CdcRecordToDeltaRecords(
    const ChangeRecord& record, int64_t commit_version, int64_t commit_timestamp_ms) {
  ARROW_RETURN_NOT_OK(CheckChangeRecord(record));
  std::vector<DeltaChangeRecord> rows;
  const auto append = [&](const std::optional<Object>& document, bool is_preimage) {
    rows.push_back({CdcOpToDeltaChangeType(record.op, is_preimage), commit_version,
                    commit_timestamp_ms, document, EnvelopeOf(record)});
  };
  if (record.op != CdcOp::kUpdate) {
    append(record.op == CdcOp::kDelete ? record.before : record.after, false);
    return rows;
  }
  if (record.before) append(record.before, true);
  if (record.after || !record.before) append(record.after, false);
  return rows;
}

Status DeltaRecordJoiner::Add(DeltaChangeRecord row, std::vector<ChangeRecord>* out) {
  if (row.envelope) {
    const CdcOp op = row.envelope->op;
    const bool is_preimage = row.change_type == DeltaChangeType::kUpdatePreimage;
    if (CdcOpToDeltaChangeType(op, is_preimage) != row.change_type) {
      return InvalidArgument(kChangeTypeColumn,
                             std::string(DeltaChangeTypeName(row.change_type)) +
                                 " does not fit the record's _op, " +
                                 std::string(CdcOpName(op)));
    }
  }
  if (!IsImage(row.change_type)) return Emit(std::move(row), std::nullopt, out);
  return AddImage(std::move(row), out);
}

Status DeltaRecordJoiner::AddImage(DeltaChangeRecord row,
                                   std::vector<ChangeRecord>* out) {
  const std::string key = JoinKeyOf(row);
  if (key.empty()) return Emit(std::move(row), std::nullopt, out);
  const auto found = arrival_of_.find(key);
  if (found == arrival_of_.end()) {
    arrival_of_.emplace(key, arrivals_);
    waiting_.emplace(arrivals_++, std::move(row));
    return Status::OK();
  }
  const auto waiting = waiting_.find(found->second);
  DeltaChangeRecord other = std::move(waiting->second);
  if (other.change_type == row.change_type) {
    // Two documents of one key: the first one's other half will not come any more.
    waiting->second = std::move(row);
    return Emit(std::move(other), std::nullopt, out);
  }
  waiting_.erase(waiting);
  arrival_of_.erase(found);
  return Emit(std::move(row), std::move(other.data), out);
}

Status DeltaRecordJoiner::Emit(DeltaChangeRecord row, std::optional<Object> other_image,
                               std::vector<ChangeRecord>* out) {
  ChangeRecord record;
  if (row.envelope) {
    record = std::move(*row.envelope);
  } else {
    ARROW_ASSIGN_OR_RAISE(record.seq, SeqOf(row.commit_version, ordinal_));
    record.op = DeltaChangeTypeToCdcOp(row.change_type);
    ARROW_ASSIGN_OR_RAISE(record.ts_ns, NanosOf(row));
    record.source = source_;
    const Value* id = row.data ? row.data->Find(kIdField) : nullptr;
    if (id != nullptr) record.id = *id;
  }
  ++ordinal_;
  const bool is_before = IsBefore(row.change_type);
  record.before = std::move(is_before ? row.data : other_image);
  record.after = std::move(is_before ? other_image : row.data);
  ARROW_RETURN_NOT_OK(CheckChangeRecord(record));
  out->push_back(std::move(record));
  return Status::OK();
}

Status DeltaRecordJoiner::FinishCommit(std::vector<ChangeRecord>* out) {
  for (auto& [arrival, row] : waiting_) {
    ARROW_RETURN_NOT_OK(Emit(std::move(row), std::nullopt, out));
  }
  waiting_.clear();
  arrival_of_.clear();
  ordinal_ = 0;
  return Status::OK();
}

Result<std::vector<ChangeRecord>> DeltaRecordsToCdcRecords(
    std::vector<DeltaChangeRecord> rows, const CdcSource& source) {
  DeltaRecordJoiner joiner(source);
  std::vector<ChangeRecord> records;
  for (size_t i = 0; i < rows.size(); ++i) {
    const int64_t version = rows[i].commit_version;
    ARROW_RETURN_NOT_OK(joiner.Add(std::move(rows[i]), &records));
    const bool is_last = i + 1 == rows.size();
    if (is_last || rows[i + 1].commit_version != version) {
      ARROW_RETURN_NOT_OK(joiner.FinishCommit(&records));
    }
  }
  std::ranges::stable_sort(records, {}, &ChangeRecord::seq);
  return records;
}

}  // namespace delta_utils
