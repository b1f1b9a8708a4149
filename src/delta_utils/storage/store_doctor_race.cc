#include <algorithm>
#include <functional>
#include <latch>
#include <system_error>
#include <thread>

#include "arrow/buffer.h"
#include "delta_utils/storage/store_doctor_internal.h"

namespace delta_utils::internal {
namespace {

/// Long enough for the writes to meet in the store, and unlike any other writer's.
std::string BodyOf(int round, int writer) {
  const std::string line =
      "round " + std::to_string(round) + ", writer " + std::to_string(writer) + "\n";
  std::string body;
  while (body.size() < 2048) body += line;
  return body;
}

/// One conditional write by each of `count` threads, which begin together.
Result<std::vector<Result<PutResult>>> PutTogether(
    int count, const std::function<Result<PutResult>(int writer)>& put) {
  std::vector<Result<PutResult>> results(static_cast<size_t>(count),
                                         Status::UnknownError("not run"));
  std::vector<std::thread> threads;
  std::latch start(1);
  Status started;
  try {
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        start.wait();
        results[static_cast<size_t>(i)] = put(i);
      });
    }
  } catch (const std::system_error& error) {
    started = MakeError(ErrorKind::kUnavailable, "threads", error.what());
  }
  start.count_down();
  for (std::thread& thread : threads) thread.join();
  ARROW_RETURN_NOT_OK(started);
  return results;
}

/// What the rounds of one race came to.
struct Tally {
  int answers_missing = 0;  // writers that were not told
  int rounds_unclear = 0;   // nobody was told that it won, and somebody was not told
  Status cause;             // why the last of them was not told
};

/// Empty if the round went as it must, or how it did not.
Result<std::string> JudgeRound(ObjectStore& store, const ObjectPath& path, int round,
                               const std::vector<Result<PutResult>>& results,
                               Tally* tally) {
  std::vector<int> winners;
  bool all_told = true;
  for (size_t i = 0; i < results.size(); ++i) {
    const Result<PutResult>& put = results[i];
    if (put.ok() && put->outcome == PutOutcome::kWon) {
      winners.push_back(static_cast<int>(i));
    }
    if (put.ok() && put->outcome != PutOutcome::kUnknown) continue;
    all_told = false;
    ++tally->answers_missing;
    tally->cause = put.ok() ? put->cause : put.status();
  }
  if (winners.size() > 1) {
    return std::to_string(winners.size()) + " of " + std::to_string(results.size()) +
           " writers were told that they won";
  }
  if (winners.empty() && all_told) return "all writers were told that they lost";
  if (winners.empty()) {
    ++tally->rounds_unclear;
    return "";
  }
  ARROW_ASSIGN_OR_RAISE(const auto bytes, store.Get(path));
  if (std::string_view(*bytes) == BodyOf(round, winners.front())) return "";
  return "the object does not have the winner's bytes";
}

/// `begin` prepares a round and returns what each writer does.
using Begin = std::function<Result<std::function<Result<PutResult>(int)>>(
    const ObjectPath& path, int round)>;

Result<Finding> Race(Scratch& scratch, const DoctorOptions& options,
                     const std::function<ObjectPath(int round)>& path_of,
                     const Begin& begin) {
  Tally tally;
  for (int round = 0; round < options.race_rounds; ++round) {
    const ObjectPath path = path_of(round);
    ARROW_ASSIGN_OR_RAISE(const auto put, begin(path, round));
    ARROW_ASSIGN_OR_RAISE(const auto results, PutTogether(options.race_threads, put));
    // An Unsupported is all writers'.
    if (KindOf(results.front().status()) == ErrorKind::kUnsupported) {
      return results.front().status();
    }
    ARROW_ASSIGN_OR_RAISE(const std::string fault,
                          JudgeRound(scratch.store(), path, round, results, &tally));
    if (!fault.empty()) return Bad("round " + std::to_string(round + 1) + ": " + fault);
  }
  if (tally.rounds_unclear > 0) return tally.cause;
  std::string text = std::to_string(options.race_threads) + " writers, " +
                     std::to_string(options.race_rounds) +
                     " rounds: one winner in each, and its bytes";
  if (tally.answers_missing > 0) {
    text += " (" + std::to_string(tally.answers_missing) +
            " writers were not told: " + tally.cause.message() + ")";
  }
  return Good(std::move(text));
}

}  // namespace

Result<Finding> CheckCreateRace(Scratch& scratch, const DoctorOptions& options) {
  ObjectStore& store = scratch.store();
  return Race(
      scratch, options,
      [&](int round) { return scratch.NewPath("race-" + std::to_string(round)); },
      [&](const ObjectPath& path,
          int round) -> Result<std::function<Result<PutResult>(int)>> {
        return [&store, path, round](int writer) {
          return store.PutIfAbsent(path, BodyOf(round, writer));
        };
      });
}

Result<Finding> CheckSwapRace(Scratch& scratch, const DoctorOptions& options) {
  ObjectStore& store = scratch.store();
  const ObjectPath object = scratch.NewPath("swap-race");
  ARROW_RETURN_NOT_OK(store.Put(object, BodyOf(-1, 0)));
  return Race(
      scratch, options, [&](int) { return object; },
      [&](const ObjectPath& path,
          int round) -> Result<std::function<Result<PutResult>(int)>> {
        ARROW_ASSIGN_OR_RAISE(const auto version, store.GetVersion(path));
        if (!version) return NotFound(store.Uri(path), "the object is gone");
        return [&store, path, round, version](int writer) {
          return store.PutIfMatch(path, BodyOf(round, writer), *version);
        };
      });
}

}  // namespace delta_utils::internal
