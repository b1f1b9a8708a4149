#include "delta_utils/cloud/s3_store.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/cloud/s3_fixture_testing.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/store_conformance.h"

namespace delta_utils {
namespace {

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

/// The store with the service it talks to.
std::shared_ptr<ObjectStore> OpenWithService(S3Rules rules, int max_keys,
                                             std::string_view prefix) {
  auto s3 = std::make_shared<S3Fixture>(rules, max_keys);
  S3Options options = s3->Options();
  options.prefix = ObjectPath::Parse(prefix).ValueOrDie();
  std::shared_ptr<ObjectStore> store = s3->Open(std::move(options));
  ObjectStore* raw = store.get();
  return {raw, [s3, store](ObjectStore*) mutable {
            store.reset();
            s3.reset();
          }};
}

[[maybe_unused]] const int kAmazon = RegisterStoreConformance(
    "S3Store", [] { return OpenWithService(S3Rules::kAws, 1000, ""); });
[[maybe_unused]] const int kPaged = RegisterStoreConformance(
    "PagedS3Store", [] { return OpenWithService(S3Rules::kAws, 3, "some/prefix"); });
[[maybe_unused]] const int kCloudflare = RegisterStoreConformance(
    "R2Store", [] { return OpenWithService(S3Rules::kR2, 1000, ""); });
[[maybe_unused]] const int kGoogle = RegisterStoreConformance(
    "GcsStore", [] { return OpenWithService(S3Rules::kGcs, 1000, ""); });

Result<std::shared_ptr<arrow::Buffer>> ReadAsync(ObjectStore& store,
                                                 const ObjectPath& path, int64_t offset,
                                                 int64_t length,
                                                 std::shared_ptr<ReadPin> pin) {
  return store.GetRangeAsync(path, offset, length, std::move(pin)).result();
}

std::string Digits(size_t size_bytes) {
  std::string text(size_bytes, ' ');
  for (size_t i = 0; i < size_bytes; ++i) text[i] = static_cast<char>('0' + i * 7 % 10);
  return text;
}

TEST(S3StoreTest, OptionsThatCannotBeRightAreRefused) {
  S3Fixture s3;
  const auto refused = [&](void (*change)(S3Options&)) {
    S3Options options = s3.Options();
    change(options);
    return OpenS3Store(std::move(options), s3.runtime()).status();
  };
  DU_EXPECT_KIND(kInvalidArgument, refused([](S3Options& o) { o.bucket = ""; }));
  DU_EXPECT_KIND(kInvalidArgument, refused([](S3Options& o) { o.bucket = "a/b"; }));
  DU_EXPECT_KIND(kInvalidArgument, refused([](S3Options& o) { o.bucket = "a@evil"; }));
  DU_EXPECT_KIND(kInvalidArgument,
                 refused([](S3Options& o) { o.endpoint = "nonsense"; }));
  DU_EXPECT_KIND(kInvalidArgument,
                 refused([](S3Options& o) { o.endpoint = "https://h/path"; }));
  DU_EXPECT_KIND(kInvalidArgument, refused([](S3Options& o) { o.allow_http = false; }));
  DU_EXPECT_KIND(kInvalidArgument, refused([](S3Options& o) { o.region = "x y"; }));
  DU_EXPECT_KIND(kInvalidArgument, refused([](S3Options& o) { o.max_in_flight = 0; }));
  DU_EXPECT_KIND(kInvalidArgument, refused([](S3Options& o) { o.part_bytes = 1; }));
  DU_EXPECT_KIND(kInvalidArgument,
                 refused([](S3Options& o) { o.retry.backoff.multiplier = 0; }));
}

TEST(S3StoreTest, EndpointsTellTheirService) {
  EXPECT_EQ(ServiceOfEndpoint(""), S3Service::kAws);
  EXPECT_EQ(ServiceOfEndpoint("https://s3.eu-west-1.amazonaws.com"), S3Service::kAws);
  EXPECT_EQ(ServiceOfEndpoint("https://abc.r2.cloudflarestorage.com"), S3Service::kR2);
  EXPECT_EQ(ServiceOfEndpoint("https://abc.eu.r2.cloudflarestorage.com"), S3Service::kR2);
  EXPECT_EQ(ServiceOfEndpoint("https://storage.googleapis.com"), S3Service::kGcs);
  EXPECT_EQ(ServiceOfEndpoint("http://127.0.0.1:9000"), S3Service::kOther);
  EXPECT_EQ(ServiceOfEndpoint("https://r2.cloudflarestorage.com.evil.org"),
            S3Service::kOther);
}

TEST(S3StoreTest, LargeObjectsAreWrittenInPartsAndReadInPieces) {
  S3Fixture s3;
  S3Options options = s3.Options();
  options.part_bytes = 5 << 20;
  auto store = s3.Open(options);
  const std::string body = Digits((21 << 20) + 17);
  DU_ASSERT_OK_AND_ASSIGN(const PutResult put, store->PutIfAbsent(P("big"), body));
  EXPECT_EQ(put.outcome, PutOutcome::kWon);
  DU_ASSERT_OK_AND_ASSIGN(const auto version, store->GetVersion(P("big")));
  EXPECT_EQ(put.version, version);
  EXPECT_EQ(s3.Count("UploadPart"), 5);
  DU_ASSERT_OK_AND_ASSIGN(const auto bytes, store->Get(P("big")));
  EXPECT_TRUE(std::string_view(*bytes) == body);
  DU_ASSERT_OK_AND_ASSIGN(const auto range, store->GetRange(P("big"), 5, 20 << 20));
  EXPECT_TRUE(std::string_view(*range) == std::string_view(body).substr(5, 20 << 20));
  EXPECT_TRUE(s3.server->PendingUploads().empty());
}

TEST(S3StoreTest, AFailedUploadLeavesNothingBehind) {
  S3Fixture s3;
  S3Options options = s3.Options();
  options.retry.max_retries = 1;
  auto store = s3.Open(options);
  const std::string body = Digits(20 << 20);
  s3.server->SetFaults(FailAlways("UploadPart", {.kind = S3Fault::kStatusBefore}));
  DU_EXPECT_KIND(kUnavailable, store->PutIfAbsent(P("big"), body));
  EXPECT_TRUE(s3.server->PendingUploads().empty());
  EXPECT_EQ(s3.server->Find("bucket", "big"), std::nullopt);
  // The loser's parts go, too.
  s3.server->SetFaults({});
  s3.server->Put("bucket", "big", "theirs");
  DU_ASSERT_OK_AND_ASSIGN(const PutResult put, store->PutIfAbsent(P("big"), body));
  EXPECT_EQ(put.outcome, PutOutcome::kLost);
  EXPECT_TRUE(s3.server->PendingUploads().empty());
}

TEST(S3StoreTest, ACompletionIsSettledLikeAPut) {
  const std::string body = Digits(17 << 20);
  for (const S3Fault& fault :
       {S3Fault{.kind = S3Fault::kCloseAfter}, S3Fault{.kind = S3Fault::kStatusAfter},
        S3Fault{.kind = S3Fault::kCloseBefore},
        S3Fault{.kind = S3Fault::kErrorInOk, .code = "InternalError"},
        S3Fault{.kind = S3Fault::kStatusBefore,
        .status = 409,
        .code = "ConditionalRequestConflict"}}) {
    S3Fixture s3;
    auto store = s3.Open();
    s3.server->SetFaults(FailOnce("CompleteMultipartUpload", fault));
    DU_ASSERT_OK_AND_ASSIGN(const PutResult put, store->PutIfAbsent(P("big"), body));
    EXPECT_EQ(put.outcome, PutOutcome::kWon) << fault.kind;
    EXPECT_TRUE(s3.server->Find("bucket", "big")->body == body);
    EXPECT_TRUE(s3.server->PendingUploads().empty()) << fault.kind;
  }
}

TEST(S3StoreTest, AReadSurvivesFailuresThatPass) {
  const std::string body = Digits(1000);
  for (const S3Fault& fault :
       {S3Fault{.kind = S3Fault::kCloseBefore}, S3Fault{.kind = S3Fault::kStatusBefore},
        S3Fault{.kind = S3Fault::kShortBody},
        S3Fault{.kind = S3Fault::kStatusBefore, .status = 429, .code = ""}}) {
    S3Fixture s3;
    auto store = s3.Open();
    s3.server->Put("bucket", "a", body);
    s3.server->SetFaults(FailOnce("GetObject", fault));
    DU_ASSERT_OK_AND_ASSIGN(auto bytes, store->Get(P("a")));
    EXPECT_EQ(bytes->ToString(), body) << fault.kind;
    s3.server->Put("bucket", "b", body);
    DU_ASSERT_OK_AND_ASSIGN(bytes, ReadAsync(*store, P("b"), 10, 5, nullptr));
    EXPECT_EQ(bytes->ToString(), body.substr(10, 5)) << fault.kind;
  }
}

TEST(S3StoreTest, ABodyShorterThanPromisedIsAnError) {
  S3Fixture s3;
  S3Options options = s3.Options();
  options.retry.max_retries = 2;
  auto store = s3.Open(options);
  s3.server->Put("bucket", "a", Digits(1000));
  s3.server->SetFaults(FailAlways("GetObject", {.kind = S3Fault::kShortBody}));
  const Status status = store->Get(P("a")).status();
  DU_EXPECT_KIND(kUnavailable, status);
  EXPECT_NE(status.message().find("s3://bucket/a"), std::string::npos) << status;
  EXPECT_EQ(s3.Count("GetObject"), 3);
}

TEST(S3StoreTest, APinnedReadRefusesAnotherState) {
  S3Fixture s3;
  auto store = s3.Open();
  s3.server->Put("bucket", "a", "first version");
  auto pin = std::make_shared<ReadPin>();
  DU_ASSERT_OK(ReadAsync(*store, P("a"), 0, 5, pin));
  s3.server->Put("bucket", "a", "second version");
  DU_EXPECT_KIND(kVersionMismatch, ReadAsync(*store, P("a"), 6, 5, pin));
  DU_ASSERT_OK(ReadAsync(*store, P("a"), 6, 5, nullptr));
}

TEST(S3StoreTest, RedirectsAreNotFollowedToAnotherHost) {
  S3Fixture s3, other;
  other.server->Put("bucket", "a", "stolen");
  auto store = s3.Open();
  for (const int status : {301, 302, 307, 308}) {
    s3.server->SetFaults(FailAlways(
        "GetObject", S3Redirect(other.server->url() + "/bucket/a", "eu-west-1", status)));
    DU_EXPECT_KIND(kInvalidArgument, store->Get(P("a")));
  }
  EXPECT_EQ(other.Count("GetObject"), 0);
}

TEST(S3StoreTest, AWrongClockIsSetByTheServices) {
  S3Fixture s3;
  FakeClock wrong(s3.clock.NowMillis() - 3600 * 1000);
  SeededRandom random(1);
  DU_ASSERT_OK_AND_ASSIGN(auto store, OpenS3Store(s3.Options(), {&wrong, &random}));
  DU_ASSERT_OK(store->Put(P("a"), "x"));
  DU_ASSERT_OK(store->Put(P("b"), "x"));
  EXPECT_EQ(s3.Count("PutObject"), 3) << "one was refused, and none after it";
}

TEST(S3StoreTest, AWrongRegionIsSetByTheServices) {
  S3Fixture s3;
  S3Options options = s3.Options();
  options.region = "eu-somewhere-1";
  auto store = s3.Open(options);
  DU_ASSERT_OK(store->Put(P("a"), "x"));
  DU_ASSERT_OK(store->Put(P("b"), "x"));
  EXPECT_EQ(s3.Count("PutObject"), 3) << "one was refused, and none after it";
}

class RefreshingCredentials : public CredentialsProvider {
 public:
  Result<Credentials> Get() override {
    return Credentials("TESTKEY", "testsecret", "token" + std::to_string(fetched));
  }
  void Expire(const Credentials&) override { ++fetched; }
  int fetched = 1;
};

TEST(S3StoreTest, ExpiredCredentialsAreFetchedAnew) {
  S3Fixture s3;
  S3Options options = s3.Options();
  auto credentials = std::make_shared<RefreshingCredentials>();
  options.credentials = credentials;
  auto store = s3.Open(options);
  s3.server->SetCredentials("TESTKEY", "token1");
  DU_ASSERT_OK(store->Put(P("a"), "x"));
  s3.server->SetCredentials("TESTKEY", "token2");
  s3.server->SetFaults([](const S3Call& call) {
    const bool is_old = call.Header("x-amz-security-token") == "token1";
    return is_old ? S3Fault{.kind = S3Fault::kStatusBefore,
                            .status = 400,
                            .code = "ExpiredToken"}
                  : S3Fault{};
  });
  DU_ASSERT_OK(store->Put(P("b"), "x"));
  DU_ASSERT_OK_AND_ASSIGN(auto bytes, ReadAsync(*store, P("b"), 0, 1, nullptr));
  EXPECT_EQ(bytes->ToString(), "x");
  EXPECT_EQ(credentials->fetched, 2);
}

TEST(S3StoreTest, PausesAreThoseTheServiceNames) {
  S3Fixture s3;
  auto store = s3.Open();
  s3.server->Put("bucket", "a", "x");
  s3.server->SetFaults(FailOnce(
      "GetObject", {.kind = S3Fault::kStatusBefore, .headers = {{"Retry-After", "7"}}}));
  const int64_t before_ms = s3.clock.NowMillis();
  DU_ASSERT_OK(store->Get(P("a")));
  EXPECT_GE(s3.clock.NowMillis() - before_ms, 7000);
}

TEST(S3StoreTest, MissingBucketsAreNamed) {
  S3Fixture s3;
  S3Options options = s3.Options();
  options.bucket = "elsewhere";
  auto store = s3.Open(options);
  for (const Status& status : {store->Get(P("a")).status(), store->Put(P("a"), "x"),
                               store->PutIfAbsent(P("a"), "x").status(),
                               store->Delete(P("a")), ListAll(*store, P("a")).status()}) {
    DU_EXPECT_KIND(kNotFound, status);
    EXPECT_NE(status.message().find("s3://elsewhere: "), std::string::npos) << status;
  }
}

TEST(S3StoreTest, DeletesInBatchesOfAThousand) {
  S3Fixture s3;
  auto store = s3.Open();
  std::vector<ObjectPath> paths;
  for (int i = 0; i < 2001; ++i) {
    paths.push_back(P("d/<&>" + std::to_string(i)));
    s3.server->Put("bucket", paths.back().ToString(), "x");
  }
  s3.server->Put("bucket", "stays", "x");
  paths.push_back(P("d/\x01"));
  s3.server->Put("bucket", "d/\x01", "x");
  DU_ASSERT_OK(store->DeleteAll(paths));
  EXPECT_EQ(s3.server->Keys("bucket"), std::vector<std::string>{"stays"});
  EXPECT_EQ(s3.Count("DeleteObjects"), 3);
  EXPECT_EQ(s3.Count("DeleteObject"), 1) << "what XML cannot say";
}

TEST(S3StoreTest, KeysWithoutANameAreNotListed) {
  S3Fixture s3;
  auto store = s3.Open();
  for (const char* key : {"a/", "a//b", "a/./b", "a/../b", "a/c", "/a", "a/%2e%2e"}) {
    s3.server->Put("bucket", key, "x");
  }
  DU_ASSERT_OK_AND_ASSIGN(const auto objects, ListAll(*store, P("a")));
  ASSERT_EQ(objects.size(), 2u);
  EXPECT_EQ(objects[0].path.ToString(), "a/%2e%2e");
  EXPECT_EQ(objects[1].path.ToString(), "a/c");
}

TEST(S3StoreTest, SecretsAreInNoError) {
  S3Fixture s3;
  S3Options options = s3.Options();
  options.credentials =
      MakeStaticCredentials({"WRONGKEY", "s3cr3t-value", "t0k3n-value"});
  options.retry.max_retries = 1;
  auto store = s3.Open(options);
  std::vector<Status> statuses = {store->Get(P("a")).status(), store->Put(P("a"), "x"),
                                  store->PutIfAbsent(P("a"), "x").status(),
                                  ListAll(*store, {}).status()};
  for (const S3Fault& fault :
       {S3Fault{.kind = S3Fault::kCloseBefore},
        S3Fault{.kind = S3Fault::kStatusBefore, .status = 400, .code = "Odd"},
        S3Redirect("http://elsewhere/", "eu-west-1")}) {
    s3.server->SetFaults([&](const S3Call&) { return fault; });
    statuses.push_back(store->Get(P("a")).status());
    statuses.push_back(store->Put(P("a"), "x"));
  }
  for (const Status& status : statuses) {
    EXPECT_FALSE(status.ok());
    const std::string text = status.ToString();
    for (const char* secret : {"s3cr3t", "t0k3n", "AWS4-HMAC", "Signature="}) {
      EXPECT_EQ(text.find(secret), std::string::npos) << text;
    }
  }
}

}  // namespace
}  // namespace delta_utils
