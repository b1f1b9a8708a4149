// Whether two Variants are the same to the last physical type: only widths of containers
// and the order in which fields are laid out may differ.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "delta_utils/base/hex.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils::testing {

inline std::vector<std::string> NamesOf(const ObjectView& object) {
  std::vector<std::string> names;
  for (uint32_t i = 0; i < object.size(); ++i) {
    const auto name = object.name(i);
    names.push_back(name ? std::string(*name) : "(no such id)");
  }
  return names;
}

inline ::testing::AssertionResult SameVariant(VariantView got, VariantView want);

inline ::testing::AssertionResult SameObject(const ObjectView& got,
                                             const ObjectView& want) {
  const std::vector<std::string> names = NamesOf(got);
  std::vector<std::string> wanted = NamesOf(want);
  std::sort(wanted.begin(), wanted.end());
  if (names != wanted) {
    return ::testing::AssertionFailure() << "fields " << ::testing::PrintToString(names)
                                         << ", not " << ::testing::PrintToString(wanted);
  }
  for (const std::string& name : names) {
    const auto same = SameVariant(*got.Find(name), *want.Find(name));
    if (!same) return ::testing::AssertionFailure() << name << ": " << same.message();
  }
  return ::testing::AssertionSuccess();
}

inline ::testing::AssertionResult SameVariant(VariantView got, VariantView want) {
  if (got.type() != want.type()) {
    return ::testing::AssertionFailure()
           << VariantTypeName(got.type()) << ", not " << VariantTypeName(want.type());
  }
  const auto object = got.ToObject();
  const auto wanted_object = want.ToObject();
  if (object && wanted_object) return SameObject(*object, *wanted_object);
  const auto array = got.ToArray();
  const auto wanted_array = want.ToArray();
  if (array && wanted_array) {
    if (array->size() != wanted_array->size()) {
      return ::testing::AssertionFailure()
             << array->size() << " elements, not " << wanted_array->size();
    }
    for (uint32_t i = 0; i < array->size(); ++i) {
      const auto same = SameVariant(array->value(i), wanted_array->value(i));
      if (!same) {
        return ::testing::AssertionFailure() << "[" << i << "]: " << same.message();
      }
    }
    return ::testing::AssertionSuccess();
  }
  if (got.bytes() == want.bytes() && !got.bytes().empty()) {
    return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure()
         << ToHex(got.region()) << ", not " << ToHex(want.region());
}

}  // namespace delta_utils::testing
