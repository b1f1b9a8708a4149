// What the values of a column have in common: a sketch of its paths and their types.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/variant/variant_order_internal.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils {

/// Bounded whatever the values: so many paths, and of one object so many fields, are
/// followed, those seen first; and of a value no more is read than of one whose children
/// share few bytes.
class ShreddingSketch {
 public:
  explicit ShreddingSketch(const InferShreddingOptions& options);

  /// Counts a row. Corrupt: malformed, or values that share bytes beyond measure.
  Status Add(VariantView row);
  /// Of the fields of all rows, each as often as it is there: one long name may be that
  /// of many.
  int64_t name_bytes() const { return name_bytes_; }
  ShreddingType Infer() const;

 private:
  struct Node {
    int depth = 0;
    int levels = 0;                    // of a file's schema, down to the group here
    int64_t rows = 0;                  // that have a value here, Variant's null apart
    int64_t last_row = 0;              // the last of them, from 1
    std::array<int64_t, 32> values{};  // of each kind, see KindOf
    int64_t count = 0;                 // of all kinds
    int whole_digits = 0;              // of exact numbers: before the point, behind it
    int scale = 0;
    std::map<std::string, uint32_t, std::less<>> fields;
    uint32_t element = 0;  // 0: none
  };
  struct Pending {
    VariantView view;
    uint32_t node;
  };
  /// A scalar that may get a column.
  struct Leaf {
    int64_t rows;
    uint32_t node;
  };

  using Limits = variant_internal::WalkLimits;

  Status Count(Pending pending, Limits* limits);
  Status CountFields(Pending pending, Limits* limits);
  Status CountElements(Pending pending, Limits* limits);
  void CountNumber(VariantView view, Node* node);
  /// 0: it is not to be followed.
  uint32_t AddNode(uint32_t parent, int levels);
  uint32_t FieldNode(uint32_t node, std::string_view name);

  bool IsFrequent(const Node& node) const;
  /// kInvalid: none is dominant.
  VariantType DominantType(const Node& node) const;
  ShreddingType ScalarType(const Node& node, VariantType type) const;
  /// The leaves that are frequent, at most max_fields of them: true for their nodes.
  std::vector<bool> ChooseLeaves() const;
  ShreddingType TypeOf(uint32_t node, const std::vector<bool>& chosen) const;

  const InferShreddingOptions options_;
  std::vector<Node> nodes_;  // the first is the root
  std::vector<Pending> pending_;
  int64_t rows_ = 0;
  int64_t name_bytes_ = 0;
};

}  // namespace delta_utils
