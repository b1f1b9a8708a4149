#include "delta_utils/cloud/open_store.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <utility>

#include "delta_utils/cloud/credentials_http_internal.h"
#include "delta_utils/cloud/open_store_internal.h"
#include "delta_utils/cloud/s3_store.h"
#include "delta_utils/http/curl_client.h"
#include "delta_utils/http/uri.h"
#include "delta_utils/storage/file_system_store.h"
#include "delta_utils/storage/memory_store.h"
#include "delta_utils/storage/prefixed_store.h"

namespace delta_utils {

Result<std::string> PathOfFileUri(const std::string& uri) {
  std::string_view rest = std::string_view(uri).substr(uri.find("://") + 3);
  constexpr std::string_view kLocalHost = "localhost";
  if (rest.starts_with("localhost/")) rest.remove_prefix(kLocalHost.size());
  if (!rest.starts_with('/')) {
    return InvalidArgument(uri, "a file URI names no host but localhost");
  }
  // "%2F" would make a file's name into a path.
  const bool hides_slash = rest.find("%2F") != std::string_view::npos ||
                           rest.find("%2f") != std::string_view::npos;
  if (hides_slash) return InvalidArgument(uri, "holds an encoded slash");
  Result<std::string> path = PercentDecode(rest);
  if (!path.ok()) return WithPath(uri, path.status());
  if (path->find('\0') != std::string::npos) return InvalidArgument(uri, "holds a NUL");
  return path;
}

namespace internal {
namespace {

constexpr std::array<std::string_view, 4> kSchemes = {"file", "memory", "r2", "s3"};

/// The store of that name, shared by all who open it with the same clock.
///
/// The one global of this library: opening a name again has to find what was opened
/// before, and a URI is all that two callers have in common. It keeps no store alive. The
/// clock belongs to the key because a MemoryStore borrows it.
std::shared_ptr<ObjectStore> SharedMemoryStore(const std::string& name, Clock& clock) {
  static std::mutex mutex;
  static std::map<std::pair<std::string, Clock*>, std::weak_ptr<ObjectStore>> stores;
  std::lock_guard lock(mutex);
  std::erase_if(stores, [](const auto& entry) { return entry.second.expired(); });
  std::weak_ptr<ObjectStore>& entry = stores[{name, &clock}];
  std::shared_ptr<ObjectStore> store = entry.lock();
  if (store == nullptr) {
    store = std::make_shared<MemoryStore>(name, clock);
    entry = store;
  }
  return store;
}

Result<std::shared_ptr<ObjectStore>> OpenMemory(const std::string& uri,
                                                const OpenStoreOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const StorePlace place, PlaceOf(uri));
  std::shared_ptr<ObjectStore> store =
      SharedMemoryStore(place.name, *options.runtime.clock);
  if (place.prefix.empty()) return store;
  return std::make_shared<PrefixedStore>(std::move(store), place.prefix);
}

Result<std::shared_ptr<ObjectStore>> OpenFolder(const std::string& path,
                                                const OpenStoreOptions& options) {
  ARROW_ASSIGN_OR_RAISE(std::unique_ptr<ObjectStore> store,
                        FileSystemStore::Open(path, *options.runtime.random));
  return store;
}

Result<std::shared_ptr<ObjectStore>> OpenS3(const std::string& uri,
                                            const OpenStoreOptions& options) {
  ARROW_ASSIGN_OR_RAISE(S3Options s3, S3OptionsOf(uri, options.environment));
  s3.stop = options.stop;
  if (!SaysTrue(options.environment, "AWS_SKIP_SIGNATURE")) {
    // a client of its own: the metadata services have no TLS, whatever the store's has
    constexpr int64_t kConnectTimeoutMs = 2'000;
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<HttpClient> http,
                          MakeCurlClient({.max_in_flight = 2,
                                          .connect_timeout_ms = kConnectTimeoutMs,
                                          .allow_http = true,
                                          .ca_file = s3.ca_file}));
    s3.credentials =
        MakeDefaultCredentials(options.environment, std::move(http), options.runtime);
  }
  Result<std::unique_ptr<ObjectStore>> store =
      OpenS3Store(std::move(s3), options.runtime);
  if (!store.ok()) return WithPath(uri, store.status());
  return std::shared_ptr<ObjectStore>(*std::move(store));
}

/// Whether the part that names a host or bucket names a user, or tries to. Nothing of
/// such a URI is shown.
bool HasUserPart(std::string_view rest) {
  const std::string_view authority = rest.substr(0, rest.find('/'));
  return authority.find_first_of("@:") != std::string_view::npos;
}

Status CheckIsPath(const std::string& text) {
  if (text.empty()) return InvalidArgument("", "a store's URI is empty");
  if (text.find('\0') != std::string::npos) return InvalidArgument("", "holds a NUL");
  for (const std::string_view scheme : kSchemes) {
    if (!text.starts_with(std::string(scheme) + ":")) continue;
    return InvalidArgument(
        text, "write " + std::string(scheme) + "://, or ./ before it if it is a folder");
  }
  return Status::OK();
}

}  // namespace
}  // namespace internal

Result<std::shared_ptr<ObjectStore>> OpenStore(const std::string& uri,
                                               const OpenStoreOptions& options) {
  const size_t scheme_size = uri.find("://");
  if (scheme_size == std::string::npos) {
    ARROW_RETURN_NOT_OK(internal::CheckIsPath(uri));
    return internal::OpenFolder(uri, options);
  }
  const std::string scheme = uri.substr(0, scheme_size);
  const bool has_user =
      internal::HasUserPart(std::string_view(uri).substr(scheme_size + 3));
  const std::string shown = has_user ? scheme + "://..." : uri;
  if (std::find(internal::kSchemes.begin(), internal::kSchemes.end(), scheme) ==
      internal::kSchemes.end()) {
    return Unsupported(
        shown, "no store for '" + scheme + "://'; there are file, memory, r2 and s3");
  }
  if (has_user) {
    return InvalidArgument(shown, "a URI holds no user, password or port");
  }
  if (scheme == "memory") return internal::OpenMemory(uri, options);
  if (scheme != "file") return internal::OpenS3(uri, options);
  ARROW_ASSIGN_OR_RAISE(const std::string path, PathOfFileUri(uri));
  return internal::OpenFolder(path, options);
}

}  // namespace delta_utils
