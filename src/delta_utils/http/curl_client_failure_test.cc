// What the client says when no whole reply comes, and how it stops.
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "arrow/buffer.h"
#include "delta_utils/http/curl_client.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/http_server.h"

namespace delta_utils {
namespace {

std::unique_ptr<HttpServer> Serve(HttpHandler handler) {
  return HttpServer::Open(std::move(handler)).ValueOrDie();
}

std::unique_ptr<HttpClient> Client(CurlOptions options = {}) {
  options.allow_http = true;
  return MakeCurlClient(options).ValueOrDie();
}

/// Collects results of requests that were started.
class Results {
 public:
  std::function<void(HttpResult)> Add() {
    return [this](HttpResult result) {
      std::lock_guard lock(mutex_);
      results_.push_back(std::move(result));
      changed_.notify_all();
    };
  }
  std::vector<HttpResult> Wait(size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return results_.size() >= count; });
    return results_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<HttpResult> results_;
};

TEST(CurlClientFailureTest, NamesWhatIsWrongWithAReply) {
  struct Case {
    const char* name;
    HttpServerReply reply;
    ErrorKind kind;
    const char* message;
  };
  const Case kCases[] = {
      {"/closed", {.close_unanswered = true}, ErrorKind::kUnavailable, ""},
      {"/cut",
       {.body = "0123456789", .close_after_bytes = 4},
       ErrorKind::kUnavailable,
       "shorter than promised"},
      {"/short",
       {.body = "0123456789", .content_length = 11},
       ErrorKind::kUnavailable,
       "shorter than promised"},
      {"/promises-much",
       {.body = "0123456789", .content_length = 101},
       ErrorKind::kCorrupt,
       "longer than the 100 bytes"},
      {"/long",
       {.body = std::string(101, 'x')},
       ErrorKind::kCorrupt,
       "longer than the 100"},
      {"/endless",
       {.body = std::string(101, 'x'), .content_length = -1},
       ErrorKind::kCorrupt,
       "longer than the 100 bytes"},
      {"/no-http", {.raw = "SSH-2.0-x\r\n\r\n"}, ErrorKind::kUnavailable, ""},
      {"/huge-head",
       {.raw = "HTTP/1.1 200 OK\r\n" +
               [] {
                 std::string head;
                 for (int i = 0; i < 10; ++i)
                   head += "X: " + std::string(30'000, 'x') + "\r\n";
                 return head;
               }() +
               "\r\n"},
       ErrorKind::kCorrupt,
       "the head of the reply"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    auto server = Serve([&](const HttpServerRequest&) { return c.reply; });
    auto client = Client();
    for (const char* method : {"GET", "PUT"}) {
      const HttpResult result =
          RunRequest(*client, {.method = method,
                               .url = server->url() + c.name + "?token=secret",
                               .headers = {{"Authorization", "secret"}},
                               .max_reply_bytes = 100});
      ASSERT_FALSE(result.status.ok());
      EXPECT_EQ(KindOf(result.status), c.kind) << result.status;
      EXPECT_TRUE(result.request_sent);
      const std::string text = result.status.ToString();
      EXPECT_NE(text.find(c.message), std::string::npos) << text;
      EXPECT_NE(text.find(method + (" " + server->url()) + c.name), std::string::npos);
      EXPECT_EQ(text.find("secret"), std::string::npos) << text;
    }
  }
}

TEST(CurlClientFailureTest, TakesAReplyOfExactlyTheMost) {
  auto server = Serve([&](const HttpServerRequest& request) {
    return HttpServerReply{.body = std::string(100, 'x'),
                           .content_length = request.target == "/close"
                                                 ? std::optional<int64_t>(-1)
                                                 : std::nullopt};
  });
  auto client = Client();
  for (const char* path : {"/", "/close"}) {
    const HttpResult result =
        RunRequest(*client, {.url = server->url() + path, .max_reply_bytes = 100});
    DU_ASSERT_OK(result.status);
    EXPECT_EQ(result.reply.body->size(), 100);
  }
}

TEST(CurlClientFailureTest, AllocatesAHugeReplyAsItComes) {
  auto server = Serve([&](const HttpServerRequest&) {
    return HttpServerReply{.body = "0123456789", .content_length = int64_t{1} << 39};
  });
  auto client = Client();
  const HttpResult result = RunRequest(*client, {.url = server->url() + "/"});
  DU_EXPECT_KIND(kUnavailable, result.status);
  EXPECT_NE(result.status.message().find("shorter than promised"), std::string::npos);
}

TEST(CurlClientFailureTest, SendsAWriteOnlyOnceOverAKeptConnection) {
  auto server = Serve([](const HttpServerRequest& request) {
    return HttpServerReply{.close_unanswered = request.target == "/close"};
  });
  for (const char* method : {"PUT", "POST", "DELETE"}) {
    for (const std::string& body : {std::string(), std::string(200'000, 'x')}) {
      SCOPED_TRACE(method);
      auto client = Client();
      DU_ASSERT_OK(RunRequest(*client, {.url = server->url() + "/keep"}).status);
      const int64_t before = server->requests();
      const HttpResult result = RunRequest(
          *client, {.method = method, .url = server->url() + "/close", .body = body});
      DU_EXPECT_KIND(kUnavailable, result.status);
      EXPECT_TRUE(result.request_sent);
      EXPECT_EQ(server->requests() - before, 1);
    }
  }
}

TEST(CurlClientFailureTest, KnowsWhatWasNeverSent) {
  std::string gone;
  {
    auto server = Serve([](const HttpServerRequest&) { return HttpServerReply{}; });
    gone = server->url();
  }
  auto client = Client({.connect_timeout_ms = 200});
  auto https_only = MakeCurlClient({.connect_timeout_ms = 200}).ValueOrDie();
  auto server = Serve([](const HttpServerRequest&) { return HttpServerReply{}; });
  struct Case {
    HttpClient& client;
    HttpRequest request;
    ErrorKind kind;
  };
  const std::string bad_value = "secret\r\nX: y";
  const Case kCases[] = {
      {*client, {.url = gone + "/x?secret"}, ErrorKind::kUnavailable},
      {*client, {.url = "http://secret.invalid/"}, ErrorKind::kUnavailable},
      {*https_only, {.url = server->url() + "/?secret"}, ErrorKind::kInvalidArgument},
      // a server that speaks no TLS
      {*https_only, {.url = "https" + server->url().substr(4)}, ErrorKind::kUnavailable},
      {*client, {.url = "https://user:secret@h/"}, ErrorKind::kInvalidArgument},
      {*client, {.url = "file:///secret"}, ErrorKind::kInvalidArgument},
      {*client, {.url = "/secret"}, ErrorKind::kInvalidArgument},
      {*client, {.url = server->url() + "/a b"}, ErrorKind::kInvalidArgument},
      {*client, {.url = server->url() + "/?a\r\nb"}, ErrorKind::kInvalidArgument},
      {*client, {.url = server->url() + "/?a#secret"}, ErrorKind::kInvalidArgument},
      {*client, {.method = "G T", .url = server->url()}, ErrorKind::kInvalidArgument},
      {*client,
       {.url = server->url(), .headers = {{"X", bad_value}}},
       ErrorKind::kInvalidArgument},
      {*client,
       {.url = server->url(), .headers = {{"X: y", "secret"}}},
       ErrorKind::kInvalidArgument},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.request.url);
    const HttpResult result = RunRequest(c.client, c.request);
    ASSERT_FALSE(result.status.ok());
    EXPECT_EQ(KindOf(result.status), c.kind) << result.status;
    EXPECT_FALSE(result.request_sent) << result.status;
    if (c.request.url.find("secret.invalid") == std::string::npos) {
      EXPECT_EQ(result.status.ToString().find("secret"), std::string::npos);
    }
  }
  EXPECT_EQ(server->requests(), 0);
}

TEST(CurlClientFailureTest, RefusesOptionsThatCannotBeRight) {
  DU_EXPECT_KIND(kInvalidArgument, MakeCurlClient({.max_in_flight = 0}));
  DU_EXPECT_KIND(kInvalidArgument, MakeCurlClient({.max_in_flight = 1 << 20}));
  DU_EXPECT_KIND(kInvalidArgument, MakeCurlClient({.connect_timeout_ms = 0}));
  DU_EXPECT_KIND(kInvalidArgument, MakeCurlClient({.silence_timeout_ms = -1}));
}

TEST(CurlClientFailureTest, GivesUpASilentServer) {
  auto gate = std::make_shared<Gate>();
  auto server =
      Serve([&](const HttpServerRequest&) { return HttpServerReply{.gate = gate}; });
  auto client = Client();
  const HttpResult timed =
      RunRequest(*client, {.url = server->url() + "/", .timeout_ms = 20});
  DU_EXPECT_KIND(kUnavailable, timed.status);
  EXPECT_TRUE(timed.request_sent);
  auto impatient = Client({.silence_timeout_ms = 1});  // counted in whole seconds
  DU_EXPECT_KIND(kUnavailable,
                 RunRequest(*impatient, {.url = server->url() + "/"}).status);
}

TEST(CurlClientFailureTest, CountsATimeoutFromTheStartNotFromTheQueue) {
  auto gate = std::make_shared<Gate>();
  auto server = Serve([&](const HttpServerRequest& request) {
    return HttpServerReply{.gate = request.target == "/wait" ? gate : nullptr};
  });
  auto client = Client({.max_in_flight = 1});
  Results results;
  client->Start({.url = server->url() + "/wait", .timeout_ms = 500}, results.Add());
  client->Start({.url = server->url() + "/", .timeout_ms = 490}, results.Add());
  const auto got = results.Wait(2);
  DU_EXPECT_KIND(kUnavailable, got[0].status);
  DU_ASSERT_OK(got[1].status);
}

TEST(CurlClientFailureTest, StopsRequestsInFlightAndInTheQueue) {
  auto gate = std::make_shared<Gate>();
  auto server = Serve([&](const HttpServerRequest& request) {
    return HttpServerReply{.gate = request.target == "/wait" ? gate : nullptr};
  });
  auto client = Client({.max_in_flight = 2});
  DU_ASSERT_OK(RunRequest(*client, {.url = server->url() + "/"}).status);
  Results stopped;
  Results others;
  StopSource source;
  StopSource never;
  for (int i = 0; i < 2; ++i) {
    client->Start({.url = server->url() + "/wait", .stop = source.get_token()},
                  stopped.Add());
  }
  for (int i = 0; i < 3; ++i) {
    client->Start({.url = server->url() + "/?secret", .stop = source.get_token()},
                  stopped.Add());
    client->Start({.url = server->url() + "/", .stop = never.get_token()}, others.Add());
  }
  while (server->requests() < 3) std::this_thread::yield();
  source.request_stop();
  int sent = 0;
  for (const HttpResult& result : stopped.Wait(5)) {
    DU_EXPECT_KIND(kCancelled, result.status);
    EXPECT_EQ(result.status.ToString().find("secret"), std::string::npos);
    sent += result.request_sent ? 1 : 0;
  }
  EXPECT_EQ(sent, 2);
  for (const HttpResult& result : others.Wait(3)) DU_ASSERT_OK(result.status);
  const HttpResult late =
      RunRequest(*client, {.url = server->url() + "/", .stop = source.get_token()});
  DU_EXPECT_KIND(kCancelled, late.status);
  EXPECT_FALSE(late.request_sent);
}

TEST(CurlClientFailureTest, EndsEverythingWhenDestroyed) {
  auto gate = std::make_shared<Gate>();
  auto server =
      Serve([&](const HttpServerRequest&) { return HttpServerReply{.gate = gate}; });
  std::mutex mutex;
  int cancelled = 0;
  {
    auto client = Client({.max_in_flight = 2});
    for (int i = 0; i < 6; ++i) {
      // what a callback starts while all ends, ends as well
      client->Start(
          {.url = server->url() + "/"}, [&, c = client.get()](HttpResult first) {
            c->Start({.url = server->url() + "/"}, [&, first](const HttpResult& second) {
              std::lock_guard lock(mutex);
              if (KindOf(first.status) == ErrorKind::kCancelled) ++cancelled;
              if (KindOf(second.status) == ErrorKind::kCancelled) ++cancelled;
            });
          });
    }
    while (server->requests() < 2) std::this_thread::yield();
  }
  EXPECT_EQ(cancelled, 12);
  EXPECT_EQ(server->requests(), 2);
}

TEST(CurlClientFailureTest, MayBeDroppedByItsOwnCallback) {
  auto gate = std::make_shared<Gate>();
  auto server =
      Serve([&](const HttpServerRequest&) { return HttpServerReply{.gate = gate}; });
  Results results;
  std::shared_ptr<HttpClient> client = Client();
  client->Start({.url = server->url() + "/"},
                [add = results.Add(), last = client](HttpResult result) mutable {
                  last.reset();
                  add(std::move(result));
                });
  client.reset();
  gate->Open();
  const auto got = results.Wait(1);
  DU_ASSERT_OK(got[0].status);
}

}  // namespace
}  // namespace delta_utils
