// RowEncoder: documents -> rows of a collection's table.
//
//   ARROW_ASSIGN_OR_RAISE(auto encoder, RowEncoder::Make(schema, RestMode::kVariant));
//   for (const Object& doc : batch) ARROW_RETURN_NOT_OK(encoder->Append(doc));
//   ARROW_ASSIGN_OR_RAISE(EncodedRows rows, encoder->Finish());
//
// A column gets the field's value if it can hold it, else NULL; `_rest` gets, whole,
// every field that the column alone would not give back (docs/formats/collection.md).
// Documents are valid (see document_check.h) and have an `_id`. Threads: one.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/delta_actions/schema.h"
#include "parquedb/column.h"

namespace parquedb {

/// What `_rest` is; table property "parquedb.rest".
enum class RestMode : uint8_t {
  kVariant,  // "variant"
  kJson,     // "json": a string of canonical Extended JSON, no table feature
  kNone,     // "none": a field that does not fit is an error
};

struct EncodedRows {
  /// The columns in the order of ColumnsOf; then `_rest`, but only if a row needs it.
  std::shared_ptr<arrow::RecordBatch> batch;
  bool has_rest = false;
  /// Names in `_rest` or in its $missing, of any row.
  std::set<std::string> rest_names;
};

class RowEncoder {
 public:
  virtual ~RowEncoder() = default;
  /// `schema`: the table's, with or without `_rest`.
  static Result<std::unique_ptr<RowEncoder>> Make(const delta_utils::StructType& schema,
                                                  RestMode rest);
  /// Kind InvalidArgument, with the field's path, if the field fits no column and rest is
  /// kNone.
  virtual Status Append(const Object& document) = 0;
  /// The rows appended since the last Finish.
  virtual Result<EncodedRows> Finish() = 0;
};

/// The schema field of `_rest`.
delta_utils::StructField RestField(RestMode rest);

}  // namespace parquedb
