// The two sides that variant_bench compares: this library, and a peer in a process of its
// own. Both do the same operations on the same documents.
//
//   ARROW_ASSIGN_OR_RAISE(auto ours, MakeOwnSide(documents));
//   ARROW_ASSIGN_OR_RAISE(auto peer, StartPeer("build/peers/release/variant_peer",
//   file)); ARROW_ASSIGN_OR_RAISE(auto samples, peer->Run("to_json"));     // one for
//   each way
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
struct VariantSample {
  std::string way;
  double wall_ns = 0;
  double cpu_ns = 0;
};

/// What the operations come to: rows, sums and counts by their names.
using VariantFacts = std::map<std::string, double>;

class VariantSide {
 public:
  virtual ~VariantSide() = default;
  virtual Result<VariantFacts> Facts() = 0;
  /// Runs `operation` once in each way there is, always in the same order.
  virtual Result<std::vector<VariantSample>> Run(const std::string& operation) = 0;
};

/// `documents`: JSON, a document a line.
Result<std::unique_ptr<VariantSide>> MakeOwnSide(const std::string& documents);

/// `documents_path`: a file of these.
Result<std::unique_ptr<VariantSide>> StartPeer(const std::string& executable,
                                               const std::string& documents_path);

}  // namespace delta_utils::bench
