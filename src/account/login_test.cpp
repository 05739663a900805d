#include "account/login.h"

#include <gtest/gtest.h>

#include "account/testing/desk.h"
#include "base/digest.h"

namespace e401::account {
namespace {

const std::string token = "npm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const std::string old_token = "npm_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

LoginRequest at(const std::string& registry, AuthType type = AuthType::automatic) {
  LoginRequest r;
  r.registry = registry;
  r.registry_is_given = true;
  r.type = type;
  r.otp.pages.wait_ms = 60'000;
  return r;
}

// A registry that gives `token` on its web page after one poll, and says who it is for.
void web_registry(Desk& desk, const std::string& base = "https://npm.acme.example/", const std::string& login_url = "",
                  const std::string& done_url = "") {
  auto& http = desk.machine.http;
  const std::string login = login_url.empty() ? base + "login/1" : login_url;
  const std::string done = done_url.empty() ? base + "-/v1/done/1" : done_url;
  http.answer("POST " + base + "-/v1/login with any: 200 {\"loginUrl\":\"" + login + "\",\"doneUrl\":\"" + done +
              "\"}");
  support::ScriptedAnswer first =
      *support::parse_answer("GET " + base + "-/v1/done/1 with any: 202 [retry-after: 3] {}");
  first.times = 1;
  http.add(first);
  http.answer("GET " + base + "-/whoami with any: 401 {\"error\":\"no\"}");
  http.answer("GET " + base + "-/whoami with " + token + ": 200 {\"username\":\"alice\"}");
}

void done_with(Desk& desk, const std::string& body, const std::string& base = "https://npm.acme.example/") {
  support::ScriptedAnswer a = *support::parse_answer("GET " + base + "-/v1/done/1 with any: 200 {}");
  a.answer.body = body;
  // Counts less than the 202 above as long as that one has not been used up: it was added first.
  desk.machine.http.add(a);
}

std::string json_token(const std::string& text) {
  return "{\"token\":" + base::json_quote(text) + "}";
}

TEST(Login, OnAWebPageFilesTheTokenUnderTheRegistrysKeyOnly) {
  Desk desk;
  web_registry(desk);
  done_with(desk, json_token(token));
  const auto done = login(desk.session(), at("https://npm.acme.example/"));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(desk.user_text(), "//npm.acme.example/:_authToken=" + token + "\n");
  EXPECT_EQ(desk.machine.files.node("/home/u/.npmrc").mode, 0600u);
  EXPECT_EQ(done->name, "alice");
  EXPECT_EQ(done->filed.at(0).line, 1);
  EXPECT_TRUE(done->proof.alive());
  EXPECT_NE(desk.said().find("https://npm.acme.example/login/1"), std::string::npos);
  EXPECT_EQ(desk.said().find(token), std::string::npos);
}

TEST(Login, TakesThePlaceOfTheOldTokenAndOfTheRegistrysOtherCredentials) {
  Desk desk;
  desk.user("; mine\n//npm.acme.example/:username=bob\n//npm.acme.example/:_authToken=" + old_token +
            " ; since may\n//npm.acme.example/:_password=cGFzcw==\n//other.example/:_authToken=" + old_token + "\n");
  web_registry(desk);
  done_with(desk, json_token(token));
  ASSERT_TRUE(login(desk.session(), at("https://npm.acme.example/")));
  EXPECT_EQ(desk.user_text(), "; mine\n//npm.acme.example/:_authToken=" + token +
                                  " ; since may\n//other.example/:_authToken=" + old_token + "\n");
}

TEST(Login, WithAScopeMapsItAndGivesTheAddressItsLastSlash) {
  Desk desk;
  desk.user("color=true");
  web_registry(desk, "https://npm.acme.example/team/npm/");
  done_with(desk, json_token(token), "https://npm.acme.example/team/npm/");
  LoginRequest r = at("https://npm.acme.example/team/npm");
  r.scope = "@acme";
  const auto done = login(desk.session(), r);
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(desk.user_text(), "color=true\n//npm.acme.example/team/npm/:_authToken=" + token +
                                  "\n@acme:registry=https://npm.acme.example/team/npm/\n");
}

TEST(Login, PollsNoFasterThanTheRegistryAsksAndNotForEver) {
  for (const std::string wait : {"5", "Mon, 21 Sep 2026 14:13:25 GMT"}) {  // seconds, or a date: five seconds from now
    Desk desk;
    web_registry(desk);
    desk.machine.http.answer("GET https://npm.acme.example/-/v1/done/1 with any: 202 [retry-after: " + wait + "] {}");
    const auto done = login(desk.session(), at("https://npm.acme.example/"));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "timeout");
    std::size_t polls = 0;
    for (const auto& r : desk.machine.http.requests()) polls += r.url.ends_with("/done/1");
    EXPECT_GE(polls, 10u) << wait;
    EXPECT_LE(polls, 14u) << wait;  // 60 s at 5 s each
    EXPECT_EQ(desk.user_text(), "(none)");
  }
}

TEST(Login, RefusesPagesThatLeadElsewhere) {
  const std::string base = "https://npm.acme.example/";
  const std::pair<std::string, std::string> lies[] = {
      {"https://evil.test/login", ""},             // a stranger's host
      {"http://npm.acme.example/login", ""},       // without TLS
      {"javascript:alert(1)", ""},                 // no web address
      {"https://u:p@npm.acme.example/login", ""},  // a password in it
      {"", "https://evil.test/-/v1/done/1"},       // the token would come from, and a credential go to, a stranger
      {"", "https://npm.acme.example:8443/-/v1/done/1"},  // another port is another server
      {"", "http://npm.acme.example/-/v1/done/1"},
  };
  for (const auto& [login_url, done_url] : lies) {
    Desk desk;
    desk.machine.terminal.is_interactive = true;
    web_registry(desk, base, login_url, done_url);
    done_with(desk, json_token(token));
    const auto done = login(desk.session(), at(base));
    ASSERT_FALSE(done) << login_url << " " << done_url;
    EXPECT_EQ(done.error().code, "elsewhere");
    EXPECT_TRUE(desk.machine.programs.browsed.empty());
    EXPECT_EQ(desk.user_text(), "(none)");
    for (const auto& r : desk.machine.http.requests()) EXPECT_EQ(r.host, "npm.acme.example");
  }
}

TEST(Login, APageOnTheSameCompanysHostOrANamedOneIsFine) {
  for (const auto& [page, named] : {std::pair<std::string, std::string>{"https://sso.acme.example/x", ""},
                                    {"https://id.vendor.test/x", "id.vendor.test"}}) {
    Desk desk;
    web_registry(desk, "https://npm.acme.example/", page);
    done_with(desk, json_token(token));
    LoginRequest r = at("https://npm.acme.example/");
    if (!named.empty()) r.otp.pages.other_hosts = {named};
    EXPECT_TRUE(login(desk.session(), r)) << page;
  }
}

TEST(Login, WhatIsNoTokenIsNotStored) {
  for (const std::string& body :
       {json_token("npm_abc\n//evil.test/:_authToken=x"), json_token("a b"), json_token(""),
        json_token(std::string(20'000, 'a')), json_token("${HOME}"), json_token("caf\xc3\xa9"),
        std::string("<html>logged in</html>"), std::string("{}"), std::string("{\"token\":7}")}) {
    Desk desk;
    desk.user("//npm.acme.example/:_authToken=" + old_token + "\n");
    web_registry(desk);
    done_with(desk, body);
    const auto done = login(desk.session(), at("https://npm.acme.example/"));
    ASSERT_FALSE(done) << body.substr(0, 40);
    EXPECT_NE(done.error().what.find("npm.acme.example"), std::string::npos);
    EXPECT_EQ(desk.user_text(), "//npm.acme.example/:_authToken=" + old_token + "\n");
  }
}

TEST(Login, ATokenThatTheRegistryDoesNotTakeIsNotStored) {
  Desk desk;
  desk.machine.terminal.stdin_text = old_token + "\n";
  web_registry(desk);
  const auto done = login(desk.session(), at("https://npm.acme.example/", AuthType::token));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "refused");
  EXPECT_EQ(desk.user_text(), "(none)");
}

TEST(Login, WithNameAndPasswordWhereThereIsNoWebPage) {
  Desk desk;
  desk.machine.terminal.is_interactive = true;
  desk.machine.terminal.answers = {"alice", "correct horse"};
  auto& http = desk.machine.http;
  http.answer("PUT https://npm.acme.example/-/user/org.couchdb.user:alice with none: 201 " + json_token(token));
  http.answer("GET https://npm.acme.example/-/whoami with " + token + ": 200 {\"username\":\"alice\"}");
  const auto done = login(desk.session(), at("https://npm.acme.example/"));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(desk.user_text(), "//npm.acme.example/:_authToken=" + token + "\n");
  EXPECT_EQ(desk.said().find("correct horse"), std::string::npos);
}

TEST(Login, AOneTimePasswordIsAskedForOnce) {
  Desk desk;
  desk.machine.terminal.is_interactive = true;
  desk.machine.terminal.answers = {"alice", "correct horse", "123456"};
  auto& http = desk.machine.http;
  support::ScriptedAnswer otp = *support::parse_answer(
      "PUT https://npm.acme.example/-/user/org.couchdb.user:alice with none: 401 [www-authenticate: OTP] {}");
  otp.times = 1;
  http.add(otp);
  http.answer("PUT https://npm.acme.example/-/user/org.couchdb.user:alice with none: 201 " + json_token(token));
  http.answer("GET https://npm.acme.example/-/whoami with " + token + ": 200 {\"username\":\"alice\"}");
  ASSERT_TRUE(login(desk.session(), at("https://npm.acme.example/", AuthType::legacy)));
  bool sent = false;
  for (const auto& r : http.requests())
    for (const auto& [name, value] : r.headers) sent = sent || (name == "npm-otp" && value == "123456");
  EXPECT_TRUE(sent);
}

const std::string feed = "https://pkgs.dev.azure.com/acme/_packaging/feed/npm/registry/";
const std::string feed_key = "//pkgs.dev.azure.com/acme/_packaging/feed/npm/";

TEST(Login, AzureGetsAPersonalAccessTokenAsAPasswordUnderBothOfItsKeys) {
  Desk desk;
  desk.machine.terminal.stdin_text = token;
  desk.user(feed_key + ":_authToken=" + old_token + "\n");
  desk.machine.http.answer("GET " + feed + "* with azure:" + token + ": 404 {}");
  desk.machine.http.answer("GET " + feed + "* with any: 401 [www-authenticate: TFS-Federated]");
  const auto done = login(desk.session(), at(feed, AuthType::token));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_TRUE(done->proof.alive()) << done->proof.words;
  EXPECT_EQ(done->removed_keys, std::vector<std::string>{feed_key + ":_authToken"});
  const std::string password = base::base64_encode(token);
  EXPECT_EQ(desk.user_text(), feed_key + "registry/:username=azure\n" + feed_key + "registry/:_password=" + password +
                                  "\n" + feed_key + ":username=azure\n" + feed_key + ":_password=" + password + "\n");
}

TEST(Login, AzureGetsAJsonWebTokenAsItIs) {
  Desk desk;
  std::string jwt;
  for (const char* part : {R"({"alg":"RS256"})", R"({"iss":"https://sts.windows.net/x/"})"}) {
    jwt += base::base64_encode(part);
    while (jwt.ends_with('=')) jwt.pop_back();
    jwt += '.';
  }
  jwt += std::string(43, 'x');
  desk.machine.terminal.stdin_text = jwt;
  desk.machine.http.answer("GET " + feed + "* with " + jwt + ": 404 {}");
  desk.machine.http.answer("GET " + feed + "* with any: 401 [www-authenticate: TFS-Federated]");
  const auto done = login(desk.session(), at(feed, AuthType::token));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(desk.user_text(), feed_key + "registry/:_authToken=" + jwt + "\n" + feed_key + ":_authToken=" + jwt + "\n");
}

TEST(Login, ASharedHostNeverGetsAKeyForAllOfIt) {
  Desk desk;
  desk.user("@g:registry=https://gitlab.com/api/v4/projects/7/packages/npm\n");
  desk.machine.terminal.stdin_text = token;
  desk.machine.http.answer("GET https://gitlab.com/api/v4/projects/7/packages/npm/* with " + token +
                           ": 404 {\"message\":\"404 Packages Not Found\"}");
  LoginRequest r = at("https://gitlab.com/api/v4/projects/7/packages/npm", AuthType::token);
  r.registry_is_given = false;
  (void)login(desk.session(), r);
  EXPECT_NE(desk.user_text().find("//gitlab.com/api/v4/projects/7/packages/npm/:_authToken="), std::string::npos)
      << desk.user_text() << desk.said();
}

TEST(Login, AHostWithoutALoginSaysItsOwnWay) {
  Desk desk;
  const auto done = login(desk.session(), at("https://gitlab.com/api/v4/projects/7/packages/npm/"));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "no-flow");
  EXPECT_NE(desk.said().find("Access tokens"), std::string::npos);
  EXPECT_NE(desk.said().find("e401 login --auth-type=token"), std::string::npos);
  EXPECT_TRUE(desk.machine.http.requests().empty());
}

TEST(Login, AHostThatTakesNoCredentialsSaysSo) {
  Desk desk;
  const auto done = login(desk.session(), at("https://npm.jsr.io/"));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "no-flow");
  EXPECT_TRUE(desk.machine.http.requests().empty());
}

TEST(Login, AVendorWithATokenPageIsNotAskedForAPassword) {
  Desk desk;
  desk.machine.terminal.is_interactive = true;
  desk.machine.terminal.answers = {token};
  const std::string icons = "https://npm.fontawesome.com/";
  desk.machine.http.answer("POST " + icons + "-/v1/login with any: 404 {}");
  desk.machine.http.answer("GET " + icons + "-/whoami with " + token + ": 200 {\"username\":\"alice\"}");
  const auto done = login(desk.session(), at(icons));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_NE(desk.said().find("made at: fontawesome.com"), std::string::npos) << desk.said();
  for (const auto& r : desk.machine.http.requests()) EXPECT_NE(r.method, "PUT");
}

TEST(Login, ARegistryWithoutAnyLoginIsAskedForATokenInTheEnd) {
  Desk desk;
  desk.machine.terminal.is_interactive = true;
  desk.machine.terminal.answers = {"alice", "correct horse", token};
  desk.machine.http.answer("GET https://npm.acme.example/-/whoami with " + token + ": 200 {\"username\":\"alice\"}");
  const auto done = login(desk.session(), at("https://npm.acme.example/"));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(desk.user_text(), "//npm.acme.example/:_authToken=" + token + "\n");
}

TEST(Login, ARegistryThatOnlyTheProjectNamesGetsNothingUnasked) {
  Desk desk;
  desk.project("registry=https://evil.test/\n//evil.test/:_authToken=${SECRET}\n").env("SECRET", old_token);
  web_registry(desk, "https://evil.test/");
  done_with(desk, json_token(token), "https://evil.test/");
  LoginRequest r = at("https://evil.test/");
  r.registry_is_given = false;
  const auto done = login(desk.session(), r);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "untrusted");
  EXPECT_TRUE(desk.machine.http.requests().empty());
}

