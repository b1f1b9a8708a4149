// Tables of other writers: what is found with pruning is what is found without.
// The tables lie outside the repository; DELTA_CORPUS_DIR names their folder.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <set>

#include "delta_lake/table_pruning.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/filter/random_filter_testing.h"
#include "delta_utils/storage/file_system_store.h"
#include "parquedb/collection_testing.h"
#include "parquedb/filter_pruning.h"

namespace parquedb {
namespace {

namespace fs = std::filesystem;
using delta_utils::testing::RandomFilter;

constexpr size_t kMaxDocuments = 300;
constexpr size_t kMaxValues = 400;
/// So many of the tables, at least, are readable.
constexpr size_t kLeastTables = 150;

/// Its log was made by hand: it has bounds of a column that is in none of the files.
constexpr std::string_view kForged = "kd_parsed-stats";

/// Folders that hold a table whose statistics are true, in order.
std::vector<fs::path> TablesBelow(const fs::path& root) {
  std::set<fs::path> tables;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().string().find(kForged) != std::string::npos) continue;
    if (entry.is_directory() && entry.path().filename() == "_delta_log") {
      tables.insert(entry.path().parent_path());
    }
  }
  return {tables.begin(), tables.end()};
}

/// The paths and values of a document, arrays without indices.
void Gather(const Value& value, const std::string& path, std::set<std::string>* paths,
            std::vector<Value>* values) {
  if (!path.empty()) paths->insert(path);
  if (const auto* object = value.get_if<Object>()) {
    for (const auto& field : object->fields) {
      if (field.name.empty() || field.name.starts_with('$')) continue;
      Gather(field.value, path.empty() ? field.name : path + "." + field.name, paths,
             values);
    }
  } else if (const auto* array = value.get_if<Array>()) {
    for (const Value& element : array->values) Gather(element, path, paths, values);
  }
  if (values->size() < kMaxValues && !path.empty()) values->push_back(value);
}

std::optional<std::vector<std::string>> TryFind(Collection& collection,
                                                const FindOptions& options) {
  auto cursor = collection.Find(options);
  std::vector<std::string> lines;
  while (cursor.ok()) {
    auto document = (*cursor)->Next();
    if (!document.ok()) return std::nullopt;
    if (!*document) return lines;
    lines.push_back(testing::Text(**document));
  }
  return std::nullopt;
}

struct CorpusCounts {
  size_t tables = 0;
  size_t filters = 0;
  int64_t files_skipped = 0;
  int64_t row_groups_skipped = 0;
};

void TryTable(const fs::path& folder, std::mt19937_64* random, CorpusCounts* counts) {
  SCOPED_TRACE(folder.string());
  testing::World world;
  auto store = delta_utils::FileSystemStore::Open(folder.string(), world.random);
  ASSERT_TRUE(store.ok()) << store.status();
  const auto opened = Collection::Open({std::move(*store), {}}, world.runtime());
  ASSERT_TRUE(opened.ok());
  Collection& collection = **opened;
  FindOptions options;
  options.limit = kMaxDocuments;
  auto cursor = collection.Find(options);
  std::set<std::string> paths = {"nowhere"};
  std::vector<Value> values = {delta_utils::Null{}, int32_t{1}, "a", std::nan("")};
  while (cursor.ok()) {
    auto document = (*cursor)->Next();
    if (!document.ok()) return;  // a table that this library cannot read
    if (!*document) break;
    Gather(Value(std::move(**document)), "", &paths, &values);
  }
  if (!cursor.ok()) return;
  ++counts->tables;
  RandomFilter filters(random, {paths.begin(), paths.end()}, std::move(values));
  const int count = delta_utils::testing::IsFullTest() ? 400 : 12;
  for (int i = 0; i < count; ++i) {
    const Object object = filters.Next();
    const auto filter = delta_utils::ParseFilter(object);
    if (!filter.ok()) continue;
    FindOptions where;
    where.filter = *filter;
    where.prune = false;
    const auto all = TryFind(collection, where);
    if (!all) continue;  // a file that cannot be read
    where.prune = true;
    ASSERT_EQ(TryFind(collection, where), all) << testing::Text(object);
    ++counts->filters;
    DU_ASSERT_OK_AND_ASSIGN(const auto snapshot, collection.Snapshot());
    DU_ASSERT_OK_AND_ASSIGN(auto pruning, PruningOf(*snapshot, *filter));
    const auto report = delta_lake::ExplainScan(snapshot, std::move(pruning));
    if (!report.ok()) continue;
    counts->files_skipped += report->levels[0].skipped + report->levels[1].skipped;
    counts->row_groups_skipped += report->levels[2].skipped;
  }
}

TEST(PruningCorpusTest, TablesOfOthersGiveTheSameAsWithout) {
  const char* root = std::getenv("DELTA_CORPUS_DIR");
  if (root == nullptr) {
    GTEST_SKIP() << "DELTA_CORPUS_DIR is not set: pruning foreign tables is NOT checked";
  }
  const uint64_t seed = delta_utils::testing::TestSeed(std::random_device()());
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  std::mt19937_64 random(seed);
  CorpusCounts counts;
  const auto tables = TablesBelow(root);
  const size_t every = delta_utils::testing::IsFullTest() ? 1 : 3;
  for (size_t i = random() % every; i < tables.size() && !HasFatalFailure(); i += every) {
    TryTable(tables[i], &random, &counts);
  }
  std::printf("%zu tables, %zu filters, %lld files and %lld row groups left out\n",
              counts.tables, counts.filters, static_cast<long long>(counts.files_skipped),
              static_cast<long long>(counts.row_groups_skipped));
  if (HasFatalFailure()) return;
  EXPECT_GE(counts.tables, kLeastTables / every);
  EXPECT_GE(counts.filters, 4 * counts.tables);
  EXPECT_GT(counts.files_skipped, 0);
}

}  // namespace
}  // namespace parquedb
