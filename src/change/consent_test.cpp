#include "change/consent.h"

#include <gtest/gtest.h>

#include <random>

namespace e401::change {
namespace {

using findings::FileChange;
using findings::Safety;

const Surroundings around{{{"npm.acme.example"}, {}}, "/home/u/project", false};

Step step(Safety safety) {
  Step s;
  s.fix.safety = safety;
  return s;
}

FilePreview text(const std::string& path, const std::string& before, const std::string& after) {
  return {FileChange::Kind::edit, path, "", before, after, {}};
}

TEST(Consent, ASafeFixThatBindsNothingNeedsNone) {
  const auto c = consent_for(step(Safety::safe),
                             {text("/home/u/.npmrc", "//h/:_authToken=\"Bearer x\"\n", "//h/:_authToken=x\n")}, around);
  EXPECT_EQ(c.need, Need::nothing);
  EXPECT_TRUE(c.bindings.empty());
}

TEST(Consent, ASafeFixThatBindsSomethingNewIsAskedAfterAll) {
  const auto c =
      consent_for(step(Safety::safe),
                  {text("/home/u/.npmrc", "_authToken=tok-1\n", "//npm.acme.example/:_authToken=tok-1\n")}, around);
  EXPECT_EQ(c.need, Need::yes);
  ASSERT_EQ(c.bindings.size(), 1u);
}

TEST(Consent, ASpellingThatWasMeantIsStillTold) {
  const auto c = consent_for(
      step(Safety::safe),
      {text("/home/u/.npmrc", "//npm.acme.example/:_authtoken=tok-1\n", "//npm.acme.example/:_authToken=tok-1\n")},
      around);
  EXPECT_EQ(c.need, Need::nothing);
  EXPECT_EQ(c.bindings.size(), 1u);
}

TEST(Consent, AnotherHostIsNeverAQuestionForYes) {
  const auto files = std::vector{
      text("/home/u/.npmrc", "//old.acme.example/:_authToken=tok-1\n", "//npm.acme.example/:_authToken=tok-1\n")};
  EXPECT_EQ(consent_for(step(Safety::safe), files, around).need, Need::command);
  EXPECT_EQ(consent_for(step(Safety::ask), files, around).need, Need::command);
  Step told = step(Safety::ask);
  told.is_told = true;
  EXPECT_EQ(consent_for(told, files, around).need, Need::nothing);
}

TEST(Consent, APersonsFileInUtf16NamesItsHostToo) {
  const std::string after = "registry=https://npm.other.example/\n//npm.other.example/:_authToken=tok-1\n";
  std::string before = "\xff\xfe";
  for (const char c : after) (before += c) += '\0';
  const auto c = consent_for(step(Safety::ask), {text("/home/u/.npmrc", before, after)}, around);
  EXPECT_EQ(c.need, Need::yes);
  ASSERT_EQ(c.bindings.size(), 1u);
  EXPECT_EQ(c.bindings[0].from, "/home/u/.npmrc:2");
  EXPECT_EQ(consent_for(step(Safety::ask), {text("/home/u/project/.npmrc", before, after)}, around).need, Need::person);
}

TEST(Consent, AHostThatOnlyTheProjectNamesWantsAPersonOrTrust) {
  const auto files =
      std::vector{text("/home/u/project/.npmrc", "_authToken=tok-1\n", "//evil.example/:_authToken=tok-1\n")};
  EXPECT_EQ(consent_for(step(Safety::ask), files, around).need, Need::person);
  Surroundings trusted = around;
  trusted.trust_project = true;
  EXPECT_EQ(consent_for(step(Safety::ask), files, trusted).need, Need::yes);
}

TEST(Consent, AHostOfThePersonsOwnTrustedHostsIsNotTheProjectsAlone) {
  Surroundings trusting = around;
  trusting.known.trusted =
      policy::TrustedHosts({policy::parse_trusted_place("gitlab.example/api/v4/projects/42/").value()});
  const auto need_for = [&](const std::string& key) {
    return consent_for(step(Safety::ask),
                       {text("/home/u/project/.npmrc", "_authToken=tok-1\n", key + ":_authToken=tok-1\n")}, trusting)
        .need;
  };
  EXPECT_EQ(need_for("//gitlab.example/api/v4/projects/42/packages/npm/"), Need::yes);
  EXPECT_EQ(need_for("//gitlab.example/api/v4/projects/43/packages/npm/"), Need::person);
  EXPECT_EQ(need_for("//gitlab.example/"), Need::person);
  EXPECT_EQ(need_for("//gitlab.example:8443/api/v4/projects/42/"), Need::person);
}

TEST(Consent, WhatAPolicyForbidsNobodyCanAllow) {
  const auto source =
      std::make_shared<const base::Source>("/home/u/project/e401.yaml", "credentials: {literals: nowhere}\n");
  const policy::Policies policies({policy::parse_policy(source)}, {}, 0);
  Surroundings bound = around;
  bound.policies = &policies;
  const auto files =
      std::vector{text("/home/u/.npmrc", "_authToken=tok-1\n", "//npm.acme.example/:_authToken=tok-1\n")};
  for (const Safety safety : {Safety::safe, Safety::ask}) {
    Step s = step(safety);
    EXPECT_EQ(consent_for(s, files, bound).need, Need::command);
    s.is_told = true;
    const Consent told = consent_for(s, files, bound);
    EXPECT_EQ(told.need, Need::command);
    EXPECT_NE(told.why.find("/home/u/project/e401.yaml:1 forbids it"), std::string::npos) << told.why;
  }
  const auto reference = std::vector{text("/home/u/.npmrc", "", "//npm.acme.example/:_authToken=${NPM_TOKEN}\n")};
  EXPECT_EQ(consent_for(step(Safety::ask), reference, bound).need, Need::yes);
}

TEST(Consent, AFileOfThePersonsOwnThatNpmDoesNotReadNamesAHostToo) {
  FilePreview gone{FileChange::Kind::remove, "/home/u/npmrc", "", "//priv.example/:_authToken=tok-1\n", "", {}};
  FilePreview made{FileChange::Kind::create, "/home/u/.npmrc", "", "", gone.before, {}};
  EXPECT_EQ(consent_for(step(Safety::ask), {made, gone}, around).need, Need::yes);
  gone.path = "/home/u/project/npmrc";
  made.path = "/home/u/project/.npmrc";
  EXPECT_EQ(consent_for(step(Safety::ask), {made, gone}, around).need, Need::person);
}

TEST(Consent, LinesThatMoveBringTheirHostAlong) {
  const FilePreview from = text("/home/u/project/p/.npmrc", "//old.acme.example/:_authToken=tok-1\n", "");
  const FilePreview to =
      text("/home/u/project/.npmrc", "fund=false\n", "fund=false\n//npm.acme.example/:_authToken=tok-1\n");
  EXPECT_EQ(consent_for(step(Safety::ask), {from, to}, around).need, Need::command);
}

TEST(Consent, WhatIsNotProvenIsAskedAtATerminal) {
  Step s = step(Safety::safe);
  s.is_proven = false;
  EXPECT_EQ(consent_for(s, {}, around).need, Need::person);
}

TEST(Consent, WhatTheRuleSaysCountsAsWell) {
  Step s = step(Safety::ask);
  s.fix.bindings.push_back({"//npm.acme.example/:_authToken", "env:NPM_TOKEN", true, false});
  EXPECT_EQ(consent_for(s, {}, around).need, Need::person);
  EXPECT_EQ(consent_for(step(Safety::manual), {}, around).need, Need::command);
}

// A rule that is wrong, or was led astray by a project's files: whatever it proposes and says of it, no credential of
// the person goes to a host that they never named without their trust.
TEST(Consent, NoGeneratedFixSneaksACredentialToAHostThatOnlyTheProjectNames) {
  std::mt19937 dice(401);
  const std::vector<std::string> hosts{"evil.example", "evil.example:8443", "npm.acme.example.evil.example",
                                       "npm.acme.example:1", "10.0.0.1:4873"};
  const std::vector<std::string> befores{"",
                                         "_authToken=tok-0001\n",
                                         "//npm.acme.example/:_authToken=tok-0001\n",
                                         "fund=false\n# x\n",
                                         "//npm.acme.example/:_authToken=${NPM_TOKEN}\r\n",
                                         "_auth=${NPM_TOKEN}\n"};
  const std::vector<std::string> values{"tok-0001", "${NPM_TOKEN}", "${NPM_TOKEN?}", "\"${NPM_TOKEN}\""};
  const std::vector<std::string> fields{"_authToken", "_auth", "_password"};
  const auto pick = [&](const std::vector<std::string>& list) { return list[dice() % list.size()]; };
  for (int i = 0; i < 500; ++i) {
    const std::string before = pick(befores);
    const std::string line = "//" + pick(hosts) + (dice() % 2 ? "/" : "/npm/") + ":" + pick(fields) +
                             (dice() % 2 ? "=" : " = ") + pick(values);
    const std::string path = dice() % 2 ? "/home/u/project/.npmrc" : "/home/u/.npmrc";
    const auto c =
        consent_for(step(dice() % 2 ? Safety::safe : Safety::ask), {text(path, before, before + line + "\n")}, around);
    EXPECT_TRUE(c.need == Need::person || c.need == Need::command) << before << line;
  }
}

}  // namespace
}  // namespace e401::change
