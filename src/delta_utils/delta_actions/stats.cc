#include "delta_utils/delta_actions/stats.h"

#include "delta_utils/base/json_writer.h"
#include "delta_utils/delta_actions/json_reader_internal.h"

namespace delta_utils {
namespace {

using internal::CheckJson;
using internal::ForEachField;
using internal::JsonObject;
using internal::JsonValue;
using JsonType = simdjson::ondemand::json_type;

using BoundMember = std::optional<std::string> ColumnStats::*;

Result<JsonType> TypeOf(JsonValue value) {
  JsonType type;
  if (auto error = value.type().get(type)) return internal::BadJson(error);
  return type;
}

/// Walks the objects that mirror the schema and hands over every leaf that is not null:
/// visit(value, column of the leaf). Arrays say nothing about a column and are skipped.
template <typename Visit>
Status ForEachLeaf(JsonObject object, int depth, ColumnPath* path, const Visit& visit) {
  return ForEachField(object, [&](std::string_view key, JsonValue value) -> Status {
    ARROW_ASSIGN_OR_RAISE(const JsonType type, TypeOf(value));
    if (type == JsonType::null || type == JsonType::array) return CheckJson(value, depth);
    path->emplace_back(key);
    if (type == JsonType::object) {
      if (depth >= internal::kMaxJsonDepth) return internal::BadJson("too deep");
      ARROW_ASSIGN_OR_RAISE(JsonObject nested, internal::ObjectOf(value));
      ARROW_RETURN_NOT_OK(ForEachLeaf(nested, depth + 1, path, visit));
    } else {
      ARROW_RETURN_NOT_OK(visit(value, *path));
    }
    path->pop_back();
    return Status::OK();
  });
}

/// As ForEachLeaf, for a member of the statistics' own object, which may be null.
template <typename Visit>
Status ReadTree(JsonValue value, const Visit& visit) {
  ARROW_ASSIGN_OR_RAISE(const bool null, internal::TakeNull(value));
  if (null) return Status::OK();
  ARROW_ASSIGN_OR_RAISE(JsonObject object, internal::ObjectOf(value));
  ColumnPath path;
  return ForEachLeaf(object, /*depth=*/2, &path, visit);
}

/// Which of the two a writer meant cannot be told, and one may leave out rows.
Status AppearsTwice() { return internal::BadJson("the key appears twice"); }

Status ReadBounds(JsonValue value, BoundMember bound, FileStats* stats) {
  return ReadTree(value, [&](JsonValue leaf, const ColumnPath& path) -> Status {
    std::optional<std::string>& member = stats->columns[path].*bound;
    if (member) return AppearsTwice();
    ARROW_ASSIGN_OR_RAISE(member, internal::RawJson(leaf, 2));
    return Status::OK();
  });
}

Status ReadNullCounts(JsonValue value, FileStats* stats) {
  return ReadTree(value, [&](JsonValue leaf, const ColumnPath& path) {
    std::optional<int64_t>& member = stats->columns[path].null_count;
    return member ? AppearsTwice() : internal::ReadJson(leaf, &member);
  });
}

Status ReadMember(std::string_view key, JsonValue value, FileStats* stats) {
  if (key == "numRecords") {
    return stats->num_records ? AppearsTwice()
                              : internal::ReadJson(value, &stats->num_records);
  }
  if (key == "minValues") return ReadBounds(value, &ColumnStats::min, stats);
  if (key == "maxValues") return ReadBounds(value, &ColumnStats::max, stats);
  if (key == "nullCount") return ReadNullCounts(value, stats);
  if (key != "tightBounds") return CheckJson(value, /*depth=*/1);
  std::optional<bool> tight;
  ARROW_RETURN_NOT_OK(internal::ReadJson(value, &tight));
  stats->tight_bounds = stats->tight_bounds && tight.value_or(true);
  return Status::OK();
}

/// Columns and the text of one of their statistics, in the order of the map.
using Leaves = std::vector<std::pair<const ColumnPath*, std::string>>;

/// Writes leaves [begin, end), which share their first `depth` names, as one object.
void AppendTree(const Leaves& leaves, size_t begin, size_t end, size_t depth,
                std::string* out) {
  *out += '{';
  bool first = true;
  while (begin < end) {
    const std::string& name = (*leaves[begin].first)[depth];
    size_t next = begin + 1;
    while (next < end && (*leaves[next].first)[depth] == name) ++next;
    // A column that is a leaf and a struct at once can only be one of them in JSON.
    if (leaves[begin].first->size() == depth + 1 && next - begin > 1) ++begin;
    if (!first) *out += ',';
    first = false;
    AppendJsonString(name, out);
    *out += ':';
    if (leaves[begin].first->size() == depth + 1) {
      *out += leaves[begin].second;
    } else {
      AppendTree(leaves, begin, next, depth + 1, out);
    }
    begin = next;
  }
  *out += '}';
}

void AppendMember(std::string_view name, const Leaves& leaves, std::string* out) {
  *out += ",\"";
  *out += name;
  *out += "\":";
  AppendTree(leaves, 0, leaves.size(), 0, out);
}

}  // namespace

Result<FileStats> ParseStats(std::string_view json, std::string_view source) {
  internal::JsonText text(json);
  FileStats stats;
  const Status status = text.VisitObject(0, text.size(), [&](JsonObject object) {
    return ForEachField(object, [&](std::string_view key, JsonValue value) {
      return ReadMember(key, value, &stats);
    });
  });
  if (!status.ok()) return Corrupt(source, "statistics: " + status.message());
  return stats;
}

std::string SerializeStats(const FileStats& stats) {
  Leaves minimums, maximums, null_counts;
  for (const auto& [path, column] : stats.columns) {
    DU_CHECK(!path.empty());
    if (column.min) minimums.emplace_back(&path, *column.min);
    if (column.max) maximums.emplace_back(&path, *column.max);
    if (column.null_count) {
      null_counts.emplace_back(&path, std::to_string(*column.null_count));
    }
  }
  std::string out = "{";
  if (stats.num_records) out += "\"numRecords\":" + std::to_string(*stats.num_records);
  AppendMember("minValues", minimums, &out);
  AppendMember("maxValues", maximums, &out);
  AppendMember("nullCount", null_counts, &out);
  if (!stats.tight_bounds) out += ",\"tightBounds\":false";
  out += '}';
  if (!stats.num_records) out.erase(1, 1);  // the comma before the first member
  return out;
}

}  // namespace delta_utils
