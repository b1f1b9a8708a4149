#include <string>
#include <utility>

#include "delta_utils/filter/field_path.h"
#include "delta_utils/parquet_io/variant_file.h"
#include "delta_utils/parquet_io/variant_leaves_internal.h"
#include "delta_utils/parquet_io/variant_schema_internal.h"
#include "parquet/metadata.h"
#include "parquet/types.h"

namespace delta_utils {
namespace {

using parquet::schema::GroupNode;
using parquet::schema::Node;

const Node* Child(const GroupNode& group, std::string_view name) {
  for (int i = 0; i < group.field_count(); ++i) {
    if (group.field(i)->name() == name) return group.field(i).get();
  }
  return nullptr;
}

/// The node at the dotted path; names may have dots, too.
const Node* Find(const GroupNode& group, std::string_view path) {
  for (int i = 0; i < group.field_count(); ++i) {
    const Node* child = group.field(i).get();
    if (child->name() == path) return child;
    const bool may_be_below = child->is_group() && path.starts_with(child->name()) &&
                              path.substr(child->name().size()).starts_with('.');
    if (!may_be_below) continue;
    const Node* found = Find(static_cast<const GroupNode&>(*child),
                             path.substr(child->name().size() + 1));
    if (found != nullptr) return found;
  }
  return nullptr;
}

bool IsList(const Node& node) {
  return node.is_group() && node.logical_type() != nullptr &&
         node.logical_type()->is_list();
}

/// The group of a list's element; nullptr if the list is not of three levels.
const GroupNode* ElementOf(const GroupNode& list) {
  if (list.field_count() != 1 || !list.field(0)->is_group()) return nullptr;
  const auto& repeated = static_cast<const GroupNode&>(*list.field(0));
  const bool is_element = repeated.is_repeated() && repeated.field_count() == 1 &&
                          repeated.field(0)->is_group();
  return is_element ? static_cast<const GroupNode*>(repeated.field(0).get()) : nullptr;
}

std::optional<int> LeafOf(const parquet::SchemaDescriptor& schema, const Node* node) {
  if (node == nullptr || !node->is_primitive()) return std::nullopt;
  return schema.ColumnIndex(*node);
}

VariantLevel LevelOf(const parquet::SchemaDescriptor& schema, const GroupNode& group) {
  return {LeafOf(schema, Child(group, "value")), Child(group, "typed_value")};
}

/// The group that the step leads to from typed values; nullptr if it is not shredded.
const GroupNode* Descend(const Node* typed, const PathStep& step) {
  if (typed == nullptr || !typed->is_group()) return nullptr;
  const auto& group = static_cast<const GroupNode&>(*typed);
  if (IsList(group)) return step.index ? ElementOf(group) : nullptr;
  const Node* field = step.name ? Child(group, *step.name) : nullptr;
  const bool is_group = field != nullptr && field->is_group();
  return is_group ? static_cast<const GroupNode*>(field) : nullptr;
}

}  // namespace

Result<VariantLevels> FindVariantLevels(const parquet::SchemaDescriptor& schema,
                                        std::string_view column, const Path& path) {
  const Node* node = Find(*schema.group_node(), column);
  const std::string quoted = "'" + std::string(column) + "'";
  if (node == nullptr) return NotFound("", "no column " + quoted);
  if (!node->is_group()) {
    return InvalidArgument("", "column " + quoted + " is no VARIANT");
  }
  const auto& group = static_cast<const GroupNode&>(*node);
  const auto metadata = LeafOf(schema, Child(group, "metadata"));
  VariantLevels found;
  found.levels.push_back(LevelOf(schema, group));
  const VariantLevel& root = found.levels.front();
  if (!metadata || (!root.value && root.typed == nullptr)) {
    return InvalidArgument("", "column " + quoted + " is no VARIANT");
  }
  found.metadata = *metadata;
  found.steps_left = path.steps().size();
  for (const PathStep& step : path.steps()) {
    const GroupNode* next = Descend(found.levels.back().typed, step);
    if (next == nullptr) break;
    found.levels.push_back(LevelOf(schema, *next));
    --found.steps_left;
  }
  return found;
}

namespace {

/// An object that may stand for another value, as {"$oid": ...} or {"$literal": ...} do.
bool HasWrapperNames(const Node* typed) {
  if (typed == nullptr || !typed->is_group()) return false;
  const auto& group = static_cast<const GroupNode&>(*typed);
  for (int i = 0; i < group.field_count(); ++i) {
    if (group.field(i)->name().starts_with('$')) return true;
  }
  return false;
}

const GroupNode* EnterList(const VariantLevel& level) {
  if (level.typed == nullptr || !IsList(*level.typed)) return nullptr;
  return ElementOf(static_cast<const GroupNode&>(*level.typed));
}

}  // namespace

std::optional<DocumentLevels> FindDocumentLevels(const parquet::SchemaDescriptor& schema,
                                                 std::string_view column,
                                                 const std::vector<std::string>& names) {
  const auto root = FindVariantLevels(schema, column, Path());
  if (!root.ok()) return std::nullopt;
  DocumentLevels found;
  found.levels = root->levels;
  for (size_t i = 0; i <= names.size(); ++i) {
    if (const GroupNode* element = EnterList(found.levels.back())) {
      found.levels.push_back(LevelOf(schema, *element));
      found.is_list = true;
      found.ends_in_list = i == names.size();
    }
    const Node* typed = found.levels.back().typed;
    if (typed == nullptr || IsList(*typed) || HasWrapperNames(typed)) return std::nullopt;
    if (i == names.size()) break;
    // An index leads to the element itself, too, not only to its field of that name.
    if (found.is_list && ArrayIndexOf(names[i])) return std::nullopt;
    const Node* field = typed->is_group()
                            ? Child(static_cast<const GroupNode&>(*typed), names[i])
                            : nullptr;
    if (field == nullptr || !field->is_group()) return std::nullopt;
    found.levels.push_back(LevelOf(schema, static_cast<const GroupNode&>(*field)));
  }
  const auto leaf = LeafOf(schema, found.levels.back().typed);
  if (!leaf) return std::nullopt;
  found.leaf = *leaf;
  return found;
}

namespace {

bool IsAnnotatedAbove(const Node& leaf) {
  const Node* at = leaf.parent();
  while (at != nullptr && !IsVariant(*at)) at = at->parent();
  return at != nullptr;
}

/// The types of which Arrow's say too little.
bool CanBeTyped(const parquet::ColumnDescriptor& leaf) {
  const auto& type = leaf.logical_type();
  const bool is_plain = type == nullptr || type->is_none();
  switch (leaf.physical_type()) {
    case parquet::Type::INT96:
      return false;
    case parquet::Type::BYTE_ARRAY:
      return is_plain || type->is_string() || type->is_decimal();
    case parquet::Type::FIXED_LEN_BYTE_ARRAY:
      return !(is_plain && leaf.type_length() == kUuidBytes);
    default:
      return is_plain || !type->is_time() ||
             !static_cast<const parquet::TimeLogicalType&>(*type).is_adjusted_to_utc();
  }
}

Status CheckTyped(const parquet::ColumnDescriptor& leaf) {
  if (leaf.name() != "typed_value" || CanBeTyped(leaf)) return Status::OK();
  std::string type = parquet::TypeToString(leaf.physical_type(), leaf.type_length());
  const bool is_plain = leaf.logical_type() == nullptr || leaf.logical_type()->is_none();
  if (!is_plain) type += " " + leaf.logical_type()->ToString();
  return Corrupt("column '" + leaf.path()->ToDotString() + "'",
                 "no Variant is shredded to " + type);
}

}  // namespace

Status CheckAnnotatedColumns(const parquet::SchemaDescriptor& schema,
                             const std::vector<int>& leaves) {
  for (const int i : leaves) {
    const parquet::ColumnDescriptor& leaf = *schema.Column(i);
    if (!IsAnnotatedAbove(*leaf.schema_node())) continue;
    ARROW_RETURN_NOT_OK(CheckTyped(leaf));
  }
  return Status::OK();
}

Status CheckTypedColumns(const parquet::FileMetaData& metadata,
                         const std::vector<int>& leaves) {
  for (const int i : leaves) {
    ARROW_RETURN_NOT_OK(CheckTyped(*metadata.schema()->Column(i)));
  }
  return Status::OK();
}

std::vector<int> LeavesBelow(const parquet::SchemaDescriptor& schema, const Node& node) {
  std::vector<int> leaves;
  for (int i = 0; i < schema.num_columns(); ++i) {
    const Node* at = schema.Column(i)->schema_node().get();
    while (at != nullptr && at != &node) at = at->parent();
    if (at == &node) leaves.push_back(i);
  }
  return leaves;
}

}  // namespace delta_utils
