#include "change/apply.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/limits.h"
#include "change/faulty_files_for_test.h"

namespace e401::change {
namespace {

using findings::FileChange;
using support::MemoryFiles;

constexpr char user_rc[] = "/home/u/.npmrc";
constexpr char project_rc[] = "/home/u/project/.npmrc";
constexpr char member_rc[] = "/home/u/project/packages/site/.npmrc";
constexpr char new_rc[] = "/home/u/project/packages/.npmrc";
constexpr char state[] = "/home/u/.local/state/e401";
constexpr char old_user[] = "fund=false\n//npm.acme.example/:_authtoken=s3cret-of-the-test-0001\n";
constexpr char new_user[] = "fund=false\n//npm.acme.example/:_authToken=s3cret-of-the-test-0001\n";
constexpr char old_project[] = "registry=https://npm.acme.example\r\n# stays\r\n";
constexpr char new_project[] = "registry=https://npm.acme.example/\r\n# stays\r\n";
constexpr char old_member[] = "@acme:registry=https://npm.acme.example/\n";
constexpr char new_file[] = "//npm.acme.example/:_authToken=s3cret-of-the-test-0002\n";

FileChange edit(const std::string& path, const std::string& judged, base::Span span, const std::string& text) {
  FileChange change;
  change.path = path;
  change.judged_sha256 = base::sha256_hex(judged);
  change.edits.push_back({span, base::Secret(text)});
  return change;
}

FileChange removal(const std::string& path, const std::string& judged) {
  FileChange change;
  change.kind = FileChange::Kind::remove;
  change.path = path;
  change.judged_sha256 = base::sha256_hex(judged);
  return change;
}

FileChange creation(const std::string& path, const std::string& bytes) {
  FileChange change;
  change.kind = FileChange::Kind::create;
  change.path = path;
  change.content = base::Secret(bytes);
  change.mode = 0644;
  return change;
}

// Two edits, a new file and a file that goes.
std::vector<FileChange> plan_of_four() {
  return {edit(user_rc, old_user, {36, 37}, "T"), edit(project_rc, old_project, {33, 33}, "/"),
          creation(new_rc, new_file), removal(member_rc, old_member)};
}

void lay_out(MemoryFiles& files) {
  files.file(user_rc, old_user, 0600);
  files.file(project_rc, old_project, 0644);
  files.file(member_rc, old_member, 0644);
}

ApplyOptions options() {
  return {.state_folder = state, .project_folder = "/home/u/project", .trust_project = false, .now_s = 1'790'000'000};
}

enum class Seen { old_bytes, new_bytes, torn };

Seen seen(const MemoryFiles& files) {
  const auto is = [&](const char* user, const char* project, bool made, bool member) {
    return files.bytes_of(user_rc) == user && files.bytes_of(project_rc) == project &&
           files.bytes_of(new_rc) == (made ? std::optional<std::string>(new_file) : std::nullopt) &&
           files.bytes_of(member_rc) == (member ? std::optional<std::string>(old_member) : std::nullopt);
  };
  if (is(old_user, old_project, false, true)) return Seen::old_bytes;
  return is(new_user, new_project, true, false) ? Seen::new_bytes : Seen::torn;
}

// What lies about that should not: temporaries, a journal.
std::string litter(const MemoryFiles& files) {
  std::string out;
  for (const std::string& path : files.paths())
    if (path.find(".e401-") != std::string::npos || path.ends_with("journal.json")) out += path + " ";
  return out;
}

std::string readable_secrets(const MemoryFiles& files) {
  std::string out;
  for (const auto& [path, node] : files.nodes())
    if (node.kind == support::MemoryNode::Kind::file && node.bytes.find("s3cret") != std::string::npos &&
        (node.mode & 077) != 0)
      out += path + " ";
  return out;
}

int writing_calls_of_a_good_run() {
  MemoryFiles files;
  lay_out(files);
  FaultyFiles counting(files, FaultyFiles::Fault::none, 0);
  EXPECT_TRUE(apply(counting, plan_of_four(), options()));
  return counting.calls();
}

TEST(Apply, ChangesAllFilesOfAPlanAndKeepsWhatTheyWereAsBackups) {
  MemoryFiles files;
  lay_out(files);
  const auto applied = apply(files, plan_of_four(), options());
  ASSERT_TRUE(applied) << applied.error().text();
  EXPECT_EQ(applied->trouble, "");
  EXPECT_EQ(seen(files), Seen::new_bytes);
  EXPECT_EQ(litter(files), "");
  EXPECT_EQ(files.node(user_rc).mode, 0600u);
  EXPECT_EQ(files.node(project_rc).mode, 0644u);
  EXPECT_EQ(files.node(new_rc).mode, 0600u) << "a new file with a secret is not for others";
  ASSERT_EQ(applied->files.size(), 4u);
  EXPECT_EQ(files.bytes_of(applied->files[0].backup), old_user);
  EXPECT_EQ(files.bytes_of(applied->files[3].backup), old_member);
  EXPECT_EQ(files.node(applied->files[0].backup).mode, 0600u);
  EXPECT_EQ(files.node(std::string(state) + "/backups").mode, 0700u);
  EXPECT_EQ(applied->files[2].backup, "");
}

TEST(Apply, RefusesAFileThatIsNotAsJudgedAndChangesNothing) {
  MemoryFiles files;
  lay_out(files);
  files.node(project_rc).bytes += "audit=false\r\n";
  const auto applied = apply(files, plan_of_four(), options());
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, "changed");
  EXPECT_EQ(applied.error().file, project_rc);
  EXPECT_TRUE(files.changes().empty());
}

// An editor that saves at the last moment: after the judgement is checked, before the names change places.
class SavingEditor final : public world::Files {
 public:
  SavingEditor(MemoryFiles& files, std::string path) : files_(files), path_(std::move(path)) {}
  base::Result<std::string> read(const std::string& p, std::size_t n) const override { return files_.read(p, n); }
  base::Result<std::string> read_part(const std::string& p, std::uint64_t from, std::size_t max_bytes) const override {
    return files_.read_part(p, from, max_bytes);
  }
  base::FileInfo info(const std::string& p) const override { return files_.info(p); }
  std::vector<std::string> list(const std::string& p) const override { return files_.list(p); }
  std::string real_path(const std::string& p) const override { return files_.real_path(p); }
  base::Result<void> replace(const std::string& p, std::string_view b, std::uint32_t m) override {
    return files_.replace(p, b, m);
  }
  base::Result<void> create(const std::string& p, std::string_view b, std::uint32_t m) override {
    return files_.create(p, b, m);
  }
  base::Result<void> stage(const std::string& p, std::string_view b, std::uint32_t m, const std::string& l) override {
    return files_.stage(p, b, m, l);
  }
  base::Result<void> swap(const std::string& p, const std::string& o, const std::string& s) override {
    if (p == path_ && !saved_) {
      saved_ = true;
      files_.node(path_).bytes = "saved by the editor\n";
    }
    return files_.swap(p, o, s);
  }
  base::Result<void> move(const std::string& f, const std::string& t) override { return files_.move(f, t); }
  base::Result<void> remove(const std::string& p) override { return files_.remove(p); }
  base::Result<void> rename(const std::string& f, const std::string& t) override { return files_.rename(f, t); }
  base::Result<void> make_directories(const std::string& p, std::uint32_t m) override {
    return files_.make_directories(p, m);
  }
  base::Result<void> restrict_mode(const std::string& p, std::uint32_t m) override {
    return files_.restrict_mode(p, m);
  }
  base::Result<std::unique_ptr<Lock>> try_lock(const std::string& p) override { return files_.try_lock(p); }

