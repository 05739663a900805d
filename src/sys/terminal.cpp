// Questions are asked on stderr, so that stdout stays what a pipe wants. While a secret is typed, the signals that
// could end us are held back and read as data (signalfd): the terminal gets its echo back first, then the signal does
// its work.
#include "sys/terminal.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/limits.h"
#include "base/text.h"
#include "sys/descriptor.h"

namespace e401::sys {
namespace {

// 0 or an errno.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(descriptor, text.data(), text.size());
    if (n < 0 && errno == EAGAIN) {  // somebody left the terminal non-blocking
      pollfd ready{descriptor, POLLOUT, 0};
      ::poll(&ready, 1, -1);
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n == 0 ? ENOSPC : errno;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

// One line from stdin without its end, byte by byte so that what follows stays for others; nullopt at the end of input.
// `wait` is called before every byte and may give up.
template <class Wait>
std::optional<std::string> read_line(Wait wait) {
  std::string line;
  line.reserve(limits::answer_line_max_bytes);  // a secret that grows would leave copies behind
  for (;;) {
    if (line.size() == limits::answer_line_max_bytes || !wait()) return std::nullopt;
    char c = 0;
    const ssize_t n = ::read(STDIN_FILENO, &c, 1);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n <= 0) {
      if (line.empty()) return std::nullopt;
      break;
    }
    if (c == '\n') break;
    line += c;
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

bool wait_for_stdin() {
  pollfd ready{STDIN_FILENO, POLLIN, 0};
  while (::poll(&ready, 1, -1) < 0 && errno == EINTR) continue;
  return true;
}

class HiddenTyping {
 public:
  HiddenTyping() {
    sigemptyset(&held_);
    for (const int signal : {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGTSTP}) sigaddset(&held_, signal);
    ::sigprocmask(SIG_BLOCK, &held_, &before_);
    signals_ = Descriptor(::signalfd(-1, &held_, SFD_CLOEXEC));
    hidden_ = ::tcgetattr(STDIN_FILENO, &shown_) == 0;
    hide();
  }
  HiddenTyping(const HiddenTyping&) = delete;
  HiddenTyping& operator=(const HiddenTyping&) = delete;
  ~HiddenTyping() {
    show();
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }
  bool works() const { return hidden_ && signals_; }

  // Returns when a byte can be read. A signal that comes first acts as if we were not there; after a stop the echo goes
  // off again.
  void wait(std::string_view question) {
    for (;;) {
      pollfd ready[2] = {{STDIN_FILENO, POLLIN, 0}, {signals_.get(), POLLIN, 0}};
      if (::poll(ready, 2, -1) < 0) continue;
      if (ready[1].revents & POLLIN) {
        signalfd_siginfo what{};
        if (::read(signals_.get(), &what, sizeof what) != sizeof what) continue;
        show();
        pass_on(static_cast<int>(what.ssi_signo));
        hide();
        write_all(STDERR_FILENO, question);
      }
      if (ready[0].revents) return;
    }
  }

 private:
  void hide() {
    if (!hidden_) return;
    termios quiet = shown_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_lflag |= ECHONL;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  void show() {
    if (hidden_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown_);
  }
  void pass_on(int signal) {
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
    ::raise(signal);
    ::sigprocmask(SIG_BLOCK, &held_, nullptr);
  }
  sigset_t held_{}, before_{};
  termios shown_{};
  bool hidden_ = false;
  Descriptor signals_;
};

// Appends what standard input has next; false at its end.
base::Result<bool> read_more(std::string& text) {
  char buffer[16u << 10];
  for (;;) {
    wait_for_stdin();
    const ssize_t n = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n < 0) return fail_errno("cannot read the input", "stdin", errno);
    text.append(buffer, static_cast<std::size_t>(n));
    return n > 0;
  }
}

}  // namespace

void SystemTerminal::out(std::string_view text) {
  if (text.empty()) return;
  clear_progress();
  const int problem = write_all(STDOUT_FILENO, text);
  if (problem != 0 && problem != EPIPE && output_problem_ == 0) output_problem_ = problem;
}

void SystemTerminal::err(std::string_view text) {
  if (text.empty()) return;
  clear_progress();
  write_all(STDERR_FILENO, text);
}

void SystemTerminal::progress(std::string_view text) {
  if (!setting_.shows_progress) return;
  clear_progress();
  if (text.empty()) return;
  // Cut so that the line never wraps: a wrapped line could not be cleared again. Bytes are at least as many as columns.
  std::string line = base::printable(text);
  const std::size_t room = static_cast<std::size_t>(std::max(setting_.columns - 1, 1));
  if (line.size() > room) {
    std::size_t end = room;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
    line.resize(end);
  }
  write_all(STDERR_FILENO, line);
  progress_shown_ = true;
}

void SystemTerminal::clear_progress() {
  if (progress_shown_) write_all(STDERR_FILENO, "\r\x1b[K");
  progress_shown_ = false;
}

std::optional<std::string> SystemTerminal::ask(std::string_view question) {
  err(question);
  return read_line(wait_for_stdin);
}

std::optional<base::Secret> SystemTerminal::ask_secret(std::string_view question) {
  err(question);
  HiddenTyping typing;
  if (!typing.works()) return std::nullopt;  // rather no answer than a secret on the screen
  auto line = read_line([&] {
    typing.wait(question);
    return true;
  });
  if (!line) return std::nullopt;
  return base::Secret(std::move(*line));
}

base::Result<std::string> SystemTerminal::read_stdin(std::size_t max_bytes) {
  std::string text;
  for (;;) {
    TRY_AS(const bool more, read_more(text));
    if (!more) return text;
    if (text.size() > max_bytes)
      return base::fail("not read: the input is larger than " + std::to_string(max_bytes) + " bytes", "stdin", 0,
                        "too-large");
  }
}

base::Result<std::string> SystemTerminal::read_stdin_ends(std::size_t max_bytes, std::size_t ends_max_bytes) {
  std::string text;
  for (std::size_t cut = 0; text.size() + cut < limits::log_input_max_bytes;) {
    TRY_AS(const bool more, read_more(text));
    if (!more) break;
    if (text.size() <= max_bytes) continue;
    cut += text.size() - ends_max_bytes;
    base::keep_ends(text, ends_max_bytes);
  }
  return text;
}

}  // namespace e401::sys
