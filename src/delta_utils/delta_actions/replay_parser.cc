#include "delta_utils/delta_actions/replay_parser.h"

#include <algorithm>
#include <string>

#include "delta_utils/delta_actions/line_parser_internal.h"

namespace delta_utils {

using internal::kByteOrderMark;

ReplayParser::ReplayParser(int64_t version, Stats stats)
    : lines_(std::make_unique<internal::LineParser>(version, stats)) {}

ReplayParser::~ReplayParser() = default;

Result<size_t> ReplayParser::Parse(std::string_view block, bool is_last,
                                   ReplayCommit* commit) {
  size_t begin = 0;
  while (begin < block.size()) {
    size_t end = block.find('\n', begin);
    if (end == std::string_view::npos) {
      if (!is_last) break;
      end = block.size();
    }
    ++line_number_;
    std::string_view line = block.substr(begin, end - begin);
    const bool is_first = offset_ == 0 && begin == 0;
    if (is_first && line.starts_with(kByteOrderMark)) {
      line.remove_prefix(kByteOrderMark.size());
    }
    line = internal::Trim(line);
    if (!line.empty()) {
      const auto at = static_cast<size_t>(line.data() - block.data());
      const Status status = lines_->Parse(line, block.size() - at,
                                          offset_ + static_cast<int64_t>(at), commit);
      if (!status.ok()) {
        return Corrupt("",
                       "line " + std::to_string(line_number_) + ": " + status.message());
      }
    }
    begin = std::min(end + 1, block.size());
  }
  offset_ += static_cast<int64_t>(begin);
  return begin;
}

}  // namespace delta_utils
