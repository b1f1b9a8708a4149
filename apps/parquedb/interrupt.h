// Interrupt: Ctrl-C as a wish to end, which work under way looks at.
//
//   const Interrupt interrupt;
//   while (clock.SleepMillis(100, interrupt.token())) ...
//
// While it lives the first SIGINT, SIGTERM or SIGHUP asks its token for a stop; a second
// one ends the process at once, as it would without. Signals that the process was told to
// ignore stay ignored. One at a time in a process.
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

  /// Ends the process by the signal that came, so that who started it sees it. After a
  /// stop only.
  [[noreturn]] void EndProcess() const;

 private:
  delta_utils::StopSource source_;
  std::thread waiter_;
};

}  // namespace parquedb::cli
