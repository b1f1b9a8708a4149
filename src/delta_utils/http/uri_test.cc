#include "delta_utils/http/uri.h"

#include <gtest/gtest.h>

#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

TEST(UriTest, EncodesAllButUnreserved) {
  EXPECT_EQ(PercentEncode("azAZ09-._~", Slash::kEncode), "azAZ09-._~");
  EXPECT_EQ(PercentEncode("a b/c", Slash::kKeep), "a%20b/c");
  EXPECT_EQ(PercentEncode("a b/c", Slash::kEncode), "a%20b%2Fc");
  EXPECT_EQ(PercentEncode("=&?#+%:@*'()", Slash::kKeep),
            "%3D%26%3F%23%2B%25%3A%40%2A%27%28%29");
  EXPECT_EQ(PercentEncode("\xc3\xa9\n", Slash::kKeep), "%C3%A9%0A");
}

TEST(UriTest, DecodesWhatWasEncoded) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (Slash slash : {Slash::kKeep, Slash::kEncode}) {
    DU_ASSERT_OK_AND_ASSIGN(auto decoded, PercentDecode(PercentEncode(all, slash)));
    EXPECT_EQ(decoded, all);
  }
  DU_ASSERT_OK_AND_ASSIGN(auto plus, PercentDecode("a+b%2f"));
  EXPECT_EQ(plus, "a+b/");
}

TEST(UriTest, RefusesHalfAnEscape) {
  for (const char* text : {"%", "%4", "a%4", "%zz", "%4z", "%%41"}) {
    DU_EXPECT_KIND(kInvalidArgument, PercentDecode(text));
  }
}

TEST(UriTest, ParsesUrls) {
  struct Case {
    const char* text;
    const char* scheme;
    const char* host;
    std::optional<uint16_t> port;
    const char* path;
    const char* authority;
  };
  const Case kCases[] = {
      {"https://Host.Example", "https", "host.example", {}, "", "host.example"},
      {"HTTP://localhost:9000", "http", "localhost", 9000, "", "localhost:9000"},
      {"http://h:80/", "http", "h", 80, "/", "h"},
      {"https://h:443/a", "https", "h", 443, "/a", "h"},
      {"https://h:80/a", "https", "h", 80, "/a", "h:80"},
      {"https://h//a/../%2f/", "https", "h", {}, "//a/../%2f/", "h"},
      {"http://[FD00:EC2::23]:81/x", "http", "fd00:ec2::23", 81, "/x",
       "[fd00:ec2::23]:81"},
      {"http://169.254.170.2/v2", "http", "169.254.170.2", {}, "/v2", "169.254.170.2"},
      {"https://h/a@b:c", "https", "h", {}, "/a@b:c", "h"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.text);
    DU_ASSERT_OK_AND_ASSIGN(Url url, ParseUrl(c.text));
    EXPECT_EQ(url.scheme, c.scheme);
    EXPECT_EQ(url.host, c.host);
    EXPECT_EQ(url.port, c.port);
    EXPECT_EQ(url.path, c.path);
    EXPECT_EQ(url.Authority(), c.authority);
  }
}

TEST(UriTest, RefusesWhatIsNoUrlAndKeepsItsSecrets) {
  for (const char* text : {"",
                           "secret",
                           "//secret",
                           "ftp://secret",
                           "https://",
                           "https:///secret",
                           "https://user:secret@h/",
                           "https://h?secret",
                           "https://h/#secret",
                           "https://h:secret",
                           "https://h:",
                           "https://h:0",
                           "https://h:65536",
                           "https://h:+1",
                           "https://[secret]",
                           "https://[::1",
                           "https://[::1]secret",
                           "https://[]/",
                           "https://se cret/",
                           "https://h/secr\xc3\xa9t",
                           "https://h/se\ncret",
                           "https://secret%41/",
                           "https://h\\secret/"}) {
    SCOPED_TRACE(text);
    DU_EXPECT_KIND(kInvalidArgument, ParseUrl(text));
    EXPECT_EQ(ParseUrl(text).status().message().find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace delta_utils
