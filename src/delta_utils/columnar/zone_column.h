// ZoneColumn: where a dotted path of documents leads in a table's schema, and what the
// schema alone says of the values there.
//
//   std::optional<ZoneColumn> year = FindZoneColumn(schema, "born.year");
//   ZoneMap map = ZoneOfSchema(*year);        // its types, and what NULL stands for
//
// A path is spelled through arrays ("items.price"), without indices, as
// ZoneFilter::paths() has them. Of paths into maps and into arrays of arrays nothing is
// known. Rows become documents as docs/formats/collection.md says; what is laid over the
// columns of a collection (`_rest`) is the caller's to know.
//
// Threads: values; they borrow the schema.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/columnar/document_column.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/filter/zone_map.h"

namespace delta_utils {

struct ZoneColumn {
  enum class Shape : uint8_t {
    kAbsent,   // no such field: every row lacks it
    kLeaf,     // a column of a primitive type
    kObject,   // a struct
    kVariant,  // within a variant column, or all of it
  };
  struct Step {
    const StructField* field;
    /// The field is an array, and the path goes on with its elements.
    bool is_list;
  };

  std::string path;
  Shape shape = Shape::kAbsent;
  std::vector<Step> steps;  // from the top down; none of kAbsent
  /// What the values are; in an array, the elements.
  Column column;
  /// kVariant: the names behind the column.
  std::vector<std::string> inside;
  NullMeaning null_means = NullMeaning::kMissing;

  bool is_list() const;
  /// The path ends at an array: the array itself is a value, too.
  bool ends_in_list() const { return !steps.empty() && steps.back().is_list; }
};

/// nullopt: nothing is known of what the path leads to.
std::optional<ZoneColumn> FindZoneColumn(const StructType& schema, std::string_view path);

/// Types and the meaning of NULL: true of any rows of the table.
ZoneMap ZoneOfSchema(const ZoneColumn& column);

/// No row has a value: all are NULL. `rows` as in ZoneMap.
ZoneMap ZoneOfNulls(const ZoneColumn& column, ZoneCount rows);

/// Every row has this value; Null{}: NULL.
ZoneMap ZoneOfConstant(const ZoneColumn& column, const Value& value, ZoneCount rows);

/// A bound of what is stored as a bound of what is read; unknown where the one says
/// nothing of the other: another class, NaN, binaries (which order by length first). Text
/// that stands for ObjectIds or UUIDs may be cut off.
enum class BoundSide : uint8_t { kMin, kMax };
ZoneBound BoundOfStored(const Column& column, const Value& stored, BoundSide side);

}  // namespace delta_utils
