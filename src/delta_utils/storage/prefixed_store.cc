#include "delta_utils/storage/prefixed_store.h"

#include <utility>

#include "arrow/buffer.h"
#include "arrow/util/future.h"

namespace delta_utils {

PrefixedStore::PrefixedStore(std::shared_ptr<ObjectStore> inner, ObjectPath prefix)
    : inner_(std::move(inner)), prefix_(std::move(prefix)) {}

ObjectPath PrefixedStore::Below(const ObjectPath& path) const {
  if (prefix_.empty()) return path;
  return path.empty() ? prefix_ : prefix_ / path.ToString();
}

Result<ObjectPath> PrefixedStore::Above(const ObjectPath& path) const {
  if (prefix_.empty()) return path;
  if (path == prefix_ || !path.IsUnder(prefix_)) {
    return Internal(inner_->Uri(path), "listed under " + inner_->Uri(prefix_));
  }
  return ObjectPath::Parse(
      std::string_view(path.ToString()).substr(prefix_.ToString().size() + 1));
}

Status PrefixedStore::CheckReadable(const ObjectPath& path) const {
  return path.empty() ? NotFound(Uri(path), "there is no such object") : Status::OK();
}

Status PrefixedStore::CheckWritable(const ObjectPath& path) const {
  return path.empty() ? InvalidArgument(Uri(path), "the root is not an object")
                      : Status::OK();
}

Result<std::shared_ptr<arrow::Buffer>> PrefixedStore::Get(const ObjectPath& path) {
  ARROW_RETURN_NOT_OK(CheckReadable(path));
  return inner_->Get(Below(path));
}

Result<std::shared_ptr<arrow::Buffer>> PrefixedStore::GetRange(const ObjectPath& path,
                                                               int64_t offset,
                                                               int64_t length) {
  ARROW_RETURN_NOT_OK(CheckReadable(path));
  return inner_->GetRange(Below(path), offset, length);
}

arrow::Future<std::shared_ptr<arrow::Buffer>> PrefixedStore::GetRangeAsync(
    const ObjectPath& path, int64_t offset, int64_t length,
    std::shared_ptr<ReadPin> pin) {
  Status readable = CheckReadable(path);
  if (!readable.ok()) return readable;
  return inner_->GetRangeAsync(Below(path), offset, length, std::move(pin));
}

Result<ObjectInfo> PrefixedStore::Head(const ObjectPath& path) {
  ARROW_RETURN_NOT_OK(CheckReadable(path));
  ARROW_ASSIGN_OR_RAISE(ObjectInfo info, inner_->Head(Below(path)));
  info.path = path;
  return info;
}

Result<std::optional<std::string>> PrefixedStore::GetVersion(const ObjectPath& path) {
  if (path.empty()) return std::nullopt;
  return inner_->GetVersion(Below(path));
}

Status PrefixedStore::Put(const ObjectPath& path, std::string_view bytes) {
  ARROW_RETURN_NOT_OK(CheckWritable(path));
  return inner_->Put(Below(path), bytes);
}

Result<PutResult> PrefixedStore::PutIfAbsent(const ObjectPath& path,
                                             std::string_view bytes) {
  ARROW_RETURN_NOT_OK(CheckWritable(path));
  return inner_->PutIfAbsent(Below(path), bytes);
}

Result<PutResult> PrefixedStore::PutIfMatch(const ObjectPath& path,
                                            std::string_view bytes,
                                            std::string_view expected_version) {
  ARROW_RETURN_NOT_OK(CheckWritable(path));
  return inner_->PutIfMatch(Below(path), bytes, expected_version);
}

Status PrefixedStore::Delete(const ObjectPath& path) {
  ARROW_RETURN_NOT_OK(CheckWritable(path));
  return inner_->Delete(Below(path));
}

Status PrefixedStore::DeleteAll(const std::vector<ObjectPath>& paths) {
  std::vector<ObjectPath> below;
  below.reserve(paths.size());
  for (const ObjectPath& path : paths) {
    ARROW_RETURN_NOT_OK(CheckWritable(path));
    below.push_back(Below(path));
  }
  return inner_->DeleteAll(below);
}

Status PrefixedStore::List(const ObjectPath& prefix,
                           const std::optional<ObjectPath>& start_after,
                           const std::function<bool(const ObjectInfo&)>& visit) {
  // Nothing comes before the root, so it says nothing about where to begin.
  std::optional<ObjectPath> after;
  if (start_after && !start_after->empty()) after = Below(*start_after);
  Status translated;
  ARROW_RETURN_NOT_OK(inner_->List(Below(prefix), after, [&](const ObjectInfo& info) {
    Result<ObjectPath> path = Above(info.path);
    if (!path.ok()) {
      translated = path.status();
      return false;
    }
    return visit({*std::move(path), info.size_bytes, info.last_modified_ms});
  }));
  return translated;
}

std::string PrefixedStore::Uri(const ObjectPath& path) const {
  return inner_->Uri(Below(path));
}

}  // namespace delta_utils
