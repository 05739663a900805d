#include "lint/scan_text.h"

#include <gtest/gtest.h>

#include "providers/token_shapes.h"

namespace e401::lint {
namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

// Made here: written down, every scanner that looks into this repository would find it.
std::string token(std::string_view prefix, std::string_view entropy = "7kQ2vXs9LmB4tYc1RnZ8wEa5HdJf3G") {
  return std::string(prefix) + std::string(entropy) + providers::in_base(providers::crc32_of(entropy), digits, 6);
}

std::vector<std::string> found(std::string_view text, TextKind kind) {
  std::vector<std::string> out;
  for (const Hit& hit : secrets_in_text(text, kind)) {
    EXPECT_EQ(text.substr(hit.span.begin, hit.span.end - hit.span.begin), hit.value.reveal());
    out.push_back(hit.value.reveal());
  }
  return out;
}

using Texts = std::vector<std::string>;

TEST(any_text, a_token_with_its_checksum_is_found_wherever_it_stands) {
  const std::string npm = token("npm_"), github = token("ghp_");
  for (const char* around :
       {"const t = \"@\";", "@", "https://@@host/x.git", "a=@,b", "git+https://@.git", "x(@)", "TOKEN: @\r\n"}) {
    std::string text = around;
    text.replace(text.find('@'), 1, npm);
    EXPECT_EQ(found(text, TextKind::any), Texts{npm}) << around;
  }
  EXPECT_EQ(found(npm + " " + github, TextKind::any), (Texts{npm, github}));
  const std::string gitlab = "glpat-" + std::string("a1B2c3D4e5F6g7H8i9J0");
  EXPECT_EQ(found(gitlab + "-suffix", TextKind::any), Texts{gitlab});
  EXPECT_EQ(found("token: " + gitlab, TextKind::any), Texts{gitlab});
}

TEST(any_text, what_only_looks_like_a_token_is_none) {
  const std::string npm = token("npm_");
  for (const std::string& text :
       {std::string("npm_config_registry_and_thirty_six_letters_more"), "npm_" + std::string(36, 'x'),
        "npm_" + std::string(36, '0'), npm.substr(0, npm.size() - 1), npm + "a", "x" + npm,
        std::string("ghp_0000000000000000000000000000000001AB"), std::string("npm_aBcD...7890"),
        std::string("4f0c2b7e-91d8-4a53-8c1e-0123456789ab"), "npm_" + std::string(5'000, 'a')})
    EXPECT_EQ(found(text, TextKind::any), Texts{}) << text;
}

TEST(settings, a_literal_behind_a_credential_field_is_found) {
  EXPECT_EQ(found("RUN echo \"//h/:_authToken=4f0c2b7e91d84a53\" > .npmrc", TextKind::settings),
            Texts{"4f0c2b7e91d84a53"});
  EXPECT_EQ(found("npm config set //h/:_authToken 4f0c2b7e91d84a53", TextKind::settings), Texts{"4f0c2b7e91d84a53"});
  EXPECT_EQ(found("_authToken: '4f0c2b7e91d84a53'", TextKind::settings), Texts{"4f0c2b7e91d84a53"});
  EXPECT_EQ(found("//h/:_authToken=4f0c2b7e91d84a53", TextKind::any), Texts{});
}

TEST(settings, references_dummies_and_words_are_none) {
  for (const char* text : {"//h/:_authToken=$NPM_TOKEN_OF_CI_1", "//h/:_authToken=${NPM_TOKEN_OF_CI_1}",
                           "//h/:_authToken=${{ secrets.NPM_TOKEN_1 }}", "//h/:_authToken=%NPM_TOKEN_OF_CI_1%",
                           "//h/:_authToken=YOUR_NPM_TOKEN_GOES_HERE", "//h/:_authToken=", "//h/:_authToken",
                           "//h/:_authTokens-are-0123456789", "//h/:_authToken=a-word-without-number"})
    EXPECT_EQ(found(text, TextKind::settings), Texts{}) << text;
}

TEST(json, a_password_in_an_address_is_found) {
  EXPECT_EQ(found(R"({"x":"git+https://ci:horse-battery@git.acme.example/x.git"})", TextKind::json),
            Texts{"horse-battery"});
  EXPECT_EQ(
      found(R"({"x":"https://ci:${PASSWORD}@h/x", "y":"https://h/a:b@c", "z":"https://user@h/"})", TextKind::json),
      Texts{});
}

TEST(npmrc, every_literal_value_of_a_credential_is_found_with_its_key) {
  const auto document = npm::RcDocument::parse(".npmrc",
                                               "registry=https://u:horse-battery@h.example/\n"
                                               "//h/:_authToken=some-literal ; comment\n"
                                               "//h/:_auth=Y2k6aG9yc2UtYmF0dGVyeQ==\n"
                                               "//h/:username=ci\n"
                                               "//h/:_password=\"aG9yc2UtYmF0dGVyeQ==\"\n"
                                               "@a:_authToken=other-literal\n"
                                               "key=\"-----BEGIN PRIVATE KEY-----\\nMIIB\"\n"
                                               "# //old/:_authToken=4f0c2b7e91d84a53\n"
                                               "//h/:_authToken: 5f0c2b7e91d84a53\n");
  std::vector<std::string> whats;
  std::vector<std::size_t> lines;
  for (const Hit& hit : secrets_in_rc(document)) {
    whats.push_back(hit.what);
    lines.push_back(document.source().line_at(hit.span.begin));
  }
  EXPECT_EQ(lines, (std::vector<std::size_t>{1, 2, 3, 5, 6, 7, 8, 9}));
  EXPECT_EQ(whats, (Texts{"password in an address", "token", "user name and password", "password", "token",
                          "private key", "token", "token"}));
}

TEST(kinds_of_files, an_npmrc_is_known_by_its_name_and_what_is_about_it_is_not_one) {
  for (const char* path :
       {"/a/.npmrc", "/a/npmrc", "/a/.npmrc.example", "/a/npmrc-ci", "/a/ci.npmrc", "/a/.NPMRC", "/a/_npmrc.bak"})
    EXPECT_EQ(kind_of_file(path), FileKind::npmrc) << path;
  for (const char* path :
       {"/a/npmrc.md", "/a/npmrc-reader.cpp", "/a/.npmrc/x", "/a/npmrcx", "/a/my-npmrc-notes", "/a/x", "/a/"})
    EXPECT_EQ(kind_of_file(path), FileKind::text) << path;
}

TEST(npmrc, references_and_dummies_are_none) {
  const auto document =
      npm::RcDocument::parse(".npmrc",
                             "registry=https://u:${PASSWORD}@h.example/\n"
                             "//h/:_authToken=${NPM_TOKEN}\n//h/:_authToken=$NPM_TOKEN\n//h/:_authToken=\n"
                             "//h/:_auth=${AUTH?}\n//h/:_password=changeme\n//h/:certfile=/x/y.pem\n"
                             "//h/:_authToken=npm_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n//h/:_authToken=<token>\n"
                             "email=me@acme.example\nkeyfile=/a/b\n");
  EXPECT_TRUE(secrets_in_rc(document).empty());
}

}  // namespace
}  // namespace e401::lint
