#include <algorithm>
#include <string>
#include <utility>

#include "arrow/type.h"
#include "delta_utils/parquet_io/conform_internal.h"
#include "delta_utils/parquet_io/leaf_bounds_internal.h"
#include "delta_utils/parquet_io/variant_leaves_internal.h"
#include "delta_utils/parquet_io/zone_source_internal.h"
#include "parquet/arrow/schema.h"
#include "parquet/metadata.h"
#include "parquet/schema.h"
#include "parquet/statistics.h"

namespace delta_utils {
namespace {

using parquet::LogicalType;
using parquet::arrow::SchemaField;
using Shape = ZoneColumn::Shape;

constexpr int kMaxDecimalDigits = 34;

/// What values of a VARIANT's typed leaf read as; nullopt: not clear.
std::optional<ColumnKind> KindOfInt32(const LogicalType& type) {
  if (type.is_date()) return ColumnKind::kDay;
  if (type.is_none() || type.is_int()) return ColumnKind::kInt;
  return std::nullopt;
}

std::optional<ColumnKind> KindOfInt64(const LogicalType& type) {
  if (type.is_none() || type.is_int()) return ColumnKind::kLong;
  if (!type.is_timestamp()) return std::nullopt;
  const auto& timestamp = static_cast<const parquet::TimestampLogicalType&>(type);
  // Others read as text.
  const bool is_instant = timestamp.is_adjusted_to_utc() &&
                          timestamp.time_unit() == LogicalType::TimeUnit::MICROS;
  return is_instant ? std::optional(ColumnKind::kDate) : std::nullopt;
}

std::optional<Column> ColumnOfTyped(const parquet::ColumnDescriptor& leaf) {
  const LogicalType& type = *leaf.logical_type();
  Column column;
  std::optional<ColumnKind> kind;
  if (type.is_decimal()) {
    const auto& decimal = static_cast<const parquet::DecimalLogicalType&>(type);
    if (decimal.precision() > kMaxDecimalDigits) return std::nullopt;
    column.precision = decimal.precision();
    column.scale = decimal.scale();
    kind = ColumnKind::kDecimal;
  } else if (leaf.physical_type() == parquet::Type::INT32) {
    kind = KindOfInt32(type);
  } else if (leaf.physical_type() == parquet::Type::INT64) {
    kind = KindOfInt64(type);
  } else if (leaf.physical_type() == parquet::Type::BYTE_ARRAY) {
    if (type.is_string()) kind = ColumnKind::kString;
    if (type.is_none()) kind = ColumnKind::kBinary;
  } else if (type.is_none()) {
    if (leaf.physical_type() == parquet::Type::BOOLEAN) kind = ColumnKind::kBool;
    if (leaf.physical_type() == parquet::Type::FLOAT) kind = ColumnKind::kFloat;
    if (leaf.physical_type() == parquet::Type::DOUBLE) kind = ColumnKind::kDouble;
  }
  if (!kind) return std::nullopt;
  column.kind = *kind;
  return column;
}

const SchemaField* FindField(const std::vector<SchemaField>& fields,
                             const StructField& wanted, ColumnMappingMode mode) {
  const auto found = std::ranges::find_if(
      fields, [&](const auto& field) { return IsSameField(*field.field, wanted, mode); });
  return found == fields.end() ? nullptr : &*found;
}

bool IsList(const SchemaField& field) {
  const auto id = field.field->type()->id();
  return (id == arrow::Type::LIST || id == arrow::Type::LARGE_LIST) &&
         field.children.size() == 1;
}

/// In a VARIANT at `name`, the dotted path of its group.
void ResolveVariant(const parquet::SchemaDescriptor& schema, const std::string& name,
                    ZoneSource* source) {
  if (source->column.is_list()) return;
  const auto& inside = source->column.inside;
  const bool has_wrapper_names = std::ranges::any_of(
      inside, [](const std::string& step) { return step.starts_with('$'); });
  if (has_wrapper_names) return;
  const auto found = FindDocumentLevels(schema, name, inside);
  if (!found) return;
  auto column = ColumnOfTyped(*schema.Column(found->leaf));
  if (!column) return;
  for (const VariantLevel& level : found->levels) {
    if (level.value) source->residuals.push_back(*level.value);
  }
  source->own_residual = found->levels.back().value;
  source->leaf = found->leaf;
  source->column.column = *std::move(column);
  ZoneColumn leaf = source->column;
  leaf.shape = Shape::kLeaf;
  leaf.null_means =
      inside.empty() || found->is_list ? NullMeaning::kEither : NullMeaning::kMissing;
  source->map = ZoneOfSchema(leaf);
  source->map.is_list = found->is_list;
  if (found->ends_in_list) source->map.others.Add(ValueType::kArray);
}

}  // namespace

ZoneSource ResolveZone(const parquet::arrow::SchemaManifest& manifest,
                       const ZoneColumn& column, ColumnMappingMode mode) {
  ZoneSource source;
  source.column = column;
  source.map = ZoneOfSchema(column);
  source.unknown = source.map;
  if (column.shape == Shape::kAbsent) {
    source.is_lacking = true;
    return source;
  }
  const std::vector<SchemaField>* fields = &manifest.schema_fields;
  const SchemaField* at = nullptr;
  std::string name;
  int lists = 0;
  for (const auto& step : column.steps) {
    at = FindField(*fields, *step.field, mode);
    if (at == nullptr) {
      source.is_lacking = true;
      return source;
    }
    name += (name.empty() ? "" : ".") + at->field->name();
    if (step.is_list) {
      if (!IsList(*at)) return source;
      at = &at->children.front();
      ++lists;
    }
    fields = &at->children;
  }
  if (column.shape == Shape::kVariant) {
    ResolveVariant(*manifest.descr, name, &source);
    return source;
  }
  const bool is_leaf =
      column.shape == Shape::kLeaf && at->is_leaf() &&
      manifest.descr->Column(at->column_index)->max_repetition_level() == lists;
  if (is_leaf) source.leaf = at->column_index;
  return source;
}

Residuals ResidualsOf(const ZoneSource& source, const parquet::RowGroupMetaData& group) {
  Residuals residuals = Residuals::kNone;
  for (const int leaf : source.residuals) {
    const auto chunk = group.ColumnChunk(leaf);
    if (IsAllNull(*chunk)) continue;
    if (leaf != source.own_residual) return Residuals::kUnknown;
    const auto statistics = chunk->is_stats_set() ? chunk->statistics() : nullptr;
    // An explicit null is a Variant of the one byte 0.
    const std::string null_value(1, '\0');
    const bool is_nulls = statistics != nullptr && statistics->HasMinMax() &&
                          statistics->EncodeMin() == null_value &&
                          statistics->EncodeMax() == null_value;
    if (!is_nulls) return Residuals::kUnknown;
    residuals = Residuals::kNulls;
  }
  return residuals;
}

}  // namespace delta_utils
