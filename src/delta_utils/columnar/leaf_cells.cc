#include "delta_utils/columnar/leaf_cells_internal.h"

#include <algorithm>
#include <cstring>

#include "arrow/array/array_base.h"
#include "arrow/array/data.h"
#include "arrow/type.h"
#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

char FirstByte(VariantType type) {
  return static_cast<char>(static_cast<uint8_t>(type) << 2);
}

}  // namespace

Result<LeafCells> LeafCells::Make(const std::shared_ptr<arrow::Array>& typed) {
  LeafCells cells;
  cells.typed_ = typed;
  ARROW_ASSIGN_OR_RAISE(cells.shredding_, ShreddingOf(*typed->type()));
  if (cells.shredding_.type == VariantType::kString ||
      cells.shredding_.type == VariantType::kBinary) {
    ARROW_ASSIGN_OR_RAISE(cells.bytes_, BinaryCells::Make(typed));
    return cells;
  }
  const arrow::ArrayData& data = *typed->data();
  const int64_t bits =
      static_cast<const arrow::FixedWidthType&>(*typed->type()).bit_width();
  cells.width_ = bits / 8;
  cells.cells_ = data.buffers[1] == nullptr ? nullptr : data.buffers[1]->data();
  if (bits == 1) {
    cells.first_bit_ = data.offset;
  } else if (cells.cells_ != nullptr) {
    cells.cells_ += data.offset * cells.width_;
  }
  return cells;
}

std::string_view LeafCells::Encode(int64_t row) {
  switch (shredding_.type) {
    case VariantType::kTrue: {
      const int64_t bit = first_bit_ + row;
      const bool value = ((cells_[bit >> 3] >> (bit & 7)) & 1) != 0;
      scratch_.assign(1, FirstByte(value ? VariantType::kTrue : VariantType::kFalse));
      return scratch_;
    }
    case VariantType::kString:
    case VariantType::kBinary:
      return EncodeBytes(bytes_.Get(row));
    case VariantType::kDecimal4:
    case VariantType::kDecimal8:
    case VariantType::kDecimal16:
      return EncodeDecimal(cells_ + row * width_);
    default:
      break;
  }
  scratch_.assign(1, FirstByte(shredding_.type));
  scratch_.append(reinterpret_cast<const char*>(cells_ + row * width_),
                  static_cast<size_t>(width_));
  return scratch_;
}

std::string_view LeafCells::EncodeDecimal(const uint8_t* cell) {
  const bool is_negative = (cell[width_ - 1] & 0x80) != 0;
  Int128 unscaled = is_negative ? -1 : 0;
  const auto low = std::min<size_t>(static_cast<size_t>(width_), sizeof(unscaled));
  std::memcpy(&unscaled, cell, low);
  bool fits = (unscaled < 0) == is_negative;
  for (auto i = static_cast<int64_t>(low); i < width_; ++i) {
    fits = fits && cell[i] == (is_negative ? 0xFF : 0);
  }
  // The column's type does not keep its cells from having more digits than it tells.
  const int digits = std::max(DigitCount(unscaled), shredding_.precision);
  if (!fits || digits > 38) return {};
  const size_t width = digits <= 9 ? 4 : digits <= 18 ? 8 : 16;
  scratch_.assign(1, FirstByte(digits <= 9    ? VariantType::kDecimal4
                               : digits <= 18 ? VariantType::kDecimal8
                                              : VariantType::kDecimal16));
  scratch_.push_back(static_cast<char>(shredding_.scale));
  scratch_.append(reinterpret_cast<const char*>(&unscaled), width);
  return scratch_;
}

std::string_view LeafCells::EncodeBytes(std::string_view bytes) {
  const bool is_text = shredding_.type == VariantType::kString;
  if (is_text && bytes.size() <= variant_internal::kMaxShortString) {
    scratch_.assign(1, static_cast<char>(bytes.size() << 2 | 1));
  } else {
    if (bytes.size() > UINT32_MAX) return {};
    scratch_.assign(1, FirstByte(shredding_.type));
    const auto size = static_cast<uint32_t>(bytes.size());
    scratch_.append(reinterpret_cast<const char*>(&size), sizeof(size));
  }
  scratch_.append(bytes);
  return scratch_;
}

}  // namespace delta_utils
