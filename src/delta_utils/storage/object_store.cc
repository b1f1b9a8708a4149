#include "delta_utils/storage/object_store.h"

#include <utility>

namespace delta_utils {

std::optional<std::string> ReadPin::tag() const {
  std::lock_guard lock(mutex_);
  return tag_;
}

bool ReadPin::Accept(std::string_view tag, std::shared_ptr<const void> keeps_unique) {
  std::lock_guard lock(mutex_);
  if (!tag_) {
    tag_ = tag;
    keeps_unique_ = std::move(keeps_unique);
  }
  return *tag_ == tag;
}

Result<bool> Exists(ObjectStore& store, const ObjectPath& path) {
  Result<ObjectInfo> info = store.Head(path);
  if (info.ok()) return true;
  if (KindOf(info.status()) == ErrorKind::kNotFound) return false;
  return info.status();
}

Result<std::vector<ObjectInfo>> ListAll(ObjectStore& store, const ObjectPath& prefix,
                                        const std::optional<ObjectPath>& start_after) {
  std::vector<ObjectInfo> objects;
  ARROW_RETURN_NOT_OK(store.List(prefix, start_after, [&](const ObjectInfo& info) {
    objects.push_back(info);
    return true;
  }));
  return objects;
}

Result<std::string> WriteConditional(ObjectStore& store, const ObjectPath& path,
                                     std::string_view bytes,
                                     const std::optional<std::string>& expected_version) {
  ARROW_ASSIGN_OR_RAISE(PutResult put,
                        expected_version.has_value()
                            ? store.PutIfMatch(path, bytes, *expected_version)
                            : store.PutIfAbsent(path, bytes));
  if (put.outcome == PutOutcome::kUnknown) {
    // Reading back decides nothing here: equal bytes may be another writer's, and other
    // bytes may have replaced ours since.
    return MakeError(
        ErrorKind::kUnavailable, store.Uri(path),
        "it is not known whether the object was written: " + put.cause.message());
  }
  if (put.outcome == PutOutcome::kLost) {
    if (!put.version) {
      ARROW_ASSIGN_OR_RAISE(put.version, store.GetVersion(path));
    }
    return VersionMismatch(store.Uri(path), expected_version, std::move(put.version));
  }
  DU_CHECK(put.version.has_value());
  return *std::move(put.version);
}

}  // namespace delta_utils
