// PrefixedStore: a folder of another store, as a store of its own.
//
//   PrefixedStore shop(lake, ObjectPath() / "tenants/shop");
//   shop.Put(ObjectPath() / "a", "x");           // lake's "tenants/shop/a"
//   shop.Uri(ObjectPath() / "a");                // as lake names it
//
// Nothing outside of the prefix is read, listed or written: not its siblings, and not an
// object that has the prefix itself as its name. Threads: any number.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "delta_utils/storage/object_store.h"

namespace delta_utils {

class PrefixedStore : public ObjectStore {
 public:
  /// The root as `prefix` is all of `inner`.
  PrefixedStore(std::shared_ptr<ObjectStore> inner, ObjectPath prefix);

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

 private:
  /// Where the store below has `path`.
  ObjectPath Below(const ObjectPath& path) const;
  /// The way back; Internal for what does not lie below the prefix.
  Result<ObjectPath> Above(const ObjectPath& path) const;
  /// The root is no object of this store, whatever the one below has under that name.
  Status CheckReadable(const ObjectPath& path) const;
  Status CheckWritable(const ObjectPath& path) const;

  const std::shared_ptr<ObjectStore> inner_;
  const ObjectPath prefix_;
};

}  // namespace delta_utils
