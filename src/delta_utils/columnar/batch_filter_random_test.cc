#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/columnar/batch_filter.h"
#include "delta_utils/columnar/random_batch_testing.h"
#include "delta_utils/columnar/random_filter_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

using testing::Below;

std::string Describe(const Filter& filter) {
  std::ostringstream out;
  out << "node " << filter.node.index();
  if (const auto* logical = std::get_if<Logical>(&filter.node)) {
    out << " kind " << static_cast<int>(logical->kind) << " (";
    for (const Filter& clause : logical->clauses) out << Describe(clause) << "; ";
    out << ")";
  }
  if (const FieldPath* path = PathOf(filter)) out << " path '" << path->text() << "'";
  if (const auto* comparison = std::get_if<Comparison>(&filter.node)) {
    out << " op " << static_cast<int>(comparison->op) << " "
        << ToExtJson(comparison->operand, ExtJsonMode::kCanonical);
  }
  if (const auto* in = std::get_if<In>(&filter.node)) {
    out << " sorted " << in->sorted << " "
        << ToExtJson(Value(Array{in->operands}), ExtJsonMode::kCanonical);
  }
  if (const auto* regex = std::get_if<RegexTest>(&filter.node)) {
    out << " /" << regex->pattern->regex().pattern << "/"
        << regex->pattern->regex().options;
  }
  return out.str();
}

/// One batch with many filters: each row is selected if its document matches.
void TryBatch(std::mt19937_64& engine, int filters) {
  const std::vector<Column> columns = testing::RandomColumns(engine);
  const int64_t rows = testing::PickFrom<int64_t>(engine, {0, 1, 63, 64, 150, 200});
  const auto batch = testing::RandomBatch(engine, columns, rows);
  std::vector<Object> documents;
  for (int64_t row = 0; row < rows; ++row) {
    documents.push_back(testing::DocumentAt(columns, *batch, row));
  }
  testing::FilterMaker maker(engine, columns, documents);
  for (int i = 0; i < filters; ++i) {
    const Filter filter = maker.Make(2);
    SCOPED_TRACE(Describe(filter) + "\n" + batch->schema()->ToString());
    DU_ASSERT_OK_AND_ASSIGN(BatchFilter selector, BatchFilter::Make(filter, columns));
    Selection selection;
    DU_ASSERT_OK(selector.Select(*batch, &selection));
    ASSERT_EQ(selection.length(), rows);
    int64_t count = 0;
    for (int64_t row = 0; row < rows; ++row) {
      const Object& document = documents[static_cast<size_t>(row)];
      DU_ASSERT_OK_AND_ASSIGN(const bool matches, MatchesFilter(document, filter));
      ASSERT_EQ(selection.Contains(row), matches)
          << "row " << row << ": " << ToExtJson(document, ExtJsonMode::kCanonical);
      count += matches ? 1 : 0;
    }
    ASSERT_EQ(selection.count(), count);
  }
}

TEST(BatchFilterRandomTest, SelectsWhatTheRowEvaluatorTakes) {
  const uint64_t seed = std::random_device()();
  const int batches = testing::IsFullTest() ? 6000 : 300 / testing::SampleEvery();
  for (int i = 0; i < batches && !::testing::Test::HasFatalFailure(); ++i) {
    SCOPED_TRACE("seed " + std::to_string(seed + static_cast<uint64_t>(i)));
    std::mt19937_64 engine(seed + static_cast<uint64_t>(i));
    TryBatch(engine, 40);
  }
}

}  // namespace
}  // namespace delta_utils
