#include "delta_utils/delta_actions/key_path_internal.h"
#include "delta_utils/delta_actions/log_path.h"

namespace delta_utils::internal {
namespace {

/// Nearly every path is its own key.
bool IsItsOwnKey(std::string_view path) {
  return !path.empty() && !path.starts_with("./") && !path.starts_with("file:") &&
         path.find('%') == std::string_view::npos &&
         path.find('\0') == std::string_view::npos;
}

}  // namespace

Status KeyPath::Decode(std::string_view path) {
  text_ = path;
  if (IsItsOwnKey(path)) return Status::OK();
  ARROW_ASSIGN_OR_RAISE(decoded_, DecodeDataPath(path));
  text_ = decoded_;
  // Asked of the log's text: a relative "file%3A/x" is not a URI.
  constexpr std::string_view kEmptyHost = "file:///", kNoHost = "file:/";
  const bool other_host = path.starts_with("file://") && !path.starts_with(kEmptyHost);
  if (path.starts_with(kEmptyHost)) {
    text_.remove_prefix(kEmptyHost.size() - 1);
  } else if (path.starts_with(kNoHost) && !other_host) {
    text_.remove_prefix(kNoHost.size() - 1);
  }
  return Status::OK();
}

}  // namespace delta_utils::internal
