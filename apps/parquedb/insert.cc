#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <istream>
#include <streambuf>
#include <vector>

#include "command.h"
#include "delta_utils/base/document_reader.h"

namespace parquedb::cli {
namespace {

using delta_utils::DocumentReader;

constexpr int64_t kMillisBetweenUpdates = 100;
constexpr int kBarWidth = 30;

/// A file descriptor as a stream's source. A read that fails is not the end of the input:
/// the stream goes bad, which std::cin leaves out.
class FileBuffer : public std::streambuf {
 public:
  explicit FileBuffer(int file) : file_(file), block_(kBlockBytes) {}

 protected:
  int_type underflow() override {
    ssize_t size;
    do {
      size = ::read(file_, block_.data(), block_.size());
    } while (size < 0 && errno == EINTR);
    // The stream that reads from here catches this and sets its badbit.
    if (size < 0) throw std::ios_base::failure(std::strerror(errno));
    if (size == 0) return traits_type::eof();
    setg(block_.data(), block_.data(), block_.data() + size);
    return traits_type::to_int_type(block_[0]);
  }

 private:
  static constexpr size_t kBlockBytes = 256 * 1024;
  const int file_;
  std::vector<char> block_;
};

/// A bar on standard error, if that is a terminal: documents, and how far the input is
/// read.
class Progress {
 public:
  Progress(delta_utils::Clock& clock, int64_t total_bytes)
      : clock_(clock), total_bytes_(total_bytes), is_shown_(::isatty(STDERR_FILENO)) {}
  ~Progress() {
    if (is_drawn_) std::fputs("\r\033[K", stderr);
  }

  void Update(int64_t documents, int64_t bytes) {
    if (!is_shown_) return;
    int64_t now = clock_.NowMillis();
    if (now - last_ms_ < kMillisBetweenUpdates) return;
    last_ms_ = now;
    is_drawn_ = true;
    std::string bar;
    if (total_bytes_ > 0) {
      // A file that grows while it is read has more bytes than it had.
      int filled =
          static_cast<int>(kBarWidth * std::min(bytes, total_bytes_) / total_bytes_);
      bar = "[" + std::string(filled, '#') + std::string(kBarWidth - filled, ' ') + "] ";
    }
    std::fprintf(stderr, "\r\033[K%s%lld documents, %.1f MB", bar.c_str(),
                 static_cast<long long>(documents), static_cast<double>(bytes) / 1e6);
  }

 private:
  delta_utils::Clock& clock_;
  const int64_t total_bytes_;
  const bool is_shown_;
  bool is_drawn_ = false;
  int64_t last_ms_ = 0;
};

CollectionOptions OptionsOf(const InsertOptions& options) {
  CollectionOptions result;
  if (options.rest == "json") result.rest = RestMode::kJson;
  if (options.rest == "none") result.rest = RestMode::kNone;
  if (options.promote == "none") result.promotion = Promotion::kNone;
  return result;
}

Status InsertFrom(Session& session, const InsertOptions& options, std::istream& input,
                  const std::string& name, int64_t total_bytes) {
  ARROW_ASSIGN_OR_RAISE(auto collection,
                        session.OpenCollection(options.target, OptionsOf(options)));
  DocumentReader reader(input, name);
  InsertResult result;
  {
    Progress progress(*session.runtime().clock, total_bytes);
    int64_t documents = 0;
    auto source = [&]() -> Result<std::optional<Object>> {
      progress.Update(documents++, reader.bytes_read());
      return reader.Next();
    };
    ARROW_ASSIGN_OR_RAISE(result, collection->Insert(source));
  }
  std::string line = "inserted " + std::to_string(result.inserted) +
                     (result.inserted == 1 ? " document" : " documents");
  if (result.version) line += ", version " + std::to_string(*result.version);
  Output output;
  Status said = output.Write(line + "\n");
  if (said.ok()) said = output.Finish();
  // The documents are in: who takes the failure for theirs would insert them twice.
  return said.ok() ? said : delta_utils::WithPath(line + ", but it cannot be said", said);
}

}  // namespace

Status RunInsert(Session& session, const InsertOptions& options) {
  if (options.file == "-") {
    FileBuffer buffer(STDIN_FILENO);
    std::istream input(&buffer);
    return InsertFrom(session, options, input, "standard input", 0);
  }
  int file = ::open(options.file.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info;
  if (file < 0 || ::fstat(file, &info) != 0) {
    const auto kind = errno == ENOENT ? delta_utils::ErrorKind::kNotFound
                                      : delta_utils::ErrorKind::kPermissionDenied;
    return delta_utils::MakeError(kind, options.file, std::strerror(errno));
  }
  FileBuffer buffer(file);
  std::istream input(&buffer);
  Status status = InsertFrom(session, options, input, options.file, info.st_size);
  ::close(file);
  return status;
}

}  // namespace parquedb::cli
