// The evaluator against a second one, written for plainness: it lists what a path leads
// to, one step after the other, and knows only the few values that the random documents
// hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/filter/filter.h"

namespace delta_utils {
namespace {

uint64_t Below(std::mt19937_64& engine, uint64_t limit) { return engine() % limit; }

/// A place on the way: a value (nullopt: missing), and whether it may still be spread
/// out.
struct Place {
  std::optional<Value> value;
  bool by_index = false;
};

/// What the fields or, after an index, elements called `name` are.
std::vector<Place> Step(const Place& place, const std::string& name) {
  const bool is_index = name == "0" || name == "1";
  const size_t index = name == "1" ? 1 : 0;
  if (!place.value) return {Place{}};
  if (const auto* object = place.value->get_if<Object>()) {
    const Value* field = object->Find(name);
    return {field == nullptr ? Place{} : Place{*field}};
  }
  const auto* array = place.value->get_if<Array>();
  if (array == nullptr)
    return place.by_index ? std::vector<Place>{} : std::vector{Place{}};
  std::vector<Place> places;
  for (size_t i = 0; i < array->size(); ++i) {
    const Value& element = array->values[i];
    if (element.is<Object>()) {
      const Value* field = element.get<Object>().Find(name);
      places.push_back(field == nullptr ? Place{} : Place{*field});
    }
    if (is_index && i == index) places.push_back({element, true});
  }
  return places;
}

std::vector<std::optional<Value>> Candidates(const Object& document,
                                             const std::vector<std::string>& parts) {
  std::vector<Place> places = {{Value(document)}};
  for (const std::string& part : parts) {
    std::vector<Place> next;
    for (const Place& place : places) {
      for (Place& reached : Step(place, part)) next.push_back(std::move(reached));
    }
    places = std::move(next);
  }
  std::vector<std::optional<Value>> candidates;
  for (const Place& place : places) {
    if (place.value && place.value->is<Array>() && !place.by_index) {
      for (const Value& element : place.value->get<Array>().values) {
        candidates.emplace_back(element);
      }
    }
    candidates.push_back(place.value);
  }
  return candidates;
}

/// The random scalars in MongoDB's order, by class; equal numbers stand at one rank.
struct Rank {
  int type_class;
  int rank;
};

std::optional<Rank> RankOf(const Value& value) {
  if (value.is<Null>()) return Rank{5, 0};
  if (value == Value(int32_t{1}) || value == Value(1.0)) return Rank{10, 1};
  if (value == Value(int64_t{2})) return Rank{10, 2};
  if (value == Value("a")) return Rank{15, 1};
  if (value == Value("b")) return Rank{15, 2};
  return std::nullopt;  // an array or object
}

bool Naive(const Object& document, const std::vector<std::string>& parts, CompareOp op,
           const Value& operand) {
  const Rank wanted = *RankOf(operand);
  const auto candidates = Candidates(document, parts);
  return std::any_of(candidates.begin(), candidates.end(), [&](const auto& candidate) {
    const std::optional<Rank> rank = RankOf(candidate.value_or(Null{}));
    if (!rank || rank->type_class != wanted.type_class) return false;
    switch (op) {
      case CompareOp::kEq:
        return rank->rank == wanted.rank;
      case CompareOp::kGt:
        return rank->rank > wanted.rank;
      case CompareOp::kGte:
        return rank->rank >= wanted.rank;
      case CompareOp::kLt:
        return rank->rank < wanted.rank;
      case CompareOp::kLte:
        return rank->rank <= wanted.rank;
    }
    return false;
  });
}

Value RandomScalar(std::mt19937_64& engine) {
  const Value scalars[] = {Null{}, int32_t{1}, 1.0, int64_t{2}, "a", "b"};
  return scalars[Below(engine, std::size(scalars))];
}

std::string RandomName(std::mt19937_64& engine) {
  const char* names[] = {"x", "y", "0", "1"};
  return names[Below(engine, std::size(names))];
}

Object RandomObject(std::mt19937_64& engine, int levels);

Value RandomValue(std::mt19937_64& engine, int levels) {
  const uint64_t kind = levels == 0 ? 0 : Below(engine, 4);
  if (kind == 0) return RandomScalar(engine);
  if (kind == 1) return RandomObject(engine, levels);
  Array array;
  for (uint64_t i = Below(engine, 4); i > 0; --i) {
    array.values.push_back(RandomValue(engine, levels - 1));
  }
  return array;
}

Object RandomObject(std::mt19937_64& engine, int levels) {
  Object object;
  for (uint64_t i = Below(engine, 3) + 1; i > 0; --i) {
    std::string name = RandomName(engine);
    if (object.Find(name) == nullptr) {
      object.Append(std::move(name), RandomValue(engine, levels - 1));
    }
  }
  return object;
}

std::string Join(const std::vector<std::string>& parts) {
  std::string path;
  for (const std::string& part : parts) path += (path.empty() ? "" : ".") + part;
  return path;
}

TEST(FilterReferenceTest, RandomComparisonsAgree) {
  constexpr uint64_t kSeed = 404;
  std::mt19937_64 engine(kSeed);
  int matches = 0;
  for (int i = 0; i < 15000 / testing::SampleEvery(); ++i) {
    const Object document = RandomObject(engine, 5);
    std::vector<std::string> parts(1 + Below(engine, 4));
    for (std::string& part : parts) part = RandomName(engine);
    const auto op = static_cast<CompareOp>(Below(engine, 5));
    const Value operand = RandomScalar(engine);
    const bool expected = Naive(document, parts, op, operand);
    const Filter filter{Comparison{Join(parts), op, operand}};
    ASSERT_EQ(MatchesFilter(document, filter).ValueOrDie(), expected)
        << "seed " << kSeed << ", round " << i << ": " << Join(parts) << " op "
        << static_cast<int>(op) << " " << ToExtJson(operand, ExtJsonMode::kCanonical)
        << " on " << ToExtJson(document, ExtJsonMode::kCanonical);
    if (expected) ++matches;
  }
  EXPECT_GT(matches, 1000 / testing::SampleEvery());
}

TEST(FilterReferenceTest, InAgreesWithAnOrOfEquals) {
  std::mt19937_64 engine(405);
  for (int i = 0; i < 5000 / testing::SampleEvery(); ++i) {
    const Object document = RandomObject(engine, 4);
    const std::string path = RandomName(engine) + "." + RandomName(engine);
    Array operands;
    Logical equals{Logical::Kind::kOr, {}};
    for (uint64_t n = Below(engine, 4); n > 0; --n) {
      operands.values.push_back(RandomValue(engine, 2));
      equals.clauses.push_back(
          {Comparison{path, CompareOp::kEq, operands.values.back()}});
    }
    Object in;
    in.Append("$in", operands);
    Object filter;
    filter.Append(path, std::move(in));
    const Result<Filter> parsed = ParseFilter(filter);
    ASSERT_TRUE(parsed.ok()) << parsed.status().ToString();
    const bool expected = MatchesFilter(document, {equals}).ValueOrDie();
    EXPECT_EQ(MatchesFilter(document, *parsed).ValueOrDie(), expected);
    EXPECT_EQ(MatchesFilter(document, {In{path, operands.values}}).ValueOrDie(), expected)
        << "unsorted";
  }
}

}  // namespace
}  // namespace delta_utils
