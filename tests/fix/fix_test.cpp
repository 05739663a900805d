// The program itself, killed, starved and crowded, on files that it is about to change.
#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <random>
#include <thread>

#include "fix/place.h"

namespace e401::fix_test {
namespace {

namespace fs = std::filesystem;
using Seen = Place::Seen;

void sleep_us(long long us) {
  const ::timespec t{us / 1'000'000, (us % 1'000'000) * 1000};
  ::nanosleep(&t, nullptr);
}

// The next start: one that would change nothing of its own. Both kinds tidy up: a diagnosis, and a fix.
RunOptions next_start(int kill) {
  RunOptions next;
  if (kill % 2)
    next.arguments = {"doctor", "--offline"};
  else
    next.arguments = {"fix", "--offline", "--only", "npmrc-encoding"};
  return next;
}

void check_after_kill(const Place& place, const RunOptions& next, const std::string& where, int& finished,
                      int& undone) {
  EXPECT_TRUE(place.each_file_is_whole()) << where;
  EXPECT_EQ(place.readable_secrets(), "") << where;
  const bool was_under_way = !place.litter().empty();
  const Seen before = place.seen();
  const Ended again = place.run(next);
  EXPECT_NE(place.seen(), Seen::torn) << where << "\n" << again.out;
  EXPECT_EQ(place.litter(), "") << where << "\n" << again.out;
  EXPECT_EQ(place.readable_secrets(), "") << where;
  EXPECT_EQ(again.out.find("s3cret"), std::string::npos) << where;
  if (was_under_way && place.seen() == Seen::new_bytes && before != Seen::new_bytes) ++finished;
  if (was_under_way && place.seen() == Seen::old_bytes) {
    ++undone;
    EXPECT_EQ(place.backups(), "") << where;
  }
}

TEST(Fix, ChangesBothFilesAndKeepsModesLineEndsAndComments) {
  const Place place;
  const Ended run = place.run();
  EXPECT_EQ(place.seen(), Seen::new_bytes) << run.out;
  EXPECT_EQ(place.litter(), "");
  EXPECT_EQ(run.out.find("s3cret"), std::string::npos);
  struct stat status{};
  ::stat((place / "home/.npmrc").c_str(), &status);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  ::stat((place / "project/.npmrc").c_str(), &status);
  EXPECT_EQ(status.st_mode & 07777, 0644u);
  ::stat((place / "home/.local/state/e401/backups").c_str(), &status);
  EXPECT_EQ(status.st_mode & 07777, 0700u);
  for (const auto& entry : fs::directory_iterator(place / "home/.local/state/e401/backups")) {
    ::stat(entry.path().c_str(), &status);
    EXPECT_EQ(status.st_mode & 07777, 0600u);
  }
  const Ended second = place.run();
  EXPECT_EQ(place.seen(), Seen::new_bytes) << second.out;
  EXPECT_EQ(run.exit_code, 0) << run.out;
  EXPECT_EQ(second.exit_code, 0) << second.out;
}

TEST(Fix, KilledAtARandomMomentItsFilesAreOldOrNewAndTheNextStartTidiesUp) {
  const Place place;
  const long long whole_us = place.run().microseconds;
  std::mt19937 dice(401);
  int killed = 0, finished = 0, undone = 0;
  const int kills = is_full_run() ? 1000 : 200;
  for (int i = 0; i < kills; ++i) {
    fs::remove_all(place / "home/.local");
    place.lay_out();
    const long long after_us = std::uniform_int_distribution<long long>(0, whole_us * 5 / 4)(dice);
    RunOptions options;
    options.in_parent = [&](::pid_t child) {
      sleep_us(after_us);
      ::kill(child, SIGKILL);
    };
    killed += place.run(options).exit_code == 128 + SIGKILL;
    check_after_kill(place, next_start(i), "killed after " + std::to_string(after_us) + " us", finished, undone);
  }
  EXPECT_GT(killed, kills / 4);
}

// Every system call of the run, from the first that may write, is a moment to die at.
class Tracer {
 public:
  explicit Tracer(int kill_at) : kill_at_(kill_at) {}
  int stops() const { return stops_; }
  bool works() const { return works_; }

  void follow(::pid_t child) {
    int end = 0;
    if (::waitpid(child, &end, 0) != child || !WIFSTOPPED(end)) {
      works_ = false;
      return;
    }
    for (;;) {
      if (::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr) != 0) return;
      if (::waitid(P_PID, static_cast<::id_t>(child), &info_, WSTOPPED | WEXITED | WNOWAIT) != 0) return;
      if (info_.si_code != CLD_TRAPPED && info_.si_code != CLD_STOPPED) return;  // it has ended; run() collects it
      ::waitpid(child, &end, 0);
      if (++stops_ == kill_at_) {
        ::kill(child, SIGKILL);
        return;
      }
    }
  }

