#include "delta_utils/cloud/sigv4.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace delta_utils {
namespace {

constexpr char kSecret[] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
constexpr int64_t kMay24 = 1369353600000;  // 2013-05-24T00:00:00Z

Credentials Example(std::string token = "") {
  return Credentials("AKIAIOSFODNN7EXAMPLE", kSecret, std::move(token));
}

std::string HeaderOf(const HttpRequest& request, std::string_view name) {
  for (const HttpHeader& header : request.headers) {
    if (header.name == name) return header.value;
  }
  return "no " + std::string(name);
}

std::string Signed(HttpRequest request, const SigningOptions& options = {"us-east-1"},
                   const Credentials& credentials = Example()) {
  SignRequest(request, credentials, options, kMay24);
  return HeaderOf(request, "Authorization");
}

std::string SignatureOf(const std::string& authorization) {
  return authorization.substr(authorization.rfind('=') + 1);
}

std::string SignedHeadersOf(const std::string& authorization) {
  const size_t begin = authorization.find("SignedHeaders=") + 14;
  return authorization.substr(begin, authorization.find(',', begin) - begin);
}

struct PublishedCase {
  HttpRequest request;
  const char* signature;
};

// Amazon S3 API Reference, "Signature calculations for the Authorization header".
TEST(Sigv4Test, AgreesWithThePublishedExamples) {
  const std::string host = "https://examplebucket.s3.amazonaws.com";
  const PublishedCase cases[] = {
      {{.url = host + "/test.txt", .headers = {{"Range", "bytes=0-9"}}},
       "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
      {{.method = "PUT",
        .url = host + "/test%24file.text",
        .headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                    {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
        .body = "Welcome to Amazon S3."},
       "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
      {{.url = host + "/?lifecycle"},
       "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
      {{.url = host + "/?max-keys=2&prefix=J"},
       "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
  };
  for (const PublishedCase& c : cases) {
    EXPECT_EQ(SignatureOf(Signed(c.request)), c.signature) << c.request.url;
  }
}

TEST(Sigv4Test, AddsDateHashTokenAndAuthorization) {
  HttpRequest request{.method = "PUT", .url = "https://h/k", .body = "abc"};
  SignRequest(request, Example("TOKEN"), {"eu-central-1"}, kMay24 + 999);
  EXPECT_EQ(HeaderOf(request, "x-amz-date"), "20130524T000000Z");
  EXPECT_EQ(HeaderOf(request, "x-amz-content-sha256"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HeaderOf(request, "x-amz-security-token"), "TOKEN");
  const std::string authorization = HeaderOf(request, "Authorization");
  EXPECT_EQ(authorization.rfind("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/"
                                "20130524/eu-central-1/s3/aws4_request, SignedHeaders=",
                                0),
            0u)
      << authorization;
  EXPECT_EQ(SignedHeadersOf(authorization),
            "host;x-amz-content-sha256;x-amz-date;x-amz-security-token");
  EXPECT_EQ(request.headers.size(), 4u);
}

// The expected value was computed by an independent implementation of the process that
// the Cloud Storage documentation describes.
TEST(Sigv4Test, SpeaksGoogleAlone) {
  HttpRequest request{.method = "PUT",
                      .url = "https://storage.googleapis.com/shop/k?a=1",
                      .headers = {{"x-goog-if-generation-match", "0"}},
                      .body = "abc"};
  SignRequest(request, Credentials("GOOGTS7C7FUP3AIRVJTE2BCD", kSecret),
              {"auto", "storage", SigningScheme::kGoog4}, kMay24);
  EXPECT_EQ(HeaderOf(request, "x-goog-date"), "20130524T000000Z");
  EXPECT_EQ(HeaderOf(request, "Authorization"),
            "GOOG4-HMAC-SHA256 Credential=GOOGTS7C7FUP3AIRVJTE2BCD/20130524/auto/storage/"
            "goog4_request, SignedHeaders=host;x-goog-content-sha256;x-goog-date;"
            "x-goog-if-generation-match, Signature="
            "8a575b31d209f840d3163748b20698dabe2ece8cc41b10480b38e6eaa7f1ac6b");
  for (const HttpHeader& header : request.headers) {
    EXPECT_EQ(header.name.find("amz"), std::string::npos) << header.name;
  }
}

TEST(Sigv4Test, WhatMeansTheSameIsSignedTheSame) {
  const std::vector<HttpRequest> pairs[] = {
      {{.url = "https://h/k?b=2&a=1&a"}, {.url = "https://h/k?a=&a=1&b=2"}},
      {{.url = "https://h/k?uploads"}, {.url = "https://h/k?uploads="}},
      {{.url = "https://h/?a-=1&a=2"}, {.url = "https://h?a=2&a-=1"}},
      {{.url = "https://h:443/k"}, {.url = "https://h/k"}},
      {{.url = "http://h:80/k"}, {.url = "https://h/k#fragment"}},
      {{.url = "https://h/k", .headers = {{"X-A", " b   c\t"}}},
       {.url = "https://h/k", .headers = {{"x-a", "b c"}}}},
      {{.url = "https://h/k", .headers = {{"x-b", "1"}, {"X-A", "2"}, {"x-B", "3"}}},
       {.url = "https://h/k", .headers = {{"x-a", "2"}, {"x-b", "1,3"}}}},
      {{.url = "https://h/k", .headers = {{"Host", "h"}}}, {.url = "https://h/k"}},
      {{.url = "https://h/k", .headers = {{"x-a", " "}}},
       {.url = "https://h/k", .headers = {{"x-a", ""}}}},
  };
  for (const auto& pair : pairs) {
    EXPECT_EQ(Signed(pair[0]), Signed(pair[1])) << pair[0].url << " " << pair[1].url;
  }
}

TEST(Sigv4Test, WhatDiffersIsSignedOtherwise) {
  const HttpRequest requests[] = {
      {.url = "https://h/k"},
      {.method = "PUT", .url = "https://h/k"},
      {.url = "https://h:444/k"},
      {.url = "http://h:443/k"},
      {.url = "https://h//k"},
      {.url = "https://h/./k"},
      {.url = "https://h/k/"},
      {.url = "https://h/K"},
      {.url = "https://h/k?k"},
      {.url = "https://h/k", .headers = {{"x-a", "b"}}},
      {.url = "https://h/k", .headers = {{"x-a", "b,c"}}},
      {.url = "https://h/k", .body = " "},
  };
  std::vector<std::string> signatures;
  for (const HttpRequest& request : requests) {
    signatures.push_back(SignatureOf(Signed(request)));
  }
  const HttpRequest plain{.url = "https://h/k"};
  signatures.push_back(SignatureOf(Signed(plain, {"eu-central-1"})));
  signatures.push_back(SignatureOf(Signed(plain, {"us-east-1", "sts"})));
  signatures.push_back(SignatureOf(Signed(plain, {"us-east-1"}, Credentials("A", "s"))));
  signatures.push_back(SignatureOf(Signed(plain, {"us-east-1"}, Example("token"))));
  std::sort(signatures.begin(), signatures.end());
  EXPECT_EQ(std::adjacent_find(signatures.begin(), signatures.end()), signatures.end());
}

TEST(Sigv4Test, DatesOfEveryLengthAreWritten) {
  const std::pair<int64_t, const char*> cases[] = {
      {0, "19700101T000000Z"},
      {951827696789, "20000229T123456Z"},
      {253402300799999, "99991231T235959Z"},
      {-1, "19691231T235959Z"},
  };
  for (const auto& [now_ms, text] : cases) {
    HttpRequest request{.url = "https://h/k"};
    SignRequest(request, Example(), {"us-east-1"}, now_ms);
    EXPECT_EQ(HeaderOf(request, "x-amz-date"), text);
  }
}

TEST(Sigv4Test, HashesAsTheStandardSays) {
  EXPECT_EQ(Sha256Hex(""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex(std::string(1'000'000, 'a')),  // FIPS 180, appendix
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace
}  // namespace delta_utils
