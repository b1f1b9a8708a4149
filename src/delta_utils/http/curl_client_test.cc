#include "delta_utils/http/curl_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "arrow/buffer.h"
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

HttpServerReply Echo(const HttpServerRequest& request) { return {.body = request.body}; }

TEST(CurlClientTest, SendsAndReceivesWhatWasSaid) {
  std::mutex mutex;
  HttpServerRequest seen;
  auto server = Serve([&](const HttpServerRequest& request) {
    std::lock_guard lock(mutex);
    seen = request;
    return HttpServerReply{.status = 418,
                           .headers = {{"ETag", "\"1\""}, {"X-Empty", ""}, {"ETAG", "2"}},
                           .body = "short and stout"};
  });
  auto client = Client();
  const HttpResult result =
      RunRequest(*client, {.method = "POST",
                           .url = server->url() + "/a//b/../c%20d%2f?x=%2F&y&z=%2f",
                           .headers = {{"X-Mine", "a b"}, {"x-nothing", ""}},
                           .body = "body"});
  DU_ASSERT_OK(result.status);
  EXPECT_TRUE(result.request_sent);
  EXPECT_EQ(result.reply.status, 418);
  EXPECT_EQ(result.reply.body->ToString(), "short and stout");
  ASSERT_NE(result.reply.Find("etag"), nullptr);
  EXPECT_EQ(*result.reply.Find("etag"), "\"1\"");
  EXPECT_EQ(*result.reply.Find("x-empty"), "");
  EXPECT_EQ(result.reply.Find("ETag"), nullptr);

  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/a//b/../c%20d%2f?x=%2F&y&z=%2f");
  EXPECT_EQ(seen.body, "body");
  const std::vector<HttpHeader> expected = {{"host", server->url().substr(7)},
                                            {"x-mine", "a b"},
                                            {"x-nothing", ""},
                                            {"content-length", "4"}};
  EXPECT_EQ(seen.headers, expected);
}

TEST(CurlClientTest, TellsMethodsAndEmptyBodiesApart) {
  std::mutex mutex;
  HttpServerRequest seen;
  auto server = Serve([&](const HttpServerRequest& request) {
    std::lock_guard lock(mutex);
    seen = request;
    return HttpServerReply{.body = "reply"};
  });
  auto client = Client();
  struct Case {
    const char* method;
    const char* body;
    const char* content_length;  // nullptr: none
  };
  const Case kCases[] = {
      {"GET", "", nullptr},  {"PUT", "", "0"},     {"HEAD", "", nullptr},
      {"POST", "", "0"},     {"PUT", "abc", "3"},  {"DELETE", "", nullptr},
      {"POST", "abc", "3"},  {"GET", "", nullptr}, {"HEAD", "", nullptr},
      {"DELETE", "ab", "2"}, {"GET", "", nullptr}};
  for (const Case& c : kCases) {
    SCOPED_TRACE(std::string(c.method) + c.body);
    const HttpResult result = RunRequest(
        *client, {.method = c.method, .url = server->url() + "/", .body = c.body});
    DU_ASSERT_OK(result.status);
    EXPECT_EQ(seen.method, c.method);
    EXPECT_EQ(seen.body, c.body);
    const std::string* length = seen.Find("content-length");
    EXPECT_EQ(length == nullptr ? "none" : *length,
              c.content_length == nullptr ? "none" : c.content_length);
    const bool head = std::string_view(c.method) == "HEAD";
    EXPECT_EQ(result.reply.body->ToString(), head ? "" : "reply");
    EXPECT_EQ(*result.reply.Find("content-length"), "5");
  }
  EXPECT_EQ(server->connections(), 1);
}

TEST(CurlClientTest, UploadsALargeBodyUnchanged) {
  auto server = Serve(Echo);
  auto client = Client();
  std::string body(20 << 20, '\0');
  for (size_t i = 0; i < body.size(); ++i)
    body[i] = static_cast<char>(i * 2654435761U >> 13);
  for (const char* method : {"PUT", "POST"}) {
    const HttpResult result =
        RunRequest(*client, {.method = method, .url = server->url() + "/", .body = body});
    DU_ASSERT_OK(result.status);
    EXPECT_EQ(result.reply.body->size(), static_cast<int64_t>(body.size()));
    EXPECT_TRUE(std::string_view(*result.reply.body) == body);
  }
}

