// LocalStore: the class behind FileSystemStore::Open, with its system calls replaceable.
//
//   LocalStore store("/data/shop", "/data/shop", SystemCalls::Detect(), random);
//
// Threads and processes: any number; it holds nothing that changes.
#pragma once

#include <sys/stat.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "delta_utils/base/runtime.h"
#include "delta_utils/storage/object_store.h"
#include "delta_utils/storage/root_folder_internal.h"
#include "delta_utils/storage/temporary_file_internal.h"

namespace delta_utils::internal {

class LocalStore : public ObjectStore {
 public:
  /// `shown_root` is how Uri names the root, `root` its absolute path; neither ends in a
  /// slash, unless it is "/".
  LocalStore(std::string shown_root, std::string root, const SystemCalls& calls,
             Random& random)
      : shown_root_(std::move(shown_root)),
        root_(std::move(root), calls),
        random_(random) {}

  Result<std::shared_ptr<arrow::Buffer>> Get(const ObjectPath& path) override;
  Result<std::shared_ptr<arrow::Buffer>> GetRange(const ObjectPath& path, int64_t offset,
                                                  int64_t length) override;
  arrow::Future<std::shared_ptr<arrow::Buffer>> GetRangeAsync(
      const ObjectPath& path, int64_t offset, int64_t length,
      std::shared_ptr<ReadPin> pin) override;
  Result<ObjectInfo> Head(const ObjectPath& path) override;
  Result<std::optional<std::string>> GetVersion(const ObjectPath& path) override;
  Status Put(const ObjectPath& path, std::string_view bytes) override;
  Result<PutResult> PutIfAbsent(const ObjectPath& path, std::string_view bytes) override;
  Result<PutResult> PutIfMatch(const ObjectPath& path, std::string_view bytes,
                               std::string_view expected_version) override;
  Status Delete(const ObjectPath& path) override;
  Status DeleteAll(const std::vector<ObjectPath>& paths) override;
  Status List(const ObjectPath& prefix, const std::optional<ObjectPath>& start_after,
              const std::function<bool(const ObjectInfo&)>& visit) override;
  std::string Uri(const ObjectPath& path) const override;

  /// Absolute.
  const std::string& root_path() const { return root_.path(); }

 private:
  /// Where an object is or will be.
  struct Place {
    Fd folder;
    std::string name;
    std::string uri;
  };
  /// What has an object's name: a link counts as what it leads to inside the root.
  enum class Occupant { kNothing, kObject, kOther };

  Result<std::shared_ptr<arrow::Buffer>> GetRange(const ObjectPath& path, int64_t offset,
                                                  int64_t length, ReadPin* pin);
  Result<Fd> OpenObject(const ObjectPath& path, int flags, struct stat* info);
  Status CheckWritable(const ObjectPath& path) const;
  /// Makes the folder if it is missing.
  Result<Place> MakePlace(const ObjectPath& path);
  /// nullopt if the folder is missing.
  Result<std::optional<Place>> FindPlace(const ObjectPath& path);
  Result<Occupant> LookAt(const Place& place, const ObjectPath& path);
  Result<std::optional<PutResult>> LostTo(const ObjectPath& path,
                                          std::string_view expected_version);
  Result<PutResult> Replace(const Place& place, const ObjectPath& path,
                            std::string_view bytes, std::string_view expected_version);
  Result<PutResult> Published(const Place& place, std::string_view bytes);
  Status DeleteInOneFolder(const std::vector<const ObjectPath*>& objects);
  Status SyncFolder(const Place& place);

  const std::string shown_root_;
  const RootFolder root_;
  Random& random_;
};

}  // namespace delta_utils::internal
