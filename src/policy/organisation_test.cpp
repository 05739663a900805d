#include "policy/organisation.h"

#include <gtest/gtest.h>

namespace e401::policy {
namespace {

Policy parse(std::string text) {
  return parse_policy(std::make_shared<const base::Source>("/p/e401.yaml", std::move(text)));
}

std::string complaints(std::string text) {
  std::string out;
  for (const Complaint& c : parse(std::move(text)).complaints) out += c.text() + "\n";
  return out;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Organisation, AllThatTheFormatHas) {
  const Policy p = parse(R"(version: 1
registries:
  "@acme": https://npm.acme.example/
  "@partner": [https://npm.pkg.github.com/, https://npm.acme.example/partner/]
  default: [public]
credentials:
  kinds: [token, certificate]
  literals: user-files
  token-prefixes: [npm_, glpat-]
  minimum-days-left: 14
  hosts:
    nexus.acme.example:8443/repository/:
      kinds: [token, basic]
      token-prefixes: []
    nexus.acme.example:8443:
      minimum-days-left: 0
)");
  EXPECT_TRUE(p.complaints.empty()) << p.complaints.front().text();
  ASSERT_TRUE(p.rule_for("@acme"));
  EXPECT_EQ(p.rule_for("@acme")->place.line, 3);
  EXPECT_EQ(p.rule_for("@partner")->allowed.size(), 2u);
  EXPECT_EQ(p.rule_for("@other")->scope, "");
  EXPECT_EQ(p.rule_for("")->allowed.at(0).where.host_port, npm::public_registry_host());
  const Terms all = p.terms_for_key("//npm.acme.example/:_authToken");
  EXPECT_EQ(all.kinds->value.size(), 2u);
  EXPECT_EQ(all.literals->value, Literals::user_files);
  EXPECT_EQ(all.minimum_days_left->value, 14);
  const Terms deep = p.terms_for_key("//nexus.acme.example:8443/repository/npm/:_auth");
  EXPECT_EQ(deep.kinds->value.back(), Kind::basic);
  EXPECT_TRUE(deep.token_prefixes->value.empty());
  EXPECT_EQ(deep.minimum_days_left->value, 14);
  EXPECT_EQ(p.terms_for_key("//nexus.acme.example:8443/:_auth").minimum_days_left->value, 0);
  EXPECT_EQ(p.terms_for_key("_authToken").minimum_days_left->value, 14);
}

TEST(Organisation, WhatItDoesNotSayIsAllowed) {
  for (const char* text : {"", "version: 1\n", "registries:\ncredentials:\n"}) {
    const Policy p = parse(text);
    EXPECT_TRUE(p.complaints.empty()) << text;
    EXPECT_FALSE(p.rule_for("@acme")) << text;
    EXPECT_FALSE(p.terms_for_key("//h/:_authToken").kinds) << text;
  }
}

TEST(Organisation, WhatIsNotUnderstoodIsSaidWithItsPlace) {
  EXPECT_TRUE(has(complaints("registry: x\n"), ":1:1: the policy has no key 'registry'; did you mean 'registries'?"));
  EXPECT_TRUE(has(complaints("version: 2\n"), ":1:10: version is 1"));
  EXPECT_TRUE(
      has(complaints("registries:\n  acme: [public]\n"), ":2:3: 'acme' is no scope; write \"@scope\" in quotes"));
  EXPECT_TRUE(has(complaints("registries:\n  '@acme/*': [public]\n"), "a scope is named whole"));
  EXPECT_TRUE(has(complaints("registries:\n  '@acme': [npm.acme.example]\n"),
                  ":2:13: 'npm.acme.example' is no address of a registry"));
  EXPECT_TRUE(has(complaints("registries:\n  '@acme': {a: b}\n"), "'@acme' is a list, not a mapping"));
  EXPECT_TRUE(has(complaints("registries:\n  '@acme':\n"),
                  "'@acme' is a list, not nothing; an empty list, which allows nothing, is written []"));
  EXPECT_TRUE(
      has(complaints("credentials:\n  kind: [token]\n"), ":2:3: credentials has no key 'kind'; did you mean 'kinds'?"));
  EXPECT_TRUE(has(complaints("credentials:\n  kinds: [password]\n"),
                  ":2:11: a kind is token or basic or certificate, not 'password'"));
  EXPECT_TRUE(has(complaints("credentials:\n  literals: never\n"),
                  "literals is anywhere or user-files or nowhere, not 'never'"));
  EXPECT_TRUE(has(complaints("credentials:\n  minimum-days-left: 2w\n"),
                  ":2:22: minimum-days-left is a whole number from 0 to 3650"));
  EXPECT_TRUE(has(complaints("credentials:\n  token-prefixes: [npm_aaaaaaaaaaaaaaaaaaa]\n"),
                  "a prefix has 1 to 16 characters"));
  EXPECT_TRUE(
      has(complaints("credentials:\n  hosts:\n    a.example: {hosts: {}}\n"), "'a.example' has no key 'hosts'"));
  EXPECT_TRUE(has(complaints("credentials:\n  hosts:\n    '*.example': {}\n"), "there are no wildcards here"));
  EXPECT_TRUE(has(complaints("registries: [\n"), "this is not YAML"));
}

}  // namespace
}  // namespace e401::policy
