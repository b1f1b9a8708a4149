// The sides that a benchmark compares: this library, and peers in processes of their own.
// All do the same operations on the same documents.
//
//   ARROW_ASSIGN_OR_RAISE(auto peer, StartPeer({"build/peers/release/variant_peer",
//   file})); ARROW_ASSIGN_OR_RAISE(auto samples, peer->Run("to_json"));     // one for
//   each way
//
// A peer reads a command a line, "facts" or an operation, and answers with lines of JSON
// and an empty one: objects of facts, or {"way": ..., "wall_ns": ..., "cpu_ns": ...}.
//
// Threads: one.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "delta_utils/base/status.h"

namespace delta_utils::bench {

/// An operation done once for all documents. What it made was freed after the clock was
/// read. CPU time is the thread's.
struct Sample {
  std::string way;
  double wall_ns = 0;
  double cpu_ns = 0;
};

/// What the operations come to: rows, sums and counts by their names.
using Facts = std::map<std::string, double>;

class Side {
 public:
  virtual ~Side() = default;
  virtual Result<Facts> TellFacts() = 0;
  /// Runs `operation` once in each way there is, always in the same order.
  virtual Result<std::vector<Sample>> Run(const std::string& operation) = 0;
};

/// `command`: a program, looked for on the PATH if it has no slash, and its arguments.
Result<std::unique_ptr<Side>> StartPeer(std::vector<std::string> command);

/// InvalidArgument, naming them, if facts of both differ; `theirs` may have more.
Status CompareFacts(const Facts& ours, const Facts& theirs);

}  // namespace delta_utils::bench
