#include "delta_utils/cdc/change_record.h"

#include <limits>

namespace delta_utils {
namespace {

constexpr int kOrdinalBits = 32;
constexpr int64_t kMaxOrdinal = std::numeric_limits<uint32_t>::max();
constexpr int64_t kMaxVersion = std::numeric_limits<int32_t>::max();

}  // namespace

std::string_view CdcOpName(CdcOp op) {
  switch (op) {
    case CdcOp::kCreate:
      return "c";
    case CdcOp::kUpdate:
      return "u";
    case CdcOp::kDelete:
      return "d";
    case CdcOp::kSnapshot:
      return "r";
  }
  return "";
}

std::optional<CdcOp> ParseCdcOp(std::string_view name) {
  for (const CdcOp op :
       {CdcOp::kCreate, CdcOp::kUpdate, CdcOp::kDelete, CdcOp::kSnapshot}) {
    if (name == CdcOpName(op)) return op;
  }
  return std::nullopt;
}

Status CheckChangeRecord(const ChangeRecord& record) {
  if (record.seq < 0) return InvalidArgument("_seq", "is negative");
  if (record.source.system.empty()) return InvalidArgument("_source.system", "is empty");
  const bool is_new = record.op == CdcOp::kCreate || record.op == CdcOp::kSnapshot;
  const std::string op(CdcOpName(record.op));
  if (is_new && !record.after) {
    return InvalidArgument("_after", "is missing, and _op is " + op);
  }
  if (is_new && record.before) {
    return InvalidArgument("_before", "is there, and _op is " + op);
  }
  if (record.op == CdcOp::kDelete && record.after) {
    return InvalidArgument("_after", "is there, and _op is d");
  }
  return Status::OK();
}

Result<int64_t> SeqOf(int64_t commit_version, int64_t ordinal) {
  if (commit_version < 0 || commit_version > kMaxVersion) {
    return Unsupported("", "change records of version " + std::to_string(commit_version) +
                               "; the last one possible is " +
                               std::to_string(kMaxVersion));
  }
  if (ordinal < 0 || ordinal > kMaxOrdinal) {
    return Unsupported(
        "", "more than 4294967296 changes in version " + std::to_string(commit_version));
  }
  return (commit_version << kOrdinalBits) | ordinal;
}

int64_t CommitVersionOf(int64_t seq) { return seq >> kOrdinalBits; }

int64_t OrdinalOf(int64_t seq) { return seq & kMaxOrdinal; }

}  // namespace delta_utils
