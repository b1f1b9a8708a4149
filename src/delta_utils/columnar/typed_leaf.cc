#include <cstring>
#include <limits>
#include <utility>

#include "arrow/array/array_base.h"
#include "arrow/array/array_primitive.h"
#include "arrow/array/data.h"
#include "arrow/extension_type.h"
#include "arrow/type.h"
#include "delta_utils/base/int128.h"
#include "delta_utils/columnar/shredding_internal.h"
#include "delta_utils/columnar/typed_leaf_internal.h"
#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

using variant_internal::kMaxShortString;

char FirstByte(VariantType primitive) {
  return static_cast<char>(static_cast<int>(primitive) << 2);
}

/// `Width` bytes at `from` behind the first byte.
template <size_t Width>
const char* AppendFixed(VariantType type, const uint8_t* from, GrowingBytes* out) {
  char* const to = out->Extend(1 + Width);
  *to = FirstByte(type);
  std::memcpy(to + 1, from, Width);
  return nullptr;
}

template <typename T>
T Load(const uint8_t* bytes) {
  T n;
  std::memcpy(&n, bytes, sizeof(n));
  return n;
}

constexpr Int128 kTenTo9 = PowerOfTen(9);
constexpr Int128 kTenTo18 = PowerOfTen(18);
constexpr Int128 kTenTo38 = PowerOfTen(38);

}  // namespace

Result<TypedLeaf> TypedLeaf::Make(const std::shared_ptr<arrow::Array>& array,
                                  const ShreddingType& type) {
  TypedLeaf leaf;
  leaf.array_ = array;
  leaf.type_ = type.type;
  leaf.scale_ = static_cast<uint8_t>(type.scale);
  leaf.precision_ = type.precision;
  if (type.type == VariantType::kString || type.type == VariantType::kBinary) {
    ARROW_ASSIGN_OR_RAISE(leaf.cells_, BinaryCells::Make(array));
    return leaf;
  }
  const arrow::ArrayData& data = *array->data();
  if (data.buffers[1] != nullptr) leaf.values_ = data.buffers[1]->data();
  if (array->type_id() == arrow::Type::BOOL) {
    leaf.bit_offset_ = data.offset;
    return leaf;
  }
  leaf.width_ = type.type == VariantType::kUuid ? 16 : array->type()->byte_width();
  if (leaf.values_ != nullptr) leaf.values_ += data.offset * leaf.width_;
  return leaf;
}

const char* TypedLeaf::Append(int64_t row, GrowingBytes* out) const {
  const uint8_t* const at = values_ + row * width_;
  switch (type_) {
    case VariantType::kTrue:
    case VariantType::kFalse: {
      const int64_t bit = bit_offset_ + row;
      const bool truth = (values_[bit >> 3] >> (bit & 7) & 1) != 0;
      const char byte = FirstByte(truth ? VariantType::kTrue : VariantType::kFalse);
      *out->Extend(1) = byte;
      return nullptr;
    }
    case VariantType::kInt8:
      return AppendFixed<1>(type_, at, out);
    case VariantType::kInt16:
      return AppendFixed<2>(type_, at, out);
    case VariantType::kInt32:
    case VariantType::kDate:
    case VariantType::kFloat:
      return AppendFixed<4>(type_, at, out);
    case VariantType::kTime: {
      const auto count = Load<int64_t>(at);
      if (count < 0 || count >= variant_internal::kMicrosPerDay) {
        return "a time outside of the day";
      }
      return AppendFixed<8>(type_, at, out);
    }
    case VariantType::kUuid:
      return AppendFixed<16>(type_, at, out);
    case VariantType::kDecimal4:
    case VariantType::kDecimal8:
    case VariantType::kDecimal16:
      return AppendDecimal(at, out);
    case VariantType::kString:
      return AppendText(cells_.Get(row), out);
    case VariantType::kBinary:
      return AppendBinary(cells_.Get(row), out);
    default:
      return AppendFixed<8>(type_, at, out);
  }
}

Int128 TypedLeaf::LowUnscaled(const uint8_t* at) const {
  return width_ == 4   ? Int128{Load<int32_t>(at)}
         : width_ == 8 ? Int128{Load<int64_t>(at)}
                       : Load<Int128>(at);
}

bool TypedLeaf::IsOfPrecision(int64_t row) const {
  if (precision_ == 0) return true;
  const Int128 limit = PowerOfTen(precision_);
  const Int128 n = LowUnscaled(values_ + row * width_);
  return n < limit && n > -limit;
}

const char* TypedLeaf::AppendDecimal(const uint8_t* at, GrowingBytes* out) const {
  const Int128 n = LowUnscaled(at);
  if (width_ == 32 && Load<Int128>(at + sizeof(n)) != (n < 0 ? -1 : 0)) {
    return "a decimal of more digits than its column's";
  }
  const bool is_4 = type_ == VariantType::kDecimal4;
  const bool is_8 = type_ == VariantType::kDecimal8;
  const Int128 limit = is_4 ? kTenTo9 : is_8 ? kTenTo18 : kTenTo38;
  if (n >= limit || n <= -limit) {
    return "a decimal of more digits than its column's";
  }
  const size_t width = is_4 ? 4 : is_8 ? 8 : 16;
  char* const to = out->Extend(2 + width);
  to[0] = FirstByte(type_);
  to[1] = static_cast<char>(scale_);
  std::memcpy(to + 2, &n, width);
  return nullptr;
}

const char* TypedLeaf::AppendText(std::string_view text, GrowingBytes* out) const {
  if (!IsText(text)) return "a string that is not UTF-8";
  if (text.size() > kMaxShortString) return AppendBinary(text, out);
  char* const to = out->Extend(1 + text.size());
  const auto basic = static_cast<size_t>(variant_internal::BasicType::kShortString);
  *to = static_cast<char>(text.size() << 2 | basic);
  text.copy(to + 1, text.size());
  return nullptr;
}

const char* TypedLeaf::AppendBinary(std::string_view bytes, GrowingBytes* out) const {
  if (bytes.size() > variant_internal::kMaxEncodedBytes) {
    return "a string or binary of more than 1 GiB";
  }
  char* const to = out->Extend(5 + bytes.size());
  *to = FirstByte(type_);
  variant_internal::StoreUnsigned(bytes.size(), 4, to + 1);
  bytes.copy(to + 5, bytes.size());
  return nullptr;
}

}  // namespace delta_utils
