#include "delta_utils/columnar/value_sink_internal.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arrow/array/array_base.h"
#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/buffer.h"
#include "arrow/type.h"
#include "delta_utils/columnar/array_output_internal.h"
#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

/// The payload of a value of this type; nullptr: of another, or cut off. Values mostly
/// are of the very type asked for: it is tried first, here, without a call.
template <VariantType type, size_t size>
const char* PayloadOf(const VariantView& view) {
  const std::string_view region = view.region();
  const bool is_it = region.size() > size &&
                     region[0] == static_cast<char>(static_cast<uint8_t>(type) << 2);
  return is_it ? region.data() + 1 : nullptr;
}

template <typename Stored, VariantType type, typename Wide>
bool Load(const VariantView& view, Wide* out) {
  const char* const payload = PayloadOf<type, sizeof(Stored)>(view);
  if (payload == nullptr) return false;
  Stored stored;
  std::memcpy(&stored, payload, sizeof(stored));
  *out = stored;
  return true;
}

/// int8 to int64 without a branch on which, where a word may be read.
bool LoadInteger(const VariantView& view, int64_t* out) {
  static_assert(std::endian::native == std::endian::little);
  constexpr auto kFirst = static_cast<uint8_t>(VariantType::kInt8);
  const std::string_view region = view.region();
  if (region.size() > sizeof(int64_t)) {
    const auto header = static_cast<uint8_t>(region[0]);
    const auto log = static_cast<uint32_t>(header >> 2) - kFirst;  // of the width
    if ((header & 3) == 0 && log < 4) {
      const int unused_bits = 64 - (8 << log);
      uint64_t word;
      std::memcpy(&word, region.data() + 1, sizeof(word));
      *out = static_cast<int64_t>(word << unused_bits) >> unused_bits;
      return true;
    }
  }
  const std::optional<int64_t> n = view.ToInt64();
  if (n) *out = *n;
  return n.has_value();
}

template <typename T>
struct ToInteger {
  bool operator()(const VariantView& view, T* out) const {
    int64_t n = 0;
    if (!LoadInteger(view, &n) || n < std::numeric_limits<T>::min() ||
        n > std::numeric_limits<T>::max()) {
      return false;
    }
    *out = static_cast<T>(n);
    return true;
  }
};

/// Integers up to this one are all held.
template <typename T>
constexpr int64_t kMaxWhole = int64_t{1} << std::numeric_limits<T>::digits;

template <typename T>
struct ToFloating {
  bool operator()(const VariantView& view, T* out) const {
    double number = 0;
    if (Load<double, VariantType::kDouble>(view, &number) ||
        Load<float, VariantType::kFloat>(view, &number)) {
      *out = static_cast<T>(number);
      return sizeof(T) == sizeof(double) || *out == number || std::isnan(number);
    }
    int64_t n = 0;
    if (!LoadInteger(view, &n) || n < -kMaxWhole<T> || n > kMaxWhole<T>) return false;
    *out = static_cast<T>(n);
    return true;
  }
};

struct ToDate {
  bool operator()(const VariantView& view, int32_t* out) const {
    const std::optional<int32_t> days = view.GetDate();
    if (days) *out = *days;
    return days.has_value();
  }
};

struct ToTime {
  int64_t factor;  // of microseconds

  bool operator()(const VariantView& view, int64_t* out) const {
    if (view.type() != VariantType::kTime) return false;
    const std::optional<int64_t> micros = view.GetTime();
    return micros && !__builtin_mul_overflow(*micros, factor, out);
  }
};

struct ToTimestamp {
  VariantType micros;
  VariantType nanos;
  bool is_nanos;  // wanted

  bool operator()(const VariantView& view, int64_t* out) const {
    const VariantType type = view.type();
    if (type != micros && type != nanos) return false;
    const std::optional<int64_t> count = view.GetTime();
    if (!count) return false;
    if (is_nanos) {
      return !__builtin_mul_overflow(*count, type == nanos ? 1 : 1000, out);
    }
    const int64_t divisor = type == nanos ? 1000 : 1;
    *out = *count / divisor;
    return *count % divisor == 0;
  }
};

/// The same number with another scale, if nothing is lost and it fits.
std::optional<Int128> Rescale(const VariantDecimal& decimal, int scale) {
  Int128 n = decimal.unscaled;
  for (int i = decimal.scale; i < scale && n != 0; ++i) {
    if (__builtin_mul_overflow(n, 10, &n)) return std::nullopt;
  }
  for (int i = decimal.scale; i > scale && n != 0; --i) {
    if (n % 10 != 0) return std::nullopt;
    n /= 10;
  }
  return n;
}

template <size_t width>
struct ToDecimal {
  int precision;
  int scale;