 private:
  int kill_at_;
  int stops_ = 0;
  bool works_ = true;
  ::siginfo_t info_{};
};

int traced(const Place& place, int kill_at, bool& works) {
  Tracer tracer(kill_at);
  RunOptions options;
  options.in_child = [] { ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); };
  options.in_parent = [&](::pid_t child) { tracer.follow(child); };
  place.run(options);
  works = tracer.works();
  return tracer.stops();
}

TEST(Fix, KilledAtAnySystemCallItsFilesAreOldOrNewAndTheNextStartTidiesUp) {
  const Place place;
  bool works = false;
  const int stops = traced(place, -1, works);
  if (!works || stops < 50) GTEST_SKIP() << "no tracing here";
  ASSERT_EQ(place.seen(), Seen::new_bytes);
  int finished = 0, undone = 0;
  const int step = is_full_run() ? 1 : std::max(1, stops / 200);
  for (int at = 1; at <= stops; at += step) {
    fs::remove_all(place / "home/.local");
    place.lay_out();
    traced(place, at, works);
    check_after_kill(place, next_start(at), "killed at system call stop " + std::to_string(at), finished, undone);
  }
  EXPECT_GT(finished, 0);
  EXPECT_GT(undone, 0);
}

TEST(Fix, AFullDiskIsAClearErrorAndNothingChanges) {
  const Place place;
  int refused = 0;
  for (const ::rlim_t bytes : {0, 10, 60, 90, 100, 150, 300, 600, 800, 1000, 1200}) {
    fs::remove_all(place / "home/.local");
    place.lay_out();
    RunOptions options;
    options.in_child = [bytes] {
      const ::rlimit limit{bytes, bytes};
      ::setrlimit(RLIMIT_FSIZE, &limit);
    };
    const Ended run = place.run(options);
    EXPECT_NE(place.seen(), Seen::torn) << bytes << run.out;
    EXPECT_EQ(place.litter(), "") << bytes;
    if (place.seen() == Seen::new_bytes) continue;
    ++refused;
    EXPECT_NE(run.exit_code, 0) << bytes << run.out;
  }
  EXPECT_GE(refused, 5);
}

