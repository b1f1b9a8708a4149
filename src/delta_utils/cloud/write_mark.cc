#include "delta_utils/cloud/write_mark_internal.h"

namespace delta_utils::internal {
namespace {

constexpr std::string_view kAbsent = "absent";
constexpr std::string_view kAny = "any";

std::string NewId(Random& random) {
  constexpr int kLettersPerNumber = 13;  // 26^13 is less than 2^64
  std::string id;
  for (int number = 0; number < 2; ++number) {
    uint64_t rest = random.Next();
    for (int i = 0; i < kLettersPerNumber; ++i, rest /= 26) {
      id += static_cast<char>('a' + rest % 26);
    }
  }
  return id;
}

}  // namespace

WriteMark NewWriteMark(Random& random,
                       const std::optional<std::string_view>& expected_version) {
  return {NewId(random), std::string(expected_version.value_or(kAbsent))};
}

WriteMark NewWriteMark(Random& random) { return {NewId(random), std::string(kAny)}; }

Verdict Judge(const Sighting& sighting, const WriteMark& ours, bool maybe_applied) {
  if (sighting.exists && sighting.mark.id == ours.id) return Verdict::kWon;
  if (ours.over == kAny) return Verdict::kUnknown;  // there is nothing to lose
  if (maybe_applied) {
    const bool replaced_the_same = sighting.exists && sighting.mark.over == ours.over;
    return replaced_the_same ? Verdict::kLost : Verdict::kUnknown;
  }
  if (sighting.exists) return Verdict::kLost;
  return ours.over == kAbsent ? Verdict::kAgain : Verdict::kLost;
}

}  // namespace delta_utils::internal
