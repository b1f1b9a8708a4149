// The value of one path, row by row, out of a column of any shredding.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/columnar/growing_bytes_internal.h"
#include "delta_utils/columnar/row_metadata_internal.h"
#include "delta_utils/columnar/shredded_path_internal.h"
#include "delta_utils/columnar/typed_leaf_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/variant/path.h"

namespace delta_utils {

/// Neither copied nor moved: parts point at one another.
class PathReader {
 public:
  /// `as_variant`: whole objects and arrays are wanted, too, and so are put together from
  /// the typed columns.
  static Result<std::unique_ptr<PathReader>> Make(const VariantColumn& column,
                                                  const Path& path, bool as_variant);
  PathReader(const PathReader&) = delete;
  PathReader& operator=(const PathReader&) = delete;

  /// Of a row that is not NULL, until the next call. False: missing, or status() tells
  /// of malformed metadata.
  bool Read(int64_t row, VariantView* found);
  const Status& status() const { return status_; }

 private:
  PathReader(const VariantColumn& column, const Path& path, ShreddedPath shredded);
  Status Unshred();
  std::vector<BoundPath> Bind(const MetadataIndex& names) const;
  bool ReadTyped(ShreddedPath::Location at, int64_t row, VariantView* found);
  /// What the rest of the path behind `level` leads to in a value of the row.
  bool ReadRest(size_t level, int64_t row, std::string_view value, VariantView* found);

  const VariantColumn column_;
  const ShreddedPath shredded_;
  std::vector<Path> rests_;  // what is left of the path behind each level
  RowMetadata<std::vector<BoundPath>> metadata_;
  Status status_;
  // Of the last level's typed values: scalars, or what they were put together to.
  std::optional<TypedLeaf> leaves_;
  GrowingBytes leaf_;
  BinaryCells whole_;
};

}  // namespace delta_utils
