// Opening a large table and listing its files, beside PyPI's deltalake; and how fast
// commits are parsed, beside simdjson alone.
//
//   log_bench --log build/big_log --python .venv/bin/python3 --rounds 5
//
// Every measurement is a process of its own, which tells how long it took and how much
// memory it had resident at most; the sides take turns. Without --python only this
// library is measured. See docs/performance.md.
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench_side.h"
#include "own_log.h"

namespace delta_utils::bench {
namespace {

constexpr double kSpeedGoal = 10;
constexpr double kMemoryGoal = 0.2;
constexpr double kParseGoal = 0.4;
constexpr double kMebibyte = 1 << 20;

struct Arguments {
  std::string log;
  std::string python;
  std::string peers = "bench/peers";
  int rounds = 5;
  int serve = 0;  // threads; 0: not
};

struct Measured {
  std::string name;
  std::vector<std::string> command;
  std::string way;
  std::vector<double> seconds;
  std::vector<double> cpu_seconds;
  std::vector<double> peak_bytes;
};

double Best(const std::vector<double>& values) {
  return *std::ranges::min_element(values);
}
double Worst(const std::vector<double>& values) {
  return *std::ranges::max_element(values);
}
double Median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// One process, one operation.
Result<Facts> RunOnce(const std::string& operation, Measured* side) {
  ARROW_ASSIGN_OR_RAISE(auto peer, StartPeer(side->command));
  ARROW_ASSIGN_OR_RAISE(const auto samples, peer->Run(operation));
  ARROW_ASSIGN_OR_RAISE(Facts facts, peer->TellFacts());
  if (samples.size() != 1) return Internal("", "a side told of several ways");
  side->way = samples.front().way;
  side->seconds.push_back(samples.front().wall_ns / 1e9);
  side->cpu_seconds.push_back(samples.front().cpu_ns / 1e9);
  side->peak_bytes.push_back(facts["peak_bytes"]);
  facts.erase("peak_bytes");
  return facts;
}

/// Goals are for listing paths: with statistics the peer has done more by then, as it
/// parses all of them when it opens the table.
std::string Judged(double goal, bool has_goal, bool is_reached) {
  if (!has_goal) return "";
  char text[40];
  std::snprintf(text, sizeof text, "%g, %s", goal, is_reached ? "reached" : "missed");
  return text;
}

void Print(const std::string& title, const std::vector<Measured>& sides, bool has_peer,
           bool has_goal) {
  std::printf(
      "\n## %s\n\n| | s, best | median | CPU s, best | median | MiB resident, most |\n"
      "|---|---|---|---|---|---|\n",
      title.c_str());
  for (const Measured& side : sides) {
    std::printf("| %s: %s | %.3f | %.3f | %.3f | %.3f | %.0f |\n", side.name.c_str(),
                side.way.c_str(), Best(side.seconds), Median(side.seconds),
                Best(side.cpu_seconds), Median(side.cpu_seconds),
                Worst(side.peak_bytes) / kMebibyte);
  }
  if (!has_peer) return;
  const Measured& peer = sides.back();
  std::printf(
      "\n| | times as fast, of the bests | of the medians | goal | by CPU, of the bests "
      "| "
      "memory to the peer's | goal |\n|---|---|---|---|---|---|---|\n");
  for (size_t i = 0; i + 1 < sides.size(); ++i) {
    const Measured& ours = sides[i];
    const double speed = Best(peer.seconds) / Best(ours.seconds);
    const double memory = Worst(ours.peak_bytes) / Best(peer.peak_bytes);
    std::printf("| %s | %.2f | %.2f | %s | %.2f | %.3f | %s |\n", ours.way.c_str(), speed,
                Median(peer.seconds) / Median(ours.seconds),
                Judged(kSpeedGoal, has_goal, speed >= kSpeedGoal).c_str(),
                Best(peer.cpu_seconds) / Best(ours.cpu_seconds), memory,
                Judged(kMemoryGoal, has_goal, memory <= kMemoryGoal).c_str());
  }
}

Status Compare(const std::string& operation, const std::string& title,
               const Arguments& arguments, const std::string& self) {
  std::vector<Measured> sides;
  for (const char* threads : {"1", "2"}) {
    sides.push_back({"delta-utils",
                     {self, "--log", arguments.log, "--serve", threads},
                     {},
                     {},
                     {},
                     {}});
  }
  const bool has_peer = !arguments.python.empty();
  if (has_peer) {
    sides.push_back(
        {"peer",
         {arguments.python, arguments.peers + "/deltalake_peer.py", arguments.log},
         {},
         {},
         {},
         {}});
  }
  for (int round = 0; round < arguments.rounds; ++round) {
    Facts first;
    for (size_t i = 0; i < sides.size(); ++i) {
      const size_t turn = (i + static_cast<size_t>(round)) % sides.size();
      ARROW_ASSIGN_OR_RAISE(const Facts facts, RunOnce(operation, &sides[turn]));
      if (i == 0) first = facts;
      ARROW_RETURN_NOT_OK(CompareFacts(first, facts));
    }
  }
  Print(title, sides, has_peer, operation == "list");
  return Status::OK();
}

void PrintParsing(const ParseTimes& times) {
  const auto rate = [&](double seconds) { return times.bytes / seconds / 1e9; };
  std::printf(
      "\n## Parsing, one thread\n\n| %.0f MB of commits | GB/s, best | of simdjson's "
      "walk "
      "|\n|---|---|---|\n",
      times.bytes / 1e6);
  std::printf("| simdjson, every value of every line | %.2f | |\n", rate(times.walk));
  std::printf("| simdjson, texts not decoded | %.2f | |\n", rate(times.raw_walk));
  std::printf(
      "| delta-utils, what a state needs | %.2f | %.0f %%; of that without "
      "decoding %.0f %% (goal %.0f %%, %s) |\n",
      rate(times.replay), 100 * times.walk / times.replay,
      100 * times.raw_walk / times.replay, 100 * kParseGoal,
      times.raw_walk / times.replay >= kParseGoal ? "reached" : "missed");
  std::printf("| delta-utils, every action as a struct | %.2f | %.0f %% |\n",
              rate(times.to_actions), 100 * times.walk / times.to_actions);
}

Status RunAll(const Arguments& arguments, const std::string& self) {
  std::printf("%d rounds\n", arguments.rounds);
  ARROW_RETURN_NOT_OK(Compare("list", "Open, list every file's URI", arguments, self));
  ARROW_RETURN_NOT_OK(
      Compare("stats", "Open, list every file with its statistics", arguments, self));
  ARROW_ASSIGN_OR_RAISE(const ParseTimes times,
                        TimeParsing(arguments.log, arguments.rounds));
  PrintParsing(times);
  ARROW_ASSIGN_OR_RAISE(const double deriving,
                        TimeDeriving(arguments.log, 100 * arguments.rounds));
  std::printf("\nA state with one file more than this table's: %.0f us\n",
              deriving * 1e6);
  return Status::OK();
}

int Main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app;
  app.add_option("--log", arguments.log)->required();
  app.add_option("--python", arguments.python);
  app.add_option("--peers", arguments.peers);
  app.add_option("--rounds", arguments.rounds)->check(CLI::PositiveNumber);
  app.add_option("--serve", arguments.serve)->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  const Status status = arguments.serve > 0 ? ServeLog(arguments.log, arguments.serve)
                                            : RunAll(arguments, argv[0]);
  if (!status.ok()) std::fprintf(stderr, "log_bench: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace delta_utils::bench

int main(int argc, char** argv) { return delta_utils::bench::Main(argc, argv); }