TEST(Login, SaysWhatStillHidesTheNewCredential) {
  Desk desk;
  desk.project("//npm.acme.example/:_authToken=" + old_token + "\n");
  web_registry(desk);
  done_with(desk, json_token(token));
  const auto done = login(desk.session(), at("https://npm.acme.example/"));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_NE(done->hidden_by.find("/home/u/project/.npmrc:1"), std::string::npos) << done->hidden_by;
  EXPECT_FALSE(done->proof.alive());
}

TEST(Login, SaysWhatStillMapsTheScopeElsewhere) {
  Desk desk;
  desk.project("@acme:registry=https://other.example/\n");
  web_registry(desk);
  done_with(desk, json_token(token));
  LoginRequest request = at("https://npm.acme.example/");
  request.scope = "@acme";
  const auto done = login(desk.session(), request);
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(done->scope_hidden_by, "/home/u/project/.npmrc:1");
  EXPECT_TRUE(done->proof.alive());
}

TEST(Login, AFailedWriteLeavesTheOldCredentialAndEndsTheNewOne) {
  Desk desk;
  desk.user("//npm.acme.example/:_authToken=" + old_token + "\n");
  desk.refused_writes = "the disk is full";
  web_registry(desk);
  done_with(desk, json_token(token));
  support::ScriptedAnswer alive =
      *support::parse_answer("GET https://npm.acme.example/-/whoami with " + token + ": 200 {\"username\":\"alice\"}");
  alive.times = 1;
  desk.machine.http = support::ScriptedHttp();
  desk.machine.http.add(alive);
  desk.machine.http.answer(
      "POST https://npm.acme.example/-/v1/login with any: 200 "
      R"({"loginUrl":"https://npm.acme.example/l","doneUrl":"https://npm.acme.example/d"})");
  desk.machine.http.answer("GET https://npm.acme.example/d with any: 200 " + json_token(token));
  desk.machine.http.answer("GET https://npm.acme.example/-/whoami with any: 401 {}");
  desk.machine.http.answer("DELETE https://npm.acme.example/-/user/token/" + token + " with " + token + ": 200 {}");
  const auto done = login(desk.session(), at("https://npm.acme.example/"));
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().text().find("the disk is full; the token that npm.acme.example had made was ended again"),
            std::string::npos)
      << done.error().text();
  EXPECT_EQ(desk.user_text(), "//npm.acme.example/:_authToken=" + old_token + "\n");
}

