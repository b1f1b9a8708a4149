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

/// Those that the parser takes: $gt of a regular expression, for one, it does not.
void AddLeaves(const std::string& path, const std::vector<std::string>& leaves,
               ZoneWorld* world) {
  for (const std::string& leaf : leaves) {
    Result<Filter> filter = ParseFilter("{\"" + path + "\":" + leaf + "}");
    if (filter.ok()) world->AddFilter(*std::move(filter));
  }
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
  leaves.push_back(R"({"$exists":true})");
  return leaves;
}

void Print(const ZoneWorld& world, const ZoneWorld::Tally& tally) {
  std::cout << tally.maps << " maps, " << world.filter_count() << " filters, "
            << tally.verdicts << " verdicts, never " << tally.nevers << " of "
            << tally.true_nevers << ", always " << tally.always << " of "
            << tally.true_always << "\n";
}

TEST(ZoneWorldTest, NoVerdictContradictsARow) {
  std::vector<std::string> lines = {"{}"};
  for (const std::string& value : kValues) lines.push_back("{\"a\":" + value + "}");
  ZoneWorld world({"a"}, DocumentsOf(lines));
  AddLeaves("a", FlatLeaves(), &world);
  world.AddLogic(7);
  const ZoneWorld::Tally tally = world.Run(101);
  Print(world, tally);
}

}  // namespace
}  // namespace delta_utils::testing
