#include "delta_utils/delta_actions/line_parser_internal.h"

#include <utility>

#include "delta_utils/delta_actions/add_view_internal.h"

namespace delta_utils::internal {
namespace {

std::optional<FileAction> ActionOf(std::string_view key) {
  if (key == "add") return FileAction::kAdd;
  if (key == "remove") return FileAction::kRemove;
  return std::nullopt;
}

/// Where `token`, a part of `line`, stands in the commit.
StatsPlace PlaceOf(int64_t version, std::string_view token, std::string_view line,
                   int64_t line_offset) {
  return {version, line_offset + (token.data() - line.data()),
          static_cast<int64_t>(token.size())};
}

}  // namespace

std::optional<FileAction> LineParser::ReadFile(std::string_view padded_line,
                                               size_t readable, FileFields* fields) {
  simdjson::ondemand::document document;
  JsonObject line;
  const simdjson::padded_string_view text(padded_line.data(), padded_line.size(),
                                          readable);
  if (parser_.iterate(text).get(document)) return std::nullopt;
  if (document.get_object().get(line)) return std::nullopt;
  std::optional<FileAction> action;
  for (auto item : line) {
    simdjson::ondemand::field field;
    JsonObject object;
    if (action || std::move(item).get(field)) return std::nullopt;
    action = ActionOf(field.escaped_key());
    if (!action || field.value().get_object().get(object)) return std::nullopt;
    if (!files_.Read(object, *action, fields)) return std::nullopt;
  }
  // Past the last token there is no location; anything else is trailing text.
  const bool is_whole = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  return is_whole ? action : std::nullopt;
}

std::string_view LineParser::Pad(std::string_view line) {
  padded_.assign(line);
  padded_.append(simdjson::SIMDJSON_PADDING, ' ');
  return std::string_view(padded_).substr(0, line.size());
}

Status LineParser::AppendAdd(const FileFields& fields, std::string_view line,
                             int64_t offset, ReplayCommit* commit) const {
  LiveFile file = fields.ToFile();
  if (!fields.stats_token.empty()) {
    file.stats_in_log = PlaceOf(version_, fields.stats_token, line, offset);
  }
  return commit->AppendAdd(file);
}

Status LineParser::Parse(std::string_view line, size_t readable, int64_t offset,
                         ReplayCommit* commit) {
  std::string_view padded = line;
  if (readable < line.size() + simdjson::SIMDJSON_PADDING) {
    padded = Pad(line);
    readable = padded_.size();
  }
  FileFields fields;
  // simdjson would pass over a byte order mark.
  const auto action =
      line.starts_with('{') ? ReadFile(padded, readable, &fields) : std::nullopt;
  if (action == FileAction::kAdd) return AppendAdd(fields, padded, offset, commit);
  if (action == FileAction::kRemove) return commit->AppendRemove(fields.path, "");
  return AppendAny(line, offset, commit);
}

Status LineParser::AppendAny(std::string_view line, int64_t offset,
                             ReplayCommit* commit) {
  ARROW_ASSIGN_OR_RAISE(const Action action, ParseAction(line));
  const auto* add = std::get_if<Add>(&action);
  if (add == nullptr || !add->stats || stats_ == ReplayParser::Stats::kAsText) {
    return commit->Append(action);
  }
  const AddView view(*add);
  LiveFile file = view.file();
  file.stats_in_log = FindStats(line, offset);
  if (file.stats_in_log) file.stats.reset();
  return commit->AppendAdd(file);
}

std::optional<StatsPlace> LineParser::FindStats(std::string_view line, int64_t offset) {
  const std::string_view padded = Pad(line);
  const simdjson::padded_string_view text(padded.data(), padded.size(), padded_.size());
  simdjson::ondemand::document document;
  JsonValue stats;
  if (parser_.iterate(text).get(document)) return std::nullopt;
  if (document["add"]["stats"].get(stats)) return std::nullopt;
  return PlaceOf(version_, TrimRight(stats.raw_json_token()), padded, offset);
}

}  // namespace delta_utils::internal
