// Reading Parquet data files, whoever wrote them, as the columns of a Delta schema.
//
//   ParquetReadOptions options{.columns = wanted, .mode = ColumnMappingMode::kName};
//   ARROW_ASSIGN_OR_RAISE(auto reader, ReadParquet(store, path, size_bytes, options));
//
// The result has exactly the wanted columns, with logical names and ToArrowSchema's
// types. A column (or struct child) that the file lacks is NULL; one that it has besides
// is ignored; children match by name, under mode kId by field id. Converted: INT96 and
// millisecond or nanosecond timestamps, every physical form of decimals, dictionaries and
// large types, narrower integers and floats, two-level lists. A variant column is read as
// a struct of binary `metadata` and `value`, a shredded one put together first. Errors:
// NotFound, Corrupt (not Parquet, or a type that does not fit), each with the file's URI.
// Requests: one for the footer (two if it is over 64 KiB), and when a row group is
// reached, all that its wanted columns need at once, joined as by AsyncBuffer. Memory:
// one row group's wanted columns. Threads: one a reader.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/parquet_io/parquet_pruning.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

struct ParquetReadOptions {
  StructType columns;
  ColumnMappingMode mode = ColumnMappingMode::kNone;
  int64_t batch_rows = 16 * 1024;
  /// Leaves out rows that cannot match: whole row groups are not read, blocks of pages
  /// are read with their row group, but do not come out.
  std::optional<ParquetPruning> pruning;
  /// Told what was selected, before the first batch. May be null.
  std::function<void(const ParquetSelection&)> on_selection;
};

/// `size_bytes`, if known, saves a request.
Result<std::shared_ptr<arrow::RecordBatchReader>> ReadParquet(
    ObjectStore& store, const ObjectPath& path, std::optional<int64_t> size_bytes,
    ParquetReadOptions options);

/// The physical names of the file's top-level columns, in order. Reads the footer alone.
Result<std::vector<std::string>> ReadParquetColumnNames(
    ObjectStore& store, const ObjectPath& path, std::optional<int64_t> size_bytes);

/// Whether a value of a string or integer column may be in the file, asked of the row
/// groups' bloom filters. Safe direction: true may be wrong, false never is; true if
/// there is no filter. `physical_name` is a top-level column.
class BloomProbe {
 public:
  virtual ~BloomProbe() = default;
  static Result<std::unique_ptr<BloomProbe>> Open(ObjectStore& store,
                                                  const ObjectPath& path,
                                                  std::optional<int64_t> size_bytes,
                                                  std::string_view physical_name);
  virtual bool MayContain(std::string_view text) const = 0;
  virtual bool MayContain(int64_t number) const = 0;
  virtual bool MayContain(int32_t number) const = 0;
};

}  // namespace delta_utils
