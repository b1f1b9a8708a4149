#include "delta_utils/testing/store_conformance.h"

#include <gtest/gtest.h>

#include <utility>

namespace delta_utils {
namespace {

class RuleTest : public testing::Test {
 public:
  RuleTest(MakeStore make_store, void (*check)(ObjectStore&))
      : make_store_(std::move(make_store)), check_(check) {}

  void TestBody() override {
    const std::shared_ptr<ObjectStore> store = make_store_();
    ASSERT_NE(store, nullptr);
    check_(*store);
  }

 private:
  const MakeStore make_store_;
  void (*const check_)(ObjectStore&);
};

}  // namespace

int RegisterStoreConformance(const std::string& store_name, const MakeStore& make_store,
                             const StoreTraits& traits) {
  int count = 0;
  for (const auto& rules :
       {testing_internal::ReadRules(), testing_internal::NameRules(traits),
        testing_internal::WriteRules(), testing_internal::ListRules(),
        testing_internal::FileRules(), testing_internal::RaceRules()}) {
    for (const testing_internal::ConformanceRule& rule : rules) {
      testing::RegisterTest((store_name + "Conformance").c_str(), rule.name, nullptr,
                            nullptr, __FILE__, __LINE__,
                            [make_store, check = rule.check]() -> testing::Test* {
                              return new RuleTest(make_store, check);
                            });
      ++count;
    }
  }
  return count;
}

}  // namespace delta_utils
