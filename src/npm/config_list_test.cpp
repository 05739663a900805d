#include "npm/collate.h"
#include "npm/config_for_test.h"

namespace e401::npm {
namespace {

std::string list_of(const Machine& machine, ListOptions options = {}) {
  options.node_version = "v24.20.0";
  return config_list(machine.load(), machine.files, options);
}

TEST(List, npms_words_and_order) {
  Machine machine;
  machine.user(
      "//h.example/:_authToken=secret-token-of-kim\nfund=false\nregistry=https://u:pw@h.example/\n_auth=YTpi\n");
  machine.project("fund=true\n").env("HTTPS_PROXY", "http://u:pw@px.example:1/");
  EXPECT_EQ(list_of(machine),
            "; \"user\" config from /home/kim/.npmrc\n\n_auth = (protected)\n//h.example/:_authToken = (protected)\n"
            "; fund = false ; overridden by project\nregistry = \"https://u:***@h.example/\"\n\n"
            "; \"project\" config from /place/app/.npmrc\n\nfund = true\n\n"
            "; environment-related config\n\n; HTTPS_PROXY = \"http://u:***@px.example:1/\"\n\n"
            "; node bin location = /usr/bin/node\n; node version = v24.20.0\n; npm local prefix = /place/app\n; npm "
            "version = 12.2.0\n"
            "; cwd = /place/app\n; HOME = /home/kim\n; Run `npm config ls -l` to show all defaults.\n");
}

TEST(List, what_npm_shows_and_is_secret_is_not_shown) {
  Machine machine;
  machine.user(
      "https://h.example/:_authToken=plain-token-0123456789\nfoo=npm_abcdefghijklmnopqrstuvwxyz0123456789\n"
      "bar=ghp_abcdefghijklmnopqrstuvwxyz0123456789\n[//h.example/"
      "]\n_authToken=plain-token-0123456789\n_password=cGxhaW4=\n");
  for (const bool json : {false, true}) {
    const std::string text = list_of(machine, {.json = json});
    EXPECT_EQ(text.find("plain-token"), std::string::npos) << text;
    EXPECT_EQ(text.find("cGxhaW4="), std::string::npos) << text;
    EXPECT_EQ(text.find("abcdefghijklmnopqrstuvwxyz"), std::string::npos) << text;
  }
}

TEST(List, sources_name_file_and_line) {
  Machine machine;
  machine.user("fund=false\n").env("npm_config_audit", "false").project("save-exact=true\n");
  const std::string text = list_of(machine, {.sources = true});
  EXPECT_NE(text.find("fund = false ; /home/kim/.npmrc:1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("audit = false ; env:npm_config_audit\n"), std::string::npos) << text;
  EXPECT_NE(text.find("save-prefix = \"\" ; /place/app/.npmrc:1 (written by npm because of save-exact)\n"),
            std::string::npos)
      << text;
}

TEST(List, publish_config_comes_last) {
  Machine machine;
  machine.file("/place/app/package.json", R"({"publishConfig":{"registry":"https://p.example/","access":"public"}})");
  EXPECT_TRUE(list_of(machine).ends_with(
      "; \"publishConfig\" from /place/app/package.json\n; This set of config values will be used at publish-time.\n\n"
      "access = \"public\"\nregistry = \"https://p.example/\"\n"));
}

TEST(List, the_long_form_begins_with_the_defaults) {
  EXPECT_TRUE(list_of(Machine(), {.long_form = true})
                  .starts_with(
                      "; \"default\" config from default values\n\n_auth = (protected)\naccess = null\nall = false\n"));
}

TEST(List, json_gives_effective_values_strongest_layer_first) {
  Machine machine;
  machine.user("fund=false\n").argv({"--json", "--registry=https://h.example"});
  const std::string text = list_of(machine, {.json = true});
  EXPECT_TRUE(text.starts_with(
      "{\n  \"json\": true,\n  \"registry\": \"https://h.example/\",\n  \"fund\": false,\n  \"access\": null,\n"))
      << text.substr(0, 200);
  EXPECT_EQ(text.find("_auth"), std::string::npos);
}

TEST(Protection, is_for_secrets_and_for_what_npm_hides) {
  for (const char* key : {"_auth", "//h/:_authToken", "https://h/:_authToken", "h/:_password", "//h/:-authtoken",
                          "//h/:token", "password"})
    EXPECT_TRUE(is_protected(key)) << key;
  for (const char* key :
       {"registry", "@a:registry", "//h/:always-auth", "//h/:registry", "https://h/:username", "email"})
    EXPECT_FALSE(is_protected(key)) << key;
  for (const char* key : {"//h/:username", "email", "certfile", "_x"})
    EXPECT_TRUE(npm_protects(key, *Version::parse("12.2.0"))) << key;
  EXPECT_FALSE(npm_protects("https://h/:_authToken", *Version::parse("12.2.0")));
  EXPECT_FALSE(npm_protects("//h/:username", *Version::parse("9.9.4")));
}

TEST(Collation, is_that_of_english_words) {
  const std::vector<std::string> sorted = {"_auth", "-x", "//h/:_auth", "@a:registry"};
  EXPECT_LT(collate("_auth", "-x"), 0);
  EXPECT_LT(collate("-x", "@a:registry"), 0);
  EXPECT_LT(collate("@a:registry", "//h/:_auth"), 0);
  EXPECT_LT(collate("//h/:_auth", "1"), 0);
  EXPECT_LT(collate("9", "a"), 0);
  EXPECT_LT(collate("a", "A"), 0);
  EXPECT_LT(collate("A", "b"), 0);
  EXPECT_LT(collate("ab", "aC"), 0);
  EXPECT_LT(collate("resume", "r\xc3\xa9sum\xc3\xa9"), 0);
  EXPECT_LT(collate("r\xc3\xa9sum\xc3\xa9", "resumf"), 0);
}

}  // namespace
}  // namespace e401::npm
