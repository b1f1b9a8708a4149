// Partition values: the text of the log -> a typed value.
//
//   ARROW_ASSIGN_OR_RAISE(auto scalar, ParsePartitionValue("2024-01-31", DataType{...}));
//
// nullopt is NULL, and so is "" but for strings (Spark and delta-rs read it back as the
// empty string). A timestamp without an offset is taken as UTC. Kind Corrupt for text
// that the type cannot hold, Unsupported for a type that cannot partition. Errors have no
// path. Source: PROTOCOL.md, "Partition Value Serialization".
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/schema.h"

namespace delta_utils {

Result<std::shared_ptr<arrow::Scalar>> ParsePartitionValue(
    const std::optional<std::string>& text, const DataType& type);

}  // namespace delta_utils
