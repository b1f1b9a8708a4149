#include "parquedb/database.h"

#include <algorithm>
#include <utility>

#include "delta_utils/delta_actions/log_path.h"

namespace parquedb {
namespace {

using delta_utils::ObjectInfo;
using delta_utils::ObjectPath;

class DatabaseImpl : public Database {
 public:
  DatabaseImpl(std::shared_ptr<delta_utils::ObjectStore> store, ObjectPath root,
               delta_utils::Runtime runtime)
      : store_(std::move(store)), root_(std::move(root)), runtime_(runtime) {}

  Result<std::unique_ptr<Collection>> GetCollection(std::string_view name,
                                                    CollectionOptions options) override {
    bool refused = name.empty() || name.front() == '_' || name.front() == '.' ||
                   name.find('/') != std::string_view::npos;
    if (refused) {
      return delta_utils::InvalidArgument("collection '" + std::string(name) + "'",
                                          "not a name for a collection");
    }
    ARROW_ASSIGN_OR_RAISE(ObjectPath path, root_.Join(name));
    return Collection::Open({store_, std::move(path)}, runtime_, std::move(options));
  }

  Result<std::vector<std::string>> ListCollections() override {
    std::vector<std::string> names;
    std::optional<ObjectPath> start_after;
    // Once a folder's log is seen, the listing goes on behind everything in the folder.
    while (true) {
      std::optional<std::string> found;
      auto visit = [&](const ObjectInfo& info) {
        found = CollectionOf(info.path);
        return !found.has_value();
      };
      ARROW_RETURN_NOT_OK(store_->List(root_, start_after, visit));
      if (!found) break;
      // Above every valid byte of UTF-8, so behind every object of the folder.
      ARROW_ASSIGN_OR_RAISE(start_after, root_.Join(*found + "/\xF8"));
      names.push_back(std::move(*found));
    }
    // The listing goes by whole paths, in which "a-b/" is before "a/".
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  /// The folder right below the root in whose log the object lies.
  std::optional<std::string> CollectionOf(const ObjectPath& path) const {
    std::string_view rest = path.ToString();
    if (!root_.empty()) rest.remove_prefix(root_.ToString().size() + 1);
    size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return {};
    std::string_view below = rest.substr(slash + 1);
    if (!below.starts_with(std::string(delta_utils::kLogFolder) + "/")) return {};
    return std::string(rest.substr(0, slash));
  }

  std::shared_ptr<delta_utils::ObjectStore> store_;
  ObjectPath root_;
  delta_utils::Runtime runtime_;
};

}  // namespace

Result<std::unique_ptr<Database>> Database::Open(
    std::shared_ptr<delta_utils::ObjectStore> store, ObjectPath root,
    delta_utils::Runtime runtime) {
  if (store == nullptr)
    return delta_utils::InvalidArgument("", "a database needs a store");
  return std::make_unique<DatabaseImpl>(std::move(store), std::move(root), runtime);
}

}  // namespace parquedb
