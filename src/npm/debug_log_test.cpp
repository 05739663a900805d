#include "npm/debug_log.h"

#include <gtest/gtest.h>

#include <random>

#include "npm/commands.h"
#include "npm/log_lines.h"

namespace e401::npm {
namespace {

constexpr const char* npm12_tarball = R"(0 verbose cli /opt/node/bin/node /opt/npm/bin/npm-cli.js
1 info using npm@12.2.0
2 info using node@v24.20.0
3 silly config load:file:/opt/npm/npmrc
4 silly config load:file:/home/a/proj/.npmrc
5 silly config load:file:/home/a/.npmrc
6 silly config load:file:/opt/node/etc/npmrc
7 verbose title npm install @acme/widgets
8 verbose argv "install" "@acme/widgets" "--loglevel" "verbose"
9 verbose logfile logs-max:10 dir:/home/a/.npm/_logs/2026-01-01T00_00_00_000Z-
13 silly idealTree buildDeps
14 silly fetch manifest @acme/widgets@*
15 silly packumentCache full:https://r.example/npm/@acme%2fwidgets cache-miss
16 http fetch GET 200 https://r.example/npm/@acme%2fwidgets 29ms (cache miss)
17 http cache https://r.example/npm/left-pad 2ms (cache hit)
20 silly audit bulk request { '@acme/widgets': [ '1.0.0' ] }
21 http fetch POST 401 https://r.example/npm/-/npm/v1/security/advisories/bulk 6ms
22 verbose audit error HttpErrorAuthUnknown: Unable to authenticate, need: Bearer
22 verbose audit error     at check-response.js:88:17
22 verbose audit error   code: 'E401',
23 http cache @acme/widgets@https://r.example/npm/@acme/widgets/-/widgets-1.0.0.tgz 0ms (cache hit)
24 http fetch GET 401 https://r.example/npm/@acme/widgets/-/widgets-1.0.0.tgz 3ms (cache skip)
25 http fetch GET 401 https://r.example/npm/-/npm/v1/security/audits 3ms (cache skip)
26 warn deprecated old@1.0.0: do not use
27 verbose stack HttpErrorAuthUnknown: Unable to authenticate, need: Bearer
27 verbose stack     at check-response.js:88:17
27 verbose stack     at async Promise.all (index 1)
28 verbose statusCode 401
29 verbose pkgid @acme/widgets@https://r.example/npm/@acme/widgets/-/widgets-1.0.0.tgz
30 error code E401
31 error Unable to authenticate, your authentication token seems to be invalid.
32 error To correct this please try logging in again with:
32 error   npm login
33 silly unfinished npm timer reify 1795561412338
34 verbose cwd /home/a/proj
35 verbose os Linux 6.1.0
36 verbose node v24.20.0
37 verbose npm  v12.2.0
38 verbose exit 1
39 verbose code 1
40 error A complete log of this run can be found in: /home/a/.npm/_logs/2026-01-01T00_00_00_000Z-debug-0.log
)";

TEST(DebugLog, Npm12TellsEverything) {
  const LoggedRun run = parse_log(npm12_tarball);
  EXPECT_TRUE(run.is_debug_log);
  ASSERT_TRUE(run.npm);
  EXPECT_EQ(run.npm->text, "12.2.0");
  EXPECT_EQ(run.npm->major, 12);
  EXPECT_FALSE(run.npm->assumed);
  EXPECT_EQ(run.node, "v24.20.0");
  EXPECT_EQ(run.cwd, "/home/a/proj");
  EXPECT_EQ(run.argv, (std::vector<std::string>{"install", "@acme/widgets", "--loglevel", "verbose"}));
  EXPECT_EQ(run.command, "install");
  EXPECT_EQ(run.positionals, (std::vector<std::string>{"@acme/widgets"}));
  EXPECT_EQ(run.config_files, (std::vector<std::string>{"/opt/npm/npmrc", "/home/a/proj/.npmrc", "/home/a/.npmrc",
                                                        "/opt/node/etc/npmrc"}));
  ASSERT_EQ(run.requests.size(), 6u);
  EXPECT_EQ(run.requests[0].status, 200);
  EXPECT_EQ(run.requests[0].line, 14u);
  EXPECT_TRUE(run.requests[1].from_cache);
  EXPECT_EQ(run.requests[3].url, "https://r.example/npm/@acme/widgets/-/widgets-1.0.0.tgz");
  EXPECT_FALSE(run.finished_ok);
  EXPECT_EQ(run.error_code, "E401");
  EXPECT_EQ(run.error_lines,
            (std::vector<std::string>{"Unable to authenticate, your authentication token seems to be invalid.",
                                      "To correct this please try logging in again with:", "  npm login"}));
  EXPECT_EQ(run.stack_first, "HttpErrorAuthUnknown: Unable to authenticate, need: Bearer");
  EXPECT_EQ(run.pkgid, "@acme/widgets@https://r.example/npm/@acme/widgets/-/widgets-1.0.0.tgz");
  EXPECT_EQ(run.warnings, (std::vector<std::string>{"deprecated old@1.0.0: do not use"}));
  EXPECT_EQ(run.failed_method, "GET");
  EXPECT_EQ(run.failed_url, "https://r.example/npm/@acme/widgets/-/widgets-1.0.0.tgz");
  EXPECT_EQ(run.failed_status, 401);
}

TEST(DebugLog, WithManyRequestsTheNamedPackageIsTheFailingOne) {
  const LoggedRun run = parse_log(R"(1 info using npm@11.21.2
2 info using node@v20.20.2
7 verbose title npm i
14 http fetch GET 401 https://a.example/npm/@acme%2Fwidgets 5ms (cache skip)
15 http fetch GET 401 https://b.example/other 5ms (cache skip)
18 verbose stack HttpErrorAuthUnknown: Unable to authenticate, need: Bearer realm="x"
19 verbose statusCode 401
20 verbose pkgid @acme/widgets@^1.0.0
21 error code E401
22 error Unable to authenticate, your authentication token seems to be invalid.
23 http fetch GET 401 https://c.example/late 5ms (cache skip)
)");
  EXPECT_EQ(run.failed_url, "https://a.example/npm/@acme%2Fwidgets");
  EXPECT_EQ(run.command, "install");
}

TEST(DebugLog, WhoamiIsNamedByTheLastPartOfItsPath) {
  const LoggedRun run = parse_log(R"(7 verbose title npm whoami
12 http fetch GET 401 https://r.example/npm/-/whoami 32ms (cache skip)
13 verbose stack HttpErrorAuthUnknown: Unable to authenticate, need: Bearer realm="x"
14 verbose statusCode 401
15 verbose pkgid whoami
16 error code E401
17 error Unable to authenticate, your authentication token seems to be invalid.
)");
  EXPECT_EQ(run.failed_url, "https://r.example/npm/-/whoami");
  EXPECT_EQ(run.command, "whoami");
}

TEST(DebugLog, TheMessageNamesTheAddressForMostCodes) {
  const LoggedRun run = parse_log(R"(1 info using npm@12.2.0
8 verbose argv "publish" "--tag" "next"
18 http fetch PUT 403 https://r.example/@acme%2fapp 18ms
19 verbose stack HttpErrorGeneral: 403 Forbidden - PUT https://r.example/@acme%2fapp - you may not
20 verbose statusCode 403
21 verbose pkgid @acme/app@1.0.0
22 error code E403
23 error 403 403 Forbidden - PUT https://r.example/@acme%2fapp - you may not
24 error 403 In most cases, you or one of your dependencies are requesting a package version that is forbidden by your security policy, or on a server you do not have access to.
)");
  EXPECT_EQ(run.failed_method, "PUT");
  EXPECT_EQ(run.failed_url, "https://r.example/@acme%2fapp");
  EXPECT_EQ(run.failed_status, 403);
  EXPECT_EQ(run.command, "publish");
  EXPECT_TRUE(run.positionals.empty());
}

TEST(DebugLog, RetriesAndFailuresWithoutAnAnswer) {
  const LoggedRun refused = parse_log(R"(7 verbose title npm view x
16 http fetch GET http://127.0.0.1:1/x attempt 1 failed with ECONNREFUSED
17 http fetch GET http://127.0.0.1:1/x attempt 2 failed with ECONNREFUSED
20 verbose stack FetchError: request to http://127.0.0.1:1/x failed, reason: connect ECONNREFUSED 127.0.0.1:1
21 error code ECONNREFUSED
22 error syscall connect
23 error errno ECONNREFUSED
24 error FetchError: request to http://127.0.0.1:1/x failed, reason: connect ECONNREFUSED 127.0.0.1:1
24 error     at ClientRequest.<anonymous> (/opt/npm/index.js:130:14) {
24 error   code: 'ECONNREFUSED',
24 error   requiredBy: '.'
24 error }
25 error
25 error If you are behind a proxy, please make sure that the 'proxy' config is set properly.  See: 'npm help config'
)");
  ASSERT_EQ(refused.requests.size(), 2u);
  EXPECT_EQ(refused.requests[1].failure, "ECONNREFUSED");
  EXPECT_EQ(refused.requests[1].attempt, 2);
  EXPECT_EQ(refused.requests[1].status, 0);
  EXPECT_EQ(refused.failed_url, "http://127.0.0.1:1/x");
  EXPECT_EQ(refused.failed_method, "GET");
  EXPECT_EQ(refused.failed_status, 0);
  EXPECT_EQ(refused.error_lines.size(), 3u);

  const LoggedRun broken = parse_log(R"(7 verbose title npm view x
12 http fetch GET http://h.example/x attempt 1 failed with 500
13 http fetch GET http://h.example/x attempt 2 failed with 500
14 http fetch GET 500 http://h.example/x 32ms attempt #2 (cache skip)
15 verbose stack HttpErrorGeneral: 500 Internal Server Error - GET http://h.example/x - boom
18 error code E500
)");
  ASSERT_EQ(broken.requests.size(), 2u);
  EXPECT_EQ(broken.requests[0].status, 500);
  EXPECT_EQ(broken.requests[1].line, 4u);
  EXPECT_EQ(broken.failed_status, 500);

  const LoggedRun html = parse_log(R"(7 verbose title npm view x
12 http fetch GET 200 http://h.example/x 24ms (cache miss)
14 verbose stack FetchError: invalid json response body at http://h.example/x reason: Unexpected token '<', "<html>login</html>" is not valid JSON
15 error code FETCH_ERROR
)");
  EXPECT_EQ(html.failed_url, "http://h.example/x");
  EXPECT_EQ(html.failed_status, 200);
}

TEST(DebugLog, WhatWasRefusedBeforeItWasSentIsNoRequest) {
  const LoggedRun run = parse_log(R"(1 info using npm@12.2.0
7 verbose title npm ci
20 verbose stack Error: Fetching packages of type "remote" have been disabled
21 error code EALLOWREMOTE
22 error Fetching packages of type "remote" have been disabled
23 error Refusing to fetch "@acme/widgets@https://cdn.example/widgets.tgz"
)");
  EXPECT_EQ(run.error_code, "EALLOWREMOTE");
  EXPECT_EQ(run.failed_url, "");
  EXPECT_EQ(run.failed_status, 0);
  EXPECT_EQ(run.error_lines.back(), "Refusing to fetch \"@acme/widgets@https://cdn.example/widgets.tgz\"");
}

TEST(DebugLog, SuccessIsSeen) {
  const LoggedRun run = parse_log(
      "1 info using npm@12.2.0\n8 verbose argv \"ping\"\n13 http fetch GET 200 http://h.example/-/ping 14ms\n19 "
      "verbose exit 0\n20 info ok\n");
  EXPECT_TRUE(run.finished_ok);
  EXPECT_EQ(run.error_code, "");
  EXPECT_EQ(run.command, "ping");
  EXPECT_TRUE(
      parse_log(
          "0 info it worked if it ends with ok\n2 info using npm@6.14.18\n9 verbose exit [ 0, true ]\n10 info ok\n")
          .finished_ok);
}

TEST(DebugLog, TheTokenExchangeHasItsStatusBehindTheAddress) {
  const LoggedRun run = parse_log(
      "1 info using npm@12.2.0\n2 http fetch GET https://t.example/token?audience=npm:r.example 403 12ms\n3 verbose "
      "oidc Failed\n");
  ASSERT_EQ(run.requests.size(), 1u);
  EXPECT_EQ(run.requests[0].status, 403);
}

TEST(DebugLog, Npm9And8HaveTimingLinesAndTheEnvironmentFirst) {
  const LoggedRun run = parse_log(R"(0 verbose cli /usr/bin/node /usr/lib/node_modules/npm/bin/npm-cli.js
1 info using npm@8.19.4
2 info using node@v18.20.2
3 timing npm:load:whichnode Completed in 0ms
5 timing config:load:file:/usr/lib/node_modules/npm/npmrc Completed in 5ms
6 timing config:load:builtin Completed in 5ms
9 timing config:load:file:/home/a/my proj/.npmrc Completed in 1ms
22 verbose title npm install @acme/widgets@^1.0.0
23 verbose argv "install" "@acme/widgets@^1.0.0"
40 http fetch GET 404 https://r.example/@acme%2fwidgets 14ms (cache skip)
49 verbose stack HttpErrorGeneral: 404 Not Found - GET https://r.example/@acme%2fwidgets - document not found
50 verbose statusCode 404
51 verbose pkgid @acme/widgets@^1.0.0
52 verbose cwd /home/a/my proj
53 verbose Linux 6.1.0
54 verbose node v18.20.2
55 verbose npm  v8.19.4
56 error code E404
57 error 404 Not Found - GET https://r.example/@acme%2fwidgets - document not found
58 error 404
59 error 404  '@acme/widgets@^1.0.0' is not in this registry.
60 error 404
60 error 404 Note that you can also install from a
61 error 404 tarball, folder, http url, or git url.
62 verbose exit 1
66 verbose code 1
67 error A complete log of this run can be found in:
67 error     /home/a/.npm/_logs/2026-01-01T00_00_00_000Z-debug-0.log
)");
  EXPECT_EQ(run.config_files, (std::vector<std::string>{"/usr/lib/node_modules/npm/npmrc", "/home/a/my proj/.npmrc"}));
  EXPECT_EQ(run.cwd, "/home/a/my proj");
  EXPECT_EQ(run.failed_status, 404);
  EXPECT_EQ(run.error_lines.size(), 6u);
  EXPECT_EQ(run.error_lines.back(), "404 tarball, folder, http url, or git url.");
}

TEST(DebugLog, Npm6And7ListTheirProgramsInTheArguments) {
  const LoggedRun run = parse_log(R"(0 info it worked if it ends with ok
1 verbose cli [
1 verbose cli   '/usr/bin/node',
1 verbose cli   '/usr/lib/node_modules/npm/bin/npm-cli.js',
1 verbose cli   'i',
1 verbose cli   '@acme/widgets',
1 verbose cli   '--registry',
1 verbose cli   'https://r.example'
1 verbose cli ]
2 info using npm@6.14.18
3 info using node@v14.21.3
4 verbose npm-session 6a6096d3c6767837
7 http fetch GET 401 https://r.example/@acme%2fwidgets 16ms
8 silly fetchPackageMetaData error for @acme/widgets@latest Unable to authenticate, need: Bearer realm="x"
11 verbose stack Error: Unable to authenticate, need: Bearer realm="x"
11 verbose stack     at /usr/lib/check-response.js:107:17
12 verbose statusCode 401
13 verbose pkgid @acme/widgets@latest
14 verbose cwd /home/a/proj
15 verbose Linux 6.1.0
16 verbose argv "/usr/bin/node" "/usr/lib/node_modules/npm/bin/npm-cli.js" "i" "@acme/widgets" "--registry" "https://r.example"
17 verbose node v14.21.3
18 verbose npm  v6.14.18
19 error code E401
20 error Unable to authenticate, need: Bearer realm="x"
21 verbose exit [ 1, true ]
)");
  EXPECT_EQ(run.npm->major, 6);
  EXPECT_EQ(run.argv, (std::vector<std::string>{"i", "@acme/widgets", "--registry", "https://r.example"}));
  EXPECT_EQ(run.command, "install");
  EXPECT_EQ(run.positionals, (std::vector<std::string>{"@acme/widgets"}));
  EXPECT_EQ(run.failed_url, "https://r.example/@acme%2fwidgets");
  EXPECT_FALSE(run.finished_ok);

  const LoggedRun without_argv = parse_log(
      "1 verbose cli [\n1 verbose cli   '/usr/bin/node',\n1 verbose cli   '/x/npm-cli.js',\n1 verbose cli   "
      "'whoami'\n1 verbose cli ]\n2 info using npm@7.24.2\n");
  EXPECT_EQ(without_argv.command, "whoami");
}

TEST(Terminal, BothStylesOfEveryVersion) {
  const LoggedRun old = parse_log(
      "npm ERR! code E404\nnpm ERR! 404 Not Found - GET https://r.example/@a%2fb - document not found\nnpm ERR! 404 "
      "\nnpm ERR! 404  '@a/b@*' is not in this registry.\n\nnpm ERR! A complete log of this run can be found in:\nnpm "
      "ERR!     /home/a/.npm/_logs/x-debug.log\n");
  EXPECT_FALSE(old.is_debug_log);
  EXPECT_EQ(old.error_code, "E404");
  EXPECT_EQ(old.failed_url, "https://r.example/@a%2fb");
  EXPECT_EQ(old.failed_method, "GET");
  EXPECT_EQ(old.error_lines.size(), 3u);
  const LoggedRun young = parse_log(
      "npm error code ENEEDAUTH\r\nnpm error need auth This command requires you to be logged in to "
      "https://r.example/\r\nnpm error need auth You need to authorize this machine using `npm login`\r\n");
  EXPECT_EQ(young.error_code, "ENEEDAUTH");
  EXPECT_EQ(young.error_lines.front(), "need auth This command requires you to be logged in to https://r.example/");
  EXPECT_EQ(young.failed_status, 0);
}

TEST(Terminal, ColoursGoWithAndWithoutTheirEscapeCharacter) {
  for (const std::string line :
       {"\x1b[1mnpm\x1b[22m \x1b[31merror\x1b[39m \x1b[94mcode\x1b[39m E401\n",
        "[1mnpm[22m [31merror[39m [94mcode[39m E401\n",
        "\x1b[0m\x1b[37;40mnpm\x1b[0m \x1b[0m\x1b[31;40mERR!\x1b[0m \x1b[0m\x1b[35mcode\x1b[0m E401\n"})
    EXPECT_EQ(parse_log(line).error_code, "E401") << line;
}

TEST(Terminal, WhatCiPutsInFrontGoes) {
  for (const char* prefix :
       {"2024-05-01T12:34:56.1234567Z ", "build\tRun npm ci\t2024-05-01T12:34:56.1234567Z ",
        "2024-05-01T12:34:56.123456Z 01E ", "2024-05-01T12:34:56.123456Z 00O+", "##[error]", "[2024-05-01 12:34:56] ",
        "[build 1/3] ", "#12 5.678 ", "5.678 ", "web_1  | ", "12:34:56 ", "> ", "my-app-1  | 2024-05-01T12:34:56Z ",
        "[2024-05-01T12:34:56.789Z] ", "  ", "\xef\xbb\xbf", "remote: ", "2024-05-01T12:34:56+02:00 "})
    EXPECT_EQ(parse_log(std::string(prefix) + "npm ERR! code E401\n").error_code, "E401") << prefix;
  const LoggedRun numbered = parse_log(
      "2024-05-01T12:34:56.1Z 1 info using npm@10.9.9\n2024-05-01T12:34:56.1Z 2 verbose cwd /x\n2024-05-01T12:34:56.1Z "
      "3 error code E403\n");
  EXPECT_TRUE(numbered.is_debug_log);
  EXPECT_EQ(numbered.error_code, "E403");
  EXPECT_EQ(numbered.cwd, "/x");
}

TEST(Terminal, TheCommandIsTheOneTheShellPrintedLast) {
  for (const char* line : {"$ npm ci --omit=dev", "##[group]Run npm ci", "#9 [4/5] RUN npm ci", "+ npm ci",
                           "user@host:~/proj$ npm clean-install"}) {
    const LoggedRun run = parse_log("$ npm whoami\nalice\n" + std::string(line) +
                                    "\nnpm error code E401\nnpm error Unable to authenticate\n$ npm ping\n");
    EXPECT_EQ(run.command, "ci") << line;
  }
  EXPECT_EQ(parse_log("use npm ci here\nnpm error code E401\n").command, "");
}

TEST(Terminal, OfSeveralFailuresTheOneAboutAccessIsTaken) {
  const LoggedRun run = parse_log(
      "npm error code ENOENT\nnpm error nothing\nnpm error code E403\nnpm error 403 403 Forbidden - PUT "
      "https://h.example/x - no\nnpm error code ELIFECYCLE\nnpm error errno 1\n");
  EXPECT_EQ(run.error_code, "E403");
  EXPECT_EQ(run.error_lines.size(), 1u);
  EXPECT_EQ(run.failed_method, "PUT");
}

TEST(Terminal, OtherWordsThanNpmMayHeadTheLines) {
  const LoggedRun run = parse_log("acme-npm ERR! code E401\nacme-npm ERR! Unable to authenticate, need: Basic\n");
  EXPECT_EQ(run.error_code, "E401");
  EXPECT_EQ(run.error_lines.size(), 1u);
}

TEST(Terminal, JsonOutputAndEarlyDeathAreUnderstood) {
  const LoggedRun json = parse_log(
      "{\n  \"error\": {\n    \"code\": \"E404\",\n    \"summary\": \"Not Found - GET https://h.example/x\",\n    "
      "\"detail\": \"a\\nb\"\n  }\n}\n");
  EXPECT_EQ(json.error_code, "E404");
  EXPECT_EQ(json.failed_url, "https://h.example/x");
  EXPECT_EQ(json.failed_status, 404);
  EXPECT_EQ(json.error_lines.size(), 3u);
  const LoggedRun early =
      parse_log("Exit prior to config file resolving\ncause\nCannot read properties of null (reading 'length')\n");
  EXPECT_EQ(early.error_lines.size(), 3u);
  EXPECT_EQ(early.error_code, "");
}

TEST(Terminal, ANoticeTellsTheVersion) {
  const LoggedRun run =
      parse_log("npm notice\nnpm notice New major version of npm available! 10.8.2 -> 11.0.0\nnpm error code E401\n");
  ASSERT_TRUE(run.npm);
  EXPECT_EQ(run.npm->text, "10.8.2");
  EXPECT_EQ(run.notices.size(), 1u);
}

TEST(ParseLog, AnyBytesAreTakenAndBounded) {
  static constexpr std::string_view pieces[] = {"npm ERR! ",
                                                "npm error ",
                                                "code E401",
                                                "\n",
                                                "\r",
                                                "1 verbose ",
                                                "2 http fetch GET 401 ",
                                                "stack ",
                                                "https://h/",
                                                "argv \"",
                                                "\\",
                                                "\"",
                                                "\x1b[",
                                                "\x1b]",
                                                "\xff\xfe",
                                                "pkgid ",
                                                "cli '",
                                                "{\n  \"error\": {",
                                                "\n}",
                                                "[31m",
                                                "2024-05-01T12:34:56Z",
                                                "\t",
                                                "#1 ",
                                                " | ",
                                                "attempt ",
                                                " failed with ",
                                                "(cache hit)",
                                                std::string_view("\0", 1),
                                                "title npm i ",
                                                " - GET ",
                                                "statusCode "};
  std::mt19937 random(99);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (std::size_t i = random() % 40; i > 0; --i) text += pieces[random() % std::size(pieces)];
    const LoggedRun run = parse_log(text);
    EXPECT_LE(run.error_lines.size(), 200u);
  }
  std::string long_text = "npm ERR! code E401\n";
  for (int i = 0; i < 5000; ++i) long_text += "npm ERR! again\nnpm notice n\nnpm WARN w\n";
  long_text += "npm ERR! " + std::string(1u << 20, 'x');
  const LoggedRun run = parse_log(long_text);
  EXPECT_EQ(run.error_lines.size(), 200u);
  EXPECT_EQ(run.notices.size(), 200u);
  EXPECT_EQ(run.warnings.size(), 200u);
}