TEST(Login, WhatNobodyElseHasAndCannotBeEndedIsSpokenOf) {
  Desk desk;
  desk.refused_writes = "the disk is full";
  web_registry(desk);
  done_with(desk, json_token(token));
  const auto done = login(desk.session(), at("https://npm.acme.example/"));
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().text().find("lives without use"), std::string::npos) << done.error().text();
}

TEST(Login, ATokenThatThePersonHadBeforeIsNeverEnded) {
  for (const bool is_typed : {true, false}) {
    Desk desk;
    desk.refused_writes = "the disk is full";
    auto& http = desk.machine.http;
    http.answer("GET https://npm.acme.example/-/whoami with " + token + ": 200 {\"username\":\"alice\"}");
    http.answer("PUT https://npm.acme.example/-/user/* with any: 201 " + json_token(token));
    desk.machine.terminal.is_interactive = !is_typed;
    desk.machine.terminal.answers = {"alice", token};  // as at GitHub: the password is the token
    desk.machine.terminal.stdin_text = token;
    EXPECT_FALSE(login(desk.session(), at("https://npm.acme.example/", is_typed ? AuthType::token : AuthType::legacy)));
    for (const auto& r : http.requests()) EXPECT_NE(r.method, "DELETE");
  }
}

TEST(Login, WhereNothingCanBeWrittenNothingIsAsked) {
  for (const int fault : {0, 1, 2}) {
    Desk desk;
    web_registry(desk);
    done_with(desk, json_token(token));
    if (fault == 0) desk.user("color=true\n").machine.files.node("/home/u/.npmrc").owner = 0;
    if (fault == 1) desk.machine.files.directory("/home/u/.npmrc");
    if (fault == 2) desk.machine.files.link("/home/u/.npmrc", "/home/u/gone/npmrc");
    EXPECT_FALSE(login(desk.session(), at("https://npm.acme.example/"))) << fault;
    EXPECT_TRUE(desk.machine.http.requests().empty()) << fault;
  }
}

