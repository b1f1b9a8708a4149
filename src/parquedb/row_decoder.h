// RowDecoder: rows of any Delta table -> documents.
//
//   RowDecoder decoder(columns, RestMode::kVariant);
//   ARROW_RETURN_NOT_OK(decoder.Bind(*batch, file));
//   for (int64_t i = 0; i < batch->num_rows(); ++i) {
//     ARROW_ASSIGN_OR_RAISE(Object doc, decoder.Decode(i));
//   }
//
// Fields come in column order (`_id` first if it is the first column), then those of
// `_rest` in the order they were given. `_rest` wins over a column while the column still
// holds what would have been put there; where another engine changed the column, the
// column wins. Threads: one.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/columnar/document_value.h"
#include "parquedb/column.h"
#include "parquedb/row_encoder.h"

namespace parquedb {

using delta_utils::DecodeValue;

/// What is known of the file that a batch comes from.
struct FileFacts {
  /// Written by this library and never rewritten: `_rest` is right about every field.
  bool is_ours = false;
  /// Columns that the file does not have at all: there too `_rest` is right.
  std::set<std::string> absent_columns;
};

class RowDecoder {
 public:
  /// `columns`: of the table's schema, in order; those that a batch lacks are left out.
  /// `rest`: nullopt if there is no `_rest` to lay over them (a column of that name is
  /// one like any other).
  RowDecoder(std::vector<Column> columns, std::optional<RestMode> rest);

  /// `batch` lives until the next Bind.
  Status Bind(const arrow::RecordBatch& batch, const FileFacts& file);
  Result<Object> Decode(int64_t row) const;

  const std::vector<Column>& columns() const { return columns_; }
  /// Whether the bound batch has a `_rest` in this row.
  bool HasRest(int64_t row) const;

 private:
  struct Bound {
    const Column* column;
    const arrow::Array* array;
    bool rest_is_right;
  };

  Result<std::optional<Object>> DecodeRest(int64_t row) const;
  Status Overlay(Object rest, int64_t row, Object* document) const;

  std::vector<Column> columns_;
  std::optional<RestMode> rest_;
  std::vector<Bound> bound_;
  const arrow::Array* rest_array_ = nullptr;
};

}  // namespace parquedb
