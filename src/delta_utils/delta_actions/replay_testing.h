// A commit read in both ways: as actions, and as a log's replay reads it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "delta_utils/delta_actions/replay_parser.h"
#include "delta_utils/delta_actions/state_testing.h"
#include "delta_utils/delta_actions/stats.h"
#include "delta_utils/delta_actions/table_state.h"

namespace delta_utils {

inline Result<TableState> StateByActions(std::string_view text) {
  TableState state;
  ARROW_ASSIGN_OR_RAISE(const auto actions, ParseCommit(text, "f"));
  ARROW_RETURN_NOT_OK(ApplyCommit(&state, 0, actions, "f"));
  return state;
}

/// `block_bytes` at a time, or as many more as a line needs.
inline Result<TableState> StateByReplay(std::string_view text, ReplayParser::Stats stats,
                                        size_t block_bytes) {
  ReplayParser parser(0, stats);
  ReplayCommit commit;
  size_t wanted = block_bytes;
  for (std::string_view rest = text;;) {
    // Memory of its own, which ends where the block does.
    const std::string block(rest.substr(0, wanted));
    const bool is_last = wanted >= rest.size();
    ARROW_ASSIGN_OR_RAISE(const size_t taken, parser.Parse(block, is_last, &commit));
    if (is_last) break;
    rest.remove_prefix(taken);
    wanted = taken == 0 ? wanted * 2 : block_bytes;
  }
  TableState state;
  ARROW_RETURN_NOT_OK(ApplyCommit(&state, 0, commit, "f"));
  return state;
}

/// The live files, with statistics out of `text` where they stayed there. Corrupt if
/// these do not decode.
inline Result<std::map<FileKey, Add>> CompleteFilesOf(const TableState& state,
                                                      std::string_view text) {
  std::map<FileKey, Add> adds;
  StatsDecoder decoder;
  for (const LiveFile& file : state.files) {
    Add add = file.ToAdd();
    if (const auto& place = file.stats_in_log) {
      const auto json = text.substr(static_cast<size_t>(place->offset),
                                    static_cast<size_t>(place->length));
      ARROW_ASSIGN_OR_RAISE(const auto stats, decoder.Decode(json));
      add.stats.emplace(stats);
    }
    adds.emplace(file.Key(), std::move(add));
  }
  return adds;
}

/// All but the files.
inline bool SameActions(const TableState& a, const TableState& b) {
  return a.version == b.version && a.protocol == b.protocol && a.metadata == b.metadata &&
         a.txns == b.txns && a.domains == b.domains && a.commit_info == b.commit_info;
}

}  // namespace delta_utils
