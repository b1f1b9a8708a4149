// Whether an action says what can be: paths that stay in the table, sizes and counts that
// are possible, lists that fit versions.
//
//   ActionValidity validity = ValidateAction(action);
//   for (const FieldProblem& p : validity.problems)
//     print(p.field + " " + p.message);          // "add.size is negative"
//   ARROW_RETURN_NOT_OK(validity.ToStatus());
//
// For writers before they commit, and for whoever examines a log. Readers need not ask:
// they follow the protocol as far as a scan leads them. What one commit may not hold
// together is ApplyCommit's to say (table_state.h). A valid action may still lie about
// its file. Source: PROTOCOL.md, "Actions", "Per-file Statistics", "Deletion Vectors".
// Threads: pure functions.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/actions.h"

namespace delta_utils {

struct FieldProblem {
  std::string field;    // as in the log: "add.stats.nullCount.a.b"
  std::string message;  // what stands behind it in a sentence: "is negative"
  bool operator==(const FieldProblem&) const = default;
};

struct ActionValidity {
  std::vector<FieldProblem> problems;  // in the order of the fields
  /// A file of the action has a URI or path of its own. That is legal, as in a shallow
  /// clone, and may lead out of the table: whoever opens or deletes it must want that.
  bool has_absolute_path = false;

  /// InvalidArgument with the first problem's field as its path; OK if there is none.
  Status ToStatus() const;
};

/// The names that partitionValues have: physical ones under column mapping. Corrupt if
/// the metadata's schema does not parse or lacks a partition column.
Result<std::set<std::string>> PartitionNamesOf(const Metadata& metadata);

/// With `partition_names`, the partitionValues of an add must have just these. A remove
/// may have those of an older partitioning, as its file had.
ActionValidity ValidateAction(const Action& action,
                              const std::set<std::string>* partition_names = nullptr);

}  // namespace delta_utils
