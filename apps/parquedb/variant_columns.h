// VARIANT columns in a Parquet file's schema: found by name, reached in its batches.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/parquet_io/variant_file.h"

namespace parquedb::cli {

using delta_utils::Result;
using delta_utils::Status;

struct VariantPlace {
  /// As Parquet writes it: "events.list.element.payload".
  std::string path;
  /// From the schema down to the column; below the first, children of types. A list's
  /// element is child 0; of a map's entries, child 0, the key is 0 and the value is 1.
  std::vector<int> steps;
  std::shared_ptr<arrow::Field> field;
  /// Of the Parquet schema, from the root down to the column.
  int levels = 2;
  /// Annotated, or else a plain struct of binary `metadata` and `value`.
  bool is_annotated = false;
  /// A row may have several, or none.
  bool is_repeated = false;
};

/// The column `name`; of an empty name the only VARIANT column or, if there is none, the
/// only plain struct that looks like one. NotFound, and InvalidArgument (several, or no
/// VARIANT), name the columns that there are.
Result<VariantPlace> FindVariantColumn(const arrow::Schema& schema,
                                       const std::string& name);

/// The same, but of an empty name all VARIANT columns, if there are any.
Result<std::vector<VariantPlace>> FindVariantColumns(const arrow::Schema& schema,
                                                     const std::string& name);

/// Corrupt: the place, taken as VARIANT without an annotation, has typed columns that no
/// VARIANT has. Of one that is annotated its reader sees to it.
Status CheckTypes(const delta_utils::VariantFileReader& file, const VariantPlace& place);

using ChangeArray =
    std::function<Result<std::shared_ptr<arrow::Array>>(std::shared_ptr<arrow::Array>)>;

/// What lies at the place `steps` below `array`: of lists and maps, the elements that
/// rows show, one after another; NULL wherever a struct around it is. `lists` are those
/// that lead there, outermost first.
Result<std::shared_ptr<arrow::Array>> ArrayAt(
    std::shared_ptr<arrow::Array> array, const std::vector<int>& steps,
    std::vector<std::shared_ptr<arrow::ListArray>>* lists = nullptr);

/// `array` with what is at the place changed, as many rows as it was.
Result<std::shared_ptr<arrow::Array>> WithArrayAt(
    const std::shared_ptr<arrow::Array>& array, const std::vector<int>& steps,
    const ChangeArray& change);

/// `field` with the field at the place changed.
std::shared_ptr<arrow::Field> WithFieldAt(const std::shared_ptr<arrow::Field>& field,
                                          const std::vector<int>& steps,
                                          const std::shared_ptr<arrow::Field>& changed);

}  // namespace parquedb::cli
