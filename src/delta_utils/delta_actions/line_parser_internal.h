// LineParser: one line of a commit into a ReplayCommit.
//
//   LineParser lines(version, ReplayParser::Stats::kInLog);
//   ARROW_RETURN_NOT_OK(lines.Parse(line, readable, offset, &commit));
//
// Threads: one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/delta_actions/file_fields_internal.h"
#include "delta_utils/delta_actions/json_reader_internal.h"
#include "delta_utils/delta_actions/replay_commit.h"

namespace delta_utils::internal {

class LineParser {
 public:
  LineParser(int64_t version, ReplayParser::Stats stats)
      : version_(version), stats_(stats), files_(stats) {}

  /// `line`: without white space around it; `readable` bytes may be read from its begin
  /// on. `offset`: of the line in the commit.
  Status Parse(std::string_view line, size_t readable, int64_t offset,
               ReplayCommit* commit);

 private:
  /// The line's object with its only member, if that is an add or a remove in the common
  /// form.
  std::optional<FileAction> ReadFile(std::string_view padded_line, size_t readable,
                                     FileFields* fields);
  Status AppendAdd(const FileFields& fields, std::string_view line, int64_t offset,
                   ReplayCommit* commit) const;
  /// A line in any form.
  Status AppendAny(std::string_view line, int64_t offset, ReplayCommit* commit);
  /// Of a line that is an add with statistics; nullopt if its form is too odd to tell.
  std::optional<StatsPlace> FindStats(std::string_view line, int64_t offset);
  /// A copy of the line in padded_.
  std::string_view Pad(std::string_view line);

  const int64_t version_;
  const ReplayParser::Stats stats_;
  simdjson::ondemand::parser parser_;
  std::string padded_;  // a copy of a line that ends with its block
  FileFieldsReader files_;
};

}  // namespace delta_utils::internal
