#include "findings/rank.h"

#include <gtest/gtest.h>

#include "findings/report.h"

namespace e401::findings {
namespace {

// "deep", "middle", "shallow" in this order, everything else last.
int depth_of(std::string_view code) {
  return code == "deep" ? 1 : code == "middle" ? 2 : code == "shallow" ? 3 : 1000;
}

Finding finding(std::string code, int concern, std::string host = "npm.acme.example") {
  Finding f;
  f.code = std::move(code);
  f.severity = Severity::error;
  f.concern = concern;
  f.host = std::move(host);
  f.detail = "GET x answered 401";
  return f;
}

std::vector<std::string> codes(const std::vector<Finding>& findings) {
  std::vector<std::string> out;
  for (const Finding& f : findings) out.push_back(f.code);
  return out;
}

using Codes = std::vector<std::string>;

TEST(Rank, OfOneRequestTheDeepestCauseStays) {
  EXPECT_EQ(codes(rank({finding("shallow", 0), finding("deep", 0), finding("middle", 0)}, depth_of)), Codes{"deep"});
}

TEST(Rank, ACauseThatIsTrueBesideAnotherStays) {
  Finding beside = finding("shallow", 0);
  beside.independent = true;
  EXPECT_EQ(codes(rank({beside, finding("deep", 0), finding("middle", 0)}, depth_of)), (Codes{"deep", "shallow"}));
}

TEST(Rank, TwoRequestsMayHaveTwoCausesTheFailingRunsFirst) {
  Finding explains = finding("shallow", 1, "other.example");
  explains.explains_failure = true;
  EXPECT_EQ(codes(rank({finding("deep", 0), explains}, depth_of)), (Codes{"shallow", "deep"}));
}

TEST(Rank, WhatStopsNpmAsAWholeIsTheCauseOfAllThatNothingDeeperExplains) {
  EXPECT_EQ(codes(rank({finding("shallow", 0), finding("middle", -1), finding("deep", 1)}, depth_of)),
            (Codes{"deep", "middle"}));
  Finding hygiene = finding("unknown", -1);
  hygiene.severity = Severity::warning;
  EXPECT_EQ(codes(rank({hygiene, finding("deep", 1)}, depth_of)), (Codes{"deep", "unknown"}));
}

TEST(Rank, InfoIsNobodysCauseAndComesLast) {
  Finding info = finding("deep", 0);
  info.severity = Severity::info;
  info.explains_failure = true;
  EXPECT_EQ(codes(rank({info, finding("shallow", 0)}, depth_of)), (Codes{"shallow", "deep"}));
}

TEST(Rank, LikelyComesAfterProvenUnlessItExplainsTheFailure) {
  Finding likely = finding("deep", 0);
  likely.severity = Severity::warning;
  EXPECT_EQ(codes(rank({likely, finding("shallow", 1)}, depth_of)), (Codes{"shallow", "deep"}));
  likely.explains_failure = true;
  EXPECT_EQ(codes(rank({likely, finding("shallow", 1)}, depth_of)), (Codes{"deep", "shallow"}));
}

TEST(Rank, OneCauseOfManyRequestsIsSaidOnce) {
  std::vector<Finding> list;
  for (int i = 0; i < 7; ++i) {
    Finding f = finding("deep", i, i < 2 ? "npm.acme.example" : "h" + std::to_string(i) + ".example");
    f.evidence = {{.file = "env:HTTPS_PROXY"}};
    f.explains_failure = i == 1;
    if (i == 1) f.detail = "GET the failing one answered 407";
    list.push_back(f);
  }
  const auto out = rank(list, depth_of);
  ASSERT_EQ(out.size(), 1u);
  EXPECT_TRUE(out[0].explains_failure);
  EXPECT_EQ(out[0].detail,
            "GET the failing one answered 407. The same for 6 more requests (h2.example, h3.example, h4.example and 2 "
            "more hosts)");
}

TEST(Rank, TheSameCodeAtOtherPlacesIsAnotherFinding) {
  Finding a = finding("deep", 0), b = finding("deep", 1);
  a.evidence = {{.file = "/p/.npmrc", .line = 1}};
  b.evidence = {{.file = "/p/.npmrc", .line = 2}};
  EXPECT_EQ(rank({a, b}, depth_of).size(), 2u);
  // Without places the host tells them apart.
  EXPECT_EQ(rank({finding("deep", 0, "a.example"), finding("deep", 1, "b.example")}, depth_of).size(), 2u);
  EXPECT_EQ(rank({finding("deep", 0, "a.example"), finding("deep", 1, "a.example")}, depth_of).size(), 1u);
}

TEST(Rank, AMergedFixMendsThePlacesOfAllItsRequests) {
  const auto with_edit = [](int concern, std::size_t begin) {
    Finding f = finding("deep", concern);
    Fix fix{.id = "rewrite", .safety = Safety::ask, .description = "rewrite the addresses"};
    fix.changes.push_back(
        {.path = "/p/package-lock.json", .judged_sha256 = "h", .edits = {{{begin, begin + 2}, base::Secret("x")}}});
    f.fixes.push_back(fix);
    return f;
  };
  const auto out = rank({with_edit(0, 10), with_edit(1, 30), with_edit(2, 10)}, depth_of);
  ASSERT_EQ(out.size(), 1u);
  ASSERT_EQ(out[0].fixes[0].changes.size(), 1u);
  const auto& edits = out[0].fixes[0].changes[0].edits;
  ASSERT_EQ(edits.size(), 2u);
  EXPECT_EQ(edits[1].span.begin, 30u);
}

TEST(ExitCode, ErrorBeatsNotProvenBeatsHealthy) {
  Report report;
  report.healthy = true;
  EXPECT_EQ(exit_code(report), 0);
  report.skipped = {{"npm.acme.example", "offline", false}};
  EXPECT_EQ(exit_code(report), 0);
  report.skipped[0].mattered = true;
  EXPECT_EQ(exit_code(report), 3);
  report.healthy = false;
  report.skipped.clear();
  EXPECT_EQ(exit_code(report), 3) << "it fails, and nothing explains it";
  report.findings = {finding("deep", 0)};
  report.findings[0].severity = Severity::warning;
  EXPECT_EQ(exit_code(report), 3) << "likely is not proven";
  report.findings[0].severity = Severity::error;
  EXPECT_EQ(exit_code(report), 1);
}

}  // namespace
}  // namespace e401::findings
