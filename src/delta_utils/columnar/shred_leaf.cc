#include <limits>
#include <optional>
#include <utility>

#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/buffer.h"
#include "arrow/type.h"
#include "delta_utils/base/int128.h"
#include "delta_utils/columnar/shred_leaf_internal.h"
#include "delta_utils/columnar/shredding_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

int WidthOf(VariantType type) {
  switch (type) {
    case VariantType::kInt8:
      return 1;
    case VariantType::kInt16:
      return 2;
    case VariantType::kInt32:
    case VariantType::kFloat:
    case VariantType::kDate:
      return 4;
    case VariantType::kDecimal4:
    case VariantType::kDecimal8:
    case VariantType::kDecimal16:
    case VariantType::kUuid:
      return 16;
    default:
      return 8;
  }
}

bool IsNanos(VariantType type) {
  return type == VariantType::kTimestampNanos || type == VariantType::kTimestampNtzNanos;
}

/// The same moment in the column's unit, if it is of the column's kind.
std::optional<int64_t> SameMoment(int64_t count, VariantType from, VariantType to) {
  if (ClassOf(from) != ClassOf(to)) return std::nullopt;
  if (IsNanos(from) == IsNanos(to)) return count;
  if (IsNanos(from)) {
    if (count % 1000 != 0) return std::nullopt;
    return count / 1000;
  }
  int64_t nanos;
  if (__builtin_mul_overflow(count, 1000, &nanos)) return std::nullopt;
  return nanos;
}

}  // namespace

LeafOutput::LeafOutput(const ShreddingType& type, ShreddingMatch match)
    : type_(type.type),
      precision_(type.precision),
      scale_(type.scale),
      exact_(match == ShreddingMatch::kExact) {
  limit_ = PowerOfTen(type.precision);
  fixed_.SetWidth(WidthOf(type_));
}

void LeafOutput::Reserve(int64_t rows) {
  if (type_ == VariantType::kString || type_ == VariantType::kBinary) {
    return bytes_.Reserve(rows);
  }
  validity_.Reserve(rows);
  if (type_ == VariantType::kTrue || type_ == VariantType::kFalse) {
    return booleans_.Reserve(rows);
  }
  fixed_.Reserve(rows);
}

LeafOutput::Outcome LeafOutput::Take(int64_t row, const VariantView& value) {
  if (type_ == VariantType::kString) return TakeText(row, value);
  return TakeOther(row, value) ? Outcome::kTaken : Outcome::kLeft;
}

bool LeafOutput::TakeOther(int64_t row, const VariantView& value) {
  switch (type_) {
    case VariantType::kTrue:
    case VariantType::kFalse: {
      const auto truth = value.ToBool();
      if (!truth) return false;
      validity_.Set(row);
      if (*truth) booleans_.Set(row);
      return true;
    }
    case VariantType::kInt8:
      return TakeInteger<int8_t>(row, value);
    case VariantType::kInt16:
      return TakeInteger<int16_t>(row, value);
    case VariantType::kInt32:
      return TakeInteger<int32_t>(row, value);
    case VariantType::kInt64:
      return TakeInteger<int64_t>(row, value);
    case VariantType::kFloat: {
      const auto number = value.GetFloat();
      return number && Put(row, *number);
    }
    case VariantType::kDouble: {
      const auto number = value.GetDouble();
      return number && Put(row, *number);
    }
    case VariantType::kDecimal4:
    case VariantType::kDecimal8:
    case VariantType::kDecimal16:
      return TakeDecimal(row, value);
    case VariantType::kDate: {
      const auto days = value.GetDate();
      return days && Put(row, *days);
    }
    case VariantType::kBinary: {
      const auto bytes = value.GetBinary();
      if (bytes) bytes_.Append(row, *bytes);
      return bytes.has_value();
    }
    case VariantType::kUuid: {
      const auto uuid = value.GetUuid();
      return uuid && Put(row, uuid->bytes);
    }
    default:
      return TakeTime(row, value);
  }
}

template <typename T>
bool LeafOutput::TakeInteger(int64_t row, const VariantView& value) {
  if (exact_ && value.type() != type_) return false;
  const auto n = value.ToInt64();
  if (!n || *n != static_cast<T>(*n)) return false;
  return Put(row, static_cast<T>(*n));
}

bool LeafOutput::TakeDecimal(int64_t row, const VariantView& value) {
  if (exact_ && value.type() != type_) return false;
  const auto decimal = value.ToDecimal();
  if (!decimal) return false;
  Int128 unscaled = decimal->unscaled;
  int scale = decimal->scale;
  if (exact_ && scale != scale_) return false;
  const Int128 tenth = limit_ / 10;
  for (; scale < scale_; ++scale) {
    if (unscaled >= tenth || unscaled <= -tenth) return false;
    unscaled *= 10;
  }
  for (; scale > scale_; --scale) {
    if (unscaled % 10 != 0) return false;
    unscaled /= 10;
  }
  if (unscaled >= limit_ || unscaled <= -limit_) return false;
  return Put(row, unscaled);
}

bool LeafOutput::TakeTime(int64_t row, const VariantView& value) {
  const auto count = value.GetTime();
  if (!count) return false;
  if (exact_ && value.type() != type_) return false;
  const auto same = SameMoment(*count, value.type(), type_);
  if (!same) return false;
  if (type_ == VariantType::kTime &&
      (*same < 0 || *same >= variant_internal::kMicrosPerDay))
    return false;
  return Put(row, *same);
}

LeafOutput::Outcome LeafOutput::TakeText(int64_t row, const VariantView& value) {
  const auto text = value.ToText();
  if (!text) return Outcome::kLeft;
  // A long form of what the short one holds would not come back as it was.
  if (exact_ && value.type() == VariantType::kString &&
      text->size() <= variant_internal::kMaxShortString) {
    return Outcome::kLeft;
  }
  if (!IsText(*text)) return Outcome::kNotText;
  bytes_.Append(row, *text);
  return Outcome::kTaken;
}

Result<std::shared_ptr<arrow::Array>> LeafOutput::Finish(int64_t rows) {
  if (type_ == VariantType::kString) return bytes_.Finish(rows, /*is_text=*/true);
  if (type_ == VariantType::kBinary) return bytes_.Finish(rows, /*is_text=*/false);
  const bool is_boolean = type_ == VariantType::kTrue || type_ == VariantType::kFalse;
  ARROW_ASSIGN_OR_RAISE(auto arrow_type, ToTypedValueType({type_, precision_, scale_}));
  const int64_t nulls = rows - validity_.set();
  return arrow::MakeArray(
      arrow::ArrayData::Make(std::move(arrow_type), rows,
                             {nulls == 0 ? nullptr : validity_.Finish(rows),
                              is_boolean ? booleans_.Finish(rows) : fixed_.Finish(rows)},
                             nulls));
}

}  // namespace delta_utils
