// What tests of a store's decorators share: a memory store that can fail, and time,
// chance and threads that belong to the test.
//
//   StoreWorld world;
//   RetryingStore store(world.faulty, {}, world.runtime, *world.pool);
//   world.Fail({StoreFault::kFails, StoreFault::kNone});     // the next operation alone
//
//   const int registered = RegisterDecoratorConformance("PrefixedStore", [](auto& world)
//   {
//     return std::make_shared<PrefixedStore>(world.memory, ObjectPath() / "a");
//   });
//
// Threads: as FaultyStore.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "delta_utils/base/task_pool.h"
#include "delta_utils/storage/faulty_store.h"
#include "delta_utils/storage/memory_store.h"
#include "delta_utils/testing/fake_clock.h"
#include "delta_utils/testing/store_conformance.h"

namespace delta_utils {

struct StoreWorld {
  /// The next operations of `faulty`, one each, have these faults; those after them none.
  /// Counts the operations from here on.
  void Fail(std::deque<StoreFault> faults) {
    auto mutex = std::make_shared<std::mutex>();
    operations.clear();
    faulty->set_fault(
        [this, mutex, faults](StoreOperation operation, const ObjectPath&) mutable {
          std::lock_guard lock(*mutex);
          operations.push_back(operation);
          if (faults.empty()) return StoreFault::kNone;
          const StoreFault fault = faults.front();
          faults.pop_front();
          return fault;
        });
  }

  FakeClock clock;
  SeededRandom random{1};
  Runtime runtime{&clock, &random};
  std::shared_ptr<MemoryStore> memory = std::make_shared<MemoryStore>("test", clock);
  std::shared_ptr<FaultyStore> faulty = std::make_shared<FaultyStore>(memory);
  std::vector<StoreOperation> operations;  // since Fail
  std::unique_ptr<TaskPool> pool = TaskPool::Make(2);
};

/// GetRangeAsync, waited for.
inline Result<std::string> ReadAsync(ObjectStore& store, const ObjectPath& path,
                                     int64_t offset, int64_t length,
                                     std::shared_ptr<ReadPin> pin = nullptr) {
  const auto future = store.GetRangeAsync(path, offset, length, std::move(pin));
  ARROW_ASSIGN_OR_RAISE(const auto bytes, future.result());
  return bytes->ToString();
}

/// RegisterStoreConformance of a decorator over a store of `world`.
inline int RegisterDecoratorConformance(
    const std::string& name,
    const std::function<std::shared_ptr<ObjectStore>(StoreWorld& world)>& decorate) {
  struct Decorated {
    StoreWorld world;
    std::shared_ptr<ObjectStore> store;  // goes first
  };
  return RegisterStoreConformance(name, [decorate] {
    auto owner = std::make_shared<Decorated>();
    owner->store = decorate(owner->world);
    return std::shared_ptr<ObjectStore>(owner, owner->store.get());
  });
}

}  // namespace delta_utils