TEST(Fix, AFullDiskIsNamed) {
  const Place place;
  RunOptions options;
  options.output_file = "output";
  // The output lies on a pipe, so that only the files that matter meet the limit.
  options.in_child = [] {
    int ends[2];
    if (::pipe(ends) != 0) return;
    const ::pid_t copier = ::fork();
    if (copier == 0) {
      ::close(ends[1]);
      char buffer[4096];
      for (ssize_t n; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
        if (::write(1, buffer, static_cast<std::size_t>(n)) < 0) break;
      ::_exit(0);
    }
    ::close(ends[0]);
    ::dup2(ends[1], 1);
    ::dup2(ends[1], 2);
    const ::rlimit limit{70, 70};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  };
  const Ended run = place.run(options);
  sleep_us(100'000);  // the copier's last piece
  const std::string out = read_file(place / "output");
  EXPECT_EQ(place.seen(), Seen::old_bytes);
  EXPECT_EQ(run.exit_code, 3) << out;
  EXPECT_NE(out.find("nothing was changed"), std::string::npos) << out;
  EXPECT_NE(out.find("File too large"), std::string::npos) << out;
}

TEST(Fix, AReadOnlyFolderIsAClearErrorAndNothingChanges) {
  const Place place;
  RunOptions options;
  constexpr ::uid_t nobody = 65534;
  const bool is_root = ::geteuid() == 0;
  if (is_root) {
    for (const char* path : {"", "home", "home/.npmrc", "project", "project/.npmrc"})
      ASSERT_EQ(::chown((place / path).c_str(), nobody, nobody), 0);
    options.in_child = [] {
      if (::setgid(nobody) != 0 || ::setuid(nobody) != 0) ::_exit(125);
    };
  }
  ::chmod((place / "project").c_str(), 0555);
  const Ended run = place.run(options);
  ::chmod((place / "project").c_str(), 0755);
  EXPECT_EQ(place.seen(), Seen::old_bytes);
  EXPECT_EQ(place.litter(), "");
  EXPECT_EQ(run.exit_code, 3) << run.out;
  EXPECT_NE(run.out.find("Permission denied"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("project"), std::string::npos) << run.out;
}

TEST(Fix, SomeoneElsesFileIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  const Place place;
  ASSERT_EQ(::chown((place / "project/.npmrc").c_str(), 12345, 12345), 0);
  const Ended run = place.run();
  EXPECT_EQ(place.seen(), Seen::old_bytes);
  EXPECT_EQ(run.exit_code, 3) << run.out;
  EXPECT_NE(run.out.find("belongs to another user (uid 12345)"), std::string::npos) << run.out;
}

TEST(Fix, OfTwoRunsAtOnceNoneSpoilsTheOther) {
  const Place place;
  const int rounds = is_full_run() ? 60 : 10;
  for (int i = 0; i < rounds; ++i) {
    fs::remove_all(place / "home/.local");
    place.lay_out();
    RunOptions first, second;
    second.output_file = "output-2";
    Ended a, b;
    std::thread other([&] { b = place.run(second); });
    a = place.run(first);
    other.join();
    EXPECT_EQ(place.seen(), Seen::new_bytes) << a.out << b.out;
    EXPECT_EQ(place.litter(), "");
    EXPECT_LT(a.exit_code, 4) << a.out;
    EXPECT_LT(b.exit_code, 4) << b.out;
  }
}

TEST(Fix, DryRunWritesNothingAtAll) {
  const Place place;
  RunOptions options;
  options.arguments.push_back("--dry-run");
  const Ended run = place.run(options);
  EXPECT_EQ(place.seen(), Seen::old_bytes);
  EXPECT_FALSE(fs::exists(place / "home/.local"));
  EXPECT_EQ(run.exit_code, 1) << run.out;
  EXPECT_NE(run.out.find("+//npm.acme.example/:_authToken=***"), std::string::npos) << run.out;
}

// The person's own word beside --trust-project; a file that others could have written is nobody's word.
TEST(Fix, YesBindsWhereThePersonsOwnConfigurationTrustsTheHost) {
  const Place place;
  const std::string project = "registry=https://npm.other.example/\n";
  const std::string user = "_authToken=s3cret-of-the-test-0001\n";
  RunOptions options;
  options.arguments = {"fix", "--yes", "--offline"};
  struct Try {
    const char* trusted;
    mode_t mode;
    bool binds;
  };
  for (const Try t : {Try{"npm.other.example", 0600, true}, Try{"npm.other.example:8443", 0600, false},
                      Try{"npm.other.example", 0666, false}, Try{"npm.other.example, '*'", 0600, false}}) {
    fs::remove_all(place / "home/.local");
    fs::create_directories(place / "home/.config/e401");
    fs::permissions(place / "home/.config/e401", fs::perms(0700));
    write_file(place / "project/.npmrc", project, 0644);
    write_file(place / "home/.npmrc", user, 0600);
    write_file(place / "project/package.json", R"({"name":"shop","version":"1.0.0","dependencies":{"a":"1"}})", 0644);
    write_file(place / "home/.config/e401/config.yaml", std::string("trusted-hosts: [") + t.trusted + "]\n", t.mode);
    const Ended run = place.run(options);
    const bool bound = read_file(place / "home/.npmrc").find("//npm.other.example/:_authToken=") != std::string::npos;
    EXPECT_EQ(bound, t.binds) << t.trusted << "\n" << run.out;
  }
}

TEST(Fix, WhatAnOrganisationsFileForbidsIsNotMadeWhateverIsSaid) {
  const Place place;
  write_file(place / "project/e401.yaml", "credentials:\n  literals: nowhere\n", 0644);
  const Ended yes = place.run();
  EXPECT_EQ(place.seen(), Seen::old_bytes) << yes.out;
  EXPECT_EQ(yes.exit_code, 1) << yes.out;
  EXPECT_NE(yes.out.find("e401.yaml:2 forbids it"), std::string::npos) << yes.out;

  write_file(place / "project/e401.yaml",
             "credentials: {kinds: [token]}\nregistries: {default: [https://npm.acme.example/]}\n", 0644);
  const Ended allowed = place.run();
  EXPECT_EQ(place.seen(), Seen::new_bytes) << allowed.out;

  place.lay_out();
  write_file(place / "policies/acme.yaml", "credentials: {kinds: []}\n", 0644);
  RunOptions named;
  named.arguments.push_back("--policy=" + (place / "policies/acme.yaml"));
  const Ended by_name = place.run(named);
  EXPECT_EQ(place.seen(), Seen::old_bytes) << by_name.out;
  named.arguments.back() += ".gone";
  EXPECT_EQ(place.run(named).exit_code, 2);

  write_file(place / "project/e401.yaml", "registrie: {}\n", 0644);
  const Ended unclear = place.run();
  EXPECT_EQ(place.seen(), Seen::old_bytes) << unclear.out;
  EXPECT_NE(unclear.out.find("did you mean 'registries'?"), std::string::npos) << unclear.out;
}

TEST(Fix, AllowCredentialIsNoAnswerToAnOrganisationsFile) {
  const Place place;
  const std::string user = "//npm.acme.example/:_authToken=s3cret-of-the-test-0001\n";
  RunOptions options;
  options.arguments = {
      "fix", "--yes", "--offline", "--allow-credential", "npm.other.example/", "//npm.acme.example/:_authToken"};
  for (const bool forbidden : {true, false}) {
    write_file(place / "home/.npmrc", user, 0600);
    write_file(place / "project/.npmrc", "fund=false\n", 0644);
    write_file(place / "project/e401.yaml",
               forbidden ? "credentials: {hosts: {npm.other.example: {literals: nowhere}}}\n" : "version: 1\n", 0644);
    const Ended run = place.run(options);
    EXPECT_EQ(read_file(place / "home/.npmrc") == user, forbidden) << run.out;
    if (!forbidden) continue;
    EXPECT_EQ(run.exit_code, 3) << run.out;
    EXPECT_NE(run.out.find("e401.yaml:1 forbids it"), std::string::npos) << run.out;
  }
}

// Hygiene (modes, dead lines, secrets in a project's file): what no request fails of is mended where it is asked for,
// and only there.
class Hygiene : public ::testing::Test {
 protected:
  Ended fix(std::vector<std::string> more) const {
    RunOptions options;
    options.arguments = {"fix", "--yes", "--offline"};
    options.arguments.insert(options.arguments.end(), more.begin(), more.end());
    return place.run(options);
  }
  std::uint32_t mode_of(const char* file) const {
    struct stat status{};
    ::stat((place / file).c_str(), &status);
    return status.st_mode & 07777;
  }
  const Place place;
};

TEST_F(Hygiene, AModeIsNarrowedOnlyWhereThatIsAskedFor) {
  const std::string user =
      "registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=s3cret-of-the-test-0001\n";
  write_file(place / "project/.npmrc", "fund=false\n", 0644);
  for (const char* word : {"", "--only=npmrc-readable-by-others", "--all"}) {
    write_file(place / "home/.npmrc", user, 0644);
    const Ended run = word[0] ? fix({word}) : fix({});
    EXPECT_EQ(run.exit_code, 0) << word << run.out;
    EXPECT_EQ(read_file(place / "home/.npmrc"), user);
    EXPECT_EQ(mode_of("home/.npmrc"), word[0] ? 0600u : 0644u) << word << run.out;
    EXPECT_EQ(mode_of("project/.npmrc"), 0644u);
    if (!word[0]) continue;
    EXPECT_NE(run.out.find("mode of ~/.npmrc: 0644 -> 0600"), std::string::npos) << run.out;
    EXPECT_NE(run.out.find("Gone: npmrc-readable-by-others"), std::string::npos) << run.out;
    EXPECT_NE(fix({word}).out.find("Nothing to mend"), std::string::npos);
  }
}

TEST_F(Hygiene, ASecretOfTheProjectsFileMovesToTheUsers) {
  const std::string project =
      "registry=https://npm.acme.example/\r\n# ci\r\n"
      "//npm.acme.example/:_authToken=s3cret-of-the-test-0002\r\nfund=false\r\n";
  write_file(place / "project/.npmrc", project, 0644);
  write_file(place / "home/.npmrc", "audit=false", 0644);
  const Ended refused = fix({"--only", "literal-secret"});
  EXPECT_EQ(refused.exit_code, 3) << refused.out;  // only the project names that host
  EXPECT_EQ(read_file(place / "project/.npmrc"), project);

  const Ended run = fix({"--only", "literal-secret", "--trust-project"});
  EXPECT_EQ(run.exit_code, 0) << run.out;
  EXPECT_EQ(read_file(place / "project/.npmrc"), "registry=https://npm.acme.example/\r\n# ci\r\nfund=false\r\n");
  EXPECT_EQ(read_file(place / "home/.npmrc"), "audit=false\n//npm.acme.example/:_authToken=s3cret-of-the-test-0002\n");
  EXPECT_EQ(mode_of("home/.npmrc"), 0600u);
  EXPECT_NE(run.out.find("goes to npm.acme.example as before, only from another file"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("revoke it"), std::string::npos) << run.out;
  EXPECT_EQ(run.out.find("s3cret"), std::string::npos) << run.out;
  EXPECT_EQ(fix({"--only", "literal-secret", "--trust-project"}).exit_code, 0);
}

TEST_F(Hygiene, ADeadDuplicateGoes) {
  const std::string head = "registry=https://npm.acme.example/\n";
  const std::string dead = "//npm.acme.example/:_authToken=s3cret-of-the-test-0002\n";
  const std::string live = "//npm.acme.example/:_authToken=${NPM_TOKEN}\n";
  write_file(place / "home/.npmrc", "audit=false\n", 0600);
  write_file(place / "project/.npmrc", head + dead + live, 0644);
  const Ended untouched = fix({});
  EXPECT_EQ(read_file(place / "project/.npmrc"), head + dead + live) << untouched.out;
  const Ended run = fix({"--only", "npmrc-key-dead"});
  EXPECT_EQ(read_file(place / "project/.npmrc"), head + live) << run.out;
  EXPECT_EQ(run.exit_code, 0) << run.out;
}

// A project by a stranger: whatever its files say, `--yes` alone files no credential under a host that only they name.
TEST(Fix, YesBindsNoCredentialWhereOnlyTheProjectNamesTheRegistry) {
  std::mt19937 dice(17);
  const auto pick = [&](std::initializer_list<const char*> list) {
    return std::string(*(list.begin() + dice() % list.size()));
  };
  const Place place;
  for (int i = 0; i < 100; ++i) {
    fs::remove_all(place / "home/.local");
    const std::string host = pick({"evil.example", "evil.example:8443", "npm.acme.example:8443",
                                   "npm.acme.example.evil.example", "10.1.2.3:4873"});
    const std::string path = pick({"/", "/npm/", "/npm"});
    std::string project = pick({"registry=https://", "@acme:registry=https://", "registry = https://"})
                              .append(host)
                              .append(path)
                              .append("\n");
    project += pick({"_authToken=${NPM_TOKEN}\n", "_auth=${NPM_TOKEN}\n", "_authtoken=${NPM_TOKEN}\n",
                     "_password=${NPM_TOKEN}\nusername=u\n", ""});
    project += pick({"", ("//" + host + path + ":_authtoken=${NPM_TOKEN}\n").c_str(),
                     ("//" + host + ":_authToken=$NPM_TOKEN\n").c_str(), ("@acme:_authToken=${NPM_TOKEN}\n"),
                     ("https://" + host + path + ":_authToken=${NPM_TOKEN}\n").c_str()});
    const std::string user =
        pick({"//npm.acme.example/:_authToken=s3cret-of-the-test-0001\n", "_authToken=s3cret-of-the-test-0001\n",
              "@acme:_authToken=s3cret-of-the-test-0001\n", "fund=false\n"});
    write_file(place / "project/.npmrc", project, 0644);
    write_file(place / "home/.npmrc", user, 0600);
    write_file(place / "project/package.json", R"({"name":"shop","version":"1.0.0","dependencies":{"@acme/a":"1"}})",
               0644);
    for (const char* file : {"project/.config/e401/config.yaml", "project/e401/config.yaml", "project/config.yaml"}) {
      fs::create_directories((place / file).substr(0, (place / file).rfind('/')));
      write_file(place / file, "trusted-hosts: ['" + host + "']\n", 0600);
    }
    RunOptions options;
    options.arguments = {"fix", "--yes", "--all", "--offline"};
    options.variables = {"NPM_TOKEN=s3cret-of-the-test-0009"};
    const Ended run = place.run(options);
    for (const char* file : {"home/.npmrc", "project/.npmrc"}) {
      const std::string now = read_file(place / file);
      const std::string was = file == std::string("home/.npmrc") ? user : project;
      for (const char* field : {":_authToken=", ":_auth=", ":_password="})
        for (std::size_t at = now.find("//" + host); at != std::string::npos; at = now.find("//" + host, at + 1)) {
          const std::string line = now.substr(at, now.find('\n', at) - at);
          if (line.find(field) == std::string::npos || was.find(line) != std::string::npos) continue;
          ADD_FAILURE() << "bound: " << line << "\n" << run.out;
        }
    }
    EXPECT_EQ(run.out.find("s3cret"), std::string::npos) << run.out;
  }
}

}  // namespace
}  // namespace e401::fix_test