 private:
  MemoryFiles& files_;
  std::string path_;
  bool saved_ = false;
};

TEST(Apply, AnEditorThatSavesAtTheLastMomentWinsAndTheWholePlanIsUndone) {
  MemoryFiles files;
  lay_out(files);
  SavingEditor editor(files, project_rc);
  const auto applied = apply(editor, plan_of_four(), options());
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, "changed");
  EXPECT_EQ(files.bytes_of(project_rc), "saved by the editor\n");
  EXPECT_EQ(files.bytes_of(user_rc), old_user);
  EXPECT_EQ(files.bytes_of(new_rc), std::nullopt);
  EXPECT_EQ(files.bytes_of(member_rc), old_member);
  EXPECT_EQ(litter(files), "");
}

TEST(Apply, KeepsALinkAndChangesItsTarget) {
  MemoryFiles files;
  files.file("/home/u/dotfiles/npmrc", old_user, 0640).link(user_rc, "dotfiles/npmrc");
  ASSERT_TRUE(apply(files, {edit(user_rc, old_user, {36, 37}, "T")}, options()));
  EXPECT_EQ(files.node(user_rc).kind, support::MemoryNode::Kind::link);
  EXPECT_EQ(files.bytes_of("/home/u/dotfiles/npmrc"), new_user);
  EXPECT_EQ(files.node("/home/u/dotfiles/npmrc").mode, 0640u);
}

TEST(Apply, AProjectsLinkThatLeadsOutOfItIsFollowedOnlyWhenTrusted) {
  MemoryFiles files;
  files.file(user_rc, old_user, 0600).directory("/home/u/project").link(project_rc, "../.npmrc");
  ApplyOptions o = options();
  const auto refused = apply(files, {edit(project_rc, old_user, {36, 37}, "T")}, o);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "linked-out");
  EXPECT_TRUE(files.changes().empty());
  o.trust_project = true;
  EXPECT_TRUE(apply(files, {edit(project_rc, old_user, {36, 37}, "T")}, o));
}

