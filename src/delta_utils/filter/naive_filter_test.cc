// That the naive implementation is no worse than what it judges: rules_test.cc asks it
// every rule; here its order meets Compare, which has tests of its own.
#include "delta_utils/filter/naive_filter_testing.h"

#include <gtest/gtest.h>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/expression/pattern.h"
#include "delta_utils/filter/filter_generator_testing.h"

namespace delta_utils {
namespace {

TEST(NaiveFilterTest, OrderAgreesWithCompare) {
  const uint64_t seed = testing::TestSeed(20'260'102);
  testing::FilterGenerator generator(seed);
  const int documents = 20'000 / testing::SampleEvery();
  for (int i = 0; i < documents; ++i) {
    const Value a = generator.Document();
    const Value b = generator.Variation(a.get<Object>());
    ASSERT_EQ(naive::Order(a, b), naive::Sign(Compare(a, b)))
        << "seed " << seed << ": " << ToExtJson(a, ExtJsonMode::kCanonical) << " and "
        << ToExtJson(b, ExtJsonMode::kCanonical);
  }
}

TEST(NaiveFilterTest, KnownRegexesMeanWhatTheEngineSays) {
  PatternScratch scratch;
  for (const naive::KnownRegex& known : naive::KnownRegexes()) {
    const auto pattern = Pattern::Compile(known.regex).ValueOrDie();
    for (const Value& value : testing::InterestingTexts()) {
      const std::string text = naive::TextOf(value);
      EXPECT_EQ(known.finds(text), pattern->Find(text, &scratch).ValueOrDie())
          << known.regex.pattern << " in " << text;
    }
  }
}

TEST(NaiveFilterTest, FractionsAreExact) {
  const Value kDoubleTenth = 0.1;
  const Value kDecimalTenth = *ParseExtJson(R"({"$numberDecimal":"0.1"})");
  EXPECT_EQ(naive::Order(kDecimalTenth, kDoubleTenth), -1);
  EXPECT_EQ(naive::Order(Value(int64_t{9007199254740993}), Value(9007199254740992.0)), 1);
  EXPECT_EQ(naive::Order(Value(-0.0), Value(int32_t{0})), 0);
}

}  // namespace
}  // namespace delta_utils
