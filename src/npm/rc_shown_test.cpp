#include <gtest/gtest.h>

#include "npm/rc_document.h"

namespace e401::npm {
namespace {

TEST(ShownRcLine, NoSpellingOfACredentialLineShowsTheSecret) {
  const std::string templates[] = {"//h/:_authToken=S",
                                   "//h/:_authToken = \"S\"",
                                   "_authToken: S",
                                   "//h/:_authToken S",
                                   "//h/:_authToken:S",
                                   "@s:_authToken=S",
                                   "_auth=S",
                                   "_password = 'S'",
                                   "//h/npm/:_password=S ; old",
                                   "registry=https://h///h/:_authToken=S",
                                   "registry=https://u:S@h/",
                                   "https-proxy=http://u:S@p:3128",
                                   "registry=https://h/?token=S",
                                   "registry=https://h/npm/?a=b&access_token=S#x",
                                   "; //h/:_authToken=S",
                                   "#_auth=S",
                                   "//h/:_authtoken=S",
                                   "//h/:authToken=S",
                                   "//h/:token=S",
                                   "//h/:_authTokn=S",
                                   "//h/:unheard-of=S",
                                   "//h:_authToken=S",
                                   "//h/:_authTokenS",
                                   "\"//h/:_authToken\"=\"S\"",
                                   "  _authToken\t=\tS",
                                   "NPM_TOKEN=S",
                                   "token: S",
                                   "password=S",
                                   "_secret S",
                                   "//u:S@h/:_authToken=x",
                                   "//h/:_auth[]=S",
                                   "key=\"S\"",
                                   "otp=S",
                                   "_authToken=${X}S",
                                   "_authToken=S${X}",
                                   "_authToken=${S:-S}",
                                   "//h/:_authToken=${S",
                                   "init-author-name=x //h/:_auth=S",
                                   "export NODE_AUTH_TOKEN=S",
                                   "[//h/:_authToken=S]",
                                   "always-auth=true_authToken=S",
                                   "//h/ :_authToken=S",
                                   "authorization: Bearer S",
                                   "//h/:username=u//h/:_password=S",
                                   "registry=https://h///h/:authTok=S",
                                   "@s:token=S",
                                   "key: -----BEGIN PRIVATE KEY-----S"};
  for (const std::string secret :
       {"zq7Kd02mXpw", "npm_0123456789abcdef0123456789abcdef0123", "YWxpY2U6aHVudGVyMg==", "hunter2", "a#b;c=d"}) {
    for (std::string line : templates) {
      for (std::size_t at = line.find('S'); at != std::string::npos; at = line.find('S', at + secret.size()))
        line.replace(at, 1, secret);
      EXPECT_EQ(shown_rc_line(line).find(secret), std::string::npos) << line << " -> " << shown_rc_line(line);
    }
  }
}

TEST(ShownRcLine, ASecretAloneOnALineIsHidden) {
  EXPECT_EQ(shown_rc_line("YWxpY2U6aHVudGVyMg=="), "***");
  EXPECT_EQ(shown_rc_line("zq7Kd02mXpwzq7Kd02mXpw"), "***");
  EXPECT_EQ(shown_rc_line("ghp_0123456789abcdef0123456789abcdef0123"), "***");
  EXPECT_EQ(shown_rc_line("//h/:_authToken"), "//h/:_authToken");
}

TEST(ShownRcLine, Utf16IsHiddenToo) {
  std::string line;
  for (char c : std::string("_authToken=zq7Kd02mXpw")) (line += c) += '\0';
  EXPECT_EQ(shown_rc_line(line), "_authToken=***");
}

TEST(ShownRcLine, WhatAPersonMustSeeStaysReadable) {
  for (const char* line : {"registry=https://npm.corp.example/artifactory/api/npm/npm-all/",
                           "@acme:registry=https://h:8443/npm/",
                           "always-auth=true",
                           "//h/:_authToken=${NPM_TOKEN}",
                           "//h/:_authToken=\"${NPM_TOKEN?}\"",
                           "_auth=${ARTIFACTORY_TOKEN_2024}",
                           "//h/:_authToken=",
                           "//h/:_authToken=$NPM_TOKEN",
                           "//h/:_authToken=${{ secrets.NPM_TOKEN }}",
                           "//h/:username=alice",
                           "//h/:email=a@b.example",
                           "; a comment, about tokens",
                           "[section]",
                           "save-exact",
                           "cafile=/etc/ssl/corp.pem",
                           "//h/:certfile=./client.pem",
                           "auth-type=legacy",
                           "init-author-name=Alice",
                           "cache=/home/alice/.npm",
                           "strict-ssl=false",
                           "registry=https://u:${PASSWORD}@h/",
                           "",
                           "//registry.example:8443/:_authToken=${T}",
                           "registry=https://token-service.example/npm/",
                           "user-agent=npm/${npm_version}"})
    EXPECT_EQ(shown_rc_line(line), line);
}

TEST(ShownRcLine, OnlyTheSecretGoes) {
  EXPECT_EQ(shown_rc_line("//h/:_authToken=abc"), "//h/:_authToken=***");
  EXPECT_EQ(shown_rc_line("//h/:_authToken = \"abc\""), "//h/:_authToken = \"***\"");
  EXPECT_EQ(shown_rc_line("_authToken: abc"), "_authToken: ***");
  EXPECT_EQ(shown_rc_line("//h/:_authToken abc"), "//h/:_authToken ***");
  EXPECT_EQ(shown_rc_line("registry=https://h///h/:_authToken=x"), "registry=https://h///h/:_authToken=***");
  EXPECT_EQ(shown_rc_line("registry=https://h/?token=x"), "registry=https://h/?token=***");
  EXPECT_EQ(shown_rc_line("//h/:_authToken=Bearer ${T}"), "//h/:_authToken=***${T}");
}

}  // namespace
}  // namespace e401::npm
