#include <algorithm>
#include <memory>
#include <string_view>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/delta_log/commit_reader_internal.h"

namespace delta_utils::internal {
namespace {

constexpr int64_t kBlockBytes = int64_t{4} << 20;
constexpr int64_t kMaxLineBytes = int64_t{256} << 20;

}  // namespace

Result<ReplayCommit> ReadReplayCommit(ObjectStore& store, const ObjectPath& path,
                                      int64_t version, ReplayParser::Stats stats) {
  const auto pin = std::make_shared<ReadPin>();
  ReplayParser parser(version, stats);
  ReplayCommit commit;
  int64_t offset = 0;
  int64_t length = kBlockBytes;
  while (true) {
    const auto read = store.GetRangeAsync(path, offset, length, pin);
    ARROW_ASSIGN_OR_RAISE(const std::shared_ptr<arrow::Buffer> block, read.result());
    const bool is_last = block->size() < length;
    const auto taken = parser.Parse(std::string_view(*block), is_last, &commit);
    if (!taken.ok()) return WithPath(store.Uri(path), taken.status());
    if (is_last) break;
    offset += static_cast<int64_t>(*taken);
    if (*taken > 0) {
      length = kBlockBytes;
    } else if (length >= kMaxLineBytes) {
      return Unsupported(store.Uri(path), "a line of more than 256 MiB");
    } else {
      length = std::min(length * 2, kMaxLineBytes);
    }
  }
  if (commit.empty()) return Corrupt(store.Uri(path), "the commit is empty");
  return commit;
}

}  // namespace delta_utils::internal
