// Whatever stands in front of npm's lines, and in whatever encoding: the same run comes out.
#include "npm/log_lines.h"

#include <gtest/gtest.h>

#include "npm/debug_log.h"

namespace e401::npm {
namespace {

TEST(ParseLog, AnNpmThatNpmStartedIsTheOneThatFailed) {
  const LoggedRun run = parse_log(
      "npm error code 1\nnpm error git dep preparation failed\n"
      "npm error command /usr/bin/node /usr/bin/npm-cli.js install --force\n"
      "npm error npm warn using --force Recommended protections disabled.\n"
      "npm error npm error code E401\nnpm error npm error Unable to authenticate, need: Basic\n"
      "npm error npm error A complete log of this run can be found in: /h/_logs/2-debug-0.log\n"
      "npm error A complete log of this run can be found in: /h/_logs/1-debug-0.log\n");
  EXPECT_EQ(run.error_code, "E401");
  EXPECT_EQ(run.error_lines, std::vector<std::string>{"Unable to authenticate, need: Basic"});
  EXPECT_EQ(run.log_path, "/h/_logs/2-debug-0.log");
  const LoggedRun logged = parse_log(
      "1 verbose cli /usr/bin/node /usr/bin/npm\n2 info using npm@12.2.0\n3 verbose cwd /p\n4 error code 1\n"
      "5 error git dep preparation failed\n6 error npm error code E403\n7 verbose exit 1\n");
  EXPECT_EQ(logged.error_code, "E403");
}

TEST(ParseLog, PrefixesThatNobodyTaughtUs) {
  for (const char* prefix :
       {"2026-11-24T08:15:02.123456+00:00 app[web.1]: ", "8:15:02 AM: ", "Step #1 - \"npm\": ",
        "[Container] 2026/11/24 08:15:02 ", "- ", "Nov 24 08:15:02 host npm[123]: ", "@acme/web:build: ", "lerna ERR! ",
        "0|app  | ", "[08:15:02]W:\t [Step 1/3] ", "2026-11-24 08:15:02,123 INFO  ", "<pre>"}) {
    const std::string p = prefix;
    const LoggedRun run = parse_log(p + "npm error code E404\n" + p +
                                    "npm error 404 Not Found - GET https://npm.acme.example/x - not found\n");
    EXPECT_EQ(run.error_code, "E404") << prefix;
    EXPECT_EQ(run.failed_url, "https://npm.acme.example/x") << prefix;
  }
}

TEST(ParseLog, Utf16) {
  const std::string text = "npm error code E401\r\nnpm error caf\xc3\xa9 \xf0\x9f\x94\x91\r\n";
  const auto encode = [&](bool big, bool mark) {
    std::string out = !mark ? "" : big ? "\xfe\xff" : "\xff\xfe";
    const std::u16string units = u"npm error code E401\r\nnpm error caf\u00e9 \U0001f511\r\n";
    for (const char16_t unit : units) {
      const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xff);
      out += {big ? high : low, big ? low : high};
    }
    return out;
  };
  const LoggedRun plain = parse_log(text);
  for (const bool big : {false, true})
    for (const bool mark : {false, true}) {
      const LoggedRun run = parse_log(encode(big, mark));
      EXPECT_EQ(run.error_code, "E401") << big << mark;
      EXPECT_EQ(run.error_lines, plain.error_lines) << big << mark;
    }
  EXPECT_EQ(parse_log("\xff\xfe\x00\xd8x").error_code, "");  // a lone surrogate, an odd byte
}

}  // namespace
}  // namespace e401::npm
