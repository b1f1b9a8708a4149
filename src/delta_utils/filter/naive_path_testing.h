// Where a dotted path leads in a document, listed step by step: a second opinion for
// tests of filters.
#pragma once

#include <string>
#include <vector>

#include "delta_utils/base/value.h"

namespace delta_utils::naive {

/// What a path leads to; nullptr stands for "there is nothing".
struct Reach {
  /// For operators that look at values: elements of arrays, each array behind its own.
  std::vector<const Value*> values;
  /// For operators that want arrays.
  std::vector<const Value*> wholes;
};

inline std::vector<std::string> SplitPath(const std::string& path) {
  std::vector<std::string> parts(1);
  for (const char c : path) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

inline void FollowArray(const Array& array, const std::vector<std::string>& parts,
                        size_t i, Reach* reach);

/// parts[i] is a field of `object`.
inline void FollowObject(const Object& object, const std::vector<std::string>& parts,
                         size_t i, Reach* reach) {
  const Value* found = nullptr;
  for (const Field& field : object.fields) {
    if (field.name == parts[i]) found = &field.value;
  }
  if (i + 1 == parts.size()) {
    reach->wholes.push_back(found);
    if (found != nullptr && found->is<Array>()) {
      for (const Value& element : found->get<Array>().values) {
        reach->values.push_back(&element);
      }
    }
    reach->values.push_back(found);
  } else if (found != nullptr && found->is<Object>()) {
    FollowObject(found->get<Object>(), parts, i + 1, reach);
  } else if (found != nullptr && found->is<Array>()) {
    FollowArray(found->get<Array>(), parts, i + 1, reach);
  } else {
    reach->values.push_back(nullptr);
    reach->wholes.push_back(nullptr);
  }
}

/// parts[i] is a field of the objects in `array`, or the index of an element.
inline void FollowArray(const Array& array, const std::vector<std::string>& parts,
                        size_t i, Reach* reach) {
  for (size_t index = 0; index < array.size(); ++index) {
    const Value& element = array.values[index];
    if (element.is<Object>()) FollowObject(element.get<Object>(), parts, i, reach);
    if (parts[i] != std::to_string(index)) continue;
    if (i + 1 == parts.size()) {
      reach->values.push_back(&element);
      reach->wholes.push_back(&element);
    } else if (element.is<Object>()) {
      FollowObject(element.get<Object>(), parts, i + 1, reach);
    } else if (element.is<Array>()) {
      FollowArray(element.get<Array>(), parts, i + 1, reach);
    }
  }
}

inline Reach FollowPath(const Object& document, const std::string& path) {
  Reach reach;
  FollowObject(document, SplitPath(path), 0, &reach);
  return reach;
}

}  // namespace delta_utils::naive
