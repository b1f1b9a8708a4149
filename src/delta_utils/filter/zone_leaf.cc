#include "delta_utils/filter/zone_leaf_internal.h"

namespace delta_utils::filter_internal {
namespace {

/// $exists.
class ZoneExists : public ZoneLeaf {
 public:
  ZoneExists() : ZoneLeaf(true, false) {}

 protected:
  Outcomes OfTypes(TypeSet) const override { return Outcomes::AllPass(); }
};

/// Passes every value of some types ($type), or one or the other of them.
class ZoneTypes : public ZoneLeaf {
 public:
  ZoneTypes(TypeSet types, bool passes_all)
      : ZoneLeaf(passes_all && types.Contains(ValueType::kNull), false),
        types_(types),
        passes_all_(passes_all) {}

 protected:
  Outcomes OfTypes(TypeSet types) const override {
    return {types.Intersects(types_), !passes_all_ || !types.IsWithin(types_)};
  }

 private:
  const TypeSet types_;
  const bool passes_all_;
};

constexpr TypeSet kNumbers = {ValueType::kInt32, ValueType::kInt64, ValueType::kDouble,
                              ValueType::kDecimal128};
constexpr TypeSet kNumbersAndBytes = kNumbers.Or({ValueType::kBinary, ValueType::kUuid});

struct LeafMaker {
  using Leaf = std::unique_ptr<ZoneLeaf>;

  Leaf operator()(const Comparison& comparison) const {
    return MakeZoneLeaf(comparison.op, comparison.operand);
  }
  Leaf operator()(const In& in) const { return MakeZoneLeaf(in); }
  Leaf operator()(const RegexTest& test) const { return MakeZoneLeaf(test); }
  Leaf operator()(const FieldExists&) const { return std::make_unique<ZoneExists>(); }
  Leaf operator()(const TypeTest& test) const {
    return std::make_unique<ZoneTypes>(test.types, true);
  }
  Leaf operator()(const SizeTest&) const {
    return std::make_unique<ZoneTypes>(TypeSet{ValueType::kArray}, false);
  }
  Leaf operator()(const ModTest&) const {
    return std::make_unique<ZoneTypes>(kNumbers, false);
  }
  Leaf operator()(const BitsTest&) const {
    return std::make_unique<ZoneTypes>(kNumbersAndBytes, false);
  }
  template <typename Other>
  Leaf operator()(const Other&) const {
    return nullptr;
  }
};

}  // namespace

std::unique_ptr<ZoneLeaf> MakeZoneLeaf(const Filter& filter) {
  return std::visit(LeafMaker{}, filter.node);
}

}  // namespace delta_utils::filter_internal
