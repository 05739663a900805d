// TRUST 1 for a credential's life: what a cloned project's files may not make of the person's secrets and files.
#include <gtest/gtest.h>

#include "account/check.h"
#include "account/login.h"
#include "account/logout.h"
#include "account/rotate.h"
#include "account/testing/desk.h"

namespace e401::account {
namespace {

const std::string token = "npm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const std::string own = "registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=" + token + "\n";

LoginRequest login_at(const std::string& registry, AuthType type) {
  LoginRequest r;
  r.registry = registry;
  r.type = type;
  return r;
}

template <class T>
void expect_untrusted(const base::Result<T>& done, Desk& desk, const std::string& line) {
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "untrusted");
  EXPECT_NE(done.error().what.find(line), std::string::npos) << done.error().what;
  EXPECT_TRUE(desk.machine.http.requests().empty());
}

TEST(Strangers, NoTokenIsFiledInAFileThatTheProjectCallsYours) {
  for (const char* file : {"./committed.ini", "${HOME}/.bashrc"}) {
    Desk desk;
    desk.project("x=1\nuserconfig=" + std::string(file) + "\n");
    desk.machine.files.file("/home/u/.bashrc", "export A=1\n", 0644).file("/home/u/project/committed.ini", "x=1\n");
    desk.machine.terminal.stdin_text = token;
    LoginRequest request = login_at("https://npm.acme.example/", AuthType::token);
    request.registry_is_given = true;
    expect_untrusted(login(desk.session(), request), desk, "/home/u/project/.npmrc:2");
    EXPECT_EQ(desk.machine.files.bytes_of("/home/u/.bashrc"), "export A=1\n");
    EXPECT_EQ(desk.machine.files.bytes_of("/home/u/project/committed.ini"), "x=1\n");
    RotateRequest rotation;
    rotation.registry = {.url = "https://npm.acme.example/", .is_given = true};
    expect_untrusted(rotate(desk.session(), rotation), desk, "/home/u/project/.npmrc:2");
  }
}

TEST(Strangers, NoPasswordIsAskedForAHostThatOnlyTheProjectsUserFileNames) {
  Desk desk;
  desk.project("userconfig=./evilrc\n");
  desk.machine.files.file("/home/u/project/evilrc", "registry=https://evil.example/\n");
  desk.machine.terminal.answers = {"joe", "hunter2hunter2"};
  expect_untrusted(login(desk.session(), login_at("https://evil.example/", AuthType::legacy)), desk, "userconfig");
  EXPECT_TRUE(desk.machine.terminal.questions.empty());
}

TEST(Strangers, NothingOfTheProjectsUserFileIsTried) {
  Desk desk;
  desk.project("userconfig=./evilrc\n").env("SECRET", token);
  desk.machine.files.file("/home/u/project/evilrc",
                          "registry=https://evil.example/\n//evil.example/:_authToken=${SECRET}\n");
  const auto all = check_credentials(desk.session(), {});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_NE(all[0].proof.find("not tried"), std::string::npos);
  const auto listing = desk_for(desk.session(), {.url = "https://evil.example/"});
  ASSERT_FALSE(listing);
  EXPECT_EQ(listing.error().code, "untrusted");
  EXPECT_TRUE(desk.machine.http.requests().empty());
}

TEST(Strangers, NoTokenTravelsThroughTheProjectsProxy) {
  for (const char* line : {"proxy=http://evil.example:1/", "strict-ssl=false", "cafile=./ca.pem"}) {
    Desk desk;
    desk.user(own).project(std::string(line) + "\n");
    desk.machine.terminal.stdin_text = token;
    const std::string place = "/home/u/project/.npmrc:1";
    expect_untrusted(login(desk.session(), login_at("https://npm.acme.example/", AuthType::token)), desk, place);
    expect_untrusted(logout(desk.session(), {.registry = "https://npm.acme.example/"}), desk, place);
    expect_untrusted(desk_for(desk.session(), {.url = "https://npm.acme.example/"}), desk, place);
    const auto all = check_credentials(desk.session(), {});
    ASSERT_EQ(all.size(), 1u);
    EXPECT_NE(all[0].proof.find(place), std::string::npos) << all[0].proof;
    EXPECT_TRUE(desk.machine.http.requests().empty());
    EXPECT_EQ(desk.user_text(), own);
  }
}

TEST(Strangers, AWordOfThePersonsSendsItAllTheSame) {
  Desk desk;
  desk.user(own).project("proxy=http://proxy.acme.example:1/\n");
  desk.machine.http.answer("GET https://npm.acme.example/-/whoami with any: 200 {\"username\":\"alice\"}");
  const auto all = check_credentials(desk.session(), {.trust_project = true});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].state, State::alive);
}

TEST(Strangers, NoTokenGoesInTheClearBecauseTheProjectSaysHttp) {
  Desk desk;
  desk.user(own).project("registry=http://npm.acme.example/\n");
  expect_untrusted(desk_for(desk.session(), {.url = "http://npm.acme.example/"}), desk, "http://");
  expect_untrusted(logout(desk.session(), {.registry = "http://npm.acme.example/"}), desk, "http://");
}

}  // namespace
}  // namespace e401::account
