#include "delta_utils/expression/pattern.h"

#include <pcre2.h>

#include <algorithm>

namespace delta_utils {
namespace {

/// As MongoDB's, so that what is accepted here is accepted there.
constexpr size_t kMaxPatternBytes = 32764;
// PCRE2 counts steps anew at each beginning of a match, tells no one how many there were,
// and does not count the characters that a repeated one runs over: on a long text that is
// time without end. Callouts between all items of the pattern count everything, but are
// slow: tens of times. So texts that are not long are searched without, as long as each
// beginning takes few steps, and with them only when one takes more.
constexpr size_t kMaxUnguardedBytes = 16 * 1024;
constexpr uint32_t kFewSteps = 16 * 1024;
// For patterns so large that PCRE2 does not take them with callouts.
constexpr uint64_t kMaxSteps = 500'000'000;
constexpr uint32_t kMaxStepsOfABeginning = 10'000'000;
// Characters run over, about a second of them, and what a callout costs as so many.
constexpr uint64_t kMaxGuardedCost = 1'000'000'000;
constexpr uint64_t kCalloutCost = 16;
constexpr uint32_t kMaxGuardedSteps = 200'000'000;
// Of all searches of a query together, less what is in proportion to the bytes searched:
// as much as the few steps of each beginning.
constexpr uint64_t kMaxSpent = 8 * kMaxGuardedCost;
constexpr uint64_t kFreeCostOfAByte = 16 * 1024;
constexpr uint32_t kMaxDepth = 100'000;
constexpr uint32_t kMaxHeapKiB = 64 * 1024;
constexpr size_t kMinJitStack = 32 * 1024;
constexpr size_t kMaxJitStack = 1024 * 1024;

std::string MessageOf(int error) {
  PCRE2_UCHAR text[256];
  if (pcre2_get_error_message(error, text, sizeof text) < 0) return "unknown error";
  return reinterpret_cast<const char*>(text);
}

PCRE2_SPTR Bytes(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

Result<uint32_t> FlagsOf(std::string_view options) {
  // \C would cut characters, and then what follows is not UTF-8.
  uint32_t flags =
      PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  for (const char option : options) {
    switch (option) {
      case 'i':
        flags |= PCRE2_CASELESS;
        break;
      case 'm':
        flags |= PCRE2_MULTILINE;
        break;
      case 's':
        flags |= PCRE2_DOTALL;
        break;
      case 'x':
        flags |= PCRE2_EXTENDED;
        break;
      case 'u':
        break;
      default:
        return InvalidArgument("",
                               std::string("invalid flag in regex options: ") + option);
    }
  }
  return flags;
}

/// Counts what a search on a long text costs.
struct Guard {
  uint64_t cost = 0;
  size_t last = 0;
};

/// Whether the search may go on.
int CountCallout(pcre2_callout_block* block, void* data) {
  Guard* const guard = static_cast<Guard*>(data);
  const size_t now = block->current_position;
  guard->cost +=
      kCalloutCost + (now > guard->last ? now - guard->last : guard->last - now);
  guard->last = now;
  // A reference back to a group may compare all of it.
  for (uint32_t i = 1; i < block->capture_top; ++i) {
    const size_t begin = block->offset_vector[2 * i];
    const size_t end = block->offset_vector[2 * i + 1];
    guard->cost += 1 + (begin == PCRE2_UNSET || begin > end ? 0 : (end - begin) / 16);
  }
  return guard->cost <= kMaxGuardedCost ? 0 : PCRE2_ERROR_MATCHLIMIT;
}

bool IsPunctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

/// The literal text at the front of `pattern`, from which it is taken off.
std::string TakeLiteral(std::string_view* pattern) {
  constexpr std::string_view kMeta = "\\^$.[|()?*+{";
  constexpr std::string_view kQuantifiers = "?*+{";
  std::string text;
  while (!pattern->empty()) {
    const bool is_escape = pattern->front() == '\\';
    if (is_escape ? pattern->size() < 2 || !IsPunctuation((*pattern)[1])
                  : kMeta.find(pattern->front()) != std::string_view::npos) {
      break;
    }
    size_t size = is_escape ? 2 : 1;
    while (size < pattern->size() && ((*pattern)[size] & 0xC0) == 0x80) ++size;
    // It may be optional, or be there more than once.
    if (size < pattern->size() &&
        kQuantifiers.find((*pattern)[size]) != std::string_view::npos) {
      break;
    }
    text += pattern->substr(is_escape ? 1 : 0, is_escape ? size - 1 : size);
    pattern->remove_prefix(size);
  }
  return text;
}

}  // namespace

struct PatternScratch::Impl {
  /// Room for so many groups, the whole match among them.
  explicit Impl(uint32_t groups)
      : groups(groups),
        match(pcre2_match_data_create(groups, nullptr)),
        context(pcre2_match_context_create(nullptr)),
        stack(pcre2_jit_stack_create(kMinJitStack, kMaxJitStack, nullptr)) {
    DU_CHECK(match != nullptr && context != nullptr);
    pcre2_set_depth_limit(context, kMaxDepth);
    pcre2_set_heap_limit(context, kMaxHeapKiB);
    if (stack != nullptr) pcre2_jit_stack_assign(context, nullptr, stack);
  }
  ~Impl() {
    pcre2_match_data_free(match);
    pcre2_match_context_free(context);
    if (stack != nullptr) pcre2_jit_stack_free(stack);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  const uint32_t groups;
  pcre2_match_data* match;
  pcre2_match_context* context;
  pcre2_jit_stack* stack;
};

PatternScratch::PatternScratch() = default;
PatternScratch::~PatternScratch() = default;
PatternScratch::PatternScratch(PatternScratch&&) noexcept = default;
PatternScratch& PatternScratch::operator=(PatternScratch&&) noexcept = default;

struct Pattern::Code {
  Code() = default;
  ~Code() {
    pcre2_code_free(plain);
    pcre2_code_free(guarded);
  }
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;

