// Which files are looked into, and what a baseline does: in worlds in memory.
#include "lint/lint.h"

#include <gtest/gtest.h>

#include "lint/baseline.h"
#include "support/example.h"
#include "support/fakes.h"

namespace e401::lint {
namespace {

constexpr const char* secret_line = "//npm.acme.example/:_authToken=s3cr3t-of-the-tests-0001\n";

struct Place {
  support::Machine machine;
  std::vector<findings::Skipped> skipped;

  explicit Place(std::optional<std::vector<std::string>> tracked) {
    machine.environment.cwd = "/w";
    machine.environment.passwd_home = "/home/u";
    machine.environment.variables = {{"HOME", "/home/u"}};
    machine.files.directory("/w").directory("/home/u");
    if (tracked) machine.files.file("/w/.git/HEAD", "ref: x\n").file("/w/.git/index", support::git_index_of(*tracked));
  }
  rules::LintFacts facts(std::vector<std::string> paths = {}) {
    const auto none = [](const std::string&, std::vector<findings::Skipped>&) { return rules::Facts{}; };
    return gather(machine.world(), {std::move(paths), "/w"}, none, skipped);
  }
  findings::Report report() {
    const rules::LintFacts f = facts();
    return judge(f, std::move(skipped));
  }
  std::string secrets(std::vector<std::string> paths = {}) {
    std::string out;
    for (const rules::WrittenSecret& s : facts(std::move(paths)).secrets)
      out += s.file + ":" + std::to_string(s.line) +
             (s.kept == rules::Kept::tracked       ? " tracked; "
              : s.kept == rules::Kept::not_ignored ? " open; "
              : s.kept == rules::Kept::ignored     ? " ignored; "
                                                   : " alone; ");
    return out;
  }
};

TEST(files_looked_into, are_those_that_git_tracks_or_does_not_ignore) {
  Place place({{"a/.npmrc", "build/.npmrc", "node_modules/x/.npmrc"}});
  place.machine.files.file("/w/.gitignore", "build/\n/private\n!private\n");
  for (const char* name : {"a/.npmrc", "b/.npmrc", "build/.npmrc", "build/other/.npmrc", "private/.npmrc",
                           "node_modules/x/.npmrc", "sub/.git/HEAD", "sub/.npmrc"})
    place.machine.files.file(std::string("/w/") + name, secret_line);
  EXPECT_EQ(place.secrets(),
            "/w/a/.npmrc:1 tracked; /w/b/.npmrc:1 open; /w/build/.npmrc:1 tracked; /w/node_modules/x/.npmrc:1 tracked; "
            "/w/private/.npmrc:1 open; ");
}

TEST(files_looked_into, links_are_not_followed_and_named_files_are_read_even_if_ignored) {
  Place place(std::vector<std::string>{});
  place.machine.files.file("/w/.gitignore", "*.local\n")
      .file("/w/npmrc.local", secret_line)
      .file("/elsewhere/.npmrc", secret_line)
      .link("/w/.npmrc", "/elsewhere/.npmrc")
      .link("/w/more", "/elsewhere");
  EXPECT_EQ(place.secrets(), "");
  EXPECT_EQ(place.secrets({"/w/npmrc.local"}), "/w/npmrc.local:1 ignored; ");
}

TEST(files_looked_into, what_cannot_be_read_is_said_and_counts) {
  Place place(std::vector<std::string>{});
  place.machine.files.file("/w/x.sh", "y\n", 0000).file("/w/big.sh", std::string((1u << 20) + 1, 'x'));
  const findings::Report report = place.report();
  EXPECT_EQ(findings::exit_code(report), 3);
  ASSERT_EQ(report.skipped.size(), 2u);
  EXPECT_TRUE(report.skipped[0].mattered);
  EXPECT_FALSE(report.skipped[1].mattered);
}

TEST(files_looked_into, an_index_that_cannot_be_read_is_said_and_counts) {
  Place place(std::vector<std::string>{});
  place.machine.files.file("/w/.git/index", "DIRC?");
  const findings::Report report = place.report();
  ASSERT_EQ(report.skipped.size(), 1u);
  EXPECT_EQ(report.skipped[0].what, "/w/.git/index");
  EXPECT_EQ(findings::exit_code(report), 3);
}

TEST(baseline, knows_a_finding_when_lines_move_and_another_secret_is_new) {
  Place place({{".npmrc"}});
  place.machine.files.file("/w/.npmrc", secret_line);
  findings::Report before = place.report();
  ASSERT_EQ(before.findings.size(), 1u);
  const std::string text = write_baseline(before, "/w");
  EXPECT_EQ(text.find("s3cr3t"), std::string::npos);
  const auto baseline = read_baseline(text, "b.json");
  ASSERT_TRUE(baseline);

  place.machine.files.file("/w/.npmrc", std::string("# one\n# two\n") + secret_line);
  findings::Report moved = place.report();
  apply_baseline(*baseline, "/w", moved);
  EXPECT_TRUE(moved.healthy);
  EXPECT_TRUE(moved.findings.empty());

  place.machine.files.file("/w/.npmrc", "//npm.acme.example/:_authToken=an0ther-s3cr3t-of-the-tests\n");
  findings::Report other = place.report();
  apply_baseline(*baseline, "/w", other);
  EXPECT_EQ(other.findings.size(), 1u);
  EXPECT_EQ(findings::exit_code(other), 1);
}

TEST(baseline, other_files_are_refused) {
  EXPECT_FALSE(read_baseline("[]", "b.json"));
  EXPECT_FALSE(read_baseline(R"({"schema":"e401.lint/1","findings":[]})", "b.json"));
  EXPECT_FALSE(read_baseline(R"({"schema":"e401.lint-baseline/1","findings":[{"code":"x"}]})", "b.json"));
}

TEST(judging, takes_further_checks_and_puts_errors_first) {
  Place place({{".npmrc"}});
  place.machine.files.file("/w/.npmrc", secret_line);
  const rules::LintFacts facts = place.facts();
  const findings::Report report = judge(facts, {}, {[](const rules::LintFacts&, findings::Findings& out) {
                                          findings::Finding f;
                                          f.code = "policy";
                                          f.title = "a rule of the house";
                                          out.add(std::move(f));
                                        }});
  ASSERT_EQ(report.findings.size(), 2u);
  EXPECT_EQ(report.findings[0].code, "literal-secret");
  EXPECT_EQ(report.findings[1].code, "policy");
}

}  // namespace
}  // namespace e401::lint
