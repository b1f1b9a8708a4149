#include "delta_utils/storage/memory_store.h"

#include <algorithm>
#include <utility>

#include "arrow/buffer.h"
#include "arrow/util/future.h"

namespace delta_utils {
namespace {

/// A listing takes this many names at a time under the lock; the visitor runs without it.
constexpr size_t kListBatch = 256;

}  // namespace

MemoryStore::MemoryStore(std::string name, Clock& clock)
    : name_(std::move(name)), clock_(clock) {}

Result<MemoryStore::Entry> MemoryStore::Find(const ObjectPath& path) {
  std::lock_guard lock(mutex_);
  auto found = objects_.find(path.ToString());
  if (found == objects_.end()) return NotFound(Uri(path), "there is no such object");
  return found->second;
}

Result<std::shared_ptr<arrow::Buffer>> MemoryStore::Get(const ObjectPath& path) {
  ARROW_ASSIGN_OR_RAISE(Entry entry, Find(path));
  return entry.bytes;
}

Result<std::shared_ptr<arrow::Buffer>> MemoryStore::GetRange(const ObjectPath& path,
                                                             int64_t offset,
                                                             int64_t length) {
  return GetRange(path, offset, length, nullptr);
}

Result<std::shared_ptr<arrow::Buffer>> MemoryStore::GetRange(const ObjectPath& path,
                                                             int64_t offset,
                                                             int64_t length,
                                                             ReadPin* pin) {
  if (offset < 0 || length < 0) return InvalidArgument(Uri(path), "a negative range");
  ARROW_ASSIGN_OR_RAISE(Entry entry, Find(path));
  if (pin != nullptr && !pin->Accept(entry.version)) {
    return VersionMismatch(Uri(path), pin->tag(), entry.version);
  }
  const int64_t size_bytes = entry.bytes->size();
  offset = std::min(offset, size_bytes);
  return arrow::SliceBuffer(entry.bytes, offset, std::min(length, size_bytes - offset));
}

arrow::Future<std::shared_ptr<arrow::Buffer>> MemoryStore::GetRangeAsync(
    const ObjectPath& path, int64_t offset, int64_t length,
    std::shared_ptr<ReadPin> pin) {
  return GetRange(path, offset, length, pin.get());
}

Result<ObjectInfo> MemoryStore::Head(const ObjectPath& path) {
  ARROW_ASSIGN_OR_RAISE(Entry entry, Find(path));
  return ObjectInfo{path, entry.bytes->size(), entry.last_modified_ms};
}

Result<std::optional<std::string>> MemoryStore::GetVersion(const ObjectPath& path) {
  std::lock_guard lock(mutex_);
  auto found = objects_.find(path.ToString());
  if (found == objects_.end()) return std::nullopt;
  return found->second.version;
}

Status MemoryStore::Put(const ObjectPath& path, std::string_view bytes) {
  return PutWhere(path, bytes, [](const Entry*) { return true; }).status();
}

Result<PutResult> MemoryStore::PutIfAbsent(const ObjectPath& path,
                                           std::string_view bytes) {
  return PutWhere(path, bytes, [](const Entry* found) { return found == nullptr; });
}

Result<PutResult> MemoryStore::PutIfMatch(const ObjectPath& path, std::string_view bytes,
                                          std::string_view expected_version) {
  return PutWhere(path, bytes, [&](const Entry* found) {
    return found != nullptr && found->version == expected_version;
  });
}

Result<PutResult> MemoryStore::PutWhere(
    const ObjectPath& path, std::string_view bytes,
    const std::function<bool(const Entry* found)>& condition) {
  if (path.empty()) return InvalidArgument(Uri(path), "the root is not an object");
  Entry entry{arrow::Buffer::FromString(std::string(bytes)), clock_.NowMillis(), ""};
  std::lock_guard lock(mutex_);
  auto found = objects_.find(path.ToString());
  const Entry* present = found == objects_.end() ? nullptr : &found->second;
  if (!condition(present)) {
    PutResult lost{PutOutcome::kLost};
    if (present != nullptr) lost.version = present->version;
    return lost;
  }
  entry.version = std::to_string(next_version_++);
  PutResult won{PutOutcome::kWon, entry.version};
  objects_.insert_or_assign(path.ToString(), std::move(entry));
  return won;
}

Status MemoryStore::Delete(const ObjectPath& path) {
  if (path.empty()) return InvalidArgument(Uri(path), "the root is not an object");
  std::lock_guard lock(mutex_);
  objects_.erase(path.ToString());
  return Status::OK();
}

Status MemoryStore::DeleteAll(const std::vector<ObjectPath>& paths) {
  for (const ObjectPath& path : paths) ARROW_RETURN_NOT_OK(Delete(path));
  return Status::OK();
}

std::vector<ObjectInfo> MemoryStore::NextBatch(const std::string& folder,
                                               const ObjectPath* after) {
  std::vector<ObjectInfo> batch;
  std::lock_guard lock(mutex_);
  auto next = objects_.lower_bound(folder);
  if (after != nullptr && after->ToString() >= folder) {
    next = objects_.upper_bound(after->ToString());
  }
  while (next != objects_.end() && next->first.starts_with(folder) &&
         batch.size() < kListBatch) {
    const auto& [key, entry] = *next++;
    batch.push_back({ObjectPath() / key, entry.bytes->size(), entry.last_modified_ms});
  }
  return batch;
}

Status MemoryStore::List(const ObjectPath& prefix,
                         const std::optional<ObjectPath>& start_after,
                         const std::function<bool(const ObjectInfo&)>& visit) {
  const std::string folder = prefix.empty() ? "" : prefix.ToString() + "/";
  std::optional<ObjectPath> after = start_after;
  for (;;) {
    std::vector<ObjectInfo> batch = NextBatch(folder, after ? &*after : nullptr);
    for (const ObjectInfo& info : batch) {
      if (!visit(info)) return Status::OK();
    }
    if (batch.size() < kListBatch) return Status::OK();
    after = batch.back().path;
  }
}

std::string MemoryStore::Uri(const ObjectPath& path) const {
  return "memory://" + name_ + "/" + path.ToString();
}

}  // namespace delta_utils
