// ReplayParser: a commit's text, block by block, into what replay needs of it.
//
//   ReplayParser parser(version, ReplayParser::Stats::kInLog);
//   ReplayCommit commit;
//   ARROW_ASSIGN_OR_RAISE(size_t taken, parser.Parse(block, is_last, &commit));
//   // the next block begins at byte `taken` of this one
//
// Lines that look as nearly all do (one add or remove, nothing unknown in it, no deletion
// vector) are read without making an action of them; any other goes through ParseAction,
// which decides what is an error. One thing is left to those who read it: whether the
// escapes inside a text of statistics are right.
//
// Errors: Corrupt, without the file's name, with the line's number: what ParseAction and
// ReplayCommit refuse. Threads: one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/replay_commit.h"

namespace delta_utils {

namespace internal {
class LineParser;
}

class ReplayParser {
 public:
  /// Statistics are kept as text, or only the place where they stand in the log.
  enum class Stats { kAsText, kInLog };

  ReplayParser(int64_t version, Stats stats);
  ~ReplayParser();

  /// Reads the whole lines of `block`, and what is behind them if it is the last one.
  /// Returns how many bytes were read: 0 of a block that ends within its first line.
  /// Blocks come in order, each from where the one before was read to.
  Result<size_t> Parse(std::string_view block, bool is_last, ReplayCommit* commit);

 private:
  std::unique_ptr<internal::LineParser> lines_;
  int64_t offset_ = 0;  // of the next block
  int64_t line_number_ = 0;
};

}  // namespace delta_utils
