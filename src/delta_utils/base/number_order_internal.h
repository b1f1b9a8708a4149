// Numbers of all four types by exact mathematical value.
#pragma once

#include <cstdint>

#include "delta_utils/base/value.h"

namespace delta_utils::internal {

/// -1, 0 or 1. Both are numbers. NaN is below all others and equals NaN; -0 equals 0.
int CompareNumbers(const Value& a, const Value& b);

/// The same of single types.
int CompareDoubles(double a, double b);
int CompareIntegerToDouble(int64_t a, double b);

/// Equal for numbers that CompareNumbers finds equal.
uint64_t HashNumber(const Value& number);

bool IsNaNNumber(const Value& number);

}  // namespace delta_utils::internal
