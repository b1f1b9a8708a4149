// WriteMark: how a conditional write is known again when its reply was lost.
//
//   WriteMark mark = NewWriteMark(random, std::nullopt);         // put-if-absent
//   ... the object found carries `sighting`
//   Verdict verdict = Judge(sighting, mark, /*maybe_applied=*/true);
//
// Pure decisions, so that every world can be tried. Safe direction: kUnknown where kWon
// or kLost cannot be proved. What proves kLost after a lost reply: the object found
// replaced the very state that ours was to replace, so ours never stood there. (It cannot
// see that ours stood there and was removed by a third writer before.) Threads: values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/base/runtime.h"

namespace delta_utils::internal {

struct WriteMark {
  std::string id;    // letters alone: proxies and services disagree on anything else
  std::string over;  // the version to be replaced, "absent" or "any"
};

/// Of a write that replaces `expected_version`; nullopt: of one that creates.
WriteMark NewWriteMark(Random& random,
                       const std::optional<std::string_view>& expected_version);
/// Of an unconditional write.
WriteMark NewWriteMark(Random& random);

/// What lies at the key.
struct Sighting {
  bool exists = false;
  WriteMark mark;  // empty fields: the object carries none
  std::optional<std::string> version;
};

enum class Verdict {
  kWon,
  kLost,
  kUnknown,
  kAgain,  // nothing is there, and ours never was: put it again
};

/// After the service said that the condition did not hold, or (maybe_applied) after a
/// write whose fate it did not tell.
Verdict Judge(const Sighting& sighting, const WriteMark& ours, bool maybe_applied);

}  // namespace delta_utils::internal
