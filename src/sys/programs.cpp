// The child shares our process group, so that the terminal's own signals (^C, ^\, ^Z) reach it without us. While it
// runs, the signals that would end us are held back and read as data (signalfd): those that only we got (sent by
// another process: a CI runner's SIGTERM, `kill`) are passed on, those that the terminal sent to everybody are not sent
// twice. So the child decides, and we are still there to tell how it ended.
#include "sys/programs.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <map>

#include "base/limits.h"
#include "base/text.h"
#include "sys/descriptor.h"
#include "sys/output_copy.h"

namespace e401::sys {
namespace {

using base::fail;
using base::Result;

constexpr int passed_on[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

class HeldSignals {
 public:
  HeldSignals() {
    sigset_t held;
    sigemptyset(&held);
    for (const int signal : passed_on) sigaddset(&held, signal);
    sigaddset(&held, SIGCHLD);
    sigaddset(&held, SIGWINCH);
    ::sigprocmask(SIG_BLOCK, &held, &before_);
    descriptor_ = Descriptor(::signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

  int descriptor() const { return descriptor_.get(); }
  const sigset_t& before() const { return before_; }
  std::optional<signalfd_siginfo> next() const {
    signalfd_siginfo what{};
    if (::read(descriptor_.get(), &what, sizeof what) != sizeof what) return std::nullopt;
    return what;
  }

 private:
  sigset_t before_{};
  Descriptor descriptor_;
};

// What posix_spawn takes, freed with the object.
class SpawnPlan {
 public:
  SpawnPlan() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  void connect(int from, int to) { ::posix_spawn_file_actions_adddup2(&actions_, from, to); }
  void connect_nothing(int to) { ::posix_spawn_file_actions_addopen(&actions_, to, "/dev/null", O_RDWR, 0); }
  // What we ignore for ourselves (prepare_process) must not be ignored in the child.
  void signals(const sigset_t& mask, short more_flags = 0) {
    sigset_t to_default;
    sigemptyset(&to_default);
    for (const int signal : {SIGPIPE, SIGXFSZ}) sigaddset(&to_default, signal);
    ::posix_spawnattr_setsigdefault(&attributes_, &to_default);
    ::posix_spawnattr_setsigmask(&attributes_, &mask);
    ::posix_spawnattr_setflags(&attributes_,
                               static_cast<short>(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | more_flags));
  }
  // The process id.
  Result<pid_t> start(const std::vector<std::string>& argv, const std::vector<std::string>& environment) const {
    const auto pointers = [](const std::vector<std::string>& texts) {
      std::vector<char*> out;
      for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
      out.push_back(nullptr);
      return out;
    };
    pid_t child = 0;
    const int problem = ::posix_spawnp(&child, argv[0].c_str(), &actions_, &attributes_, pointers(argv).data(),
                                       pointers(environment).data());
    if (problem != 0) return fail_errno("cannot start the program", argv[0], problem);
    return child;
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::vector<std::string> environment_of(const world::Environment& environment,
                                        const std::vector<std::pair<std::string, base::Secret>>& extra) {
  std::vector<std::string> out;
  for (const auto& [name, value] : environment.variables) {
    bool replaced = false;
    for (const auto& more : extra) replaced = replaced || more.first == name;
    if (!replaced) out.push_back(name + "=" + value);
  }
  for (const auto& [name, value] : extra) out.push_back(name + "=" + value.reveal());
  return out;
}

// Everything about one running child.
class Running {
 public:
  Running(const world::ProgramRun& run, HeldSignals& signals) : run_(run), signals_(signals) {}

  Result<pid_t> start(const world::Environment& environment) {
    SpawnPlan plan;
    plan.signals(signals_.before());
    Descriptor input_for_child;
    if (run_.stdin_text || run_.stdin_secret) {
      Pipe pipe = make_pipe();
      if (!pipe.read_end) return fail_errno("cannot make a pipe", run_.argv[0], errno);
      set_nonblocking(pipe.write_end.get());
      input_ = std::move(pipe.write_end);
      input_left_ =
          run_.stdin_secret ? std::string_view(run_.stdin_secret->reveal()) : std::string_view(*run_.stdin_text);
      input_for_child = std::move(pipe.read_end);
      plan.connect(input_for_child.get(), STDIN_FILENO);
    }
    if (run_.tee_output) {
      copies_.emplace_back(STDOUT_FILENO);
      if (!outputs_are_one()) copies_.emplace_back(STDERR_FILENO);
      for (const OutputCopy& copy : copies_)
        if (!copy) return fail_errno("cannot make a pipe", run_.argv[0], errno);
      plan.connect(copies_.front().child_end(), STDOUT_FILENO);
      plan.connect(copies_.back().child_end(), STDERR_FILENO);
    }
    TRY_AS(child_, plan.start(run_.argv, environment_of(environment, run_.extra_env)));
    for (OutputCopy& copy : copies_) copy.child_started();
    return child_;
  }

  // Until the child has ended and what it wrote has been shown. Not until its output's end: a grandchild in the
  // background may hold that open for days.
  int wait() {
    std::optional<int> status;
    while (!status) {
      turn(-1);
      status = ended();
    }
    for (int round = 0; round < limits::output_drain_rounds_max && turn(0); ++round) continue;
    return *status;
  }

  std::string take_output() {
    if (output_.size() > run_.output_max_bytes) output_.erase(0, output_.size() - run_.output_max_bytes);
    return std::move(output_);
  }

 private:
  // Handles what is ready; true if output was copied.
  bool turn(int timeout_ms) {
    std::vector<pollfd> ready{{signals_.descriptor(), POLLIN, 0}, {input_.get(), POLLOUT, 0}};
    for (const OutputCopy& copy : copies_) ready.push_back({copy.our_end(), POLLIN, 0});
    if (::poll(ready.data(), ready.size(), timeout_ms) <= 0) return false;
    if (ready[0].revents) take_signals();
    if (ready[1].revents) feed();
    bool copied = false;
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      if (!ready[i + 2].revents) continue;
      const bool more = copies_[i].copy(output_, run_.output_max_bytes);
      if (!more) copies_[i].close();
      copied = copied || more;
    }
    return copied;
  }

  void take_signals() {
    while (const auto what = signals_.next()) {
      const int signal = static_cast<int>(what->ssi_signo);
      if (signal == SIGCHLD) continue;
      if (signal == SIGWINCH) {
        if (copies_.empty()) continue;  // the child got its own
        for (OutputCopy& copy : copies_) copy.resize();
        ::kill(child_, SIGWINCH);  // again: its own may have come before the new size
        continue;
      }
      if (what->ssi_code != SI_KERNEL) ::kill(child_, signal);
    }
  }

  void feed() {
    const ssize_t n = ::write(input_.get(), input_left_.data(), input_left_.size());
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n > 0) input_left_.remove_prefix(static_cast<std::size_t>(n));
    if (n < 0 || input_left_.empty()) input_.close();
  }

  std::optional<int> ended() const {
    int status = 0;
    const pid_t who = ::waitpid(child_, &status, WNOHANG);
    if (who == 0 || (who < 0 && errno == EINTR)) return std::nullopt;
    if (who < 0) return 1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

  const world::ProgramRun& run_;
  HeldSignals& signals_;
  pid_t child_ = 0;
  Descriptor input_;
  std::string_view input_left_;
  std::vector<OutputCopy> copies_;
  std::string output_;
};

// Folders of PATH that the person's system provides: a project's scripts are run with its node_modules/.bin in front.
std::optional<std::string> find_opener(const world::Environment& environment) {
  const std::string* path = environment.find("PATH");
  if (!path) return std::nullopt;
  for (const std::string_view folder : base::split(*path, ':')) {
    if (!folder.starts_with('/') || folder.find("node_modules") != std::string_view::npos) continue;
    for (const char* name : {"xdg-open", "open", "wslview"}) {
      const std::string file = std::string(folder) + "/" + name;
      if (::access(file.c_str(), X_OK) == 0) return file;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<world::ProgramEnd> SystemPrograms::run(const world::ProgramRun& run) {
  if (run.argv.empty() || run.argv[0].empty()) return fail("no program is named");
  HeldSignals signals;
  if (signals.descriptor() < 0)
    return fail("signals cannot be waited for: " + std::string(::strerror(errno)), run.argv[0]);
  Running running(run, signals);
  TRY_AS(const pid_t child, running.start(environment_));
  world::ProgramEnd end;
  end.process_id = child;
  end.exit_code = running.wait();
  end.output = running.take_output();
  return end;
}

Result<void> SystemPrograms::open_browser(const std::string& url) {
  if (!url.starts_with("https://") && !url.starts_with("http://")) return fail("not opened: no web address", url);
  const auto opener = find_opener(environment_);
  if (!opener) return fail("no program that opens a browser was found");
  SpawnPlan plan;
  sigset_t none;
  sigemptyset(&none);
  plan.signals(none, POSIX_SPAWN_SETSID);  // ^C here must not close the browser
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) plan.connect_nothing(descriptor);
  TRY_AS(const pid_t child, plan.start({*opener, url}, environment_of(environment_, {})));
  // An opener that fails does so at once; one that becomes the browser stays, and may.
  for (int waited_ms = 0; waited_ms < limits::browser_start_wait_ms; waited_ms += 20) {
    int status = 0;
    if (::waitpid(child, &status, WNOHANG) == child) {
      if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
      return fail("the program that opens a browser failed", *opener);
    }
    ::poll(nullptr, 0, 20);
  }
  return {};
}

}  // namespace e401::sys