TEST(Apply, RefusesWhatBelongsToSomeoneElse) {
  MemoryFiles files;
  lay_out(files);
  files.node(project_rc).owner = 0;
  const auto applied = apply(files, plan_of_four(), options());
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, "owner");
  EXPECT_NE(applied.error().text().find(project_rc), std::string::npos);
  EXPECT_TRUE(files.changes().empty());
}

TEST(Apply, AReadOnlyFolderIsAClearErrorAndNothingChanges) {
  MemoryFiles files;
  lay_out(files);
  files.node("/home/u/project").mode = 0555;
  const auto applied = apply(files, plan_of_four(), options());
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, "EACCES");
  EXPECT_NE(applied.error().text().find("/home/u/project"), std::string::npos);
  EXPECT_EQ(seen(files), Seen::old_bytes);
  EXPECT_EQ(litter(files), "");
}

TEST(Apply, TheFirstSecretOfAFileTakesItAwayFromOthers) {
  MemoryFiles files;
  files.file(user_rc, "fund=false\n", 0644);
  ASSERT_TRUE(apply(files, {edit(user_rc, "fund=false\n", {11, 11}, "//npm.acme.example/:_authToken=s3cret-00001\n")},
                    options()));
  EXPECT_EQ(files.node(user_rc).mode, 0600u);
}

TEST(Apply, ARenamedFileWithASecretIsNotForOthersEither) {
  MemoryFiles files;
  files.file("/home/u/npmrc", new_user, 0644);
  FileChange change = removal("/home/u/npmrc", new_user);
  change.kind = FileChange::Kind::rename;
  change.new_path = user_rc;
  ASSERT_TRUE(apply(files, {change}, options()));
  EXPECT_EQ(files.bytes_of("/home/u/npmrc"), std::nullopt);
  EXPECT_EQ(files.bytes_of(user_rc), new_user);
  EXPECT_EQ(files.node(user_rc).mode, 0600u);
  EXPECT_EQ(litter(files), "");
}

TEST(Apply, NeverRenamesOverAFile) {
  MemoryFiles files;
  files.file("/home/u/npmrc", new_user, 0600).file(user_rc, "fund=false\n", 0600);
  FileChange change = removal("/home/u/npmrc", new_user);
  change.kind = FileChange::Kind::rename;
  change.new_path = user_rc;
  EXPECT_EQ(apply(files, {change}, options()).error().code, "changed");
  EXPECT_TRUE(files.changes().empty());
}

TEST(Apply, ASecondRunAtTheSameTimeIsRefused) {
  MemoryFiles files;
  lay_out(files);
  files.directory(state, 0700);
  const auto held = files.try_lock(std::string(state) + "/lock");
  ASSERT_TRUE(held);
  const auto applied = apply(files, plan_of_four(), options());
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, "busy");
  EXPECT_EQ(seen(files), Seen::old_bytes);
}

TEST(Apply, AFolderForBackupsThatOthersMayEnterIsClosedFirst) {
  MemoryFiles files;
  lay_out(files);
  files.directory(state).directory(std::string(state) + "/backups");
  files.node(state).mode = 0755;
  files.node(std::string(state) + "/backups").mode = 0777;
  ASSERT_TRUE(apply(files, plan_of_four(), options()));
  EXPECT_EQ(files.node(state).mode, 0700u);
  EXPECT_EQ(files.node(std::string(state) + "/backups").mode, 0700u);
}

