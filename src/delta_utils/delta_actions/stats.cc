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

/// What is read, and of which columns.
struct Reading {
  const StatsColumns* columns;  // null: all
  FileStats stats;

  bool Wants(std::string_view top_level) const {
    return columns == nullptr || columns->contains(top_level);
  }
};

Result<JsonType> TypeOf(JsonValue value) {
  JsonType type;
  if (auto error = value.type().get(type)) return internal::BadJson(error);
  return type;
}

bool AllFields(std::string_view) { return true; }

/// Walks the objects that mirror the schema and hands over every leaf that is not null:
/// visit(value, column of the leaf). Arrays say nothing about a column and are skipped,
/// as are fields of `object` that are not wanted.
template <typename Visit, typename Wants>
Status ForEachLeaf(JsonObject object, int depth, ColumnPath* path, const Visit& visit,
                   const Wants& wants) {
  return ForEachField(object, [&](std::string_view key, JsonValue value) -> Status {
    if (!wants(key)) return Status::OK();
    ARROW_ASSIGN_OR_RAISE(const JsonType type, TypeOf(value));
    if (type == JsonType::null || type == JsonType::array) return CheckJson(value, depth);
    path->emplace_back(key);
    if (type == JsonType::object) {
      if (depth >= internal::kMaxJsonDepth) return internal::BadJson("too deep");
      ARROW_ASSIGN_OR_RAISE(JsonObject nested, internal::ObjectOf(value));
      ARROW_RETURN_NOT_OK(ForEachLeaf(nested, depth + 1, path, visit, AllFields));
    } else {
      ARROW_RETURN_NOT_OK(visit(value, *path));
    }
    path->pop_back();
    return Status::OK();
  });
}

/// As ForEachLeaf, for a member of the statistics' own object, which may be null. Of a
/// column that is not wanted nothing is taken, so the parser passes over it.
template <typename Visit>
Status ReadTree(JsonValue value, const Reading& reading, const Visit& visit) {
  if (reading.columns != nullptr && reading.columns->empty()) return Status::OK();
  ARROW_ASSIGN_OR_RAISE(const bool null, internal::TakeNull(value));
  if (null) return Status::OK();
  ARROW_ASSIGN_OR_RAISE(JsonObject object, internal::ObjectOf(value));
  ColumnPath path;
  return ForEachLeaf(object, /*depth=*/2, &path, visit,
                     [&](std::string_view name) { return reading.Wants(name); });
}

/// Which of the two a writer meant cannot be told, and one may leave out rows.
Status AppearsTwice() { return internal::BadJson("the key appears twice"); }

Status ReadBounds(JsonValue value, BoundMember bound, Reading* reading) {
  return ReadTree(value, *reading, [&](JsonValue leaf, const ColumnPath& path) -> Status {
    std::optional<std::string>& member = reading->stats.columns[path].*bound;
    if (member) return AppearsTwice();
    ARROW_ASSIGN_OR_RAISE(member, internal::RawJson(leaf, 2));
    return Status::OK();
  });
}

Status ReadNullCounts(JsonValue value, Reading* reading) {
  return ReadTree(value, *reading, [&](JsonValue leaf, const ColumnPath& path) {
    std::optional<int64_t>& member = reading->stats.columns[path].null_count;
    return member ? AppearsTwice() : internal::ReadJson(leaf, &member);
  });
}

Status ReadMember(std::string_view key, JsonValue value, Reading* reading) {
  FileStats& stats = reading->stats;
  if (key == "numRecords") {
    return stats.num_records ? AppearsTwice()
                             : internal::ReadJson(value, &stats.num_records);
  }
  if (key == "minValues") return ReadBounds(value, &ColumnStats::min, reading);
  if (key == "maxValues") return ReadBounds(value, &ColumnStats::max, reading);
  if (key == "nullCount") return ReadNullCounts(value, reading);
  if (key != "tightBounds") return CheckJson(value, /*depth=*/1);
  std::optional<bool> tight;
  ARROW_RETURN_NOT_OK(internal::ReadJson(value, &tight));
  stats.tight_bounds = stats.tight_bounds && tight.value_or(true);
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

Result<FileStats> ParseStats(std::string_view json, std::string_view source,
                             const StatsColumns* columns) {
  internal::JsonText text(json);
  Reading reading{columns, {}};
  const Status status = text.VisitObject(0, text.size(), [&](JsonObject object) {
    return ForEachField(object, [&](std::string_view key, JsonValue value) {
      return ReadMember(key, value, &reading);
    });
  });
  if (!status.ok()) return Corrupt(source, "statistics: " + status.message());
  return std::move(reading.stats);
}

struct StatsDecoder::Parser {
  std::string padded;
  simdjson::ondemand::parser parser;
};

StatsDecoder::StatsDecoder() : parser_(std::make_unique<Parser>()) {}
StatsDecoder::~StatsDecoder() = default;

Result<std::string_view> StatsDecoder::Decode(std::string_view json_string) {
  std::string& padded = parser_->padded;
  padded.assign(json_string);
  padded.append(simdjson::SIMDJSON_PADDING, ' ');
  simdjson::ondemand::document document;
  std::string_view text;
  const simdjson::padded_string_view view(padded.data(), json_string.size(),
                                          padded.size());
  if (auto error = parser_->parser.iterate(view).get(document)) {
    return internal::BadJson(error);
  }
  if (auto error = document.get_string().get(text)) return internal::BadJson(error);
  return text;
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
