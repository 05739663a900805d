// Real children, with signals and a pseudo terminal. Whatever needs our own stdout or terminal to be something special
// runs in a forked process, so that the test program keeps its own.
#include "sys/programs.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <functional>

#include "sys/descriptor.h"
#include "sys/environment.h"
#include "sys/testing/scratch.h"

namespace e401::sys {
namespace {

using testing::get;
using testing::put;
using testing::Scratch;
using world::ProgramRun;

ProgramRun shell(const std::string& script) {
  return {.argv = {"sh", "-c", script}};
}

base::Result<world::ProgramEnd> start(const ProgramRun& run) {
  const world::Environment environment = read_environment();
  return SystemPrograms(environment).run(run);
}

struct Seen {
  std::string shown;
  int status = -1;
};

// Runs body in a child whose stdin, stdout and stderr are a new terminal of 100 columns; typed is written to it.
Seen on_terminal(const std::function<int()>& body, const std::string& typed = {}) {
  int master = -1;
  struct winsize size{};
  size.ws_col = 100;
  size.ws_row = 30;
  const pid_t child = ::forkpty(&master, nullptr, nullptr, &size);
  if (child == 0) ::_exit(body());
  if (!typed.empty()) {
    ::usleep(150'000);  // the program behind it is up
    EXPECT_EQ(::write(master, typed.data(), typed.size()), static_cast<ssize_t>(typed.size()));
  }
  Seen seen;
  char buffer[4096];
  for (ssize_t n; (n = ::read(master, buffer, sizeof buffer)) > 0;)
    seen.shown.append(buffer, static_cast<std::size_t>(n));
  int status = 0;
  ::waitpid(child, &status, 0);
  seen.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ::close(master);
  return seen;
}

// Runs body with stdout and stderr in one file.
std::string into_file(const std::function<void()>& body) {
  const Scratch folder;
  const std::string path = folder / "out";
  const pid_t child = ::fork();
  if (child == 0) {
    const int file = ::creat(path.c_str(), 0600);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    body();
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
  return get(path);
}

TEST(Programs, GiveTheChildsExitCode) {
  EXPECT_EQ(start(shell("exit 7"))->exit_code, 7);
  EXPECT_EQ(start(shell("kill -TERM $$"))->exit_code, 128 + SIGTERM);
}

TEST(Programs, SayWhichProgramIsNotThere) {
  const auto end = start({.argv = {"e401-no-such-program"}});
  EXPECT_EQ(end.error().code, "ENOENT");
  EXPECT_NE(end.error().text().find("e401-no-such-program"), std::string::npos);
  EXPECT_FALSE(start({}));
}

TEST(Programs, StayInTheSameProcessGroup) {
  const Scratch folder;
  ASSERT_TRUE(start(
      shell("ps -o pgid= -p $$ > " + (folder / "group") + " || cut -d' ' -f5 /proc/$$/stat > " + (folder / "group"))));
  EXPECT_EQ(std::atoi(get(folder / "group").c_str()), ::getpgrp());
}

TEST(Programs, GetMoreVariablesThatReplaceOldOnes) {
  const Scratch folder;
  ::setenv("E401_TEST_TOKEN", "old", 1);
  ProgramRun run = shell("echo \"$E401_TEST_TOKEN\" > " + (folder / "value"));
  run.extra_env.emplace_back("E401_TEST_TOKEN", base::Secret("new"));
  ASSERT_TRUE(start(run));
  EXPECT_EQ(get(folder / "value"), "new\n");
}

TEST(Programs, AreGivenTextOnStdinAlsoMoreThanAPipeHolds) {
  const Scratch folder;
  ProgramRun run = shell("sleep 0.1; cat > " + (folder / "in"));
  run.stdin_text = std::string(300'000, 'z');
  ASSERT_TRUE(start(run));
  EXPECT_EQ(get(folder / "in"), *run.stdin_text);

  const base::Secret secret("s3cret");
  ProgramRun other = shell("cat > " + (folder / "in"));
  other.stdin_secret = &secret;
  ASSERT_TRUE(start(other));
  EXPECT_EQ(get(folder / "in"), "s3cret");
}

TEST(Programs, MayLeaveTheirStdinUnread) {
  std::signal(SIGPIPE, SIG_IGN);
  ProgramRun run = shell("exit 3");
  run.stdin_text = std::string(1'000'000, 'z');
  EXPECT_EQ(start(run)->exit_code, 3);
}

TEST(Programs, DoNotInheritTheSignalsThatWeIgnore) {
  std::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(start(shell("kill -PIPE $$; exit 0"))->exit_code, 128 + SIGPIPE);
}

TEST(Programs, AreToldOfASignalThatOnlyWeGot) {
  const Scratch folder;
  const pid_t us = ::fork();
  if (us == 0) {
    const auto end = start(shell("trap 'echo got > " + (folder / "got") + "; exit 9' TERM; echo up > " +
                                 (folder / "up") + "; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.2; done"));
    ::_exit(end ? end->exit_code : 99);
  }
  for (int i = 0; i < 200 && get(folder / "up").empty(); ++i) ::usleep(10'000);
  ::kill(us, SIGTERM);
  int status = 0;
  ::waitpid(us, &status, 0);
  EXPECT_EQ(get(folder / "got"), "got\n");
  EXPECT_EQ(WEXITSTATUS(status), 9);
}

TEST(Programs, AreInterruptedOnceByTheTerminalAndWeLiveToTellIt) {
  const Scratch folder;
  const Seen seen = on_terminal(
      [&] {
        // The child counts its interrupts; a second one would come within the half second that it still waits.
        const auto end = start(shell("trap 'echo x >> " + (folder / "count") + "' INT; sleep 0.3; sleep 0.5; exit 5"));
        return end ? end->exit_code : 99;
      },
      "\x03");
  EXPECT_EQ(seen.status, 5);
  EXPECT_EQ(get(folder / "count"), "x\n");
}

TEST(TeedPrograms, AreShownAndKept) {
  std::string kept;
  const std::string shown = into_file([&] {
    ProgramRun run = shell("echo one; echo two >&2; echo three");
    run.tee_output = true;
    const auto end = start(run);
    const std::string text = "[" + end->output + "]";
    (void)!::write(STDOUT_FILENO, text.data(), text.size());
  });
  EXPECT_EQ(shown, "one\ntwo\nthree\n[one\ntwo\nthree\n]");
}

TEST(TeedPrograms, KeepOnlyTheEndOfALongOutput) {
  const std::string shown = into_file([&] {
    ProgramRun run = shell("i=0; while [ $i -lt 2000 ]; do echo 0123456789; i=$((i+1)); done; echo end");
    run.tee_output = true;
    run.output_max_bytes = 1000;
    const auto end = start(run);
    const std::string text = std::to_string(end->output.size()) + (end->output.ends_with("\nend\n") ? " good" : " bad");
    (void)!::write(STDOUT_FILENO, text.data(), text.size());
  });
  EXPECT_EQ(shown.size(), 2000u * 11 + 4 + 9);
  EXPECT_TRUE(shown.ends_with("1000 good"));
}

TEST(TeedPrograms, KeepTheirTerminalAndItsWidth) {
  const Seen seen = on_terminal([] {
    ProgramRun run = shell("if [ -t 1 ] && [ -t 2 ] && [ -t 0 ]; then echo colours; fi; stty size <&1");
    run.tee_output = true;
    const auto end = start(run);
    return end && end->output == "colours\n30 100\n" ? 0 : 1;
  });
  EXPECT_EQ(seen.status, 0);
  EXPECT_EQ(seen.shown, "colours\r\n30 100\r\n");
}

TEST(TeedPrograms, AreNotWaitedForByTheirGrandchildren) {
  const auto began = std::chrono::steady_clock::now();
  const std::string shown = into_file([&] {
    ProgramRun run = shell("sleep 5 & echo done");
    run.tee_output = true;
    (void)start(run);
  });
  EXPECT_EQ(shown, "done\n");
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3));
}

TEST(Browser, IsOnlyGivenWebAddresses) {
  const world::Environment environment = read_environment();
  EXPECT_FALSE(SystemPrograms(environment).open_browser("file:///etc/passwd"));
  EXPECT_FALSE(SystemPrograms(environment).open_browser("--help"));
}

TEST(Browser, IsNeverTakenFromAProjectsFolder) {
  const Scratch folder;
  ASSERT_EQ(::mkdir((folder / "node_modules").c_str(), 0700), 0);
  ASSERT_EQ(::mkdir((folder / "good").c_str(), 0700), 0);
  put(folder / "node_modules/xdg-open", "#!/bin/sh\necho bad \"$1\" > " + (folder / "opened") + "\n");
  put(folder / "good/xdg-open", "#!/bin/sh\necho good \"$1\" > " + (folder / "opened") + "\n");
  for (const char* name : {"node_modules/xdg-open", "good/xdg-open"})
    ASSERT_EQ(::chmod((folder / name).c_str(), 0755), 0);
  world::Environment environment = read_environment();
  environment.variables.emplace_back("PATH", "node_modules:" + (folder / "node_modules") + ":" + (folder / "good"));
  ASSERT_TRUE(SystemPrograms(environment).open_browser("https://login.example/?a=$(touch x)&b=1"));
  EXPECT_EQ(get(folder / "opened"), "good https://login.example/?a=$(touch x)&b=1\n");
}

}  // namespace
}  // namespace e401::sys
