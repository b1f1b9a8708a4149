// TextTest: what a leaf says of texts, or of binaries by their bytes.
// Internal to batch_filter.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/status.h"
#include "delta_utils/expression/pattern.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/item.h"

namespace delta_utils::batch_internal {

struct TextTest {
  enum class Shape : uint8_t {
    kNone,
    kAll,
    kSet,       // equal to one of `set`
    kOrder,     // `op` against `bound`, by bytes
    kBinary,    // `op` against `bound`, of binaries of `subtype`: the length comes first
    kPrefix,    // begins with `bound`
    kContains,  // has `bound`, which is not empty, somewhere
    kRegex,     // of `pattern`
  };
  Shape shape = Shape::kNone;
  std::vector<std::string> set;  // ascends, each once
  CompareOp op = CompareOp::kEq;
  std::string bound;
  /// How the subtype of the cells compares with that of the operand.
  int subtype_order = 0;
  std::string path;
  std::shared_ptr<const Pattern> pattern;

  static TextTest Always(bool holds);
  static TextTest Equal(std::vector<std::string> set);
  static TextTest Order(CompareOp op, std::string bound);

  bool is_constant() const { return shape == Shape::kNone || shape == Shape::kAll; }
  bool Holds(std::string_view text, LeafContext* context) const;

 private:
  bool IsInSet(std::string_view text) const;
};

/// Of the strings of a column.
TextTest StringsOf(const Filter& leaf);
/// Of the values of kObjectId or kUuid, in the text that stands for them.
TextTest IdsOf(const Filter& leaf, ColumnKind kind);
/// Of binaries of one subtype, which is not that of UUIDs.
TextTest BinariesOf(const Filter& leaf, uint8_t subtype);

}  // namespace delta_utils::batch_internal
