#include "delta_utils/base/base64.h"

#include <gtest/gtest.h>

#include <random>

namespace delta_utils {
namespace {

struct Base64Case {
  std::string bytes;
  std::string text;
};

TEST(Base64Test, KnownPairs) {
  const Base64Case cases[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"\xff\xff", "//8="},
      {"\xfb", "+w=="},
      {std::string(3, '\0'), "AAAA"},
  };
  for (const Base64Case& c : cases) {
    std::string text;
    AppendBase64(c.bytes, &text);
    EXPECT_EQ(text, c.text);
    EXPECT_EQ(DecodeBase64(c.text), c.bytes) << c.text;
  }
}

TEST(Base64Test, RefusesEverythingElse) {
  for (const char* text :
       {"A", "AA", "AAA", "A===", "====", "=AAA", "AA=A", "Zh==", "Zm9=", "Zm 9",
        "Zm9v\n", "Zm9-", "Zm9_", "Zg==Zg==", "AAAAA==="}) {
    EXPECT_EQ(DecodeBase64(text), std::nullopt) << text;
  }
}

TEST(Base64Test, RandomBytesComeBack) {
  std::mt19937_64 engine(3);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(engine() % 50, '\0');
    for (char& c : bytes) c = static_cast<char>(engine());
    std::string text;
    AppendBase64(bytes, &text);
    ASSERT_EQ(DecodeBase64(text), bytes);
  }
}

}  // namespace
}  // namespace delta_utils
