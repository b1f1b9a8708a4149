// Damaged commits: every byte flipped, every length cut, bombs.
#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/sample_testing.h"
#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/json_value_testing.h"
#include "delta_utils/delta_actions/sample_commits_testing.h"

namespace delta_utils {
namespace {

constexpr char kFile[] = "t/_delta_log/00000000000000000007.json";

std::vector<std::string> ValuesOfLines(std::string_view text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  std::vector<std::string> values;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
      values.push_back(JsonValueOf(line));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return values;
}

/// An error names file and line; actions are written and read again as what they are.
void Examine(std::string_view text) {
  const auto actions = ParseCommit(text, kFile);
  if (!actions.ok()) {
    const std::string& message = actions.status().message();
    ASSERT_EQ(KindOf(actions.status()), ErrorKind::kCorrupt) << message;
    ASSERT_EQ(DetailOf(actions.status())->path(), kFile) << message;
    const std::string head = std::string(kFile) + ": line ";
    ASSERT_TRUE(message.starts_with(head)) << message;
    const auto line = std::stoul(message.substr(head.size()));
    ASSERT_GE(line, 1u);
    ASSERT_LE(line, std::ranges::count(text, '\n') + 1u) << message;
    return;
  }
  const std::string again = SerializeCommit(*actions);
  ASSERT_EQ(ParseCommit(again, kFile).ValueOrDie(), *actions) << text;
  ASSERT_EQ(ValuesOfLines(again), ValuesOfLines(text)) << text;
}

TEST(DamageTest, ThereAreTenSamplesAndTheyParse) {
  const auto samples = SampleCommits();
  EXPECT_EQ(samples.size(), 10u);
  for (const std::string& sample : samples) {
    EXPECT_FALSE(ParseCommit(sample, kFile).ValueOrDie().empty());
    Examine(sample);
  }
}

TEST(DamageTest, AnyCutGivesTheLinesBeforeItOrAnError) {
  for (const std::string& sample : SampleCommits()) {
    const auto whole = ParseCommit(sample, kFile).ValueOrDie();
    for (size_t size = 0; size < sample.size(); ++size) {
      const std::string_view cut = std::string_view(sample).substr(0, size);
      Examine(cut);
      const auto actions = ParseCommit(cut, kFile);
      if (!actions.ok()) continue;
      ASSERT_LE(actions->size(), whole.size());
      ASSERT_TRUE(std::ranges::equal(*actions, std::span(whole).first(actions->size())))
          << cut;
    }
  }
}

TEST(DamageTest, AnyFlippedByteIsAnErrorOrActionsThatSurvive) {
  int count = 0;
  for (const std::string& sample : SampleCommits()) {
    for (size_t i = 0; i < sample.size(); ++i) {
      for (int flip = 1; flip < 256; ++flip) {
        const bool one_bit = (flip & (flip - 1)) == 0;
        if (!testing::IsFullTest() && !one_bit) continue;
        if (++count % testing::SampleEvery() != 0) continue;
        std::string damaged = sample;
        damaged[i] = static_cast<char>(damaged[i] ^ flip);
        Examine(damaged);
      }
    }
  }
}

std::string Repeated(std::string_view text, int count) {
  std::string out;
  out.reserve(text.size() * static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

TEST(DamageTest, DepthBombsAreRefused) {
  constexpr int kLevels = 1'000'000;
  for (const std::string& open :
       {std::string("["), std::string(R"({"a":)"), std::string(R"([{"a":)")}) {
    for (const char* head :
         {"", R"({"later":)", R"({"txn":{"appId":"a","version":1,"x":)",
          R"({"commitInfo":{"operationParameters":)", R"({"add":{"partitionValues":)",
          R"({"metaData":{"format":{"x":)", R"({"add":{"deletionVector":{"x":)"}) {
      EXPECT_FALSE(ParseCommit(head + Repeated(open, kLevels), kFile).ok()) << head;
    }
  }
}

/// `count` members "k0":value, "k1":value, ...
std::string Members(int count, std::string_view value) {
  std::string out;
  for (int i = 0; i < count; ++i) {
    if (i > 0) out += ',';
    out.append("\"k").append(std::to_string(i)).append("\":").append(value);
  }
  return out;
}

TEST(DamageTest, ManyOfAnythingTakeTimeInProportion) {
  constexpr int kMany = 200'000;
  const std::string fields = Members(kMany, "1");
  const std::string texts = Members(kMany, "\"v\"");
  for (
      const std::string& line : {
          "{" + fields + "}",
          R"({"txn":{"appId":"a","version":1,)" + fields + "}}",
          R"({"txn":{"appId":"a","version":1},)" + fields + "}",
          R"({"commitInfo":{)" + fields + "}}",
          R"({"cdc":{"path":"p","size":1,"dataChange":false,"partitionValues":{)" +
              texts + "}}}",
          R"({"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":[)" +
              Repeated("\"f\",", kMany) + "\"f\"]}}",
      }) {
    const auto actions = ParseCommit(line, kFile);
    ASSERT_TRUE(actions.ok()) << actions.status().ToString().substr(0, 200);
    EXPECT_EQ(JsonValueOf(SerializeAction(actions->front())), JsonValueOf(line));
  }
  EXPECT_EQ(ParseCommit(Repeated("{}\n", kMany), kFile).ValueOrDie().size(),
            size_t{kMany});
  EXPECT_TRUE(ParseCommit(Repeated("\r\n", kMany), kFile).ValueOrDie().empty());
}

}  // namespace
}  // namespace delta_utils
