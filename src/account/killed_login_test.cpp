#include "account/killed_login.h"

#include <gtest/gtest.h>

#include "account/login.h"
#include "account/testing/desk.h"

namespace e401::account {
namespace {

const std::string note = "/home/u/.local/state/e401/token-on-its-way.json";

TEST(KilledLogin, TheNoteIsThereWhileATokenMayComeAndHoldsNoSecret) {
  Desk desk;
  const Session& session = desk.session();
  TokenOnItsWay way(session, "https://alice:geheim@npm.acme.example/");
  EXPECT_FALSE(desk.machine.files.bytes_of(note));
  way.may_come();
  ASSERT_TRUE(desk.machine.files.bytes_of(note));
  EXPECT_EQ(desk.machine.files.bytes_of(note)->find("geheim"), std::string::npos);
  EXPECT_EQ(desk.machine.files.info(note).mode & 0777, 0600u);
  way.none_came();
  EXPECT_FALSE(desk.machine.files.bytes_of(note));
}

TEST(KilledLogin, TheNoteGoesWhateverWayTheLoginEnds) {
  for (const char* answer :
       {"200 {\"token\":\"npm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", "200 {\"token\":\"a b\"}", "401 {}"}) {
    Desk desk;
    desk.machine.terminal.is_interactive = true;
    desk.machine.terminal.answers = {"alice", "password"};
    desk.machine.http.answer(std::string("PUT https://npm.acme.example/-/user/* with any: ") + answer);
    desk.machine.http.answer("GET https://npm.acme.example/-/whoami with any: 200 {\"username\":\"alice\"}");
    (void)login(desk.session(),
                {.registry = "https://npm.acme.example/", .registry_is_given = true, .type = AuthType::legacy});
    EXPECT_FALSE(desk.machine.files.bytes_of(note)) << answer;
  }
}

TEST(KilledLogin, TheNextStartTakesTheNoteAndABrokenOneIsNone) {
  Desk desk;
  const std::string folder = "/home/u/.local/state/e401";
  EXPECT_FALSE(take_killed_login(desk.machine.files, folder));
  desk.machine.files.file(note, R"({"registry":"https://npm.acme.example/","at":"1234"})", 0600);
  const auto killed = take_killed_login(desk.machine.files, folder);
  ASSERT_TRUE(killed);
  EXPECT_EQ(killed->registry, "https://npm.acme.example/");
  EXPECT_EQ(killed->at_s, 1234);
  EXPECT_FALSE(take_killed_login(desk.machine.files, folder));
  desk.machine.files.file(note, R"({"registry":)", 0600);
  EXPECT_FALSE(take_killed_login(desk.machine.files, folder));
  EXPECT_FALSE(desk.machine.files.bytes_of(note));
}

TEST(KilledLogin, WhatWasMadeThenAndIsNotInUseIsNamed) {
  Desk desk;
  desk.user("//npm.acme.example/:_authToken=npm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");
  desk.machine.http.answer(
      "GET https://npm.acme.example/-/npm/v1/tokens with any: 200 {\"objects\":["
      R"({"key":"lost-1","token":"npm_bbbb...bbbb","created":"2026-01-01T00:00:30.000Z"},)"
      R"({"key":"used-1","token":"npm_aaaa...aaaa","created":"2026-01-01T00:00:40.000Z"},)"
      R"({"key":"dead-1","token":"npm_cccc...cccc","created":"2026-01-01T00:00:30.000Z","revoked":"2026-01-02"},)"
      R"({"key":"other-1","token":"npm_dddd...dddd","created":"2026-01-01T02:00:00.000Z"}],"urls":{}})");
  const Session& session = desk.session();
  const auto at = desk_for(session, {"https://npm.acme.example/", true, false});
  ASSERT_TRUE(at);
  const auto left = left_by({"https://npm.acme.example/", 1'767'225'600}, session, *at);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].key, "lost-1");
}

}  // namespace
}  // namespace e401::account
