#include "parquedb/inference.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "parquedb/column_fit.h"
#include "parquedb/inference_node_internal.h"
#include "parquedb/names.h"

namespace parquedb {
namespace {

using internal::Node;
using internal::NodeFields;

/// Documents that a nested candidate is tried on.
constexpr int64_t kTrialValues = 1000;

bool IsDominant(int64_t exact, int64_t values) {
  return exact > 0 && exact * 5 >= values * 4;
}

std::set<std::string> FoldedClashes(const NodeFields& fields) {
  std::set<std::string> seen, clashes;
  for (const auto& [name, node] : fields.nodes()) {
    std::string folded = FoldCase(name);
    if (!seen.insert(folded).second) clashes.insert(folded);
  }
  return clashes;
}

struct Builder {
  InferenceMode mode;

  bool NullIsMissing(const Node& node, int64_t parents) const {
    return mode == InferenceMode::kEvolve || node.nulls <= parents - node.present;
  }

  /// The column for one path; `share_needed` false: the commonest kind will do, because
  /// what a whole object or array is worth is found out by trial.
  std::optional<Column> Build(const Node& node, bool share_needed) const {
    int64_t values = node.present - node.nulls;
    auto [best, count] = internal::BestScalar(node);
    if (node.objects > count && node.objects >= node.arrays) {
      return share_needed && !IsDominant(node.objects, values) ? std::nullopt
                                                               : BuildObject(node);
    }
    if (node.arrays > count) {
      return share_needed && !IsDominant(node.arrays, values) ? std::nullopt
                                                              : BuildArray(node);
    }
    if (count == 0 || (share_needed && !IsDominant(count, values))) return {};
    return best;
  }

  std::optional<Column> BuildObject(const Node& node) const {
    if (node.fields == nullptr || node.fields->overflown()) return {};
    if (!FoldedClashes(*node.fields).empty()) return {};
    Column column;
    column.kind = ColumnKind::kObject;
    for (const auto& [name, child] : node.fields->nodes()) {
      if (!IsPromotableName(name)) return {};
      std::optional<Column> found = Build(*child, false);
      if (!found) continue;
      found->name = name;
      found->null_is_missing = NullIsMissing(*child, node.objects);
      column.children.push_back(std::move(*found));
    }
    if (column.children.empty()) return {};
    return column;
  }

  std::optional<Column> BuildArray(const Node& node) const {
    if (node.element == nullptr) return {};
    std::optional<Column> element = Build(*node.element, false);
    if (!element) return {};
    Column column;
    column.kind = ColumnKind::kArray;
    column.children.push_back(std::move(*element));
    return column;
  }
};

/// Whether a nested column gives back enough of the values that the batch has under its
/// name.
bool IsWorthIt(const Column& column, std::span<const Object> batch) {
  if (column.children.empty()) return true;
  int64_t values = 0, exact = 0;
  for (const Object& document : batch) {
    const Value* value = document.Find(column.name);
    if (value == nullptr || value->is<delta_utils::Null>()) continue;
    exact += FitOf(column, *value) == Fit::kExact;
    if (++values == kTrialValues) break;
  }
  return IsDominant(exact, values);
}

Column IdColumn(const NodeFields& fields) {
  Column column;
  for (const auto& [name, node] : fields.nodes()) {
    if (name == kIdField) column = internal::BestScalar(*node).first;
  }
  column.name = kIdField;
  return column;
}

/// The children in `found` that `existing` lacks and may take, as a column of the same
/// shape.
std::optional<Column> Growth(const Column& existing, const Column& found) {
  if (existing.kind != found.kind || existing.children.empty()) return {};
  Column growth = existing;
  growth.children.clear();
  if (existing.kind == ColumnKind::kArray) {
    std::optional<Column> element = Growth(existing.element(), found.element());
    if (!element) return {};
    growth.children.push_back(std::move(*element));
    return growth;
  }
  std::set<std::string> names;
  for (const Column& child : existing.children) names.insert(FoldCase(child.name));
  for (const Column& child : found.children) {
    if (const Column* old = existing.FindChild(child.name)) {
      if (auto below = Growth(*old, child)) growth.children.push_back(std::move(*below));
    } else if (names.size() < kMaxObjectKeys &&
               names.insert(FoldCase(child.name)).second) {
      growth.children.push_back(child);
    }
  }
  if (growth.children.empty()) return {};
  return growth;
}

}  // namespace

std::vector<Column> InferColumns(std::span<const Object> batch,
                                 const std::vector<Column>& existing,
                                 InferenceMode mode) {
  NodeFields fields(kMaxFields);
  for (const Object& document : batch) fields.Observe(document);

  std::unordered_map<std::string_view, const Column*> by_name;
  std::set<std::string> taken = FoldedClashes(fields);
  taken.insert(FoldCase(kIdField));
  int leaves = 0;
  for (const Column& column : existing) {
    by_name[column.name] = &column;
    taken.insert(FoldCase(column.name));
    leaves += LeafCount(column);
  }
  std::vector<Column> columns;
  if (!by_name.contains(kIdField)) columns.push_back(IdColumn(fields));

  const Builder builder{mode};
  const auto documents = static_cast<int64_t>(batch.size());
  for (const auto& [name, node] : fields.nodes()) {
    int64_t values = node->present - node->nulls;
    if (name == kIdField || values == 0 || values * 100 < documents) continue;
    if (!IsPromotableName(name)) continue;
    auto old = by_name.find(name);
    if (old == by_name.end() && taken.contains(FoldCase(name))) continue;
    std::optional<Column> found = builder.Build(*node, true);
    if (found && old != by_name.end()) found = Growth(*old->second, *found);
    if (!found) continue;
    found->name = name;
    if (old == by_name.end()) {
      found->null_is_missing = builder.NullIsMissing(*node, documents);
      if (!IsWorthIt(*found, batch)) continue;
    }
    leaves += LeafCount(*found);
    if (leaves > kMaxLeafColumns) break;
    columns.push_back(std::move(*found));
  }
  return columns;
}

}  // namespace parquedb
