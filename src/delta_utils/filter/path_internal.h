// The values that a dotted path leads to in a document, as MongoDB's queries follow it.
//
//   AnyAtPath(document, "a.b", [](const Value* v) { return v != nullptr; });
//
// The test gets one value after the other until it says true; nullptr stands for a field
// that is not there. An array on the way is tried element by element: objects in it go on
// with the rest of the path, other elements lead nowhere (not to nullptr). A numeric part
// is also an index into the array; what it leads to, at the end of the path, is taken as
// it is, and on the way it is followed like any value. An array at the end of the path
// gives its elements, then itself. One level of array for each step: an array right
// inside an array is entered by index alone.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

#include "delta_utils/base/value.h"

namespace delta_utils::filter_internal {

/// A path's first part and what follows it, if anything does ("a." is followed by "").
struct PathSplit {
  std::string_view first;
  std::optional<std::string_view> rest;
};

inline PathSplit SplitPath(std::string_view path) {
  const size_t dot = path.find('.');
  if (dot == std::string_view::npos) return {path, std::nullopt};
  return {path.substr(0, dot), path.substr(dot + 1)};
}

/// "0", "17"; not "00", "-1" or "+1".
inline std::optional<size_t> IndexOf(std::string_view part) {
  if (part.empty() || part[0] < '0' || part[0] > '9') return std::nullopt;
  if (part[0] == '0' && part.size() > 1) return std::nullopt;
  size_t index = 0;
  const char* end = part.data() + part.size();
  const auto [stop, error] = std::from_chars(part.data(), end, index);
  if (error != std::errc() || stop != end) return std::nullopt;
  return index;
}

template <typename Test>
class PathWalk {
 public:
  explicit PathWalk(const Test& test) : test_(test) {}

  bool AnyInObject(const Object& object, std::string_view path) const {
    const auto [first, rest] = SplitPath(path);
    return AnyBehind(object.Find(first), rest);
  }

 private:
  /// `value`, which may be missing, was reached; `rest` is still to be followed.
  bool AnyBehind(const Value* value, std::optional<std::string_view> rest) const {
    if (value == nullptr) return test_(nullptr);
    if (!rest) return AnyAtEnd(*value);
    if (const auto* object = value->get_if<Object>()) return AnyInObject(*object, *rest);
    if (const auto* array = value->get_if<Array>()) return AnyThroughArray(*array, *rest);
    return test_(nullptr);
  }

  bool AnyAtEnd(const Value& value) const {
    if (const auto* array = value.get_if<Array>()) {
      for (const Value& element : array->values) {
        if (test_(&element)) return true;
      }
    }
    return test_(&value);
  }

  bool AnyThroughArray(const Array& array, std::string_view path) const {
    const auto [first, rest] = SplitPath(path);
    const std::optional<size_t> index = IndexOf(first);
    for (size_t i = 0; i < array.size(); ++i) {
      const Value& element = array.values[i];
      const auto* object = element.get_if<Object>();
      if (object != nullptr && AnyInObject(*object, path)) return true;
      if (index == i && AnyAtIndex(element, rest)) return true;
    }
    return false;
  }

  bool AnyAtIndex(const Value& element, std::optional<std::string_view> rest) const {
    if (!rest) return test_(&element);
    if (const auto* object = element.get_if<Object>()) return AnyInObject(*object, *rest);
    if (const auto* array = element.get_if<Array>())
      return AnyThroughArray(*array, *rest);
    return false;
  }

  const Test& test_;
};

template <typename Test>
bool AnyAtPath(const Object& document, std::string_view path, const Test& test) {
  return PathWalk<Test>(test).AnyInObject(document, path);
}

}  // namespace delta_utils::filter_internal
