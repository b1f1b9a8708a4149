#include <vector>

#include "arrow/array/array_base.h"
#include "arrow/array/array_dict.h"
#include "arrow/array/data.h"
#include "arrow/extension_type.h"
#include "arrow/type.h"
#include "delta_utils/columnar/array_test_internal.h"
#include "delta_utils/columnar/selection.h"

namespace delta_utils::batch_internal {
namespace {

class NullableTest : public ArrayTest {
 public:
  NullableTest(bool null_holds, ArrayTestPtr inner)
      : null_holds_(null_holds), inner_(std::move(inner)) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) override {
    if (array.type_id() == arrow::Type::NA) {
      KeepAllIf(null_holds_, rows);
      return Status::OK();
    }
    if (array.type_id() == arrow::Type::EXTENSION) {
      const auto& extension = static_cast<const arrow::ExtensionArray&>(array);
      return Narrow(*extension.storage(), rows, context);
    }
    if (array.null_count() == 0) return NarrowThere(array, rows, context);
    std::vector<uint64_t> nulls(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
      const int64_t first = static_cast<int64_t>(i) * kWordRows;
      const uint64_t valid =
          LoadBits(array.null_bitmap_data(), array.offset() + first,
                   std::min<int64_t>(kWordRows, array.length() - first));
      nulls[i] = rows[i] & ~valid;
      rows[i] &= valid;
    }
    if (HasAny(rows)) ARROW_RETURN_NOT_OK(NarrowThere(array, rows, context));
    if (!null_holds_) return Status::OK();
    for (size_t i = 0; i < rows.size(); ++i) rows[i] |= nulls[i];
    return Status::OK();
  }
  Cost cost() const override { return inner_->cost(); }

 private:
  Status NarrowThere(const arrow::Array& array, Rows rows, LeafContext* context) {
    if (array.type_id() != arrow::Type::DICTIONARY) {
      return inner_->Narrow(array, rows, context);
    }
    const auto& encoded = static_cast<const arrow::DictionaryArray&>(array);
    ARROW_RETURN_NOT_OK(AskDictionary(encoded, context));
    switch (encoded.indices()->type_id()) {
      case arrow::Type::INT8:
      case arrow::Type::UINT8:
        return NarrowCodes<uint8_t>(encoded, rows);
      case arrow::Type::INT16:
      case arrow::Type::UINT16:
        return NarrowCodes<uint16_t>(encoded, rows);
      case arrow::Type::INT32:
      case arrow::Type::UINT32:
        return NarrowCodes<uint32_t>(encoded, rows);
      default:
        return NarrowCodes<uint64_t>(encoded, rows);
    }
  }

  /// What holds of each value of the dictionary; kept for batches that share it.
  Status AskDictionary(const arrow::DictionaryArray& encoded, LeafContext* context) {
    if (dictionary_ == encoded.data()->dictionary) return Status::OK();
    dictionary_ = nullptr;
    const arrow::Array& values = *encoded.dictionary();
    Selection holds(values.length());
    holds.SelectAll();
    ARROW_RETURN_NOT_OK(Narrow(values, holds.words(), context));
    holds_.assign(static_cast<size_t>(values.length()), 0);
    holds.ForEach([&](int64_t row) { holds_[static_cast<size_t>(row)] = 1; });
    dictionary_ = encoded.data()->dictionary;
    return Status::OK();
  }

  template <typename Code>
  Status NarrowCodes(const arrow::DictionaryArray& encoded, Rows rows) {
    const Code* const codes = encoded.indices()->data()->GetValues<Code>(1);
    bool is_outside = false;
    NarrowEach(rows, [&](int64_t row) {
      const bool is_inside = codes[row] < holds_.size();
      is_outside |= !is_inside;
      return is_inside && holds_[codes[row]] != 0;
    });
    if (is_outside) return Corrupt("", "an index beyond its dictionary");
    return Status::OK();
  }

  bool null_holds_;
  ArrayTestPtr inner_;
  std::shared_ptr<arrow::ArrayData> dictionary_;
  std::vector<uint8_t> holds_;
};

}  // namespace

Status ConstantTest::Narrow(const arrow::Array&, Rows rows, LeafContext*) {
  KeepAllIf(holds_, rows);
  return Status::OK();
}

ArrayTestPtr Nullable(bool null_holds, ArrayTestPtr inner) {
  return std::make_unique<NullableTest>(null_holds, std::move(inner));
}

}  // namespace delta_utils::batch_internal
