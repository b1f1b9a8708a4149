// Delta schemas as Arrow schemas.
//
//   ARROW_ASSIGN_OR_RAISE(auto arrow_schema,
//                         ToArrowSchema(schema, ColumnNames::kLogical));
//
// long int64, integer int32, short int16, byte int8, float, double, boolean bool, string
// utf8, binary, date date32, timestamp timestamp[us, UTC], timestamp_ntz timestamp[us],
// decimal(p,s) decimal128, struct, array list<element>, map map<key, value>, variant a
// struct of non-null binary `metadata` and `value` (no extension type), void null.
#pragma once

#include <memory>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/schema.h"

namespace delta_utils {

/// kPhysical: names of data files, with each field's column mapping id, if it has one, as
/// the field metadata "PARQUET:field_id".
enum class ColumnNames { kLogical, kPhysical };

Result<std::shared_ptr<arrow::Schema>> ToArrowSchema(
    const StructType& schema, ColumnNames names,
    ColumnMappingMode mode = ColumnMappingMode::kNone);

Result<std::shared_ptr<arrow::DataType>> ToArrowType(
    const DataType& type, ColumnNames names,
    ColumnMappingMode mode = ColumnMappingMode::kNone);

/// The in-memory type of a variant column.
std::shared_ptr<arrow::DataType> VariantStorageType();

/// `type` with other fields, as many as it has; of a type that cannot be taken apart and
/// put together again, the type itself.
std::shared_ptr<arrow::DataType> WithFields(const std::shared_ptr<arrow::DataType>& type,
                                            const arrow::FieldVector& fields);

/// Gives `array` the type `type`, whose nested fields have the same shape and other names
/// (logical for physical, or back). An extension type stands for its storage, on either
/// side. Zero-copy; shapes that differ are Internal errors.
Result<std::shared_ptr<arrow::Array>> Relabel(
    const std::shared_ptr<arrow::Array>& array,
    const std::shared_ptr<arrow::DataType>& type);

}  // namespace delta_utils
