#include "sys/process.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>

#if defined(__GLIBC__)
#include <nss.h>
#endif

namespace e401::sys {

void prepare_process() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    if (::open("/dev/null", O_RDWR) < 0)
      ::open("/", O_RDONLY);  // a bare root has no /dev; the lowest number is free and gets it
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);
  ::prctl(PR_SET_DUMPABLE, 0);
  ::OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
#if defined(__GLIBC__)
  // hosts file and DNS, both part of libc itself. Anything else named in nsswitch.conf is a shared library for another
  // libc.
  ::__nss_configure_lookup("hosts", "files dns");
#endif
}

void end_process(int exit_code) {
  ::_exit(exit_code);
}

}  // namespace e401::sys
