// The conformance suite: what every ObjectStore, and every decorator of one, must do.
//
//   TEST file of a store:
//     static const int registered = RegisterStoreConformance("MemoryStore", [] {
//       return std::make_shared<MemoryStore>("test", clock);
//     });
//
// registers one test per rule, named "MemoryStoreConformance.RuleName". The function
// makes a new and empty store for each; what the store borrows must live as long as the
// program, or be held by the pointer. The rules ask for nothing that a service behind
// S3's protocol cannot do: no key is the folder of another, times have whole seconds, and
// a contended write may take a tenth of a second. What some services refuse stands in
// StoreTraits.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "delta_utils/storage/object_store.h"

namespace delta_utils {

using MakeStore = std::function<std::shared_ptr<ObjectStore>()>;

/// What a store may lack. Each false leaves out the rules named; nothing else does.
struct StoreTraits {
  /// Keys with control characters, backslashes, quotes, ':' or '*', of dots or of a
  /// blank alone: legal in S3, refused by some servers
  /// (OddNamesAreNeitherDecodedNorFolded).
  bool odd_names = true;
  /// Keys that no file could have, under an object or with a segment of 300 bytes, are
  /// just missing: a server over a file system may say something else of them
  /// (NamesThatNoFileCanHaveAreNotFound).
  bool names_beyond_files = true;
};

/// Call before the tests are run. Returns the number of tests.
int RegisterStoreConformance(const std::string& store_name, const MakeStore& make_store,
                             const StoreTraits& traits = {});

namespace testing_internal {

struct ConformanceRule {
  const char* name;
  void (*check)(ObjectStore& store);
};

/// What an empty store must do when read, written, listed, and by many threads.
std::vector<ConformanceRule> ReadRules();
std::vector<ConformanceRule> NameRules(const StoreTraits& traits);
std::vector<ConformanceRule> WriteRules();
std::vector<ConformanceRule> ListRules();
std::vector<ConformanceRule> FileRules();
std::vector<ConformanceRule> RaceRules();

}  // namespace testing_internal
}  // namespace delta_utils