TEST(Login, TheFolderOfTheUsersFileIsMadeWhereItIsMissing) {
  Desk desk;
  desk.env("NPM_CONFIG_USERCONFIG", "/home/u/.config/npm/rc");
  web_registry(desk);
  done_with(desk, json_token(token));
  const auto done = login(desk.session(), at("https://npm.acme.example/"));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(desk.machine.files.bytes_of("/home/u/.config/npm/rc"), "//npm.acme.example/:_authToken=" + token + "\n");
}

TEST(Login, WhatAnotherProgramWritesAtTheSameMomentStays) {
  Desk desk;
  desk.user("color=true\n");
  web_registry(desk);
  done_with(desk, json_token(token));
  desk.just_before_write = [&] { desk.user("color=false\n"); };
  const auto done = login(desk.session(), at("https://npm.acme.example/"));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(desk.user_text(), "color=false\n//npm.acme.example/:_authToken=" + token + "\n");
}

TEST(Login, AFileThatChangedMeanwhileKeepsThatChange) {
  Desk desk;
  desk.user("color=true\n");
  web_registry(desk);
  done_with(desk, json_token(token));
  const Session& session = desk.session();
  desk.user("color=false\nprogress=false\n");  // while the person was at the web page
  ASSERT_TRUE(login(session, at("https://npm.acme.example/")));
  EXPECT_EQ(desk.user_text(), "color=false\nprogress=false\n//npm.acme.example/:_authToken=" + token + "\n");
}

}  // namespace
}  // namespace e401::account
