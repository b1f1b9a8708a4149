// The clients that storage_bench compares: each reads given ranges of one object.
//
//   ARROW_ASSIGN_OR_RAISE(auto clients, MakeClients(target, folder));
//   ARROW_ASSIGN_OR_RAISE(Sample sample, clients[0]->Run(workload, nullptr));
//
// Threads: one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/storage/async_buffer.h"

namespace delta_utils::bench {

/// The object, and how to reach it over plain HTTP.
struct Target {
  std::string uri;  // s3://bucket/prefix
  std::string endpoint;
  std::string region;
  std::string access_key;
  std::string secret_key;

  /// "bucket/prefix/object"
  std::string path() const { return uri.substr(5) + "/object"; }
  std::string url() const { return endpoint + "/" + path(); }
};
/// InvalidArgument, with its name, if a variable is not set.
Result<Target> TargetOfEnvironment();

struct Workload {
  std::string name;
  std::vector<ByteRange> ranges;
  int in_flight = 1;
  /// The reader knows all ranges beforehand, as a Parquet reader does, and asks for them
  /// in one go; the client keeps `in_flight` of them under way.
  bool all_at_once = false;
  int64_t object_bytes = 0;
};

/// What one run took; CPU time is the client's, user and system.
struct Sample {
  double seconds = 0;
  double cpu_seconds = 0;
  int64_t bytes = 0;
  int64_t requests = 0;
};

class Client {
 public:
  virtual ~Client() = default;
  virtual std::string name() const = 0;
  /// Reads all ranges. With `expected`, the object's bytes, checks what it reads.
  virtual Result<Sample> Run(const Workload& workload, const std::string* expected) = 0;
};

/// Puts the object, in one piece.
Status Upload(const Target& target, const std::string& object, const std::string& folder);

/// This library's come first. `folder`: for curl's files.
Result<std::vector<std::unique_ptr<Client>>> MakeClients(const Target& target,
                                                         const std::string& folder);

namespace internal {

/// Measures from its making on.
class Meter {
 public:
  enum Whose { kThisProcess, kItsChildren };
  explicit Meter(Whose whose);
  Sample Stop(const Workload& workload) const;

 private:
  double Cpu() const;

  Whose whose_;
  double cpu_;
  double start_;
};

/// curl in one process ("-Z") or in as many as are under way.
std::unique_ptr<Client> MakeCurl(const Target& target, const std::string& folder,
                                 bool many_processes);

}  // namespace internal
}  // namespace delta_utils::bench
