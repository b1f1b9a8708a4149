#include "delta_utils/base/compare.h"
#include "delta_utils/filter/zone_leaf_internal.h"

namespace delta_utils::filter_internal {
namespace {

bool HoldsForEqual(CompareOp op) { return op != CompareOp::kGt && op != CompareOp::kLt; }

/// All values but NaN. Where there are bounds, all are of the operand's class.
Outcomes OfRange(const ZoneFacts& facts, CompareOp op, const Value& operand) {
  // Without a bound, as if it lay beyond the operand.
  const int min = facts.min == nullptr ? -1 : Compare(*facts.min, operand);
  const int max = facts.max == nullptr ? 1 : Compare(*facts.max, operand);
  switch (op) {
    case CompareOp::kEq:
      return {min <= 0 && max >= 0, min != 0 || max != 0};
    case CompareOp::kGt:
      return {max > 0, min <= 0};
    case CompareOp::kGte:
      return {max >= 0, min < 0};
    case CompareOp::kLt:
      return {min < 0, max >= 0};
    case CompareOp::kLte:
      return {min <= 0, max > 0};
  }
  return Outcomes::Open();
}

class ZoneComparison : public ZoneLeaf {
 public:
  ZoneComparison(CompareOp op, const Value& operand)
      : ZoneLeaf(operand.is<Null>() && HoldsForEqual(op),
                 operand.is<Null>() && HoldsForEqual(op)),
        op_(op),
        operand_(operand),
        types_(TypeSet::OfClass(ClassOf(operand))),
        is_nan_(IsNaN(operand)) {}

 protected:
  Outcomes OfTypes(TypeSet types) const override {
    if (!types.Intersects(types_)) return Outcomes::AllFail();
    if (is_nan_ && !HoldsForEqual(op_)) return Outcomes::AllFail();
    return Outcomes::Open();
  }

  Outcomes OfOwn(const ZoneFacts& facts) const override {
    if (!facts.own.Intersects(types_)) return Outcomes::AllFail();
    Outcomes outcomes = is_nan_ ? Outcomes::AllFail() : OfRange(facts, op_, operand_);
    if (outcomes.may_pass && op_ == CompareOp::kEq && facts.probe != nullptr &&
        !facts.probe->MayContain(operand_)) {
      outcomes = Outcomes::AllFail();
    }
    if (facts.may_be_nan) {
      outcomes = outcomes.Or(Outcomes::If(is_nan_ && HoldsForEqual(op_)));
    }
    return outcomes;
  }

 private:
  const CompareOp op_;
  const Value& operand_;
  const TypeSet types_;
  const bool is_nan_;
};

/// A range against the lowest or highest value of all holds for values of other classes
/// too, and for none; which, is left to the evaluator.
bool IsExtremeRange(CompareOp op, const Value& operand) {
  return op != CompareOp::kEq && (operand.is<MinKey>() || operand.is<MaxKey>());
}

}  // namespace

std::unique_ptr<ZoneLeaf> MakeZoneLeaf(CompareOp op, const Value& operand) {
  if (IsExtremeRange(op, operand)) return nullptr;
  return std::make_unique<ZoneComparison>(op, operand);
}

}  // namespace delta_utils::filter_internal
