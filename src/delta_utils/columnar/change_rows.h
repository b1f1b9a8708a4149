// Rows of Delta's change feed as Arrow batches.
//
//   ARROW_ASSIGN_OR_RAISE(auto batch, ToChangeRows(rows));
//   ARROW_ASSIGN_OR_RAISE(std::vector<DeltaChangeRecord> same, FromChangeRows(*batch));
//
// Columns: `_change_type` text, `_commit_version` int64 and `_commit_timestamp`
// timestamp[us, UTC], as every engine's feed has them; then `_document`, the whole
// document as a Variant, NULL if it is not known, and `_envelope`, what
// ChangeEnvelopeToJson says of the record, NULL if there is none. No document is lost in
// the Variant. Batches of other tables have columns of their own instead: they are read
// by the Columns of the table.
//
// Errors: Corrupt, with the column's name (missing, of another type, NULL, or text that
// says nothing); InvalidArgument for a document that no Variant can hold. Threads: pure
// functions. Source: PROTOCOL.md, "Change Data Files".
#pragma once

#include <memory>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/cdc/delta_change.h"
#include "delta_utils/columnar/document_column.h"

namespace delta_utils {

inline constexpr std::string_view kDocumentColumn = "_document";
inline constexpr std::string_view kEnvelopeColumn = "_envelope";

std::shared_ptr<arrow::Schema> ChangeRowsSchema();

Result<std::shared_ptr<arrow::RecordBatch>> ToChangeRows(
    const std::vector<DeltaChangeRecord>& rows);

/// Of a batch with `_document`; `_envelope` may be absent.
Result<std::vector<DeltaChangeRecord>> FromChangeRows(const arrow::RecordBatch& batch);

/// Of a batch of a table's feed: its `columns` are the fields of the document.
Result<std::vector<DeltaChangeRecord>> FromChangeRows(const arrow::RecordBatch& batch,
                                                      const std::vector<Column>& columns);

/// The change type of each row of a batch with `_change_type`.
Result<std::vector<DeltaChangeType>> ChangeTypesOf(const arrow::RecordBatch& batch);

}  // namespace delta_utils
