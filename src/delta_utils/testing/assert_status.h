// Assertions on Status and Result, for tests.
//
//   DU_ASSERT_OK(store->Put(path, "x"));
//   DU_ASSERT_OK_AND_ASSIGN(auto bytes, store->Get(path));
//   DU_EXPECT_KIND(kNotFound, store->Get(missing));
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "delta_utils/base/status.h"

namespace delta_utils::testing_internal {

inline const Status& StatusOf(const Status& status) { return status; }
template <typename T>
const Status& StatusOf(const Result<T>& result) {
  return result.status();
}

template <typename T>
std::string KindText(const T& outcome) {
  const Status& status = StatusOf(outcome);
  return status.ok() ? "OK" : std::string(ErrorKindName(KindOf(status)));
}

}  // namespace delta_utils::testing_internal

#define DU_TEST_JOIN_(a, b) a##b
#define DU_TEST_JOIN(a, b) DU_TEST_JOIN_(a, b)

#define DU_ASSERT_OK(expression)                                                   \
  do {                                                                             \
    const auto& du_outcome = (expression);                                         \
    const auto& du_status = ::delta_utils::testing_internal::StatusOf(du_outcome); \
    ASSERT_TRUE(du_status.ok()) << #expression << ": " << du_status;               \
  } while (false)

#define DU_ASSERT_OK_AND_ASSIGN(target, expression) \
  DU_ASSERT_OK_AND_ASSIGN_(DU_TEST_JOIN(du_result_, __LINE__), target, expression)
#define DU_ASSERT_OK_AND_ASSIGN_(result, target, expression)          \
  auto result = (expression);                                         \
  ASSERT_TRUE(result.ok()) << #expression << ": " << result.status(); \
  target = *std::move(result)

#define DU_EXPECT_KIND(kind, expression)                                                 \
  do {                                                                                   \
    const auto& du_outcome = (expression);                                               \
    EXPECT_EQ(::delta_utils::testing_internal::KindText(du_outcome),                     \
              ::delta_utils::ErrorKindName(::delta_utils::ErrorKind::kind))              \
        << #expression << ": " << ::delta_utils::testing_internal::StatusOf(du_outcome); \
  } while (false)
