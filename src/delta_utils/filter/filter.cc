#include "delta_utils/filter/filter.h"

#include <set>

#include "delta_utils/filter/path_internal.h"

namespace delta_utils {
namespace {

void CollectFields(const Filter& filter, std::set<std::string, std::less<>>* fields) {
  if (const auto* logical = std::get_if<Logical>(&filter.node)) {
    for (const Filter& clause : logical->clauses) CollectFields(clause, fields);
    return;
  }
  std::string_view path;
  if (const auto* comparison = std::get_if<Comparison>(&filter.node)) {
    path = comparison->path;
  } else if (const auto* in = std::get_if<In>(&filter.node)) {
    path = in->path;
  } else if (const auto* exists = std::get_if<FieldExists>(&filter.node)) {
    path = exists->path;
  }
  fields->emplace(filter_internal::SplitPath(path).first);
}

}  // namespace

bool Logical::operator==(const Logical& other) const {
  return kind == other.kind && clauses == other.clauses;
}

std::vector<std::string> ReferencedFields(const Filter& filter) {
  std::set<std::string, std::less<>> fields;
  CollectFields(filter, &fields);
  return {fields.begin(), fields.end()};
}

}  // namespace delta_utils
