// ObjectStore: named, immutable-once-read byte strings with atomic conditional writes.
//
// An object store, not a file system: every write is atomic (a reader sees the old bytes,
// the new ones, or NotFound; never a part), there are no directories to make or remove,
// and a listing follows every write at once.
//
//   ARROW_ASSIGN_OR_RAISE(auto store, FileSystemStore::Open("/data", random));
//   ARROW_ASSIGN_OR_RAISE(PutResult put, store->PutIfAbsent(path, bytes));
//   if (put.outcome == PutOutcome::kLost) { /* somebody else's object is there */ }
//
// Threads: every operation may be called from many threads at once, and by many processes
// on the same backend. Errors: NotFound for a missing object, PermissionDenied,
// Unavailable for a failing store; each names the object by Uri(path).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arrow/io/type_fwd.h"
#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/storage/object_path.h"

namespace delta_utils {

struct ObjectInfo {
  ObjectPath path;
  int64_t size_bytes = 0;
  int64_t last_modified_ms = 0;  // since 1970-01-01T00:00:00Z
};

/// Ties several reads to one state of an object: the first reply sets the tag (what it
/// says is the store's affair), and a read that meets another state fails with
/// VersionMismatch. Threads: any number.
class ReadPin {
 public:
  /// Empty until the first reply.
  std::optional<std::string> tag() const;
  /// Sets the tag if none is set. False if another one is. `keeps_unique`: what must live
  /// as long as the pin, so that no other state can have the same tag; kept if this sets
  /// it.
  bool Accept(std::string_view tag, std::shared_ptr<const void> keeps_unique = nullptr);

 private:
  mutable std::mutex mutex_;
  std::optional<std::string> tag_;
  std::shared_ptr<const void> keeps_unique_;
};

/// What became of a conditional write.
enum class PutOutcome {
  kWon,      // our bytes are the object
  kLost,     // the condition did not hold; nothing was written
  kUnknown,  // the store did not say: read back before deciding, and never delete
             // anything
};

struct PutResult {
  PutOutcome outcome = PutOutcome::kUnknown;
  /// kWon: the version written. kLost: the version found, if the store told it.
  std::optional<std::string> version;
  /// kUnknown: what went wrong.
  Status cause;
};

class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  /// The whole object.
  virtual Result<std::shared_ptr<arrow::Buffer>> Get(const ObjectPath& path) = 0;

  /// Bytes [offset, offset + length), cut at the object's end (so possibly fewer, or
  /// none). Both numbers are not negative.
  virtual Result<std::shared_ptr<arrow::Buffer>> GetRange(const ObjectPath& path,
                                                          int64_t offset,
                                                          int64_t length) = 0;

  /// GetRange without waiting: the future may be done at once, or be done later by a
  /// thread of the store, which its callbacks must not block (they call no operation of
  /// a store). `pin`, if given, ties this read to the others that share it. The store
  /// outlives the future.
  virtual arrow::Future<std::shared_ptr<arrow::Buffer>> GetRangeAsync(
      const ObjectPath& path, int64_t offset, int64_t length,
      std::shared_ptr<ReadPin> pin) = 0;

  /// Size and time; NotFound if there is no such object.
  virtual Result<ObjectInfo> Head(const ObjectPath& path) = 0;

  /// The version of the object as an opaque string that changes with its content; nullopt
  /// if there is none. (The seed's getVersion.)
  virtual Result<std::optional<std::string>> GetVersion(const ObjectPath& path) = 0;

  /// Writes or replaces. Durable when it returns OK.
  virtual Status Put(const ObjectPath& path, std::string_view bytes) = 0;

  /// Writes only if no object is there. Of any number of writers exactly one wins.
  /// Durable when it returns kWon. An error status means that nothing was written.
  virtual Result<PutResult> PutIfAbsent(const ObjectPath& path,
                                        std::string_view bytes) = 0;

  /// Replaces only the version `expected_version`: compare-and-swap. A missing object is
  /// kLost.
  virtual Result<PutResult> PutIfMatch(const ObjectPath& path, std::string_view bytes,
                                       std::string_view expected_version) = 0;

  /// Removes; a missing object is not an error.
  virtual Status Delete(const ObjectPath& path) = 0;

  /// Removes all of them, in as few requests as the store allows; missing ones are no
  /// error. After an error any of them may be gone.
  virtual Status DeleteAll(const std::vector<ObjectPath>& paths) = 0;

  /// Visits every object under `prefix` (a folder: whole segments; the root lists all),
  /// at every depth, in ascending order of the path's bytes, and only those whose path is
  /// greater than `start_after`, if one is given. The visitor returns false to stop
  /// early. A prefix that does not exist lists nothing.
  virtual Status List(const ObjectPath& prefix,
                      const std::optional<ObjectPath>& start_after,
                      const std::function<bool(const ObjectInfo&)>& visit) = 0;

  /// How a person names the object: "/data/t/x.parquet", "memory://name/x", ...
  virtual std::string Uri(const ObjectPath& path) const = 0;
};

/// True if the object exists.
Result<bool> Exists(ObjectStore& store, const ObjectPath& path);

/// Everything under `prefix`, in order. For listings known to be small.
Result<std::vector<ObjectInfo>> ListAll(
    ObjectStore& store, const ObjectPath& prefix,
    const std::optional<ObjectPath>& start_after = {});

/// The seed's conditional write: `expected_version` nullopt = create only. Returns the
/// new version. Kinds: VersionMismatch with expected and actual version, Unavailable if
/// the store does not know the outcome: the object may or may not have been written.
Result<std::string> WriteConditional(ObjectStore& store, const ObjectPath& path,
                                     std::string_view bytes,
                                     const std::optional<std::string>& expected_version);

}  // namespace delta_utils
