#include "interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "delta_utils/base/status.h"

namespace parquedb::cli {
namespace {

constexpr char kSignalled = 's';
constexpr char kDone = 'd';
constexpr int kSignals[] = {SIGINT, SIGTERM};

/// A signal handler may do little more than write: a thread at the other end asks for the
/// stop.
int pipe_ends[2] = {-1, -1};

void Tell(char what) {
  const int saved = errno;
  [[maybe_unused]] const ssize_t written = ::write(pipe_ends[1], &what, 1);
  errno = saved;
}

void OnSignal(int) { Tell(kSignalled); }

void WaitForSignal(delta_utils::StopSource source) {
  char what = 0;
  while (true) {
    const ssize_t got = ::read(pipe_ends[0], &what, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1 || what == kDone) return;
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
  for (const int signal : kSignals) ::sigaction(signal, &action, nullptr);
}

Interrupt::~Interrupt() {
  for (const int signal : kSignals) std::signal(signal, SIG_DFL);
  Tell(kDone);
  waiter_.join();
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
  pipe_ends[0] = -1;
}

}  // namespace parquedb::cli
