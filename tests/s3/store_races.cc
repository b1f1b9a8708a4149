// store_races: many writers, one object, over and over; says what each was told and
// whether that was true.
//
//   DELTA_TEST_S3_URI=s3://lake/tests store_races --rounds 20 --writers 16
//       [--endpoint URL]    of a proxy that the writers go through; the judge does not
//       [--bytes N]         size of each object
//       [--lanes N]         rounds under way at once
//       [--unknown PERCENT] how many may be told that the outcome is unknown (default 0)
//
// A round is one PutIfAbsent by every writer, then one PutIfMatch by every writer. Each
// has a store of its own, as a process would. Exit status 1 if anyone was told what is
// not so.
#include <algorithm>
#include <atomic>
#include <barrier>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "arrow/buffer.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/cloud/open_store.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {
namespace {

struct Arguments {
  int rounds = 20;
  int writers = 16;
  int lanes = 2;
  int unknown_percent = 0;
  size_t size_bytes = 1000;
  std::string endpoint;
  std::string uri;
};

/// One writer's part in a round, and what it was told.
struct Attempt {
  std::string body;
  Result<PutResult> told = Status::UnknownError("not tried");

  bool Told(PutOutcome outcome) const { return told.ok() && told->outcome == outcome; }
};

struct Stored {
  std::string body;
  std::optional<std::string> version;
};

class Tally {
 public:
  void Count(const std::string& what) {
    const std::scoped_lock lock(mutex_);
    ++counts_[what];
  }
  void Breach(const std::string& what) {
    Count("breaches");
    std::printf("BREACH: %s\n", what.c_str());
  }
  int64_t operator[](const std::string& what) {
    const std::scoped_lock lock(mutex_);
    return counts_[what];
  }

 private:
  std::mutex mutex_;
  std::map<std::string, int64_t> counts_;
};

/// Holds what the writers were told against what is there. `before`: what was there.
void Judge(const std::string& where, const std::vector<Attempt>& attempts,
           const Stored& before, const Stored& after, Tally& tally) {
  int won = 0;
  int may_have_won = 0;
  int failed = 0;
  for (const Attempt& attempt : attempts) {
    const bool is_stored = attempt.body == after.body;
    if (attempt.Told(PutOutcome::kWon)) {
      ++won;
      tally.Count("won");
      if (!is_stored)
        tally.Breach(where + ": told that it won, but its bytes are not there");
      if (attempt.told->version != after.version) {
        tally.Breach(where + ": told the version " +
                     attempt.told->version.value_or("(none)") + ", but it is " +
                     after.version.value_or("(none)"));
      }
    } else if (attempt.Told(PutOutcome::kLost)) {
      tally.Count("lost");
      if (is_stored) tally.Breach(where + ": told that it lost, but its bytes are there");
    } else if (attempt.Told(PutOutcome::kUnknown)) {
      ++may_have_won;
      tally.Count("unknown");
      std::printf("unknown: %s\n", attempt.told->cause.ToString().c_str());
    } else {
      ++failed;
      tally.Count("failed");
      std::printf("failed: %s\n", attempt.told.status().ToString().c_str());
      if (is_stored)
        tally.Breach(where + ": told that it failed, but its bytes are there");
    }
  }
  if (won > 1) tally.Breach(where + ": " + std::to_string(won) + " winners");
  if (after.body == before.body && may_have_won + failed == 0) {
    tally.Breach(where + ": nobody's bytes are there");
  }
}

class Race {
 public:
  Race(const Arguments& arguments, Runtime runtime)
      : arguments_(arguments), runtime_(runtime) {}

  /// Runs all rounds. An error means that the judge could not read.
  Status Run(Tally& tally) {
    ARROW_ASSIGN_OR_RAISE(judge_, Open(std::nullopt));
    std::atomic<int> next = 0;
    std::mutex mutex;
    Status failure;
    std::vector<std::thread> lanes;
    for (int lane = 0; lane < arguments_.lanes; ++lane) {
      lanes.emplace_back([&] {
        for (int round = next++; round < arguments_.rounds; round = next++) {
          Status status = Round("round " + std::to_string(round), tally);
          const std::scoped_lock lock(mutex);
          failure &= status;
        }
      });
    }
    for (std::thread& lane : lanes) lane.join();
    return failure;
  }

 private:
  Result<std::shared_ptr<ObjectStore>> Open(const std::optional<std::string>& endpoint) {
    OpenStoreOptions options{runtime_};
    if (endpoint) {
      options.environment = [endpoint, system = SystemEnvironment()](
                                std::string_view name) -> std::optional<std::string> {
        return name == "AWS_ENDPOINT_URL" ? endpoint : system(name);
      };
    }
    return OpenStore(arguments_.uri + "/" + folder_, options);
  }

