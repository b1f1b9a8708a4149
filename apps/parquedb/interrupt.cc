#include "interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iterator>

#include "delta_utils/base/status.h"

namespace parquedb::cli {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
constexpr char kDone = 0;  // no signal

/// A signal handler may do little more than write: a thread at the other end asks for the
/// stop.
int pipe_ends[2] = {-1, -1};
struct sigaction actions_before[std::size(kSignals)];
std::atomic<int> signal_that_came = 0;

void Tell(char what) {
  const int saved = errno;
  [[maybe_unused]] const ssize_t written = ::write(pipe_ends[1], &what, 1);
  errno = saved;
}

void OnSignal(int signal) { Tell(static_cast<char>(signal)); }

void WaitForSignal(delta_utils::StopSource source) {
  char what = 0;
  while (true) {
    const ssize_t got = ::read(pipe_ends[0], &what, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1 || what == kDone) return;
    signal_that_came = what;
    source.request_stop();
  }
}

}  // namespace

Interrupt::Interrupt() {
  DU_CHECK(pipe_ends[0] < 0);  // there is no other
  DU_CHECK(::pipe2(pipe_ends, O_CLOEXEC) == 0);
  waiter_ = std::thread(WaitForSignal, source_);
  struct sigaction action = {};
  action.sa_handler = OnSignal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (size_t i = 0; i < std::size(kSignals); ++i) {
    ::sigaction(kSignals[i], nullptr, &actions_before[i]);
    if (actions_before[i].sa_handler == SIG_IGN) continue;
    ::sigaction(kSignals[i], &action, nullptr);
  }
}

Interrupt::~Interrupt() {
  for (size_t i = 0; i < std::size(kSignals); ++i) {
    ::sigaction(kSignals[i], &actions_before[i], nullptr);
  }
  Tell(kDone);
  waiter_.join();
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
  pipe_ends[0] = -1;
}

void Interrupt::EndProcess() const {
  const int signal = signal_that_came;
  std::signal(signal, SIG_DFL);
  ::kill(::getpid(), signal);
  std::_Exit(128 + signal);  // it is blocked
}

}  // namespace parquedb::cli
