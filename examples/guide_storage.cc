// Storage and the conditional write: of two writers who read the same version, one wins.
#include <cstdio>

#include "arrow/buffer.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/storage/memory_store.h"
#include "delta_utils/storage/object_store.h"

using namespace delta_utils;

namespace {

Status Run() {
  SystemClock clock;
  // FileSystemStore::Open and S3Store::Open give the same interface.
  MemoryStore store("guide", clock);
  ARROW_ASSIGN_OR_RAISE(const ObjectPath path, ObjectPath::Parse("counters/films"));

  // No version: only if nothing is there yet.
  ARROW_ASSIGN_OR_RAISE(const std::string first,
                        WriteConditional(store, path, "1", std::nullopt));
  std::printf("created\n");

  // Two writers have read `first`.
  ARROW_RETURN_NOT_OK(WriteConditional(store, path, "2", first).status());
  std::printf("the first writer replaced it\n");
  const auto second = WriteConditional(store, path, "two", first);
  const bool is_mismatch = KindOf(second.status()) == ErrorKind::kVersionMismatch;
  std::printf("the second: %s\n", is_mismatch ? "version mismatch" : "no mismatch");

  // As values instead of errors, and a part of an object.
  ARROW_ASSIGN_OR_RAISE(const PutResult put, store.PutIfAbsent(path, "3"));
  std::printf("put if absent: %s\n", put.outcome == PutOutcome::kLost ? "lost" : "won");
  ARROW_RETURN_NOT_OK(store.Put(path, "0123456789"));
  ARROW_ASSIGN_OR_RAISE(const auto range, store.GetRange(path, 3, 4));
  std::printf("bytes 3 to 6: %s\n", range->ToString().c_str());
  return Status::OK();
}

}  // namespace

int main() {
  const Status status = Run();
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
