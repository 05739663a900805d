#include "account/check.h"

#include <gtest/gtest.h>

#include "account/testing/desk.h"
#include "base/digest.h"

namespace e401::account {
namespace {

const std::string token = "npm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

std::string jwt(std::int64_t expires_s) {
  std::string out;
  for (const std::string& part :
       {std::string(R"({"alg":"HS256","typ":"JWT"})"), R"({"exp":)" + std::to_string(expires_s) + "}"}) {
    std::string text = base::base64_encode(part);
    while (text.ends_with('=')) text.pop_back();
    out += text + ".";
  }
  return out + std::string(43, 'x');
}

TEST(Check, EachCredentialIsTriedAtTheRegistryThatItIsSentTo) {
  Desk desk;
  desk.user("registry=http://127.0.0.1:4873/npm/\n//127.0.0.1:4873/npm/:_authToken=" + token + "\n");
  desk.machine.http.answer("GET http://127.0.0.1:4873/npm/-/whoami with " + token + ": 200 {\"username\":\"alice\"}");
  const auto all = check_credentials(desk.session(), {});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].state, State::alive) << all[0].proof;
  EXPECT_EQ(all[0].name, "alice");
  EXPECT_EQ(all[0].place, "/home/u/.npmrc:2");
  EXPECT_EQ(all[0].fingerprint.size(), 8u);
}

TEST(Check, AWhoamiWithoutANameMeansDead) {
  Desk desk;
  desk.user("//verdaccio.example:4873/:_authToken=" + token + "\n");
  desk.machine.http.answer("GET https://verdaccio.example:4873/-/whoami with any: 200 {}");
  EXPECT_EQ(check_credentials(desk.session(), {}).at(0).state, State::dead);
}

TEST(Check, AHostThatIsDownKillsNoCredential) {
  Desk desk;
  desk.user("//down.example/:_authToken=" + token + "\n");
  const auto all = check_credentials(desk.session(), {});
  EXPECT_EQ(all.at(0).state, State::unknown);
  EXPECT_NE(all.at(0).proof.find("gave no answer"), std::string::npos);
}

TEST(Check, TheEndOfAJsonWebTokenIsReadOffIt) {
  Desk desk;
  const std::int64_t now_s = desk.machine.clock.seconds;
  desk.user("//a.example/:_authToken=" + jwt(now_s + 10 * 86'400) + "\n//b.example/:_authToken=" + jwt(now_s - 60) +
            "\n");
  CheckRequest request{.offline = true, .fail_if_expiring_s = 14 * 86'400};
  auto all = check_credentials(desk.session(), request);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_TRUE(all[0].expiring);
  EXPECT_EQ(all[0].state, State::unknown);
  EXPECT_EQ(all[1].state, State::dead);
  request.fail_if_expiring_s = 9 * 86'400;
  EXPECT_FALSE(check_credentials(desk.session(), request).at(0).expiring);
  EXPECT_TRUE(desk.machine.http.requests().empty());
}

TEST(Check, AHostWithOneLifetimeForAllCountsFromTheFile) {
  Desk desk;
  desk.user("//acme-1.d.codeartifact.eu-west-1.amazonaws.com/npm/r/:_authToken=" + std::string(200, 'a') + "\n");
  desk.machine.files.node("/home/u/.npmrc").modified_s = desk.machine.clock.seconds - 13 * 3600;
  auto all = check_credentials(desk.session(), {.offline = true, .fail_if_expiring_s = 3600});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].expires_s, desk.machine.clock.seconds - 3600);
  EXPECT_TRUE(all[0].expiring);
  EXPECT_EQ(all[0].state, State::unknown);  // a date of a file proves nothing: where it may, it asks
  const std::string host = "https://acme-1.d.codeartifact.eu-west-1.amazonaws.com/*";
  desk.machine.http.answer("GET " + host + " with " + std::string(200, 'a') + ": 404 {}");
  desk.machine.http.answer("GET " + host + " with none: 401 {}");
  all = check_credentials(desk.session(), {});
  EXPECT_EQ(all[0].state, State::alive) << all[0].proof;
  EXPECT_FALSE(all[0].expires_s);
}

