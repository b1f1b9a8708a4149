#include "delta_utils/base/compare.h"
#include "delta_utils/filter/zone_leaf_internal.h"

namespace delta_utils::filter_internal {
namespace {

constexpr TypeSet kTexts = {ValueType::kString, ValueType::kSymbol};
/// A stored regular expression that is the operand matches too.
constexpr TypeSet kTextsAndRegex = {ValueType::kString, ValueType::kSymbol,
                                    ValueType::kRegex};

std::string_view TextOf(const Value& value) {
  const Symbol* const symbol = value.get_if<Symbol>();
  return symbol != nullptr ? std::string_view(symbol->text) : value.get<std::string>();
}

class ZoneRegex : public ZoneLeaf {
 public:
  explicit ZoneRegex(const RegexTest& test)
      : ZoneLeaf(false, false), prefix_(test.pattern->prefix()) {}

 protected:
  Outcomes OfTypes(TypeSet types) const override {
    if (!types.Intersects(kTextsAndRegex)) return Outcomes::AllFail();
    return {true, !FindsAllTexts() || !types.IsWithin(kTexts)};
  }

  Outcomes OfOwn(const ZoneFacts& facts) const override {
    if (!prefix_ || !facts.own.IsWithin(kTexts)) return OfTypes(facts.own);
    // Texts with the prefix are one run in the order, so that the bounds, cut to the
    // prefix's length, tell on which side of it they lie.
    const int min = facts.min == nullptr ? -1 : CompareToPrefix(*facts.min);
    const int max = facts.max == nullptr ? 1 : CompareToPrefix(*facts.max);
    if (min > 0 || max < 0) return Outcomes::AllFail();
    const bool have_prefix = (min == 0 && max == 0) || prefix_->text.empty();
    return {true, !prefix_->is_all || !have_prefix};
  }

 private:
  bool FindsAllTexts() const {
    return prefix_ && prefix_->is_all && prefix_->text.empty();
  }
  int CompareToPrefix(const Value& bound) const {
    return TextOf(bound).substr(0, prefix_->text.size()).compare(prefix_->text);
  }

  const std::optional<PatternPrefix>& prefix_;
};

}  // namespace

std::unique_ptr<ZoneLeaf> MakeZoneLeaf(const RegexTest& test) {
  return std::make_unique<ZoneRegex>(test);
}

}  // namespace delta_utils::filter_internal
