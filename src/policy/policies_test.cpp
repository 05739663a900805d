#include "policy/policies.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "npm/situation.h"
#include "support/memory_files.h"

namespace e401::policy {
namespace {

constexpr std::int64_t now_s = 1'790'000'000;
constexpr std::int64_t day_s = 86'400;

std::string jwt(std::int64_t expires_s) {
  std::string out;
  for (const std::string& part :
       {std::string(R"({"alg":"HS256","typ":"JWT"})"), R"({"exp":)" + std::to_string(expires_s) + "}"}) {
    std::string text = base::base64_encode(part);
    while (text.ends_with('=')) text.pop_back();
    out += text + ".";
  }
  return out + std::string(43, 'x');
}

struct Checkout {
  support::MemoryFiles files;
  std::vector<std::pair<std::string, std::string>> env{{"HOME", "/home/u"}};
  std::string cwd = "/home/u/repo/app";
  UserConfig own;

  Checkout() { files.directory("/home/u/repo/.git").file("/home/u/repo/app/package.json", "{}"); }
  Policies policies(const std::vector<std::string>& named = {}) {
    const auto config = npm::load_config(npm::situation_of(env, cwd, "/home/u", {}, files), files);
    return Policies(find_policies(config, own, named, files), config, now_s);
  }
};

std::string said(const std::vector<Breach>& breaches) {
  std::string out;
  for (const Breach& b : breaches) out += b.rule.file + ":" + std::to_string(b.rule.line) + " " + b.sentence + "\n";
  return out;
}

std::vector<std::string> paths(const Policies& policies) {
  std::vector<std::string> out;
  for (const Policy& p : policies.all()) out.push_back(p.path);
  return out;
}

npm::Url url(std::string_view text) {
  return npm::parse_url(text).value();
}

TEST(Policies, AreFoundFromTheProjectUpToItsCheckout) {
  Checkout c;
  c.files.file("/home/u/repo/app/e401.yaml", "").file("/home/u/repo/e401.yaml", "").file("/home/u/e401.yaml", "");
  EXPECT_EQ(paths(c.policies()), (std::vector<std::string>{"/home/u/repo/app/e401.yaml", "/home/u/repo/e401.yaml"}));
  c.files.file("/etc/acme.yaml", "").file("/home/u/mine.yaml", "").link("/home/u/again.yaml", "/home/u/repo/e401.yaml");
  c.own.policy = "/home/u/mine.yaml";
  EXPECT_EQ(paths(c.policies({"/etc/acme.yaml", "../../again.yaml"})),
            (std::vector<std::string>{"/home/u/repo/app/e401.yaml", "/home/u/repo/e401.yaml", "/home/u/mine.yaml",
                                      "/etc/acme.yaml"}));
  Checkout without;
  without.cwd = "/home/u/lone";
  without.files.file("/home/u/lone/package.json", "{}")
      .file("/home/u/lone/e401.yaml", "")
      .file("/home/u/e401.yaml", "");
  EXPECT_EQ(paths(without.policies()), (std::vector<std::string>{"/home/u/lone/e401.yaml"}));
}

TEST(Policies, OneThatCannotBeReadForbidsEveryChange) {
  Checkout c;
  EXPECT_FALSE(c.policies().objection_to({{"/home/u/.npmrc", "", "fund=false\n"}}));
  c.own.policy = "/home/u/gone.yaml";
  const auto why = c.policies().objection_to({{"/home/u/.npmrc", "", "fund=false\n"}});
  ASSERT_TRUE(why);
  EXPECT_NE(why->find("/home/u/gone.yaml"), std::string::npos) << *why;
  EXPECT_FALSE(c.policies().objection_to({}));
  c.own.policy.clear();
  c.files.file("/home/u/repo/app/e401.yaml", "credential: {}\n");
  EXPECT_TRUE(c.policies().objection_to({{"/home/u/.npmrc", "", "fund=false\n"}}));
}

TEST(Policies, AllOfThemHold) {
  Checkout c;
  c.files.file("/home/u/repo/e401.yaml", "registries: {'@acme': [https://a.example/]}\n");
  c.files.file("/home/u/repo/app/e401.yaml", "registries: {'@acme': [https://a.example/, https://b.example/]}\n");
  const Policies p = c.policies();
  EXPECT_EQ(said(p.of_route("@acme", url("https://a.example/npm/"))), "");
  EXPECT_EQ(
      said(p.of_route("@acme", url("https://b.example/"))),
      "/home/u/repo/e401.yaml:1 packages of '@acme' come from 'https://a.example/', not from https://b.example/\n");
  EXPECT_EQ(p.of_route("@acme", url("https://c.example/")).size(), 2u);
  EXPECT_EQ(said(p.of_route("@other", url("https://c.example/"))), "");
}

TEST(Policies, ARegistryIsItsHostPortSchemeAndPath) {
  Checkout c;
  c.files.file("/home/u/repo/e401.yaml", "registries:\n  '@acme': [https://a.example/npm/]\n  default: [public]\n");
  const Policies p = c.policies();
  EXPECT_EQ(said(p.of_route("@acme", url("https://a.example/npm"))), "");
  for (const char* other :
       {"https://a.example/", "https://a.example/npm2/", "http://a.example/npm/", "https://a.example:8443/npm/"})
    EXPECT_EQ(p.of_route("@acme", url(other)).size(), 1u) << other;
  EXPECT_EQ(said(p.of_tarball("@acme", url("https://a.example/files/x.tgz"))), "");
  EXPECT_EQ(p.of_tarball("@acme", url("https://cdn.example/x.tgz")).size(), 1u);
  EXPECT_EQ(said(p.of_route("", url(npm::public_registry_url()))), "");
  EXPECT_EQ(p.of_route("", url("https://a.example/npm/")).size(), 1u);
}

std::string judged(Checkout& c, const std::string& key, const std::string& text, CredentialSeen::Stands stands) {
  const Policies p = c.policies();
  const auto seen = p.credential_seen(key, text, stands);
  return seen ? said(p.of_credential(*seen)) : "(none)";
}

TEST(Policies, KindsLiteralsAndPrefixes) {
  using enum CredentialSeen::Stands;
  Checkout c;
  c.env.emplace_back("NPM_TOKEN", "ghp_of-the-environment-0001");
  c.files.file("/home/u/repo/e401.yaml",
               "credentials:\n  kinds: [token]\n  literals: user-files\n  token-prefixes: [npm_, glpat-]\n");
  const std::string token = "npm_s3cret-of-the-test-0001";
  EXPECT_EQ(judged(c, "//h.example/:_authToken", token, user_file), "");
  EXPECT_EQ(judged(c, "//h.example/:_authToken", token, elsewhere), "");
  EXPECT_EQ(judged(c, "//h.example/:_authToken", token, project_file),
            "/home/u/repo/e401.yaml:3 a credential for h.example stands in no file of a project as itself\n");
  EXPECT_EQ(judged(c, "//h.example/:_authToken", "${NPM_TOKEN}", project_file),
            "/home/u/repo/e401.yaml:4 a token for h.example begins with npm_ or glpat-\n");
  EXPECT_EQ(judged(c, "//h.example/:_authToken", "${NOT_SET}", project_file), "");
  EXPECT_EQ(judged(c, "//h.example:8443/:_auth", "dTpw", user_file),
            "/home/u/repo/e401.yaml:2 no basic credential for h.example:8443 is allowed\n");
  EXPECT_EQ(judged(c, "//h.example/:certfile", "/home/u/c.pem", project_file),
            "/home/u/repo/e401.yaml:2 no certificate credential for h.example is allowed\n");
  EXPECT_EQ(judged(c, "registry", "https://u:p4ssword@h.example/", user_file),
            "/home/u/repo/e401.yaml:2 no basic credential for h.example is allowed\n");
  for (const char* key : {"registry", "//h.example/:username", "fund", "//h.example/:email"})
    EXPECT_EQ(judged(c, key, "https://h.example/", user_file), "(none)") << key;
  EXPECT_EQ(judged(c, "//h.example/:_authToken", "", user_file), "(none)");
}

TEST(Policies, TheEndOfACredential) {
  using enum CredentialSeen::Stands;
  Checkout c;
  c.files.file("/home/u/repo/e401.yaml",
               "credentials:\n  minimum-days-left: 14\n  hosts:\n    session.example: {minimum-days-left: 0}\n");
  EXPECT_EQ(judged(c, "//h.example/:_authToken", jwt(now_s + 15 * day_s), user_file), "");
  EXPECT_EQ(judged(c, "//h.example/:_authToken", jwt(now_s + 3 * day_s), user_file),
            "/home/u/repo/e401.yaml:2 a credential for h.example has 14 days left at least; this one ends in 3 days\n");
  EXPECT_EQ(judged(c, "//h.example/:_authToken", jwt(now_s - 2 * day_s), user_file),
            "/home/u/repo/e401.yaml:2 a credential for h.example has 14 days left at least; it ended 2 days ago\n");
  EXPECT_EQ(judged(c, "//session.example/:_authToken", jwt(now_s + 3600), user_file), "");
  EXPECT_NE(judged(c, "//session.example/:_authToken", jwt(now_s - 3600), user_file), "");
  EXPECT_EQ(judged(c, "//h.example/:_authToken", "npm_opaque-0000001", user_file), "");
  EXPECT_NE(judged(c, "//h.example/:_password", base::base64_encode(jwt(now_s + day_s)), user_file), "");
  EXPECT_NE(judged(c, "//h.example/:_auth", base::base64_encode("u:" + jwt(now_s + day_s)), user_file), "");
}

TEST(Policies, AChangeIsJudgedByTheLinesThatItWrites) {
  Checkout c;
  c.files.file("/home/u/repo/e401.yaml",
               "registries: {'@acme': [https://a.example/]}\ncredentials: {literals: nowhere, kinds: [token]}\n");
  const Policies p = c.policies();
  const std::string bad = "//h.example/:_authToken=tok-of-the-test-0001\n";
  EXPECT_EQ(said(p.of_change({"/home/u/.npmrc", bad, bad + "fund=false\n"})), "");  // it was there before
  EXPECT_NE(said(p.of_change({"/home/u/.npmrc", "", bad})), "");
  EXPECT_NE(said(p.of_change({"/home/u/.npmrc", "_authToken=tok-of-the-test-0001\n", bad})), "");
  EXPECT_EQ(said(p.of_change({"/home/u/.npmrc", "", "//h.example/:_authToken=${NPM_TOKEN}\n"})), "");
  EXPECT_NE(said(p.of_change({"/home/u/.npmrc", "", "//h.example/:_auth=${BASIC}\n"})), "");
  EXPECT_NE(said(p.of_change({"/home/u/repo/app/.npmrc", "", "@acme:registry=https://b.example/\n"})), "");
  EXPECT_EQ(said(p.of_change(
                {"/home/u/repo/app/.npmrc", "", "@acme:registry=https://a.example/\nregistry=https://b.example/\n"})),
            "");
  EXPECT_EQ(said(p.of_change({"/home/u/.npmrc", bad, ""})), "");
  const std::string package = R"({"name":"@acme/x","publishConfig":{"registry":"https://)";
  EXPECT_NE(said(p.of_change({"/p/package.json", package + "a.example/\"}}", package + "b.example/\"}}"})), "");
  EXPECT_EQ(said(p.of_change({"/p/package.json", package + "b.example/\"}}", package + "a.example/\"}}"})), "");
  EXPECT_EQ(said(p.of_change({"/p/package.json", package + "b.example/\"}}", package + "b.example/\"},\"a\":1}"})), "");
  const auto lock = [](const std::string& host) {
    return R"({"lockfileVersion":3,"packages":{"node_modules/@acme/x":{"version":"1.0.0","resolved":"https://)" + host +
           R"(/@acme/x/-/x-1.0.0.tgz"}}})";
  };
  EXPECT_NE(said(p.of_change({"/p/package-lock.json", lock("a.example"), lock("b.example")})), "");
  EXPECT_EQ(said(p.of_change({"/p/package-lock.json", lock("b.example"), lock("a.example")})), "");
  const auto why = p.objection_to({{"/home/u/.npmrc", "", bad}});
  ASSERT_TRUE(why);
  EXPECT_EQ(*why,
            "the policy /home/u/repo/e401.yaml:2 forbids it: a credential for h.example stands in no file as itself, "
            "only as ${VARIABLE}");
}

TEST(Policies, NoSentenceHasASecret) {
  Checkout c;
  c.files.file("/home/u/repo/e401.yaml",
               "registries: {default: []}\ncredentials: {literals: nowhere, kinds: [], token-prefixes: [zzz], "
               "minimum-days-left: 30}\n");
  const std::string secret = jwt(now_s + day_s);
  for (const std::string& line : {"//h.example/:_authToken=" + secret, "registry=https://u:" + secret + "@h.example/",
                                  "//h.example/:_auth=" + base::base64_encode("u:" + secret)}) {
    const std::string all = said(c.policies().of_change({"/home/u/.npmrc", "", line + "\n"}));
    EXPECT_NE(all, "") << line;
    EXPECT_EQ(all.find(secret.substr(0, 30)), std::string::npos) << all;
  }
}

}  // namespace
}  // namespace e401::policy
