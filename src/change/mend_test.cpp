// The whole of `fix` on a machine in memory, with a diagnosis that knows one fault: lower-case fields in npmrc files.
#include "change/mend.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "npm/rc_document.h"
#include "support/fakes.h"

namespace e401::change {
namespace {

using findings::FileChange;
using findings::Finding;
using findings::Fix;
using findings::Safety;
using findings::Severity;

constexpr char user_rc[] = "/home/u/.npmrc";
constexpr char project_rc[] = "/home/u/project/.npmrc";
constexpr char wrong[] = "//npm.acme.example/:_authtoken=s3cret-of-the-test-01\n";
constexpr char right[] = "//npm.acme.example/:_authToken=s3cret-of-the-test-01\n";

class SuccessfulPrograms final : public world::Programs {
 public:
  int exit_code = 0;
  std::vector<std::vector<std::string>> runs;
  base::Result<world::ProgramEnd> run(const world::ProgramRun& run) override {
    runs.push_back(run.argv);
    world::ProgramEnd end;
    end.exit_code = exit_code;
    return end;
  }
  base::Result<void> open_browser(const std::string&) override { return {}; }
};

struct Scene {
  support::Machine machine;
  SuccessfulPrograms programs;
  MendOptions options;
  Safety safety = Safety::ask;
  bool is_proven = true;
  std::vector<std::string> verify;
  std::string tarball = "bytes";
  int diagnoses = 0;
  std::vector<std::string> learned;

  Scene() {
    machine.files.file(user_rc, wrong, 0600).file("/home/u/project/package.json", "{}");
    options.state_folder = "/home/u/.local/state/e401";
    options.style.home = "/home/u";
    options.style.cwd = "/home/u/project";
  }

  Diagnosed diagnose() {
    ++diagnoses;
    Diagnosed d;
    npm::Situation s;
    s.env = {{"HOME", "/home/u"}};
    s.cwd = "/home/u/project";
    s.home = "/home/u";
    d.config = npm::load_config(std::move(s), machine.files);
    for (const char* path : {user_rc, project_rc}) {
      const auto bytes = machine.files.bytes_of(path);
      const std::size_t at = bytes ? bytes->find("_authtoken") : std::string::npos;
      if (at == std::string::npos) continue;
      Fix fix;
      fix.id = "spell-field";
      fix.safety = safety;
      fix.description = "write _authToken in " + std::string(path);
      FileChange change;
      change.path = path;
      change.judged_sha256 = base::sha256_hex(*bytes);
      change.edits.push_back({{at, at + 10}, base::Secret("_authToken")});
      fix.changes.push_back(std::move(change));
      fix.verify_tarballs = verify;
      Finding f;
      f.code = "auth-field-typo";
      f.severity = is_proven ? Severity::error : Severity::warning;
      if (!is_proven) f.would_prove = "a run of npm";
      f.title = "the field is misspelled";
      f.evidence.push_back({path, 1, 1, 0, "", ""});
      f.fixes.push_back(std::move(fix));
      d.report.findings.push_back(std::move(f));
    }
    d.report.healthy = d.report.findings.empty();
    d.report.summary = "nothing wrong";
    return d;
  }

  Ending run() {
    world::World world{machine.environment, machine.files, machine.http, machine.clock, programs, machine.terminal};
    Doors doors;
    doors.diagnose = [this] { return diagnose(); };
    doors.fetch_tarball = [this](const std::string&) -> base::Result<std::string> { return tarball; };
    doors.learn = [this](const base::Secret& s) { learned.push_back(s.reveal()); };
    return mend(world, doors, options);
  }

