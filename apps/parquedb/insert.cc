#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>

#include "command.h"
#include "delta_utils/base/document_reader.h"

namespace parquedb::cli {
namespace {

using delta_utils::DocumentReader;

constexpr int64_t kMillisBetweenUpdates = 100;
constexpr int kBarWidth = 30;

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
      int filled = static_cast<int>(kBarWidth * bytes / total_bytes_);
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
  Output output;
  std::string line = "inserted " + std::to_string(result.inserted) +
                     (result.inserted == 1 ? " document" : " documents");
  if (result.version) line += ", version " + std::to_string(*result.version);
  ARROW_RETURN_NOT_OK(output.Write(line + "\n"));
  return output.Finish();
}

}  // namespace

Status RunInsert(Session& session, const InsertOptions& options) {
  if (options.file == "-") {
    return InsertFrom(session, options, std::cin, "standard input", 0);
  }
  struct stat info;
  if (::stat(options.file.c_str(), &info) != 0) {
    return delta_utils::NotFound(options.file, "no such file");
  }
  if (S_ISDIR(info.st_mode)) {
    return delta_utils::InvalidArgument(options.file, "is a folder");
  }
  std::ifstream input(options.file, std::ios::binary);
  if (!input) {
    return delta_utils::MakeError(delta_utils::ErrorKind::kPermissionDenied, options.file,
                                  "cannot be opened");
  }
  return InsertFrom(session, options, input, options.file, info.st_size);
}

}  // namespace parquedb::cli
