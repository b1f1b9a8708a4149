#include "delta_utils/expression/pattern.h"

#include <gmock/gmock.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "delta_utils/base/sample_testing.h"

namespace delta_utils {
namespace {

using ::testing::HasSubstr;

std::shared_ptr<const Pattern> Compiled(const Regex& regex) {
  auto pattern = Pattern::Compile(regex);
  EXPECT_TRUE(pattern.ok()) << regex.pattern << pattern.status().ToString();
  return pattern.ok() ? *pattern : nullptr;
}

bool Finds(const Regex& regex, std::string_view text) {
  const auto pattern = Compiled(regex);
  if (pattern == nullptr) return false;
  PatternScratch scratch;
  const Result<bool> found = pattern->Find(text, &scratch);
  EXPECT_TRUE(found.ok()) << regex.pattern << found.status().ToString();
  return found.ok() && *found;
}

TEST(PatternTest, FindsAnywhereWithOptions) {
  const struct {
    Regex regex;
    std::string_view text;
    bool found;
  } cases[] = {
      {{"b", ""}, "abc", true},
      {{"^b", ""}, "abc", false},
      {{"B", ""}, "abc", false},
      {{"B", "i"}, "abc", true},
      {{"c$", ""}, "abc", true},
      // $ takes a newline at the end, without m no other.
      {{"c$", ""}, "abc\n", true},
      {{"^b$", ""}, "a\nb\nc", false},
      {{"^b$", "m"}, "a\nb\nc", true},
      {{"a.c", ""}, "a\nc", false},
      {{"a.c", "s"}, "a\nc", true},
      {{"a b # c", ""}, "ab", false},
      {{"a b # c", "x"}, "ab", true},
      {{"ab", "u"}, "ab", true},
      {{"^A.C$", "xsmi"}, "_\na\nc", true},
      {{"", ""}, "", true},
      {{"^", ""}, "x", true},
      {{"a{0}", ""}, "", true},
      {{"(?i)É", ""}, "é", true},
  };
  for (const auto& [regex, text, found] : cases) {
    EXPECT_EQ(Finds(regex, text), found) << regex.pattern << "/" << regex.options;
  }
}

TEST(PatternTest, KnowsUnicode) {
  EXPECT_TRUE(Finds({"^\\d$", ""}, "\u0663"));  // an Arabic three
  EXPECT_TRUE(Finds({"^\\w+$", ""}, "straße"));
  EXPECT_TRUE(Finds({"^\\s$", ""}, "\u00a0"));
  EXPECT_FALSE(Finds({"^\\w$", ""}, "\u20ac"));  // the euro sign
  EXPECT_TRUE(Finds({"^É$", "i"}, "é"));
  EXPECT_FALSE(Finds({"^É$", ""}, "é"));
  EXPECT_TRUE(Finds({"^.$", ""}, "\U0001F600"));
  EXPECT_TRUE(Finds({"\\bé\\b", ""}, "a é b"));
  EXPECT_TRUE(Finds({"^\\p{Lu}$", ""}, "Σ"));
}

TEST(PatternTest, KeepsTheRegexWithSortedOptions) {
  EXPECT_EQ(Compiled({"a", "xsmi"})->regex(), (Regex{"a", "imsx"}));
  EXPECT_EQ(Compiled({"a", "iuii"})->regex(), (Regex{"a", "iu"}));
}

TEST(PatternTest, RefusesWhatPcreDoesNotTake) {
  const struct {
    Regex regex;
    std::string_view message;
  } cases[] = {
      {{"(a", ""}, "regular expression is invalid: missing closing parenthesis"},
      {{"a**", ""}, "quantifier does not follow a repeatable item, at offset 2"},
      {{"[a", ""}, "missing terminating ] for character class"},
      {{"^*a", ""}, "quantifier does not follow a repeatable item, at offset 1"},
      {{"*a", ""}, "quantifier does not follow a repeatable item, at offset 0"},
      {{"a", "g"}, "invalid flag in regex options: g"},
      {{"a", "I"}, "invalid flag in regex options: I"},
      {{std::string("a\0b", 3), ""}, "embedded null byte"},
      {{std::string(32765, 'a'), ""}, "at most 32764 bytes"},
      {{"\xff", ""}, "UTF-8 error"},
      {{"\\C", ""}, "\\C"},
      {{"a{70000}", ""}, "number too big in {} quantifier"},
      {{"(?C1)a(", ""}, "missing closing parenthesis"},
  };
  for (const auto& [regex, message] : cases) {
    const Status status = Pattern::Compile(regex).status();
    ASSERT_FALSE(status.ok()) << regex.pattern;
    EXPECT_EQ(KindOf(status), ErrorKind::kInvalidArgument) << regex.pattern;
    EXPECT_THAT(status.message(), HasSubstr(message)) << regex.pattern;
  }
  EXPECT_TRUE(Pattern::Compile({std::string(32764, 'a'), ""}).ok());
}

std::string PrefixText(const Regex& regex) {
  const auto pattern = Compiled(regex);
  if (!pattern->prefix()) return "none";
  return pattern->prefix()->text + (pattern->prefix()->is_all ? " all" : "");
}

TEST(PatternTest, KnowsThePrefix) {
  const struct {
    Regex regex;
    std::string_view prefix;
  } cases[] = {
      {{"^abc", ""}, "abc all"},  {{"^abc", "s"}, "abc all"},
      {{"^abc", "u"}, "abc all"}, {{"^abc.", ""}, "abc"},
      {{"^abc$", ""}, "abc"},     {{"^abc*", ""}, "ab"},
      {{"^abc?", ""}, "ab"},      {{"^abc+", ""}, "ab"},
      {{"^abc{0,1}", ""}, "ab"},  {{"^ab\\.c", ""}, "ab.c all"},
      {{"^ab\\.?c", ""}, "ab"},   {{"^ab\\d", ""}, "ab"},
      {{"^ab\\Qc", ""}, "ab"},    {{"^ab(?i)c", ""}, "ab"},
      {{"^aé*", ""}, "a"},        {{"^aéb", ""}, "aéb all"},
      {{"^\\é", ""}, ""},         {{"^(a|b)", ""}, "none"},
      {{"^a|b", ""}, "none"},     {{"^a\\|b", ""}, "a|b all"},
      {{"^ab.|c", ""}, "none"},   {{"^ab.\\|c", ""}, "none"},  // it could be known
      {{"^", ""}, " all"},        {{"^.", ""}, ""},
      {{"^^a", ""}, ""},          {{"^a", "i"}, "none"},
      {{"^a", "m"}, "none"},      {{"^a b", "x"}, "none"},
      {{"abc", ""}, "none"},      {{"a^b", ""}, "none"},
      {{"", ""}, "none"},
  };
  for (const auto& [regex, prefix] : cases) {
    EXPECT_EQ(PrefixText(regex), prefix) << regex.pattern << "/" << regex.options;
  }
}

/// Finds without what the class knows of literals: a group of nothing hides them.
TEST(PatternTest, ShortCutsFindTheSame) {
  const char* patterns[] = {"^a",   "^ab*", "^a\\.", "^",   "a",     "ab",   "^ab?",
                            "a{2}", "^a+",  "\\.",   "a.b", "^a{2}", "b\\*", "^b\\]"};
  const char* texts[] = {"", "a", "b", "ab", "aab", "a.", ".a", "ba", "b*", "b]", "\na"};
  for (const char* pattern : patterns) {
    for (const char* text : texts) {
      const std::string hidden = std::string("(?:)") + pattern;
      EXPECT_EQ(Finds({pattern, ""}, text), Finds({hidden, ""}, text))
          << pattern << " in " << text;
    }
  }
}

TEST(PatternTest, TextThatIsNotUtf8IsNoError) {
  EXPECT_TRUE(Finds({"b.d", ""},
                    "a\xff"
                    "bcd"));
  EXPECT_TRUE(Finds({"b$", ""}, "\xc3\xffzb"));
  // Nothing matches across a bad byte.
  EXPECT_FALSE(Finds({"a.b", ""},
                     "a\xff"
                     "b"));
  EXPECT_FALSE(Finds({"^.*$", "s"}, std::string("a\x80", 2)));
  EXPECT_TRUE(Finds({"^ab", ""}, "ab\xff"));
  EXPECT_TRUE(Finds({"x", ""}, std::string("a\0x", 3)));
}

TEST(PatternTest, SearchTellsWhereGroupsAre) {
  PatternScratch scratch;
  uint64_t cost = 0;
  const auto search = [&](const Regex& regex, std::string_view text, size_t from) {
    const auto spans = Compiled(regex)->Search(text, from, &scratch, &cost);
    EXPECT_TRUE(spans.ok()) << spans.status().ToString();
    return *spans;
  };
  using Span = Pattern::Span;
  const Regex regex{"(a)|(b)(c)?", ""};
  EXPECT_EQ(search(regex, "xxbca", 0),
            (std::vector<Span>{{{2, 4}}, std::nullopt, {{2, 3}}, {{3, 4}}}));
  EXPECT_EQ(search(regex, "xxbca", 4),
            (std::vector<Span>{{{4, 5}}, {{4, 5}}, std::nullopt, std::nullopt}));
  EXPECT_TRUE(search(regex, "xxbca", 5).empty());
  // What stands before `from` is still seen.
  EXPECT_TRUE(search({"^a", ""}, "aa", 1).empty());
  EXPECT_EQ(search({"(?<=a)b", ""}, "ab", 1)[0], Span({1, 2}));
  // Groups that are left over from another pattern are not told of.
  EXPECT_EQ(search({"(x)?", ""}, "", 0), (std::vector<Span>{{{0, 0}}, std::nullopt}));
  EXPECT_GT(cost, 0u);
}

TEST(PatternTest, SearchesOfAQueryHaveALimitTogether) {
  const auto slow = Compiled({"(a+)+$", ""});
  const std::string text = std::string(18, 'a') + "!";
  PatternScratch scratch;
  Status status;
  int searches = 0;
  for (; status.ok() && searches < 10'000; ++searches) {
    status = slow->Find(text, &scratch).status();
  }
  EXPECT_GT(searches, 20);
  EXPECT_EQ(status.message(),
            "/(a+)+$/ exceeded the match limit of a query on a text of 19 bytes");
  // The next query begins anew.
  PatternScratch next;
  EXPECT_TRUE(slow->Find(text, &next).ok());
}

TEST(PatternTest, WhatIsInProportionToTheTextIsNotCounted) {
  // Each text is long, so that its search is counted.
  const auto pattern = Compiled({"b[cd]+e", ""});
  std::string text;
  while (text.size() < 40'000) text += "abcdf e ";
  PatternScratch scratch;
  for (int i = 0; i < 2'000 / testing::SampleEvery(); ++i) {
    ASSERT_TRUE(pattern->Find(text, &scratch).ok()) << i;
  }
}

TEST(PatternTest, NoPatternHangs) {
  const std::string nested = [] {
    std::string text;
    for (int i = 0; i < 30; ++i) text += "a?";
    return text + std::string(30, 'a');
  }();
  const std::pair<std::string, char> cases[] = {
      {"(a+)+$", 'a'},       {"(a|aa)+$", 'a'},
      {"(.*)*x", 'a'},       {"^(([a-z])+.)+[A-Z]([a-z])+$", 'a'},
      {nested, 'a'},         {"a*a*a*a*b", 'a'},
      {"(a|a)*b", 'a'},      {"(?:a?){30}b", 'a'},
      {"(\\w+\\s?)+$", 'a'}, {".*.*.*=.*", 'a'},
      {"(a*)*\\1b", 'a'},    {"(?=(a+))a*b\\1", 'a'},
      {"(?s).*?b", 'a'},     {"(?R)?ab", 'a'},
      {"a+b", 'a'},          {"(a+)\\1+b", 'a'},
      {"[a-z]+ing", 'a'},    {"(?<=a)a*c", 'a'},
      {"^(\\w+ ?)*!$", 'a'}, {"(?i)A+É", 'a'},
  };
  PatternScratch scratch;
  for (const auto& [source, filler] : cases) {
    const auto pattern = Compiled({source, ""});
    for (const size_t size : {30, 10'000, 1 << 20, 16 << 20}) {
      std::string text(size, filler);
      text += "!";
      const std::clock_t start = std::clock();
      const Result<bool> found = pattern->Find(text, &scratch);
      const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
      // An answer or a clear error.
      if (!found.ok()) {
        EXPECT_EQ(KindOf(found.status()), ErrorKind::kInvalidArgument);
        EXPECT_THAT(found.status().message(), HasSubstr("bytes"));
      }
      if (std::getenv("PATTERN_TIMES") != nullptr) {
        std::printf("%-32s %9zu bytes %7.3f s  %s\n", source.c_str(), size, took,
                    found.ok() ? (*found ? "found" : "not found") : "limit");
      }
      EXPECT_LT(took, 15) << source << " on " << size << " bytes";
    }
  }
}

}  // namespace
}  // namespace delta_utils
