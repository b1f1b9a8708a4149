// variant_bench: how fast this library reads, writes, validates, searches and shreds
// Variants, beside the Rust crates parquet-variant, -json and -compute, in the same
// minutes.
//
//   make bench-variant                  builds both sides and runs them
//   variant_bench [--peer PATH] [--rounds N] [--only OPERATION]
//                 [--documents FILE | --count N --seed N]
//   variant_bench --write FILE          only writes the documents
//
// One thread each. Both sides first tell what their operations come to, which must be the
// same; that also warms them up. Then every round runs each operation once on each side,
// the first to go changing from round to round. Prints Markdown: CPU time of the thread,
// the best and the median of the rounds, and the ratio of the peer's fastest way to each
// of ours. A goal that was missed is printed as such and is no error. Without a peer:
// ours alone.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "delta_utils/testing/temp_dir.h"
#include "variant_docs.h"
#include "variant_side.h"

namespace delta_utils::bench {
namespace {

struct Arguments {
  std::string peer;
  int rounds = 9;
  std::string only;
  std::string documents_path;
  std::string write_path;
  int count = 100000;
  uint64_t seed = 42;
};

struct Operation {
  std::string name;
  std::string title;
  double goal;  // how many times as fast as the peer's fastest way; 0: none
};

const std::vector<Operation>& Operations() {
  static const std::vector<Operation> operations = {
      {"from_json", "JSON to Variant", 5},
      {"to_json", "Variant to JSON", 2},
      {"validate", "full validation", 2},
      {"get_lat", "get user.geo.lat as double", 8},
      {"get_id", "get id as int64", 0},
      {"get_disk", "get metrics.disk[2] as int64", 0},
      {"get_type", "get type as text", 0},
      {"shred", "shred to 9 leaves", 5},
      {"unshred", "unshred 9 leaves", 8}};
  return operations;
}

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

/// The documents, and how many bytes of JSON they have.
struct Input {
  std::string text;
  double count = 0;
  double bytes = 0;
};

Result<Input> ReadInput(const Arguments& arguments) {
  Input input;
  if (arguments.documents_path.empty()) {
    input.text = EventDocuments(arguments.count, arguments.seed);
  } else {
    std::ifstream file(arguments.documents_path, std::ios::binary);
    input.text.assign(std::istreambuf_iterator<char>(file), {});
  }
  input.count =
      static_cast<double>(std::count(input.text.begin(), input.text.end(), '\n'));
  input.bytes = static_cast<double>(input.text.size()) - input.count;
  if (input.count == 0) return InvalidArgument("", "there are no documents");
  return input;
}

Status Write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return file ? Status::OK() : Internal(path, "cannot be written");
}

Status CompareFacts(const VariantFacts& ours, const VariantFacts& theirs) {
  std::string differences;
  for (const auto& [name, value] : ours) {
    const auto it = theirs.find(name);
    if (it == theirs.end() || it->second != value) {
      char line[160];
      std::snprintf(line, sizeof line, "\n  %s: %.17g, the peer has %.17g", name.c_str(),
                    value, it == theirs.end() ? 0.0 : it->second);
      differences += line;
    }
  }
  if (differences.empty() && ours.size() == theirs.size()) return Status::OK();
  return Internal("", "the sides do not agree:" + differences);
}

Status RunOnce(VariantSide& side, const std::string& operation, double documents,
               Ways* ways) {
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

/// The results of an operation: of ours, then of the peer's if there is one.
struct Results {
  Operation operation;
  std::vector<Ways> sides;
};

void PrintTimes(const std::vector<Results>& table, const Input& input) {
  std::printf(
      "\n| operation | | CPU ns/document, best | median | elapsed, best "
      "| MB/s of JSON, best |\n|---|---|---|---|---|---|\n");
  for (const Results& results : table) {
    for (size_t side = 0; side < results.sides.size(); ++side) {
      for (const Series& s : results.sides[side]) {
        std::printf("| %s | %s: %s | %.0f | %.0f | %.0f | %.0f |\n",
                    results.operation.title.c_str(), side == 0 ? "delta-utils" : "peer",
                    s.way.c_str(), Best(s.cpu), Median(s.cpu), Best(s.wall),
                    input.bytes / input.count * 1e3 / Best(s.cpu));
      }
    }
  }
}

template <typename Measure>
double Fastest(const Ways& ways, const Measure& measure) {
  double fastest = measure(ways.front().cpu);
  for (const Series& s : ways) fastest = std::min(fastest, measure(s.cpu));
  return fastest;
}

/// The goals are for the first of our ways.
void PrintRatios(const std::vector<Results>& table) {
  std::printf(
      "\n| times as fast as the peer's fastest way | | of the bests | of the medians "
      "| goal |\n|---|---|---|---|---|\n");
  for (const Results& results : table) {
    for (const Series& s : results.sides[0]) {
      const double ratio = Fastest(results.sides[1], Best) / Best(s.cpu);
      std::string goal;
      if (results.operation.goal > 0 && &s == &results.sides[0].front()) {
        goal = std::to_string(static_cast<int>(results.operation.goal));
        goal += ratio >= results.operation.goal ? ", reached" : ", missed";
      }
      std::printf("| %s | %s | %.2f | %.2f | %s |\n", results.operation.title.c_str(),
                  s.way.c_str(), ratio, Fastest(results.sides[1], Median) / Median(s.cpu),
                  goal.c_str());
    }
  }
}

Result<std::vector<std::unique_ptr<VariantSide>>> MakeSides(const Arguments& arguments,
                                                            const Input& input,
                                                            const TempDir& folder) {
  std::vector<std::unique_ptr<VariantSide>> sides;
  ARROW_ASSIGN_OR_RAISE(sides.emplace_back(), MakeOwnSide(input.text));
  ARROW_ASSIGN_OR_RAISE(const VariantFacts ours, sides[0]->Facts());
  if (ours.at("restored") != input.count) {
    return Internal("", "unshredded rows differ from those that were shredded");
  }
  if (arguments.peer.empty()) return sides;
  const std::string path = folder / "documents.ndjson";
  ARROW_RETURN_NOT_OK(Write(path, input.text));
  ARROW_ASSIGN_OR_RAISE(sides.emplace_back(), StartPeer(arguments.peer, path));
  ARROW_ASSIGN_OR_RAISE(const VariantFacts theirs, sides[1]->Facts());
  ARROW_RETURN_NOT_OK(CompareFacts(ours, theirs));
  return sides;
}

Status RunAll(const Arguments& arguments) {
  ARROW_ASSIGN_OR_RAISE(const Input input, ReadInput(arguments));
  if (!arguments.write_path.empty()) return Write(arguments.write_path, input.text);
  const TempDir folder;
  ARROW_ASSIGN_OR_RAISE(const auto sides, MakeSides(arguments, input, folder));
  std::vector<Results> table;
  for (const Operation& operation : Operations()) {
    if (arguments.only.empty() || operation.name == arguments.only) {
      table.push_back({operation, std::vector<Ways>(sides.size())});
    }
  }
  for (int round = 0; round < arguments.rounds; ++round) {
    for (Results& results : table) {
      for (size_t i = 0; i < sides.size(); ++i) {
        const size_t turn = (i + static_cast<size_t>(round)) % sides.size();
        ARROW_RETURN_NOT_OK(RunOnce(*sides[turn], results.operation.name, input.count,
                                    &results.sides[turn]));
      }
    }
  }
  std::printf("%.0f documents, %.1f MB of JSON, %d rounds\n", input.count,
              input.bytes / 1e6, arguments.rounds);
  PrintTimes(table, input);
  if (sides.size() > 1) PrintRatios(table);
  return Status::OK();
}

int Main(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (name == "--peer") {
      arguments.peer = value;
    } else if (name == "--rounds") {
      arguments.rounds = std::atoi(value);
    } else if (name == "--only") {
      arguments.only = value;
    } else if (name == "--documents") {
      arguments.documents_path = value;
    } else if (name == "--write") {
      arguments.write_path = value;
    } else if (name == "--count") {
      arguments.count = std::atoi(value);
    } else if (name == "--seed") {
      arguments.seed = std::strtoull(value, nullptr, 10);
    } else {
      std::fprintf(stderr, "variant_bench: unknown option %s\n", name.c_str());
      return 2;
    }
  }
  if (arguments.rounds < 1) return 2;
  const Status status = RunAll(arguments);
  if (!status.ok())
    std::fprintf(stderr, "variant_bench: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace delta_utils::bench

int main(int argc, char** argv) { return delta_utils::bench::Main(argc, argv); }
