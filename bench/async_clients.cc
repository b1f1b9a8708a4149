// This library and Arrow's S3FileSystem as clients: both are Arrow files, and driven
// alike.
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "arrow/buffer.h"
#include "arrow/filesystem/s3fs.h"
#include "arrow/io/interfaces.h"
#include "arrow/util/future.h"
#include "arrow/util/thread_pool.h"
#include "bench_client.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/cloud/open_store.h"

namespace delta_utils::bench {
namespace {

using Bytes = std::shared_ptr<arrow::Buffer>;

Status CheckRange(const ByteRange& range, const arrow::Buffer& bytes,
                  const std::string* expected) {
  if (bytes.size() != range.length)
    return Internal("", "read fewer bytes than asked for");
  if (expected != nullptr && std::memcmp(bytes.data(), expected->data() + range.offset,
                                         static_cast<size_t>(range.length)) != 0) {
    return Internal("", "read other bytes than were stored");
  }
  return Status::OK();
}

/// How the ranges of a workload that are known beforehand are asked for.
enum class Asking {
  kTogether,    // by one ReadManyAsync: the file may join them
  kSeparately,  // by a ReadAsync each, all at once
};

/// Reads all ranges, with no more under way than the workload says. Where all are asked
/// for at once it is the client, set to the same number, that sees to it; elsewhere the
/// next is asked for by the caller's thread, as the callbacks of a store must not.
class Window {
 public:
  Window(arrow::io::RandomAccessFile& file, const Workload& workload, Asking asking,
         const std::string* expected)
      : file_(file), workload_(workload), asking_(asking), expected_(expected) {}

  Status Run() {
    if (workload_.all_at_once && asking_ == Asking::kTogether) return RunTogether();
    for (const ByteRange& range : workload_.ranges) {
      if (!workload_.all_at_once) {
        ARROW_RETURN_NOT_OK(WaitUntil(workload_.in_flight - 1));
      }
      Watch(range,
            file_.ReadAsync(arrow::io::default_io_context(), range.offset, range.length));
    }
    return WaitUntil(0);
  }

 private:
  Status RunTogether() {
    std::vector<arrow::io::ReadRange> wanted;
    for (const ByteRange& range : workload_.ranges) {
      wanted.push_back({range.offset, range.length});
    }
    auto reads = file_.ReadManyAsync(arrow::io::default_io_context(), wanted);
    for (size_t i = 0; i < reads.size(); ++i) {
      Watch(workload_.ranges[i], std::move(reads[i]));
    }
    return WaitUntil(0);
  }

  void Watch(const ByteRange& range, arrow::Future<Bytes> read) {
    {
      const std::scoped_lock lock(mutex_);
      ++under_way_;
    }
    read.AddCallback([this, range](const Result<Bytes>& bytes) { Done(range, bytes); });
  }

  void Done(const ByteRange& range, const Result<Bytes>& read) {
    const Status status =
        read.ok() ? CheckRange(range, **read, expected_) : read.status();
    const std::scoped_lock lock(mutex_);
    status_ &= status;
    --under_way_;
    changed_.notify_one();
  }

  /// After a failure waits for all that are under way: they refer to this object.
  Status WaitUntil(int at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return under_way_ <= (status_.ok() ? at_most : 0); });
    return status_;
  }

  arrow::io::RandomAccessFile& file_;
  const Workload& workload_;
  const Asking asking_;
  const std::string* const expected_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int under_way_ = 0;
  Status status_;
};

class FileClient : public Client {
 public:
  /// `keeper` outlives the file.
  FileClient(std::string name, std::shared_ptr<void> keeper,
             std::shared_ptr<arrow::io::RandomAccessFile> file,
             Asking asking = Asking::kTogether)
      : name_(std::move(name)),
        keeper_(std::move(keeper)),
        file_(std::move(file)),
        asking_(asking) {}

  std::string name() const override { return name_; }
  Result<Sample> Run(const Workload& workload, const std::string* expected) override {
    const internal::Meter meter(internal::Meter::kThisProcess);
    ARROW_RETURN_NOT_OK(Window(*file_, workload, asking_, expected).Run());
    return meter.Stop(workload);
  }

 private:
  const std::string name_;
  const std::shared_ptr<void> keeper_;
  const std::shared_ptr<arrow::io::RandomAccessFile> file_;
  const Asking asking_;
};

struct ArrowS3 {
  ~ArrowS3() { static_cast<void>(arrow::fs::FinalizeS3()); }
  std::shared_ptr<arrow::fs::S3FileSystem> file_system;
};

/// Arrow's, with as many threads as requests that any workload has under way.
Result<std::unique_ptr<Client>> MakeArrow(const Target& target) {
  ARROW_RETURN_NOT_OK(arrow::io::SetIOThreadPoolCapacity(16));
  arrow::fs::S3Options options =
      arrow::fs::S3Options::FromAccessKey(target.access_key, target.secret_key);
  options.scheme = "http";
  options.endpoint_override = target.endpoint.substr(std::string_view("http://").size());
  options.region = target.region;
  ARROW_RETURN_NOT_OK(arrow::fs::EnsureS3Initialized());
  auto arrow_s3 = std::make_shared<ArrowS3>();
  ARROW_ASSIGN_OR_RAISE(arrow_s3->file_system, arrow::fs::S3FileSystem::Make(options));
  ARROW_ASSIGN_OR_RAISE(auto file, arrow_s3->file_system->OpenInputFile(target.path()));
  return std::make_unique<FileClient>("Arrow S3FileSystem", std::move(arrow_s3),
                                      std::move(file));
}

Result<std::string> Variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) return InvalidArgument(name, "is not set");
  return std::string(value);
}

const Runtime& BenchRuntime() {
  static SystemClock clock;
  static SystemRandom random;
  static const Runtime runtime{&clock, &random};
  return runtime;
}

}  // namespace

Result<Target> TargetOfEnvironment() {
  Target target;
  ARROW_ASSIGN_OR_RAISE(target.uri, Variable("DELTA_TEST_S3_URI"));
  ARROW_ASSIGN_OR_RAISE(target.endpoint, Variable("AWS_ENDPOINT_URL"));
  ARROW_ASSIGN_OR_RAISE(target.region, Variable("AWS_REGION"));
  ARROW_ASSIGN_OR_RAISE(target.access_key, Variable("AWS_ACCESS_KEY_ID"));
  ARROW_ASSIGN_OR_RAISE(target.secret_key, Variable("AWS_SECRET_ACCESS_KEY"));
  if (!target.uri.starts_with("s3://")) return InvalidArgument(target.uri, "not s3://");
  if (!target.endpoint.starts_with("http://")) {
    return InvalidArgument(target.endpoint, "not http://");
  }
  return target;
}

Result<std::vector<std::unique_ptr<Client>>> MakeClients(const Target& target,
                                                         const std::string& folder) {
  std::vector<std::unique_ptr<Client>> clients;
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<ObjectStore> store,
                        OpenStore(target.uri, {BenchRuntime()}));
  const ObjectPath path = ObjectPath() / "object";
  ARROW_ASSIGN_OR_RAISE(auto file, CreateAsyncBuffer(*store, path));
  clients.push_back(std::make_unique<FileClient>("delta-utils", store, file));
  clients.push_back(std::make_unique<FileClient>("delta-utils, a request each", store,
                                                 file, Asking::kSeparately));
  ARROW_ASSIGN_OR_RAISE(clients.emplace_back(), MakeArrow(target));
  for (const bool many : {false, true}) {
    clients.push_back(internal::MakeCurl(target, folder, many));
  }
  return clients;
}

}  // namespace delta_utils::bench
