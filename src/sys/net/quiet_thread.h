// A thread that no signal is delivered to: signals stay the main thread's business, which reads them while a child
// runs.
#pragma once

#include <csignal>
#include <thread>
#include <utility>

namespace e401::sys {

template <class Body>
std::thread quiet_thread(Body body) {
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  struct Restore {
    const sigset_t& mask;
    ~Restore() { ::pthread_sigmask(SIG_SETMASK, &mask, nullptr); }
  } restore{before};
  return std::thread(std::move(body));
}

}  // namespace e401::sys
