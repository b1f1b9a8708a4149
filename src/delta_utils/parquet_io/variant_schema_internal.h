// VARIANT groups in schemas: Arrow's, where marked fields stand for them, and Parquet's,
// where annotated groups do.
//
// Errors have no path. Pure functions.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "parquet/schema.h"

namespace parquet::arrow {
struct SchemaManifest;
}

namespace delta_utils {

using FieldPtr = std::shared_ptr<arrow::Field>;

inline constexpr int kUuidBytes = 16;

/// Whether the group is annotated VARIANT.
bool IsVariant(const parquet::schema::Node& node);

/// `field` with `change` made to every marked field at or below it.
Result<FieldPtr> ChangeVariantFields(
    const FieldPtr& field,
    const std::function<Result<FieldPtr>(const FieldPtr&)>& change);

/// Whether a VARIANT column is at or below the field.
bool HoldsVariant(const arrow::Field& field);

/// How a file keeps the column: as `field`, but its VARIANT columns of the types that
/// ToVariantStorageType gives, `metadata` plain binary.
Result<FieldPtr> ToFileField(const FieldPtr& field);

/// `field` without marks.
Result<FieldPtr> WithoutVariantMarks(const FieldPtr& field);

/// `root`, the Parquet form of `schema`, with its VARIANT groups annotated VARIANT(1) if
/// `annotate`, and their 16 byte columns UUID.
std::shared_ptr<parquet::schema::GroupNode> AnnotateVariants(
    const parquet::schema::GroupNode& root, const arrow::Schema& schema, bool annotate);

/// `root` with annotations of `like`, a schema of the same columns, on leaves that have
/// none of their own, or a coarser one, and are no part of a VARIANT.
std::shared_ptr<parquet::schema::GroupNode> AnnotateLike(
    const parquet::schema::GroupNode& root, const parquet::schema::GroupNode& like);

/// The leaves that are the `metadata` of an annotated group.
std::vector<int> VariantMetadataLeaves(const parquet::SchemaDescriptor& schema);

/// The columns as Arrow reads them, annotated groups marked.
std::vector<FieldPtr> MarkAnnotatedFields(const parquet::arrow::SchemaManifest& manifest);

/// `projected`, what a reader gives of `full`, with the marks of `full`.
FieldPtr CopyVariantMarks(const FieldPtr& projected, const arrow::Field& full);

}  // namespace delta_utils