TEST(Apply, KeepsTheNewestTenBackupsOfEachFile) {
  MemoryFiles files;
  std::string now = "a=0\n";
  files.file(user_rc, now, 0600).file(project_rc, "p=1\n");
  ASSERT_TRUE(apply(files, {edit(project_rc, "p=1\n", {2, 3}, "2")}, options()));
  for (int i = 1; i <= 14; ++i) {
    ApplyOptions o = options();
    o.now_s += i / 4;  // several in one second
    ASSERT_TRUE(apply(files, {edit(user_rc, now, {2, now.size() - 1}, std::to_string(i))}, o));
    now = fmt::format("a={}\n", i);
  }
  std::vector<std::string> kept, kept_of_project;
  for (const std::string& path : files.paths())
    if (path.find("/backups/") != std::string::npos)
      (files.bytes_of(path)->starts_with("a") ? kept : kept_of_project).push_back(*files.bytes_of(path));
  EXPECT_EQ(kept.size(), limits::backups_per_file_max);
  EXPECT_EQ(kept.front(), "a=4\n");
  EXPECT_EQ(kept.back(), "a=13\n");
  EXPECT_EQ(kept_of_project.size(), 1u);
}

TEST(Apply, WritesNoSecretIntoTheJournal) {
  const int calls = writing_calls_of_a_good_run();
  int journals = 0;
  for (int n = 1; n <= calls; ++n) {
    MemoryFiles files;
    lay_out(files);
    FaultyFiles faulty(files, FaultyFiles::Fault::killed_before, n);
    EXPECT_THROW((void)apply(faulty, plan_of_four(), options()), Killed);
    const auto journal = files.bytes_of(std::string(state) + "/journal.json");
    if (!journal) continue;
    ++journals;
    EXPECT_EQ(journal->find("s3cret"), std::string::npos);
    EXPECT_EQ(files.node(std::string(state) + "/journal.json").mode, 0600u);
  }
  EXPECT_GT(journals, 8);
}

// --- every prefix of a run ---

class EveryFailure : public ::testing::TestWithParam<FaultyFiles::Fault> {};

TEST_P(EveryFailure, OfAnyWritingCallLeavesAllOldOrAllNewAndNoLitter) {
  const int calls = writing_calls_of_a_good_run();
  for (int n = 1; n <= calls; ++n) {
    MemoryFiles files;
    lay_out(files);
    FaultyFiles faulty(files, GetParam(), n);
    const auto applied = apply(faulty, plan_of_four(), options());
    if (!applied) {
      EXPECT_EQ(applied.error().code, "ENOSPC");
    }
    const bool all_fail = GetParam() == FaultyFiles::Fault::fails_for_ever;
    if (!all_fail || litter(files).empty()) {
      EXPECT_EQ(seen(files), applied ? Seen::new_bytes : Seen::old_bytes) << n;
    }
    const auto recovered = recover(files, state, options().now_s);
    ASSERT_TRUE(recovered) << recovered.error().text();
    EXPECT_NE(seen(files), Seen::torn) << n;
    if (applied) {
      EXPECT_EQ(seen(files), Seen::new_bytes) << n;
    }
    EXPECT_EQ(litter(files), "") << n;
    EXPECT_EQ(readable_secrets(files), "") << n;
  }
}

INSTANTIATE_TEST_SUITE_P(Disk, EveryFailure,
                         ::testing::Values(FaultyFiles::Fault::fails_once, FaultyFiles::Fault::fails_for_ever));

class EveryKill : public ::testing::TestWithParam<FaultyFiles::Fault> {};

