#include "change/plan.h"

#include <gtest/gtest.h>

#include "base/edit.h"

namespace e401::change {
namespace {

using findings::FileChange;
using findings::Finding;
using findings::Fix;
using findings::Safety;
using findings::Severity;

FileChange edit(const std::string& path, base::Span span, const std::string& text, const std::string& hash = "h1") {
  FileChange c;
  c.path = path;
  c.judged_sha256 = hash;
  c.edits.push_back({span, base::Secret(text)});
  return c;
}

Finding finding(const std::string& code, std::vector<FileChange> changes, Safety safety = Safety::ask,
                Severity severity = Severity::error) {
  Fix fix;
  fix.id = "fix-" + code;
  fix.safety = safety;
  fix.changes = std::move(changes);
  Finding f;
  f.code = code;
  f.severity = severity;
  f.fixes.push_back(std::move(fix));
  return f;
}

std::vector<std::string> codes(const std::vector<Step>& steps) {
  std::vector<std::string> out;
  for (const Step& s : steps) out.push_back(s.finding.code);
  return out;
}

using Codes = std::vector<std::string>;

TEST(Plan, MendsErrorsAndLeavesWarningsAlone) {
  const std::vector<Finding> found{finding("wrong", {edit("/a", {0, 1}, "x")}),
                                   finding("untidy", {edit("/a", {5, 6}, "y")}, Safety::safe, Severity::warning),
                                   finding("hint", {edit("/a", {8, 9}, "z")}, Safety::safe, Severity::info)};
  EXPECT_EQ(codes(plan(found, {}).steps), Codes{"wrong"});
  EXPECT_EQ(plan(found, {}).passed_over.size(), 1u);
  EXPECT_EQ(codes(plan(found, {.all = true, .only = {}, .refused = {}}).steps), (Codes{"wrong", "untidy"}));
  EXPECT_EQ(codes(plan(found, {.all = false, .only = "untidy", .refused = {}}).steps), Codes{"untidy"});
}

TEST(Plan, WhatOnlyAPersonCanDoIsNoStep) {
  const auto p =
      plan({finding("by-hand", {edit("/a", {0, 1}, "x")}, Safety::manual), finding("server", {}, Safety::safe)}, {});
  EXPECT_TRUE(p.steps.empty());
  EXPECT_EQ(codes(p.manual), (Codes{"by-hand", "server"}));
}

TEST(Plan, ALikelyCauseIsNotProven) {
  Finding likely = finding("likely", {edit("/a", {0, 1}, "x")}, Safety::ask, Severity::warning);
  likely.would_prove = "a run of npm";
  const auto p = plan({likely}, {.all = true, .only = {}, .refused = {}});
  ASSERT_EQ(p.steps.size(), 1u);
  EXPECT_FALSE(p.steps[0].is_proven);
}

TEST(Plan, FixesOfOneFileBecomeOneChange) {
  const auto p = plan({finding("one", {edit("/a", {4, 5}, "x")}), finding("two", {edit("/a", {0, 1}, "y")})}, {});
  const auto merged = merge(p.steps).value();
  ASSERT_EQ(merged.size(), 1u);
  std::vector<base::TextEdit> edits;
  for (const auto& e : merged[0].edits) edits.push_back({e.span, e.replacement.reveal()});
  EXPECT_EQ(base::apply_edits("0123456789", edits).value(), "y123x56789");
}

TEST(Plan, TheSameEditOfTwoFindingsCountsOnce) {
  const auto p = plan({finding("one", {edit("/a", {4, 5}, "x")}), finding("one", {edit("/a", {4, 5}, "x")})}, {});
  EXPECT_EQ(p.steps.size(), 2u);
  EXPECT_EQ(merge(p.steps).value()[0].edits.size(), 1u);
}

TEST(Plan, WhatDoesNotFitWaitsForTheSecondRound) {
  FileChange other_bytes = edit("/a", {8, 9}, "z", "h2");
  FileChange removal = edit("/a", {0, 0}, "");
  removal.kind = FileChange::Kind::remove;
  const auto p = plan({finding("first", {edit("/a", {2, 6}, "x")}), finding("overlaps", {edit("/a", {5, 7}, "y")}),
                       finding("other-bytes", {other_bytes}), finding("removes", {removal}),
                       finding("beside", {edit("/a", {6, 7}, "w"), edit("/b", {0, 1}, "v")})},
                      {});
  EXPECT_EQ(codes(p.steps), (Codes{"first", "beside"}));
  EXPECT_EQ(codes(p.waiting), (Codes{"overlaps", "other-bytes", "removes"}));
}

TEST(Plan, ATargetOfARenameIsAlsoTaken) {
  FileChange rename;
  rename.kind = FileChange::Kind::rename;
  rename.path = "/npmrc";
  rename.new_path = "/.npmrc";
  FileChange create;
  create.kind = FileChange::Kind::create;
  create.path = "/.npmrc";
  const auto p = plan({finding("rename", {rename}), finding("create", {create})}, {});
  EXPECT_EQ(codes(p.waiting), Codes{"create"});
}

TEST(Plan, LinesAddedToTheEndOfAnOpenFileFollowEachOther) {
  const auto p =
      plan({finding("one", {edit("/a", {3, 3}, "\nb=2\n")}), finding("two", {edit("/a", {3, 3}, "\nc=3\n")})}, {});
  const auto merged = merge(p.steps).value();
  std::vector<base::TextEdit> edits;
  for (const auto& e : merged[0].edits) edits.push_back({e.span, e.replacement.reveal()});
  EXPECT_EQ(base::apply_edits("a=1", edits).value(), "a=1\nb=2\nc=3\n");
}

TEST(Plan, WhatWasRefusedIsNotOfferedAgain) {
  const std::vector<Finding> found{finding("one", {edit("/a", {0, 1}, "x")})};
  const Plan first = plan(found, {});
  EXPECT_TRUE(plan(found, {.all = false, .only = {}, .refused = {first.steps[0].id()}}).steps.empty());
}

TEST(Plan, TheFirstFixThatWeCanMakeIsTaken) {
  Finding f = finding("x", {edit("/a", {0, 1}, "x")});
  Fix by_hand;
  by_hand.safety = Safety::manual;
  f.fixes.insert(f.fixes.begin(), by_hand);
  EXPECT_EQ(plan({f}, {}).steps.at(0).fix.id, "fix-x");
}

}  // namespace
}  // namespace e401::change
