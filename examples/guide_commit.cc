// A commit of a Delta table: made, written as text, read back, and applied to a state.
#include <cstdio>

#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/log_file.h"
#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/make_action.h"
#include "delta_utils/delta_actions/stats.h"
#include "delta_utils/delta_actions/validate_action.h"

using namespace delta_utils;

namespace {

constexpr int64_t kNow = 1'700'000'000'000;

Status Run() {
  FileStats stats;
  stats.num_records = 2;
  stats.columns[{"year"}] = {.min = "1984", .max = "2001", .null_count = 0};
  ARROW_ASSIGN_OR_RAISE(const Add add,
                        MakeAddAction("day=2024-01-31/films 1.parquet", 1234, kNow,
                                      {{"day", "2024-01-31"}}, stats));
  CommitInfo info;
  info.timestamp_ms = kNow;
  info.operation = "WRITE";
  // What this library does not know is kept as it came.
  ARROW_ASSIGN_OR_RAISE(const Action unknown,
                        ParseAction(R"({"invented":{"n":12345678901234567890}})"));
  const std::string text = SerializeCommit({info, add, unknown});
  std::printf("%s:\n%s", CommitFileName(7).c_str(), text.c_str());

  ARROW_ASSIGN_OR_RAISE(const std::vector<Action> actions,
                        ParseCommit(text, CommitFileName(7)));
  std::printf("read back: %s\n", SerializeCommit(actions) == text ? "equal" : "changed");
  for (const Action& action : actions) {
    if (const Add* read = std::get_if<Add>(&action)) {
      ARROW_ASSIGN_OR_RAISE(const std::string path, DecodeDataPath(read->path));
      ARROW_ASSIGN_OR_RAISE(const FileStats told, ParseStats(*read->stats, path));
      std::printf("%s: %lld rows, years %s to %s\n", path.c_str(),
                  static_cast<long long>(*told.num_records),
                  told.columns.at({"year"}).min->c_str(),
                  told.columns.at({"year"}).max->c_str());
    }
  }

  for (const char* name : {"00000000000000000007.json", "_last_checkpoint",
                           "00000000000000000010.checkpoint.parquet", "notes.txt"}) {
    const LogFile file = ClassifyLogFile(name);
    std::printf("%s: %s\n", name, std::string(LogFileKindName(file.kind)).c_str());
  }

  Add escaping = add;
  escaping.path = "a/%2e%2e/%2e%2e/secret.parquet";
  escaping.size_bytes = -1;
  for (const FieldProblem& problem : ValidateAction(escaping).problems) {
    std::printf("%s %s\n", problem.field.c_str(), problem.message.c_str());
  }
  return Status::OK();
}

}  // namespace

int main() {
  const Status status = Run();
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
