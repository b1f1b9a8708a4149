// The parts of an examination, for store_doctor.cc.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "delta_utils/storage/store_doctor.h"

namespace delta_utils::internal {

/// What one check found. An error instead of a Finding leaves it unclear.
struct Finding {
  CheckOutcome outcome;
  std::string detail;
};
inline Finding Good(std::string detail) { return {CheckOutcome::kOk, std::move(detail)}; }
inline Finding Bad(std::string detail) {
  return {CheckOutcome::kFailed, std::move(detail)};
}

/// The objects of one examination, and how to remove them.
class Scratch {
 public:
  Scratch(ObjectStore& store, ObjectPath folder)
      : store_(store), folder_(std::move(folder)) {}

  ObjectStore& store() const { return store_; }
  const ObjectPath& folder() const { return folder_; }
  /// The path of an object, a segment below the folder, which Remove will remove.
  /// Threads: one.
  ObjectPath NewPath(const std::string& name);
  /// Removes all objects, known or listed. Unavailable, naming the folder, if some may be
  /// left.
  Status Remove();

 private:
  ObjectStore& store_;
  const ObjectPath folder_;
  std::vector<ObjectPath> paths_;
};

/// What each operation must do when nobody else is there.
Result<Finding> CheckWriteAndRead(Scratch& scratch);
Result<Finding> CheckRanges(Scratch& scratch);
Result<Finding> CheckPins(Scratch& scratch);
Result<Finding> CheckCreate(Scratch& scratch);
Result<Finding> CheckCreateLarge(Scratch& scratch);
Result<Finding> CheckSwap(Scratch& scratch);
Result<Finding> CheckList(Scratch& scratch);
Result<Finding> CheckDelete(Scratch& scratch);

/// What must hold when many writers are there: exactly one wins each round, and its bytes
/// are the object.
Result<Finding> CheckCreateRace(Scratch& scratch, const DoctorOptions& options);
Result<Finding> CheckSwapRace(Scratch& scratch, const DoctorOptions& options);

/// Fills in the latencies and the clock's bounds, and finds whether the clock is near.
Result<Finding> Measure(Scratch& scratch, Clock& clock, int samples, StoreReport* report);

}  // namespace delta_utils::internal
