// SerialGate: one caller after the other, and a way to tell that the caller is inside
// already.
//
//   SerialGate gate;
//   SerialGate::Pass pass(gate);           // waits until nobody else is inside
//   if (pass.is_nested()) ...              // this thread was inside before
//
// Threads: any number; a thread that is inside may pass again.
#pragma once

#include <mutex>

namespace delta_utils {

class SerialGate {
 public:
  class Pass {
   public:
    explicit Pass(SerialGate& gate) : gate_(gate), lock_(gate.mutex_) { ++gate_.depth_; }
    ~Pass() { --gate_.depth_; }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    bool is_nested() const { return gate_.depth_ > 1; }

   private:
    SerialGate& gate_;
    std::lock_guard<std::recursive_mutex> lock_;
  };

 private:
  std::recursive_mutex mutex_;
  int depth_ = 0;  // of the thread inside
};

}  // namespace delta_utils