  bool operator()(const VariantView& view, std::array<uint8_t, width>* out) const {
    const std::optional<VariantDecimal> decimal = view.ToDecimal();
    if (!decimal) return false;
    const std::optional<Int128> unscaled = Rescale(*decimal, scale);
    if (!unscaled || DigitCount(*unscaled) > precision) return false;
    out->fill(*unscaled < 0 ? 0xFF : 0);
    const Int128 n = *unscaled;
    std::memcpy(out->data(), &n, std::min(width, sizeof(n)));
    return true;
  }
};

struct ToUuid {
  bool operator()(const VariantView& view, std::array<uint8_t, 16>* out) const {
    const std::optional<Uuid> uuid = view.GetUuid();
    if (!uuid) return false;
    std::memcpy(out->data(), uuid->bytes.data(), out->size());
    return true;
  }
};

template <typename T, typename Convert>
class FixedSink final : public ValueSink {
 public:
  static Result<std::unique_ptr<ValueSink>> Make(
      const std::shared_ptr<arrow::DataType>& type, int64_t rows, Convert convert = {}) {
    ARROW_ASSIGN_OR_RAISE(auto buffer,
                          arrow::AllocateBuffer(rows * static_cast<int64_t>(sizeof(T))));
    return std::make_unique<FixedSink>(type, rows, std::move(buffer), convert);
  }

  FixedSink(std::shared_ptr<arrow::DataType> type, int64_t rows,
            std::unique_ptr<arrow::Buffer> buffer, Convert convert)
      : convert_(convert),
        type_(std::move(type)),
        validity_(rows),
        buffer_(std::move(buffer)),
        values_(buffer_->mutable_data_as<T>()) {}

  bool Put(const VariantView& view) override {
    if (!convert_(view, values_ + row_)) return false;
    ++row_;
    return true;
  }

  void PutNull() override {
    values_[row_] = {};
    validity_.Clear(row_++);
  }

  Result<std::shared_ptr<arrow::Array>> Finish() override {
    const int64_t null_count = validity_.null_count();
    return arrow::MakeArray(arrow::ArrayData::Make(
        type_, row_, {validity_.Finish(), std::move(buffer_)}, null_count));
  }

 private:
  const Convert convert_;
  std::shared_ptr<arrow::DataType> type_;
  ValidityOutput validity_;
  std::shared_ptr<arrow::Buffer> buffer_;
  T* values_;
  int64_t row_ = 0;
};

class BooleanSink final : public ValueSink {
 public:
  explicit BooleanSink(int64_t rows)
      : validity_(rows), bits_(static_cast<size_t>(rows / 8 + 1)) {}

  bool Put(const VariantView& view) override {
    const std::optional<bool> value = view.ToBool();
    if (!value) return false;
    if (*value) {
      bits_[static_cast<size_t>(row_ / 8)] |= static_cast<uint8_t>(1U << (row_ % 8));
    }
    ++row_;
    return true;
  }

  void PutNull() override { validity_.Clear(row_++); }

  Result<std::shared_ptr<arrow::Array>> Finish() override {
    const int64_t null_count = validity_.null_count();
    return arrow::MakeArray(arrow::ArrayData::Make(
        arrow::boolean(), row_,
        {validity_.Finish(), arrow::Buffer::FromVector(std::move(bits_))}, null_count));
  }

 private:
  ValidityOutput validity_;
  std::vector<uint8_t> bits_;
  int64_t row_ = 0;
};

class BytesSink final : public ValueSink {
 public:
  BytesSink(std::shared_ptr<arrow::DataType> type, int64_t rows, bool is_text)
      : type_(std::move(type)), is_text_(is_text), validity_(rows), values_(rows) {}

  bool Put(const VariantView& view) override {
    const auto bytes = is_text_ ? view.ToText() : view.GetBinary();
    if (!bytes || (is_text_ && !variant_internal::IsUtf8(*bytes))) return false;
    values_.bytes()->append(*bytes);
    values_.EndValue();
    ++row_;
    return true;
  }

  void PutNull() override {
    values_.EndValue();
    validity_.Clear(row_++);
  }

  Result<std::shared_ptr<arrow::Array>> Finish() override {
    return values_.Finish(type_, std::move(validity_));
  }

 private:
  std::shared_ptr<arrow::DataType> type_;
  const bool is_text_;
  ValidityOutput validity_;
  BinaryOutput values_;
  int64_t row_ = 0;
};

class VariantSink final : public ValueSink {
 public:
  explicit VariantSink(std::shared_ptr<arrow::Array> metadata)
      : validity_(metadata->length()),
        values_(metadata->length()),
        metadata_(std::move(metadata)) {}

