// Column: how one field of a table's schema stands for a field of documents.
//
//   ARROW_ASSIGN_OR_RAISE(Column column, DocumentColumnOf(schema.fields[0]));
//   ARROW_ASSIGN_OR_RAISE(Value value, DecodeValue(column, *array, row));
//
// The Delta type alone does not say what a value reads back as; field metadata does:
//   parquedb.bson            the kind below ("whole", "objectId", ...); `.element` for
//                            the elements of an array (`.element.element` when nested)
//   parquedb.null            what NULL stands for: "missing" or "null"; never changes
//   parquedb.subtype         of binary columns, a number (`.element` as above)
// A field without this metadata, as every other engine writes them, has the kind of its
// Delta type, and NULL is an explicit null. The format is described in
// docs/formats/collection.md.
//
// Threads: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/schema.h"

namespace delta_utils {

enum class ColumnKind : uint8_t {
  // Kinds that documents are written to.
  kInt,       // integer: int32
  kLong,      // long: int64
  kWhole,     // long: int32 where it fits, else int64
  kDouble,    // double
  kNumber,    // double: integral within 2^53 as int32 or int64, else double
  kDecimal,   // decimal(p,s): decimal128 with s fraction digits
  kDate,      // timestamp: date; an instant between milliseconds: ISO text
  kString,    // string
  kBool,      // boolean
  kObjectId,  // string of 24 hexadecimal digits
  kUuid,      // string
  kBinary,    // binary of `subtype`
  kObject,    // struct
  kArray,     // array
  // Kinds that are only read: no value is ever put there.
  kSmallInt,      // byte, short: int32
  kFloat,         // float: double
  kDay,           // date: the date at UTC midnight
  kTimestampNtz,  // timestamp_ntz: date, or ISO text between milliseconds
  kBigDecimal,    // decimal of more than 34 digits: text
  kMap,           // map: an object if keys are strings, else an array of {key, value}
  kVariant,       // variant: its value
  kVoid,          // void: always NULL
};

struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::kString;
  bool null_is_missing = true;
  uint8_t subtype = 0;  // kBinary
  int scale = 0;        // kDecimal
  int precision = 0;    // kDecimal
  std::vector<Column>
      children;  // kObject: fields; kArray: the element; kMap: key and value

  const Column* FindChild(std::string_view child) const;
  const Column& element() const { return children.front(); }
};

/// "int", "whole", "objectId", ...: the text of parquedb.bson; empty for read-only kinds.
std::string_view KindName(ColumnKind kind);

/// The column of a field as its type and metadata say. Kind Corrupt if metadata names a
/// subtype that is no byte.
Result<Column> DocumentColumnOf(const StructField& field);

/// The schema field that stands for `column`, metadata included; of kinds that documents
/// are written to.
StructField FieldOf(const Column& column);

/// `column` compared with `field` of an existing schema: adds to it the children that it
/// lacks.
void AddMissingChildren(const Column& column, StructField* field);

/// How many leaf columns `column` has.
int LeafCount(const Column& column);

}  // namespace delta_utils
