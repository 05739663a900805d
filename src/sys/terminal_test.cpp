// Each test sits in front of a pseudo terminal and types.
#include "sys/terminal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <functional>

namespace e401::sys {
namespace {

class Keyboard {
 public:
  explicit Keyboard(const std::function<int(SystemTerminal&)>& body) {
    child_ = ::forkpty(&master_, nullptr, nullptr, nullptr);
    if (child_ == 0) {
      SystemTerminal terminal({.can_ask = true, .shows_progress = true, .columns = 20});
      ::_exit(body(terminal));
    }
    slave_ = ::open(::ptsname(master_), O_RDWR | O_NOCTTY);
  }
  Keyboard(const Keyboard&) = delete;
  Keyboard& operator=(const Keyboard&) = delete;
  ~Keyboard() {
    ::close(slave_);
    ::close(master_);
  }
  bool sees(const std::string& text) {
    for (int i = 0; i < 200 && shown_.find(text) == std::string::npos; ++i) take(20);
    return shown_.find(text) != std::string::npos;
  }
  void type(const std::string& text) {
    EXPECT_EQ(::write(master_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void send(int signal) { ::kill(child_, signal); }
  bool echoes() const {
    termios setting{};
    return ::tcgetattr(slave_, &setting) == 0 && (setting.c_lflag & ECHO);
  }
  bool gets_quiet() const {
    for (int i = 0; i < 200 && echoes(); ++i) ::usleep(10'000);
    return !echoes();
  }
  int ended() {
    int status = 0;
    ::waitpid(child_, &status, 0);
    while (take(0)) continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  int stopped() {
    int status = 0;
    ::waitpid(child_, &status, WUNTRACED);
    return WIFSTOPPED(status) ? WSTOPSIG(status) : 0;
  }
  const std::string& shown() const { return shown_; }

 private:
  bool take(int wait_ms) {
    pollfd ready{master_, POLLIN, 0};
    if (::poll(&ready, 1, wait_ms) <= 0) return false;
    char buffer[1024];
    const ssize_t n = ::read(master_, buffer, sizeof buffer);
    if (n > 0) shown_.append(buffer, static_cast<std::size_t>(n));
    return n > 0;
  }
  int master_ = -1;
  int slave_ = -1;
  pid_t child_ = 0;
  std::string shown_;
};

TEST(Terminal, AsksAndGetsALine) {
  Keyboard keyboard([](SystemTerminal& terminal) { return terminal.ask("name? ") == "ann" ? 0 : 1; });
  ASSERT_TRUE(keyboard.sees("name? "));
  keyboard.type("ann\n");
  EXPECT_EQ(keyboard.ended(), 0);
}

TEST(Terminal, TakesTheEndOfInputAsNoAnswer) {
  Keyboard keyboard([](SystemTerminal& terminal) { return terminal.ask("name? ") ? 1 : 0; });
  ASSERT_TRUE(keyboard.sees("name? "));
  keyboard.type("\x04");
  EXPECT_EQ(keyboard.ended(), 0);
}

TEST(Terminal, NeverShowsASecretWhileItIsTyped) {
  Keyboard keyboard([](SystemTerminal& terminal) {
    const auto secret = terminal.ask_secret("token: ");
    return secret && secret->reveal() == "npm_hidden" ? 0 : 1;
  });
  ASSERT_TRUE(keyboard.sees("token: "));
  ASSERT_TRUE(keyboard.gets_quiet());
  keyboard.type("npm_hidden\n");
  EXPECT_EQ(keyboard.ended(), 0);
  EXPECT_EQ(keyboard.shown().find("npm_hidden"), std::string::npos);
  EXPECT_TRUE(keyboard.echoes());
}

TEST(Terminal, GivesTheEchoBackWhenASignalEndsTheQuestion) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    Keyboard keyboard([](SystemTerminal& terminal) {
      (void)terminal.ask_secret("token: ");
      return 0;
    });
    ASSERT_TRUE(keyboard.gets_quiet());
    if (signal == SIGINT)
      keyboard.type("\x03");
    else
      keyboard.send(signal);
    EXPECT_EQ(keyboard.ended(), 128 + signal);
    EXPECT_TRUE(keyboard.echoes()) << signal;
  }
}

TEST(Terminal, IsQuietAgainAfterAStop) {
  Keyboard keyboard([](SystemTerminal& terminal) {
    const auto secret = terminal.ask_secret("token: ");
    return secret && secret->reveal() == "late" ? 0 : 1;
  });
  ASSERT_TRUE(keyboard.gets_quiet());
  // SIGTSTP's default is ignored for an orphaned process group, as this child's is; SIGSTOP shows the same path from
  // outside.
  keyboard.send(SIGSTOP);
  EXPECT_EQ(keyboard.stopped(), SIGSTOP);
  keyboard.send(SIGCONT);
  ASSERT_TRUE(keyboard.gets_quiet());
  keyboard.type("late\n");
  EXPECT_EQ(keyboard.ended(), 0);
}

TEST(Terminal, ReplacesItsProgressLineAndCutsItToTheWindow) {
  Keyboard keyboard([](SystemTerminal& terminal) {
    terminal.progress("asking 1 of 2");
    terminal.progress(std::string(50, 'x'));
    terminal.out("answer\n");
    return 0;
  });
  EXPECT_EQ(keyboard.ended(), 0);
  EXPECT_EQ(keyboard.shown(), "asking 1 of 2\r\x1b[K" + std::string(19, 'x') + "\r\x1b[Kanswer\r\n");
}

TEST(Terminal, ReadsAllOfAPipeAndRefusesTooMuch) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[1]);
    SystemTerminal terminal({});
    const auto text = terminal.read_stdin(100'000);
    ::_exit(!text ? 9 : text->size() == 90'000 ? 0 : 1);
  }
  ::close(ends[0]);
  const std::string text(90'000, 't');
  EXPECT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  ::close(ends[1]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Terminal, KeepsBothEndsOfWhatIsTooMuch) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[1]);
    SystemTerminal terminal({});
    const auto text = terminal.read_stdin_ends(40'000, 16'000);
    const bool good = text && text->size() < 57'000 && text->starts_with("begin") && text->ends_with("end");
    ::_exit(good ? 0 : 1);
  }
  ::close(ends[0]);
  const std::string text = "begin" + std::string(300'000, 't') + "end";
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t n = ::write(ends[1], text.data() + sent, text.size() - sent);
    ASSERT_GT(n, 0);
    sent += static_cast<std::size_t>(n);
  }
  ::close(ends[1]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace e401::sys
