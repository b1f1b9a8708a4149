// One conversion of a value, as $convert does it.
#pragma once

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils::internal {

/// `value`, which is not nullish, as a double, string, ObjectId, bool, date, int32, int64
/// or decimal128: MongoDB manual, "$convert", its tables. An error if it cannot be one.
Result<Value> ConvertTo(const Value& value, ValueType target);

}  // namespace delta_utils::internal
