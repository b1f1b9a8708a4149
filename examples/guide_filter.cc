// A filter on documents, and the same one on what is known of a block of them.
#include <cstdio>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/zone_map.h"

using namespace delta_utils;

namespace {

Status Run() {
  ARROW_ASSIGN_OR_RAISE(
      const Filter filter,
      ParseFilter(R"({"year": {"$gte": 1990}, "tags": {"$in": ["drama", "war"]}})"));

  for (const char* line : {R"({"title": "Rome", "year": 2001, "tags": ["war", "old"]})",
                           R"({"title": "Dune", "year": 1984, "tags": ["war"]})",
                           R"({"title": "Up", "year": 2009})"}) {
    ARROW_ASSIGN_OR_RAISE(const Object document, ParseDocument(line));
    ARROW_ASSIGN_OR_RAISE(const bool matches, MatchesFilter(document, filter));
    std::printf("%-6s %s\n", document.Find("title")->get<std::string>().c_str(),
                matches ? "matches" : "does not match");
  }

  // Row groups, as a Parquet file's footer tells of them: never skipped wrongly.
  const int years[][2] = {{1930, 1959}, {1960, 1989}, {1985, 1999}};
  for (const auto& [low, high] : years) {
    ZoneMap year{.column = "year", .types = {ValueType::kInt32}};
    year.min = {Value(low), Knowledge::kBound};
    year.max = {Value(high), Knowledge::kBound};
    std::printf("years %d to %d: %s\n", low, high,
                CanSkipRowGroup({&year, 1}, filter) ? "skip" : "read");
  }

  // Single predicates, for systems that know nothing else.
  for (const ZoneMapPredicate& predicate : FilterToZoneMapPredicates(filter)) {
    std::printf("demanded of %s: %s\n", predicate.column.c_str(),
                ToExtJson(predicate.value, ExtJsonMode::kRelaxed).c_str());
  }

  const auto wrong = ParseFilter(R"({"year": {"$gretaer": 1990}})");
  std::printf("%s\n", wrong.status().message().c_str());
  return Status::OK();
}

}  // namespace

int main() {
  const Status status = Run();
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
