#include <algorithm>

#include "delta_utils/delta_actions/action_fields_internal.h"
#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/json_reader_internal.h"

namespace delta_utils {
namespace internal {
namespace {

/// JSON levels open inside an action: the line's object and the action's own.
constexpr int kActionDepth = 2;

template <typename T>
Status ReadFields(JsonObject object, int depth, T* out);

Status ReadMember(JsonValue value, int depth, DeletionVectorDescriptor* out) {
  ARROW_ASSIGN_OR_RAISE(JsonObject object, ObjectOf(value));
  return ReadFields(object, depth + 1, out);
}

Status ReadMember(JsonValue value, int depth, Format* out) {
  out->provider.reset();
  out->options.reset();
  ARROW_ASSIGN_OR_RAISE(JsonObject object, ObjectOf(value));
  return ReadFields(object, depth + 1, out);
}

Status ReadMember(JsonValue value, int, PropertiesOf<Metadata>* out) {
  TagMap entries;
  ARROW_RETURN_NOT_OK(ReadJson(value, &entries));
  for (auto& [key, text] : entries) {
    if (text) {
      out->metadata->configuration.emplace(key, *std::move(text));
    } else {
      out->metadata->null_properties.push_back(key);
    }
  }
  return Status::OK();
}

template <typename T>
Status ReadMember(JsonValue value, int, T* out) {
  return ReadJson(value, out);
}

template <>
Status ReadMember(JsonValue value, int depth,
                  std::optional<DeletionVectorDescriptor>* out) {
  ARROW_ASSIGN_OR_RAISE(const bool null, TakeNull(value));
  if (null) return Status::OK();
  return ReadMember(value, depth, &out->emplace());
}

/// Which fields an object had; a set of bits in the order of VisitFields.
class FieldsSeen {
 public:
  /// False if it was there before.
  bool Insert(int index) {
    const bool fresh = (bits_ & (1u << index)) == 0;
    bits_ |= 1u << index;
    return fresh;
  }
  bool Has(int index) const { return (bits_ & (1u << index)) != 0; }

