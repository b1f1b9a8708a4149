#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/columnar/batch_filter.h"
#include "delta_utils/columnar/random_batch_testing.h"
#include "delta_utils/columnar/random_filter_testing.h"
#include "delta_utils/filter/filter_generator_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

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

struct Trial {
  std::vector<Column> columns;
  std::shared_ptr<arrow::RecordBatch> batch;
  std::vector<Object> documents;
};

Trial RandomTrial(std::mt19937_64& engine) {
  Trial trial;
  trial.columns = testing::RandomColumns(engine);
  const int64_t rows = testing::PickFrom<int64_t>(engine, {0, 1, 63, 64, 150, 200});
  trial.batch = testing::RandomBatch(engine, trial.columns, rows);
  for (int64_t row = 0; row < rows; ++row) {
    trial.documents.push_back(testing::DocumentAt(trial.columns, *trial.batch, row));
  }
  return trial;
}

/// Each row is selected if its document matches; a row that is an error may be any of
/// them, or none if other rows decide before.
void TryFilter(const Trial& trial, const Filter& filter) {
  DU_ASSERT_OK_AND_ASSIGN(BatchFilter selector, BatchFilter::Make(filter, trial.columns));
  Selection selection;
  const Status status = selector.Select(*trial.batch, &selection);
  ASSERT_TRUE(!status.ok() ||
              selection.length() == static_cast<int64_t>(trial.documents.size()));
  bool has_error = false;
  int64_t row = 0;
  for (const Object& document : trial.documents) {
    const Result<bool> matches = MatchesFilter(document, filter);
    has_error |= !matches.ok();
    if (status.ok() && matches.ok()) {
      ASSERT_EQ(selection.Contains(row), *matches)
          << "row " << row << ": " << ToExtJson(document, ExtJsonMode::kCanonical);
    }
    ++row;
  }
  ASSERT_TRUE(status.ok() || has_error) << status;
}

/// Calls `try_batch(engine, seed)` for many batches.
template <typename TryBatch>
void TryBatches(const TryBatch& try_batch) {
  const uint64_t first = std::random_device()();
  const int batches = testing::IsFullTest() ? 6000 : 150 / testing::SampleEvery();
  for (int i = 0; i < batches && !::testing::Test::HasFatalFailure(); ++i) {
    const uint64_t seed = first + static_cast<uint64_t>(i);
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 engine(seed);
    try_batch(engine, seed);
  }
}

TEST(BatchFilterRandomTest, TreesSelectWhatTheRowEvaluatorTakes) {
  TryBatches([](std::mt19937_64& engine, uint64_t) {
    const Trial trial = RandomTrial(engine);
    testing::FilterMaker maker(engine, trial.columns, trial.documents);
    for (int i = 0; i < 40 && !::testing::Test::HasFatalFailure(); ++i) {
      const Filter filter = maker.Make(2);
      SCOPED_TRACE(Describe(filter) + "\n" + trial.batch->schema()->ToString());
      TryFilter(trial, filter);
    }
  });
}

TEST(BatchFilterRandomTest, ParsedFiltersSelectWhatTheRowEvaluatorTakes) {
  TryBatches([](std::mt19937_64& engine, uint64_t seed) {
    const Trial trial = RandomTrial(engine);
    testing::FilterGenerator generator(seed);
    for (int i = 0; i < 40 && !trial.documents.empty(); ++i) {
      const Object& document =
          trial.documents[testing::Below(engine, trial.documents.size())];
      const Object text = generator.Filter(document, 2);
      const Result<Filter> filter = ParseFilter(text);
      if (!filter.ok()) continue;  // names that are no names of fields
      SCOPED_TRACE(ToExtJson(text, ExtJsonMode::kCanonical) + "\n" +
                   trial.batch->schema()->ToString());
      TryFilter(trial, *filter);
      if (::testing::Test::HasFatalFailure()) return;
    }
  });
}

}  // namespace
}  // namespace delta_utils
