// TypedColumns: the columns of a table as a filter's translation has to know them, and
// how they read as documents.
//
//   TypedColumns columns;
//   columns.columns.push_back({.name = "year", .type = ColumnType::kInt32});
//   columns.columns.push_back({.name = "tags", .type = ColumnType::kList,
//                              .children = {{.type = ColumnType::kString}}});
//
// A row reads as the document of its columns: integers of up to 32 bits as int, of 64 as
// long; float and double as double; a decimal as decimal128, beyond 34 digits as text; a
// date as that day's beginning in UTC; a timestamp on a whole millisecond as a date, else
// as text; binary with subtype 0; struct as object, list as array; NULL as null, or as
// nothing where `null_is_missing` says so; a NULL element always as null.
//
// Of Delta and Arrow schemas: columnar/typed_columns_of.h. Threads: values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace delta_utils {

enum class ColumnType : uint8_t {
  kOther,  // it may read as anything: nothing is assumed
  kBoolean,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kFloat,
  kDouble,
  kDecimal,
  kString,  // compared by bytes
  kBinary,
  kDate,
  kTimestamp,     // microseconds, an instant
  kTimestampNtz,  // microseconds, without a time zone
  kStruct,
  kList,
};

struct TypedColumn {
  /// Of an element: of no account.
  std::string name;
  ColumnType type = ColumnType::kOther;
  bool null_is_missing = false;
  /// kDecimal.
  int precision = 0;
  int scale = 0;
  /// kStruct: its fields, in the order of documents; kList: the element.
  std::vector<TypedColumn> children;
};

struct TypedColumns {
  std::vector<TypedColumn> columns;
  /// Documents have no other fields.
  bool is_complete = true;
};

}  // namespace delta_utils
