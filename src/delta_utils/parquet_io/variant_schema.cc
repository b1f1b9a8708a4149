#include <utility>

#include "arrow/type.h"
#include "arrow/util/key_value_metadata.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/parquet_io/variant_file.h"
#include "delta_utils/parquet_io/variant_schema_internal.h"
#include "parquet/arrow/schema.h"
#include "parquet/types.h"

namespace delta_utils {
namespace {

using parquet::LogicalType;
using parquet::schema::GroupNode;
using parquet::schema::NodePtr;
using parquet::schema::NodeVector;
using parquet::schema::PrimitiveNode;
using TypePtr = std::shared_ptr<arrow::DataType>;

NodePtr CopyGroup(const GroupNode& group, const NodeVector& children,
                  std::shared_ptr<const LogicalType> logical_type) {
  if (logical_type != nullptr && logical_type->is_none()) logical_type = nullptr;
  return GroupNode::Make(group.name(), group.repetition(), children, logical_type,
                         group.field_id());
}

/// A VARIANT's part: no other type of the specification has 16 bytes and no annotation.
NodePtr AnnotateUuids(const NodePtr& node) {
  if (node->is_group()) {
    const auto& group = static_cast<const GroupNode&>(*node);
    NodeVector children;
    for (int i = 0; i < group.field_count(); ++i) {
      children.push_back(AnnotateUuids(group.field(i)));
    }
    return CopyGroup(group, children, group.logical_type());
  }
  const auto& leaf = static_cast<const PrimitiveNode&>(*node);
  const bool is_uuid = leaf.physical_type() == parquet::Type::FIXED_LEN_BYTE_ARRAY &&
                       leaf.type_length() == kUuidBytes && leaf.logical_type()->is_none();
  if (!is_uuid) return node;
  return PrimitiveNode::Make(leaf.name(), leaf.repetition(), LogicalType::UUID(),
                             leaf.physical_type(), kUuidBytes, leaf.field_id());
}

NodePtr Annotate(const NodePtr& node, const arrow::Field& field, bool annotate);

NodeVector AnnotateAll(const GroupNode& group, const arrow::FieldVector& fields,
                       bool annotate) {
  NodeVector children;
  for (int i = 0; i < group.field_count(); ++i) {
    children.push_back(
        Annotate(group.field(i), *fields[static_cast<size_t>(i)], annotate));
  }
  return children;
}

NodePtr Annotate(const NodePtr& node, const arrow::Field& field, bool annotate) {
  if (!HoldsVariant(field)) return node;
  const auto& group = static_cast<const GroupNode&>(*node);
  if (IsVariantField(field)) {
    NodeVector children;
    for (int i = 0; i < group.field_count(); ++i) {
      children.push_back(AnnotateUuids(group.field(i)));
    }
    return CopyGroup(group, children, annotate ? LogicalType::Variant() : nullptr);
  }
  const arrow::DataType& type = *field.type();
  if (type.id() == arrow::Type::STRUCT) {
    return CopyGroup(group, AnnotateAll(group, type.fields(), annotate),
                     group.logical_type());
  }
  // A list or map: a repeated group with the element, or with key and value, is between.
  const auto& repeated = static_cast<const GroupNode&>(*group.field(0));
  const auto& parts =
      type.id() == arrow::Type::MAP ? type.field(0)->type()->fields() : type.fields();
  const NodePtr entries = CopyGroup(repeated, AnnotateAll(repeated, parts, annotate),
                                    repeated.logical_type());
  return CopyGroup(group, {entries}, group.logical_type());
}

/// Whether `like` says more of the same values.
bool SaysMore(const LogicalType& like, const LogicalType& own) {
  if (like.is_none() || !like.is_valid()) return false;
  if (own.is_time() && like.is_time()) {
    return static_cast<const parquet::TimeLogicalType&>(own).time_unit() ==
           static_cast<const parquet::TimeLogicalType&>(like).time_unit();
  }
  return own.is_none() || (own.is_string() && like.is_JSON());
}

NodePtr LeafLike(const NodePtr& node, const parquet::schema::Node& like) {
  const auto& own = static_cast<const PrimitiveNode&>(*node);
  const auto& other = static_cast<const PrimitiveNode&>(like);
  const bool has_length = own.physical_type() == parquet::Type::FIXED_LEN_BYTE_ARRAY;
  const bool same_values = own.physical_type() == other.physical_type() &&
                           (!has_length || own.type_length() == other.type_length());
  if (!same_values || !SaysMore(*other.logical_type(), *own.logical_type())) return node;
  return PrimitiveNode::Make(own.name(), own.repetition(), other.logical_type(),
                             own.physical_type(), own.type_length(), own.field_id());
}

NodePtr GroupLike(const GroupNode& group, const GroupNode& like) {
  const bool same_fields = group.field_count() == like.field_count();
  NodeVector children;
  for (int i = 0; i < group.field_count(); ++i) {
    NodePtr child = group.field(i);
    if (same_fields && !IsVariant(*child)) {
      const parquet::schema::Node& other = *like.field(i);
      if (child->is_primitive() && other.is_primitive()) {
        child = LeafLike(child, other);
      } else if (child->is_group() && other.is_group()) {
        child = GroupLike(static_cast<const GroupNode&>(*child),
                          static_cast<const GroupNode&>(other));
      }
    }
    children.push_back(std::move(child));
  }
  return CopyGroup(group, children, group.logical_type());
}

bool IsAnnotatedParent(const parquet::ColumnDescriptor& leaf) {
  const parquet::schema::Node* parent = leaf.schema_node()->parent();
  return parent != nullptr && IsVariant(*parent);
}

/// The columns of an annotated group lie right below it, `metadata` at the least.
bool IsAnnotated(const parquet::arrow::SchemaField& field,
                 const parquet::SchemaDescriptor& schema) {
  if (field.field->type()->id() != arrow::Type::STRUCT) return false;
  for (const auto& child : field.children) {
    if (child.is_leaf() && IsAnnotatedParent(*schema.Column(child.column_index))) {
      return true;
    }
  }
  return false;
}

FieldPtr WithoutMark(const FieldPtr& field) {
  if (!IsVariantField(*field)) return field;
  auto metadata = field->metadata()->Copy();
  // The key is there.
  static_cast<void>(metadata->Delete(std::string(kVariantFieldKey)));
  return field->WithMetadata(metadata->size() == 0 ? nullptr : std::move(metadata));
}

/// The Arrow schema that a file may hold is not asked which columns are VARIANT.
FieldPtr MarkAnnotated(const parquet::arrow::SchemaField& field,
                       const parquet::SchemaDescriptor& schema) {
  if (IsAnnotated(field, schema)) return MarkVariantField(*field.field);
  if (field.children.empty()) return WithoutMark(field.field);
  arrow::FieldVector children;
  for (const auto& child : field.children) {
    children.push_back(MarkAnnotated(child, schema));
  }
  return WithoutMark(field.field)->WithType(WithFields(field.field->type(), children));
}

}  // namespace

bool IsVariant(const parquet::schema::Node& node) {
  return node.logical_type() != nullptr && node.logical_type()->is_variant();
}

Result<FieldPtr> ChangeVariantFields(
    const FieldPtr& field,
    const std::function<Result<FieldPtr>(const FieldPtr&)>& change) {
  if (IsVariantField(*field)) return change(field);
  if (!HoldsVariant(*field)) return field;
  arrow::FieldVector children;
  for (const auto& child : field->type()->fields()) {
    ARROW_ASSIGN_OR_RAISE(auto changed, ChangeVariantFields(child, change));
    children.push_back(std::move(changed));
  }
  return field->WithType(WithFields(field->type(), children));
}

bool HoldsVariant(const arrow::Field& field) {
  if (IsVariantField(field)) return true;
  for (const auto& child : field.type()->fields()) {
    if (HoldsVariant(*child)) return true;
  }
  return false;
}

Result<FieldPtr> ToFileField(const FieldPtr& field) {
  return ChangeVariantFields(field, [](const FieldPtr& variant) -> Result<FieldPtr> {
    ShreddingType shredding;
    const arrow::DataType& type = *variant->type();
    if (type.id() != arrow::Type::STRUCT) {
      return InvalidArgument(variant->name(), "a VARIANT column of type " +
                                                  type.ToString() + ", not a struct");
    }
    const auto typed =
        static_cast<const arrow::StructType&>(type).GetFieldByName("typed_value");
    if (typed != nullptr) {
      ARROW_ASSIGN_OR_RAISE(shredding, ShreddingOf(*typed->type()));
    }
    ARROW_ASSIGN_OR_RAISE(auto storage, ToVariantStorageType(shredding));
    return variant->WithType(storage);
  });
}

Result<FieldPtr> WithoutVariantMarks(const FieldPtr& field) {
  return ChangeVariantFields(field, [](const FieldPtr& variant) -> Result<FieldPtr> {
    return WithoutMark(variant);
  });
}

std::shared_ptr<GroupNode> AnnotateVariants(const GroupNode& root,
                                            const arrow::Schema& schema, bool annotate) {
  const NodePtr annotated =
      CopyGroup(root, AnnotateAll(root, schema.fields(), annotate), root.logical_type());
  return std::static_pointer_cast<GroupNode>(annotated);
}

std::shared_ptr<GroupNode> AnnotateLike(const GroupNode& root, const GroupNode& like) {
  return std::static_pointer_cast<GroupNode>(GroupLike(root, like));
}

std::vector<int> VariantMetadataLeaves(const parquet::SchemaDescriptor& schema) {
  std::vector<int> leaves;
  for (int i = 0; i < schema.num_columns(); ++i) {
    const parquet::ColumnDescriptor& leaf = *schema.Column(i);
    if (leaf.name() == "metadata" && IsAnnotatedParent(leaf) &&
        leaf.physical_type() == parquet::Type::BYTE_ARRAY) {
      leaves.push_back(i);
    }
  }
  return leaves;
}

std::vector<FieldPtr> MarkAnnotatedFields(
    const parquet::arrow::SchemaManifest& manifest) {
  std::vector<FieldPtr> fields;
  for (const auto& field : manifest.schema_fields) {
    fields.push_back(MarkAnnotated(field, *manifest.descr));
  }
  return fields;
}

FieldPtr CopyVariantMarks(const FieldPtr& projected, const arrow::Field& full) {
  if (IsVariantField(full)) return MarkVariantField(*projected);
  const auto& type = projected->type();
  if (!HoldsVariant(full) || type->id() != full.type()->id()) return projected;
  arrow::FieldVector children;
  for (int i = 0; i < type->num_fields(); ++i) {
    const auto& child = type->field(i);
    FieldPtr original;
    if (type->id() == arrow::Type::STRUCT) {
      original = static_cast<const arrow::StructType&>(*full.type())
                     .GetFieldByName(child->name());
    } else if (i < full.type()->num_fields()) {
      original = full.type()->field(i);
    }
    children.push_back(original == nullptr ? child : CopyVariantMarks(child, *original));
  }
  return projected->WithType(WithFields(type, children));
}

}  // namespace delta_utils
