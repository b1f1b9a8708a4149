#include "delta_utils/columnar/list_tests_internal.h"

#include <vector>

#include "arrow/array/array_base.h"
#include "delta_utils/columnar/list_rows_internal.h"

namespace delta_utils::batch_internal {
namespace {

/// The bits of a word from `begin` up to `end`, which is not 0.
uint64_t BitsBetween(int64_t begin, int64_t end) {
  return (~uint64_t{0} << begin) & (~uint64_t{0} >> (kWordRows - end));
}

/// Calls `visit(word, bits)` for the words that the elements lie in, until it says true.
template <typename Visit>
bool VisitWords(int64_t begin, int64_t end, const Visit& visit) {
  while (begin < end) {
    const int64_t word = begin / kWordRows;
    const int64_t stop = std::min(end, (word + 1) * kWordRows);
    const int64_t base = word * kWordRows;
    if (visit(static_cast<size_t>(word), BitsBetween(begin - base, stop - base))) {
      return true;
    }
    begin = stop;
  }
  return false;
}

/// Bits of elements, with room behind them to be read eight bytes at a time.
class ElementBits {
 public:
  explicit ElementBits(int64_t length)
      : size_(static_cast<size_t>(length + kWordRows - 1) / kWordRows),
        words_(size_ + 1) {}

  Rows rows() { return Rows(words_).first(size_); }
  void Set(int64_t begin, int64_t end) {
    VisitWords(begin, end, [&](size_t word, uint64_t bits) {
      words_[word] |= bits;
      return false;
    });
  }
  bool Any(int64_t begin, int64_t end) const {
    const int64_t size = end - begin;
    if (size <= kWordRows - 8) {  // they lie in eight bytes
      uint64_t bits;
      std::memcpy(&bits, reinterpret_cast<const char*>(words_.data()) + begin / 8, 8);
      return (bits >> (begin % 8) & ((uint64_t{1} << size) - 1)) != 0;
    }
    return VisitWords(begin, end, [&](size_t word, uint64_t bits) {
      return (words_[word] & bits) != 0;
    });
  }

 private:
  size_t size_;
  std::vector<uint64_t> words_;
};

class SizeOfListTest : public ArrayTest {
 public:
  explicit SizeOfListTest(int64_t size) : size_(size) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext*) override {
    const ListRows lists(array);
    NarrowEach(rows,
               [&](int64_t row) { return lists.end(row) - lists.begin(row) == size_; });
    return Status::OK();
  }

 private:
  int64_t size_;
};

class AnyElement : public ArrayTest {
 public:
  explicit AnyElement(ArrayTestPtr element) : element_(std::move(element)) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) override {
    if (array.length() == 0) return Status::OK();
    const ListRows lists(array);
    const int64_t first = lists.begin(0);
    const int64_t length = lists.begin(array.length()) - first;
    ElementBits elements(length);
    if (CountOf(rows) == array.length()) {
      elements.Set(0, length);
    } else {
      NarrowEach(rows, [&](int64_t row) {
        elements.Set(lists.begin(row) - first, lists.end(row) - first);
        return true;
      });
    }
    ARROW_RETURN_NOT_OK(element_->Narrow(*lists.values()->Slice(first, length),
                                         elements.rows(), context));
    NarrowEach(rows, [&](int64_t row) {
      return elements.Any(lists.begin(row) - first, lists.end(row) - first);
    });
    return Status::OK();
  }
  Cost cost() const override { return element_->cost() + Cost{3, false}; }

 private:
  ArrayTestPtr element_;
};

}  // namespace

ArrayTestPtr ListSizeTest(int64_t size) { return std::make_unique<SizeOfListTest>(size); }

ArrayTestPtr AnyElementTest(ArrayTestPtr element) {
  return std::make_unique<AnyElement>(std::move(element));
}

}  // namespace delta_utils::batch_internal
