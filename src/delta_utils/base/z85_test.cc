#include "delta_utils/base/z85.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

namespace delta_utils {
namespace {

using std::string_view_literals::operator""sv;

std::string EncodeZ85(std::string_view bytes) {
  std::string text;
  AppendZ85(bytes, &text);
  return text;
}

TEST(Z85Test, TextsOfKnownBytes) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      // The specification's test case, and the ends of the range.
      {"\x86\x4f\xd2\x6f\xb5\x59\xf7\x5b"sv, "HelloWorld"},
      {"\0\0\0\0"sv, "00000"},
      {"\0\0\0\x54"sv, "0000#"},
      {"\0\0\0\x55"sv, "00010"},
      {"\xff\xff\xff\xff"sv, "%nSc0"},
      // The UUID of PROTOCOL.md's deletion vector.
      {"\xd2\xc6\x39\xaa\x88\x16\x43\x1a\xaa\xf6\xd3\xfe\x25\x12\xff\x61"sv,
       "^-aqEH.-t@S}K{vb[*k^"},
  };
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(EncodeZ85(bytes), text);
    EXPECT_EQ(DecodeZ85(text), bytes) << text;
  }
}

TEST(Z85Test, OtherTextsAreRefused) {
  for (const std::string_view text :
       {"0"sv, "0000"sv, "000000"sv, "%nSc1"sv, "#####"sv, "0000 "sv, "0000\""sv,
        "0000\\"sv, "0000~"sv, "0000,"sv, "0000\xff"sv, "0000\0"sv, "HelloWorl"sv,
        "HelloWorld\n"sv}) {
    EXPECT_EQ(DecodeZ85(text), std::nullopt) << text;
  }
}

TEST(Z85Test, PaddedTextsMayEndInOneToThreeBytes) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      {"00000", "\0\0\0\0"sv},
      {"##093", "\x03\0"sv},
      {"###00", "\0"sv},
      {"###30", "\xff"sv},
      {"##960", "\xff\xff"sv},
      {"#rr90", "\xff\xff\xff"sv},
      {"Hello##093", "\x86\x4f\xd2\x6f\x03\0"sv},
  };
  for (const auto& [text, bytes] : cases) {
    EXPECT_EQ(DecodePaddedZ85(text), bytes) << text;
  }
  for (const std::string_view text :
       {"#"sv, "####0"sv, "#####"sv, "###31"sv, "##961"sv, "#rr91"sv, "##09~"sv,
        "##093Hello"sv, "Hell##093"sv, "Hello##93"sv, "%nSc1"sv}) {
    EXPECT_EQ(DecodePaddedZ85(text), std::nullopt) << text;
  }
}

TEST(Z85Test, EveryByteAtEveryPlaceComesBack) {
  for (size_t place = 0; place < 8; ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string bytes(8, '\x5a');
      bytes[place] = static_cast<char>(byte);
      EXPECT_EQ(DecodeZ85(EncodeZ85(bytes)), bytes);
    }
  }
}

TEST(Z85Test, ATextThatDecodesIsTheOnlyOneOfItsBytes) {
  const std::string text = "HelloWorld";
  for (size_t place = 0; place < text.size(); ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string other = text;
      other[place] = static_cast<char>(byte);
      const auto bytes = DecodeZ85(other);
      if (bytes) {
        EXPECT_EQ(EncodeZ85(*bytes), other);
      }
    }
  }
}

}  // namespace
}  // namespace delta_utils
