// The conformance suite: what every ObjectStore, and every decorator of one, must do.
//
//   TEST file of a store:
//     static const int registered = RegisterStoreConformance("MemoryStore", [] {
//       return std::make_shared<MemoryStore>("test", clock);
//     });
//
// registers one test per rule, named "MemoryStoreConformance.RuleName". The function
// makes a new and empty store for each; what the store borrows must live as long as the
// program, or be held by the pointer.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "delta_utils/storage/object_store.h"

namespace delta_utils {

using MakeStore = std::function<std::shared_ptr<ObjectStore>()>;

/// Call before the tests are run. Returns the number of tests.
int RegisterStoreConformance(const std::string& store_name, const MakeStore& make_store);

namespace testing_internal {

struct ConformanceRule {
  const char* name;
  void (*check)(ObjectStore& store);
};

/// What an empty store must do when read, written, listed, and by many threads.
std::vector<ConformanceRule> ReadRules();
std::vector<ConformanceRule> WriteRules();
std::vector<ConformanceRule> ListRules();
std::vector<ConformanceRule> FileRules();
std::vector<ConformanceRule> RaceRules();

}  // namespace testing_internal
}  // namespace delta_utils
