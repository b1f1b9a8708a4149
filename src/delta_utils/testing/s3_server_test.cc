#include "delta_utils/testing/s3_server.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "arrow/buffer.h"
#include "delta_utils/http/curl_client.h"
#include "delta_utils/http/uri.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/fake_clock.h"
#include "delta_utils/testing/http_server.h"

namespace delta_utils {
namespace {

constexpr std::string_view kEmptySha256 =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

class Service {
 public:
  explicit Service(S3ServerOptions options = {}) {
    options.clock = &clock;
    server = S3Server::Open(std::move(options)).ValueOrDie();
    client = MakeCurlClient({.allow_http = true}).ValueOrDie();
  }

  HttpReply Send(std::string method, std::string_view target,
                 std::vector<HttpHeader> headers = {}, std::string_view body = "") {
    HttpResult result = RunRequest(*client, {.method = std::move(method),
                                             .url = server->url() + std::string(target),
                                             .headers = std::move(headers),
                                             .body = body});
    EXPECT_TRUE(result.status.ok()) << result.status;
    return std::move(result.reply);
  }

  FakeClock clock{784111777000};
  std::unique_ptr<S3Server> server;
  std::unique_ptr<HttpClient> client;
};

std::string Body(const HttpReply& reply) {
  return reply.body == nullptr ? "(none)" : reply.body->ToString();
}

std::string Header(const HttpReply& reply, std::string_view name) {
  const std::string* value = reply.Find(name);
  return value == nullptr ? "(none)" : *value;
}

/// "404 NoSuchKey", "200"
std::string Outcome(const HttpReply& reply) {
  const std::string body = Body(reply);
  const size_t begin = body.find("<Code>");
  const std::string status = std::to_string(reply.status);
  if (begin == std::string::npos) return status;
  return status + " " + body.substr(begin + 6, body.find("</Code>") - begin - 6);
}

TEST(S3ServerTest, GivesBackWhatWasPut) {
  Service s3;
  HttpReply reply = s3.Send("PUT", "/bucket/a%20b/%C3%A9//%2e",
                            {{"x-amz-meta-writeid", "abc"}}, "0123456789");
  EXPECT_EQ(Outcome(reply), "200");
  EXPECT_EQ(Header(reply, "etag"), "\"781e5e245d69b566979b86e28d23f2c7\"");
  EXPECT_EQ(Header(reply, "date"), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(s3.server->Keys("bucket"), std::vector<std::string>{"a b/\xc3\xa9//."});

  reply = s3.Send("GET", "/bucket/a%20b/%C3%A9//.");
  EXPECT_EQ(Body(reply), "0123456789");
  EXPECT_EQ(Header(reply, "x-amz-meta-writeid"), "abc");
  EXPECT_EQ(Header(reply, "last-modified"), "Sun, 06 Nov 1994 08:49:37 GMT");
  reply = s3.Send("HEAD", "/bucket/a%20b/%C3%A9//.");
  EXPECT_EQ(Header(reply, "content-length"), "10");
  EXPECT_EQ(Body(reply), "");
  EXPECT_EQ(Outcome(s3.Send("DELETE", "/bucket/a%20b/%C3%A9//.")), "204");
  EXPECT_EQ(Outcome(s3.Send("GET", "/bucket/a%20b/%C3%A9//.")), "404 NoSuchKey");
  EXPECT_EQ(Outcome(s3.Send("GET", "/other/a")), "404 NoSuchBucket");
  EXPECT_EQ(Outcome(s3.Send("GET", "/bucket/%zz")), "400 InvalidURI");
  EXPECT_EQ(Outcome(s3.Send("GET", "/bucket?location")), "501 NotImplemented");
  EXPECT_EQ(s3.server->connections(), 1);
}

TEST(S3ServerTest, ReadsRangesAndConditions) {
  Service s3;
  s3.server->Put("bucket", "a", "0123456789");
  struct Case {
    const char* range;
    const char* outcome;
    const char* body;
  };
  const Case kCases[] = {
      {"bytes=2-4", "206", "234"},        {"bytes=7-", "206", "789"},
      {"bytes=-3", "206", "789"},         {"bytes=-30", "206", "0123456789"},
      {"bytes=8-99", "206", "89"},        {"bytes=0-0", "206", "0"},
      {"bytes=4-2", "200", "0123456789"}, {"lines=1-2", "200", "0123456789"}};
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.range);
    const HttpReply reply = s3.Send("GET", "/bucket/a", {{"Range", c.range}});
    EXPECT_EQ(Outcome(reply), c.outcome);
    EXPECT_EQ(Body(reply), c.body);
  }
  HttpReply reply = s3.Send("GET", "/bucket/a", {{"Range", "bytes=2-4"}});
  EXPECT_EQ(Header(reply, "content-range"), "bytes 2-4/10");
  for (const char* range : {"bytes=10-", "bytes=10-12", "bytes=-0"}) {
    reply = s3.Send("GET", "/bucket/a", {{"Range", range}});
    EXPECT_EQ(Outcome(reply), "416 InvalidRange") << range;
    EXPECT_EQ(Header(reply, "content-range"), "bytes */10");
  }
  const std::string etag = s3.server->Find("bucket", "a")->etag;
  EXPECT_EQ(Outcome(s3.Send("GET", "/bucket/a", {{"If-Match", etag}})), "200");
  EXPECT_EQ(Outcome(s3.Send("GET", "/bucket/a", {{"If-Match", "\"1\""}})),
            "412 PreconditionFailed");
  EXPECT_EQ(Outcome(s3.Send("GET", "/bucket/a", {{"If-None-Match", etag}})), "304");
}

TEST(S3ServerTest, HoldsConditionsOfWritesByTheServicesRules) {
  const std::string kGeneration = "x-goog-if-generation-match";
  struct Case {
    S3Rules rules;
    bool there;
    HttpHeader condition;  // "=" stands for what the object has
    const char* outcome;
  };
  const Case kCases[] = {
      {S3Rules::kAws, false, {"If-None-Match", "*"}, "200"},
      {S3Rules::kAws, true, {"If-None-Match", "*"}, "412 PreconditionFailed"},
      {S3Rules::kAws, true, {"If-None-Match", "\"1\""}, "501 NotImplemented"},
      {S3Rules::kAws, true, {"If-Match", "="}, "200"},
      {S3Rules::kAws, true, {"If-Match", "\"1\""}, "412 PreconditionFailed"},
      {S3Rules::kAws, false, {"If-Match", "\"1\""}, "404 NoSuchKey"},
      {S3Rules::kR2, false, {"If-Match", "\"1\""}, "412 PreconditionFailed"},
      {S3Rules::kR2, true, {"If-None-Match", "*"}, "412 PreconditionFailed"},
      {S3Rules::kR2, true, {"Expect", "200-ok"}, "417 ExpectationFailed"},
      {S3Rules::kGcs, true, {"If-None-Match", "*"}, "200"},
      {S3Rules::kGcs, false, {kGeneration, "0"}, "200"},
      {S3Rules::kGcs, true, {kGeneration, "0"}, "412 PreconditionFailed"},
      {S3Rules::kGcs, true, {kGeneration, "="}, "200"},
      {S3Rules::kGcs, true, {kGeneration, "17"}, "412 PreconditionFailed"},
      {S3Rules::kGcs, false, {kGeneration, "17"}, "412 PreconditionFailed"},
      {S3Rules::kGcs, false, {"x-amz-meta-a", "1"}, "400 ExcessHeaderValues"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.condition.name + ": " + c.condition.value);
    Service s3({.rules = c.rules});
    if (c.there) s3.server->Put("bucket", "a", "old");
    HttpHeader condition = c.condition;
    if (condition.value == "=") {
      const S3Object object = *s3.server->Find("bucket", "a");
      condition.value =
          c.rules == S3Rules::kGcs ? std::to_string(object.generation) : object.etag;
    }
    const HttpReply reply = s3.Send("PUT", "/bucket/a", {condition}, "new");
    EXPECT_EQ(Outcome(reply), c.outcome);
    const auto object = s3.server->Find("bucket", "a");
    const std::string body = object ? object->body : "";
    EXPECT_EQ(body, reply.status == 200 ? "new" : c.there ? "old" : "");
    if (c.rules == S3Rules::kGcs && reply.status == 200) {
      EXPECT_EQ(Header(reply, "x-goog-generation"), std::to_string(object->generation));
    }
  }
}

TEST(S3ServerTest, ListsInPages) {
  Service s3({.max_keys = 2});
  for (const char* key : {"a/1", "a/2 +&<", "a/3", "a/\x01", "b"}) {
    s3.server->Put("bucket", key, "x");
  }
  const std::string list = "/bucket?list-type=2&prefix=a%2F";
  HttpReply reply = s3.Send("GET", list + "&encoding-type=url");
  EXPECT_NE(Body(reply).find("<Key>a/%01</Key>"), std::string::npos);
  EXPECT_NE(Body(reply).find("<IsTruncated>true"), std::string::npos);
  EXPECT_NE(Body(reply).find("<LastModified>1994-11-06T08:49:37Z<"), std::string::npos);
  const std::string body = Body(reply);
  const size_t token = body.find("<NextContinuationToken>") + 23;
  reply = s3.Send("GET", list + "&encoding-type=url&continuation-token=" +
                             body.substr(token, body.find('<', token) - token));
  EXPECT_NE(Body(reply).find("<Key>a/2+%2B%26%3C</Key>"), std::string::npos);
  EXPECT_NE(Body(reply).find("<Key>a/3</Key>"), std::string::npos);
  EXPECT_NE(Body(reply).find("<IsTruncated>false"), std::string::npos);
  reply = s3.Send("GET", list + "&start-after=a%2F1&max-keys=1");
  EXPECT_NE(Body(reply).find("<Key>a/2 +&#38;&#60;</Key>"), std::string::npos);
  EXPECT_NE(Body(reply).find("<KeyCount>1<"), std::string::npos);
}

TEST(S3ServerTest, DeletesMany) {
  Service s3;
  for (const char* key : {"a", "b<&", "c"}) s3.server->Put("bucket", key, "x");
  const std::string body =
      "<Delete><Object><Key>a</Key></Object><Object><Key>b&lt;&#x26;</Key></Object>"
      "<Object><Key>missing</Key></Object></Delete>";
  const HttpReply reply = s3.Send("POST", "/bucket?delete", {}, body);
  EXPECT_EQ(Outcome(reply), "200");
  EXPECT_NE(Body(reply).find("<Key>b&#60;&#38;</Key>"), std::string::npos);
  EXPECT_EQ(s3.server->Keys("bucket"), std::vector<std::string>{"c"});
  EXPECT_EQ(Outcome(s3.Send("POST", "/bucket?delete", {}, "<Delete/>")),
            "400 MalformedXML");
  Service google({.rules = S3Rules::kGcs});
  EXPECT_EQ(Outcome(google.Send("POST", "/bucket?delete", {}, body)),
            "501 NotImplemented");
}

TEST(S3ServerTest, PutsPartsTogether) {
  Service s3;
  EXPECT_EQ(Outcome(s3.Send("POST", "/bucket/a?uploads", {{"x-amz-meta-m", "1"}})),
            "200");
  const std::string upload =
      "/bucket/a?uploadId=" + PercentEncode("upload&<1+/=>", Slash::kEncode);
  const std::string large(5 << 20, 'x');
  const std::string bodies[] = {large, large, "tail"};
  std::string xml;
  for (int i = 0; i < 3; ++i) {
    const std::string number = std::to_string(i + 1);
    const HttpReply reply =
        s3.Send("PUT", upload + "&partNumber=" + number, {}, bodies[i]);
    xml += "<Part><PartNumber>" + number + "</PartNumber><ETag>" + Header(reply, "etag") +
           "</ETag></Part>";
  }
  EXPECT_EQ(s3.server->PendingUploads(), std::vector<std::string>{"a"});
  EXPECT_EQ(s3.server->Find("bucket", "a"), std::nullopt);
  const auto complete = [&](const std::string& parts) {
    return s3.Send("POST", upload, {{"If-None-Match", "*"}},
                   "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>");
  };
  EXPECT_EQ(Outcome(complete(xml + xml)), "400 InvalidPartOrder");
  EXPECT_EQ(Outcome(complete("")), "400 MalformedXML");
  s3.server->Put("bucket", "a", "theirs");
  EXPECT_EQ(Outcome(complete(xml)), "412 PreconditionFailed");
  s3.server->Delete("bucket", "a");
  EXPECT_EQ(Outcome(complete(xml)), "200");
  const S3Object object = *s3.server->Find("bucket", "a");
  EXPECT_TRUE(object.body == large + large + "tail");
  EXPECT_TRUE(object.etag.ends_with("-3\"")) << object.etag;
  EXPECT_EQ(object.metadata, (std::vector<HttpHeader>{{"x-amz-meta-m", "1"}}));
  EXPECT_TRUE(s3.server->PendingUploads().empty());
  EXPECT_EQ(Outcome(complete(xml)), "404 NoSuchUpload");

  s3.Send("POST", "/bucket/b?uploads");
  const std::string other =
      "/bucket/b?uploadId=" + PercentEncode("upload&<2+/=>", Slash::kEncode);
  EXPECT_EQ(Outcome(s3.Send("PUT", other + "&partNumber=0", {}, "x")),
            "400 InvalidArgument");
  EXPECT_EQ(Outcome(s3.Send("DELETE", other)), "204");
  EXPECT_EQ(Outcome(s3.Send("DELETE", other)), "404 NoSuchUpload");
}

TEST(S3ServerTest, ChecksWhoAsks) {
  Service s3({.access_key_id = "KEY", .session_token = "token", .region = "eu-north-1"});
  s3.server->Put("bucket", "a", "x");
  const std::string digits(64, '0');
  struct Case {
    std::string key = "KEY";
    std::string region = "eu-north-1";
    std::string date = "19941106T084937Z";
    std::string token = "token";
    std::string hash = std::string(kEmptySha256);
    std::string names = "host;x-amz-content-sha256;x-amz-date;x-amz-security-token";
    std::string outcome;
  };
  const Case kCases[] = {
      {.outcome = "200"},
      {.hash = "UNSIGNED-PAYLOAD", .outcome = "200"},
      {.key = "OTHER", .outcome = "403 InvalidAccessKeyId"},
      {.region = "us-east-1", .outcome = "400 AuthorizationHeaderMalformed"},
      {.date = "19941106T082937Z", .outcome = "403 RequestTimeTooSkewed"},
      {.date = "19941107T084937Z", .outcome = "403 AccessDenied"},
      {.token = "old", .outcome = "400 InvalidToken"},
      {.hash = digits, .outcome = "400 XAmzContentSHA256Mismatch"},
      {.names = "host;x-amz-date", .outcome = "400 AuthorizationHeaderMalformed"},
      {.names = "", .outcome = "400 AuthorizationHeaderMalformed"},
  };
  for (const Case& c : kCases) {
    const std::string authorization =
        "AWS4-HMAC-SHA256 Credential=" + c.key + "/19941106/" + c.region +
        "/s3/aws4_request, SignedHeaders=" + c.names + ", Signature=" + digits;
    const HttpReply reply = s3.Send("GET", "/bucket/a",
                                    {{"Authorization", authorization},
                                     {"x-amz-date", c.date},
                                     {"x-amz-security-token", c.token},
                                     {"x-amz-content-sha256", c.hash}});
    EXPECT_EQ(Outcome(reply), c.outcome) << authorization << " " << c.date;
  }
  EXPECT_EQ(Outcome(s3.Send("GET", "/bucket/a")), "403 AccessDenied");
  EXPECT_EQ(Outcome(s3.Send("GET", "/bucket/a", {{"Authorization", "Basic eA=="}})),
            "400 AuthorizationHeaderMalformed");
}

TEST(S3ServerTest, FailsAsTold) {
  Service s3;
  auto gate = std::make_shared<Gate>();
  gate->Open();
  struct Case {
    S3Fault fault;
    const char* outcome;  // nullptr: no whole reply
    bool done;
  };
  const Case kCases[] = {
      {{}, "200", true},
      {{.kind = S3Fault::kStatusBefore}, "503 SlowDown", false},
      {{.kind = S3Fault::kStatusBefore, .status = 429, .code = ""}, "429", false},
      {{.kind = S3Fault::kStatusAfter, .status = 500}, "500 SlowDown", true},
      {{.kind = S3Fault::kCloseBefore}, nullptr, false},
      {{.kind = S3Fault::kCloseAfter}, nullptr, true},
      {{.kind = S3Fault::kErrorInOk, .code = "InternalError"},
       "200 InternalError",
       false},
      {{.kind = S3Fault::kHold, .gate = gate}, "200", true},
      {S3Redirect("http://elsewhere/", "eu-north-1"), "307 TemporaryRedirect", false},
  };
  int round = 0;
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.fault.kind);
    const std::string key = "k" + std::to_string(round++);
    s3.server->SetFaults([&](const S3Call& call) {
      return call.operation == "PutObject" && call.nth == 0 ? c.fault : S3Fault{};
    });
    const HttpRequest request{
        .method = "PUT", .url = s3.server->url() + "/bucket/" + key, .body = "x"};
    const HttpResult result = RunRequest(*s3.client, request);
    EXPECT_EQ(result.status.ok() ? Outcome(result.reply) : "no reply",
              c.outcome == nullptr ? "no reply" : c.outcome);
    EXPECT_EQ(s3.server->Find("bucket", key).has_value(), c.done);
    DU_ASSERT_OK(RunRequest(*s3.client, request).status);
    EXPECT_TRUE(s3.server->Find("bucket", key).has_value());
    EXPECT_EQ(s3.server->Calls().back().nth, 1);
  }
  s3.server->SetFaults(
      [](const S3Call&) { return S3Fault{.kind = S3Fault::kShortBody}; });
  s3.server->Put("bucket", "long", "0123456789");
  const HttpResult cut =
      RunRequest(*s3.client, {.url = s3.server->url() + "/bucket/long"});
  DU_EXPECT_KIND(kUnavailable, cut.status);
  const HttpReply redirect = [&] {
    s3.server->SetFaults([](const S3Call&) { return S3Redirect("http://x/", "there"); });
    return s3.Send("GET", "/bucket/long");
  }();
  EXPECT_EQ(Header(redirect, "location"), "http://x/");
  EXPECT_EQ(Header(redirect, "x-amz-bucket-region"), "there");
}

}  // namespace
}  // namespace delta_utils