// The address lies outside of the key's path, so npm would not send the token there (TRUST 2): only who wants it.
TEST(Check, GitLabsTokenIsAskedAboutItselfAtItsOwnHostIfThePersonWantsThat) {
  Desk desk;
  const std::string pat = "glpat-aaaaaaaaaaaaaaaaaaaa";
  const std::string issuer = "https://git.example/x/api/v4/personal_access_tokens/self";
  desk.user("//git.example/x/api/v4/projects/7/packages/npm/:_authToken=" + pat + "\n");
  desk.machine.http.answer("GET " + issuer + " with " + pat +
                           R"(: 200 {"active":true,"name":"ci","expires_at":"2100-01-01","created_at":"2000-01-01"})");
  auto all = check_credentials(desk.session(), {.fail_if_expiring_s = 14 * 86'400});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].issuer, issuer);
  EXPECT_FALSE(all[0].expires_s);
  for (const auto& r : desk.machine.http.requests()) EXPECT_NE(r.url, issuer);
  all = check_credentials(desk.session(), {.ask_issuer = true, .fail_if_expiring_s = 14 * 86'400});
  EXPECT_EQ(all[0].state, State::alive) << all[0].proof;
  EXPECT_EQ(all[0].expires_s, 4'102'444'800);
  EXPECT_EQ(all[0].called, "ci");
  EXPECT_EQ(all[0].issuer, "");
  EXPECT_FALSE(all[0].age_is_of_file);
  EXPECT_FALSE(all[0].expiring);
  for (const auto& r : desk.machine.http.requests()) EXPECT_EQ(r.host, "git.example");
}

TEST(Check, AVariableWithoutAValueIsFoundWithoutAsking) {
  for (const bool is_set : {true, false}) {
    Desk desk;
    desk.user("registry=https://npm.acme.example/\n").project("//npm.acme.example/:_authToken=${NPM_TOKEN}\n");
    if (is_set) desk.env("NPM_TOKEN", "");
    const auto all = check_credentials(desk.session(), {});
    ASSERT_EQ(all.size(), 1u) << is_set;
    EXPECT_EQ(all[0].state, State::dead);
    EXPECT_EQ(all[0].variable, "NPM_TOKEN");
    EXPECT_EQ(all[0].line, 1);
    EXPECT_NE(all[0].proof.find(is_set ? "NPM_TOKEN is empty" : "NPM_TOKEN is not set"), std::string::npos);
    EXPECT_TRUE(desk.machine.http.requests().empty());
  }
}

// R-75: sent as it is written.
TEST(Check, ANameAndAPasswordInARegistrysAddressAreACredential) {
  Desk desk;
  desk.user("registry=https://alice:geh%20eim@npm.acme.example/\n");
  desk.machine.http.answer("GET https://npm.acme.example/-/whoami with alice:geh%20eim: 200 {\"username\":\"alice\"}");
  const auto all = check_credentials(desk.session(), {});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].state, State::alive) << all[0].proof;
  EXPECT_EQ(all[0].key, "registry");
  EXPECT_EQ(all[0].registry, "https://npm.acme.example/");
  EXPECT_EQ(all[0].fingerprint, "");  // of a short password
}

TEST(Check, ItIsRememberedWhenACredentialWasLastSeenAlive) {
  Desk desk;
  desk.user("//npm.acme.example/:_authToken=" + token + "\n");
  desk.machine.http.answer("GET https://npm.acme.example/-/whoami with " + token + ": 200 {\"username\":\"alice\"}");
  EXPECT_FALSE(check_credentials(desk.session(), {.offline = true}).at(0).last_proof_s);
  const std::int64_t then_s = desk.machine.clock.seconds;
  const std::string half_written = "/home/u/.local/state/e401/" + world::temporary_name("proofs.json", "12345678");
  desk.machine.files.file(half_written, "{", 0600);  // of a run that was killed
  (void)check_credentials(desk.session(), {});
  EXPECT_FALSE(desk.machine.files.bytes_of(half_written));
  desk.machine.clock.seconds += 3600;
  EXPECT_EQ(check_credentials(desk.session(), {.offline = true}).at(0).last_proof_s, then_s);
  const std::string file = "/home/u/.local/state/e401/proofs.json";
  EXPECT_EQ(desk.machine.files.info(file).mode & 0777, 0600u);
  EXPECT_EQ(desk.machine.files.bytes_of(file)->find(token), std::string::npos);
  desk.user("//npm.acme.example/:_authToken=npm_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n");
  EXPECT_FALSE(check_credentials(desk.session(), {.offline = true}).at(0).last_proof_s);  // of another token
}

TEST(Check, TheHostsListTellsWhenATokenEnds) {
  Desk desk;
  desk.user("//npm.acme.example/:_authToken=" + token + "\n");
  desk.machine.http.answer("GET https://npm.acme.example/-/whoami with " + token + ": 200 {\"username\":\"alice\"}");
  desk.machine.http.answer("GET https://npm.acme.example/-/npm/v1/tokens with " + token +
                           R"(: 200 {"objects":[{"key":"x","token":"npm_aaaa...aaaa","name":"laptop",)"
                           R"("created":"2026-01-01T00:00:00.000Z","expires":"2100-01-01T00:00:00.000Z"}],"urls":{}})");
  const auto all = check_credentials(desk.session(), {});
  EXPECT_EQ(all.at(0).expires_s, 4'102'444'800);
  EXPECT_EQ(all.at(0).called, "laptop");
}

TEST(Check, GitHubTellsTheEndInAHeader) {
  Desk desk;
  const std::string pat = "ghp_0000000000000000000000000000000001AB";
  desk.user("//npm.pkg.github.com/:_authToken=" + pat + "\n");
  desk.machine.http.answer("GET https://npm.pkg.github.com/-/whoami with " + pat +
                           ": 200 [github-authentication-token-expiration: 2100-01-01 00:00:00 UTC] "
                           "{\"username\":\"alice\"}");
  EXPECT_EQ(check_credentials(desk.session(), {}).at(0).expires_s, 4'102'444'800);
}

TEST(Check, AListThatWantsAOneTimePasswordIsLeftAlone) {
  Desk desk;
  desk.machine.terminal.is_interactive = true;
  desk.user("//npm.acme.example/:_authToken=" + token + "\n");
  desk.machine.http.answer("GET https://npm.acme.example/-/whoami with " + token + ": 200 {\"username\":\"alice\"}");
  desk.machine.http.answer("GET https://npm.acme.example/-/npm/v1/tokens with any: 401 [www-authenticate: OTP] {}");
  const auto all = check_credentials(desk.session(), {});
  EXPECT_EQ(all.at(0).state, State::alive);
  EXPECT_FALSE(all.at(0).expires_s);
}

TEST(Check, WhatOnlyTheProjectNamesIsListedAndNotTried) {
  Desk desk;
  desk.project("//evil.test/:_authToken=${SECRET}\n").env("SECRET", token);
  const auto all = check_credentials(desk.session(), {});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].state, State::unknown);
  EXPECT_TRUE(desk.machine.http.requests().empty());
}

TEST(Check, WhatThePersonsOwnConfigurationTrustsIsTried) {
  Desk desk;
  desk.project("//npm.other.test/:_authToken=" + token + "\n");
  desk.machine.files.file("/home/u/.config/e401/config.yaml", "trusted-hosts: [npm.other.test]\n", 0600);
  desk.machine.http.answer("GET https://npm.other.test/-/whoami with " + token + ": 200 {\"username\":\"alice\"}");
  EXPECT_EQ(check_credentials(desk.session(), {}).at(0).state, State::alive);
  desk.machine.http.forget_requests();
  desk.machine.files.node("/home/u/.config/e401/config.yaml").mode = 0666;
  EXPECT_EQ(check_credentials(desk.session(), {}).at(0).state, State::unknown);
  EXPECT_TRUE(desk.machine.http.requests().empty());
}

TEST(Check, APasswordThatIsRefusedOnceIsNotTriedAgainAtThatHost) {
  Desk desk;
  const std::string basic = base::base64_encode("alice:wrong-password");
  desk.user("//npm.acme.example/a/:_auth=" + basic + "\n//npm.acme.example/b/:_auth=" + basic + "\n");
  desk.machine.http.answer("GET https://npm.acme.example/* with any: 401 {}");
  const auto all = check_credentials(desk.session(), {});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(desk.machine.http.requests().size(), 1u);
}

TEST(Check, APasswordIsTriedByOneRequest) {
  Desk desk;
  desk.user("//npm.acme.example/:_auth=" + base::base64_encode("alice:some-password") + "\n");
  desk.machine.http.answer("GET https://npm.acme.example/* with any: 404 {}");
  EXPECT_EQ(check_credentials(desk.session(), {}).at(0).state, State::unknown);
  EXPECT_EQ(desk.machine.http.requests().size(), 1u);
}

TEST(Check, AzuresTwoKeysAreOneCredentialAndAskedOnce) {
  Desk desk;
  const std::string feed = "//pkgs.dev.azure.com/acme/_packaging/feed/npm/";
  const std::string password = base::base64_encode(std::string(52, 'a'));
  for (const std::string end : {"registry/", ""})
    desk.user((desk.user_text() == "(none)" ? "" : desk.user_text()) + feed + end + ":username=x\n" + feed + end +
              ":_password=" + password + "\n");
  desk.machine.http.answer("GET https:" + feed + "* with any: 401 [www-authenticate: Basic] {}");
  desk.machine.http.answer("GET https:" + feed + "* with x:" + std::string(52, 'a') + ": 404 {}");
  const auto all = check_credentials(desk.session(), {});
  ASSERT_EQ(all.size(), 2u);
  for (const Checked& c : all) EXPECT_EQ(c.state, State::alive) << c.proof;
  std::size_t sent = 0;
  for (const auto& r : desk.machine.http.requests()) sent += !r.credential.empty();
  EXPECT_EQ(sent, 1u);
}

TEST(Check, AHostThatGivesNoAnswerIsAskedOnce) {
  Desk desk;
  desk.user("//npm.acme.example/a/:_authToken=" + token + "\n//npm.acme.example/b/:_authToken=" + token + "\n");
  desk.machine.http.answer("GET https://npm.acme.example/* with any: timed-out");
  const auto all = check_credentials(desk.session(), {});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(desk.machine.http.requests().size(), 1u);
  EXPECT_EQ(all[1].state, State::unknown);
}

TEST(Check, TimesArePlainWords) {
  EXPECT_EQ(duration_s("14d"), 14 * 86'400);
  EXPECT_EQ(duration_s("12h"), 12 * 3600);
  EXPECT_EQ(duration_s("14"), 14 * 86'400);
  EXPECT_EQ(duration_s("90m"), 5400);
  EXPECT_EQ(duration_s("2w"), 14 * 86'400);
  for (const std::string_view bad : {"", "d", "-1d", "1y", "14 d", "99999999999999999999d", "9999999999999d"})
    EXPECT_FALSE(duration_s(bad)) << bad;
}

}  // namespace
}  // namespace e401::account
