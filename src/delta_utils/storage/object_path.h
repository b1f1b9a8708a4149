// ObjectPath: a checked key of an object, relative to its store's root.
//
//   ARROW_ASSIGN_OR_RAISE(ObjectPath table, ObjectPath::Parse("shop/orders"));
//   ObjectPath log = table / "_delta_log";            // a segment known to be good
//   log.ToString();                                   // "shop/orders/_delta_log"
//
// A path has no leading or trailing slash, no empty, "." or ".." segment and no NUL.
// Percent signs are ordinary characters: nothing is ever decoded. The empty path is the
// root. Threads: a value.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "delta_utils/base/status.h"

namespace delta_utils {

class ObjectPath {
 public:
  /// The root.
  ObjectPath() = default;

  /// Kind InvalidArgument, with the path, for anything the class comment excludes.
  static Result<ObjectPath> Parse(std::string_view path);

  /// Appends one or more segments that come from this library's own code; a bad one is a
  /// programming error. Use Join for what comes from outside.
  ObjectPath operator/(std::string_view segments) const;
  /// Appends segments that come from outside; as Parse.
  Result<ObjectPath> Join(std::string_view segments) const;

  const std::string& ToString() const { return path_; }
  bool empty() const { return path_.empty(); }
  /// The last segment; empty for the root.
  std::string_view name() const;
  /// All but the last segment.
  ObjectPath parent() const;
  /// True if this path is `other` or lies below it.
  bool IsUnder(const ObjectPath& other) const;

  auto operator<=>(const ObjectPath&) const = default;

 private:
  explicit ObjectPath(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace delta_utils
