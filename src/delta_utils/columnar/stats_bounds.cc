#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "arrow/array/array_base.h"
#include "arrow/array/array_binary.h"
#include "arrow/array/array_decimal.h"
#include "arrow/array/array_primitive.h"
#include "delta_utils/columnar/stats_bounds_internal.h"
#include "delta_utils/columnar/stats_text_internal.h"

namespace delta_utils {
namespace {

/// Integers, and what is stored as one. `Format` makes an optional JSON text of a number.
template <typename ArrayType, typename Format>
class NumberBounds : public Bounds {
 public:
  explicit NumberBounds(Format format) : format_(std::move(format)) {}

  void Update(const arrow::Array& array, const Validity& validity) override {
    const auto& values = static_cast<const ArrayType&>(array);
    for (int64_t row = 0; row < validity.rows; ++row) {
      if (!validity.IsValid(row)) continue;
      const int64_t value = values.Value(row);
      min_ = min_ ? std::min(*min_, value) : value;
      max_ = max_ ? std::max(*max_, value) : value;
    }
  }

  void Finish(ColumnStats* stats) const override {
    if (min_) stats->min = format_(*min_);
    if (max_) stats->max = format_(*max_);
  }

 private:
  Format format_;
  std::optional<int64_t> min_;
  std::optional<int64_t> max_;
};

template <typename ArrayType, typename Format>
std::unique_ptr<Bounds> MakeNumberBounds(Format format) {
  return std::make_unique<NumberBounds<ArrayType, Format>>(std::move(format));
}

/// NaN is above every number (Spark's order); a zero stands for both zeros.
template <typename ArrayType>
class FloatBounds : public Bounds {
 public:
  void Update(const arrow::Array& array, const Validity& validity) override {
    const auto& values = static_cast<const ArrayType&>(array);
    for (int64_t row = 0; row < validity.rows; ++row) {
      if (!validity.IsValid(row)) continue;
      const double value = values.Value(row);
      if (std::isnan(value)) {
        has_nan_ = true;
        continue;
      }
      min_ = min_ ? std::min(*min_, value) : value;
      max_ = max_ ? std::max(*max_, value) : value;
    }
  }

  void Finish(ColumnStats* stats) const override {
    const auto nan = has_nan_ ? JsonFloat(NAN) : std::nullopt;
    // A float is written as the double it equals, so that whoever compares doubles sees
    // bounds that are not inside the values.
    stats->min = min_ ? JsonFloat(*min_ == 0 ? -0.0 : *min_) : nan;
    stats->max = has_nan_ || !max_ ? nan : JsonFloat(*max_ == 0 ? 0.0 : *max_);
  }

 private:
  bool has_nan_ = false;
  std::optional<double> min_;
  std::optional<double> max_;
};

class DecimalBounds : public Bounds {
 public:
  explicit DecimalBounds(int32_t scale) : scale_(scale) {}

  void Update(const arrow::Array& array, const Validity& validity) override {
    const auto& values = static_cast<const arrow::Decimal128Array&>(array);
    for (int64_t row = 0; row < validity.rows; ++row) {
      if (!validity.IsValid(row)) continue;
      const arrow::Decimal128 value(values.GetValue(row));
      if (!min_ || value < *min_) min_ = value;
      if (!max_ || value > *max_) max_ = value;
    }
  }

  void Finish(ColumnStats* stats) const override {
    if (min_) stats->min = JsonDecimal(*min_, scale_);
    if (max_) stats->max = JsonDecimal(*max_, scale_);
  }

 private:
  const int32_t scale_;
  std::optional<arrow::Decimal128> min_;
  std::optional<arrow::Decimal128> max_;
};

/// In the order of UTF-8 bytes, which is that of code points.
class StringBounds : public Bounds {
 public:
  void Update(const arrow::Array& array, const Validity& validity) override {
    const auto& values = static_cast<const arrow::StringArray&>(array);
    std::optional<std::string_view> min;
    std::optional<std::string_view> max;
    for (int64_t row = 0; row < validity.rows; ++row) {
      if (!validity.IsValid(row)) continue;
      const std::string_view value = values.GetView(row);
      if (!min || value < *min) min = value;
      if (!max || value > *max) max = value;
    }
    if (min && (!min_ || *min < *min_)) min_ = *min;
    if (max && (!max_ || *max > *max_)) max_ = *max;
  }

  void Finish(ColumnStats* stats) const override {
    if (min_) stats->min = JsonMinString(*min_);
    if (max_) stats->max = JsonMaxString(*max_);
  }

 private:
  std::optional<std::string> min_;
  std::optional<std::string> max_;
};

}  // namespace

int64_t Validity::NullCount() const {
  return std::count(bytes.begin(), bytes.end(), uint8_t{0});
}

Validity Validity::And(const arrow::Array& array) const {
  Validity result = *this;
  if (array.null_count() == 0) return result;
  result.bytes.resize(static_cast<size_t>(rows), 1);
  for (int64_t row = 0; row < rows; ++row) {
    if (array.IsNull(row)) result.bytes[static_cast<size_t>(row)] = 0;
  }
  return result;
}

std::unique_ptr<Bounds> MakeBounds(const DataType& type) {
  const auto* primitive = std::get_if<PrimitiveType>(&type.type);
  if (primitive == nullptr) return nullptr;
  const auto plain = [](int64_t value) { return std::to_string(value); };
  const std::string& name = primitive->name;
  if (name == "long") return MakeNumberBounds<arrow::Int64Array>(plain);
  if (name == "integer") return MakeNumberBounds<arrow::Int32Array>(plain);
  if (name == "short") return MakeNumberBounds<arrow::Int16Array>(plain);
  if (name == "byte") return MakeNumberBounds<arrow::Int8Array>(plain);
  if (name == "date") return MakeNumberBounds<arrow::Date32Array>(JsonDate);
  if (name == "timestamp" || name == "timestamp_ntz") {
    return MakeNumberBounds<arrow::TimestampArray>(
        [utc = name == "timestamp"](int64_t micros) {
          return JsonTimestamp(micros, utc);
        });
  }
  if (name == "float") return std::make_unique<FloatBounds<arrow::FloatArray>>();
  if (name == "double") return std::make_unique<FloatBounds<arrow::DoubleArray>>();
  if (name == "string") return std::make_unique<StringBounds>();
  if (const auto decimal = DecimalTypeOf(*primitive)) {
    return std::make_unique<DecimalBounds>(decimal->second);
  }
  return nullptr;
}

}  // namespace delta_utils
