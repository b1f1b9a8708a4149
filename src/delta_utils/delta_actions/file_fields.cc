#include <utility>

#include "delta_utils/base/hash_internal.h"
#include "delta_utils/delta_actions/file_fields_internal.h"

namespace delta_utils::internal {
namespace {

constexpr size_t kMaxCachedBytes = 1024;

/// Fields of add and remove that are read here, in the order Delta's own writers use.
enum Name : size_t {
  kPath,
  kPartitionValues,
  kSize,
  kModificationTime,
  kDataChange,
  kStats,
  kTags,
  kDeletionVector,
  kBaseRowId,
  kDefaultRowCommitVersion,
  kClusteringProvider,
  kDeletionTimestamp,
  kExtendedFileMetadata,
  kNames
};

constexpr std::array<std::string_view, kNames> kNameTexts = {"path",
                                                             "partitionValues",
                                                             "size",
                                                             "modificationTime",
                                                             "dataChange",
                                                             "stats",
                                                             "tags",
                                                             "deletionVector",
                                                             "baseRowId",
                                                             "defaultRowCommitVersion",
                                                             "clusteringProvider",
                                                             "deletionTimestamp",
                                                             "extendedFileMetadata"};

constexpr uint32_t Bit(Name name) { return 1u << name; }
constexpr uint32_t kRequiredOfAdd = Bit(kPath) | Bit(kPartitionValues) | Bit(kSize) |
                                    Bit(kModificationTime) | Bit(kDataChange);
constexpr uint32_t kNotOfAdd = Bit(kDeletionTimestamp) | Bit(kExtendedFileMetadata);
constexpr uint32_t kRequiredOfRemove = Bit(kPath) | Bit(kDataChange);
constexpr uint32_t kNotOfRemove = Bit(kModificationTime) | Bit(kClusteringProvider);

/// Looks from `first` on, where the next field is expected; kNames if there is none.
size_t FindName(std::string_view text, size_t first) {
  for (size_t i = 0; i < kNames; ++i) {
    const size_t name = (first + i) % kNames;
    if (kNameTexts[name] == text) return name;
  }
  return kNames;
}

bool IsNull(JsonValue value) {
  bool null;
  return !value.is_null().get(null) && null;
}

/// Null reads as absent.
bool ReadNumber(JsonValue value, std::optional<int64_t>* out) {
  if (IsNull(value)) return true;
  return !value.get_int64().get(out->emplace());
}

bool ReadBool(JsonValue value, bool* out) { return !value.get_bool().get(*out); }

bool ReadMap(JsonValue value, TextMapCache* cache, std::optional<TextMapView>* out) {
  if (IsNull(value)) return true;
  JsonObject object;
  if (value.get_object().get(object)) return false;
  return cache->Read(object).Value(&out->emplace()).ok();
}

}  // namespace

Result<TextMapView> TextMapCache::Read(JsonObject object) {
  std::string_view json;
  bool not_empty;
  if (auto error = object.raw_json().get(json)) return BadJson(error);
  const bool is_kept = json.size() <= kMaxCachedBytes;
  Entry& entry = is_kept ? entries_[HashBytes(0, json) % entries_.size()] : large_;
  if (is_kept && entry.json == json) return TextMapView(entry.bytes);
  if (auto error = object.reset().get(not_empty)) return BadJson(error);
  NullableTextMap map;
  ARROW_RETURN_NOT_OK(ReadJson(object, &map));
  if (is_kept) entry.json = json;
  entry.bytes = EncodeTextMap(map);
  return TextMapView(entry.bytes);
}

LiveFile FileFields::ToFile() const {
  LiveFile file;
  file.path = path;
  file.size_bytes = *size_bytes;
  file.modification_time_ms = *modification_time_ms;
  file.data_change = data_change;
  file.partition_values = *partition_values;
  file.tags = tags;
  file.stats = stats;
  file.base_row_id = base_row_id;
  file.default_row_commit_version = default_row_commit_version;
  return file;
}

/// Of a text that stays in the log only its place is asked.
bool FileFieldsReader::ReadStats(JsonValue value, FileFields* fields) {
  if (stats_ == ReplayParser::Stats::kAsText) {
    return !value.get_string().get(fields->stats.emplace());
  }
  fields->stats_token = TrimRight(value.raw_json_token());
  return fields->stats_token.starts_with('"');
}

bool FileFieldsReader::ReadField(size_t name, JsonValue value, FileFields* fields) {
  std::optional<int64_t> unused;
  bool ignored;
  switch (name) {
    case kPath:
      return !value.get_string().get(fields->path);
    case kPartitionValues:
      return ReadMap(value, &partition_values_, &fields->partition_values);
    case kSize:
      return ReadNumber(value, &fields->size_bytes);
    case kModificationTime:
      return ReadNumber(value, &fields->modification_time_ms);
    case kDataChange:
      return ReadBool(value, &fields->data_change);
    case kStats:
      return IsNull(value) || ReadStats(value, fields);
    case kTags:
      return ReadMap(value, &tags_, &fields->tags);
    case kBaseRowId:
      return ReadNumber(value, &fields->base_row_id);
    case kDefaultRowCommitVersion:
      return ReadNumber(value, &fields->default_row_commit_version);
    case kDeletionTimestamp:
      return ReadNumber(value, &unused);
    case kExtendedFileMetadata:
      return IsNull(value) || ReadBool(value, &ignored);
    default:  // a deletion vector, a clustering provider
      return IsNull(value);
  }
}

bool FileFieldsReader::Read(JsonObject object, FileAction action, FileFields* fields) {
  size_t expected = 0;
  for (auto item : object) {
    simdjson::ondemand::field field;
    if (std::move(item).get(field)) return false;
    const size_t name = FindName(field.escaped_key(), expected);
    if (name == kNames || (fields->seen & (1u << name)) != 0) return false;
    fields->seen |= 1u << name;
    if (!ReadField(name, field.value(), fields)) return false;
    expected = name + 1;
  }
  const bool is_add = action == FileAction::kAdd;
  const uint32_t required = is_add ? kRequiredOfAdd : kRequiredOfRemove;
  const uint32_t foreign = is_add ? kNotOfAdd : kNotOfRemove;
  if ((fields->seen & required) != required || (fields->seen & foreign) != 0) {
    return false;
  }
  // What an add must have may be null in a remove.
  return !is_add ||
         (fields->size_bytes && fields->modification_time_ms && fields->partition_values);
}

}  // namespace delta_utils::internal
