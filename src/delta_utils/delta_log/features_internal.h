// The registry of table features this library knows.
//
// A feature that is not here, or has no function for a role, is not supported in that
// role. A function says when a supported feature is used in a way that is not: it returns
// the words after "does not support when ", or nothing. Source: PROTOCOL.md, "Table
// Features", "Valid Feature Names in Table Features".
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/delta_actions/table_state.h"

namespace delta_utils::internal {

/// From these versions on the protocol lists its features.
inline constexpr int32_t kTableFeaturesReader = 3;
inline constexpr int32_t kTableFeaturesWriter = 7;

struct Feature {
  std::string_view name;
  /// Readers must know it too: it stands in both lists.
  bool for_readers;
  /// The first writer version that implies it; 0 = none does.
  int32_t legacy_writer_version;
  std::string (*read_obstacle)(const TableState&, const StructType&);
  std::string (*write_obstacle)(const TableState&, const StructType&);
};

/// nullptr if there is none; upper and lower case are not told apart, as in Spark.
const Feature* FindFeature(std::string_view name);

/// The features of writer versions 2 to 6; none for 7, which lists them.
std::set<std::string> ImpliedByWriterVersion(int32_t version);

}  // namespace delta_utils::internal