  bool Put(const VariantView& view) override {
    const std::string_view bytes = view.bytes();
    if (bytes.empty()) return false;
    values_.bytes()->append(bytes);
    values_.EndValue();
    ++row_;
    return true;
  }

  void PutNull() override {
    values_.EndValue();
    validity_.Clear(row_++);
  }

  Result<std::shared_ptr<arrow::Array>> Finish() override {
    ARROW_ASSIGN_OR_RAISE(auto value, values_.FinishBinary());
    return MakeVariantArray(std::move(metadata_), std::move(value), std::move(validity_));
  }

 private:
  ValidityOutput validity_;
  BinaryOutput values_;
  std::shared_ptr<arrow::Array> metadata_;
  int64_t row_ = 0;
};

using Sink = Result<std::unique_ptr<ValueSink>>;
using Type = std::shared_ptr<arrow::DataType>;

Status Refuse(const Type& type) {
  return InvalidArgument("", "no Variant is extracted as " + type->ToString());
}

template <size_t width>
Sink MakeDecimalSink(const Type& type, int64_t rows) {
  const auto& decimal = static_cast<const arrow::DecimalType&>(*type);
  if (decimal.scale() < 0) return Refuse(type);
  return FixedSink<std::array<uint8_t, width>, ToDecimal<width>>::Make(
      type, rows, {decimal.precision(), decimal.scale()});
}

Sink MakeTimestampSink(const Type& type, int64_t rows) {
  const auto& timestamp = static_cast<const arrow::TimestampType&>(*type);
  const bool is_nanos = timestamp.unit() == arrow::TimeUnit::NANO;
  if (!is_nanos && timestamp.unit() != arrow::TimeUnit::MICRO) return Refuse(type);
  const ToTimestamp convert =
      timestamp.timezone().empty()
          ? ToTimestamp{VariantType::kTimestampNtz, VariantType::kTimestampNtzNanos,
                        is_nanos}
          : ToTimestamp{VariantType::kTimestamp, VariantType::kTimestampNanos, is_nanos};
  return FixedSink<int64_t, ToTimestamp>::Make(type, rows, convert);
}

}  // namespace

Result<std::unique_ptr<ValueSink>> ValueSink::Make(const Type& type, int64_t rows) {
  switch (type->id()) {
    case arrow::Type::BOOL:
      return std::make_unique<BooleanSink>(rows);
    case arrow::Type::INT8:
      return FixedSink<int8_t, ToInteger<int8_t>>::Make(type, rows);
    case arrow::Type::INT16:
      return FixedSink<int16_t, ToInteger<int16_t>>::Make(type, rows);
    case arrow::Type::INT32:
      return FixedSink<int32_t, ToInteger<int32_t>>::Make(type, rows);
    case arrow::Type::INT64:
      return FixedSink<int64_t, ToInteger<int64_t>>::Make(type, rows);
    case arrow::Type::FLOAT:
      return FixedSink<float, ToFloating<float>>::Make(type, rows);
    case arrow::Type::DOUBLE:
      return FixedSink<double, ToFloating<double>>::Make(type, rows);
    case arrow::Type::DECIMAL32:
      return MakeDecimalSink<4>(type, rows);
    case arrow::Type::DECIMAL64:
      return MakeDecimalSink<8>(type, rows);
    case arrow::Type::DECIMAL128:
      return MakeDecimalSink<16>(type, rows);
    case arrow::Type::DECIMAL256:
      return MakeDecimalSink<32>(type, rows);
    case arrow::Type::DATE32:
      return FixedSink<int32_t, ToDate>::Make(type, rows);
    case arrow::Type::TIME64: {
      const auto unit = static_cast<const arrow::TimeType&>(*type).unit();
      return FixedSink<int64_t, ToTime>::Make(type, rows,
                                              {unit == arrow::TimeUnit::NANO ? 1000 : 1});
    }
    case arrow::Type::TIMESTAMP:
      return MakeTimestampSink(type, rows);
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING:
      return std::make_unique<BytesSink>(type, rows, /*is_text=*/true);
    case arrow::Type::BINARY:
    case arrow::Type::LARGE_BINARY:
      return std::make_unique<BytesSink>(type, rows, /*is_text=*/false);
    case arrow::Type::FIXED_SIZE_BINARY:
      if (static_cast<const arrow::FixedSizeBinaryType&>(*type).byte_width() != 16) break;
      return FixedSink<std::array<uint8_t, 16>, ToUuid>::Make(type, rows);
    default:
      break;
  }
  return Refuse(type);
}

std::unique_ptr<ValueSink> MakeVariantSink(std::shared_ptr<arrow::Array> metadata) {
  return std::make_unique<VariantSink>(std::move(metadata));
}

}  // namespace delta_utils