  std::string said() const { return machine.terminal.out_text + machine.terminal.err_text; }
  std::string user() const { return machine.files.bytes_of(user_rc).value_or(""); }
  bool wrote_anything() const { return !machine.files.changes().empty(); }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Mend, WithYesTheLineIsMendedLookedAtAgainAndSaidToBeGone) {
  Scene s;
  s.options.yes = true;
  EXPECT_EQ(s.run(), Ending::nothing_left);
  EXPECT_EQ(s.user(), right);
  EXPECT_EQ(s.diagnoses, 2);
  EXPECT_TRUE(has(s.said(), "Gone: auth-field-typo")) << s.said();
  EXPECT_TRUE(has(s.said(), "-//npm.acme.example/:_authtoken=***\n+//npm.acme.example/:_authToken=***"));
  EXPECT_TRUE(has(s.said(), "changed ~/.npmrc   (as it was: ~/.local/state/e401/backups/"));
  EXPECT_TRUE(has(s.said(), "this sends the token of ~/.npmrc:1 to npm.acme.example, which it did not before"));
  EXPECT_FALSE(has(s.said(), "s3cret"));
  EXPECT_FALSE(s.learned.empty());
}

TEST(Mend, ASecondRunFindsNothingToDoAndWritesNothing) {
  Scene s;
  s.options.yes = true;
  s.run();
  const std::size_t changes = s.machine.files.changes().size();
  EXPECT_EQ(s.run(), Ending::nothing_left);
  EXPECT_EQ(s.machine.files.changes().size(), changes);
  EXPECT_TRUE(has(s.said(), "Nothing to mend"));
}

TEST(Mend, WithoutATerminalAndWithoutYesNothingIsChanged) {
  Scene s;
  EXPECT_EQ(s.run(), Ending::refused);
  EXPECT_FALSE(s.wrote_anything());
  EXPECT_TRUE(has(s.said(), "--yes says yes"));
}

TEST(Mend, ASafeFixNeedsNoAnswer) {
  Scene s;
  s.safety = Safety::safe;
  EXPECT_EQ(s.run(), Ending::nothing_left);
  EXPECT_EQ(s.user(), right);
}

TEST(Mend, AtATerminalThePersonDecides) {
  Scene s;
  s.machine.terminal.is_interactive = true;
  s.machine.terminal.answers = {"n"};
  EXPECT_EQ(s.run(), Ending::something_remains);
  EXPECT_FALSE(s.wrote_anything());
  Scene t;
  t.machine.terminal.is_interactive = true;
  t.machine.terminal.answers = {"Y"};
  EXPECT_EQ(t.run(), Ending::nothing_left);
  Scene u;  // end of input is no yes
  u.machine.terminal.is_interactive = true;
  EXPECT_EQ(u.run(), Ending::something_remains);
  EXPECT_FALSE(u.wrote_anything());
}

TEST(Mend, DryRunShowsAndWritesNothing) {
  Scene s;
  s.options.dry_run = true;
  s.options.yes = true;
  EXPECT_EQ(s.run(), Ending::something_remains);
  EXPECT_FALSE(s.wrote_anything());
  EXPECT_TRUE(has(s.said(), "+//npm.acme.example/:_authToken=***"));
  EXPECT_TRUE(has(s.said(), "Nothing was changed (--dry-run)."));
}

TEST(Mend, YesDoesNotBindWhatOnlyTheProjectNames) {
  Scene s;
  s.machine.files.file(user_rc, "fund=false\n").file(project_rc, "//evil.example/:_authtoken=${NPM_TOKEN}\n");
  s.options.yes = true;
  EXPECT_EQ(s.run(), Ending::refused);
  EXPECT_FALSE(s.wrote_anything());
  EXPECT_TRUE(has(s.said(), "--trust-project")) << s.said();
  s.options.trust_project = true;
  EXPECT_EQ(s.run(), Ending::nothing_left);
}

TEST(Mend, ALikelyCauseIsMendedOnlyWhenAskedForAndAnswered) {
  Scene s;
  s.is_proven = false;
  s.safety = Safety::safe;
  s.options.yes = true;
  EXPECT_NE(s.run(), Ending::nothing_left);
  EXPECT_FALSE(s.wrote_anything());
  EXPECT_TRUE(has(s.said(), "Left alone (warnings): auth-field-typo"));
  s.options.only = "auth-field-typo";
  EXPECT_EQ(s.run(), Ending::refused);
  EXPECT_FALSE(s.wrote_anything());
  s.machine.terminal.is_interactive = true;
  s.machine.terminal.answers = {"y"};
  EXPECT_EQ(s.run(), Ending::nothing_left);
}

TEST(Mend, TwoFilesAreChangedInOneGo) {
  Scene s;
  s.machine.files.file(project_rc, wrong);
  s.options.yes = true;
  EXPECT_EQ(s.run(), Ending::nothing_left);
  EXPECT_EQ(s.user(), right);
  EXPECT_EQ(s.machine.files.bytes_of(project_rc), right);
  EXPECT_EQ(s.diagnoses, 2);
}

TEST(Mend, WhatTheFirstRoundHidIsMendedInTheSecond) {
  Scene s;  // the diagnosis sees the first fault of a file only
  s.machine.files.file(user_rc, std::string(wrong) + "//gitlab.acme.example/:_authtoken=s3cret-of-the-test-02\n", 0600);
  s.options.yes = true;
  EXPECT_EQ(s.run(), Ending::nothing_left);
  EXPECT_EQ(s.user(), std::string(right) + "//gitlab.acme.example/:_authToken=s3cret-of-the-test-02\n");
  Scene t;
  t.machine.files.file(user_rc, std::string(wrong) + wrong + wrong, 0600);
  t.options.yes = true;
  EXPECT_EQ(t.run(), Ending::something_remains) << "two rounds at most";
  EXPECT_EQ(t.user(), std::string(right) + right + wrong);
}

TEST(Mend, ATarballThatDoesNotFitForbidsTheChange) {
  Scene s;
  s.options.yes = true;
  s.verify = {"https://npm.acme.example/a.tgz sha512-" + base::sha512_base64("other")};
  EXPECT_EQ(s.run(), Ending::refused);
  EXPECT_FALSE(s.wrote_anything());
  s.verify = {"https://npm.acme.example/a.tgz sha512-" + base::sha512_base64("bytes")};
  EXPECT_EQ(s.run(), Ending::nothing_left);
}

TEST(Mend, TheCommandIsRunAgainWhenNothingIsLeft) {
  Scene s;
  s.options.yes = true;
  s.options.command = {"npm", "ci", "--foo=a b"};
  EXPECT_EQ(s.run(), Ending::nothing_left);
  ASSERT_EQ(s.programs.runs.size(), 1u);
  EXPECT_EQ(s.programs.runs[0], s.options.command);
  EXPECT_TRUE(has(s.said(), "npm ci '--foo=a b'"));
  s.programs.exit_code = 1;
  EXPECT_EQ(s.run(), Ending::something_remains);
  Scene t;
  t.options.command = {"npm", "ci"};
  EXPECT_EQ(t.run(), Ending::refused);
  EXPECT_TRUE(t.programs.runs.empty());
}

TEST(Mend, ACommandThatSucceedsIsTheProof) {
  Scene s;
  s.is_proven = false;
  EXPECT_EQ(s.run(), Ending::not_proven);
  s.options.dry_run = true;
  EXPECT_EQ(s.run(), Ending::not_proven);
  s.options.dry_run = false;
  s.options.command = {"npm", "ci"};
  EXPECT_EQ(s.run(), Ending::nothing_left);
  EXPECT_TRUE(has(s.said(), "It succeeds.\n")) << s.said();
}

TEST(Mend, AnInterruptedChangeIsEndedBeforeAnythingIsJudged) {
  Scene s;
  s.options.yes = true;
  s.machine.files.directory(s.options.state_folder, 0700);
  const std::string beside = "/home/u/" + world::temporary_name(".npmrc", "00000001");
  s.machine.files.file(beside, right, 0600);
  s.machine.files.file(
      s.options.state_folder + "/journal.json",
      R"({"schema":"e401.journal/1","state":"commit","entries":[{"kind":"edit","path":"/home/u/.npmrc",)"
      R"("temporary":")" +
          beside + R"(","spare":"/home/u/..npmrc.e401-00000002.tmp","judged":")" + base::sha256_hex(wrong) +
          R"(","new":")" + base::sha256_hex(right) + R"(","backup":""}]})",
      0600);
  EXPECT_EQ(s.run(), Ending::nothing_left);
  EXPECT_TRUE(has(s.said(), "An interrupted change is finished now (~/.npmrc)")) << s.said();
  EXPECT_EQ(s.user(), right);
  EXPECT_FALSE(s.machine.files.bytes_of(beside));
}

