#include "rounds.h"

#include <algorithm>
#include <cstdio>

namespace delta_utils::bench {
namespace {

/// What one way of one side took, round by round, in ns of each document.
struct Series {
  std::string way;
  std::vector<double> cpu;
  std::vector<double> wall;
};
using Ways = std::vector<Series>;

double Best(const std::vector<double>& values) {
  return *std::min_element(values.begin(), values.end());
}
double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Status RunOnce(Side& side, const std::string& operation, double documents, Ways* ways) {
  ARROW_ASSIGN_OR_RAISE(const auto samples, side.Run(operation));
  ways->resize(samples.size());
  for (size_t i = 0; i < samples.size(); ++i) {
    Series& series = (*ways)[i];
    series.way = samples[i].way;
    series.cpu.push_back(samples[i].cpu_ns / documents);
    series.wall.push_back(samples[i].wall_ns / documents);
  }
  return Status::OK();
}

/// The results of an operation: of ours, then of the peers.
struct Results {
  Operation operation;
  std::vector<Ways> sides;
};

void PrintTimes(const std::vector<Results>& table, const Rounds& rounds) {
  const bool has_rate = rounds.json_bytes > 0;
  std::printf(
      "\n| operation | | CPU ns/document, best | median | elapsed, best |%s\n"
      "|---|---|---|---|---|%s\n",
      has_rate ? " MB/s of JSON, best |" : "", has_rate ? "---|" : "");
  for (const Results& results : table) {
    for (size_t side = 0; side < results.sides.size(); ++side) {
      for (const Series& s : results.sides[side]) {
        std::printf("| %s | %s: %s | %.1f | %.1f | %.1f |",
                    results.operation.title.c_str(), side == 0 ? "delta-utils" : "peer",
                    s.way.c_str(), Best(s.cpu), Median(s.cpu), Best(s.wall));
        if (has_rate) {
          std::printf(" %.0f |",
                      rounds.json_bytes / rounds.documents * 1e3 / Best(s.cpu));
        }
        std::printf("\n");
      }
    }
  }
}

template <typename Measure>
double FastestPeer(const Results& results, const Measure& measure) {
  double fastest = 0;
  for (size_t side = 1; side < results.sides.size(); ++side) {
    for (const Series& s : results.sides[side]) {
      const double time = measure(s.cpu);
      if (fastest == 0 || time < fastest) fastest = time;
    }
  }
  return fastest;
}

/// The goals are for the first of our ways.
void PrintRatios(const std::vector<Results>& table) {
  std::printf(
      "\n| times as fast as the peer's fastest way | | of the bests | of the medians "
      "| goal |\n|---|---|---|---|---|\n");
  for (const Results& results : table) {
    for (const Series& s : results.sides[0]) {
      const double ratio = FastestPeer(results, Best) / Best(s.cpu);
      std::string goal;
      if (results.operation.goal > 0 && &s == &results.sides[0].front()) {
        goal = std::to_string(static_cast<int>(results.operation.goal));
        goal += ratio >= results.operation.goal ? ", reached" : ", missed";
      }
      std::printf("| %s | %s | %.2f | %.2f | %s |\n", results.operation.title.c_str(),
                  s.way.c_str(), ratio, FastestPeer(results, Median) / Median(s.cpu),
                  goal.c_str());
    }
  }
}

}  // namespace

Status CompareInRounds(const std::vector<Operation>& operations,
                       const std::vector<std::unique_ptr<Side>>& sides,
                       const Rounds& rounds) {
  std::vector<Results> table;
  for (const Operation& operation : operations) {
    table.push_back({operation, std::vector<Ways>(sides.size())});
  }
  for (int round = 0; round < rounds.rounds; ++round) {
    for (Results& results : table) {
      for (size_t i = 0; i < sides.size(); ++i) {
        const size_t turn = (i + static_cast<size_t>(round)) % sides.size();
        ARROW_RETURN_NOT_OK(RunOnce(*sides[turn], results.operation.name,
                                    rounds.documents, &results.sides[turn]));
      }
    }
  }
  PrintTimes(table, rounds);
  if (sides.size() > 1) PrintRatios(table);
  return Status::OK();
}

}  // namespace delta_utils::bench
