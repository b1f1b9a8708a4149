// The parser and the evaluators against the naive implementation, on random filters and
// documents. PARQUEDB_TEST_SEED=n tries other ones.
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <string>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/filter_generator_testing.h"
#include "delta_utils/filter/json_schema.h"
#include "delta_utils/filter/naive_filter_testing.h"
#include "delta_utils/filter/schema_generator_testing.h"
#include "delta_utils/filter/variant_matcher.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {
namespace {

constexpr int kMaxFailures = 10;
constexpr int kLevels = 3;
constexpr int kDocumentsOfAFilter = 4;

/// A document, also as a Variant.
struct Row {
  Object document;
  VariantBytes bytes;
  MetadataIndex names;

  explicit Row(Object from) : document(std::move(from)) {
    bytes = EncodeVariant(Value(document)).ValueOrDie();
    names = MetadataIndex::Make(bytes.metadata).ValueOrDie();
  }
};

struct Share {
  int pairs = 0;
  int matches = 0;
};

class Judge {
 public:
  explicit Judge(uint64_t seed) : seed_(seed) {}

  /// Whether the naive one finds it to match; counted under `group`.
  void Compare(const std::string& group, const Object& filter_document,
               const Filter& filter, const VariantMatcher& matcher, const Row& row) {
    const bool expected = naive::Matches(row.document, filter_document);
    const Result<bool> matches = MatchesFilter(row.document, filter);
    const Result<bool> matches_variant =
        matcher.Bind(row.names).Matches({row.bytes.value, row.names}, &context_);
    Share& share = shares_[group];
    ++share.pairs;
    if (expected) ++share.matches;
    Check("document", expected, matches, filter_document, row);
    Check("Variant", expected, matches_variant, filter_document, row);
  }

  bool has_failed_enough() const { return failures_ >= kMaxFailures; }
  const std::map<std::string, Share>& shares() const { return shares_; }

 private:
  void Check(const char* kind, bool expected, const Result<bool>& matches,
             const Object& filter, const Row& row) {
    if (matches.ok() && *matches == expected) return;
    ++failures_;
    ADD_FAILURE() << "seed " << seed_ << ", " << kind << ": "
                  << (matches.ok() ? "" : matches.status().ToString())
                  << (expected ? "should match " : "should not match ")
                  << ToExtJson(filter, ExtJsonMode::kCanonical) << " on "
                  << ToExtJson(row.document, ExtJsonMode::kCanonical);
  }

  const uint64_t seed_;
  int failures_ = 0;
  LeafContext context_;
  std::map<std::string, Share> shares_;
};

/// A document, three like it, and a filter that was made for the first. Half of the
/// filters are one operator on one path, so that each operator has its share.
void CompareOn(int filters, uint64_t seed, Judge* judge) {
  testing::FilterGenerator generator(seed);
  for (int i = 0; i < filters && !judge->has_failed_enough(); ++i) {
    const Object document = generator.Document();
    const auto [filter_document, group] =
        i % 2 == 0 ? generator.SingleOperator(document, kLevels)
                   : std::pair(generator.Filter(document, kLevels), "several");
    const Result<Filter> filter = ParseFilter(filter_document);
    ASSERT_TRUE(filter.ok()) << "seed " << seed << ": "
                             << ToExtJson(filter_document, ExtJsonMode::kCanonical)
                             << ": " << filter.status().ToString();
    const VariantMatcher matcher(*filter);
    judge->Compare(group, filter_document, *filter, matcher, Row(document));
    for (int like = 1; like < kDocumentsOfAFilter; ++like) {
      judge->Compare(group, filter_document, *filter, matcher,
                     Row(generator.Variation(document)));
    }
  }
}

TEST(FilterDifferentialTest, AgreesWithTheNaiveImplementation) {
  const int pairs = testing::IsFullTest() ? 1'000'000 : 100'000 / testing::SampleEvery();
  const int filters = pairs / kDocumentsOfAFilter;
  const uint64_t seed = testing::TestSeed(20'260'101);
  Judge judge(seed);
  std::cout << pairs << " pairs, seed " << seed << "\n";
  CompareOn(filters, seed, &judge);
  if (HasFailure()) return;
  for (const auto& [group, share] : judge.shares()) {
    RecordProperty(group,
                   std::to_string(share.matches) + "/" + std::to_string(share.pairs));
    EXPECT_GT(share.pairs, pairs / 100) << group;
    EXPECT_GT(share.matches, share.pairs / 25) << group;
    EXPECT_LT(share.matches, share.pairs - share.pairs / 25) << group;
  }
}

/// The schema itself, without a filter around it.
TEST(FilterDifferentialTest, SchemasAgreeWithTheNaiveImplementation) {
  const int schemas = (testing::IsFullTest() ? 100'000 : 10'000 / testing::SampleEvery());
  const uint64_t seed = testing::TestSeed(20'260'103);
  testing::DocumentGenerator generator(seed);
  Share share;
  for (int i = 0; i < schemas; ++i) {
    Object document = generator.Document();
    const Object schema = testing::RandomSchema(Value(document), kLevels, &generator);
    const auto parsed = JsonSchema::Parse(schema);
    ASSERT_TRUE(parsed.ok()) << ToExtJson(schema, ExtJsonMode::kCanonical)
                             << parsed.status().ToString();
    for (int like = 0; like < kDocumentsOfAFilter; ++like) {
      const bool expected = naive::IsValid(Value(document), schema);
      ++share.pairs;
      if (expected) ++share.matches;
      ASSERT_EQ((*parsed)->Matches(document).ValueOrDie(), expected)
          << "seed " << seed << ": " << ToExtJson(schema, ExtJsonMode::kCanonical)
          << " on " << ToExtJson(document, ExtJsonMode::kCanonical);
      document = generator.Variation(document);
    }
  }
  EXPECT_GT(share.matches, share.pairs / 5);
  EXPECT_LT(share.matches, share.pairs - share.pairs / 5);
}

}  // namespace
}  // namespace delta_utils
