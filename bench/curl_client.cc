// curl as a peer: processes of the curl command line, each given a file of requests.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "bench_client.h"

namespace delta_utils::bench {
namespace internal {
namespace {

/// Starts `curl -K config`, with its standard output into a file.
Result<pid_t> StartCurl(const std::string& config, const std::string& output,
                        int parallel) {
  std::vector<std::string> words = {"curl", "-q",  "-s", "-S", "--no-progress-meter",
                                    "-K",   config};
  if (parallel > 1) {
    words.insert(words.end(), {"-Z", "--parallel-immediate", "--parallel-max",
                               std::to_string(parallel)});
  }
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  // not fork: copying this process's page tables would count as curl's time
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t child = -1;
  const int error =
      posix_spawnp(&child, "curl", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return Internal("curl", std::strerror(error));
  return child;
}

Status Wait(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0) {
    return Internal("curl", "failed with status " + std::to_string(status));
  }
  return Status::OK();
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The options of one request, as a section of a config file.
std::string Section(const Target& target) {
  return "url = \"" + target.url() + "\"\nuser = \"" + target.access_key + ":" +
         target.secret_key + "\"\naws-sigv4 = \"aws:amz:" + target.region +
         ":s3\"\nheader = \"x-amz-content-sha256: UNSIGNED-PAYLOAD\"\nfail\n" +
         "write-out = \"%{http_code} %{size_download}\\n\"\n";
}

class CurlClient : public Client {
 public:
  CurlClient(const Target& target, const std::string& folder, bool many_processes)
      : target_(target), folder_(folder), many_processes_(many_processes) {}

  std::string name() const override {
    return many_processes_ ? "curl, a process each" : "curl -Z, one process";
  }

  Result<Sample> Run(const Workload& workload, const std::string* expected) override {
    const int processes = many_processes_ ? workload.in_flight : 1;
    for (int p = 0; p < processes; ++p) {
      WriteConfig(workload, p, processes, expected != nullptr);
    }
    const Meter meter(Meter::kItsChildren);
    std::vector<pid_t> children;
    for (int p = 0; p < processes; ++p) {
      ARROW_ASSIGN_OR_RAISE(children.emplace_back(),
                            StartCurl(File("config", p), File("said", p),
                                      many_processes_ ? 1 : workload.in_flight));
    }
    for (const pid_t child : children) ARROW_RETURN_NOT_OK(Wait(child));
    const Sample sample = meter.Stop(workload);
    ARROW_RETURN_NOT_OK(CheckSizes(sample, processes));
    if (expected != nullptr) ARROW_RETURN_NOT_OK(CheckBytes(workload, *expected));
    return sample;
  }

 private:
  std::string File(const std::string& kind, int number) const {
    return folder_ + "/" + kind + std::to_string(number);
  }

  /// Every `processes`-th range, from the one of this number on.
  void WriteConfig(const Workload& workload, int process, int processes,
                   bool keep) const {
    std::ofstream config(File("config", process));
    for (size_t i = static_cast<size_t>(process); i < workload.ranges.size();
         i += static_cast<size_t>(processes)) {
      const ByteRange& range = workload.ranges[i];
      if (i >= static_cast<size_t>(processes)) config << "next\n";
      config << Section(target_) << "range = \"" << range.offset << "-"
             << range.offset + range.length - 1 << "\"\noutput = \""
             << (keep ? File("range", static_cast<int>(i)) : "/dev/null") << "\"\n";
    }
  }

  Status CheckSizes(const Sample& sample, int processes) const {
    int64_t bytes = 0;
    int64_t replies = 0;
    for (int p = 0; p < processes; ++p) {
      std::istringstream said(ReadFile(File("said", p)));
      int code = 0;
      int64_t size = 0;
      for (; said >> code >> size; bytes += size) replies += code == 206 ? 1 : 0;
    }
    if (bytes == sample.bytes && replies == sample.requests) return Status::OK();
    return Internal("curl", "got " + std::to_string(bytes) + " bytes in " +
                                std::to_string(replies) + " replies");
  }

  Status CheckBytes(const Workload& workload, const std::string& expected) const {
    for (size_t i = 0; i < workload.ranges.size(); ++i) {
      const std::string file = File("range", static_cast<int>(i));
      if (ReadFile(file) !=
          expected.substr(static_cast<size_t>(workload.ranges[i].offset),
                          static_cast<size_t>(workload.ranges[i].length))) {
        return Internal("curl", "read other bytes than were stored");
      }
      unlink(file.c_str());
    }
    return Status::OK();
  }

  const Target target_;
  const std::string folder_;
  const bool many_processes_;
};

double Seconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

}  // namespace

std::unique_ptr<Client> MakeCurl(const Target& target, const std::string& folder,
                                 bool many_processes) {
  return std::make_unique<CurlClient>(target, folder, many_processes);
}

Meter::Meter(Whose whose) : whose_(whose), cpu_(Cpu()), start_(Seconds()) {}

double Meter::Cpu() const {
  rusage usage{};
  getrusage(whose_ == kThisProcess ? RUSAGE_SELF : RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Sample Meter::Stop(const Workload& workload) const {
  Sample sample{Seconds() - start_, Cpu() - cpu_, 0,
                static_cast<int64_t>(workload.ranges.size())};
  for (const ByteRange& range : workload.ranges) sample.bytes += range.length;
  return sample;
}

}  // namespace internal

Status Upload(const Target& target, const std::string& object,
              const std::string& folder) {
  const std::string file = folder + "/object";
  const std::string config = folder + "/config";
  std::ofstream(file, std::ios::binary) << object;
  std::ofstream(config) << internal::Section(target) << "upload-file = \"" << file
                        << "\"\n";
  ARROW_ASSIGN_OR_RAISE(const pid_t child,
                        internal::StartCurl(config, folder + "/said", 1));
  ARROW_RETURN_NOT_OK(internal::Wait(child));
  unlink(file.c_str());
  return Status::OK();
}

}  // namespace delta_utils::bench
