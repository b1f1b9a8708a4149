// Names of folders after partition values, as Hive and Spark write them.
//
//   PartitionFolder({{"day", "2024-01-31"}, {"city", "a b/c"}});
//                                             // "day=2024-01-31/city=a b%2Fc"
//   PartitionFolder({{"city", std::nullopt}});    // "city=__HIVE_DEFAULT_PARTITION__"
//
// By custom only: readers take the values of a file from its add action. The folder is a
// path of the store; in the log it is encoded once more (EncodeDataPath). NULL and the
// empty string share a name, so it does not tell them apart. Source: delta-io/delta
// PROTOCOL.md, "Data Files"; apache/spark ExternalCatalogUtils.
// Threads: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/base/status.h"

namespace delta_utils {

inline constexpr std::string_view kNullPartition = "__HIVE_DEFAULT_PARTITION__";

/// Columns and their values, the outermost folder first; nullopt = NULL.
using PartitionPath = std::vector<std::pair<std::string, std::optional<std::string>>>;

/// Percent-escapes ASCII controls and what Hive takes for special: "#%'*/:=?\{[]^ and the
/// double quote. All else stays, non-ASCII and the blank too.
std::string EscapePartitionName(std::string_view name);
/// Undoes EscapePartitionName. What is no escape stays as it is, as in Hive.
std::string UnescapePartitionName(std::string_view name);

/// "" for no columns.
std::string PartitionFolder(const PartitionPath& values);
/// Corrupt if a segment is not "column=value". An empty value is the empty string.
Result<PartitionPath> ParsePartitionFolder(std::string_view folder);

}  // namespace delta_utils
