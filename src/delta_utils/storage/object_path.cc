#include "delta_utils/storage/object_path.h"

#include <algorithm>

namespace delta_utils {
namespace {

/// What is wrong with one segment, or nullptr.
const char* FaultOf(std::string_view segment) {
  if (segment.empty()) {
    return "a path has no leading, trailing or doubled slash";
  }
  if (segment == "." || segment == "..") return "a path has no segment \".\" or \"..\"";
  if (segment.find('\0') != std::string_view::npos) return "a path has no NUL";
  return nullptr;
}

Status Check(std::string_view path) {
  for (size_t start = 0; start <= path.size();) {
    const size_t end = std::min(path.find('/', start), path.size());
    if (const char* fault = FaultOf(path.substr(start, end - start))) {
      return InvalidArgument(path, fault);
    }
    start = end + 1;
  }
  return Status::OK();
}

}  // namespace

Result<ObjectPath> ObjectPath::Parse(std::string_view path) {
  return ObjectPath().Join(path);
}

Result<ObjectPath> ObjectPath::Join(std::string_view segments) const {
  if (segments.empty()) return *this;
  ARROW_RETURN_NOT_OK(Check(segments));
  if (empty()) return ObjectPath(std::string(segments));
  std::string joined;
  joined.reserve(path_.size() + 1 + segments.size());
  joined.append(path_).append(1, '/').append(segments);
  return ObjectPath(std::move(joined));
}

ObjectPath ObjectPath::operator/(std::string_view segments) const {
  Result<ObjectPath> joined = Join(segments);
  DU_CHECK(joined.ok());
  return *std::move(joined);
}

std::string_view ObjectPath::name() const {
  // npos + 1 == 0: a path without a slash is its own last segment.
  return std::string_view(path_).substr(path_.rfind('/') + 1);
}

ObjectPath ObjectPath::parent() const {
  const size_t slash = path_.rfind('/');
  return slash == std::string::npos ? ObjectPath() : ObjectPath(path_.substr(0, slash));
}

bool ObjectPath::IsUnder(const ObjectPath& other) const {
  if (other.empty()) return true;
  if (!path_.starts_with(other.path_)) return false;
  return path_.size() == other.path_.size() || path_[other.path_.size()] == '/';
}

}  // namespace delta_utils
