#include <gtest/gtest.h>

#include "base/digest.h"
#include "support/example.h"

namespace e401::support {
namespace {

std::string code_of(const base::Result<std::string>& result) {
  return result ? "" : result.error().code;
}

TEST(MemoryFiles, AFileOfRootsWithMode0600IsUnreadableButThere) {
  MemoryFiles files;
  files.file("/home/u/.npmrc", "a=b\n", 0600);
  files.node("/home/u/.npmrc").owner = 0;
  EXPECT_EQ(code_of(files.read("/home/u/.npmrc", 100)), "EACCES");
  EXPECT_EQ(files.info("/home/u/.npmrc").kind, base::FileInfo::Kind::file);
  EXPECT_FALSE(files.info("/home/u/.npmrc").owned_by_us);
  EXPECT_EQ(code_of(files.read("/home/u/missing", 100)), "ENOENT");
  EXPECT_EQ(code_of(files.read("/home/u", 100)), "EISDIR");
  files.user_id = 0;
  EXPECT_TRUE(files.read("/home/u/.npmrc", 100).has_value());
}

TEST(MemoryFiles, AFolderWithoutSearchPermissionHidesItsFiles) {
  MemoryFiles files;
  files.file("/a/secret/file", "x");
  files.node("/a/secret").mode = 0;
  EXPECT_EQ(code_of(files.read("/a/secret/file", 10)), "EACCES");
  EXPECT_EQ(files.info("/a/secret/file").kind, base::FileInfo::Kind::missing);
  EXPECT_TRUE(files.list("/a/secret").empty());
}

TEST(MemoryFiles, ReplacingThroughALinkKeepsTheLink) {
  MemoryFiles files;
  files.file("/dotfiles/npmrc", "old").link("/home/u/.npmrc", "../../dotfiles/npmrc");
  EXPECT_EQ(files.real_path("/home/u/.npmrc"), "/dotfiles/npmrc");
  ASSERT_TRUE(files.replace("/home/u/.npmrc", "new", 0600));
  EXPECT_EQ(files.node("/home/u/.npmrc").kind, MemoryNode::Kind::link);
  EXPECT_EQ(files.bytes_of("/dotfiles/npmrc"), "new");
  EXPECT_TRUE(files.info("/home/u/.npmrc").is_link);
  files.link("/loop", "/loop");
  EXPECT_EQ(code_of(files.read("/loop", 10)), "ELOOP");
}

TEST(MemoryFiles, FaultsHappenOnceAndLocksAreExclusive) {
  MemoryFiles files;
  files.file("/home/u/.npmrc", "old");
  files.fail_next("replace", "/home/u/.npmrc", "ENOSPC");
  EXPECT_EQ(files.replace("/home/u/.npmrc", "new", 0600).error().code, "ENOSPC");
  EXPECT_EQ(files.bytes_of("/home/u/.npmrc"), "old");
  EXPECT_TRUE(files.replace("/home/u/.npmrc", "new", 0600));
  auto lock = files.try_lock("/home/u/lock");
  ASSERT_TRUE(lock);
  EXPECT_EQ(files.try_lock("/home/u/lock").error().code, "busy");
  lock->reset();
  EXPECT_TRUE(files.try_lock("/home/u/lock"));
  files.node("/home/u").mode = 0555;
  EXPECT_EQ(files.create("/home/u/new", "", 0600).error().code, "EACCES");
}

world::HttpRequest get(std::string url, std::string authorization = {}) {
  world::HttpRequest r;
  r.url = std::move(url);
  r.authorization = base::Secret(std::move(authorization));
  return r;
}

TEST(ScriptedHttp, TheMostSpecificCredentialAnswers) {
  ScriptedHttp http;
  http.answer(
          "GET https://npm.acme.example/@a%2Fb with none: 401 [www-authenticate: Bearer realm=\"x\"] "
          "{\"error\":\"no\"}")
      .answer("GET https://npm.acme.example/@a%2fb with good-token: 200 packument @a/b 1.0.0")
      .answer("GET https://npm.acme.example/@a%2fb with u:pass word: 200 {}")
      .answer("GET https://npm.acme.example/@a%2fb with bad: 403 denied")
      .answer("GET https://npm.acme.example/-/* with any: 503 <html></html>");
  const auto answers =
      http.ask({get("https://npm.acme.example/@a%2fb"), get("https://npm.acme.example/@a%2fb", "Bearer good-token"),
                get("https://npm.acme.example/@a%2fb", "Basic " + base::base64_encode("u:pass word")),
                get("https://npm.acme.example/@a%2fb", "Bearer else"), get("https://npm.acme.example/-/ping"),
                get("https://npm.acme.example/other"), get("https://nowhere.example/")},
               1000);
  EXPECT_EQ(answers[0].status, 401);
  EXPECT_EQ(*answers[0].header("www-authenticate"), "Bearer realm=\"x\"");
  EXPECT_EQ(answers[0].body, R"({"error":"no"})");
  EXPECT_EQ(answers[1].status, 200);
  EXPECT_NE(answers[1].body.find("https://npm.acme.example/@a/b/-/b-1.0.0.tgz"), std::string::npos) << answers[1].body;
  EXPECT_EQ(answers[2].status, 200);
  EXPECT_EQ(answers[3].status, 403);
  EXPECT_EQ(answers[4].status, 503);
  EXPECT_EQ(*answers[4].header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(answers[5].status, 404);
  EXPECT_EQ(answers[6].trouble, world::Trouble::host_unknown);
  ASSERT_EQ(http.requests().size(), 7u);
  EXPECT_EQ(http.requests()[1].credential, "good-token");
  EXPECT_EQ(http.requests()[6].host, "nowhere.example");
}

TEST(ScriptedHttp, UserAndPasswordInClearAreNoBasicCredential) {
  ScriptedHttp http;
  http.answer("GET https://npm.acme.example/x with u:password: 200 {}")
      .answer("GET https://npm.acme.example/x with any: 401 {}");
  EXPECT_EQ(http.ask({get("https://npm.acme.example/x", "Basic u:password")}, 1000)[0].status, 401);
  EXPECT_EQ(http.ask({get("https://npm.acme.example/x", "Basic " + base::base64_encode("u:password"))}, 1000)[0].status,
            200);
  EXPECT_EQ(http.ask({get("https://npm.acme.example/-/ping")}, 1000)[0].status, 200) << "every registry answers a ping";
}

TEST(ScriptedHttp, TroubleWordsAndCertificates) {
  ScriptedHttp http;
  http.answer(
          "GET https://a.example/* with any: tls-untrusted(UNABLE_TO_VERIFY_LEAF_SIGNATURE) [issuer: CN=Acme CA] "
          "[trusted-by-system: yes]")
      .answer("GET https://b.example/* with any: proxy-auth");
  const auto answers = http.ask({get("https://a.example/x"), get("https://b.example/x")}, 1000);
  EXPECT_EQ(answers[0].trouble, world::Trouble::tls_untrusted);
  EXPECT_EQ(answers[0].node_code, "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  EXPECT_EQ(answers[0].peer_issuer, "CN=Acme CA");
  EXPECT_TRUE(answers[0].trusted_by_system);
  EXPECT_EQ(answers[1].proxy_status, 407);
  EXPECT_FALSE(parse_answer("GET https://a.example/x with any 200"));
  EXPECT_FALSE(parse_answer("GET https://a.example/x with any: fine"));
}

constexpr std::string_view page = R"(# some-code

```
not an example
```

```example
title: a lower-case field name
run: npm view @acme/widgets --json
env: EMPTY=
env: NPM_TOKEN=a-token-of-the-test
file: ~/.npmrc
  //npm.acme.example/:_authtoken=a-token-of-the-file

  registry=https://{{npmjs}}/
file: .npmrc utf16 no-eol
  a=b
file: ~/locked unreadable
  x=y
answer: GET https://npm.acme.example/@acme%2fwidgets with none: 401 {}
log: npm-debug age=120
  0 verbose cli
finds: error some-code at ~/.npmrc:1, env:NPM_TOKEN host npm.acme.example fix ask
not: other-code
then: healthy
after: ~/.npmrc
  //npm.acme.example/:_authToken=a-token-of-the-file
```
)";

TEST(Examples, AreReadAndLaidOut) {
  const auto examples = parse_examples("src/rules/keys/some-code.md", page);
  ASSERT_TRUE(examples) << examples.error().text();
  ASSERT_EQ(examples->size(), 1u);
  const Example& e = examples->front();
  EXPECT_EQ(e.code, "some-code");
  EXPECT_EQ(e.line, 7);
  EXPECT_TRUE(e.fires());
  EXPECT_EQ(e.run, (std::vector<std::string>{"view", "@acme/widgets", "--json"}));
  ASSERT_EQ(e.finds.size(), 1u);
  EXPECT_EQ(e.finds[0].places, (std::vector<std::string>{"~/.npmrc:1", "env:NPM_TOKEN"}));
  EXPECT_EQ(e.finds[0].host, "npm.acme.example");
  EXPECT_EQ(e.secrets, (std::vector<std::string>{"a-token-of-the-test", "a-token-of-the-file"}));
  Machine machine;
  lay_out(e, machine);
  EXPECT_EQ(machine.files.bytes_of("/home/u/project/.npmrc"), std::string("\xFF\xFE"
                                                                          "a\0=\0b\0",
                                                                          8));
  EXPECT_EQ(code_of(machine.files.read("/home/u/locked", 10)), "EACCES");
  EXPECT_EQ(machine.files.info("/home/u/.npmrc").mode, 0600u);
  EXPECT_EQ(machine.files.list("/home/u/.npm/_logs").size(), 1u);
  EXPECT_EQ(*machine.environment.find("EMPTY"), "");
  EXPECT_EQ(machine.files.real_path("/usr/bin/npm"), "/usr/lib/node_modules/npm/bin/npm-cli.js");
}

TEST(Examples, SayWhereTheyAreWrong) {
  const auto wrong = parse_examples("p.md", "```example\ntitle: x\nfound: error x\n```\n");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().text(), "p.md:3: does not know the directive found");
  EXPECT_EQ(parse_examples("p.md", "```example\ntitle: x\n").error().line, 1);
}

}  // namespace
}  // namespace e401::support
