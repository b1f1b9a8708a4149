// Interrupt: Ctrl-C as a wish to end, which work under way looks at.
//
//   const Interrupt interrupt;
//   while (clock.SleepMillis(100, interrupt.token())) ...
//
// While it lives the first SIGINT or SIGTERM asks its token for a stop; a second one ends
// the process at once, as it would without. One at a time in a process.
#pragma once

#include <thread>

#include "delta_utils/base/runtime.h"

namespace parquedb::cli {

class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  delta_utils::StopToken token() const { return source_.get_token(); }

 private:
  delta_utils::StopSource source_;
  std::thread waiter_;
};

}  // namespace parquedb::cli
