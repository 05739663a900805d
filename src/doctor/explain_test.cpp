// What a text by itself proves, and what it only makes likely. The texts are what the clients print; hosts are
// examples, but for vendors' own.
#include "doctor/explain.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "doctor/explain_tables.h"
#include "npm/url.h"
#include "rules/rule.h"

namespace e401::doctor {
namespace {

Explanation explained(const std::string& text) {
  return explain(npm::parse_log(text));
}

std::size_t rank_of(const Explanation& e, std::string_view cause) {
  return static_cast<std::size_t>(std::find(e.causes.begin(), e.causes.end(), cause) - e.causes.begin());
}

bool among_first(const Explanation& e, std::string_view cause, std::size_t n) {
  return rank_of(e, cause) < std::min(n, e.causes.size());
}

TEST(Explain, EveryCauseThatIsNamedHasAPage) {
  std::string all;
  for (const CodeMeaning& m : known_codes()) all += std::string(m.causes) + ",";
  for (const Sentence& s : npm_sentences()) all += std::string(s.causes) + ",";
  for (const HostWords& w : host_words()) all += std::string(w.causes) + ",";
  for (const std::string_view cause : base::split(all, ','))
    EXPECT_FALSE(!cause.empty() && rules::page_of(cause).empty()) << cause;
  for (const CodeMeaning& m : known_codes()) EXPECT_FALSE(m.meaning.empty()) << m.code;
}

TEST(Explain, WhatIsProvenHasOneCause) {
  for (const CodeMeaning& m : known_codes())
    EXPECT_FALSE(m.proves && m.causes.find(',') != std::string_view::npos) << m.code;
  for (const Sentence& s : npm_sentences())
    EXPECT_FALSE(s.proves && s.causes.find(',') != std::string_view::npos) << s.words;
  for (const HostWords& w : host_words())
    EXPECT_FALSE(w.proves && w.causes.find(',') != std::string_view::npos) << w.meaning;
}

TEST(Explain, AnUnknownTokenAtGitHubMayBeTheTextOfAVariable) {
  const Explanation e = explained(
      "npm error code E401\nnpm error 401 Unauthorized - GET https://npm.pkg.github.com/@acme%2fui - unauthenticated: "
      "User cannot be authenticated with the token provided.\n");
  EXPECT_FALSE(e.certain);
  EXPECT_TRUE(among_first(e, "env-var-unset-in-npmrc", 2));
  EXPECT_TRUE(among_first(e, "token-invalidated", 2));
}

TEST(Explain, TheNoticeOfThePublicRegistryIsWeak) {
  const Explanation e = explained(
      "npm notice\nnpm notice \xf0\x9f\x93\xa6  acme-lib@1.1.0\nnpm notice Tarball Contents\nnpm notice 82B "
      "package.json\n"
      "npm notice Tarball Details\nnpm notice name: acme-lib\nnpm notice total files: 1\nnpm notice\n"
      "npm notice Publishing to " +
      npm::public_registry_url() +
      " with tag latest and default access\nnpm notice Access token expired or revoked. Please try logging in again.\n"
      "npm error code E404\nnpm error 404 Not Found - PUT " +
      npm::public_registry_url() + "acme-lib - Not found\nnpm error 404\n");
  EXPECT_FALSE(e.certain);
  EXPECT_TRUE(among_first(e, "token-expired", 2));
  EXPECT_TRUE(among_first(e, "token-placeholder", 2));
  ASSERT_EQ(e.notices.size(), 1u);
  EXPECT_EQ(e.notices[0], "Access token expired or revoked. Please try logging in again.");
  ASSERT_EQ(e.said.size(), 1u);
  EXPECT_TRUE(e.said[0].starts_with("404 Not Found - PUT "));
}

TEST(Explain, ARefusedPublishMayBeAPlaceholder) {
  const std::string text =
      "npm error code E404\nnpm error 404 Not Found - PUT " + npm::public_registry_url() + "acme-lib - Not found\n";
  EXPECT_TRUE(among_first(explained(text), "token-placeholder", 3));
  const Explanation in_actions = explained(
      "npm notice publish Signed provenance statement with source and build information from GitHub Actions\n" + text);
  EXPECT_TRUE(among_first(in_actions, "token-placeholder", 1));
}

TEST(Explain, AnUnscopedNameAtGitHubIsARegistryForTooMuch) {
  const Explanation e = explained(
      "npm error code E404\nnpm error 404 Not Found - GET https://npm.pkg.github.com/express - npm package \"express\" "
      "does not exist under owner \"express\"\n");
  EXPECT_FALSE(e.certain);
  EXPECT_TRUE(among_first(e, "default-registry-too-wide", 1));
  const Explanation scoped = explained(
      "npm error code E404\nnpm error 404 Not Found - GET https://npm.pkg.github.com/@acme%2fui - npm package \"ui\" "
      "does not exist under owner \"acme\"\n");
  EXPECT_TRUE(among_first(scoped, "package-or-version-absent", 1));
}

TEST(Explain, NpmsOwnWarningPointsAtTheLockfile) {
  const std::string warning =
      "npm warn registry No auth for URI, but auth present for scoped registry.\nnpm warn registry\nnpm warn registry "
      "URI: https://npm.pkg.github.com/download/@acme/ui/1.0.0/e14d\nnpm warn registry Scoped Registry Key: "
      "//acme.jfrog.io/artifactory/api/npm/npm-virtual/\n";
  const auto refused = [](const std::string& version) {
    return "npm error code E401\nnpm error 401 Unauthorized - GET https://npm.pkg.github.com/download/@acme/ui/" +
           version + "/e14d - authentication token not provided\n";
  };
  const Explanation e = explained(warning + refused("1.0.0"));
  EXPECT_FALSE(e.certain);
  EXPECT_TRUE(among_first(e, "lockfile-foreign-host", 1));
  // The same warning about another package says nothing about this one.
  EXPECT_TRUE(among_first(explained(warning + refused("2.0.0")), "no-credential-for-registry", 1));
}

TEST(Explain, RealmAndTarballHostTellWhereTheAddressComesFrom) {
  const Explanation realm =
      explained("npm ERR! code E401\nnpm ERR! Unable to authenticate, need: Basic realm=\"Artifactory Realm\"\n");
  EXPECT_FALSE(realm.certain);
  EXPECT_TRUE(among_first(realm, "lockfile-foreign-host", 2));
  EXPECT_TRUE(among_first(realm, "user-npmrc-redirects", 2));
  const Explanation nexus = explained(
      "[2026-11-24T08:00:02.123Z] npm ERR! code E401\n[2026-11-24T08:00:02.123Z] npm ERR! Unable to authenticate, "
      "need: "
      "BASIC realm=\"Sonatype Nexus Repository Manager\"\n");
  EXPECT_TRUE(among_first(nexus, "lockfile-foreign-host", 2));
  const Explanation document = explained(
      "npm error code E401\nnpm error 401 Unauthorized - GET https://acme.jfrog.io/artifactory/api/npm/npm/left-pad\n");
  EXPECT_TRUE(among_first(document, "user-npmrc-redirects", 1));
  EXPECT_EQ(rank_of(document, "lockfile-foreign-host") > 1, true);
  // A tarball elsewhere than where everything else came from.
  const std::string log_head = "0 verbose title npm ci\n1 verbose argv \"ci\"\n";
  const std::string log_tail =
      "4 http fetch GET 401 https://old.example/left-pad/-/left-pad-1.0.0.tgz 9ms (cache skip)\n5 verbose pkgid "
      "left-pad@1.0.0\n6 error code E401\n7 error Incorrect or missing password.\n";
  const Explanation lockfile = explained(
      log_head + "3 http fetch GET 200 https://npm.acme.example/is-odd/-/is-odd-1.0.0.tgz 9ms (cache miss)\n" +
      log_tail);
  EXPECT_TRUE(among_first(lockfile, "lockfile-foreign-host", 1));
  const Explanation packument =
      explained(log_head + "3 http fetch GET 200 https://npm.acme.example/left-pad 9ms (cache miss)\n" + log_tail);
  EXPECT_TRUE(among_first(packument, "cross-host-tarball-no-auth", 1));
  const Explanation same_host = explained(
      log_head + "3 http fetch GET 200 https://old.example/is-odd/-/is-odd-1.0.0.tgz 9ms (cache miss)\n" + log_tail);
  EXPECT_TRUE(among_first(same_host, "no-credential-for-registry", 1));
}

TEST(Explain, SentencesWithoutACode) {
  const Explanation conflict =
      explained("npm notice\nnpm error You cannot publish over the previously published versions: 1.0.0.\n");
  EXPECT_TRUE(conflict.certain);
  EXPECT_TRUE(among_first(conflict, "publish-conflict-masked", 1));
  EXPECT_FALSE(conflict.failure.empty());
  const Explanation unset = explained("npm ERR! Failed to replace env in config: ${NPM_TOKEN}\n");
  EXPECT_TRUE(unset.certain);
  EXPECT_TRUE(among_first(unset, "env-var-unset-in-npmrc", 1));
  const Explanation line_end =
      explained("npm error Bearer owWNBkxXUBOYApzggnDtslGXF34fSMjD\nnpm error  is not a legal HTTP header value\n");
  EXPECT_TRUE(line_end.certain);
  EXPECT_TRUE(among_first(line_end, "token-trailing-newline", 1));
  EXPECT_FALSE(explained("npm error some-agent\xe2\x80\xa6 is not a legal HTTP header value\n").certain);
  const Explanation audit = explained(
      "npm warn audit Unable to authenticate, need: BASIC realm=\"Sonatype Nexus Repository Manager\"\n\nnpm error "
      "audit "
      "endpoint returned an error\n");
  EXPECT_FALSE(audit.certain);
  EXPECT_TRUE(audit.causes.empty());
  EXPECT_NE(audit.meaning.find("--no-audit"), std::string::npos);
  EXPECT_EQ(explained("hello\n").meaning, "No failure of npm's was found in this text.");
}

TEST(Explain, ANoticeOfTheServerProvesNothing) {
  const Explanation e = explained(
      "npm notice You cannot publish over the previously published versions: 1.0.0.\nnpm error code E401\nnpm error "
      "Incorrect or missing password.\n");
  EXPECT_FALSE(e.certain);
  EXPECT_FALSE(among_first(e, "publish-conflict-masked", 9));
}

TEST(Explain, OnlyTheHostsOwnClearWordsProve) {
  const auto refused = [](std::string_view status, std::string_view words) {
    return explained("npm error code E" + std::string(status) + "\nnpm error " + std::string(status) +
                     " Refused - GET https://npm.pkg.github.com/@acme%2fui - " + std::string(words) + "\n");
  };
  EXPECT_TRUE(refused("403", "The token provided does not match expected scopes.").certain);
  EXPECT_FALSE(refused("403", "Permission permission_denied: read_package").certain);
  EXPECT_FALSE(refused("401", "authentication token not provided").certain);
  EXPECT_TRUE(explained("npm error code EOTP\nnpm error This operation requires a one-time password.\n").certain);
}

TEST(Explain, WhatTheKindOfRequestRulesOut) {
  const auto refused = [](std::string_view code, std::string_view request) {
    return explained("npm error code E" + std::string(code) + "\nnpm error " + std::string(code) + " Refused - " +
                     std::string(request) + "\n");
  };
  const Explanation document = refused("401", "GET https://npm.acme.example/@acme%2fui");
  EXPECT_FALSE(among_first(document, "lockfile-foreign-host", 9));
  const Explanation tarball = refused("401", "GET https://npm.acme.example/@acme/ui/-/ui-1.0.0.tgz");
  EXPECT_TRUE(among_first(tarball, "lockfile-foreign-host", 9));
  const Explanation read = refused("403", "GET https://npm.acme.example/left-pad");
  EXPECT_FALSE(among_first(read, "account-not-owner", 9));
  EXPECT_TRUE(among_first(read, "token-scope-insufficient", 2));
  const Explanation written = refused("403", "PUT https://npm.acme.example/left-pad");
  EXPECT_TRUE(among_first(written, "account-not-owner", 1));
  EXPECT_FALSE(among_first(refused("404", "GET https://npm.acme.example/left-pad"), "scope-mapping-missing", 9));
  const Explanation script = explained("npm error code 7\nnpm error path /x\nnpm error command failed\n");
  EXPECT_FALSE(script.certain);
  EXPECT_NE(script.meaning.find("exit code"), std::string::npos);
}

TEST(Explain, CodesOfOtherTrouble) {
  for (const char* code : {"ETARGET", "EUSAGE", "ERESOLVE", "128", "FETCH_ERROR", "ECONNREFUSED", "EAI_AGAIN"}) {
    const Explanation e = explained("npm error code " + std::string(code) + "\nnpm error something\n");
    EXPECT_EQ(e.meaning, meaning_of_code(code)->meaning) << code;
    EXPECT_FALSE(e.certain);
  }
  EXPECT_EQ(meaning_of_code("e404"), meaning_of_code("E404"));
  EXPECT_EQ(meaning_of_code("E999"), nullptr);
}

TEST(Explain, TheClientIsNamed) {
  const auto text = [](const std::string& printed) {
    const npm::LoggedRun run = npm::parse_log(printed);
    return render_explanation_text(run, explain(run), {});
  };
  EXPECT_TRUE(text("npm ERR! code E401\n").starts_with("npm up to 10.5\n"));
  EXPECT_TRUE(text("npm error code E401\n").starts_with("npm 10.6 or later\n"));
  const std::string pnpm = text(
      " ERR_PNPM_FETCH_401  GET https://npm.pkg.github.com/@acme%2Fui: Unauthorized - 401\n\nAn authorization header "
      "was "
      "used: Bearer ghp_[hidden]\n");
  EXPECT_TRUE(pnpm.starts_with("pnpm\n"));
  EXPECT_NE(pnpm.find("ERR_PNPM_FETCH_401 from npm.pkg.github.com"), std::string::npos);
  EXPECT_NE(pnpm.find("pnpm sent a credential"), std::string::npos);
}

TEST(Explain, TheLogThatNpmNamesIsTheNextStep) {
  const npm::LoggedRun run = npm::parse_log(
      "npm error code E401\nnpm error Incorrect or missing password.\nnpm error If you were trying to login, change "
      "your password\nnpm error Please try again, or recover your password at:\nnpm error A complete log of this run "
      "can "
      "be found in: /home/u/.npm/_logs/2026-11-24T08_00_00_000Z-debug-0.log\n");
  findings::TextStyle style;
  style.home = "/home/u";
  const std::string text = render_explanation_text(run, explain(run), style);
  EXPECT_NE(text.find("e401 explain ~/.npm/_logs/2026-11-24T08_00_00_000Z-debug-0.log"), std::string::npos);
  EXPECT_EQ(text.find("recover"), std::string::npos);
  for (const std::string_view line : base::split(text, '\n')) EXPECT_LE(line.size(), 100u) << line;
}

}  // namespace
}  // namespace e401::doctor
