#include <gtest/gtest.h>

#include "delta_utils/base/hash_internal.h"

namespace delta_utils::internal {
namespace {

TEST(HashTest, NoKnownWordMakesAllHashesOne) {
  for (const uint64_t word : {uint64_t{0}, ~uint64_t{0}, uint64_t{0x9e3779b97f4a7c15},
                              uint64_t{0xbf58476d1ce4e5b9}}) {
    EXPECT_NE(HashMix(1, word), HashMix(2, word)) << word;
  }
}

TEST(HashTest, TextsOfChosenEndsDiffer) {
  const std::string end("\xb9\xe5\xe4\x1c\x6d\x47\x58\xbf");
  EXPECT_NE(HashBytes(0, "firstone" + end), HashBytes(0, "otherone" + end));
}

}  // namespace
}  // namespace delta_utils::internal
