#include "parquedb/sort.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "parquedb/collection_testing.h"

namespace parquedb {
namespace {

using testing::Doc;
using testing::Docs;

std::vector<Object> Sorted(std::vector<Object> documents, std::string_view sort,
                           std::optional<int64_t> keep = {}) {
  Sorter sorter(*ParseSort(sort), keep);
  for (Object& document : documents) EXPECT_TRUE(sorter.Add(std::move(document)).ok());
  return sorter.Finish();
}

TEST(SortTest, FollowsMongoDbsOrder) {
  auto ascending =
      Docs({R"({"a":{"$minKey":1}})", R"({"a":[]})", R"({"b":1})", R"({"a":null})",
            R"({"a":{"$numberDouble":"NaN"}})", R"({"a":-1})", R"({"a":[7,0]})",
            R"({"a":1.5})", R"({"a":"x"})", R"({"a":{"x":1}})", R"({"a":false})",
            R"({"a":{"$date":0}})", R"({"a":{"$maxKey":1}})"});
  auto shuffled = ascending;
  std::swap(shuffled[0], shuffled[12]);
  std::swap(shuffled[1], shuffled[7]);
  std::swap(shuffled[4], shuffled[10]);
  EXPECT_EQ(Sorted(shuffled, "a"), ascending);
}

TEST(SortTest, TakesTheLargestElementDescending) {
  auto documents = Docs({R"({"a":5})", R"({"a":[1,9]})", R"({"a":[3]})"});
  EXPECT_EQ(Sorted(documents, "-a"),
            Docs({R"({"a":[1,9]})", R"({"a":5})", R"({"a":[3]})"}));
  EXPECT_EQ(Sorted(documents, R"({"a":1})"),
            Docs({R"({"a":[1,9]})", R"({"a":[3]})", R"({"a":5})"}));
}

TEST(SortTest, ReachesThroughObjectsAndArrays) {
  EXPECT_EQ(SortValue(Doc(R"({"a":{"b":3}})"), {"a.b", false}), Value(3));
  EXPECT_EQ(SortValue(Doc(R"({"a":[{"b":3},{"b":2}]})"), {"a.b", false}), Value(2));
  EXPECT_EQ(SortValue(Doc(R"({"a":[{"b":3},{"b":4}]})"), {"a.b", true}), Value(4));
  EXPECT_EQ(SortValue(Doc(R"({"a":[5,6]})"), {"a.1", false}), Value(6));
  EXPECT_EQ(SortValue(Doc(R"({"a":5})"), {"a.b", false}), Value(delta_utils::Null{}));
}

TEST(SortTest, KeepsTheFirstFewAndTheOrderOfEquals) {
  std::vector<Object> documents;
  for (int i = 0; i < 1000; ++i) {
    Object document;
    document.Append("k", int32_t{i * 7919 % 10});
    document.Append("i", int32_t{i});
    documents.push_back(std::move(document));
  }
  auto all = Sorted(documents, "k,-i");
  auto stable = Sorted(documents, "k");
  for (int64_t keep : {0, 1, 7, 999, 1000, 5000}) {
    auto first = Sorted(documents, "k,-i", keep);
    ASSERT_EQ(first.size(), std::min<size_t>(keep, 1000));
    EXPECT_TRUE(std::equal(first.begin(), first.end(), all.begin()));
    auto first_stable = Sorted(documents, "k", keep);
    EXPECT_TRUE(std::equal(first_stable.begin(), first_stable.end(), stable.begin()));
  }
  for (size_t i = 1; i < stable.size(); ++i) {
    if (*stable[i - 1].Find("k") != *stable[i].Find("k")) continue;
    EXPECT_LT(stable[i - 1].Find("i")->get<int32_t>(),
              stable[i].Find("i")->get<int32_t>());
  }
}

TEST(SortTest, RefusesWhatIsNoOrder) {
  for (const char* text : {R"({"a":2})", R"({"a":"asc"})", R"({"":1})", R"({"a..b":1})",
                           R"({"$a":1})", "a,", "{", "[]"}) {
    DU_EXPECT_KIND(kInvalidArgument, ParseSort(text));
  }
}

}  // namespace
}  // namespace parquedb
