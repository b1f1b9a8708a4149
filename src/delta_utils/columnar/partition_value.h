// Partition values: the text of the log <-> a typed value.
//
//   ARROW_ASSIGN_OR_RAISE(auto scalar, ParsePartitionValue("2024-01-31", DataType{...}));
//   ARROW_ASSIGN_OR_RAISE(auto text, FormatPartitionValue(*scalar));     // "2024-01-31"
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

/// The text that ParsePartitionValue reads as `value`, in the form that most readers
/// take: timestamps as ISO 8601 in UTC, those without a zone with a blank, decimals with
/// all digits of their scale; nullopt for NULL. InvalidArgument for what the log cannot
/// hold: bytes that are not UTF-8, and no bytes (the empty text is NULL, but for
/// strings); a year beyond 32767 or before -32767. Unsupported for a type that cannot
/// partition.
Result<std::optional<std::string>> FormatPartitionValue(const arrow::Scalar& value);

}  // namespace delta_utils
