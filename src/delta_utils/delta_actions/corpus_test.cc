// Commits that other engines wrote: all of them read, and read again as what was written.
// The tables lie outside the repository; DELTA_CORPUS_DIR names their folder.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/delta_actions/stats.h"

namespace delta_utils {
namespace {

namespace dom = simdjson::dom;

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Tables that are broken on purpose.
bool IsMeantToFail(const std::filesystem::path& path) {
  for (const auto& part : path) {
    if (part.string().starts_with("error_")) return true;
  }
  return false;
}

std::vector<std::filesystem::path> Commits(const char* root) {
  std::vector<std::filesystem::path> commits;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().parent_path().filename() != kLogFolder) continue;
    if (!ParseCommitFileName(entry.path().filename().string())) continue;
    if (!IsMeantToFail(entry.path())) commits.push_back(entry.path());
  }
  return commits;
}

/// Every member of `want` but explicit nulls is in `got` with the same value.
void ExpectHolds(dom::element got, dom::element want, const std::string& where) {
  dom::object fields;
  if (want.get(fields) != simdjson::SUCCESS) {
    EXPECT_EQ(simdjson::minify(got), simdjson::minify(want)) << where;
    return;
  }
  for (const auto& [key, value] : fields) {
    dom::element other;
    const bool found = got.at_key(key).get(other) == simdjson::SUCCESS;
    if (value.is_null() && !found) continue;
    ASSERT_TRUE(found) << where << "." << key;
    ExpectHolds(other, value, where + "." + std::string(key));
  }
}

void ExpectJsonSurvives(const Action& action, const std::string& line,
                        const std::string& where) {
  dom::parser one, other;
  dom::element want, got;
  ASSERT_EQ(one.parse(line).get(want), simdjson::SUCCESS) << where;
  ASSERT_EQ(other.parse(SerializeAction(action)).get(got), simdjson::SUCCESS) << where;
  ExpectHolds(got, want, where);
}

void CheckParts(const Action& action, const std::string& where) {
  if (const auto* metadata = std::get_if<Metadata>(&action)) {
    const auto schema = ParseSchema(metadata->schema_string, where);
    if (!schema.ok()) {  // geometry and the like, which no reader here knows
      EXPECT_NE(schema.status().message().find("unknown type"), std::string::npos)
          << schema.status().ToString();
      return;
    }
    EXPECT_EQ(ParseSchema(SerializeSchema(*schema), where).ValueOrDie(), *schema);
  }
  const auto* add = std::get_if<Add>(&action);
  if (add == nullptr) return;
  EXPECT_TRUE(DecodeDataPath(add->path).ok()) << where << add->path;
  if (!add->stats) return;
  const FileStats stats = ParseStats(*add->stats, where).ValueOrDie();
  EXPECT_EQ(ParseStats(SerializeStats(stats), where).ValueOrDie(), stats) << where;
}

TEST(CorpusTest, ForeignCommitsSurviveReadingAndWriting) {
  const char* root = std::getenv("DELTA_CORPUS_DIR");
  if (root == nullptr) {
    GTEST_SKIP() << "DELTA_CORPUS_DIR is not set: foreign commits are NOT checked";
  }
  const auto commits = Commits(root);
  ASSERT_FALSE(commits.empty()) << root;
  for (const auto& path : commits) {
    const std::string text = ReadFile(path);
    const auto actions = ParseCommit(text, path.string());
    ASSERT_TRUE(actions.ok()) << actions.status().ToString();
    EXPECT_EQ(ParseCommit(SerializeCommit(*actions), "again").ValueOrDie(), *actions);
    std::istringstream lines(text);
    size_t index = 0;
    for (std::string line; std::getline(lines, line);) {
      if (line.find_first_not_of(" \r") == std::string::npos) continue;
      const std::string where = path.string() + ":" + std::to_string(index + 1);
      ASSERT_LT(index, actions->size()) << where;
      ExpectJsonSurvives((*actions)[index], line, where);
      CheckParts((*actions)[index], where);
      ++index;
    }
  }
  GTEST_LOG_(INFO) << commits.size() << " commits";
}

}  // namespace
}  // namespace delta_utils
