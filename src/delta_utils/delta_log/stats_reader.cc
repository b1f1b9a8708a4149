#include "delta_utils/delta_log/stats_reader.h"

#include <algorithm>
#include <utility>

#include "arrow/buffer.h"
#include "delta_utils/delta_log/log_listing_internal.h"

namespace delta_utils {
namespace {

constexpr int64_t kLeastBlockBytes = int64_t{64} << 10;
constexpr int64_t kMaxBlockBytes = int64_t{4} << 20;

}  // namespace

StatsReader::StatsReader(ObjectStore& store, ObjectPath table)
    : store_(store), table_(std::move(table)) {}

StatsReader::~StatsReader() = default;

bool StatsReader::Holds(const StatsPlace& place) const {
  return block_ != nullptr && place.version == version_ && place.offset >= offset_ &&
         place.offset + place.length <= offset_ + block_->size();
}

Status StatsReader::ReadBlock(const StatsPlace& place) {
  // Who reads on is likely to go on.
  const bool reads_on = place.version > version_ || place.offset > offset_;
  block_bytes_ = reads_on ? std::min(block_bytes_ * 2, kMaxBlockBytes) : 0;
  block_bytes_ = std::max(block_bytes_, kLeastBlockBytes);
  const ObjectPath path = internal::CommitPath(table_, place.version);
  block_ = nullptr;
  ARROW_ASSIGN_OR_RAISE(
      block_, store_.GetRange(path, place.offset, std::max(block_bytes_, place.length)));
  version_ = place.version;
  offset_ = place.offset;
  if (Holds(place)) return Status::OK();
  return Corrupt(store_.Uri(path), "the commit is shorter than it was");
}

Result<std::optional<std::string_view>> StatsReader::Read(const LiveFile& file) {
  if (!file.stats_in_log) return file.stats;
  const StatsPlace& place = *file.stats_in_log;
  if (!Holds(place)) {
    const Status status = ReadBlock(place);
    if (!status.ok() && KindOf(status) == ErrorKind::kNotFound) return std::nullopt;
    ARROW_RETURN_NOT_OK(status);
  }
  const auto json_string = std::string_view(*block_).substr(
      static_cast<size_t>(place.offset - offset_), static_cast<size_t>(place.length));
  const auto text = decoder_.Decode(json_string);
  if (!text.ok()) return std::nullopt;
  return *text;
}

Result<Add> StatsReader::ReadAdd(const LiveFile& file) {
  Add add = file.ToAdd();
  ARROW_ASSIGN_OR_RAISE(const auto stats, Read(file));
  if (stats) add.stats.emplace(*stats);
  return add;
}

}  // namespace delta_utils
