// What a file in a table's log folder is, by its name alone.
//
//   LogFile file = ClassifyLogFile("00000000000000000042.checkpoint.parquet");
//   file.kind;                                                // kClassicCheckpoint
//   file.version;                                             // 42
//   ParseVersionFromFilename("t/_delta_log/00000000000000000007.json");     // 7
//
// Names that only look alike are kOther, and readers pass over them: too few digits, a
// version beyond 63 bits, a part 4 of 3, a folder that the protocol does not know.
// Source: PROTOCOL.md, "File Types" and "Checkpoint Naming Scheme". Threads: pure
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace delta_utils {

enum class LogFileKind {
  kCommit,               // <v>.json
  kClassicCheckpoint,    // <v>.checkpoint.parquet
  kMultiPartCheckpoint,  // <v>.checkpoint.<part>.<parts>.parquet, ten digits each
  kUuidCheckpoint,       // <v>.checkpoint.<uuid>.parquet or .json
  kSidecar,              // _sidecars/<any name>.parquet
  kCompaction,           // <v>.<last>.compacted.json
  kChecksum,             // <v>.crc
  kStagedCommit,         // _staged_commits/<v>.<uuid>.json
  kLastCheckpoint,       // _last_checkpoint
  kTemporary,            // a writer's file on its way: x.tmp, of Hadoop .x.<uuid>.tmp
  kHadoopChecksum,       // .x.crc, which Hadoop's local file system puts beside x
  kOther,
};

/// "commit", "classic checkpoint", ...
std::string_view LogFileKindName(LogFileKind kind);

struct LogFile {
  LogFileKind kind = LogFileKind::kOther;
  /// The version in the name: of a commit, the state in a checkpoint or checksum, the
  /// first that a compaction covers. -1 where the kind has none.
  int64_t version = -1;
  int64_t last_version = -1;  // of a compaction; above `version`
  int64_t part = 0;           // of a multi-part checkpoint: 1 to `parts`
  int64_t parts = 0;
  /// A line an action, as ParseCommit reads: commits, staged or not, compactions, and
  /// UUID-named checkpoints in JSON.
  bool is_actions_json = false;

  /// A checkpoint, or a part of one.
  bool IsCheckpoint() const {
    return kind == LogFileKind::kClassicCheckpoint ||
           kind == LogFileKind::kMultiPartCheckpoint ||
           kind == LogFileKind::kUuidCheckpoint;
  }
  bool operator==(const LogFile&) const = default;
};

/// `name` is the path below the log folder: "_sidecars/x.parquet".
LogFile ClassifyLogFile(std::string_view name);

/// The version of a commit, by the last part of its path; nullopt for any other file.
std::optional<int64_t> ParseVersionFromFilename(std::string_view path);

}  // namespace delta_utils
