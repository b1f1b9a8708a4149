// The peer: a child that is told what to do through one pipe and answers through another.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "bench_side.h"
#include "delta_utils/base/ext_json.h"

extern char** environ;

namespace delta_utils::bench {
namespace {

/// An object of numbers and texts; numbers of every kind as doubles.
Result<double> NumberOf(const Object& object, std::string_view name) {
  const Value* value = object.Find(name);
  if (value != nullptr) {
    if (value->is<int32_t>()) return value->get<int32_t>();
    if (value->is<int64_t>()) return static_cast<double>(value->get<int64_t>());
    if (value->is<double>()) return value->get<double>();
  }
  return Internal("", "the peer told no number for " + std::string(name));
}

class Peer : public Side {
 public:
  static Result<std::unique_ptr<Side>> Start(std::vector<std::string> command) {
    std::array<int, 2> commands;
    std::array<int, 2> answers;
    if (pipe2(commands.data(), O_CLOEXEC) != 0 || pipe2(answers.data(), O_CLOEXEC) != 0) {
      return Internal("", "cannot make a pipe");
    }
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, commands[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, answers[1], STDOUT_FILENO);
    std::vector<char*> arguments;
    for (std::string& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t pid = 0;
    const int error =
        posix_spawnp(&pid, arguments[0], &files, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    close(commands[0]);
    close(answers[1]);
    std::unique_ptr<Peer> peer(
        new Peer(pid, fdopen(commands[1], "w"), fdopen(answers[0], "r")));
    if (error != 0) {
      peer->pid_ = 0;
      return NotFound(command.front(), "cannot start the peer");
    }
    return peer;
  }

  ~Peer() override {
    std::fclose(commands_);  // which ends the child
    std::fclose(answers_);
    if (pid_ != 0) waitpid(pid_, nullptr, 0);
  }

  Result<Facts> TellFacts() override {
    ARROW_ASSIGN_OR_RAISE(const auto answers, Ask("facts"));
    Facts facts;
    for (const Object& answer : answers) {
      for (const Field& field : answer.fields) {
        ARROW_ASSIGN_OR_RAISE(facts[field.name], NumberOf(answer, field.name));
      }
    }
    return facts;
  }

  Result<std::vector<Sample>> Run(const std::string& operation) override {
    ARROW_ASSIGN_OR_RAISE(const auto answers, Ask(operation));
    std::vector<Sample> samples;
    for (const Object& answer : answers) {
      Sample sample;
      const Value* way = answer.Find("way");
      if (way == nullptr || !way->is<std::string>()) {
        return Internal("", "the peer told of no way");
      }
      sample.way = way->get<std::string>();
      ARROW_ASSIGN_OR_RAISE(sample.wall_ns, NumberOf(answer, "wall_ns"));
      ARROW_ASSIGN_OR_RAISE(sample.cpu_ns, NumberOf(answer, "cpu_ns"));
      samples.push_back(std::move(sample));
    }
    return samples;
  }

 private:
  Peer(pid_t pid, std::FILE* commands, std::FILE* answers)
      : pid_(pid), commands_(commands), answers_(answers) {}

  /// The lines of the answer.
  Result<std::vector<Object>> Ask(const std::string& command) {
    std::fprintf(commands_, "%s\n", command.c_str());
    std::fflush(commands_);
    std::vector<Object> answers;
    for (;;) {
      std::string line;
      int next = std::fgetc(answers_);
      for (; next != '\n' && next != EOF; next = std::fgetc(answers_)) {
        line += static_cast<char>(next);
      }
      if (next == EOF) return Internal("", "the peer gave up at " + command);
      if (line.empty()) return answers;
      ARROW_ASSIGN_OR_RAISE(Object answer, ParseDocument(line));
      answers.push_back(std::move(answer));
    }
  }

  pid_t pid_;
  std::FILE* commands_;
  std::FILE* answers_;
};

}  // namespace

Result<std::unique_ptr<Side>> StartPeer(std::vector<std::string> command) {
  std::signal(SIGPIPE, SIG_IGN);  // a peer that died is seen by its missing answer
  return Peer::Start(std::move(command));
}

Status CompareFacts(const Facts& ours, const Facts& theirs) {
  std::string differences;
  for (const auto& [name, value] : ours) {
    const auto it = theirs.find(name);
    if (it == theirs.end() || it->second != value) {
      char line[160];
      std::snprintf(line, sizeof line, "\n  %s: %.17g, the peer has %.17g", name.c_str(),
                    value, it == theirs.end() ? 0.0 : it->second);
      differences += line;
    }
  }
  if (differences.empty()) return Status::OK();
  return Internal("", "the sides do not agree:" + differences);
}

}  // namespace delta_utils::bench
