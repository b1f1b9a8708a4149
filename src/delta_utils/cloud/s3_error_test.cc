#include "delta_utils/cloud/s3_error_internal.h"

#include <gtest/gtest.h>

#include <string>

#include "arrow/buffer.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils::internal {
namespace {

HttpReply Reply(int status, const std::string& body,
                std::vector<HttpHeader> headers = {}) {
  return {status, std::move(headers), arrow::Buffer::FromString(body)};
}

std::string ErrorBody(const std::string& code, const std::string& message = "why") {
  return "<?xml version=\"1.0\"?>\n<Error><Code>" + code + "</Code><Message>" + message +
         "</Message></Error>";
}

TEST(S3ErrorTest, StatusAndCodeTellTheKind) {
  struct Case {
    int status;
    const char* code;
    ErrorKind kind;
  };
  const Case cases[] = {
      {404, "NoSuchKey", ErrorKind::kNotFound},
      {404, "NoSuchBucket", ErrorKind::kNotFound},
      {404, "", ErrorKind::kNotFound},
      {404, "InvalidAccessKeyId", ErrorKind::kPermissionDenied},
      {404, "SomethingElse", ErrorKind::kInvalidArgument},
      {200, "PreconditionFailed", ErrorKind::kVersionMismatch},
      {403, "AccessDenied", ErrorKind::kPermissionDenied},
      {403, "", ErrorKind::kPermissionDenied},
      {401, "", ErrorKind::kPermissionDenied},
      {400, "ExpiredToken", ErrorKind::kPermissionDenied},
      {400, "InvalidRequest", ErrorKind::kInvalidArgument},
      {400, "RequestTimeout", ErrorKind::kUnavailable},
      {408, "", ErrorKind::kUnavailable},
      {409, "ConditionalRequestConflict", ErrorKind::kUnavailable},
      {412, "PreconditionFailed", ErrorKind::kVersionMismatch},
      {429, "", ErrorKind::kUnavailable},
      {500, "InternalError", ErrorKind::kUnavailable},
      {501, "NotImplemented", ErrorKind::kUnsupported},
      {503, "SlowDown", ErrorKind::kUnavailable},
      {200, "InternalError", ErrorKind::kUnavailable},
      {200, "SomethingNew", ErrorKind::kUnavailable},
      {301, "PermanentRedirect", ErrorKind::kInvalidArgument},
      {307, "", ErrorKind::kInvalidArgument},
  };
  for (const Case& c : cases) {
    const std::string code = c.code;
    const Status status = ErrorOf(Reply(c.status, code.empty() ? "" : ErrorBody(code)),
                                  "s3://b/k", "s3://b");
    EXPECT_EQ(KindOf(status), c.kind) << c.status << " " << c.code << ": " << status;
    EXPECT_EQ(DetailOf(status)->path(), code == "NoSuchBucket" ? "s3://b" : "s3://b/k");
  }
}

TEST(S3ErrorTest, APauseIsTakenFromTheHeaders) {
  const auto pause = [](std::vector<HttpHeader> headers) {
    const Status status =
        ErrorOf(Reply(503, ErrorBody("SlowDown"), std::move(headers)), "s3://b/k", "");
    EXPECT_TRUE(DetailOf(status)->throttled);
    return DetailOf(status)->retry_after_ms;
  };
  EXPECT_EQ(pause({}), std::nullopt);
  EXPECT_EQ(pause({{"retry-after", "3"}}), 3000);
  EXPECT_EQ(pause({{"x-amz-retry-after", "250"}, {"retry-after", "3"}}), 250);
  EXPECT_EQ(pause({{"retry-after", "-1"}}), std::nullopt);
  EXPECT_EQ(pause({{"retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"}}), std::nullopt);
  EXPECT_EQ(pause({{"retry-after", "9223372036854775807"}}), 24 * 3600 * 1000);
}

TEST(S3ErrorTest, TheServicesWordsAreShownWithCare) {
  const Status status = ErrorOf(
      Reply(400, ErrorBody("Bad\x1b[31m", std::string(5000, 'x') + "end")), "u", "b");
  EXPECT_EQ(status.message().find('\x1b'), std::string::npos);
  EXPECT_EQ(status.message().find("end"), std::string::npos);
  EXPECT_LT(status.message().size(), 500u);
}

TEST(S3ErrorTest, ASignatureThatIsRepeatedIsNotShown) {
  for (const char* echo :
       {"x-amz-security-token: SECRET", "X-Amz-Security-Token: SECRET",
        "Authorization: AWS4-HMAC-SHA256 Credential=SECRET", "Signature=SECRET"}) {
    const Status status = ErrorOf(
        Reply(403, ErrorBody("AccessDenied", std::string("You sent ") + echo)), "u", "b");
    EXPECT_EQ(status.message().find("SECRET"), std::string::npos) << status;
    EXPECT_NE(status.message().find("You sent"), std::string::npos) << status;
  }
}

TEST(S3ErrorTest, OnlyAnErrorElementIsAnError) {
  EXPECT_TRUE(HasErrorBody(Reply(200, ErrorBody("InternalError"))));
  EXPECT_TRUE(HasErrorBody(Reply(200, "\n " + ErrorBody("InternalError"))));
  for (const char* body :
       {"", "   ", "no XML", "<Fine><Code>1</Code></Fine>", "{\"Error\": 1}"}) {
    EXPECT_FALSE(HasErrorBody(Reply(200, body))) << body;
    EXPECT_EQ(ErrorCodeOf(Reply(500, body)), "") << body;
  }
}

}  // namespace
}  // namespace delta_utils::internal
