// Every filter of one or two leaves against all that zone maps can tell of three rows: a
// verdict never contradicts a row.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/filter/zone_world_testing.h"

namespace delta_utils::testing {
namespace {

std::vector<Object> DocumentsOf(const std::vector<std::string>& lines) {
  std::vector<Object> documents;
  for (const std::string& line : lines) {
    Result<Object> document = ParseDocument(line);
    EXPECT_TRUE(document.ok()) << line << document.status().ToString();
    if (document.ok()) documents.push_back(*std::move(document));
  }
  return documents;
}

void AddLeaves(const std::string& path, const std::vector<std::string>& leaves,
               ZoneWorld* world) {
  for (const std::string& leaf : leaves)
    world->AddLeaf("{\"" + path + "\":" + leaf + "}");
}

const std::vector<std::string> kValues = {
    "null",
    "0",
    "1",
    "0.5",
    R"({"$numberDouble":"NaN"})",
    R"("a")",
    R"("ab")",
    "[]",
    "[1]",
    "[null]",
    R"(["a",0.5])",
    "{}",
    R"({"b":1})",
    R"([[1]])",
    R"({"$symbol":"a"})",
    R"({"$regularExpression":{"pattern":"^a","options":""}})",
    R"({"$minKey":1})",
    "true",
};

std::vector<std::string> FlatLeaves() {
  std::vector<std::string> leaves;
  std::vector<std::string> operands = kValues;
  operands.insert(operands.end(), {"0.25", "2", R"("aa")", R"("b")", "[1,2]"});
  for (const char* op : {"$eq", "$gt", "$gte", "$lt", "$lte"}) {
    for (const std::string& operand : operands) {
      leaves.push_back(std::string("{\"") + op + "\":" + operand + "}");
    }
  }
  for (const char* list : {"[]", "[0,1]", R"([1,"a"])", "[null,0.5]", R"(["ab",[1]])",
                           R"([{"$numberDouble":"NaN"},2])", R"([0.25,0.75,"aa"])"}) {
    leaves.push_back(std::string(R"({"$in":)") + list + "}");
  }
  for (const char* type :
       {"null", "int", "double", "string", "array", "object", "number", "regex"}) {
    leaves.push_back(std::string(R"({"$type":")") + type + "\"}");
  }
  for (const char* pattern : {"^", "^a", "^ab", "^ab.", "^b", "^a.*b", "b", "^aa"}) {
    leaves.push_back(std::string(R"({"$regex":")") + pattern + "\"}");
  }
  for (const char* inner :
       {R"({"$gt":0})", R"({"$lt":1})", R"({"$ne":1})", R"({"$eq":null})",
        R"({"$in":[]})", R"({"$type":"string"})", R"({"$elemMatch":{"$gt":0}})",
        R"({"$size":1})", R"({"$gt":0.75,"$lt":2})", R"({"$regex":"^a"})",
        R"({"$exists":false})", R"({"b":1})", R"({"b":null})", R"({"0":1})"}) {
    leaves.push_back(std::string(R"({"$elemMatch":)") + inner + "}");
  }
  leaves.insert(
      leaves.end(),
      {R"({"$exists":true})", R"({"$size":1})", R"({"$size":0})", R"({"$mod":[2,1]})",
       R"({"$bitsAllSet":[0]})", R"({"$bitsAnyClear":[0]})", R"({"$all":[]})",
       R"({"$all":[1,"a"]})", R"({"$all":[0.5]})",
       R"({"$all":[{"$elemMatch":{"$gt":0}}]})",
       R"({"$in":["ab",{"$regularExpression":{"pattern":"^b","options":""}}]})"});
  return leaves;
}

/// Of the verdicts that would be true, at least these shares must be given: a filter that
/// always says "maybe" is no filter.
void ExpectShares(const ZoneWorld::Tally& tally, double nevers, double always) {
  const auto share = [](int64_t given, int64_t possible) {
    return static_cast<double>(given) / static_cast<double>(possible);
  };
  ::testing::Test::RecordProperty("maps", std::to_string(tally.maps));
  ::testing::Test::RecordProperty("verdicts", std::to_string(tally.verdicts));
  ::testing::Test::RecordProperty("pairs", std::to_string(tally.pairs));
  ::testing::Test::RecordProperty("asked_pairs", std::to_string(tally.asked_pairs));
  EXPECT_GT(tally.verdicts, 10000);
  EXPECT_GT(share(tally.nevers, tally.true_nevers), nevers);
  EXPECT_GT(share(tally.always, tally.true_always), always);
}

/// The few tables of the sample under sanitizers lie beside the average.
double LeastShare(double share) {
  return testing::SampleEvery() > 1 ? 0.7 * share : share;
}

TEST(ZoneWorldTest, NoVerdictContradictsARow) {
  std::vector<std::string> lines = {"{}"};
  for (const std::string& value : kValues) lines.push_back("{\"a\":" + value + "}");
  ZoneWorld world({"a"}, DocumentsOf(lines));
  AddLeaves("a", FlatLeaves(), &world);
  ExpectShares(world.Run(WorldStep()), LeastShare(0.4), LeastShare(0.3));
}

/// Objects, arrays of objects and all that may stand in their place.
std::vector<Object> NestedDocuments() {
  return DocumentsOf({
      R"({})",
      R"({"a":null})",
      R"({"a":1})",
      R"({"a":{}})",
      R"({"a":{"b":null}})",
      R"({"a":{"b":1}})",
      R"({"a":{"b":0.5}})",
      R"({"a":{"b":"ab"}})",
      R"({"a":{"b":{"c":1}}})",
      R"({"a":{"b":[]}})",
      R"({"a":{"b":[1,2]}})",
      R"({"a":[]})",
      R"({"a":[1]})",
      R"({"a":[null]})",
      R"({"a":[{}]})",
      R"({"a":[{"b":1}]})",
      R"({"a":[{"b":"a"},{"b":1}]})",
      R"({"a":[{"b":2},{"b":null}]})",
      R"({"a":[{"b":1},3]})",
      R"({"a":[[{"b":1}]]})",
      R"({"a":[{"b":[1,2]}]})",
      R"({"a":[{"b":1},[5]]})",
  });
}

TEST(ZoneWorldTest, NoVerdictContradictsARowBelowObjectsAndArrays) {
  ZoneWorld world({"a.b", "a"}, NestedDocuments());
  AddLeaves("a.b",
            {"null",
             "1",
             "0.5",
             "[]",
             "[1,2]",
             R"("ab")",
             R"({"c":1})",
             R"({"$gt":1})",
             R"({"$gte":0.5})",
             R"({"$lt":1})",
             R"({"$lt":"b"})",
             R"({"$in":[null,2]})",
             R"({"$in":[1,"a"]})",
             R"({"$exists":true})",
             R"({"$type":"null"})",
             R"({"$type":"array"})",
             R"({"$type":"int"})",
             R"({"$size":2})",
             R"({"$regex":"^a"})",
             R"({"$mod":[2,1]})",
             R"({"$elemMatch":{"$gt":1}})",
             R"({"$elemMatch":{"$lt":1}})",
             R"({"$elemMatch":{"$ne":1}})",
             R"({"$all":[1,2]})"},
            &world);
  AddLeaves("a",
            {"null",
             R"({"$exists":true})",
             R"({"$type":"array"})",
             R"({"$size":1})",
             R"({"$elemMatch":{"b":1}})",
             R"({"$elemMatch":{"b":null}})",
             R"({"$elemMatch":{"b":{"$gt":1}}})",
             R"({"$elemMatch":{"b":{"$ne":1}}})",
             R"({"$elemMatch":{"b":{"$exists":false}}})",
             R"({"$elemMatch":{"b":{"$exists":true}}})",
             R"({"$elemMatch":{"b":{"$gt":0.5},"b":{"$lt":1}}})",
             R"({"$elemMatch":{"$or":[{"b":{"$lt":0}},{"b":"zz"}]}})",
             R"({"$elemMatch":{"$nor":[{"b":1},{"b":"a"}]}})",
             R"({"$elemMatch":{"b":{"$elemMatch":{"$gt":1}}}})",
             R"({"$elemMatch":{"b":{"$type":"array"}}})",
             R"({"$elemMatch":{"0.b":1}})",
             R"({"$elemMatch":{"0":{"b":1}}})",
             R"({"$elemMatch":{"$gt":0}})",
             R"({"$elemMatch":{"$type":"object"}})",
             R"({"$elemMatch":{"$elemMatch":{"b":1}}})"},
            &world);
  ExpectShares(world.Run(WorldStep()), LeastShare(0.3), LeastShare(0.2));
}

}  // namespace
}  // namespace delta_utils::testing