  Status Round(const std::string& name, Tally& tally) {
    ARROW_ASSIGN_OR_RAISE(const ObjectPath path, ObjectPath::Parse(name + "/object"));
    Stored before;
    ARROW_RETURN_NOT_OK(Put("put-if-absent", name, path, before, tally));
    ARROW_ASSIGN_OR_RAISE(before, Read(path));
    if (!before.version) return Status::OK();  // every writer was told so: no swap now
    return Put("put-if-match", name, path, before, tally);
  }

  /// Every writer puts once, all at the same moment.
  Status Put(const std::string& kind, const std::string& name, const ObjectPath& path,
             const Stored& before, Tally& tally) {
    std::vector<Attempt> attempts(static_cast<size_t>(arguments_.writers));
    std::barrier start(arguments_.writers);
    std::vector<std::thread> writers;
    for (Attempt& attempt : attempts) {
      attempt.body = Body(kind, &attempt - attempts.data());
      writers.emplace_back([&] {
        Result<std::shared_ptr<ObjectStore>> store =
            Open(arguments_.endpoint.empty() ? std::nullopt
                                             : std::optional(arguments_.endpoint));
        start.arrive_and_wait();
        if (!store.ok()) {
          attempt.told = store.status();
        } else if (before.version) {
          attempt.told = (*store)->PutIfMatch(path, attempt.body, *before.version);
        } else {
          attempt.told = (*store)->PutIfAbsent(path, attempt.body);
        }
      });
    }
    for (std::thread& writer : writers) writer.join();
    ARROW_ASSIGN_OR_RAISE(const Stored after, Read(path));
    Judge(kind + ", " + name, attempts, before, after, tally);
    return Status::OK();
  }

  Result<Stored> Read(const ObjectPath& path) {
    Stored stored;
    ARROW_ASSIGN_OR_RAISE(stored.version, judge_->GetVersion(path));
    if (stored.version) {
      ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> bytes, judge_->Get(path));
      stored.body = bytes->ToString();
    }
    return stored;
  }

  /// No two are equal: the judge tells writers by their bytes.
  std::string Body(const std::string& kind, ptrdiff_t writer) const {
    std::string body = kind + " of writer " + std::to_string(writer) + "\n";
    body.resize(std::max(body.size(), arguments_.size_bytes), '.');
    return body;
  }

  const Arguments arguments_;
  const Runtime runtime_;
  const std::string folder_ = ToString(NewUuid(*runtime_.random));
  std::shared_ptr<ObjectStore> judge_;
};

/// False if an argument is not one of those above.
bool Parse(int argc, char** argv, Arguments& arguments) {
  const char* uri = std::getenv("DELTA_TEST_S3_URI");
  arguments.uri = uri ? uri : "";
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const std::string value = argv[i + 1];
    if (name == "--rounds") {
      arguments.rounds = std::atoi(value.c_str());
    } else if (name == "--writers") {
      arguments.writers = std::atoi(value.c_str());
    } else if (name == "--lanes") {
      arguments.lanes = std::atoi(value.c_str());
    } else if (name == "--unknown") {
      arguments.unknown_percent = std::atoi(value.c_str());
    } else if (name == "--bytes") {
      arguments.size_bytes = static_cast<size_t>(std::atoll(value.c_str()));
    } else if (name == "--endpoint") {
      arguments.endpoint = value;
    } else {
      return false;
    }
  }
  return argc % 2 == 1 && arguments.rounds > 0 && arguments.writers > 0 &&
         arguments.lanes > 0 && !arguments.uri.empty();
}

int Main(int argc, char** argv) {
  Arguments arguments;
  if (!Parse(argc, argv, arguments)) {
    std::fprintf(stderr, "wrong usage, or no DELTA_TEST_S3_URI; see the head of %s\n",
                 __FILE__);
    return 2;
  }
  SystemClock clock;
  SystemRandom random;
  Tally tally;
  const Status status = Race(arguments, {&clock, &random}).Run(tally);
  if (!status.ok()) tally.Breach("the judge could not look: " + status.ToString());
  const int64_t puts = 2LL * arguments.rounds * arguments.writers;
  const int64_t open = tally["unknown"] + tally["failed"];
  if (open * 100 > puts * arguments.unknown_percent) {
    tally.Breach(std::to_string(open) + " unknown or failed of " + std::to_string(puts));
  }
  std::printf("%d rounds of %d writers: %lld won, %lld lost, %lld unknown, %lld failed\n",
              arguments.rounds, arguments.writers, static_cast<long long>(tally["won"]),
              static_cast<long long>(tally["lost"]),
              static_cast<long long>(tally["unknown"]),
              static_cast<long long>(tally["failed"]));
  return tally["breaches"] == 0 ? 0 : 1;
}

}  // namespace
}  // namespace delta_utils

int main(int argc, char** argv) { return delta_utils::Main(argc, argv); }
