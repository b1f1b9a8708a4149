#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/store_doctor_internal.h"

namespace delta_utils::internal {
namespace {

constexpr char kFirst[] = "the first object's bytes";
constexpr char kOther[] = "another object's bytes..";

Result<bool> Holds(ObjectStore& store, const ObjectPath& path, std::string_view bytes) {
  ARROW_ASSIGN_OR_RAISE(const auto found, store.Get(path));
  return std::string_view(*found) == bytes;
}

/// Whether the outcome is `expected`; an unknown one is an error, of which nothing is
/// learnt.
Result<bool> Came(const PutResult& put, PutOutcome expected) {
  if (put.outcome == PutOutcome::kUnknown) return put.cause;
  return put.outcome == expected;
}

Result<bool> IsMissing(ObjectStore& store, const ObjectPath& path) {
  const auto found = store.Get(path);
  if (found.ok()) return false;
  if (KindOf(found.status()) == ErrorKind::kNotFound) return true;
  return found.status();
}

/// The objects listed whose names begin so.
Result<std::vector<ObjectPath>> Listed(Scratch& scratch, std::string_view begin) {
  std::vector<ObjectPath> paths;
  ARROW_ASSIGN_OR_RAISE(const auto objects, ListAll(scratch.store(), scratch.folder()));
  for (const ObjectInfo& info : objects) {
    if (info.path.name().starts_with(begin)) paths.push_back(info.path);
  }
  return paths;
}

/// Returns what is wrong from a check, if `condition` (a Result<bool>) does not hold.
#define DU_DOCTOR_EXPECT(condition, fault)                 \
  do {                                                     \
    ARROW_ASSIGN_OR_RAISE(const bool du_holds, condition); \
    if (!du_holds) return Bad(fault);                      \
  } while (false)

}  // namespace

Result<Finding> CheckWriteAndRead(Scratch& scratch) {
  ObjectStore& store = scratch.store();
  const ObjectPath path = scratch.NewPath("object");
  ARROW_RETURN_NOT_OK(store.Put(path, kFirst));
  DU_DOCTOR_EXPECT(Holds(store, path, kFirst), "what was put does not come back");
  ARROW_RETURN_NOT_OK(store.Put(path, kOther));
  DU_DOCTOR_EXPECT(Holds(store, path, kOther), "an object that was replaced comes back");
  ARROW_ASSIGN_OR_RAISE(const ObjectInfo info, store.Head(path));
  if (info.size_bytes != static_cast<int64_t>(sizeof(kOther) - 1)) {
    return Bad("the size told is not that of the object");
  }
  return Good("an object, its replacement and its size come back");
}

Result<Finding> CheckRanges(Scratch& scratch) {
  ObjectStore& store = scratch.store();
  const ObjectPath path = scratch.NewPath("ranges");
  ARROW_RETURN_NOT_OK(store.Put(path, "0123456789"));
  ARROW_ASSIGN_OR_RAISE(const auto middle, store.GetRange(path, 3, 4));
  ARROW_ASSIGN_OR_RAISE(const auto end, store.GetRange(path, 8, 100));
  ARROW_ASSIGN_OR_RAISE(const auto beyond, store.GetRange(path, 20, 5));
  const bool is_right = std::string_view(*middle) == "3456" &&
                        std::string_view(*end) == "89" && beyond->size() == 0;
  if (!is_right) return Bad("a range has other bytes than the object");
  return Good("ranges have the object's bytes, and end where it ends");
}

Result<Finding> CheckPins(Scratch& scratch) {
  ObjectStore& store = scratch.store();
  const ObjectPath path = scratch.NewPath("pinned");
  ARROW_RETURN_NOT_OK(store.Put(path, kFirst));
  const auto pin = std::make_shared<ReadPin>();
  const auto before = store.GetRangeAsync(path, 0, 8, pin);
  ARROW_RETURN_NOT_OK(before.status());
  ARROW_RETURN_NOT_OK(store.Put(path, kOther));
  const auto after = store.GetRangeAsync(path, 8, 8, pin);
  if (after.status().ok()) return Bad("one reader saw parts of two objects");
  if (KindOf(after.status()) != ErrorKind::kVersionMismatch) return after.status();
  return Good("a reader notices that the object is replaced");
}

Result<Finding> CheckCreate(Scratch& scratch) {
  ObjectStore& store = scratch.store();
  const ObjectPath path = scratch.NewPath("create");
  ARROW_ASSIGN_OR_RAISE(PutResult put, store.PutIfAbsent(path, kFirst));
  DU_DOCTOR_EXPECT(Came(put, PutOutcome::kWon), "a new object was refused");
  ARROW_ASSIGN_OR_RAISE(put, store.PutIfAbsent(path, kOther));
  DU_DOCTOR_EXPECT(Came(put, PutOutcome::kLost), "an object that was there is replaced");
  DU_DOCTOR_EXPECT(Holds(store, path, kFirst), "a refused write changed the object");
  return Good("only the first of two writers creates");
}

Result<Finding> CheckCreateLarge(Scratch& scratch) {
  ObjectStore& store = scratch.store();
  const ObjectPath path = scratch.NewPath("large");
  constexpr size_t kBytes = size_t{17} << 20;
  const std::string first(kBytes, 'f'), other(kBytes, 'o');
  ARROW_ASSIGN_OR_RAISE(PutResult put, store.PutIfAbsent(path, first));
  DU_DOCTOR_EXPECT(Came(put, PutOutcome::kWon), "a new large object was refused");
  ARROW_ASSIGN_OR_RAISE(put, store.PutIfAbsent(path, other));
  DU_DOCTOR_EXPECT(Came(put, PutOutcome::kLost),
                   "a large object that was there is replaced");
  DU_DOCTOR_EXPECT(Holds(store, path, first), "a refused write changed a large object");
  return Good("the same of 17 MiB, which are written in parts where a store has them");
}

Result<Finding> CheckSwap(Scratch& scratch) {
  ObjectStore& store = scratch.store();
  const ObjectPath path = scratch.NewPath("swap");
  ARROW_RETURN_NOT_OK(store.Put(path, kFirst));
  ARROW_ASSIGN_OR_RAISE(const auto first, store.GetVersion(path));
  if (!first) return Bad("an object that is there has no version");
  ARROW_ASSIGN_OR_RAISE(PutResult put, store.PutIfMatch(path, kOther, *first));
  DU_DOCTOR_EXPECT(Came(put, PutOutcome::kWon), "the right version was refused");
  DU_DOCTOR_EXPECT(Holds(store, path, kOther), "the bytes swapped in are not there");
  ARROW_ASSIGN_OR_RAISE(put, store.PutIfMatch(path, kFirst, *first));
  DU_DOCTOR_EXPECT(Came(put, PutOutcome::kLost), "a stale version was replaced");
  DU_DOCTOR_EXPECT(Holds(store, path, kOther), "a refused swap changed the object");
  const ObjectPath none = scratch.NewPath("swap-none");
  ARROW_ASSIGN_OR_RAISE(put, store.PutIfMatch(none, kFirst, *first));
  DU_DOCTOR_EXPECT(Came(put, PutOutcome::kLost), "a swap replaced what is not there");
  DU_DOCTOR_EXPECT(IsMissing(store, none), "a refused swap made an object");
  return Good("only the version named is replaced");
}

Result<Finding> CheckList(Scratch& scratch) {
  for (size_t i = 0; i < 5; ++i) {
    const ObjectPath path = scratch.NewPath("list-" + std::to_string(i));
    ARROW_RETURN_NOT_OK(scratch.store().Put(path, kFirst));
    ARROW_ASSIGN_OR_RAISE(const auto listed, Listed(scratch, "list-"));
    if (listed.size() != i + 1 || listed.back() != path) {
      return Bad("an object is not listed at once, or not in order");
    }
  }
  return Good("every object is listed at once, and in order");
}

Result<Finding> CheckDelete(Scratch& scratch) {
  ObjectStore& store = scratch.store();
  const ObjectPath one = scratch.NewPath("delete-1");
  const ObjectPath two = scratch.NewPath("delete-2");
  for (const ObjectPath& path : {one, two}) {
    ARROW_RETURN_NOT_OK(store.Put(path, kFirst));
  }
  ARROW_RETURN_NOT_OK(store.Delete(one));
  ARROW_RETURN_NOT_OK(store.Delete(one));
  DU_DOCTOR_EXPECT(IsMissing(store, one), "a deleted object is still there");
  ARROW_RETURN_NOT_OK(store.DeleteAll({one, two}));
  ARROW_ASSIGN_OR_RAISE(const auto listed, Listed(scratch, "delete-"));
  if (!listed.empty()) return Bad("a deleted object is still listed");
  return Good("deleted objects are gone at once");
}

}  // namespace delta_utils::internal
