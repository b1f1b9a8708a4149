#include "delta_utils/base/json_writer.h"
#include "delta_utils/delta_actions/action_fields_internal.h"
#include "delta_utils/delta_actions/actions.h"

namespace delta_utils {
namespace internal {
namespace {

/// Writes the members of one JSON object; the destructor does not close it, End does.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string* out) : out_(out) { *out_ += '{'; }

  /// Appends `"name":` after what came before; the caller appends the value.
  void Key(std::string_view name) {
    if (!first_) *out_ += ',';
    first_ = false;
    AppendJsonString(name, out_);
    *out_ += ':';
  }
  void Raw(std::string_view name, std::string_view json) {
    Key(name);
    *out_ += json;
  }
  void End() { *out_ += '}'; }

 private:
  std::string* out_;
  bool first_ = true;
};

void AppendValue(const std::string& text, std::string* out) {
  AppendJsonString(text, out);
}
void AppendValue(int64_t number, std::string* out) { *out += std::to_string(number); }
void AppendValue(int32_t number, std::string* out) { *out += std::to_string(number); }
void AppendValue(bool value, std::string* out) { *out += value ? "true" : "false"; }

void AppendValue(const std::vector<std::string>& items, std::string* out) {
  *out += '[';
  for (const std::string& item : items) {
    if (&item != &items.front()) *out += ',';
    AppendJsonString(item, out);
  }
  *out += ']';
}

void AppendValue(const std::map<std::string, std::optional<std::string>>& entries,
                 std::string* out) {
  ObjectWriter object(out);
  for (const auto& [key, text] : entries) {
    object.Key(key);
    if (text) {
      AppendJsonString(*text, out);
    } else {
      *out += "null";
    }
  }
  object.End();
}

void AppendValue(const PropertiesOf<const Metadata>& properties, std::string* out) {
  const Metadata& metadata = *properties.metadata;
  TagMap entries(metadata.configuration.begin(), metadata.configuration.end());
  // A property that was set since is no longer null.
  for (const std::string& key : metadata.null_properties) entries.try_emplace(key);
  AppendValue(entries, out);
}

template <typename T>
void AppendFields(const T& action, std::string* out);

void AppendValue(const DeletionVectorDescriptor& dv, std::string* out) {
  AppendFields(dv, out);
}
void AppendValue(const Format& format, std::string* out) { AppendFields(format, out); }

template <typename T>
void AppendMember(std::string_view name, const T& member, ObjectWriter* object,
                  std::string* out) {
  object->Key(name);
  AppendValue(member, out);
}

template <typename T>
void AppendMember(std::string_view name, const std::optional<T>& member,
                  ObjectWriter* object, std::string* out) {
  if (member) AppendMember(name, *member, object, out);
}

template <typename T>
bool IsAbsent(const T&) {
  return false;
}
template <typename T>
bool IsAbsent(const std::optional<T>& member) {
  return !member.has_value();
}

void AppendExtra(const ExtraFields& extra, ObjectWriter* object) {
  for (const auto& [name, json] : extra) object->Raw(name, json);
}

template <typename T>
void AppendFields(const T& action, std::string* out) {
  ObjectWriter object(out);
  int index = 0;
  VisitFields(action, [&](std::string_view name, const auto& member, Presence) {
    AppendMember(name, member, &object, out);
    if constexpr (requires { action.explicit_nulls; }) {
      if (IsAbsent(member) && action.explicit_nulls.Has(index)) object.Raw(name, "null");
    }
    ++index;
  });
  AppendExtra(action.extra, &object);
  object.End();
}

void AppendFields(const CommitInfo& info, std::string* out) {
  ObjectWriter object(out);
  // First, where readers of in-commit timestamps look for it.
  AppendMember("inCommitTimestamp", info.in_commit_timestamp_ms, &object, out);
  AppendMember("timestamp", info.timestamp_ms, &object, out);
  AppendMember("operation", info.operation, &object, out);
  if (info.operation_parameters) {
    object.Raw("operationParameters", *info.operation_parameters);
  }
  AppendMember("readVersion", info.read_version, &object, out);
  AppendMember("isBlindAppend", info.is_blind_append, &object, out);
  if (info.operation_metrics) object.Raw("operationMetrics", *info.operation_metrics);
  AppendMember("engineInfo", info.engine_info, &object, out);
  AppendMember("txnId", info.txn_id, &object, out);
  AppendExtra(info.extra, &object);
  object.End();
}

std::string_view KeyOf(const Add&) { return "add"; }
std::string_view KeyOf(const Remove&) { return "remove"; }
std::string_view KeyOf(const AddCdcFile&) { return "cdc"; }
std::string_view KeyOf(const Metadata&) { return "metaData"; }
std::string_view KeyOf(const Protocol&) { return "protocol"; }
std::string_view KeyOf(const Txn&) { return "txn"; }
std::string_view KeyOf(const DomainMetadata&) { return "domainMetadata"; }
std::string_view KeyOf(const CommitInfo&) { return "commitInfo"; }
std::string_view KeyOf(const CheckpointMetadata&) { return "checkpointMetadata"; }
std::string_view KeyOf(const Sidecar&) { return "sidecar"; }

template <typename T>
void AppendAction(const T& action, std::string* out) {
  ObjectWriter line(out);
  line.Key(KeyOf(action));
  AppendFields(action, out);
  AppendExtra(action.line_extra, &line);
  line.End();
}

void AppendAction(const UnknownAction& action, std::string* out) { *out += action.json; }

}  // namespace
}  // namespace internal

std::string DeletionVectorDescriptor::UniqueId() const {
  const std::string id = storage_type + path_or_inline_dv;
  return offset ? id + "@" + std::to_string(*offset) : id;
}

std::string SerializeAction(const Action& action) {
  std::string out;
  std::visit([&](const auto& a) { internal::AppendAction(a, &out); }, action);
  return out;
}

std::string SerializeCommit(const std::vector<Action>& actions) {
  std::string out;
  for (const Action& action : actions) {
    std::visit([&](const auto& a) { internal::AppendAction(a, &out); }, action);
    out += '\n';
  }
  return out;
}

}  // namespace delta_utils
