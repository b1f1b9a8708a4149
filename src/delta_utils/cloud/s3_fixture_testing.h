// An S3 service of the test's own and stores over it.
//
//   S3Fixture s3;                          // Amazon's rules
//   auto store = s3.Open();
//   s3.server->SetFaults(FailOnce("PutObject", {.kind = S3Fault::kCloseAfter}));
//
// Time is a FakeClock's: no retry waits. Threads: as the server and the stores.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "delta_utils/cloud/s3_store.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/fake_clock.h"
#include "delta_utils/testing/s3_server.h"

namespace delta_utils {

class S3Fixture {
 public:
  explicit S3Fixture(S3Rules rules = S3Rules::kAws, int max_keys = 1000) {
    S3ServerOptions options{.rules = rules, .clock = &clock, .max_keys = max_keys};
    options.access_key_id = "TESTKEY";
    if (rules == S3Rules::kR2) options.region = "auto";
    auto opened = S3Server::Open(options);
    EXPECT_TRUE(opened.ok()) << opened.status();
    server = *std::move(opened);
    service = rules == S3Rules::kAws  ? S3Service::kOther
              : rules == S3Rules::kR2 ? S3Service::kR2
                                      : S3Service::kGcs;
  }

  S3Options Options() const {
    S3Options options;
    options.bucket = "bucket";
    options.service = service;
    options.endpoint = server->url();
    options.path_style = true;
    options.allow_http = true;
    options.credentials = MakeStaticCredentials({"TESTKEY", "testsecret"});
    return options;
  }
  std::shared_ptr<ObjectStore> Open() { return Open(Options()); }
  std::shared_ptr<ObjectStore> Open(S3Options options) {
    auto opened = OpenS3Store(std::move(options), runtime());
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? *std::move(opened) : nullptr;
  }
  Runtime runtime() { return {&clock, &random}; }

  /// How many requests of that operation came.
  int Count(std::string_view operation) {
    int count = 0;
    for (const S3Call& call : server->Calls()) count += call.operation == operation;
    return count;
  }

  FakeClock clock;
  SeededRandom random{7};
  S3Service service;
  std::unique_ptr<S3Server> server;
};

/// The first of these operations on each key goes wrong.
inline S3Faults FailOnce(std::string operation, S3Fault fault) {
  return
      [operation = std::move(operation), fault = std::move(fault)](const S3Call& call) {
        return call.operation == operation && call.nth == 0 ? fault : S3Fault{};
      };
}

/// All of them.
inline S3Faults FailAlways(std::string operation, S3Fault fault) {
  return
      [operation = std::move(operation), fault = std::move(fault)](const S3Call& call) {
        return call.operation == operation ? fault : S3Fault{};
      };
}

}  // namespace delta_utils
