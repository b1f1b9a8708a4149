// TempDir: a folder for one test, removed with everything in it.
//
//   TempDir dir;
//   auto store = FileSystemStore::Open(dir / "table", random);
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "delta_utils/base/status.h"

namespace delta_utils {

class TempDir {
 public:
  TempDir() {
    path_ = (std::filesystem::temp_directory_path() / "delta_utils_XXXXXX").string();
    DU_CHECK(mkdtemp(path_.data()) != nullptr);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir() {
    std::error_code ignored;  // a folder left in /tmp fails no test
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace delta_utils
