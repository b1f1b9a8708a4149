// Pattern: a regular expression, compiled, as MongoDB reads one.
//
//   ARROW_ASSIGN_OR_RAISE(auto pattern, Pattern::Compile({"^al", "i"}));
//   PatternScratch scratch;
//   ARROW_ASSIGN_OR_RAISE(bool found, pattern->Find("Alpha", &scratch));
//
// PCRE2 with UTF and UCP, as MongoDB has it since 6.1. Options: i (case), m (^ and $ at
// lines), s (. takes newlines), x (blanks and # comments left out), u (accepted: always
// so). Refused as InvalidArgument: another option, a NUL, a pattern over 32,764 bytes or
// that PCRE2 does not take; the message has PCRE2's reason and the offset.
//
// No pattern can hang: a search ends with InvalidArgument ("... exceeded the match
// limit") after about a second, whatever the pattern and the text; and all searches with
// one PatternScratch together ("... exceeded the match limit of a query") after some five
// seconds beyond what is in proportion to the bytes searched: 16,384 steps for each, some
// microseconds. Up to 16 KiB a text is searched at full speed while no beginning of a
// match takes more steps than that; beyond, steps are counted one by one, which is slow.
// Text that is not UTF-8 is no error: nothing matches across its bad bytes. \C, which
// cuts characters, is refused.
//
// Threads: a Pattern is immutable and shared; a PatternScratch is for one thread.
// Source: MongoDB manual, "$regex".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils {

/// What the searches of a query share: memory, made when first used, and the count of
/// what they may cost together.
class PatternScratch {
 public:
  PatternScratch();
  ~PatternScratch();
  PatternScratch(PatternScratch&&) noexcept;
  PatternScratch& operator=(PatternScratch&&) noexcept;

 private:
  friend class Pattern;
  struct Impl;
  std::unique_ptr<Impl> impl_;
  uint64_t spent_ = 0;
};

/// What every text that a pattern finds begins with.
struct PatternPrefix {
  std::string text;
  /// The pattern finds exactly the texts that begin so.
  bool is_all = false;
};

class Pattern {
 public:
  /// Options in any order, each once or more.
  static Result<std::shared_ptr<const Pattern>> Compile(const Regex& regex);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  /// As it was given, options sorted.
  const Regex& regex() const { return regex_; }

  /// Whether `text` has a match anywhere. Errors have no path.
  Result<bool> Find(std::string_view text, PatternScratch* scratch) const;

  /// A match: where it begins and ends, in bytes; of each group too (nullopt: it took no
  /// part), the whole match first.
  using Span = std::optional<std::pair<size_t, size_t>>;
  /// The first match that begins at `from` or behind it; empty if there is none. Slower
  /// than Find, for it counts what it does: `cost`, about the characters run over, is
  /// added to.
  Result<std::vector<Span>> Search(std::string_view text, size_t from,
                                   PatternScratch* scratch, uint64_t* cost) const;

  /// Of ^literal without options that change it; nullopt: nothing is known.
  const std::optional<PatternPrefix>& prefix() const { return prefix_; }
  /// The pattern finds exactly the texts that have this one somewhere.
  const std::optional<std::string>& literal() const { return literal_; }
  /// Text that is in every text that the pattern finds; empty: none is known.
  const std::string& required() const { return required_; }

 private:
  struct Code;
  Pattern(Regex regex, std::unique_ptr<Code> code);
  int MatchPlain(std::string_view text, size_t from, uint32_t steps,
                 PatternScratch::Impl* memory) const;
  int MatchGuarded(std::string_view text, size_t from, uint64_t* cost,
                   PatternScratch::Impl* memory) const;
  Result<int> Match(std::string_view text, size_t from, bool is_guarded, uint64_t* cost,
                    PatternScratch* scratch) const;
  Status Exceeded(std::string_view limit, std::string_view text) const;

  Regex regex_;
  std::unique_ptr<Code> code_;
  std::optional<PatternPrefix> prefix_;
  std::optional<std::string> literal_;
  std::string required_;
};

}  // namespace delta_utils
