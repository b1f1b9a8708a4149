// filter_bench: how fast this library's filters are beside mingo (on documents) and
// DuckDB (on typed columns), in the same minutes.
//
//   make bench-filter                   brings the peers and runs them
//   filter_bench [--mingo MODULE_FOLDER] [--duckdb PYTHON] [--peers FOLDER]
//                [--rounds N] [--count N --seed N]
//
// One thread each. Documents: nested events (variant_docs.h), as Variants for the first
// part, in which mingo has them as JavaScript objects; flattened into an Arrow table for
// the second, over which DuckDB runs SQL that says the same. All sides first tell how
// many documents match, which must be the same. Then they take turns (rounds.h). Last,
// the zone maps of 1,000,000 files are tested.
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "arrow/io/file.h"
#include "arrow/ipc/writer.h"
#include "arrow/record_batch.h"
#include "delta_utils/testing/temp_dir.h"
#include "own_filters.h"
#include "rounds.h"
#include "variant_docs.h"

namespace delta_utils::bench {
namespace {

struct Arguments {
  std::string mingo;
  std::string duckdb;
  std::string peers = "bench/peers";
  int rounds = 9;
  int count = 100000;
  uint64_t seed = 42;
};

constexpr int64_t kFiles = 1000000;
constexpr double kZoneMapGoal = 0.2;  // seconds

const std::vector<NamedFilter>& DocumentFilters() {
  static const std::vector<NamedFilter> filters = {
      {"equal", "{type: 'purchase', active: true}",
       R"({"type":"purchase","active":true})", ""},
      {"range_in", "{metrics.cpu: {$gte: 50}, user.geo.country: {$in: [DE, FR]}}",
       R"({"metrics.cpu":{"$gte":50},"user.geo.country":{"$in":["DE","FR"]}})", ""},
      {"or_arrays", "{$or: [{items.price: {$gt: 490}}, {tags: 'omega'}]}",
       R"({"$or":[{"items.price":{"$gt":490}},{"tags":"omega"}]})", ""},
      {"regex", "{user.email: /^alpha/}", R"({"user.email":{"$regex":"^alpha"}})", ""},
  };
  return filters;
}

const std::vector<NamedFilter>& ColumnFilters() {
  static const std::vector<NamedFilter> filters = {
      {"equal", "{type: 'purchase', active: true}",
       R"({"type":"purchase","active":true})", "type = 'purchase' AND active"},
      {"range", "{cpu: {$gte: 50}}", R"({"cpu":{"$gte":50}})", "cpu >= 50"},
      {"in", "{country: {$in: [DE, FR]}}", R"({"country":{"$in":["DE","FR"]}})",
       "country IN ('DE', 'FR')"},
      {"range_in", "{cpu: {$gte: 50}, country: {$in: [DE, FR]}}",
       R"({"cpu":{"$gte":50},"country":{"$in":["DE","FR"]}})",
       "cpu >= 50 AND country IN ('DE', 'FR')"},
      {"or", "{$or: [{price: {$gt: 490}}, {tag: 'omega'}]}",
       R"({"$or":[{"price":{"$gt":490}},{"tag":"omega"}]})",
       "price > 490 OR tag = 'omega'"},
      {"or_lists", "{$or: [{prices: {$gt: 490}}, {tags: 'omega'}]}",
       R"({"$or":[{"prices":{"$gt":490}},{"tags":"omega"}]})",
       "len(list_filter(prices, lambda p: p > 490)) > 0 OR list_contains(tags, 'omega')"},
      {"regex", "{email: /^alpha/}", R"({"email":{"$regex":"^alpha"}})",
       "regexp_matches(email, '^alpha')"},
      {"regex_within", "{email: /m+[a-e].*7@/}", R"({"email":{"$regex":"m+[a-e].*7@"}})",
       "regexp_matches(email, 'm+[a-e].*7@')"},
  };
  return filters;
}

std::vector<Operation> OperationsOf(const std::vector<NamedFilter>& filters,
                                    const std::vector<double>& goals) {
  std::vector<Operation> operations;
  for (size_t i = 0; i < filters.size(); ++i) {
    operations.push_back(
        {filters[i].name, filters[i].title, goals[std::min(i, goals.size() - 1)]});
  }
  return operations;
}

/// The peer's queries, a JSON array of {name, filter, sql}.
std::string QueriesOf(const std::vector<NamedFilter>& filters) {
  std::string text = "[";
  for (const NamedFilter& filter : filters) {
    text += text.size() > 1 ? ",\n" : "";
    text += std::string("{\"name\":\"") + filter.name + "\",\"filter\":" + filter.filter +
            ",\"sql\":\"" + filter.sql + "\"}";
  }
  return text + "]\n";
}

Status Write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return file ? Status::OK() : Internal(path, "cannot be written");
}

Status WriteTable(const std::string& path, const arrow::RecordBatch& batch) {
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::FileOutputStream::Open(path));
  ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeFileWriter(file, batch.schema()));
  ARROW_RETURN_NOT_OK(writer->WriteRecordBatch(batch));
  ARROW_RETURN_NOT_OK(writer->Close());
  return file->Close();
}

