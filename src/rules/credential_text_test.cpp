#include "rules/credential_text.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace e401::rules {
namespace {

bool is_npm_token(std::string_view name) {
  return name == "NPM_TOKEN";
}

std::string meant(std::string_view raw) {
  const auto r = unread_reference(raw, is_npm_token, true);
  return r ? r->name : "-";
}

TEST(References, OtherProgramsFormsAreRecognisedWithTheVariableTheyMean) {
  for (const std::string_view text : {"$NPM_TOKEN",
                                      "%NPM_TOKEN%",
                                      "${NPM_TOKEN:-none}",
                                      "${NPM_TOKEN-none}",
                                      "${NPM_TOKEN:?missing}",
                                      "${{ secrets.NPM_TOKEN }}",
                                      "${{secrets.NPM_TOKEN}}",
                                      "$(NPM_TOKEN)",
                                      "{{NPM_TOKEN}}",
                                      "{{ .Env.NPM_TOKEN }}",
                                      "$env:NPM_TOKEN",
                                      "${env:NPM_TOKEN}",
                                      "${env.NPM_TOKEN}",
                                      "${process.env.NPM_TOKEN}",
                                      "\\${NPM_TOKEN}",
                                      "\\$NPM_TOKEN",
                                      "process.env.NPM_TOKEN",
                                      "NPM_TOKEN",
                                      "<%= process.env.NPM_TOKEN %>",
                                      "#{NPM_TOKEN}",
                                      "$[variables.NPM_TOKEN]",
                                      "!NPM_TOKEN!",
                                      "${NPM_TOKEN",
                                      "$NPM_TOKEN}",
                                      "$${NPM_TOKEN}",
                                      "${ NPM_TOKEN }",
                                      "{NPM_TOKEN}",
                                      "$ENV{NPM_TOKEN}",
                                      "${{ secrets.NPM_TOKEN || github.token }}",
                                      "${{ secrets['NPM_TOKEN'] }}",
                                      "__NPM_TOKEN__"})
    EXPECT_EQ(meant(text), "NPM_TOKEN") << text;
}

TEST(References, NpmsOwnFormAndOrdinaryTokensAreNone) {
  for (const std::string_view text :
       {"${NPM_TOKEN}", "${NPM_TOKEN?}", "${A}${B}", "npm_abcdefghijklmnopqrstuvwxyz0123456789", "OTHER_NAME", "abc",
        "$", "", "pa$$word1", "a%b%c", "Summer-2026"})
    EXPECT_EQ(meant(text), "-") << text;
}

TEST(References, TheOptionalFormIsANameLikeAnyOtherBeforeNpm11) {
  EXPECT_FALSE(unread_reference("${NPM_TOKEN?}", is_npm_token, true));
  ASSERT_TRUE(unread_reference("${NPM_TOKEN?}", is_npm_token, false));
  EXPECT_EQ(unread_reference("${NPM_TOKEN?}", is_npm_token, false)->name, "NPM_TOKEN");
}

TEST(Placeholders, DummiesAndExampleTextsAreRecognised) {
  for (const std::string_view text : {"XXXXX-XXXXX-XXXXX-XXXXX",
                                      "YOUR_TOKEN_HERE",
                                      "<token>",
                                      "<your-token>",
                                      "***",
                                      "undefined",
                                      "null",
                                      "changeme",
                                      "dummy",
                                      "xxx",
                                      "your-npm-token",
                                      "npm_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                                      "ghp_xxxxxxxxxxxx",
                                      "glpat-XXXXXXXXXXXXXXXXXXXX",
                                      "npm_aBcD...7890",
                                      "npm_***",
                                      "(protected)",
                                      "[REDACTED]",
                                      "00000000-0000-0000-0000-000000000000",
                                      "NPM_TOKEN",
                                      "GITHUB_TOKEN",
                                      "<YOUR_PAT>",
                                      "[secure]",
                                      "insert-token-here",
                                      "replace-me",
                                      "ghp_YOUR_TOKEN",
                                      "yourToken",
                                      "[MASKED]",
                                      "fake-token",
                                      "PASTE_YOUR_TOKEN_HERE",
                                      "my-token",
                                      "dummy-token-123",
                                      "[object Object]",
                                      "TODO"})
    EXPECT_TRUE(is_placeholder(text)) << text;
}

TEST(Placeholders, RealLookingTokensAreNone) {
  for (const std::string_view text :
       {"npm_UEuirnhN6qyDNigmWWTIEHMNquQHF54FKSC0", "q7Rt9xKpLmN2vB4", "3f2b8c1e-7a4d-4e0b-9c55-1d2e3f4a5b6c",
        "glpat-"
        "kSaPeOD_-T0JxMi3p28B",
        "ghp_short1Token9", "Summer-2026-x", "Blue-Whale-42", "", "eyJhbGciOiJIUzI1NiJ9.eyJuYW1lIjoiYm9iIn0.c2ln",
        "Zx81", "hunter2", "s3cr3t-Of-The-Team",
        "<ghp_"
        "sbUsUmRNn8X74dFU0DJ9Fm1mvdCgtH474T38>"})
    EXPECT_FALSE(is_placeholder(text)) << text;
}

TEST(Quotes, AreTakenOffWhateverTheirKind) {
  EXPECT_EQ(without_quotes("\"abc\""), "abc");
  EXPECT_EQ(without_quotes("'\"abc\"'"), "abc");
  EXPECT_EQ(without_quotes("\u201cabc\u201d"), "abc");
  EXPECT_EQ(without_quotes("`abc`"), "abc");
  EXPECT_EQ(without_quotes("<abc>"), "abc");
  EXPECT_EQ(without_quotes("\"abc"), "abc");
  EXPECT_EQ(without_quotes("abc'"), "abc");
  EXPECT_EQ(without_quotes("\\\"abc\\\""), "abc");
  EXPECT_FALSE(without_quotes("abc"));
  EXPECT_FALSE(without_quotes("a\"b"));
  EXPECT_FALSE(without_quotes("\"\""));
}

TEST(HeaderWords, AreFoundInFrontOfTheToken) {
  EXPECT_EQ(header_word("Bearer abc")->rest, "abc");
  EXPECT_EQ(header_word("bearer  abc")->rest, "abc");
  EXPECT_EQ(header_word("Authorization: Bearer abc")->rest, "abc");
  EXPECT_EQ(header_word("Basic YWxpY2U6cHc=")->word, "Basic");
  EXPECT_EQ(header_word("Bearer: abc")->rest, "abc");
  EXPECT_FALSE(header_word("Bearerabc"));
  EXPECT_FALSE(header_word("abc"));
  EXPECT_FALSE(header_word("Bearer "));
}

TEST(Base64, IsToldFromPasswordsThatLookAlike) {
  EXPECT_TRUE(is_base64_of_text(base::base64_encode("alice:Summer-2026-x")));
  EXPECT_TRUE(is_base64_of_text("QmFkLVBhc3M"));  // without padding: Node reads it all the same
  EXPECT_TRUE(is_base64_of_text(base::base64_encode("pw\n")));
  EXPECT_FALSE(is_base64_of_text("Blue-Whale-42"));
  EXPECT_FALSE(is_base64_of_text("Password"));  // of the alphabet, but what it decodes to nobody typed
  EXPECT_FALSE(is_base64_of_text("alice:pw"));
  EXPECT_FALSE(is_base64_of_text(""));
}

}  // namespace
}  // namespace e401::rules
