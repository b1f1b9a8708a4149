#include "delta_utils/delta_actions/log_file.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "delta_utils/delta_actions/log_path.h"

namespace delta_utils {
namespace {

#define V "00000000000000000042"
#define W "00000000000000000050"
#define UUID "3a0d65cd-4056-49b8-937b-95f9e3ee90e5"

using enum LogFileKind;

TEST(LogFileTest, EveryKindOfName) {
  const std::pair<const char*, LogFile> cases[] = {
      {V ".json", {kCommit, 42, -1, 0, 0, true}},
      {"09223372036854775807.json", {kCommit, INT64_MAX, -1, 0, 0, true}},
      {V ".checkpoint.parquet", {kClassicCheckpoint, 42}},
      {V ".checkpoint.0000000002.0000000003.parquet",
       {kMultiPartCheckpoint, 42, -1, 2, 3}},
      {V ".checkpoint.0000000001.0000000001.parquet",
       {kMultiPartCheckpoint, 42, -1, 1, 1}},
      {V ".checkpoint.9999999999.9999999999.parquet",
       {kMultiPartCheckpoint, 42, -1, 9999999999, 9999999999}},
      {V ".checkpoint." UUID ".parquet", {kUuidCheckpoint, 42}},
      {V ".checkpoint." UUID ".json", {kUuidCheckpoint, 42, -1, 0, 0, true}},
      {V ".checkpoint.3A0D65CD-4056-49B8-937B-95F9E3EE90E5.parquet",
       {kUuidCheckpoint, 42}},
      {"_sidecars/" UUID ".parquet", {kSidecar}},
      {"_sidecars/" V ".checkpoint.0000000001.0000000002." UUID ".parquet", {kSidecar}},
      {V "." W ".compacted.json", {kCompaction, 42, 50, 0, 0, true}},
      {V ".crc", {kChecksum, 42}},
      {"_staged_commits/" V "." UUID ".json", {kStagedCommit, 42, -1, 0, 0, true}},
      {"_last_checkpoint", {kLastCheckpoint}},
      {V ".json.tmp", {kTemporary}},
      {"_commit_" UUID ".json.tmp", {kTemporary}},
      {"." V ".json." UUID ".tmp", {kTemporary}},
      {"_sidecars/" UUID ".parquet.tmp", {kTemporary}},
      {"_staged_commits/" V "." UUID ".json.tmp", {kTemporary}},
      {"." V ".json.crc", {kHadoopChecksum}},
      {"._last_checkpoint.crc", {kHadoopChecksum}},
      {"_sidecars/." UUID ".parquet.crc", {kHadoopChecksum}},
  };
  std::set<LogFileKind> kinds = {kOther};
  for (const auto& [name, file] : cases) {
    EXPECT_EQ(ClassifyLogFile(name), file)
        << name << ": " << LogFileKindName(ClassifyLogFile(name).kind);
    kinds.insert(file.kind);
  }
  EXPECT_EQ(kinds.size(), static_cast<size_t>(kOther) + 1) << "a kind without a case";
}

TEST(LogFileTest, NoiseIsOther) {
  for (const char* name : {"",
                           ".json",
                           V,
                           V ".",
                           V ".JSON",
                           V "json",
                           V ".json ",
                           "0" V ".json",
                           "0000000000000000042.json",
                           "-0000000000000000042.json",
                           "0000000000000000004a.json",
                           "09223372036854775808.json",
                           "99999999999999999999.json",
                           " " V ".json",
                           "x/" V ".json",
                           "./" V ".json",
                           "_delta_log/" V ".json",
                           V "." UUID ".json",
                           V ".checkpoint",
                           V ".checkpoint.json",
                           V ".checkpoint..parquet",
                           V ".checkpoint.1.3.parquet",
                           V ".checkpoint.0000000000.0000000003.parquet",
                           V ".checkpoint.0000000004.0000000003.parquet",
                           V ".checkpoint.0000000000.0000000000.parquet",
                           V ".checkpoint.0000000001.0000000003.json",
                           V ".checkpoint.0000000001.0000000003x.parquet",
                           V ".checkpoint.0000000001-0000000003.parquet",
                           V ".checkpoint." UUID ".crc",
                           V ".checkpoint.x" UUID ".json",
                           V ".checkpoint." UUID "0.parquet",
                           V ".checkpoint.3a0d65cd_4056-49b8-937b-95f9e3ee90e5.parquet",
                           V ".checkpoint" UUID ".json",
                           V "." V ".compacted.json",
                           W "." V ".compacted.json",
                           V ".50.compacted.json",
                           V "." W ".compacted.parquet",
                           V "." W ".json",
                           V ".99999999999999999999.compacted.json",
                           V ".json.crc",
                           V ".crc.1",
                           "_sidecars",
                           "_sidecars/",
                           "_sidecars/" UUID ".json",
                           "_sidecars/x/" UUID ".parquet",
                           "_sidecars/." UUID ".parquet",
                           "_staged_commits/" V ".json",
                           "_staged_commits/" V "." UUID ".parquet",
                           "_staged_commits/x/" V "." UUID ".json",
                           "_commits/" V "." UUID ".json",
                           "_last_checkpoint.1",
                           "__last_checkpoint",
                           "_last_vacuum_info",
                           "__tmp.json",
                           "." V ".json",
                           "..",
                           "readme.md"}) {
    EXPECT_EQ(ClassifyLogFile(name), LogFile()) << name;
  }
}

TEST(LogFileTest, NoCutOrLengthenedNameIsTakenForACommit) {
  const std::string name = V ".json";
  for (size_t i = 0; i < name.size(); ++i) {
    EXPECT_EQ(ParseVersionFromFilename(name.substr(0, i)), std::nullopt);
    std::string longer = name;
    longer.insert(i, "0");
    EXPECT_EQ(ParseVersionFromFilename(longer), std::nullopt) << longer;
  }
}

TEST(LogFileTest, VersionsOfCommitsByTheirPaths) {
  for (const int64_t version : {int64_t{0}, int64_t{7}, INT64_MAX}) {
    const std::string name = CommitFileName(version);
    EXPECT_EQ(ParseVersionFromFilename(name), version);
    EXPECT_EQ(ParseVersionFromFilename("/t/_delta_log/" + name), version);
    EXPECT_EQ(ParseVersionFromFilename("s3://b/t/_delta_log/" + name), version);
  }
  for (const char* path : {"", "/", V ".json/", "t/_delta_log/" V ".checkpoint.parquet",
                           V ".crc", "t/" V "." W ".compacted.json"}) {
    EXPECT_EQ(ParseVersionFromFilename(path), std::nullopt) << path;
  }
}

}  // namespace
}  // namespace delta_utils
