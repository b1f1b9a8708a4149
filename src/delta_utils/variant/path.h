// Path: where inside a Variant a value lies. PathSet: many of them in one pass.
//
//   ARROW_ASSIGN_OR_RAISE(const Path path, Path::Parse("$.user.geo['lat']"));
//   const BoundPath bound(path, names);                  // once for a MetadataIndex
//   std::optional<VariantView> lat = bound.Find(view);   // nullopt: missing
//
// Text: a subset of JSONPath, `$` first, then `.name`, `['any name']`, `["any name"]` or
// `[0]`, e.g. $.a[0]['b.c']; or an RFC 6901 JSON pointer, /a/0/b~1c, in which a number
// means a field or an element, whichever is there. A bare `a.b[0]` is read as `$.a.b[0]`.
// In quotes a backslash takes the next character as it is. No wildcards, no filters, no
// negative indices. Names are case-sensitive. Errors: InvalidArgument with the position.
//
// A field of what is no object, an element beyond the end: missing, not an error. A value
// found that is malformed is an invalid VariantView.
//
// Threads: const is safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils {

struct PathStep {
  /// Set: this field of an object.
  std::optional<std::string> name;
  /// Set: this element of an array. Both are set for the number of a JSON pointer.
  std::optional<uint32_t> index;
  bool operator==(const PathStep&) const = default;
};

class Path {
 public:
  /// The value itself, `$`.
  Path() = default;
  explicit Path(std::vector<PathStep> steps) : steps_(std::move(steps)) {}
  static Result<Path> Parse(std::string_view text);
  /// One step of a name each.
  static Path OfNames(std::span<const std::string_view> names);

  const std::vector<PathStep>& steps() const { return steps_; }
  /// JSONPath: `$.a[0]['b.c']`.
  std::string ToString() const;
  bool operator==(const Path&) const = default;

 private:
  std::vector<PathStep> steps_;
};

namespace variant_internal {

/// A step whose name is looked up in a metadata.
struct BoundStep {
  BoundStep(const PathStep& step, const MetadataIndex& names);

  // Of the name; more than one if the metadata repeats it.
  std::span<const uint32_t> ids;
  std::optional<uint32_t> index;
  /// There is one id, of a byte: this one, sixteen times.
  bool has_small_id = false;
  std::array<uint8_t, 16> small_id{};
};

}  // namespace variant_internal

/// A path whose names are looked up in a metadata. Borrows both.
class BoundPath {
 public:
  BoundPath(const Path& path, const MetadataIndex& names);

  std::optional<VariantView> Find(const VariantView& root) const;
  /// The same, for inner loops. False: missing.
  bool Find(const VariantView& root, VariantView* found) const;

 private:
  std::vector<variant_internal::BoundStep> steps_;
};

/// Paths as one tree, so that what they share is walked once.
class PathSet {
 public:
  explicit PathSet(std::vector<Path> paths);

  const std::vector<Path>& paths() const { return paths_; }

 private:
  friend class BoundPathSet;
  struct Node {
    PathStep step;
    uint32_t depth = 0;             // 0: the root
    std::vector<uint32_t> outputs;  // the paths that end here
  };
  std::vector<Path> paths_;
  std::vector<Node> nodes_;  // each followed by its children; the first is the root
  uint32_t max_depth_ = 0;
};

class BoundPathSet {
 public:
  /// Borrows both.
  BoundPathSet(const PathSet& paths, const MetadataIndex& names);

  /// Fills `found[i]` for path i; there are as many as paths.
  void Find(VariantView root, std::span<std::optional<VariantView>> found) const;

 private:
  const PathSet* paths_;
  std::vector<variant_internal::BoundStep> steps_;  // of each node
};

}  // namespace delta_utils