TEST(Terminal, TheLogThatNpmNames) {
  const LoggedRun now = parse_log(
      "npm error code E401\nnpm error A complete log of this run can be found in: /h/_logs/2026-debug-0.log\n");
  EXPECT_EQ(now.log_path, "/h/_logs/2026-debug-0.log");
  EXPECT_EQ(now.prefix, LoggedRun::Prefix::error);
  const LoggedRun before = parse_log(
      "npm ERR! code E401\nnpm ERR! A complete log of this run can be found in:\nnpm ERR!     "
      "/h/_logs/2021-debug.log\n");
  EXPECT_EQ(before.log_path, "/h/_logs/2021-debug.log");
  EXPECT_EQ(before.prefix, LoggedRun::Prefix::err);
  EXPECT_TRUE(before.error_lines.empty());
}

TEST(ParseLog, WhatFailsWithoutACode) {
  EXPECT_TRUE(
      fails_without_code(parse_log("npm error You cannot publish over the previously published versions: 1.0.0.\n")));
  EXPECT_TRUE(fails_without_code(parse_log("npm error Bearer x\nnpm error  is not a legal HTTP header value\n")));
  EXPECT_FALSE(
      fails_without_code(parse_log("npm error code ELIFECYCLE\nnpm error audit endpoint returned an error\n")));
  EXPECT_FALSE(fails_without_code(parse_log("npm error Missing script: \"build\"\n")));
}

TEST(ParseLog, WhatIsAboutAccess) {
  for (const char* code :
       {"E401", "E403", "E404", "ENEEDAUTH", "EOTP", "ERR_INVALID_AUTH", "EALLOWREMOTE", "EAUTHIP", "E402", "E407"})
    EXPECT_TRUE(is_about_access(code));
  for (const char* code : {"", "ENOENT", "ELIFECYCLE", "E500", "ECONNREFUSED"}) EXPECT_FALSE(is_about_access(code));
}

TEST(Commands, AliasesAndPositionals) {
  EXPECT_EQ(command_name("i"), "install");
  EXPECT_EQ(command_name("add-user"), "adduser");
  EXPECT_EQ(command_name("installTest"), "install-test");
  EXPECT_EQ(command_name("frobnicate"), "");
  EXPECT_EQ(
      positional_words({"install", "-g", "--registry", "https://h", "x", "--tag=next", "--fund", "false", "--", "-y"}),
      (std::vector<std::string>{"install", "x", "-y"}));
}

}  // namespace
}  // namespace e401::npm
