#include <algorithm>
#include <vector>

#include "arrow/array/array_base.h"
#include "arrow/array/array_binary.h"
#include "arrow/type.h"
#include "delta_utils/columnar/array_test_internal.h"
#include "delta_utils/columnar/contains_kernel_internal.h"
#include "delta_utils/columnar/document_value.h"
#include "delta_utils/columnar/text_kernels_internal.h"
#include "delta_utils/columnar/text_leaf_internal.h"

namespace delta_utils::batch_internal {
namespace {

using Shape = TextTest::Shape;

Cost CostOf(const TextTest& test) {
  const bool is_regex = test.shape == Shape::kRegex;
  return {is_regex ? 50 : 2, is_regex};
}

template <typename ArrayType>
struct ViewTexts {
  const arrow::Array& array;
  std::string_view operator[](int64_t row) const {
    return static_cast<const ArrayType&>(array).GetView(row);
  }
};

/// Calls `narrow(texts)`, of which texts[row] is a row's.
template <typename Narrow>
void VisitTexts(const arrow::Array& array, const Narrow& narrow) {
  const auto offset_texts = [&](const auto& texts) {
    return OffsetTexts<std::decay_t<decltype(texts.value_offset(0))>>{
        texts.raw_value_offsets(), reinterpret_cast<const char*>(texts.raw_data()),
        texts.length()};
  };
  switch (array.type_id()) {
    case arrow::Type::LARGE_STRING:
    case arrow::Type::LARGE_BINARY:
      return narrow(offset_texts(static_cast<const arrow::LargeBinaryArray&>(array)));
    case arrow::Type::STRING_VIEW:
    case arrow::Type::BINARY_VIEW:
      return narrow(ViewTexts<arrow::BinaryViewArray>{array});
    case arrow::Type::FIXED_SIZE_BINARY:
      return narrow(ViewTexts<arrow::FixedSizeBinaryArray>{array});
    default:
      return narrow(offset_texts(static_cast<const arrow::BinaryArray&>(array)));
  }
}

class PlainTextTest : public ArrayTest {
 public:
  explicit PlainTextTest(TextTest test) : test_(std::move(test)) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) override {
    VisitTexts(array, [&](const auto& texts) { NarrowTexts(texts, rows, context); });
    return Status::OK();
  }
  Cost cost() const override { return CostOf(test_); }

 private:
  /// More than these are looked for in a list.
  static constexpr size_t kFew = 6;

  template <typename Offset>
  void NarrowTexts(const OffsetTexts<Offset>& texts, Rows rows, LeafContext* context) {
    switch (test_.shape) {
      case Shape::kPrefix:
        return NarrowToText<true>(texts, test_.bound, rows);
      case Shape::kContains:
        return NarrowToContaining(texts, test_.bound, rows);
      case Shape::kSet:
        if (test_.set.size() <= kFew) return NarrowToSet(texts, rows);
        break;
      case Shape::kRegex:
        NarrowToWhatRegexNeeds(texts, rows);
        break;
      default:
        break;
    }
    NarrowEach(rows, [&](int64_t row) { return test_.Holds(texts[row], context); });
  }
  template <typename Texts>
  void NarrowTexts(const Texts& texts, Rows rows, LeafContext* context) {
    NarrowEach(rows, [&](int64_t row) { return test_.Holds(texts[row], context); });
  }

  /// Cheaper than a search, which then has fewer texts to look at.
  template <typename Offset>
  void NarrowToWhatRegexNeeds(const OffsetTexts<Offset>& texts, Rows rows) {
    const Pattern& pattern = *test_.pattern;
    if (const auto& prefix = pattern.prefix()) {
      NarrowToText<true>(texts, prefix->text, rows);
    } else if (!pattern.required().empty()) {
      NarrowToContaining(texts, pattern.required(), rows);
    }
  }

  template <typename Offset>
  void NarrowToSet(const OffsetTexts<Offset>& texts, Rows rows) {
    if (test_.set.size() == 1) return NarrowToText<false>(texts, test_.set[0], rows);
    const bool is_short =
        std::all_of(test_.set.begin(), test_.set.end(),
                    [](const std::string& text) { return text.size() <= 8; });
    if (is_short && test_.set.size() == 2) {
      return NarrowToShortTexts<2>(texts, test_.set, rows);
    }
    if (is_short) return NarrowToShortTexts<kFew>(texts, test_.set, rows);
    left_.assign(rows.begin(), rows.end());
    for (const std::string& text : test_.set) {
      one_ = left_;
      NarrowToText<false>(texts, text, one_);
      for (size_t i = 0; i < one_.size(); ++i) left_[i] &= ~one_[i];
    }
    for (size_t i = 0; i < left_.size(); ++i) rows[i] &= ~left_[i];
  }

  TextTest test_;
  std::vector<uint64_t> left_;
  std::vector<uint64_t> one_;
};

/// Of a column whose texts stand for ids where they can.
class IdTextTest : public ArrayTest {
 public:
  IdTextTest(ColumnKind kind, TextTest ids, TextTest strings)
      : kind_(kind), ids_(std::move(ids)), strings_(std::move(strings)) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) override {
    VisitTexts(array, [&](const auto& texts) {
      NarrowEach(rows, [&](int64_t row) {
        const std::string_view text = texts[row];
        const TextTest& test = StandsForId(kind_, text) ? ids_ : strings_;
        return test.Holds(text, context);
      });
    });
    return Status::OK();
  }
  Cost cost() const override { return CostOf(ids_) + CostOf(strings_) + Cost{20, false}; }

 private:
  ColumnKind kind_;
  TextTest ids_;
  TextTest strings_;
};

ArrayTestPtr Plain(TextTest test) {
  if (test.is_constant()) return Constant(test.shape == Shape::kAll);
  return std::make_unique<PlainTextTest>(std::move(test));
}

/// Those that cannot be the text of an id.
std::vector<std::string> WithoutIds(std::vector<std::string> set, ColumnKind kind) {
  std::erase_if(set, [&](const std::string& text) { return StandsForId(kind, text); });
  return set;
}

ArrayTestPtr IdCellTest(const Filter& leaf, ColumnKind kind) {
  TextTest ids = IdsOf(leaf, kind);
  TextTest strings = StringsOf(leaf);
  // One of several texts is it, or none: what a text stands for shows in itself.
  if (strings.shape == Shape::kSet) {
    strings = TextTest::Equal(WithoutIds(std::move(strings.set), kind));
  }
  if (ids.is_constant() && strings.shape == ids.shape) return Plain(std::move(ids));
  if (ids.shape == Shape::kSet && strings.shape == Shape::kNone) {
    return Plain(std::move(ids));
  }
  if (ids.shape == Shape::kNone && strings.shape == Shape::kSet) {
    return Plain(std::move(strings));
  }
  return std::make_unique<IdTextTest>(kind, std::move(ids), std::move(strings));
}

}  // namespace

ArrayTestPtr TextCellTest(const Filter& leaf, const Column& column) {
  switch (column.kind) {
    case ColumnKind::kObjectId:
    case ColumnKind::kUuid:
      return IdCellTest(leaf, column.kind);
    case ColumnKind::kBinary:
      return Plain(BinariesOf(leaf, column.subtype));
    default:
      return Plain(StringsOf(leaf));
  }
}

}  // namespace delta_utils::batch_internal
