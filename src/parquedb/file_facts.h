// What a collection knows of a data file from its add action, and from its footer.
//
//   std::optional<std::set<std::string>> names = RestNamesOf(add);   // nullopt: unknown
//   bool concerned = MayBeInRest(add, "title");
//
// The tag "parquedb.rest" is a sorted JSON array of the top-level names that are present
// in
// `_rest`, or in its $missing, of any row of the file. Safe direction: a name may be
// listed without need; an absent tag says nothing.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "delta_lake/snapshot.h"
#include "delta_utils/delta_actions/actions.h"
#include "parquedb/row_decoder.h"

namespace parquedb {

inline constexpr std::string_view kRestTag = "parquedb.rest";

/// The tag's text; nullopt if there are more than 256 names or it would pass 8 KiB.
std::optional<std::string> RestTagOf(const std::set<std::string>& names);

std::optional<std::set<std::string>> RestNamesOf(const delta_utils::Add& file);

bool MayBeInRest(const delta_utils::Add& file, std::string_view name);

/// For RowDecoder::Bind. Reads the file's footer only if the file is not known to be ours
/// and the table has a `_rest`.
Result<FileFacts> FactsOf(const delta_lake::Snapshot& snapshot,
                          const delta_utils::Add& file);

}  // namespace parquedb
