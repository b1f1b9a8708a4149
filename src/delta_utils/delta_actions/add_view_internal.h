// AddView: an add action as a LiveFile.
#pragma once

#include <optional>
#include <string>

#include "delta_utils/delta_actions/live_file.h"

namespace delta_utils::internal {

/// Holds what a LiveFile only views. `add` outlives it.
class AddView {
 public:
  explicit AddView(const Add& add);
  AddView(const AddView&) = delete;
  AddView& operator=(const AddView&) = delete;

  const LiveFile& file() const { return file_; }

 private:
  std::string partition_values_;
  std::string tags_;
  RareFields rare_;
  LiveFile file_;
};

}  // namespace delta_utils::internal
