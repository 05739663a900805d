#include "account/logout.h"

#include <gtest/gtest.h>

#include "account/testing/desk.h"
#include "base/digest.h"

namespace e401::account {
namespace {

const std::string token = "npm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const std::string other = "npm_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const std::string registry = "https://npm.acme.example/";

TEST(Logout, RevokesAndTakesExactlyThatLineOut) {
  Desk desk;
  desk.user("# keep\n//npm.acme.example/:_authToken=" + token + "\n//npm.acme.example/deeper/:_authToken=" + other +
            "\n@acme:registry=https://npm.acme.example/\n");
  desk.machine.http.answer("DELETE https://npm.acme.example/-/user/token/" + token + " with " + token + ": 200 {}");
  desk.machine.http.answer("GET https://npm.acme.example/-/whoami with any: 401 {}");
  const auto done = logout(desk.session(), {registry, true});
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_TRUE(done->revoked);
  EXPECT_EQ(desk.user_text(),
            "# keep\n//npm.acme.example/deeper/:_authToken=" + other + "\n@acme:registry=https://npm.acme.example/\n");
  for (const std::string& line : done->removed) EXPECT_EQ(line.find(token), std::string::npos);
}

TEST(Logout, WhereRevokingFailsNothingIsRemoved) {
  Desk desk;
  desk.user("//npm.acme.example/:_authToken=" + token + "\n");
  desk.machine.http.answer("DELETE https://npm.acme.example/* with any: 503 {}");
  const auto done = logout(desk.session(), {registry, true});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().text().find(token), std::string::npos);
  EXPECT_EQ(desk.user_text(), "//npm.acme.example/:_authToken=" + token + "\n");
  ASSERT_TRUE(logout(desk.session(), {registry, true, false, true}));
  EXPECT_EQ(desk.user_text(), "");
}

TEST(Logout, AHostThatOnlyPretendsIsToldFromOneThatRevokes) {
  Desk desk;
  desk.user("//npm.acme.example/:_authToken=" + token + "\n");
  desk.machine.http.answer("DELETE https://npm.acme.example/* with any: 200 {\"ok\":\"Logged out\"}");
  desk.machine.http.answer("GET https://npm.acme.example/-/whoami with " + token + ": 200 {\"username\":\"alice\"}");
  const auto done = logout(desk.session(), {registry, true});
  ASSERT_TRUE(done);
  EXPECT_FALSE(done->revoked);
  ASSERT_FALSE(done->notes.empty());
  EXPECT_NE(done->notes[0].find("still takes it"), std::string::npos);
}

TEST(Logout, NexusLogsOutEverywhereAndSaysSo) {
  Desk desk;
  desk.user("//nx.acme.example/repository/npm/:_authToken=" + token + "\n");
  desk.machine.http.answer("DELETE https://nx.acme.example/repository/npm/-/user/token/" + token + " with any: 200 {}");
  desk.machine.http.answer("GET https://nx.acme.example/repository/npm/-/whoami with any: 401");
  const auto done = logout(desk.session(), {"https://nx.acme.example/repository/npm/", true});
  ASSERT_TRUE(done);
  EXPECT_NE(done->notes.at(0).find("everywhere"), std::string::npos);
}

TEST(Logout, WhatComesFromTheEnvironmentIsLeftAlone) {
  for (const bool by_variable : {false, true}) {
    Desk desk;
    if (by_variable)
      desk.user("//npm.acme.example/:_authToken=${NPM_TOKEN}\n").env("NPM_TOKEN", token);
    else
      desk.env("npm_config_//npm.acme.example/:_authToken", token);
    desk.machine.http.answer("DELETE https://npm.acme.example/* with any: 200 {}");
    const auto done = logout(desk.session(), {registry, true});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "elsewhere");
    EXPECT_TRUE(desk.machine.http.requests().empty());
  }
}

TEST(Logout, NoTokenIsSentToARegistryThatOnlyTheProjectNames) {
  Desk desk;
  desk.project("registry=https://evil.test/\n//evil.test/:_authToken=" + token + "\n");
  const auto done = logout(desk.session(), {"https://evil.test/", false});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "untrusted");
  EXPECT_TRUE(desk.machine.http.requests().empty());
}

TEST(Logout, AHostWithoutLogoutSeesNoTokenInAnAddress) {
  Desk desk;
  desk.user("//gitlab.com/api/v4/projects/7/packages/npm/:_authToken=" + token + "\n");
  const auto done = logout(desk.session(), {"https://gitlab.com/api/v4/projects/7/packages/npm/", true});
  ASSERT_TRUE(done);
  EXPECT_TRUE(desk.machine.http.requests().empty());
  EXPECT_FALSE(done->revoked);
  EXPECT_EQ(desk.user_text(), "");
}

TEST(Logout, AzuresPairGoesUnderBothKeysAndTheSamePasswordElsewhereStays) {
  Desk desk;
  const std::string key = "//pkgs.dev.azure.com/acme/_packaging/feed/npm/";
  const std::string password = "_password=" + base::base64_encode("a-personal-access-token");
  desk.user(key + "registry/:username=azure\n" + key + "registry/:" + password + "\n" + key + ":username=azure\n" +
            key + ":" + password + "\n//other.example/:username=me\n//other.example/:" + password + "\n");
  const auto done = logout(desk.session(), {.registry = "https:" + key + "registry/", .registry_is_given = true});
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(desk.user_text(), "//other.example/:username=me\n//other.example/:" + password + "\n");
  EXPECT_TRUE(desk.machine.http.requests().empty());
  EXPECT_FALSE(done->revoked);
}

TEST(Logout, APasswordInTheRegistrysAddressIsLeftAlone) {
  Desk desk;
  desk.user("registry=https://alice:geheim@npm.acme.example/\n");
  const auto done = logout(desk.session(), {.registry = "https://alice:geheim@npm.acme.example/"});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "elsewhere");
  EXPECT_EQ(done.error().what.find("geheim"), std::string::npos);
  EXPECT_TRUE(desk.machine.http.requests().empty());
}

TEST(Logout, TheSameTokenStaysWhereItIsStillOfUse) {
  const std::string pat = "glpat-aaaaaaaaaaaaaaaaaaaa";
  const std::string of_another_project = "//git.example/api/v4/projects/8/packages/npm/:_authToken=" + pat + "\n";
  Desk desk;
  desk.user("//git.example/api/v4/projects/7/packages/npm/:_authToken=" + pat + "\n" + of_another_project);
  const auto done = logout(desk.session(), {.registry = "https://git.example/api/v4/projects/7/packages/npm/"});
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(desk.user_text(), of_another_project);
}

TEST(Logout, TheSameTokenGoesWhereItDiesToo) {
  const std::string value = "npm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  const std::string mirror = "//mirror.example/:_authToken=" + value + "\n";
  Desk desk;
  desk.user("//npm.acme.example/:_authToken=" + value + "\n//npm.acme.example/team/:_authToken=" + value + "\n" +
            mirror);
  desk.machine.http.answer("DELETE https://npm.acme.example/-/user/token/* with any: 200 {}");
  const auto done = logout(desk.session(), {.registry = "https://npm.acme.example/"});
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(desk.user_text(), mirror);
}

}  // namespace
}  // namespace e401::account
