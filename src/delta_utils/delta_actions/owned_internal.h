// Sharing what does not change: a part that several owners share is copied by the first
// that changes it.
//
//   std::vector<std::shared_ptr<Block>> blocks;          // copied with its owner
//   Owned(&blocks.back()).Append(row);                   // changes no other owner's
//
// Threads: the pointer itself is one thread's; other owners may use and drop theirs.
#pragma once

#include <atomic>
#include <memory>

namespace delta_utils::internal {

template <typename T>
T& Owned(std::shared_ptr<T>* part) {
  if (part->use_count() == 1) {
    // Another thread that owned it may have dropped it just now: see its last reads done.
    std::atomic_thread_fence(std::memory_order_acquire);
  } else {
    *part = std::make_shared<T>(**part);
  }
  return **part;
}

}  // namespace delta_utils::internal
