#include "npm/known_secrets.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/digest.h"
#include "npm/config_for_test.h"

namespace e401::npm {
namespace {

bool knows(const std::vector<base::Secret>& secrets, std::string_view text) {
  return std::any_of(secrets.begin(), secrets.end(), [&](const base::Secret& s) { return s.reveal() == text; });
}

std::vector<base::Secret> secrets_of(std::string text) {
  std::vector<base::Secret> out;
  add_secrets_of(RcDocument::parse("/h/.npmrc", std::move(text)), out);
  return out;
}

TEST(KnownSecrets, OfAComment) {
  EXPECT_TRUE(
      secrets_of("# the _authToken registry wants comes from Vault\n; set _password credential by hand\n").empty());
  EXPECT_TRUE(knows(secrets_of("#//h/:_authToken=sesame-street\n"), "sesame-street"));
  EXPECT_TRUE(knows(secrets_of("# _authToken qx8Kp3VtWm5RzYb7\n"), "qx8Kp3VtWm5RzYb7"));
}

TEST(KnownSecrets, OfALineThatIsNotWellFormed) {
  EXPECT_TRUE(knows(secrets_of("//h/:_authToken sesame\n"), "sesame"));
  EXPECT_TRUE(knows(secrets_of("//h/:_authToken: \"sesame\"\n"), "sesame"));
  const auto bearer = secrets_of("//h/:_authToken=Bearer qx8Kp3VtWm5RzYb7\n");
  EXPECT_TRUE(knows(bearer, "qx8Kp3VtWm5RzYb7"));
  EXPECT_FALSE(knows(bearer, "Bearer"));
}

TEST(KnownSecrets, AReferenceIsNoneAndWhatStandsAroundItIsOne) {
  for (const char* text : {"${NPM_TOKEN}", "${NPM_TOKEN?}", "${{ secrets.NPM_TOKEN }}", "${NPM_TOKEN", "$NPM_TOKEN",
                           "%NPM_TOKEN%", "https://npm.acme.example/"})
    EXPECT_TRUE(secrets_of("//h/:_authToken=" + std::string(text) + "\n").empty()) << text;
  EXPECT_TRUE(knows(secrets_of("//h/:_authToken=${X}qx8Kp3VtWm5R\n"), "qx8Kp3VtWm5R"));
  EXPECT_TRUE(knows(secrets_of("//h/:_authToken=${X:-qx8Kp3VtWm5R}\n"), "qx8Kp3VtWm5R"));
}

TEST(KnownSecrets, OfAnAddress) {
  const auto secrets = secrets_of("registry=https://alice:p%40ssw0rd@h/\n");
  EXPECT_TRUE(knows(secrets, "p%40ssw0rd"));
  EXPECT_TRUE(knows(secrets, "p@ssw0rd"));
  EXPECT_TRUE(knows(secrets, base::base64_encode("alice:p@ssw0rd")));
  EXPECT_TRUE(knows(secrets_of("registry=https://a_token_as_user_name_1@h/\n"), "a_token_as_user_name_1"));
}

TEST(KnownSecrets, OfAMachine) {
  Machine machine;
  machine.user("//h/:username=alice\n//h/:_password=" + base::base64_encode("opensesame1") + "\n");
  machine.env("NPM_TOKEN", "qx8Kp3VtWm5RzYb7").env("NPM_TOKEN_FILE", "/run/secrets/npm");
  const auto secrets = known_secrets(machine.load());
  EXPECT_TRUE(knows(secrets, "opensesame1"));
  EXPECT_TRUE(knows(secrets, base::base64_encode("alice:opensesame1")));
  EXPECT_TRUE(knows(secrets, "qx8Kp3VtWm5RzYb7"));
  EXPECT_FALSE(knows(secrets, "/run/secrets/npm"));
}

}  // namespace
}  // namespace e401::npm
