// Database: a folder of collections, each a Delta table below it.
//
//   ARROW_ASSIGN_OR_RAISE(auto store, FileSystemStore::Open("/data/shop", random));
//   ARROW_ASSIGN_OR_RAISE(auto db, Database::Open(std::move(store), {}, runtime));
//   ARROW_ASSIGN_OR_RAISE(auto orders, db->GetCollection("orders"));
//
// Threads: thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parquedb/collection.h"

namespace parquedb {

class Database {
 public:
  virtual ~Database() = default;

  /// Does no I/O: a database needs no making.
  static Result<std::unique_ptr<Database>> Open(
      std::shared_ptr<delta_utils::ObjectStore> store, delta_utils::ObjectPath root,
      delta_utils::Runtime runtime);

  /// Whether it exists or not; `options` matter only to the insert that makes it. Kind
  /// InvalidArgument for a name that is no folder name (empty, "..", with a slash, or one
  /// that begins with '_' or '.').
  virtual Result<std::unique_ptr<Collection>> GetCollection(
      std::string_view name, CollectionOptions options = {}) = 0;

  /// Names of the collections (and other Delta tables) that exist, sorted.
  virtual Result<std::vector<std::string>> ListCollections() = 0;
};

}  // namespace parquedb
