#include "delta_utils/parquet_io/bloom_zone_probe_internal.h"

#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/expression/number_internal.h"
#include "delta_utils/parquet_io/parquet_error_internal.h"
#include "parquet/bloom_filter.h"
#include "parquet/bloom_filter_reader.h"
#include "parquet/file_reader.h"
#include "parquet/metadata.h"
#include "parquet/schema.h"

namespace delta_utils {
namespace {

using parquet::LogicalType;
using FilterPtr = std::unique_ptr<parquet::BloomFilter>;

/// The number as a double, if it is one. Not for NaN.
std::optional<double> ExactDouble(const Value& value) {
  double real = 0;
  if (const auto* same = value.get_if<double>()) return *same;
  if (const auto* small = value.get_if<int32_t>()) return *small;
  if (const auto* large = value.get_if<int64_t>()) {
    real = static_cast<double>(*large);
  } else {
    const std::string text = ToString(value.get<Decimal128>());
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, real);
    if (error != std::errc() || stop != end) return std::nullopt;
  }
  return Compare(Value(real), value) == 0 ? std::optional(real) : std::nullopt;
}

bool IsMicros(const LogicalType& type) {
  return type.is_timestamp() &&
         static_cast<const parquet::TimestampLogicalType&>(type).time_unit() ==
             LogicalType::TimeUnit::MICROS;
}

class BloomZoneProbe : public ValueProbe {
 public:
  BloomZoneProbe(parquet::ParquetFileReader& file, int row_group, int leaf, Column column)
      : file_(file),
        row_group_(row_group),
        leaf_(leaf),
        descriptor_(*file.metadata()->schema()->Column(leaf)),
        column_(std::move(column)) {}

  bool MayContain(const Value& value) const override {
    const auto may =
        CatchParquet("", [&]() -> Result<bool> { return MayContainIn(value); });
    return !may.ok() || *may;
  }

 private:
  bool MayContainIn(const Value& value) const {
    switch (column_.kind) {
      case ColumnKind::kInt:
      case ColumnKind::kSmallInt:
      case ColumnKind::kLong:
      case ColumnKind::kWhole:
      case ColumnKind::kDouble:
      case ColumnKind::kFloat:
      case ColumnKind::kNumber:
        return !value.is_number() || IsNaN(value) || MayContainNumber(value);
      case ColumnKind::kString:
      case ColumnKind::kObjectId:
      case ColumnKind::kUuid:
        return MayContainText(value);
      case ColumnKind::kBinary: {
        const auto* binary = value.get_if<Binary>();
        const bool can_ask = binary != nullptr && binary->subtype == column_.subtype &&
                             Is(parquet::Type::BYTE_ARRAY);
        return !can_ask || Has(std::string_view(binary->bytes));
      }
      case ColumnKind::kDate:
      case ColumnKind::kTimestampNtz:
        return MayContainMoment(value);
      default:
        return true;
    }
  }

  bool Is(parquet::Type::type type) const { return descriptor_.physical_type() == type; }

  bool MayContainNumber(const Value& value) const {
    const LogicalType& type = *descriptor_.logical_type();
    const bool is_signed =
        type.is_int() && static_cast<const parquet::IntLogicalType&>(type).is_signed();
    if (!type.is_none() && !is_signed) return true;
    if (Is(parquet::Type::INT32) || Is(parquet::Type::INT64)) {
      const auto whole = internal::WholeInt64(value);
      if (!whole || Is(parquet::Type::INT64)) return whole && Has(*whole);
      const auto narrow = static_cast<int32_t>(*whole);
      return narrow == *whole && Has(narrow);
    }
    const bool is_double = Is(parquet::Type::DOUBLE);
    if (!is_double && !Is(parquet::Type::FLOAT)) return true;
    const auto real = ExactDouble(value);
    if (!real) return false;
    if (is_double) return *real == 0 ? Has(0.0) || Has(-0.0) : Has(*real);
    if (std::isfinite(*real) && std::abs(*real) > std::numeric_limits<float>::max()) {
      return false;
    }
    const auto narrow = static_cast<float>(*real);
    if (narrow != *real) return false;
    return narrow == 0 ? Has(0.0F) || Has(-0.0F) : Has(narrow);
  }

  bool MayContainText(const Value& value) const {
    if (!Is(parquet::Type::BYTE_ARRAY)) return true;
    if (column_.kind == ColumnKind::kObjectId) {
      const auto* id = value.get_if<ObjectId>();
      return id == nullptr || Has(std::string_view(ToString(*id)));
    }
    if (column_.kind == ColumnKind::kUuid) {
      const auto* uuid = value.get_if<Uuid>();
      return uuid == nullptr || Has(std::string_view(ToString(*uuid)));
    }
    if (const auto* symbol = value.get_if<Symbol>()) {
      return Has(std::string_view(symbol->text));
    }
    const auto* text = value.get_if<std::string>();
    return text == nullptr || Has(std::string_view(*text));
  }

  bool MayContainMoment(const Value& value) const {
    const auto* date = value.get_if<Date>();
    const bool can_ask = date != nullptr && Is(parquet::Type::INT64) &&
                         IsMicros(*descriptor_.logical_type());
    int64_t micros = 0;
    if (!can_ask) return true;
    if (__builtin_mul_overflow(date->millis, int64_t{1000}, &micros)) return false;
    return Has(micros);
  }

  template <typename T>
  bool Has(T value) const {
    if (filter_ == nullptr && !is_read_) {
      is_read_ = true;
      const auto filters = file_.GetBloomFilterReader().RowGroup(row_group_);
      if (filters != nullptr) filter_ = filters->GetColumnBloomFilter(leaf_);
    }
    return filter_ == nullptr || filter_->FindHash(filter_->Hash(value));
  }

  parquet::ParquetFileReader& file_;
  const int row_group_;
  const int leaf_;
  const parquet::ColumnDescriptor& descriptor_;
  const Column column_;
  mutable bool is_read_ = false;
  mutable FilterPtr filter_;
};

}  // namespace

std::shared_ptr<const ValueProbe> MakeBloomZoneProbe(parquet::ParquetFileReader& file,
                                                     int row_group, int leaf,
                                                     const Column& column) {
  const auto chunk = file.metadata()->RowGroup(row_group)->ColumnChunk(leaf);
  if (!chunk->bloom_filter_offset()) return nullptr;
  return std::make_shared<BloomZoneProbe>(file, row_group, leaf, column);
}

}  // namespace delta_utils
