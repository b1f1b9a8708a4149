#include "own_log.h"

#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <limits>

#include "delta_lake/snapshot.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/delta_actions/stats.h"
#include "delta_utils/delta_log/stats_reader.h"
#include "delta_utils/storage/file_system_store.h"
#include "own_side.h"

namespace delta_utils::bench {
namespace {

using delta_lake::Snapshot;
using delta_lake::TableLocation;

Result<TableLocation> Locate(const std::string& folder, Random& random, int threads) {
  ARROW_ASSIGN_OR_RAISE(auto store, FileSystemStore::Open(folder, random));
  TableLocation table{std::move(store), ObjectPath(), nullptr};
  if (threads > 1) table.pool = TaskPool::Make(threads);
  return table;
}

/// Most bytes that were resident.
int64_t PeakBytes() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return int64_t{usage.ru_maxrss} * 1024;  // in kilobytes, on Linux
}

/// Of all threads, as the peer counts it.
double ProcessCpuNanos() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

/// Every file's URI, as the peer gives them.
std::vector<std::string> ListUris(const Snapshot& snapshot) {
  const std::string folder = snapshot.table().Uri() + "/";
  std::vector<std::string> uris;
  uris.reserve(snapshot.state().files.size());
  for (const LiveFile& file : snapshot.state().files) {
    uris.push_back(folder);
    uris.back() += file.path;
  }
  return uris;
}

struct Sums {
  int64_t files = 0, bytes = 0, rows = 0;
};

/// Gives out every file with its size and its statistics' text; counts their records.
Result<Sums> ListStats(const Snapshot& snapshot) {
  StatsReader reader(*snapshot.table().store, snapshot.table().root);
  const StatsColumns none;
  Sums sums;
  for (const LiveFile& file : snapshot.state().files) {
    ARROW_ASSIGN_OR_RAISE(const auto json, reader.Read(file));
    if (!json) return Internal("", "a file without statistics");
    ARROW_ASSIGN_OR_RAISE(const FileStats stats, ParseStats(*json, file.path, &none));
    ++sums.files;
    sums.bytes += file.size_bytes;
    sums.rows += stats.num_records.value_or(0);
  }
  return sums;
}

class LogSide : public Side {
 public:
  LogSide(std::string folder, int threads)
      : folder_(std::move(folder)), threads_(threads) {}

  Result<Facts> TellFacts() override { return facts_; }

  Result<std::vector<Sample>> Run(const std::string& operation) override {
    const std::string way =
        threads_ == 1 ? "one thread" : std::to_string(threads_) + " threads";
    const double cpu_ns = ProcessCpuNanos();
    const Stopwatch watch;
    const auto stop = [&] {
      Sample sample = watch.Stop(way);
      sample.cpu_ns = ProcessCpuNanos() - cpu_ns;
      return sample;
    };
    ARROW_ASSIGN_OR_RAISE(const TableLocation table, Locate(folder_, random_, threads_));
    ARROW_ASSIGN_OR_RAISE(const auto snapshot, Snapshot::Open(table));
    if (operation == "list") {
      const std::vector<std::string> uris = ListUris(*snapshot);
      return Done(stop(), {{"files", static_cast<double>(uris.size())}});
    }
    ARROW_ASSIGN_OR_RAISE(const Sums sums, ListStats(*snapshot));
    return Done(stop(), {{"files", static_cast<double>(sums.files)},
                         {"bytes", static_cast<double>(sums.bytes)},
                         {"rows", static_cast<double>(sums.rows)}});
  }

 private:
  /// Before anything that was made is freed.
  std::vector<Sample> Done(Sample sample, Facts facts) {
    facts_ = std::move(facts);
    facts_["peak_bytes"] = static_cast<double>(PeakBytes());
    return {std::move(sample)};
  }

  const std::string folder_;
  const int threads_;
  SystemRandom random_;
  Facts facts_;
};

std::string TextOf(const Facts& facts) {
  std::string text = "{";
  for (const auto& [name, value] : facts) {
    char field[80];
    std::snprintf(field, sizeof field, "%s\"%s\":%.0f", text.size() > 1 ? "," : "",
                  name.c_str(), value);
    text += field;
  }
  return text + "}";
}

}  // namespace

Status ServeLog(const std::string& folder, int threads) {
  LogSide side(folder, threads);
  for (std::string command; std::getline(std::cin, command);) {
    std::string answer;
    if (command == "facts") {
      ARROW_ASSIGN_OR_RAISE(const Facts facts, side.TellFacts());
      answer = TextOf(facts);
    } else {
      ARROW_ASSIGN_OR_RAISE(const auto samples, side.Run(command));
      const Sample& sample = samples.front();
      answer = TextOf({{"wall_ns", sample.wall_ns}, {"cpu_ns", sample.cpu_ns}});
      answer.insert(1, "\"way\":\"" + sample.way + "\",");
    }
    std::printf("%s\n\n", answer.c_str());
    std::fflush(stdout);
  }
  return Status::OK();
}

Result<double> TimeDeriving(const std::string& folder, int rounds) {
  SystemRandom random;
  ARROW_ASSIGN_OR_RAISE(const TableLocation table, Locate(folder, random, 1));
  ARROW_ASSIGN_OR_RAISE(const auto snapshot, Snapshot::Open(table));
  Add add;
  add.path = "one-more.parquet";
  double best = std::numeric_limits<double>::max();
  for (int round = 0; round < rounds; ++round) {
    const Stopwatch watch;
    TableState derived = snapshot->state();
    ARROW_RETURN_NOT_OK(
        ApplyCommit(&derived, derived.version + 1, std::vector<Action>{add}, "derived"));
    best = std::min(best, watch.Stop("").wall_ns / 1e9);
  }
  return best;
}

}  // namespace delta_utils::bench
