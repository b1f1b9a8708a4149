#include <algorithm>

#include "delta_utils/base/compare.h"
#include "delta_utils/filter/zone_leaf_internal.h"

namespace delta_utils::filter_internal {
namespace {

bool IsBelow(const Value& a, const Value& b) { return Compare(a, b) < 0; }

/// In ascending order, NaN and null told apart: they are not found by bounds.
class ZoneIn : public ZoneLeaf {
 public:
  ZoneIn(const In& in, bool has_null) : ZoneLeaf(has_null, has_null) {
    if (in.sorted) {
      operands_ = in.operands;
    } else {
      own_ = in.operands;
      std::sort(own_.begin(), own_.end(), IsBelow);
      operands_ = own_;
    }
    for (const Value& operand : operands_) {
      types_ = types_.Or(TypeSet::OfClass(ClassOf(operand)));
      has_nan_ |= IsNaN(operand);
    }
    types_ = types_.Without({ValueType::kNull});
  }

 protected:
  Outcomes OfTypes(TypeSet types) const override {
    return {types.Intersects(types_), true};
  }

  Outcomes OfOwn(const ZoneFacts& facts) const override {
    Outcomes outcomes = OfBounded(facts);
    if (facts.may_be_nan) outcomes = outcomes.Or(Outcomes::If(has_nan_));
    return outcomes;
  }

 private:
  /// All but NaN.
  Outcomes OfBounded(const ZoneFacts& facts) const {
    if (!facts.own.Intersects(types_)) return Outcomes::AllFail();
    auto begin = operands_.begin();
    auto end = operands_.end();
    if (facts.min != nullptr) begin = std::lower_bound(begin, end, *facts.min, IsBelow);
    if (facts.max != nullptr) end = std::upper_bound(begin, end, *facts.max, IsBelow);
    const bool may_pass = std::any_of(begin, end, [&](const Value& operand) {
      return TypeSet::OfClass(ClassOf(operand)).Intersects(facts.own) &&
             !operand.is<Null>() && !IsNaN(operand) &&
             (facts.probe == nullptr || facts.probe->MayContain(operand));
    });
    const bool is_one_value = facts.min != nullptr && facts.max != nullptr &&
                              Compare(*facts.min, *facts.max) == 0;
    return {may_pass, !may_pass || !is_one_value};
  }

  std::vector<Value> own_;
  std::span<const Value> operands_;
  TypeSet types_;
  bool has_nan_ = false;
};

}  // namespace

std::unique_ptr<ZoneLeaf> MakeZoneLeaf(const In& in) {
  const bool has_null = std::any_of(in.operands.begin(), in.operands.end(),
                                    [](const Value& v) { return v.is<Null>(); });
  return std::make_unique<ZoneIn>(in, has_null);
}

}  // namespace delta_utils::filter_internal
