#include "account/rotate.h"

#include <gtest/gtest.h>

#include "account/testing/desk.h"
#include "base/digest.h"

namespace e401::account {
namespace {

const std::string old_token = "npm_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const std::string new_token = "npm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const std::string base_url = "https://npm.acme.example/";
const std::string tokens_url = base_url + "-/npm/v1/tokens";
const std::string own_key = "11112222-own";

std::string shown(const std::string& token) {
  return token.substr(0, 8) + "..." + token.substr(token.size() - 4);
}

constexpr const char* own_rights = R"(,"name":"ci","scopes":["@acme"],"cidr_whitelist":["10.0.0.0/8"])";

Desk& prepare(Desk& desk, const std::string& more_items = "", bool takes_new = true,
              const std::string& own_fields = own_rights) {
  desk.user("//npm.acme.example/:_authToken=" + old_token + "\n");
  desk.machine.terminal.is_interactive = true;
  desk.machine.terminal.answers = {"my password"};
  auto& http = desk.machine.http;
  http.answer("GET " + tokens_url + " with " + old_token + ": 200 {\"objects\":[{\"key\":\"" + own_key +
              "\",\"token\":\"" + shown(old_token) + "\"" + own_fields + "}" + more_items + "],\"urls\":{}}");
  http.answer("POST " + tokens_url + " with " + old_token + ": 201 {\"token\":\"" + new_token +
              "\",\"key\":\"99990000-new\"}");
  http.answer("GET " + base_url + "-/whoami with " + (takes_new ? new_token : "nobody") +
              ": 200 {\"username\":\"alice\"}");
  http.answer("GET " + base_url + "-/whoami with any: 401 {}");
  http.answer("DELETE " + tokens_url + "/token/* with any: 200 {}");
  return desk;
}

std::vector<std::string> done_in_order(const Desk& desk) {
  std::vector<std::string> out;
  for (const auto& r : desk.machine.http.requests())
    if (r.method != "GET") out.push_back(r.method + " " + r.url.substr(r.url.rfind('/') + 1));
  return out;
}

RotateRequest here() {
  RotateRequest r;
  r.registry = {base_url, true, false};
  return r;
}

TEST(Rotate, TheOldOneIsRevokedLastAndWithTheNewOne) {
  Desk desk;
  prepare(desk);
  const auto done = rotate(desk.session(), here());
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_TRUE(done->old_revoked);
  EXPECT_EQ(desk.user_text(), "//npm.acme.example/:_authToken=" + new_token + "\n");
  EXPECT_EQ(done_in_order(desk), (std::vector<std::string>{"POST tokens", "DELETE " + own_key}));
  EXPECT_EQ(desk.machine.http.requests().back().credential, new_token);
}

TEST(Rotate, TheNewOneHasTheRightsOfTheOldOneAndNamesIt) {
  Desk desk;
  prepare(desk);
  const auto done = rotate(desk.session(), here());
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->name.starts_with("e401-rotate-11112222-")) << done->name;
  for (const auto& r : desk.machine.http.requests())
    if (r.method == "POST") {
      EXPECT_NE(r.body.find("\"scopes\":[\"@acme\"]"), std::string::npos);
      EXPECT_NE(r.body.find("\"cidr_whitelist\":[\"10.0.0.0/8\"]"), std::string::npos);
      EXPECT_NE(r.body.find("my password"), std::string::npos);
    }
}

TEST(Rotate, ANewTokenThatIsNotTakenIsRevokedAndNothingIsWritten) {
  Desk desk;
  prepare(desk, "", false);
  EXPECT_FALSE(rotate(desk.session(), here()));
  EXPECT_EQ(desk.user_text(), "//npm.acme.example/:_authToken=" + old_token + "\n");
  EXPECT_EQ(done_in_order(desk), (std::vector<std::string>{"POST tokens", "DELETE 99990000-new"}));
}

TEST(Rotate, AFailedWriteRevokesTheNewOneAndKeepsTheOldOne) {
  Desk desk;
  prepare(desk);
  desk.refused_writes = "the disk is full";
  const auto done = rotate(desk.session(), here());
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().what.find("the disk is full"), std::string::npos);
  EXPECT_EQ(done_in_order(desk), (std::vector<std::string>{"POST tokens", "DELETE 99990000-new"}));
}

TEST(Rotate, WhatAKilledRunLeftIsKnownByItsNameAndOthersAreLeftAlone) {
  Desk desk;
  prepare(
      desk,
      R"(,{"key":"33330000-x","token":"npm_cccc...cccc","name":"e401-rotate-11112222-abcdabcd"})"  // made to follow the
                                                                                                   // one in use
      R"(,{"key":"44440000-x","token":"npm_dddd...dddd","name":"e401-rotate-77778888-abcdabcd"})"  // another machine's
      R"(,{"key":"55550000-x","token":"npm_eeee...eeee","name":"deploy"})");
  const auto done = rotate(desk.session(), here());
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(done_in_order(desk), (std::vector<std::string>{"POST tokens", "DELETE 33330000-x", "DELETE " + own_key}));
  EXPECT_EQ(done->tidied.size(), 1u);
}

