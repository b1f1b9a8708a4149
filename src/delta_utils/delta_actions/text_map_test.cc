#include "delta_utils/delta_actions/text_map.h"

#include <gtest/gtest.h>

namespace delta_utils {
namespace {

TEST(TextMapTest, ComesBackAsItWentIn) {
  const NullableTextMap maps[] = {
      {},
      {{"day", "2024-01-01"}},
      {{"", ""}},
      {{"a", std::nullopt}, {"b", ""}, {"c", std::string("\0x", 2)}},
      {{std::string(300, 'n'), std::string(70000, 'v')}},
  };
  for (const NullableTextMap& map : maps) {
    const std::string bytes = EncodeTextMap(map);
    const TextMapView view(bytes);
    EXPECT_EQ(view.ToMap(), map);
    for (const auto& [name, value] : map) {
      ASSERT_TRUE(view.Find(name).has_value()) << name;
      EXPECT_EQ(*view.Find(name), value) << name;
    }
    EXPECT_EQ(view.Find("none"), std::nullopt);
  }
}

TEST(TextMapTest, NullIsNotAbsent) {
  const std::string bytes = EncodeTextMap({{"a", std::nullopt}});
  ASSERT_TRUE(TextMapView(bytes).Find("a").has_value());
  EXPECT_FALSE(TextMapView(bytes).Find("a")->has_value());
  EXPECT_FALSE(TextMapView(bytes).Find("b").has_value());
}

TEST(TextMapTest, BytesAreEqualExactlyIfMapsAre) {
  EXPECT_NE(EncodeTextMap({{"a", std::nullopt}}), EncodeTextMap({{"a", ""}}));
  EXPECT_NE(EncodeTextMap({{"a", "b"}}), EncodeTextMap({{"ab", ""}}));
  EXPECT_EQ(EncodeTextMap({}), "");
}

}  // namespace
}  // namespace delta_utils
