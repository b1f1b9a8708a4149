#include "delta_utils/variant/text_internal.h"

namespace delta_utils::variant_internal {

std::string PlainDecimal(Int128 unscaled, int scale) {
  const bool negative = unscaled < 0;
  std::string reversed;
  while (unscaled != 0 || reversed.size() <= static_cast<size_t>(scale)) {
    const int digit = static_cast<int>(unscaled % 10);
    reversed.push_back(static_cast<char>('0' + (digit < 0 ? -digit : digit)));
    unscaled /= 10;
  }
  if (scale > 0) reversed.insert(static_cast<size_t>(scale), 1, '.');
  if (negative) reversed.push_back('-');
  return {reversed.rbegin(), reversed.rend()};
}

}  // namespace delta_utils::variant_internal
