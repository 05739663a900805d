#include "sys/output_copy.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace e401::sys {
namespace {

// False when nobody reads any more.
bool show(int to, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(to, text.data(), text.size());
    if (n < 0 && errno == EAGAIN) {
      pollfd ready{to, POLLOUT, 0};
      ::poll(&ready, 1, -1);
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// Keeps the end: a diagnosis wants the last lines. Cut in big steps, so that appending stays cheap.
void keep(std::string& kept, std::string_view text, std::size_t max_bytes) {
  kept.append(text);
  if (kept.size() > 2 * max_bytes) kept.erase(0, kept.size() - max_bytes);
}

}  // namespace

OutputCopy::OutputCopy(int to) : to_(to) {
  if (::isatty(to)) {
    Descriptor master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    char name[64];
    if (master && ::grantpt(master.get()) == 0 && ::unlockpt(master.get()) == 0 &&
        ::ptsname_r(master.get(), name, sizeof name) == 0) {
      child_ = Descriptor(::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
      if (child_) {
        termios plain{};  // the real terminal behind us turns \n into \r\n; doing it twice would show
        if (::tcgetattr(child_.get(), &plain) == 0) {
          ::cfmakeraw(&plain);
          ::tcsetattr(child_.get(), TCSANOW, &plain);
        }
        ours_ = std::move(master);
        terminal_ = true;
        resize();
        return;
      }
    }
  }
  Pipe pipe = make_pipe();
  ours_ = std::move(pipe.read_end);
  child_ = std::move(pipe.write_end);
}

void OutputCopy::resize() {
  struct winsize size{};
  if (terminal_ && ::ioctl(to_, TIOCGWINSZ, &size) == 0) ::ioctl(ours_.get(), TIOCSWINSZ, &size);
}

bool OutputCopy::copy(std::string& kept, std::size_t kept_max_bytes) {
  char buffer[16u << 10];
  const ssize_t n = ::read(ours_.get(), buffer, sizeof buffer);
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  if (n <= 0) return false;  // a pseudo terminal ends with EIO
  const std::string_view text(buffer, static_cast<std::size_t>(n));
  keep(kept, text, kept_max_bytes);
  return show(to_, text);
}

bool outputs_are_one() {
  struct stat out{}, err{};
  return ::fstat(STDOUT_FILENO, &out) == 0 && ::fstat(STDERR_FILENO, &err) == 0 && out.st_dev == err.st_dev &&
         out.st_ino == err.st_ino && out.st_rdev == err.st_rdev;
}

}  // namespace e401::sys
