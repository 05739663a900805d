#include "base/text.h"
#include "base/json.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/edit.h"
#include "base/redact.h"
#include "base/source.h"

namespace e401::base {
namespace {

TEST(Text, PrintableLeavesNothingThatSteersATerminal) {
  EXPECT_EQ(printable("a\x1b[31mb\x07"), "a^[[31mb^G");
  EXPECT_EQ(printable("ok \xc3\xa9"), "ok \xc3\xa9");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\u{009b}31m");
  EXPECT_EQ(printable("\xe2\x80\xae"
                      "evil"),
            "\\u{202e}evil");
  EXPECT_EQ(printable("bad\xff"), "bad\\xff");
  EXPECT_EQ(printable("a\nb", true), "a\nb");
}

TEST(Text, EditDistanceStopsAtItsLimit) {
  EXPECT_EQ(edit_distance("_authToken", "_authtoken", 3), 1);
  EXPECT_EQ(edit_distance("abc", "xyzuvw", 2), 3);
}

TEST(Source, APlaceIsTheSameCountedOrByTheIndex) {
  for (const std::string text : {"", "a", "\n", "a\nbb\n", "a\r\nbb\rc\n\n", "\n\na\n\rb", "a\n\nlast"})
    for (std::size_t offset = 0; offset <= text.size(); ++offset) {
      const Source counted("f", text), indexed("f", text);
      (void)indexed.line_count();
      EXPECT_EQ(counted.place(offset), indexed.place(offset)) << text << " at " << offset;
    }
}

TEST(Source, LinesEndAsEditorsSeeThem) {
  const Source s("f", "a\r\nbb\rc\n");
  EXPECT_EQ(s.line_count(), 3u);
  EXPECT_EQ(s.line(2), "bb");
  EXPECT_EQ(s.place(4), (Place{"f", 2, 2}));
}

TEST(Digest, Base64AsNodeReadsIt) {
  EXPECT_EQ(base64_decode_lenient("YTpi=="), "a:b");
  EXPECT_EQ(base64_decode_lenient("Y T-p_i"), base64_decode_lenient("YT+p/i"));
  EXPECT_FALSE(base64_decode_strict("plain-password"));
  EXPECT_EQ(base64_decode_strict("YTpi"), "a:b");
  EXPECT_EQ(base64_encode("alice:x"), "YWxpY2U6eA==");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Redact, KnownSecretsNeverPass) {
  Redactor r;
  r.learn("hunter22");
  r.learn("abc");
  EXPECT_EQ(r.clean("pw hunter22 abc"), "pw *** abc");
}

TEST(Redact, APlainWordIsHiddenWhereItStandsAlone) {
  Redactor r([](std::string_view word) { return word == "registry"; });
  for (std::string_view word : {"sesame", "registry", "credential", "findings", "Bearertoken"}) r.learn(word);
  EXPECT_EQ(r.clean("the sesame of the registry"), "the *** of the registry");
  EXPECT_EQ(r.clean("error[no-credential-for-registry]: no credential"), "error[no-credential-for-registry]: no ***");
  EXPECT_EQ(r.clean(R"({"findings": [{"code":"x"}], "detail": "findings"})"),
            R"({"findings": [{"code":"x"}], "detail": "***"})");
}

TEST(Redact, ASecretIsKnownInEverySpelling) {
  Redactor r;
  r.learn("aa\"bb\\cc%dd");
  r.learn("word\xe2\x80\xa8rest");
  EXPECT_EQ(r.clean(json_quote("you sent aa\"bb\\cc%dd")), "\"you sent ***\"");
  EXPECT_EQ(r.clean("::error::aa\"bb\\cc%25dd"), "::error::***");
  EXPECT_EQ(r.clean(printable("word\xe2\x80\xa8rest")), "***");
}

TEST(Redact, ShapesAreMaskedWithoutBeingTold) {
  EXPECT_EQ(mask_shapes("https://u:secret@h/x"), "https://u:***@h/x");
  EXPECT_EQ(mask_shapes("//h/:_authToken=abc def"), "//h/:_authToken=*** def");
  EXPECT_EQ(mask_shapes("//h/:_authToken=${TOKEN}"), "//h/:_authToken=${TOKEN}");
  EXPECT_EQ(mask_shapes("env NPM_TOKEN=abcdef12 npm ci"), "env NPM_TOKEN=*** npm ci");
  EXPECT_EQ(mask_shapes("export NPM_TOKEN=$OTHER"), "export NPM_TOKEN=$OTHER");
  EXPECT_EQ(mask_shapes("x-auth-token: abcdef12"), "x-auth-token: ***");
  EXPECT_EQ(mask_shapes("need: Bearer realm=\"x\""), "need: Bearer realm=\"x\"");
  EXPECT_EQ(mask_shapes("npm_abcdefghijklmnopqrstuvwxyz0123456789"), "npm_***");
}

TEST(Edit, AllOrNothing) {
  EXPECT_EQ(*apply_edits("abc", {{{1, 2}, "X"}, {{3, 3}, "!"}}), "aXc!");
  EXPECT_FALSE(apply_edits("abc", {{{0, 2}, ""}, {{1, 3}, ""}}));
  EXPECT_EQ(unified_diff("a\nb\n", "a\nc\n", "f", [](auto s) { return std::string(s); }),
            "--- f\n+++ f\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n");
}

TEST(KeepEnds, LeavesShortTextsAndTakesTheMiddleOfLongOnes) {
  std::string text = "0123456789";
  keep_ends(text, 10);
  EXPECT_EQ(text, "0123456789");
  text = std::string(32, 'a') + std::string(1000, 'm') + std::string(480, 'z');
  keep_ends(text, 512);
  EXPECT_EQ(text, std::string(32, 'a') + "\n\n" + std::string(480, 'z'));
}

}  // namespace
}  // namespace e401::base