TEST(Mend, AllowCredentialDoesExactlyThat) {
  Scene s;
  s.machine.files.file(user_rc, std::string(wrong) + "//old.acme.example/:_authToken=s3cret-of-the-test-02\n", 0600);
  s.options.allow = AllowCredential{"new.example/npm/", "//old.acme.example/:_authToken"};
  EXPECT_EQ(s.run(), Ending::something_remains) << "the other fault is not touched";
  EXPECT_EQ(s.user(), std::string(wrong) +
                          "//old.acme.example/:_authToken=s3cret-of-the-test-02\n"
                          "//new.example/npm/:_authToken=s3cret-of-the-test-02\n");
  EXPECT_TRUE(has(s.said(),
                  "this sends the token of ~/.npmrc:2 to new.example/npm, which it did not before (it was filed under "
                  "another host)"));
  s.options.allow = AllowCredential{"new.example/npm/", "//nothing.example/:_authToken"};
  EXPECT_EQ(s.run(), Ending::usage);
}

TEST(Mend, AFileThatCannotBeChangedIsNamed) {
  Scene s;
  s.options.yes = true;
  s.machine.files.node("/home/u").mode = 0555;
  s.machine.files.directory("/state", 0700);
  s.options.state_folder = "/state/e401";
  EXPECT_EQ(s.run(), Ending::refused);
  EXPECT_EQ(s.user(), wrong);
  EXPECT_TRUE(has(s.said(), "nothing was changed")) << s.said();
  EXPECT_TRUE(has(s.said(), "Permission denied")) << s.said();
}

}  // namespace
}  // namespace e401::change
