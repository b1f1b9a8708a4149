// What tests ask of a table's live files.
#pragma once

#include <map>

#include "delta_utils/delta_actions/live_files.h"

namespace delta_utils {

/// All of them as actions, by their keys.
inline std::map<FileKey, Add> FilesOf(const LiveFiles& files) {
  std::map<FileKey, Add> adds;
  for (const LiveFile& file : files) adds.emplace(file.Key(), file.ToAdd());
  return adds;
}

}  // namespace delta_utils
