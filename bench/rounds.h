// Rounds: operations done by turns on each side, and what comes of it as Markdown.
//
//   const std::vector<Operation> operations = {{"to_json", "Variant to JSON", 2}};
//   ARROW_RETURN_NOT_OK(CompareInRounds(operations, sides, {.rounds = 9, .documents =
//   n}));
//
// Every round runs each operation once on each side, the first to go changing from round
// to round. Printed are the CPU times of a document, best and median of the rounds, and
// how many times as fast as the peers' fastest way each way of ours is. A goal that was
// missed is printed as such and is no error.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench_side.h"
#include "delta_utils/base/status.h"

namespace delta_utils::bench {

struct Operation {
  std::string name;
  std::string title;
  double goal = 0;  // for our first way: times as fast as the peers' fastest; 0: none
};

struct Rounds {
  int rounds = 9;
  double documents = 1;
  double json_bytes = 0;  // of all documents; 0: rates are left out
};

/// `sides`: ours first; alone, there are no ratios.
Status CompareInRounds(const std::vector<Operation>& operations,
                       const std::vector<std::unique_ptr<Side>>& sides,
                       const Rounds& rounds);

}  // namespace delta_utils::bench