 private:
  uint32_t bits_ = 0;
};

template <typename T>
void NoteNull(int, const T&, ExplicitNulls*) {}
template <typename T>
void NoteNull(int index, const std::optional<T>& member, ExplicitNulls* nulls) {
  if (!member) nulls->Add(index);
}

/// Reads `value` if `key` is a field of T; false if it is none.
template <typename T>
Result<bool> ReadKnownField(std::string_view key, JsonValue value, int depth,
                            FieldsSeen* seen, T* out) {
  Status status;
  bool known = false;
  int index = 0;
  VisitFields(*out, [&](std::string_view name, auto& member, Presence) {
    if (!known && name == key) {
      known = true;
      status = seen->Insert(index) ? ReadMember(value, depth, &member)
                                   : BadJson("the field appears twice");
      if constexpr (requires { out->explicit_nulls; }) {
        if (status.ok()) NoteNull(index, member, &out->explicit_nulls);
      }
    }
    ++index;
  });
  ARROW_RETURN_NOT_OK(status);
  return known;
}

template <typename T>
Status CheckRequired(const FieldsSeen& seen, const T& action) {
  Status status;
  int index = 0;
  VisitFields(action, [&](std::string_view name, const auto&, Presence presence) {
    if (status.ok() && presence == kRequired && !seen.Has(index)) {
      status = Corrupt(name, "the field is missing");
    }
    ++index;
  });
  return status;
}

/// `depth` levels are open, the one of `object` included.
template <typename T>
Status ReadFields(JsonObject object, int depth, T* out) {
  FieldsSeen seen;
  const auto visit = [&](std::string_view key, JsonValue value) -> Status {
    ARROW_ASSIGN_OR_RAISE(const bool known,
                          ReadKnownField(key, value, depth, &seen, out));
    if (known) return Status::OK();
    std::string name(key);
    ARROW_ASSIGN_OR_RAISE(std::string raw, RawJson(value, depth));
    out->extra.emplace_back(std::move(name), std::move(raw));
    return Status::OK();
  };
  ARROW_RETURN_NOT_OK(ForEachField(object, visit));
  return CheckRequired(seen, *out);
}

bool Take(std::optional<std::string> decoded, std::optional<std::string>* out) {
  if (decoded) *out = std::move(decoded);
  return out->has_value();
}

bool TakeInteger(std::string_view raw, std::optional<int64_t>* out) {
  *out = DecodeJsonInteger(raw);
  return out->has_value();
}

bool TakeBool(std::string_view raw, std::optional<bool>* out) {
  if (raw == "true" || raw == "false") *out = raw == "true";
  return out->has_value();
}

bool TakeObject(const std::string& raw, std::optional<std::string>* out) {
  if (raw.starts_with('{')) *out = raw;
  return out->has_value();
}

/// True if `key` is known, seen for the first time, and `raw` is of its type.
bool TakeCommitInfoField(std::string_view key, const std::string& raw, CommitInfo* out) {
  const auto absent = [](const auto& member) { return !member.has_value(); };
  if (key == "timestamp" && absent(out->timestamp_ms)) {
    return TakeInteger(raw, &out->timestamp_ms);
  }
  if (key == "operation" && absent(out->operation)) {
    return Take(DecodeJsonString(raw), &out->operation);
  }
  if (key == "engineInfo" && absent(out->engine_info)) {
    return Take(DecodeJsonString(raw), &out->engine_info);
  }
  if (key == "txnId" && absent(out->txn_id)) {
    return Take(DecodeJsonString(raw), &out->txn_id);
  }
  if (key == "inCommitTimestamp" && absent(out->in_commit_timestamp_ms)) {
    return TakeInteger(raw, &out->in_commit_timestamp_ms);
  }
  if (key == "isBlindAppend" && absent(out->is_blind_append)) {
    return TakeBool(raw, &out->is_blind_append);
  }
  if (key == "readVersion" && absent(out->read_version)) {
    return TakeInteger(raw, &out->read_version);
  }
  if (key == "operationParameters" && absent(out->operation_parameters)) {
    return TakeObject(raw, &out->operation_parameters);
  }
  if (key == "operationMetrics" && absent(out->operation_metrics)) {
    return TakeObject(raw, &out->operation_metrics);
  }
  return false;
}

/// Free-form: a field of an unexpected type is kept like an unknown one.
Status ReadFields(JsonObject object, int depth, CommitInfo* out) {
  return ForEachField(object, [&](std::string_view key, JsonValue value) -> Status {
    std::string name(key);
    ARROW_ASSIGN_OR_RAISE(std::string raw, RawJson(value, depth));
    if (TakeCommitInfoField(name, raw, out)) return Status::OK();
    out->extra.emplace_back(std::move(name), std::move(raw));
    return Status::OK();
  });
}

/// A line's action, and the other members of its object.
struct Line {
  std::optional<Action> action;
  ExtraFields extra;
};

Status ReadUnknown(std::string_view key, JsonValue value, Line* out) {
  ARROW_ASSIGN_OR_RAISE(std::string raw, RawJson(value, /*depth=*/1));
  out->extra.emplace_back(key, std::move(raw));
  return Status::OK();
}

/// Writers may put a null beside the line's action for each that it is not.
template <typename T>
Status ReadAction(std::string_view key, JsonValue value, Line* out) {
  ARROW_ASSIGN_OR_RAISE(const bool null, TakeNull(value));
  if (null) {
    out->extra.emplace_back(key, "null");
    return Status::OK();
  }
  if (out->action) return BadJson("two actions in one line");
  ARROW_ASSIGN_OR_RAISE(JsonObject object, ObjectOf(value));
  return ReadFields(object, kActionDepth, &std::get<T>(out->action.emplace(T{})));
}

/// One member of a line's object: an action by its key, or what the protocol may add.
Status ReadLineField(std::string_view key, JsonValue value, Line* out) {
  if (key == "add") return ReadAction<Add>(key, value, out);
  if (key == "remove") return ReadAction<Remove>(key, value, out);
  if (key == "cdc") return ReadAction<AddCdcFile>(key, value, out);
  if (key == "metaData") return ReadAction<Metadata>(key, value, out);
  if (key == "protocol") return ReadAction<Protocol>(key, value, out);
  if (key == "txn") return ReadAction<Txn>(key, value, out);
  if (key == "domainMetadata") return ReadAction<DomainMetadata>(key, value, out);
  if (key == "commitInfo") return ReadAction<CommitInfo>(key, value, out);
  if (key == "checkpointMetadata") return ReadAction<CheckpointMetadata>(key, value, out);
  if (key == "sidecar") return ReadAction<Sidecar>(key, value, out);
  return ReadUnknown(key, value, out);
}

void KeepLineExtra(ExtraFields extra, Action* action) {
  const auto keep = [&](auto& known) {
    if constexpr (requires { known.line_extra; }) known.line_extra = std::move(extra);
  };
  std::visit(keep, *action);
}

std::string OneLine(std::string_view json) {
  std::string line(json);
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\r', ' ');
  return line;
}

/// `line` is the text of [offset, offset + line.size()) in `text`, without white space
/// around it.
Result<Action> ParseLine(JsonText* text, size_t offset, std::string_view line) {
  // simdjson would pass over the mark.
  if (line.starts_with(kByteOrderMark)) return BadJson("a byte order mark");
  Line parts;
  ARROW_RETURN_NOT_OK(
      text->VisitObject(offset, line.size(), [&](JsonObject object) -> Status {
        return ForEachField(object, [&](std::string_view key, JsonValue value) {
          return ReadLineField(key, value, &parts);
        });
      }));
  if (!parts.action) return UnknownAction{OneLine(line)};
  if (!parts.extra.empty()) KeepLineExtra(std::move(parts.extra), &*parts.action);
  return *std::move(parts.action);
}

}  // namespace
}  // namespace internal

Result<std::vector<Action>> ParseCommit(std::string_view text, std::string_view file) {
  internal::JsonText json(text);
  std::vector<Action> actions;
  int64_t line_number = 0;
  const size_t mark =
      text.starts_with(internal::kByteOrderMark) ? internal::kByteOrderMark.size() : 0;
  for (size_t begin = mark; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = internal::Trim(text.substr(begin, end - begin));
    begin = end + 1;
    ++line_number;
    if (line.empty()) continue;
    const auto offset = static_cast<size_t>(line.data() - text.data());
    Result<Action> action = internal::ParseLine(&json, offset, line);
    if (!action.ok()) {
      return Corrupt(
          file, "line " + std::to_string(line_number) + ": " + action.status().message());
    }
    actions.push_back(*std::move(action));
  }
  return actions;
}

Result<Action> ParseAction(std::string_view json) {
  const std::string_view trimmed = internal::Trim(json);
  internal::JsonText text(trimmed);
  return internal::ParseLine(&text, 0, trimmed);
}

}  // namespace delta_utils
