#include "policy/trusted_hosts.h"

#include <gtest/gtest.h>

namespace e401::policy {
namespace {

TrustedHosts trusted(std::initializer_list<const char*> entries) {
  std::vector<TrustedPlace> places;
  for (const char* e : entries) places.push_back(parse_trusted_place(e).value());
  return TrustedHosts(std::move(places));
}

bool covers(const TrustedHosts& t, std::string_view url) {
  return t.covers(npm::parse_url(url).value());
}

TEST(TrustedHosts, AHostIsThatHostAndPortOnly) {
  const TrustedHosts t = trusted({"npm.acme.example", "NPM.two.example:8443"});
  EXPECT_TRUE(covers(t, "https://npm.acme.example/@acme%2fa"));
  EXPECT_TRUE(covers(t, "https://NPM.ACME.example:443/npm/"));
  EXPECT_TRUE(covers(t, "https://npm.two.example:8443/"));
  for (const char* other :
       {"https://npm.acme.example:8443/", "https://npm.two.example/", "https://evil.npm.acme.example/",
        "https://npm.acme.example.evil.example/", "https://npm.acme.example@evil.example/", "ftp://npm.acme.example/"})
    EXPECT_FALSE(covers(t, other)) << other;
}

TEST(TrustedHosts, PlainHttpIsCoveredOnlyWhereItIsWrittenOrStaysOnThisMachine) {
  const TrustedHosts t = trusted({"npm.acme.example", "http://old.example", "127.0.0.1:4873", "[::1]:4873"});
  EXPECT_FALSE(covers(t, "http://npm.acme.example/"));
  EXPECT_TRUE(covers(t, "http://old.example/npm/"));
  EXPECT_TRUE(covers(t, "https://old.example/npm/"));
  EXPECT_TRUE(covers(t, "http://127.0.0.1:4873/a"));
  EXPECT_TRUE(covers(t, "http://[::1]:4873/a"));
}

TEST(TrustedHosts, APathCoversWhatLiesBelowIt) {
  const TrustedHosts t = trusted({"gitlab.example/api/v4/projects/42"});
  EXPECT_TRUE(covers(t, "https://gitlab.example/api/v4/projects/42/packages/npm/@a%2fb"));
  EXPECT_TRUE(covers(t, "https://gitlab.example/api/v4/projects/42"));
  for (const char* other :
       {"https://gitlab.example/api/v4/projects/420/packages/npm/", "https://gitlab.example/",
        "https://gitlab.example/api/v4/projects/42/../43/", "https://gitlab.example/api/v4/projects/42/%2e%2e/43/",
        "https://gitlab.example/api/v4/projects/42/..%2f43/",
        "https://gitlab.example/api/v4/projects/42/x%5c..%5c..%5c43/"})
    EXPECT_FALSE(covers(t, other)) << other;
}

TEST(TrustedHosts, AKeyIsCoveredOnlyWhereItIsNotWider) {
  const TrustedHosts t = trusted({"gitlab.example/api/v4/projects/42/", "npm.acme.example"});
  EXPECT_TRUE(t.covers_key("//gitlab.example/api/v4/projects/42/packages/npm/:_authToken"));
  EXPECT_TRUE(t.covers_key("//npm.acme.example/:_authToken"));
  EXPECT_TRUE(t.covers_key("//npm.acme.example/npm/:_password"));
  for (const char* key :
       {"//gitlab.example/:_authToken", "//gitlab.example/api/v4/projects/:_authToken",
        "//npm.acme.example:8443/:_authToken", "//npm.acme.example.evil.example/:_authToken",
        "//npm.acme.example@evil.example/:_authToken", "_authToken", "npm.acme.example/:_authToken", "//:_authToken"})
    EXPECT_FALSE(t.covers_key(key)) << key;
  EXPECT_FALSE(TrustedHosts().covers_key("//npm.acme.example/:_authToken"));
}

TEST(TrustedHosts, WhatIsNoPlaceIsRefused) {
  for (const char* text : {"", "*", "*.acme.example", "a b", "https://", "https:///x", "//", ":8443",
                           "user@npm.acme.example", "u:p@npm.acme.example", "npm.acme.example/?q", "npm.acme.example#x",
                           "npm.acme.example:port", "/path", "ftp://npm.acme.example", "a\\b"})
    EXPECT_FALSE(parse_trusted_place(text)) << text;
}

}  // namespace
}  // namespace e401::policy
