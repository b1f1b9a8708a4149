#include <chrono>
#include <cmath>
#include <type_traits>

#include "arrow/buffer.h"
#include "arrow/scalar.h"
#include "arrow/type.h"
#include "arrow/util/utf8.h"
#include "delta_utils/base/iso_timestamp.h"
#include "delta_utils/base/json_writer.h"
#include "delta_utils/columnar/partition_value.h"
#include "delta_utils/columnar/stats_text_internal.h"

namespace delta_utils {
namespace {

using Text = Result<std::optional<std::string>>;
using std::chrono::days;
using std::chrono::microseconds;

template <typename ScalarType>
auto ValueOf(const arrow::Scalar& scalar) {
  return static_cast<const ScalarType&>(scalar).value;
}

/// Names of what is not finite as Spark reads them.
template <typename T>
std::string RealText(T value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  char digits[kMaxJsonDouble];
  if constexpr (std::is_same_v<T, float>) {
    return std::string(digits, WriteJsonFloat(value, digits));
  } else {
    return std::string(digits, WriteJsonDouble(value, digits));
  }
}

/// std::chrono::year, by which dates are read, has 16 bits.
bool HasReadableYear(int64_t day) {
  constexpr int64_t kFirst =
      std::chrono::sys_days(std::chrono::year::min() / 1 / 1).time_since_epoch().count();
  constexpr int64_t kLast = std::chrono::sys_days(std::chrono::year::max() / 12 / 31)
                                .time_since_epoch()
                                .count();
  return day >= kFirst && day <= kLast;
}

Text DateText(int32_t day) {
  if (!HasReadableYear(day)) return InvalidArgument("", "a date beyond year 32767");
  return IsoDate(day);
}

Text TimestampText(const arrow::Scalar& scalar) {
  const auto& type = static_cast<const arrow::TimestampType&>(*scalar.type);
  if (type.unit() != arrow::TimeUnit::MICRO) {
    return Unsupported("", "a partition column of " + type.ToString());
  }
  const int64_t micros = ValueOf<arrow::TimestampScalar>(scalar);
  if (!HasReadableYear(std::chrono::floor<days>(microseconds(micros)).count())) {
    return InvalidArgument("", "a timestamp beyond year 32767");
  }
  const bool utc = !type.timezone().empty();
  std::string text = IsoTimestamp(micros, IsoFraction::kMicros, utc);
  if (!utc) text[text.find('T')] = ' ';
  return text;
}

Text BytesText(const arrow::Scalar& scalar, bool may_be_empty) {
  const std::string text = ValueOf<arrow::BaseBinaryScalar>(scalar)->ToString();
  arrow::util::InitializeUTF8();
  if (!arrow::util::ValidateUTF8(text)) {
    return InvalidArgument("", "bytes that are not UTF-8 as a partition value");
  }
  if (text.empty() && !may_be_empty) {
    return InvalidArgument("", "no bytes as a partition value, which would be NULL");
  }
  return text;
}

}  // namespace

Text FormatPartitionValue(const arrow::Scalar& value) {
  if (!value.is_valid) return std::nullopt;
  switch (value.type->id()) {
    case arrow::Type::STRING:
      return BytesText(value, /*may_be_empty=*/true);
    case arrow::Type::BINARY:
      return BytesText(value, /*may_be_empty=*/false);
    case arrow::Type::BOOL:
      return ValueOf<arrow::BooleanScalar>(value) ? "true" : "false";
    case arrow::Type::INT8:
      return std::to_string(ValueOf<arrow::Int8Scalar>(value));
    case arrow::Type::INT16:
      return std::to_string(ValueOf<arrow::Int16Scalar>(value));
    case arrow::Type::INT32:
      return std::to_string(ValueOf<arrow::Int32Scalar>(value));
    case arrow::Type::INT64:
      return std::to_string(ValueOf<arrow::Int64Scalar>(value));
    case arrow::Type::FLOAT:
      return RealText(ValueOf<arrow::FloatScalar>(value));
    case arrow::Type::DOUBLE:
      return RealText(ValueOf<arrow::DoubleScalar>(value));
    case arrow::Type::DECIMAL128:
      return JsonDecimal(ValueOf<arrow::Decimal128Scalar>(value),
                         static_cast<const arrow::Decimal128Type&>(*value.type).scale());
    case arrow::Type::DATE32:
      return DateText(ValueOf<arrow::Date32Scalar>(value));
    case arrow::Type::TIMESTAMP:
      return TimestampText(value);
    default:
      return Unsupported("", "a partition column of " + value.type->ToString());
  }
}

}  // namespace delta_utils
