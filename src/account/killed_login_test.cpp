#include "account/killed_login.h"

#include <gtest/gtest.h>

#include "account/login.h"
#include "account/testing/desk.h"

namespace e401::account {
namespace {

const std::string folder = "/home/u/.local/state/e401";
const std::string note = folder + "/token-on-its-way-12345678.json";

std::string note_of(Desk& desk) {
  for (const std::string& name : desk.machine.files.list(folder))
    if (name.starts_with("token-on-its-way-") && name.ends_with(".json")) return folder + "/" + name;
  return {};
}

TEST(KilledLogin, TheNoteIsThereWhileATokenMayComeAndHoldsNoSecret) {
  Desk desk;
  const Session& session = desk.session();
  TokenOnItsWay way(session, "https://alice:geheim@npm.acme.example/");
  EXPECT_EQ(note_of(desk), "");
  way.may_come();
  const auto bytes = desk.machine.files.bytes_of(note_of(desk));
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->find("geheim"), std::string::npos);
  EXPECT_EQ(desk.machine.files.info(note_of(desk)).mode & 0777, 0600u);
  way.none_came();
  EXPECT_EQ(note_of(desk), "");
}

TEST(KilledLogin, OneThatIsStillRunningIsNotTakenForKilled) {
  Desk desk;
  const Session& session = desk.session();
  TokenOnItsWay way(session, "https://npm.acme.example/");
  way.may_come();
  EXPECT_TRUE(take_killed_logins(desk.machine.files, folder).empty());
  EXPECT_NE(note_of(desk), "");
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
    EXPECT_EQ(note_of(desk), "") << answer;
  }
}

TEST(KilledLogin, TheNextStartTakesTheNoteAndABrokenOneIsNone) {
  Desk desk;
  EXPECT_TRUE(take_killed_logins(desk.machine.files, folder).empty());
  desk.machine.files.file(note, R"({"registry":"https://npm.acme.example/","at":"1234"})", 0600);
  const auto killed = take_killed_logins(desk.machine.files, folder);
  ASSERT_EQ(killed.size(), 1u);
  EXPECT_EQ(killed[0].registry, "https://npm.acme.example/");
  EXPECT_EQ(killed[0].at_s, 1234);
  EXPECT_TRUE(take_killed_logins(desk.machine.files, folder).empty());
  desk.machine.files.file(note, R"({"registry":)", 0600);
  EXPECT_TRUE(take_killed_logins(desk.machine.files, folder).empty());
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
