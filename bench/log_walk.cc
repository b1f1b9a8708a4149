// Parsing commits, beside simdjson's own walk over them.
#include <simdjson.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>

#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/replay_parser.h"
#include "own_log.h"
#include "own_side.h"

namespace delta_utils::bench {
namespace {

namespace ondemand = simdjson::ondemand;

enum class Texts { kDecoded, kRaw };

/// Takes every value; counts, so that nothing can be left out.
class Walk {
 public:
  explicit Walk(Texts texts) : texts_(texts) {}

  bool Line(const char* text, size_t length, size_t readable) {
    ondemand::document document;
    ondemand::value value;
    const simdjson::padded_string_view line(text, length, readable);
    return !parser_.iterate(line).get(document) && !document.get_value().get(value) &&
           Take(value);
  }
  size_t sum() const { return sum_; }

 private:
  bool Take(ondemand::value value) {
    ondemand::json_type type;
    if (value.type().get(type)) return false;
    ++sum_;
    switch (type) {
      case ondemand::json_type::object:
        return TakeObject(value);
      case ondemand::json_type::array:
        return TakeArray(value);
      case ondemand::json_type::string:
        return TakeText(value);
      case ondemand::json_type::number: {
        ondemand::number number;
        return !value.get_number().get(number);
      }
      case ondemand::json_type::boolean: {
        bool is_true;
        return !value.get_bool().get(is_true);
      }
      default: {
        bool is_null;
        return !value.is_null().get(is_null) && is_null;
      }
    }
  }

  bool TakeObject(ondemand::value value) {
    ondemand::object object;
    if (value.get_object().get(object)) return false;
    for (auto item : object) {
      ondemand::field field;
      if (std::move(item).get(field)) return false;
      sum_ += field.escaped_key().size();
      if (!Take(field.value())) return false;
    }
    return true;
  }

  bool TakeArray(ondemand::value value) {
    ondemand::array array;
    if (value.get_array().get(array)) return false;
    for (auto item : array) {
      ondemand::value element;
      if (std::move(item).get(element) || !Take(element)) return false;
    }
    return true;
  }

  bool TakeText(ondemand::value value) {
    std::string_view text;
    if (texts_ == Texts::kRaw) {
      text = value.raw_json_token();
    } else if (value.get_string().get(text)) {
      return false;
    }
    sum_ += text.size();
    return true;
  }

  const Texts texts_;
  ondemand::parser parser_;
  size_t sum_ = 0;
};

/// A commit, with the padding that simdjson needs behind it.
struct Commit {
  std::string padded;
  size_t size = 0;
  std::string_view text() const { return std::string_view(padded).substr(0, size); }
};

std::vector<Commit> ReadCommits(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(folder) / std::string(kLogFolder))) {
    paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::vector<Commit> commits;
  for (const auto& path : paths) {
    Commit& commit = commits.emplace_back();
    std::ifstream file(path, std::ios::binary);
    commit.padded.assign(std::istreambuf_iterator<char>(file), {});
    commit.size = commit.padded.size();
    commit.padded.append(simdjson::SIMDJSON_PADDING, ' ');
  }
  return commits;
}

Result<size_t> WalkCommit(const Commit& commit, Texts texts) {
  Walk walk(texts);
  for (size_t begin = 0; begin < commit.size;) {
    const size_t end = std::min(commit.padded.find('\n', begin), commit.size);
    if (!walk.Line(commit.padded.data() + begin, end - begin,
                   commit.padded.size() - begin)) {
      return Internal("", "a line that simdjson cannot walk");
    }
    begin = end + 1;
  }
  return walk.sum();
}

Result<size_t> ReplayOf(const Commit& commit) {
  ReplayParser parser(0, ReplayParser::Stats::kInLog);
  ReplayCommit replay;
  ARROW_RETURN_NOT_OK(parser.Parse(commit.text(), /*is_last=*/true, &replay));
  return replay.num_adds();
}

Result<size_t> ActionsOf(const Commit& commit) {
  ARROW_ASSIGN_OR_RAISE(const auto actions, ParseCommit(commit.text(), "commit"));
  return actions.size();
}

/// Adds the CPU time of `work` to `sum`.
template <typename Work>
Status AddTime(const Work& work, double* sum) {
  ARROW_ASSIGN_OR_RAISE(const Sample sample, Time("", work));
  *sum += sample.cpu_ns / 1e9;
  return Status::OK();
}

}  // namespace

Result<ParseTimes> TimeParsing(const std::string& folder, int rounds) {
  const std::vector<Commit> commits = ReadCommits(folder);
  constexpr double kNever = std::numeric_limits<double>::max();
  ParseTimes best{0, kNever, kNever, kNever, kNever};
  for (const Commit& commit : commits) best.bytes += static_cast<double>(commit.size);
  for (int round = 0; round < rounds; ++round) {
    ParseTimes sum;
    for (const Commit& c : commits) {  // by turns, so that all meet the same noise
      ARROW_RETURN_NOT_OK(
          AddTime([&] { return WalkCommit(c, Texts::kDecoded); }, &sum.walk));
      ARROW_RETURN_NOT_OK(
          AddTime([&] { return WalkCommit(c, Texts::kRaw); }, &sum.raw_walk));
      ARROW_RETURN_NOT_OK(AddTime([&] { return ReplayOf(c); }, &sum.replay));
      ARROW_RETURN_NOT_OK(AddTime([&] { return ActionsOf(c); }, &sum.to_actions));
    }
    best.walk = std::min(best.walk, sum.walk);
    best.raw_walk = std::min(best.raw_walk, sum.raw_walk);
    best.replay = std::min(best.replay, sum.replay);
    best.to_actions = std::min(best.to_actions, sum.to_actions);
  }
  return best;
}

}  // namespace delta_utils::bench
