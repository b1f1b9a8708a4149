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
// same; that also warms them up. Then they take turns (rounds.h). Without a peer: ours
// alone.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "delta_utils/testing/temp_dir.h"
#include "own_variants.h"
#include "rounds.h"
#include "variant_docs.h"

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

Result<std::vector<std::unique_ptr<Side>>> MakeSides(const Arguments& arguments,
                                                     const Input& input,
                                                     const TempDir& folder) {
  std::vector<std::unique_ptr<Side>> sides;
  ARROW_ASSIGN_OR_RAISE(sides.emplace_back(), MakeOwnSide(input.text));
  ARROW_ASSIGN_OR_RAISE(const Facts ours, sides[0]->TellFacts());
  if (ours.at("restored") != input.count) {
    return Internal("", "unshredded rows differ from those that were shredded");
  }
  if (arguments.peer.empty()) return sides;
  const std::string path = folder / "documents.ndjson";
  ARROW_RETURN_NOT_OK(Write(path, input.text));
  ARROW_ASSIGN_OR_RAISE(sides.emplace_back(), StartPeer({arguments.peer, path}));
  ARROW_ASSIGN_OR_RAISE(const Facts theirs, sides[1]->TellFacts());
  ARROW_RETURN_NOT_OK(CompareFacts(ours, theirs));
  return sides;
}

Status RunAll(const Arguments& arguments) {
  ARROW_ASSIGN_OR_RAISE(const Input input, ReadInput(arguments));
  if (!arguments.write_path.empty()) return Write(arguments.write_path, input.text);
  const TempDir folder;
  ARROW_ASSIGN_OR_RAISE(const auto sides, MakeSides(arguments, input, folder));
  std::vector<Operation> operations = Operations();
  if (!arguments.only.empty()) {
    std::erase_if(operations, [&](const Operation& operation) {
      return operation.name != arguments.only;
    });
  }
  std::printf("%.0f documents, %.1f MB of JSON, %d rounds\n", input.count,
              input.bytes / 1e6, arguments.rounds);
  return CompareInRounds(operations, sides, {arguments.rounds, input.count, input.bytes});
}

int Main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app;
  app.add_option("--peer", arguments.peer);
  app.add_option("--rounds", arguments.rounds)->check(CLI::PositiveNumber);
  app.add_option("--only", arguments.only);
  app.add_option("--documents", arguments.documents_path);
  app.add_option("--write", arguments.write_path);
  app.add_option("--count", arguments.count)->check(CLI::PositiveNumber);
  app.add_option("--seed", arguments.seed);
  CLI11_PARSE(app, argc, argv);
  const Status status = RunAll(arguments);
  if (!status.ok())
    std::fprintf(stderr, "variant_bench: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace delta_utils::bench

int main(int argc, char** argv) { return delta_utils::bench::Main(argc, argv); }
