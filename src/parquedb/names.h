// Which names of document fields may be names of Delta columns.
//
//   IsPromotableName("year");            // true
//   NeedsColumnMapping("Major Genre");   // true: it has a space
//
// Source: PROTOCOL.md, "Column Mapping" and "Schema Serialization Format"; column names
// are unique but for case. Names are valid UTF-8. Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace parquedb {

/// A key that two names share iff they are equal but for case; not text to show.
std::string FoldCase(std::string_view name);

/// False for a name that no column may have at any depth: empty, with a dot, or reserved
/// by this library or by Delta's change feed and row tracking.
bool IsPromotableName(std::string_view name);

/// True if Delta forbids the name without column mapping: it has one of " ,;{}()\n\t=".
bool NeedsColumnMapping(std::string_view name);

}  // namespace parquedb
