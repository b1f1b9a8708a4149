// The protocol gate: which tables this library may read and write. Fails closed.
//
//   ARROW_RETURN_NOT_OK(CheckReadable(state, uri));
//
// Unsupported, naming every feature that is unknown or not implemented. A feature that is
// listed but unused is allowed where that is provable (deletionVectors without a vector
// in any live file; checkConstraints without a constraint, ...). Source: PROTOCOL.md,
// "Table Features", "Reader/Writer Version Requirements".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/delta_actions/table_state.h"

namespace delta_utils {

Status CheckReadable(const TableState& state, std::string_view uri);
/// Whether data files may be appended (and metadata changed). Implies CheckReadable.
Status CheckWritable(const TableState& state, const StructType& schema,
                     std::string_view uri);

/// Every feature the protocol carries, listed or implied by its version, sorted.
std::vector<std::string> FeaturesOf(const Protocol& protocol);

/// `protocol` with `features` supported too: raised to versions 3 and 7 if a feature
/// needs it, with every legacy feature of the old versions listed. Unchanged if all are
/// there. Features known here: columnMapping, variantType, timestampNtz, changeDataFeed,
/// appendOnly, invariants, domainMetadata. With `reader_version` 1 and only legacy writer
/// features a table stays on the legacy versions (changeDataFeed: writer 4).
Result<Protocol> WithFeatures(const Protocol& protocol,
                              const std::vector<std::string>& features);

}  // namespace delta_utils
