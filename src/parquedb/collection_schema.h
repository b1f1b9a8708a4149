// CollectionSchema: what a collection's table looks like while documents are written to
// it.
//
//   ARROW_ASSIGN_OR_RAISE(auto schema, CollectionSchema::Open(snapshot, options,
//   runtime)); schema.Grow(InferColumns(batch, schema.columns(),
//   schema.inference_mode())); for (Action& action : schema.PendingActions()) ...     //
//   protocol, metaData; or none
//
// Starts from a snapshot, or from nothing, and grows: columns, children, `_rest`, column
// mapping by name once a name needs it, table features. What has grown is committed with
// the data. Threads: one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "delta_lake/snapshot.h"
#include "delta_utils/base/runtime.h"
#include "parquedb/inference.h"
#include "parquedb/row_encoder.h"

namespace parquedb {

/// How fields become columns; table property "parquedb.promotion".
enum class Promotion : uint8_t {
  kInferred,  // "inferred": from the documents
  kDeclared,  // "declared": only what the schema declares
  kNone,      // "none": all but `_id` is in `_rest`
};

/// How a collection is made by the insert that finds none; an existing one keeps its own.
struct CollectionOptions {
  RestMode rest = RestMode::kVariant;
  Promotion promotion = Promotion::kInferred;
  /// The columns of Promotion::kDeclared; `_id` is put in front if it is not among them.
  delta_utils::StructType declared;
  bool change_data_feed = true;
};

/// The table properties that say "this is a collection, and so it is kept".
struct CollectionProperties {
  RestMode rest = RestMode::kVariant;
  Promotion promotion = Promotion::kInferred;
};
/// nullopt: a Delta table that is not (yet) a collection. Kind Unsupported for words of a
/// later version.
Result<std::optional<CollectionProperties>> CollectionPropertiesOf(
    const delta_utils::Metadata& metadata, const std::string& uri);

/// How the table's `_rest` is laid over its columns; nullopt if it is not: no collection,
/// or no document needed it yet. Kind Unsupported if another engine gave the column a
/// type that is not what "parquedb.rest" says.
Result<std::optional<RestMode>> OverlayOf(const delta_lake::Snapshot& snapshot);

class CollectionSchema {
 public:
  /// `snapshot` may be null: the collection does not exist. Kind Unsupported for a table
  /// that this library cannot write documents to (partitions, NOT NULL columns, table
  /// features).
  static Result<CollectionSchema> Open(
      std::shared_ptr<const delta_lake::Snapshot> snapshot,
      const CollectionOptions& options, delta_utils::Runtime runtime);

  /// Adds columns and children.
  Status Grow(const std::vector<Column>& found);
  /// Adds `_rest` if it is not there.
  Status AddRest();

  const delta_utils::StructType& schema() const { return schema_; }
  const std::vector<Column>& columns() const { return columns_; }
  delta_utils::ColumnMappingMode mapping_mode() const { return mode_; }
  const CollectionProperties& properties() const { return properties_; }
  InferenceMode inference_mode() const {
    return snapshot_ == nullptr && !has_files_ ? InferenceMode::kCreate
                                               : InferenceMode::kEvolve;
  }
  /// From now on there are files without the columns to come.
  void SetHasFiles() { has_files_ = true; }

  /// The columns of a data file, `_rest` last if it has one.
  delta_utils::StructType FileSchema(bool with_rest) const;

  /// The protocol and metaData actions that make the table what this schema needs; none
  /// if it already is.
  Result<std::vector<delta_utils::Action>> PendingActions();

 private:
  Status TurnOnColumnMapping();
  void AssignMapping();
  Status Refresh();

  std::shared_ptr<const delta_lake::Snapshot> snapshot_;
  delta_utils::Runtime runtime_{};
  CollectionProperties properties_;
  bool change_data_feed_ = true;
  bool has_files_ = false;
  bool changed_ = false;
  delta_utils::StructType schema_;
  std::vector<Column> columns_;
  delta_utils::ColumnMappingMode mode_ = delta_utils::ColumnMappingMode::kNone;
  int64_t max_column_id_ = 0;
};

}  // namespace parquedb
