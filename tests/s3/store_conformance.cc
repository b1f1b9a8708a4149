// store_conformance: the conformance suite over the store at DELTA_TEST_S3_URI, plain and
// under every decorator. Each test has a folder of its own there, which is never removed.
//
//   tests/s3/servers.py minio build/release/tests/store_conformance
//       [--no-odd-names] [--no-names-beyond-files]    what the server lacks: StoreTraits
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "delta_utils/base/runtime.h"
#include "delta_utils/base/task_pool.h"
#include "delta_utils/cloud/open_store.h"
#include "delta_utils/storage/caching_store.h"
#include "delta_utils/storage/faulty_store.h"
#include "delta_utils/storage/instrumented_store.h"
#include "delta_utils/storage/prefixed_store.h"
#include "delta_utils/storage/rate_limited_store.h"
#include "delta_utils/storage/retrying_store.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/store_conformance.h"

namespace delta_utils {
namespace {

const Runtime& TestRuntime() {
  static SystemClock clock;
  static SystemRandom random;
  static const Runtime runtime{&clock, &random};
  return runtime;
}

/// A new and empty one.
std::shared_ptr<ObjectStore> OpenFresh(const std::string& uri) {
  Result<std::shared_ptr<ObjectStore>> store =
      OpenStore(uri + "/" + ToString(NewUuid(*TestRuntime().random)), {TestRuntime()});
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ValueOr(nullptr);
}

using Store = std::shared_ptr<ObjectStore>;

/// A decorator that its Make could refuse to make.
template <typename T>
Store Made(Result<std::shared_ptr<T>> store) {
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ValueOr(nullptr);
}

Store Retrying(Store inner) {
  static const std::unique_ptr<TaskPool> pool = TaskPool::Make(2);
  return std::make_shared<RetryingStore>(inner, RetryOptions{}, TestRuntime(), *pool);
}

/// Wide enough that the suite does not wait for it.
Store RateLimited(Store inner) {
  return Made(
      RateLimitedStore::Make(inner, {.requests_per_second = 1e5, .bytes_per_second = 1e9},
                             *TestRuntime().clock));
}

Store Prefixed(Store inner) {
  return std::make_shared<PrefixedStore>(inner, ObjectPath() / "pre/fix");
}

/// No path of the suite is immutable: it must pass everything through.
Store Caching(Store inner) { return Made(CachingStore::Make(inner, {})); }

Store Instrumented(Store inner) {
  return std::make_shared<InstrumentedStore>(inner, *TestRuntime().clock);
}

Store Faulty(Store inner) { return std::make_shared<FaultyStore>(inner); }

/// As an application would stack them.
Store All(Store inner) {
  return Instrumented(Caching(Retrying(RateLimited(Prefixed(Faulty(inner))))));
}

void RegisterAll(const std::string& uri, const StoreTraits& traits) {
  struct Decorated {
    const char* name;
    Store (*decorate)(Store inner);
  };
  RegisterStoreConformance(
      "S3", [uri] { return OpenFresh(uri); }, traits);
  for (const auto& [name, decorate] :
       {Decorated{"Retrying", Retrying}, Decorated{"RateLimited", RateLimited},
        Decorated{"Prefixed", Prefixed}, Decorated{"Caching", Caching},
        Decorated{"Instrumented", Instrumented}, Decorated{"Faulty", Faulty},
        Decorated{"All", All}}) {
    RegisterStoreConformance(
        name + std::string("OverS3"),
        [uri, decorate = decorate] { return decorate(OpenFresh(uri)); }, traits);
  }
}

}  // namespace
}  // namespace delta_utils

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const char* uri = std::getenv("DELTA_TEST_S3_URI");
  if (uri == nullptr) {
    std::fprintf(stderr, "DELTA_TEST_S3_URI is not set: nothing to test\n");
    return 2;
  }
  delta_utils::StoreTraits traits;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--no-odd-names") {
      traits.odd_names = false;
    } else if (argument == "--no-names-beyond-files") {
      traits.names_beyond_files = false;
    } else {
      std::fprintf(stderr, "unknown argument %s\n", argv[i]);
      return 2;
    }
  }
  delta_utils::RegisterAll(uri, traits);
  return RUN_ALL_TESTS();
}
