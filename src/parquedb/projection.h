// Projections: which fields of a found document are given back.
//
//   ARROW_ASSIGN_OR_RAISE(Projection p, ParseProjection(R"({"title": 1, "_id": 0})"));
//   Object shown = Project(doc, p);
//
// Either inclusion or exclusion; only `_id` may differ from the others, and comes along
// with an inclusion unless it is excluded. Dotted names reach into objects, and into the
// objects of arrays. Fields keep the document's order. Source: MongoDB manual, "Project
// Fields to Return from Query".
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parquedb/column.h"

namespace parquedb {

struct Projection {
  /// A node without children stands for the whole field.
  struct Tree {
    std::map<std::string, Tree, std::less<>> children;
  };
  bool includes = false;  // false: the tree is left out
  Tree tree;
  bool id = true;

  /// Top-level names that the projection needs; nullopt = all.
  std::optional<std::vector<std::string>> NeededFields() const;
};

/// From {"a": 1, "b.c": true} or {"a": 0}. Kind InvalidArgument: mixed, an operator, a
/// value that is neither a number nor a bool, an empty path segment, paths of which one
/// is below another.
Result<Projection> ParseProjection(const Object& specification);

/// From Extended JSON, or from names with commas between them: "title,year".
Result<Projection> ParseProjection(std::string_view text);

Object Project(Object document, const Projection& projection);

}  // namespace parquedb