TEST_P(EveryKill, LeavesWholeFilesAndTheNextStartAllOldOrAllNew) {
  const int calls = writing_calls_of_a_good_run();
  int finished = 0, undone = 0;
  for (int n = 1; n <= calls; ++n) {
    MemoryFiles files;
    lay_out(files);
    FaultyFiles faulty(files, GetParam(), n);
    try {
      (void)apply(faulty, plan_of_four(), options());
    } catch (const Killed&) {
    }
    EXPECT_EQ(readable_secrets(files), "") << n;
    for (const auto& [path, was, is] :
         {std::tuple{user_rc, old_user, new_user}, std::tuple{project_rc, old_project, new_project}}) {
      const auto bytes = files.bytes_of(path);
      EXPECT_TRUE(bytes == was || bytes == is) << path << " is torn after call " << n;
    }
    const auto recovered = recover(files, state, options().now_s);
    ASSERT_TRUE(recovered) << recovered.error().text();
    finished += recovered->outcome == Recovered::Outcome::finished;
    undone += recovered->outcome == Recovered::Outcome::undone;
    EXPECT_NE(seen(files), Seen::torn) << n;
    if (recovered->outcome == Recovered::Outcome::finished) {
      EXPECT_EQ(seen(files), Seen::new_bytes) << n;
    }
    if (recovered->outcome == Recovered::Outcome::undone) {
      EXPECT_EQ(seen(files), Seen::old_bytes) << n;
    }
    EXPECT_EQ(litter(files), "") << n;
    EXPECT_EQ(recover(files, state, options().now_s)->outcome, Recovered::Outcome::nothing);
  }
  EXPECT_GT(finished, 3);
  EXPECT_GT(undone, 3);
}

TEST_P(EveryKill, OfTheRecoveryItselfIsRecoveredFromToo) {
  const int calls = writing_calls_of_a_good_run();
  for (int n = 1; n <= calls; ++n) {
    for (int m = 1;; ++m) {
      MemoryFiles files;
      lay_out(files);
      FaultyFiles first(files, GetParam(), n);
      try {
        (void)apply(first, plan_of_four(), options());
      } catch (const Killed&) {
      }
      FaultyFiles second(files, GetParam(), m);
      bool killed = false;
      try {
        (void)recover(second, state, options().now_s);
      } catch (const Killed&) {
        killed = true;
      }
      const auto recovered = recover(files, state, options().now_s);
      ASSERT_TRUE(recovered) << recovered.error().text();
      EXPECT_NE(seen(files), Seen::torn) << n << " " << m;
      EXPECT_EQ(litter(files), "") << n << " " << m;
      EXPECT_EQ(readable_secrets(files), "") << n << " " << m;
      if (!killed) break;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Signal, EveryKill,
                         ::testing::Values(FaultyFiles::Fault::killed_before, FaultyFiles::Fault::killed_within,
                                           FaultyFiles::Fault::killed_late));

TEST(Recover, SomeoneWhoWroteIntoATargetAfterTheKillKeepsTheirBytes) {
  const int calls = writing_calls_of_a_good_run();
  int conflicts = 0;
  for (int n = 1; n <= calls; ++n) {
    MemoryFiles files;
    lay_out(files);
    FaultyFiles faulty(files, FaultyFiles::Fault::killed_before, n);
    EXPECT_THROW((void)apply(faulty, plan_of_four(), options()), Killed);
    files.file(project_rc, "mine now\n").file(member_rc, "mine too\n");
    const auto recovered = recover(files, state, options().now_s);
    ASSERT_TRUE(recovered) << recovered.error().text();
    conflicts += recovered->outcome == Recovered::Outcome::conflicts;
    EXPECT_EQ(files.bytes_of(project_rc), "mine now\n") << n;
    EXPECT_EQ(files.bytes_of(member_rc), "mine too\n") << n;
    EXPECT_EQ(litter(files), "") << n;
  }
  EXPECT_GT(conflicts, 0);
}

TEST(Recover, AJournalThatPointsElsewhereTouchesNothing) {
  MemoryFiles files;
  lay_out(files);
  files.directory(state, 0700);
  const std::string hostile =
      R"({"schema":"e401.journal/1","state":"prepare","entries":[{"kind":"edit","path":"/home/u/.npmrc",)"
      R"("temporary":"/home/u/project/.npmrc","spare":"/home/u/..npmrc.e401-00000000.tmp","judged":"","new":"","backup":""}]})";
  files.file(std::string(state) + "/journal.json", hostile, 0600);
  const auto recovered = recover(files, state, options().now_s);
  ASSERT_FALSE(recovered);
  EXPECT_EQ(recovered.error().code, "bad-journal");
  EXPECT_EQ(seen(files), Seen::old_bytes);
}

TEST(Recover, LooksAtNothingAndLocksNothingWhereThereIsNoJournal) {
  MemoryFiles files;
  lay_out(files);
  EXPECT_EQ(recover(files, state, options().now_s)->outcome, Recovered::Outcome::nothing);
  EXPECT_TRUE(files.changes().empty());
}

}  // namespace
}  // namespace e401::change
