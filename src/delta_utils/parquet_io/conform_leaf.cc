#include <limits>
#include <utility>

#include "arrow/array/array_binary.h"
#include "arrow/array/array_decimal.h"
#include "arrow/array/array_dict.h"
#include "arrow/array/array_primitive.h"
#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/buffer.h"
#include "arrow/compute/cast.h"
#include "arrow/datum.h"
#include "arrow/memory_pool.h"
#include "arrow/type.h"
#include "arrow/type_traits.h"
#include "arrow/util/decimal.h"
#include "arrow/util/utf8.h"
#include "delta_utils/columnar/struct_like.h"
#include "delta_utils/parquet_io/conform_internal.h"

namespace delta_utils {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;
using TypePtr = std::shared_ptr<arrow::DataType>;

/// `array` under another type of the same layout.
ArrayPtr Retype(const arrow::Array& array, const TypePtr& type) {
  auto data = array.data()->Copy();
  data->type = type;
  return arrow::MakeArray(std::move(data));
}

/// Arrow's checked cast: a value that the type cannot hold is an error.
Result<ArrayPtr> CheckedCast(const arrow::Array& array, const TypePtr& target,
                             const std::string& column) {
  auto cast = arrow::compute::Cast(array, target, arrow::compute::CastOptions::Safe());
  if (cast.ok()) return cast;
  return ColumnCorrupt(column,
                       "as " + target->ToString() + ": " + cast.status().message());
}

bool ToMicros(int64_t value, arrow::TimeUnit::type unit, int64_t* micros) {
  switch (unit) {
    case arrow::TimeUnit::SECOND:
      return !__builtin_mul_overflow(value, int64_t{1000000}, micros);
    case arrow::TimeUnit::MILLI:
      return !__builtin_mul_overflow(value, int64_t{1000}, micros);
    case arrow::TimeUnit::MICRO:
      *micros = value;
      return true;
    case arrow::TimeUnit::NANO:
      *micros = value / 1000 - (value % 1000 < 0 ? 1 : 0);  // down, also before 1970
      return true;
  }
  return false;
}

Result<ArrayPtr> ConformTimestamp(const arrow::Array& array, const TypePtr& target,
                                  const std::string& column) {
  const auto unit = static_cast<const arrow::TimestampType&>(*array.type()).unit();
  if (unit == arrow::TimeUnit::MICRO) return Retype(array, target);
  const auto& values = static_cast<const arrow::TimestampArray&>(array);
  const int64_t length = array.length();
  ARROW_ASSIGN_OR_RAISE(
      std::shared_ptr<arrow::Buffer> buffer,
      arrow::AllocateBuffer(length * static_cast<int64_t>(sizeof(int64_t))));
  auto* out = reinterpret_cast<int64_t*>(buffer->mutable_data());
  for (int64_t i = 0; i < length; ++i) {
    out[i] = 0;
    if (array.IsValid(i) && !ToMicros(values.Value(i), unit, &out[i])) {
      return ColumnCorrupt(column, "a timestamp beyond 64 bits of microseconds");
    }
  }
  ARROW_ASSIGN_OR_RAISE(auto validity, ValidityAtZero(array));
  return arrow::MakeArray(arrow::ArrayData::Make(
      target, length, {std::move(validity), std::move(buffer)}, array.null_count()));
}

/// Valid bytes in a row are valid values if no value begins inside a character.
bool IsUtf8(const arrow::BinaryArray& array) {
  if (array.length() == 0) return true;
  arrow::util::InitializeUTF8();
  const int64_t begin = array.value_offset(0);
  const int64_t size = array.total_values_length();
  if (size == 0) return true;
  const uint8_t* bytes = array.raw_data();
  const bool whole = arrow::util::ValidateUTF8(bytes + begin, size);
  for (int64_t i = 0; i < array.length(); ++i) {
    if (array.IsNull(i)) continue;
    const std::string_view value = array.GetView(i);
    const bool begins_well =
        value.empty() || (static_cast<unsigned char>(value.front()) & 0xc0) != 0x80;
    if (!begins_well || (!whole && !arrow::util::ValidateUTF8(value))) return false;
  }
  return true;
}

Result<ArrayPtr> ConformString(const ArrayPtr& array, const TypePtr& target,
                               const std::string& column) {
  ArrayPtr values = array;
  switch (array->type_id()) {
    case arrow::Type::STRING:
    case arrow::Type::BINARY:
      break;
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW: {
      ARROW_ASSIGN_OR_RAISE(values, CheckedCast(*array, arrow::utf8(), column));
      break;
    }
    default: {
      ARROW_ASSIGN_OR_RAISE(values, CheckedCast(*array, arrow::binary(), column));
    }
  }
  const bool is_text = target->id() == arrow::Type::STRING;
  if (is_text && !IsUtf8(static_cast<const arrow::BinaryArray&>(*values))) {
    return ColumnCorrupt(column, "a string that is not UTF-8");
  }
  return values->type()->Equals(*target) ? values : Retype(*values, target);
}

/// A file can hold digits that the type it states has no room for.
Status CheckPrecision(const arrow::Array& array, const std::string& column) {
  const auto& values = static_cast<const arrow::Decimal128Array&>(array);
  const auto& type = static_cast<const arrow::Decimal128Type&>(*array.type());
  for (int64_t i = 0; i < array.length(); ++i) {
    if (array.IsNull(i)) continue;
    const arrow::Decimal128 value(values.GetValue(i));
    if (!value.FitsInPrecision(type.precision())) {
      return ColumnCorrupt(column, "a value is too large for " + type.ToString());
    }
  }
  return Status::OK();
}

/// Whether values of `from` can be values of `to` at all; ranges are checked later.
bool IsConvertible(const arrow::DataType& from, const arrow::DataType& to) {
  switch (to.id()) {
    case arrow::Type::INT8:
    case arrow::Type::INT16:
    case arrow::Type::INT32:
    case arrow::Type::INT64:
      return arrow::is_integer(from.id());
    case arrow::Type::FLOAT:
      return from.id() == arrow::Type::HALF_FLOAT;
    case arrow::Type::DOUBLE:
      return from.id() == arrow::Type::HALF_FLOAT || from.id() == arrow::Type::FLOAT;
    case arrow::Type::DECIMAL128:
      return arrow::is_decimal(from.id());
    case arrow::Type::TIMESTAMP:
      return from.id() == arrow::Type::TIMESTAMP;
    case arrow::Type::STRING:
      return arrow::is_base_binary_like(from.id()) ||
             arrow::is_binary_view_like(from.id());
    case arrow::Type::BINARY:
      return arrow::is_binary_like(from.id()) || arrow::is_large_binary_like(from.id()) ||
             arrow::is_binary_view_like(from.id()) ||
             from.id() == arrow::Type::FIXED_SIZE_BINARY;
    default:
      return false;
  }
}

}  // namespace

Result<ArrayPtr> ConformLeaf(const ArrayPtr& array, const TypePtr& target,
                             const std::string& column) {
  if (array->type_id() == arrow::Type::DICTIONARY) {
    const auto& type = static_cast<const arrow::DictionaryType&>(*array->type());
    ARROW_ASSIGN_OR_RAISE(const ArrayPtr decoded,
                          CheckedCast(*array, type.value_type(), column));
    return ConformLeaf(decoded, target, column);
  }
  const bool is_same = array->type()->Equals(*target);
  if (!is_same && !IsConvertible(*array->type(), *target)) {
    return ColumnCorrupt(column, "the file has " + array->type()->ToString() +
                                     ", the table " + target->ToString());
  }
  if (target->id() == arrow::Type::STRING || target->id() == arrow::Type::BINARY) {
    return ConformString(array, target, column);
  }
  if (is_same) {
    if (target->id() == arrow::Type::DECIMAL128) {
      ARROW_RETURN_NOT_OK(CheckPrecision(*array, column));
    }
    return array;
  }
  if (target->id() == arrow::Type::TIMESTAMP) {
    return ConformTimestamp(*array, target, column);
  }
  return CheckedCast(*array, target, column);
}

}  // namespace delta_utils
