// The leaf columns of a VARIANT group in a file's schema, and those on the way of a path.
//
// Errors have no path. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/variant/path.h"
#include "parquet/schema.h"

namespace delta_utils {

/// A group of `value` and `typed_value`: the column itself, a field's or an element's.
struct VariantLevel {
  std::optional<int> value;                      // the leaf, if there is one
  const parquet::schema::Node* typed = nullptr;  // `typed_value`, if there is one
};

struct VariantLevels {
  int metadata = 0;  // the leaf
  /// What the first steps of the path lead to through typed columns: level k is behind k
  /// steps.
  std::vector<VariantLevel> levels;
  size_t steps_left = 0;  // behind the last level
};

/// The group at `column`, a dotted path, and where `path` leads in it. A group without
/// the annotation is taken, too, if it has a `metadata` and a `value` or `typed_value`.
/// NotFound: no such column; InvalidArgument: it is no VARIANT.
Result<VariantLevels> FindVariantLevels(const parquet::SchemaDescriptor& schema,
                                        std::string_view column, const Path& path);

/// What `names`, a path as filters follow it, lead to in the documents of a VARIANT
/// group: a typed leaf, through lists without a step. nullopt if there is none, or if an
/// object on the way may stand for another value (a name in it begins with $).
struct DocumentLevels {
  std::vector<VariantLevel> levels;  // from the column down, list elements among them
  int leaf = 0;
  bool is_list = false;
  bool ends_in_list = false;
};
std::optional<DocumentLevels> FindDocumentLevels(const parquet::SchemaDescriptor& schema,
                                                 std::string_view column,
                                                 const std::vector<std::string>& names);

/// The leaves at and below `node`, in order.
std::vector<int> LeavesBelow(const parquet::SchemaDescriptor& schema,
                             const parquet::schema::Node& node);

/// Corrupt: one of `leaves` is the `typed_value` of an annotated group, or of a group in
/// it, and fails CheckTypedColumns.
Status CheckAnnotatedColumns(const parquet::SchemaDescriptor& schema,
                             const std::vector<int>& leaves);

}  // namespace delta_utils
