#include "parquedb/collection_schema.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "delta_utils/delta_log/protocol.h"
#include "parquedb/names.h"

namespace parquedb {
namespace {

using delta_lake::Snapshot;
using delta_utils::ColumnMappingMode;
using delta_utils::DataType;
using delta_utils::Metadata;
using delta_utils::Protocol;
using delta_utils::StructField;
using delta_utils::StructType;
using delta_utils::Unsupported;

constexpr std::string_view kRestProperty = "parquedb.rest";
constexpr std::string_view kPromotionProperty = "parquedb.promotion";
constexpr std::string_view kChangeFeedProperty = "delta.enableChangeDataFeed";
constexpr std::string_view kMappingProperty = "delta.columnMapping.mode";
constexpr std::string_view kMaxIdProperty = "delta.columnMapping.maxColumnId";

template <typename Enum, size_t N>
using Words = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Words<RestMode, 3> kRestWords = {{{RestMode::kVariant, "variant"},
                                            {RestMode::kJson, "json"},
                                            {RestMode::kNone, "none"}}};
constexpr Words<Promotion, 3> kPromotionWords = {{{Promotion::kInferred, "inferred"},
                                                  {Promotion::kDeclared, "declared"},
                                                  {Promotion::kNone, "none"}}};

template <typename Enum, size_t N>
std::string WordOf(const Words<Enum, N>& words, Enum value) {
  for (const auto& [entry, word] : words) {
    if (entry == value) return std::string(word);
  }
  DU_UNREACHABLE("every entry has a word");
}

template <typename Enum, size_t N>
Result<Enum> ValueOf(const Words<Enum, N>& words, std::string_view property,
                     const std::string& text, const std::string& uri) {
  for (const auto& [entry, word] : words) {
    if (word == text) return entry;
  }
  return Unsupported(uri, "table property '" + std::string(property) + "' is '" + text +
                              "', which this version does not know");
}

const std::string* Property(const Metadata& metadata, std::string_view key) {
  auto found = metadata.configuration.find(std::string(key));
  return found == metadata.configuration.end() ? nullptr : &found->second;
}

bool HasNotNull(const DataType& type);

bool HasNotNull(const StructType& type) {
  return std::any_of(
      type.fields.begin(), type.fields.end(),
      [](const StructField& field) { return !field.nullable || HasNotNull(field.type); });
}

bool HasNotNull(const DataType& type) {
  if (const auto* object = std::get_if<StructType>(&type.type))
    return HasNotNull(*object);
  if (const auto* array = std::get_if<delta_utils::ArrayType>(&type.type)) {
    return !array->contains_null || HasNotNull(*array->element);
  }
  return false;  // maps are never written to
}

Status CheckInsertable(const Snapshot& snapshot, bool is_collection) {
  const std::string uri = snapshot.table().Uri();
  ARROW_RETURN_NOT_OK(
      delta_utils::CheckWritable(snapshot.state(), snapshot.schema(), uri));
  if (!snapshot.metadata().partition_columns.empty()) {
    return Unsupported(uri, "documents cannot be inserted into a partitioned table");
  }
  for (const StructField& field : snapshot.schema().fields) {
    const bool is_rest = is_collection && field.name == kRestField;
    if (is_rest || (field.nullable && !HasNotNull(field.type))) continue;
    return Unsupported(uri, "documents cannot be inserted: column '" + field.name +
                                "' or a part of it is NOT NULL");
  }
  ARROW_RETURN_NOT_OK(OverlayOf(snapshot).status());
  if (!is_collection && snapshot.schema().Find(kRestField) != nullptr) {
    return Unsupported(uri, "the table has a column '_rest' of its own");
  }
  return Status::OK();
}

/// VARIANT, or what an engine without VARIANT makes of it: its two parts.
bool IsVariantLike(const DataType& type) {
  if (type.IsPrimitive("variant")) return true;
  const auto* parts = std::get_if<StructType>(&type.type);
  return parts != nullptr && parts->fields.size() == 2 &&
         parts->fields[0].name == "metadata" && parts->fields[1].name == "value" &&
         parts->fields[0].type.IsPrimitive("binary") &&
         parts->fields[1].type.IsPrimitive("binary");
}

bool NeedsMapping(const Column& column) {
  return NeedsColumnMapping(column.name) ||
         std::any_of(column.children.begin(), column.children.end(), NeedsMapping);
}

}  // namespace

Result<std::optional<CollectionProperties>> CollectionPropertiesOf(
    const Metadata& metadata, const std::string& uri) {
  const std::string* rest = Property(metadata, kRestProperty);
  if (rest == nullptr) return std::nullopt;
  CollectionProperties properties;
  ARROW_ASSIGN_OR_RAISE(properties.rest, ValueOf(kRestWords, kRestProperty, *rest, uri));
  if (const std::string* promotion = Property(metadata, kPromotionProperty)) {
    ARROW_ASSIGN_OR_RAISE(properties.promotion,
                          ValueOf(kPromotionWords, kPromotionProperty, *promotion, uri));
  }
  return properties;
}

Result<std::optional<RestMode>> OverlayOf(const Snapshot& snapshot) {
  const std::string uri = snapshot.table().Uri();
  ARROW_ASSIGN_OR_RAISE(auto properties,
                        CollectionPropertiesOf(snapshot.metadata(), uri));
  const StructField* rest = snapshot.schema().Find(kRestField);
  if (!properties || rest == nullptr) return std::nullopt;
  const bool fits =
      (properties->rest == RestMode::kVariant && IsVariantLike(rest->type)) ||
      (properties->rest == RestMode::kJson && rest->type.IsPrimitive("string"));
  if (!fits) {
    return Unsupported(uri, "the type of column '_rest' is not what table property '" +
                                std::string(kRestProperty) + "' = '" +
                                WordOf(kRestWords, properties->rest) + "' stands for");
  }
  return properties->rest;
}

Result<CollectionSchema> CollectionSchema::Open(std::shared_ptr<const Snapshot> snapshot,
                                                const CollectionOptions& options,
                                                delta_utils::Runtime runtime) {
  CollectionSchema result;
  result.snapshot_ = snapshot;
  result.runtime_ = runtime;
  result.properties_ = {options.rest, options.promotion};
  result.change_data_feed_ = options.change_data_feed;
  if (snapshot == nullptr) {
    result.changed_ = true;
    if (options.promotion == Promotion::kDeclared) result.schema_ = options.declared;
    ARROW_RETURN_NOT_OK(result.Refresh());
    auto needs =
        std::any_of(result.columns_.begin(), result.columns_.end(), NeedsMapping);
    if (needs) ARROW_RETURN_NOT_OK(result.TurnOnColumnMapping());
    return result;
  }
  const std::string uri = snapshot->table().Uri();
  ARROW_ASSIGN_OR_RAISE(auto properties,
                        CollectionPropertiesOf(snapshot->metadata(), uri));
  ARROW_RETURN_NOT_OK(CheckInsertable(*snapshot, properties.has_value()));
  if (properties) result.properties_ = *properties;
  result.changed_ = !properties.has_value();
  result.schema_ = snapshot->schema();
  result.mode_ = snapshot->mapping_mode();
  if (const std::string* max_id = Property(snapshot->metadata(), kMaxIdProperty)) {
    auto [end, error] = std::from_chars(max_id->data(), max_id->data() + max_id->size(),
                                        result.max_column_id_);
    if (error != std::errc() || end != max_id->data() + max_id->size()) {
      return delta_utils::Corrupt(uri, "'delta.columnMapping.maxColumnId' is no number");
    }
  }
  ARROW_RETURN_NOT_OK(result.Refresh());
  return result;
}

Status CollectionSchema::Refresh() {
  ARROW_ASSIGN_OR_RAISE(columns_, ColumnsOf(schema_));
  return Status::OK();
}

void CollectionSchema::AssignMapping() {
  max_column_id_ = delta_utils::AssignColumnMapping(
      &schema_, max_column_id_, [this](const StructField&) {
        return "col-" + delta_utils::ToString(delta_utils::NewUuid(*runtime_.random));
      });
}

Status CollectionSchema::TurnOnColumnMapping() {
  mode_ = ColumnMappingMode::kName;
  // Files that exist have the names they have; a new table is free to choose.
  if (snapshot_ != nullptr || has_files_) {
    max_column_id_ = delta_utils::AssignColumnMapping(
        &schema_, max_column_id_, [](const StructField& field) { return field.name; });
  }
  AssignMapping();
  return Status::OK();
}

Status CollectionSchema::Grow(const std::vector<Column>& found) {
  if (found.empty()) return Status::OK();
  changed_ = true;
  bool needs_mapping = mode_ == ColumnMappingMode::kNone &&
                       std::any_of(found.begin(), found.end(), NeedsMapping);
  if (needs_mapping) ARROW_RETURN_NOT_OK(TurnOnColumnMapping());
  for (const Column& column : found) {
    if (StructField* field = schema_.Find(column.name)) {
      AddMissingChildren(column, field);
    } else if (column.name == kIdField) {
      // Delta has no order to keep among columns; people look for `_id` in front.
      schema_.fields.insert(schema_.fields.begin(), FieldOf(column));
    } else {
      schema_.fields.push_back(FieldOf(column));
    }
  }
  if (mode_ != ColumnMappingMode::kNone) AssignMapping();
  return Refresh();
}

Status CollectionSchema::AddRest() {
  if (schema_.Find(kRestField) != nullptr) return Status::OK();
  changed_ = true;
  schema_.fields.push_back(RestField(properties_.rest));
  if (mode_ != ColumnMappingMode::kNone) AssignMapping();
  return Status::OK();
}

StructType CollectionSchema::FileSchema(bool with_rest) const {
  StructType file;
  for (const Column& column : columns_) file.fields.push_back(*schema_.Find(column.name));
  if (with_rest) file.fields.push_back(*schema_.Find(kRestField));
  return file;
}

Result<std::vector<delta_utils::Action>> CollectionSchema::PendingActions() {
  std::vector<delta_utils::Action> actions;
  if (!changed_) return actions;
  Metadata metadata;
  Protocol protocol;
  if (snapshot_ != nullptr) {
    metadata = snapshot_->metadata();
    protocol = snapshot_->protocol();
  } else {
    metadata.id = delta_utils::ToString(delta_utils::NewUuid(*runtime_.random));
    metadata.created_time_ms = runtime_.clock->NowMillis();
    if (change_data_feed_)
      metadata.configuration[std::string(kChangeFeedProperty)] = "true";
  }
  auto& configuration = metadata.configuration;
  configuration[std::string(kRestProperty)] = WordOf(kRestWords, properties_.rest);
  configuration[std::string(kPromotionProperty)] =
      WordOf(kPromotionWords, properties_.promotion);
  metadata.schema_string = delta_utils::SerializeSchema(schema_);

  std::vector<std::string> features;
  if (snapshot_ == nullptr && change_data_feed_) features.push_back("changeDataFeed");
  if (mode_ == ColumnMappingMode::kName) {
    configuration[std::string(kMappingProperty)] = "name";
    configuration[std::string(kMaxIdProperty)] = std::to_string(max_column_id_);
    features.push_back("columnMapping");
  }
  const StructField* rest = schema_.Find(kRestField);
  if (rest != nullptr && rest->type.IsPrimitive("variant"))
    features.push_back("variantType");
  ARROW_ASSIGN_OR_RAISE(Protocol needed, delta_utils::WithFeatures(protocol, features));
  if (snapshot_ == nullptr || needed != protocol) actions.push_back(std::move(needed));
  actions.push_back(std::move(metadata));
  return actions;
}

}  // namespace parquedb