TEST(CurlClientTest, ReadsBodiesOfUnknownAndOfNoLength) {
  const std::string large(1'000'000, 'x');
  auto server = Serve([&](const HttpServerRequest& request) {
    if (request.target == "/until-close") {
      return HttpServerReply{.body = large, .content_length = -1};
    }
    if (request.target == "/none") return HttpServerReply{.status = 204};
    return HttpServerReply{.raw =
                               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "3\r\nabc\r\n2\r\nde\r\n0\r\nETag: trailer\r\n\r\n"};
  });
  auto client = Client();
  auto get = [&](const char* path) {
    return RunRequest(*client, {.url = server->url() + path});
  };
  const HttpResult unknown = get("/until-close");
  DU_ASSERT_OK(unknown.status);
  EXPECT_EQ(unknown.reply.body->ToString(), large);
  const HttpResult none = get("/none");
  DU_ASSERT_OK(none.status);
  EXPECT_EQ(none.reply.body->size(), 0);
  const HttpResult chunked = get("/chunked");
  DU_ASSERT_OK(chunked.status);
  EXPECT_EQ(chunked.reply.body->ToString(), "abcde");
  EXPECT_EQ(chunked.reply.Find("etag"), nullptr);
}

TEST(CurlClientTest, KeepsConnectionsAndBoundsThem) {
  std::atomic<int> now = 0;
  std::atomic<int> most = 0;
  auto server = Serve([&](const HttpServerRequest&) {
    const int here = ++now;
    int before = most;
    while (before < here && !most.compare_exchange_weak(before, here)) {
    }
    std::this_thread::yield();
    --now;
    return HttpServerReply{.body = std::string(1000, 'x')};
  });
  auto client = Client({.max_in_flight = 4});
  std::vector<std::thread> threads;
  std::atomic<int> done = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) {
        const HttpResult result = RunRequest(*client, {.url = server->url() + "/"});
        if (result.status.ok() && result.reply.body->size() == 1000) ++done;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 200);
  EXPECT_LE(most, 4);
  EXPECT_LE(server->connections(), 4);
}

TEST(CurlClientTest, AnswersInTheOrderOfTheQueue) {
  auto server = Serve(Echo);
  std::mutex mutex;
  std::condition_variable all;
  std::string order;
  auto client = Client({.max_in_flight = 1});
  for (char c = 'a'; c <= 'z'; ++c) {
    client->Start({.url = server->url() + "/"}, [&, c](HttpResult result) {
      std::lock_guard lock(mutex);
      order += result.status.ok() ? c : '!';
      all.notify_one();
    });
  }
  std::unique_lock lock(mutex);
  all.wait(lock, [&] { return order.size() == 26; });
  EXPECT_EQ(order, "abcdefghijklmnopqrstuvwxyz");
}

TEST(CurlClientTest, LetsACallbackStartRequests) {
  auto server = Serve(Echo);
  auto client = Client({.max_in_flight = 2});
  std::mutex mutex;
  std::condition_variable finished;
  int left = 50;
  std::function<void(HttpResult)> next = [&](HttpResult result) {
    std::lock_guard lock(mutex);
    if (!result.status.ok() || --left <= 0) {
      finished.notify_one();
    } else {
      client->Start({.url = server->url() + "/"}, next);
    }
  };
  client->Start({.url = server->url() + "/"}, next);
  std::unique_lock lock(mutex);
  finished.wait(lock, [&] { return left == 0; });
  EXPECT_EQ(server->requests(), 50);
  EXPECT_EQ(server->connections(), 1);
}

TEST(CurlClientTest, GivesRedirectsAndInterimRepliesAsTheyAre) {
  auto server = Serve([](const HttpServerRequest& request) {
    if (request.target == "/interim") {
      return HttpServerReply{.raw =
                                 "HTTP/1.1 103 Hints\r\nX-Hint: 1\r\n\r\n"
                                 "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"};
    }
    return HttpServerReply{.status = 307, .headers = {{"Location", "/elsewhere"}}};
  });
  auto client = Client();
  const HttpResult redirect = RunRequest(*client, {.url = server->url() + "/"});
  DU_ASSERT_OK(redirect.status);
  EXPECT_EQ(redirect.reply.status, 307);
  EXPECT_EQ(*redirect.reply.Find("location"), "/elsewhere");
  EXPECT_EQ(server->requests(), 1);
  const HttpResult interim = RunRequest(*client, {.url = server->url() + "/interim"});
  DU_ASSERT_OK(interim.status);
  EXPECT_EQ(interim.reply.status, 200);
  EXPECT_EQ(interim.reply.Find("x-hint"), nullptr);
}

}  // namespace
}  // namespace delta_utils
