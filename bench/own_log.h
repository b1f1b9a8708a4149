// This library's sides of log_bench: opening a table and listing its files, in a process
// of its own, and the rate at which commits are parsed.
#pragma once

#include <string>
#include <vector>

#include "bench_side.h"

namespace delta_utils::bench {

/// Answers commands on standard input as a peer does (bench_side.h), until it ends.
/// `threads`: 1, or that many in a pool.
Status ServeLog(const std::string& folder, int threads);

/// The best of the rounds, in seconds, for all commits in memory; one thread.
struct ParseTimes {
  double bytes = 0;
  double walk = 0;        // simdjson: every value of every line
  double raw_walk = 0;    // the same, texts not decoded
  double replay = 0;      // this library: what a state needs
  double to_actions = 0;  // this library: every action as a struct
};
Result<ParseTimes> TimeParsing(const std::string& folder, int rounds);

/// Seconds, best of the rounds, to derive a state with one file more from that of
/// `folder`.
Result<double> TimeDeriving(const std::string& folder, int rounds);

}  // namespace delta_utils::bench
