#include "account/tokens.h"

#include <gtest/gtest.h>

#include "account/testing/desk.h"

namespace e401::account {
namespace {

const std::string base_url = "https://npm.acme.example/";
const std::string tokens_url = base_url + "-/npm/v1/tokens";
const std::string old_token = "npm_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const std::string new_token = "npm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

base::Result<CreatedToken> create(Desk& desk, const NewToken& wanted) {
  desk.user("//npm.acme.example/:_authToken=" + old_token + "\n");
  const Session& session = desk.session();
  const auto at = desk_for(session, {base_url, true, false});
  OneTime otp;
  return create_token(session, *at, wanted, base::Secret("correct horse"), otp);
}

std::vector<std::string> bodies_of_posts(const Desk& desk) {
  std::vector<std::string> out;
  for (const auto& r : desk.machine.http.requests())
    if (r.method == "POST") out.push_back(r.body);
  return out;
}

TEST(Tokens, WhatNpm10sFormDoesNotKnowIsNotLeftOutInSilence) {
  NewToken wanted;
  wanted.expires_days = 30;
  Desk desk;
  const auto made = create(desk, wanted);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "nameless");
  EXPECT_NE(made.error().what.find("--expires"), std::string::npos);
  EXPECT_TRUE(desk.machine.http.requests().empty());
}

// A registry that takes the present form for npm 10's keeps "readonly" only where it is called so.
TEST(Tokens, ReadOnlyIsKeptWhereTheRegistryKnowsNpm10sFormOnly) {
  for (const bool as_permission : {true, false}) {
    Desk desk;
    auto& http = desk.machine.http;
    http.answer("POST " + tokens_url + " with any: 200 {\"token\":\"" + new_token + "\",\"key\":\"k-1\"}");
    http.answer("GET " + tokens_url + " with any: 200 {\"objects\":[{\"key\":\"k-1\",\"token\":\"npm_aa...aa\"}]}");
    http.answer("DELETE " + tokens_url + "/token/k-1 with any: 200 {}");
    NewToken wanted;
    wanted.name = "ci";
    wanted.read_only = !as_permission;
    if (as_permission) wanted.permission = "read-only";
    const auto made = create(desk, wanted);
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_TRUE(made->was_made_in_legacy_form);
    const auto bodies = bodies_of_posts(desk);
    ASSERT_EQ(bodies.size(), 2u);
    EXPECT_NE(bodies[1].find("\"readonly\":true"), std::string::npos) << bodies[1];
    EXPECT_EQ(std::count_if(http.requests().begin(), http.requests().end(),
                            [](const auto& r) { return r.method == "DELETE"; }),
              1);
  }
}

TEST(Tokens, EnoughMustBeShownOfATokenToTellItFromOthers) {
  const auto is = [](const std::string& begins, const std::string& ends, const std::string& token) {
    ListedToken t;
    t.begins = begins;
    t.ends = ends;
    return t.is(base::Secret(token));
  };
  EXPECT_TRUE(is("npm_bbbb", "bbbb", old_token));
  EXPECT_TRUE(is("npm_bbbbb", "", old_token));
  EXPECT_FALSE(is("npm_bb", "", old_token));  // one in 3844 begins like it
  EXPECT_FALSE(is("npm_bbbb", "cccc", old_token));
  const std::string jwt = "eyJhbGciOiJIUzI1NiJ9.eyJuYW1lIjoiYSJ9.abcdefghijklmnop";
  EXPECT_TRUE(is("eyJhb", "lmnop", jwt));
  EXPECT_FALSE(is("eyJhbG", "", jwt));  // as all of them begin
}

TEST(Tokens, AListThatContinuesOnAnotherHostIsNotFollowed) {
  Desk desk;
  desk.user("//npm.acme.example/:_authToken=" + old_token + "\n");
  desk.machine.http.answer(
      "GET " + tokens_url +
      " with any: 200 {\"objects\":[],\"urls\":{\"next\":\"https://evil.test/-/npm/v1/tokens?page=1\"}}");
  const Session& session = desk.session();
  const auto at = desk_for(session, {base_url, true, false});
  ASSERT_TRUE(at);
  OneTime otp;
  const auto tokens = list_tokens(session, *at, otp);
  ASSERT_FALSE(tokens);
  EXPECT_EQ(tokens.error().code, "elsewhere");
  for (const auto& r : desk.machine.http.requests()) EXPECT_EQ(r.host, "npm.acme.example");
}

TEST(Tokens, PagesAreFollowedAtTheRegistryAndIdsAreAsShortAsTheyCanBe) {
  Desk desk;
  desk.user("//npm.acme.example/:_authToken=" + old_token + "\n");
  desk.machine.http.answer(
      "GET " + tokens_url +
      " with any: 200 "
      "{\"objects\":[{\"key\":\"aaaaaaaa1\",\"token\":\"npm_x\"}],\"urls\":{\"next\":\"/-/npm/v1/tokens?page=1\"}}");
  desk.machine.http.answer(
      "GET " + tokens_url +
      "?page=1 with any: 200 {\"objects\":[{\"key\":\"aaaaaaaa2\"},{\"key\":\"bbbbbbbb1\"}],\"urls\":{}}");
  const Session& session = desk.session();
  const auto at = desk_for(session, {base_url, true, false});
  OneTime otp;
  const auto tokens = list_tokens(session, *at, otp);
  ASSERT_TRUE(tokens) << tokens.error().text();
  ASSERT_EQ(tokens->size(), 3u);
  EXPECT_EQ((*tokens)[0].id, "aaaaaaaa1");
  EXPECT_EQ((*tokens)[2].id, "bbbbbb");
}

TEST(Tokens, AListWithoutAnEndIsNoList) {
  Desk desk;
  desk.user("//npm.acme.example/:_authToken=" + old_token + "\n");
  desk.machine.http.answer("GET " + tokens_url +
                           "* with any: 200 {\"objects\":[],\"urls\":{\"next\":\"/-/npm/v1/tokens?page=1\"}}");
  const Session& session = desk.session();
  const auto at = desk_for(session, {base_url, true, false});
  OneTime otp;
  EXPECT_FALSE(list_tokens(session, *at, otp));
  EXPECT_LE(desk.machine.http.requests().size(), 50u);
}

}  // namespace
}  // namespace e401::account
