// Shared by this folder's tests: documents as text, and a collection in memory.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/storage/memory_store.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/fake_clock.h"
#include "parquedb/collection.h"

namespace parquedb::testing {

inline Object Doc(std::string_view json) {
  auto document = delta_utils::ParseDocument(json);
  EXPECT_TRUE(document.ok()) << json << ": " << document.status();
  return document.ok() ? *document : Object();
}

inline std::vector<Object> Docs(const std::vector<std::string_view>& lines) {
  std::vector<Object> documents;
  for (std::string_view line : lines) documents.push_back(Doc(line));
  return documents;
}

inline std::string Text(const Object& document) {
  return delta_utils::ToExtJson(document, delta_utils::ExtJsonMode::kCanonical);
}

inline std::string Relaxed(const Object& document) {
  return delta_utils::ToExtJson(document, delta_utils::ExtJsonMode::kRelaxed);
}

/// A store in memory with a clock and chance of its own.
struct World {
  delta_utils::FakeClock clock;
  delta_utils::SeededRandom random{42};
  std::shared_ptr<delta_utils::ObjectStore> store =
      std::make_shared<delta_utils::MemoryStore>("test", clock);

  delta_utils::Runtime runtime() { return {&clock, &random}; }
  delta_lake::TableLocation table() {
    return {store, *delta_utils::ObjectPath::Parse("films")};
  }
  std::unique_ptr<Collection> collection(CollectionOptions options = {}) {
    return *Collection::Open(table(), runtime(), std::move(options));
  }
};

/// All documents that `options` find, as canonical text.
inline std::vector<std::string> FindAll(Collection& collection,
                                        FindOptions options = {}) {
  std::vector<std::string> lines;
  auto cursor = collection.Find(options);
  EXPECT_TRUE(cursor.ok()) << cursor.status();
  while (cursor.ok()) {
    auto document = (*cursor)->Next();
    EXPECT_TRUE(document.ok()) << document.status();
    if (!document.ok() || !*document) break;
    lines.push_back(Relaxed(**document));
  }
  return lines;
}

inline FindOptions Where(std::string_view filter) {
  FindOptions options;
  auto parsed = delta_utils::ParseFilter(filter);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  if (parsed.ok()) options.filter = *parsed;
  return options;
}

}  // namespace parquedb::testing
