// storage_bench: how fast this library reads from an S3 server, beside Arrow's
// S3FileSystem and curl, in the same minutes.
//
//   make bench-storage                        starts MinIO, runs this, stops it
//   storage_bench [--rounds N] [--mib N]      against the service the AWS_ variables
//   name,
//                                             at DELTA_TEST_S3_URI
//
// Two workloads: the whole object in ranges of 8 MiB, 8 under way; and 1,000 random
// ranges of 64 KiB, asked for all at once and 16 under way. Every round runs each client
// once, in an order that moves on by one, so that what else the machine does meets all
// alike. Prints Markdown: the best and the median of the rounds, and the client's CPU
// time (user and system, of its threads or processes). The first round of each client is
// checked byte for byte and not counted.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "arrow/io/interfaces.h"
#include "arrow/util/config.h"
#include "bench_client.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/testing/temp_dir.h"

namespace delta_utils::bench {
namespace {

constexpr int64_t kMiB = 1 << 20;

struct Arguments {
  int rounds = 12;
  int64_t object_mib = 256;
};

struct Series {
  std::string client;
  std::vector<Sample> samples;
};

std::vector<Workload> Workloads(int64_t object_bytes) {
  Workload scan{.name = "whole object, 8 MiB ranges",
                .ranges = {},
                .in_flight = 8,
                .all_at_once = false,
                .object_bytes = object_bytes};
  for (int64_t offset = 0; offset < object_bytes; offset += 8 * kMiB) {
    scan.ranges.push_back({offset, std::min(8 * kMiB, object_bytes - offset)});
  }
  Workload points{.name = "1,000 random 64 KiB ranges",
                  .ranges = {},
                  .in_flight = 16,
                  .all_at_once = true,
                  .object_bytes = object_bytes};
  SeededRandom random(20);
  for (int i = 0; i < 1000; ++i) {
    const uint64_t last = static_cast<uint64_t>(object_bytes - 65536);
    points.ranges.push_back({static_cast<int64_t>(random.Next() % last), 65536});
  }
  return {scan, points};
}

/// Best or median of what `measure` says of each sample; `ascending`: small is good.
double Pick(const Series& series, double (*measure)(const Sample&), bool ascending,
            bool median) {
  std::vector<double> values;
  for (const Sample& sample : series.samples) values.push_back(measure(sample));
  std::sort(values.begin(), values.end());
  if (median) return values[values.size() / 2];
  return ascending ? values.front() : values.back();
}

double MiBPerSecond(const Sample& s) {
  return static_cast<double>(s.bytes) / kMiB / s.seconds;
}
double RequestsPerSecond(const Sample& s) {
  return static_cast<double>(s.requests) / s.seconds;
}
double CpuPerGiB(const Sample& s) {
  return s.cpu_seconds / (static_cast<double>(s.bytes) / (1 << 30));
}
double CpuPerRequest(const Sample& s) {
  return s.cpu_seconds * 1e6 / static_cast<double>(s.requests);
}

void PrintTable(const Workload& workload, const std::vector<Series>& table) {
  std::printf("\n%s, %d under way:\n\n", workload.name.c_str(), workload.in_flight);
  std::printf(
      "| client | MiB/s, best | median | requests/s, best | median "
      "| CPU s/GiB, best | median | CPU us/request, best |\n"
      "|---|---|---|---|---|---|---|---|\n");
  for (const Series& s : table) {
    std::printf("| %s | %.0f | %.0f | %.0f | %.0f | %.2f | %.2f | %.0f |\n",
                s.client.c_str(), Pick(s, MiBPerSecond, false, false),
                Pick(s, MiBPerSecond, false, true),
                Pick(s, RequestsPerSecond, false, false),
                Pick(s, RequestsPerSecond, false, true), Pick(s, CpuPerGiB, true, false),
                Pick(s, CpuPerGiB, true, true), Pick(s, CpuPerRequest, true, false));
  }
}

/// The first series is ours: how it stands to each other one.
void PrintRatios(const std::vector<Series>& table) {
  std::printf(
      "\n| %s to | speed, of the bests | of the medians | CPU, of the bests "
      "| of the medians |\n|---|---|---|---|---|\n",
      table.front().client.c_str());
  const auto ratio = [&](const Series& other, double (*measure)(const Sample&),
                         bool ascending, bool median) {
    return Pick(table.front(), measure, ascending, median) /
           Pick(other, measure, ascending, median);
  };
  for (size_t i = 1; i < table.size(); ++i) {
    std::printf("| %s | %.2f | %.2f | %.2f | %.2f |\n", table[i].client.c_str(),
                ratio(table[i], MiBPerSecond, false, false),
                ratio(table[i], MiBPerSecond, false, true),
                ratio(table[i], CpuPerGiB, true, false),
                ratio(table[i], CpuPerGiB, true, true));
  }
}

Status RunWorkload(const Workload& workload, const std::string& expected,
                   const std::vector<std::unique_ptr<Client>>& clients, int rounds) {
  std::vector<Series> table;
  for (const auto& client : clients) {
    table.push_back({client->name(), {}});
    ARROW_RETURN_NOT_OK(client->Run(workload, &expected).status());
  }
  for (int round = 0; round < rounds; ++round) {
    for (size_t i = 0; i < clients.size(); ++i) {
      const size_t turn = (i + static_cast<size_t>(round)) % clients.size();
      ARROW_ASSIGN_OR_RAISE(const Sample sample, clients[turn]->Run(workload, nullptr));
      table[turn].samples.push_back(sample);
    }
  }
  PrintTable(workload, table);
  PrintRatios(table);
  return Status::OK();
}

/// Bytes that do not repeat.
std::string MakeObject(int64_t size_bytes) {
  SeededRandom random(7);
  std::string bytes(static_cast<size_t>(size_bytes), '\0');
  for (size_t at = 0; at + 8 <= bytes.size(); at += 8) {
    const uint64_t word = random.Next();
    std::copy_n(reinterpret_cast<const char*>(&word), 8, bytes.begin() + at);
  }
  return bytes;
}

Status RunAll(const Arguments& arguments) {
  ARROW_ASSIGN_OR_RAISE(const Target target, TargetOfEnvironment());
  const TempDir folder;
  const std::string object = MakeObject(arguments.object_mib * kMiB);
  ARROW_RETURN_NOT_OK(Upload(target, object, folder.path()));
  ARROW_ASSIGN_OR_RAISE(auto clients, MakeClients(target, folder.path()));
  std::printf("%lld MiB object, %d rounds, Arrow %s\n",
              static_cast<long long>(arguments.object_mib), arguments.rounds,
              ARROW_VERSION_STRING);
  for (const Workload& workload : Workloads(arguments.object_mib * kMiB)) {
    ARROW_RETURN_NOT_OK(RunWorkload(workload, object, clients, arguments.rounds));
  }
  return Status::OK();
}

int Main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app;
  app.add_option("--rounds", arguments.rounds)->check(CLI::PositiveNumber);
  app.add_option("--mib", arguments.object_mib)->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  const Status status = RunAll(arguments);
  if (!status.ok())
    std::fprintf(stderr, "storage_bench: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace delta_utils::bench

int main(int argc, char** argv) { return delta_utils::bench::Main(argc, argv); }