Status AddPeer(std::vector<std::string> command,
               std::vector<std::unique_ptr<Side>>* sides) {
  ARROW_ASSIGN_OR_RAISE(sides->emplace_back(), StartPeer(std::move(command)));
  ARROW_ASSIGN_OR_RAISE(const Facts ours, sides->front()->TellFacts());
  ARROW_ASSIGN_OR_RAISE(const Facts theirs, sides->back()->TellFacts());
  return CompareFacts(ours, theirs);
}

Status CompareDocuments(const Arguments& arguments, const std::string& documents,
                        const TempDir& folder) {
  std::vector<std::unique_ptr<Side>> sides;
  ARROW_ASSIGN_OR_RAISE(sides.emplace_back(),
                        MakeVariantFilters(documents, DocumentFilters()));
  if (!arguments.mingo.empty()) {
    ARROW_RETURN_NOT_OK(Write(folder / "documents.ndjson", documents));
    ARROW_RETURN_NOT_OK(Write(folder / "filters.json", QueriesOf(DocumentFilters())));
    ARROW_RETURN_NOT_OK(
        AddPeer({"node", arguments.peers + "/mingo_peer.mjs", arguments.mingo,
                 folder / "documents.ndjson", folder / "filters.json"},
                &sides));
  }
  ARROW_ASSIGN_OR_RAISE(const Facts facts, sides.front()->TellFacts());
  std::printf("## Documents\n\nMatches:");
  for (const auto& [name, matches] : facts) {
    std::printf(" %s %.0f", name.c_str(), matches);
  }
  std::printf("\n");
  return CompareInRounds(OperationsOf(DocumentFilters(), {3, 8}), sides,
                         {arguments.rounds, static_cast<double>(arguments.count), 0});
}

Status CompareColumns(const Arguments& arguments, const std::string& documents,
                      const TempDir& folder) {
  ARROW_ASSIGN_OR_RAISE(const auto batch, FlattenDocuments(documents));
  std::vector<std::unique_ptr<Side>> sides;
  ARROW_ASSIGN_OR_RAISE(sides.emplace_back(), MakeColumnFilters(batch, ColumnFilters()));
  if (!arguments.duckdb.empty()) {
    ARROW_RETURN_NOT_OK(WriteTable(folder / "table.arrow", *batch));
    ARROW_RETURN_NOT_OK(Write(folder / "queries.json", QueriesOf(ColumnFilters())));
    ARROW_RETURN_NOT_OK(AddPeer({arguments.duckdb, arguments.peers + "/duckdb_peer.py",
                                 folder / "table.arrow", folder / "queries.json"},
                                &sides));
  }
  std::printf("\n## Columns\n");
  return CompareInRounds(OperationsOf(ColumnFilters(), {1}), sides,
                         {arguments.rounds, static_cast<double>(arguments.count), 0});
}

Status RunAll(const Arguments& arguments) {
  const TempDir folder;
  const std::string documents = EventDocuments(arguments.count, arguments.seed);
  std::printf("%d documents, %d rounds\n\n", arguments.count, arguments.rounds);
  ARROW_RETURN_NOT_OK(CompareDocuments(arguments, documents, folder));
  ARROW_RETURN_NOT_OK(CompareColumns(arguments, documents, folder));
  ARROW_ASSIGN_OR_RAISE(const ZoneMapTime zones, TimeZoneMaps(kFiles, arguments.rounds));
  std::printf(
      "\n## Zone maps\n\n%lld files, two columns each: %.3f s (goal %.1f s, %s), %lld "
      "kept\n",
      static_cast<long long>(kFiles), zones.seconds, kZoneMapGoal,
      zones.seconds < kZoneMapGoal ? "reached" : "missed",
      static_cast<long long>(zones.kept));
  return Status::OK();
}

int Main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app;
  app.add_option("--mingo", arguments.mingo);
  app.add_option("--duckdb", arguments.duckdb);
  app.add_option("--peers", arguments.peers);
  app.add_option("--rounds", arguments.rounds)->check(CLI::PositiveNumber);
  app.add_option("--count", arguments.count)->check(CLI::PositiveNumber);
  app.add_option("--seed", arguments.seed);
  CLI11_PARSE(app, argc, argv);
  const Status status = RunAll(arguments);
  if (!status.ok()) std::fprintf(stderr, "filter_bench: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace delta_utils::bench

int main(int argc, char** argv) { return delta_utils::bench::Main(argc, argv); }
