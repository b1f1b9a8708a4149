#include "delta_utils/storage/store_doctor.h"

#include <algorithm>
#include <utility>

#include "delta_utils/storage/folder_trace_internal.h"
#include "delta_utils/storage/store_doctor_internal.h"

namespace delta_utils {
namespace internal {

ObjectPath Scratch::NewPath(const std::string& name) {
  paths_.push_back(folder_ / name);
  return paths_.back();
}

Status Scratch::Remove() {
  Status last = store_.DeleteAll(paths_);
  // Twice, because a write whose answer was lost may have arrived after the first.
  for (int i = 0; i < 2; ++i) {
    Result<std::vector<ObjectInfo>> listed = ListAll(store_, folder_);
    if (listed.ok() && listed->empty()) return Status::OK();
    std::vector<ObjectPath> left = paths_;
    if (listed.ok()) {
      left.clear();
      for (const ObjectInfo& info : *listed) left.push_back(info.path);
    }
    last = store_.DeleteAll(left);
    if (last.ok()) last = listed.status();
  }
  return MakeError(ErrorKind::kUnavailable, store_.Uri(folder_),
                   "objects may be left here" + (last.ok() ? "" : ": " + last.message()));
}

}  // namespace internal

namespace {

using internal::Finding;
using internal::Scratch;

StoreCheck MakeCheck(std::string name, const Result<Finding>& finding) {
  if (finding.ok()) return {std::move(name), finding->outcome, finding->detail};
  // What a store says it cannot do, it does not do.
  const bool cannot = KindOf(finding.status()) == ErrorKind::kUnsupported;
  return {std::move(name), cannot ? CheckOutcome::kFailed : CheckOutcome::kUnclear,
          finding.status().message()};
}

void Judge(StoreReport* report) {
  report->verdict = StoreVerdict::kSafe;
  for (const StoreCheck& check : report->checks) {
    if (check.outcome == CheckOutcome::kOk || !check.decides) continue;
    report->reasons.push_back(check.name + ": " + check.detail);
    const bool is_broken = check.outcome == CheckOutcome::kFailed;
    if (is_broken) report->verdict = StoreVerdict::kNotSafe;
    if (report->verdict == StoreVerdict::kSafe) report->verdict = StoreVerdict::kUnknown;
  }
}

Status CheckOptions(const std::string& uri, const DoctorOptions& options) {
  if (options.race_threads < 2 || options.race_threads > 256) {
    return InvalidArgument(uri, "race_threads must be 2 to 256");
  }
  if (options.race_rounds < 1 || options.samples < 1) {
    return InvalidArgument(uri, "race_rounds and samples must be positive");
  }
  return Status::OK();
}

/// All checks but the first, whose failure ends the examination, and the clearing up.
void Examine(Scratch& scratch, Clock& clock, const DoctorOptions& options,
             StoreReport* report) {
  const auto add = [&](const char* name, const Result<Finding>& finding) -> StoreCheck& {
    return report->checks.emplace_back(MakeCheck(name, finding));
  };
  add("read ranges", CheckRanges(scratch));
  add("read one state", CheckPins(scratch));
  add("create if absent", CheckCreate(scratch));
  add("compare and swap", CheckSwap(scratch));
  add("list after write", CheckList(scratch));
  add("delete", CheckDelete(scratch));
  add("race to create", CheckCreateRace(scratch, options));
  add("race to swap", CheckSwapRace(scratch, options));
  add("create large", CheckCreateLarge(scratch));
  add("clock", Measure(scratch, clock, options.samples, report)).decides = false;
}

}  // namespace

Result<StoreReport> ExamineStore(ObjectStore& store, const ObjectPath& folder,
                                 Runtime runtime, const DoctorOptions& options) {
  ARROW_RETURN_NOT_OK(CheckOptions(store.Uri(folder), options));
  Scratch scratch(store,
                  folder / (".parquedb-doctor-" + ToString(NewUuid(*runtime.random))));
  const internal::FolderTrace trace(store, scratch.folder());
  StoreReport report;
  const Result<Finding> first = CheckWriteAndRead(scratch);
  if (first.ok()) {
    report.checks.push_back(MakeCheck("write and read back", first));
    Examine(scratch, *runtime.clock, options, &report);
  }
  const Status removed = scratch.Remove();
  trace.RemoveEmptyFolders();
  ARROW_RETURN_NOT_OK(first);
  StoreCheck cleared{"clear up", CheckOutcome::kOk, "nothing is left behind", false};
  if (!removed.ok()) {
    cleared.outcome = CheckOutcome::kFailed;
    cleared.detail = removed.message();
  }
  report.checks.push_back(std::move(cleared));
  Judge(&report);
  return report;
}

}  // namespace delta_utils