  pcre2_code* plain = nullptr;
  /// The same with callouts; nullptr if PCRE2 finds it too large with them.
  pcre2_code* guarded = nullptr;
};

namespace {

Result<pcre2_code*> CompileCode(const std::string& pattern, uint32_t flags) {
  int error = 0;
  size_t offset = 0;
  pcre2_code* const code =
      pcre2_compile(Bytes(pattern), pattern.size(), flags, &error, &offset, nullptr);
  if (code == nullptr) {
    return InvalidArgument("", "regular expression is invalid: " + MessageOf(error) +
                                   ", at offset " + std::to_string(offset));
  }
  // Only faster: without it the same is found.
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
  return code;
}

int MatchWith(const pcre2_code* code, std::string_view text, size_t from,
              pcre2_match_data* match, pcre2_match_context* context) {
  const auto run = [&](uint32_t options) {
    return pcre2_match(code, Bytes(text), text.size(), from, options, match, context);
  };
  const int found = run(0);
  // The interpreter has more room to go back in than the compiled code has.
  return found == PCRE2_ERROR_JIT_STACKLIMIT ? run(PCRE2_NO_JIT) : found;
}

}  // namespace

Result<std::shared_ptr<const Pattern>> Pattern::Compile(const Regex& regex) {
  ARROW_ASSIGN_OR_RAISE(const uint32_t flags, FlagsOf(regex.options));
  if (regex.pattern.find('\0') != std::string::npos) {
    return InvalidArgument("",
                           "a regular expression cannot contain an embedded null byte");
  }
  if (regex.pattern.size() > kMaxPatternBytes) {
    return InvalidArgument("", "a regular expression may have at most " +
                                   std::to_string(kMaxPatternBytes) + " bytes");
  }
  auto code = std::make_unique<Code>();
  ARROW_ASSIGN_OR_RAISE(code->plain, CompileCode(regex.pattern, flags));
  code->guarded = CompileCode(regex.pattern, flags | PCRE2_AUTO_CALLOUT).ValueOr(nullptr);
  Regex sorted = regex;
  std::sort(sorted.options.begin(), sorted.options.end());
  const auto repeated = std::unique(sorted.options.begin(), sorted.options.end());
  sorted.options.erase(repeated, sorted.options.end());
  return std::shared_ptr<const Pattern>(new Pattern(std::move(sorted), std::move(code)));
}

Pattern::Pattern(Regex regex, std::unique_ptr<Code> code)
    : regex_(std::move(regex)), code_(std::move(code)) {
  const std::string_view options = regex_.options;
  if (options.find_first_of("ix") != std::string_view::npos) return;
  std::string_view rest = regex_.pattern;
  const bool is_anchored = !rest.empty() && rest.front() == '^';
  if (is_anchored) rest.remove_prefix(1);
  std::string text = TakeLiteral(&rest);
  if (rest.find('|') == std::string_view::npos) required_ = text;
  if (!is_anchored) {
    if (rest.empty()) literal_ = std::move(text);
    return;
  }
  // Behind an alternative the text need not begin so.
  const bool is_single = rest.find('|') == std::string_view::npos &&
                         options.find('m') == std::string_view::npos;
  if (is_single) prefix_ = PatternPrefix{std::move(text), rest.empty()};
}

Pattern::~Pattern() = default;

int Pattern::MatchPlain(std::string_view text, size_t from, uint32_t steps,
                        PatternScratch::Impl* memory) const {
  pcre2_set_match_limit(memory->context, steps);
  pcre2_set_callout(memory->context, nullptr, nullptr);
  return MatchWith(code_->plain, text, from, memory->match, memory->context);
}

/// Adds what it did to `cost`.
int Pattern::MatchGuarded(std::string_view text, size_t from, uint64_t* cost,
                          PatternScratch::Impl* memory) const {
  Guard guard{0, from};
  pcre2_set_match_limit(memory->context, kMaxGuardedSteps);
  pcre2_set_callout(memory->context, CountCallout, &guard);
  const int found = MatchWith(code_->guarded, text, from, memory->match, memory->context);
  *cost += guard.cost;
  return found;
}

Status Pattern::Exceeded(std::string_view limit, std::string_view text) const {
  return InvalidArgument("", "/" + regex_.pattern + "/" + regex_.options + " exceeded " +
                                 std::string(limit) + " on a text of " +
                                 std::to_string(text.size()) + " bytes");
}

/// The number of groups that are told of; 0: there is no match. If `is_guarded`, with
/// callouts at once. What they count is added to `cost`.
Result<int> Pattern::Match(std::string_view text, size_t from, bool is_guarded,
                           uint64_t* cost, PatternScratch* scratch) const {
  PatternScratch::Impl* const memory = scratch->impl_.get();
  constexpr std::string_view kOfAQuery = "the match limit of a query";
  if (scratch->spent_ > kMaxSpent) return Exceeded(kOfAQuery, text);
  const bool can_guard = code_->guarded != nullptr;
  if (text.size() > kMaxUnguardedBytes && !can_guard) {
    return InvalidArgument("", "a regular expression of " +
                                   std::to_string(regex_.pattern.size()) +
                                   " bytes is too large for a text of " +
                                   std::to_string(text.size()) + " bytes");
  }
  uint64_t spent = 0;
  int found = PCRE2_ERROR_MATCHLIMIT;
  if (!is_guarded || !can_guard) found = MatchPlain(text, from, kFewSteps, memory);
  if (found == PCRE2_ERROR_MATCHLIMIT && can_guard) {
    found = MatchGuarded(text, from, &spent, memory);
    *cost += spent;
  } else if (found == PCRE2_ERROR_MATCHLIMIT) {
    const uint64_t steps =
        std::min<uint64_t>(kMaxSteps / (text.size() + 1), kMaxStepsOfABeginning);
    spent = kMaxGuardedCost / 4;  // it is not known
    found = MatchPlain(text, from, static_cast<uint32_t>(steps), memory);
  }
  const uint64_t free = kFreeCostOfAByte * (text.size() + 1);
  scratch->spent_ += spent - std::min(spent, free);
  if (scratch->spent_ > kMaxSpent) return Exceeded(kOfAQuery, text);
  if (found >= 0) return std::max(found, 1);
  if (found == PCRE2_ERROR_NOMATCH) return 0;
  if (found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_DEPTHLIMIT ||
      found == PCRE2_ERROR_HEAPLIMIT) {
    return Exceeded("the match limit", text);
  }
  return InvalidArgument("", "/" + regex_.pattern + "/" + regex_.options +
                                 " failed: " + MessageOf(found) + " on a text of " +
                                 std::to_string(text.size()) + " bytes");
}

Result<bool> Pattern::Find(std::string_view text, PatternScratch* scratch) const {
  if (prefix_ && prefix_->is_all) return text.starts_with(prefix_->text);
  if (prefix_ && !text.starts_with(prefix_->text)) return false;
  if (literal_) return text.find(*literal_) != std::string_view::npos;
  if (scratch->impl_ == nullptr)
    scratch->impl_ = std::make_unique<PatternScratch::Impl>(1);
  uint64_t cost = 0;
  const bool is_guarded = text.size() > kMaxUnguardedBytes;
  ARROW_ASSIGN_OR_RAISE(const int found, Match(text, 0, is_guarded, &cost, scratch));
  return found > 0;
}

Result<std::vector<Pattern::Span>> Pattern::Search(std::string_view text, size_t from,
                                                   PatternScratch* scratch,
                                                   uint64_t* cost) const {
  uint32_t groups = 0;
  pcre2_pattern_info(code_->plain, PCRE2_INFO_CAPTURECOUNT, &groups);
  if (scratch->impl_ == nullptr || scratch->impl_->groups <= groups) {
    scratch->impl_ = std::make_unique<PatternScratch::Impl>(groups + 1);
  }
  *cost += text.size() - from;
  ARROW_ASSIGN_OR_RAISE(const int found, Match(text, from, true, cost, scratch));
  std::vector<Span> spans;
  if (found == 0) return spans;
  const size_t* const ends = pcre2_get_ovector_pointer(scratch->impl_->match);
  spans.resize(groups + 1);
  for (size_t i = 0; i < static_cast<size_t>(found); ++i) {
    if (ends[2 * i] != PCRE2_UNSET) spans[i] = {ends[2 * i], ends[2 * i + 1]};
  }
  return spans;
}

}  // namespace delta_utils