TEST(Rotate, WhatWasToLiveBesideTheOldOneIsNoLeftover) {
  Desk desk;
  prepare(desk, R"(,{"key":"33330000-x","token":"npm_cccc...cccc","name":"e401-rotate-11112222-abcdabcd-kept"})");
  RotateRequest request = here();
  request.keep_old = true;
  const auto done = rotate(desk.session(), std::move(request));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(done_in_order(desk), (std::vector<std::string>{"POST tokens"}));
  EXPECT_TRUE(done->name.ends_with("-kept")) << done->name;
}

// Last of all: where a writer stored it, a run that was killed right then may have left it in use.
TEST(Rotate, ThePredecessorOfTheOneInUseIsRevokedOnceANewerOneIsInItsPlace) {
  Desk desk;
  prepare(desk, R"(,{"key":"66660000-before","token":"npm_cccc...cccc","name":"ci"})", true,
          R"(,"name":"e401-rotate-66660000-abcdabcd")");
  const auto done = rotate(desk.session(), here());
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(done_in_order(desk),
            (std::vector<std::string>{"POST tokens", "DELETE 66660000-before", "DELETE " + own_key}));
}

TEST(Rotate, WhatCannotBeMadeLeavesEverythingAsItIs) {
  Desk desk;
  prepare(desk);
  desk.machine.http = support::ScriptedHttp();
  desk.machine.http.answer("GET " + tokens_url + " with any: 200 {\"objects\":[{\"key\":\"" + own_key +
                           "\",\"token\":\"" + shown(old_token) +
                           "\"},{\"key\":\"33330000-x\",\"name\":\"e401-rotate-11112222-abcdabcd\"}],\"urls\":{}}");
  desk.machine.http.answer("POST " + tokens_url + " with any: 403 {}");
  const auto done = rotate(desk.session(), here());
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().what.find("the old token is in use as before"), std::string::npos) << done.error().what;
  EXPECT_EQ(done_in_order(desk), std::vector<std::string>{"POST tokens"});
}

TEST(Rotate, TheNewOneLivesAsLongAsTheOldOneWasMadeFor) {
  Desk desk;
  prepare(desk, "", true, R"(,"name":"ci","created":"2026-01-01T00:00:00.000Z","expires":"2026-03-02T00:00:00.000Z")");
  ASSERT_TRUE(rotate(desk.session(), here()));
  for (const auto& r : desk.machine.http.requests()) {
    if (r.method != "POST") continue;
    EXPECT_NE(r.body.find("\"expires\":60"), std::string::npos) << r.body;
  }
}

// Verdaccio makes a token of the present form without its name, end and scopes.
Desk& prepare_npm_10s_form(Desk& desk) {
  return prepare(desk, R"(,{"key":"99990000-new","token":")" + shown(new_token) + "\"}", true, "");
}

TEST(Rotate, WhereNamesAreNotKeptThatIsSaid) {
  Desk desk;
  prepare_npm_10s_form(desk);
  const auto done = rotate(desk.session(), here());
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_FALSE(done->keeps_names);
  EXPECT_TRUE(done->old_revoked);
}

TEST(Rotate, ATokenWithoutTheLimitsThatWereAskedForDoesNotStay) {
  Desk desk;
  prepare_npm_10s_form(desk);
  RotateRequest request = here();
  request.wanted.expires_days = 30;
  const auto done = rotate(desk.session(), std::move(request));
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().what.find("--expires"), std::string::npos) << done.error().what;
  EXPECT_EQ(done_in_order(desk), (std::vector<std::string>{"POST tokens", "DELETE 99990000-new"}));
  EXPECT_EQ(desk.user_text(), "//npm.acme.example/:_authToken=" + old_token + "\n");
}

TEST(Rotate, WhereTheListDoesNotTellTokensApartNothingIsChanged) {
  Desk desk;
  prepare(desk, ",{\"key\":\"other\",\"token\":\"" + shown(old_token) + "\"}");
  EXPECT_FALSE(rotate(desk.session(), here()));
  EXPECT_TRUE(done_in_order(desk).empty());
}

TEST(Rotate, AVariablesTokenNeedsAWriter) {
  Desk desk;
  prepare(desk);
  desk.user("//npm.acme.example/:_authToken=${NPM_TOKEN}\n").env("NPM_TOKEN", old_token);
  const auto done = rotate(desk.session(), here());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "elsewhere");
  EXPECT_TRUE(desk.machine.http.requests().empty());
}

}  // namespace
}  // namespace e401::account
