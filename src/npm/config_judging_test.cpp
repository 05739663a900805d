// What npm does with values that loading has taken: write-backs, cleaning, refusals.
#include "npm/config_for_test.h"

namespace e401::npm {
namespace {

TEST(Flat, save_exact_writes_an_empty_save_prefix_beside_it) {
  const Config config = Machine().user("save-prefix=~\n").project("save-exact=true\n").load();
  EXPECT_EQ(config.get("save-prefix"), Value(""));
  const Entry* entry = config.find("save-prefix");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->derived_from, "save-exact");
  EXPECT_EQ(entry->place, (base::Place{"/place/app/.npmrc", 1, 1}));
}

TEST(Flat, an_otp_makes_the_login_legacy) {
  EXPECT_EQ(text_of(Machine().argv({"--otp=123456"}).load(), "auth-type"), "legacy");
}

TEST(Flat, production_becomes_an_omit_list) {
  const Config config = Machine().user("production=true\n").load();
  EXPECT_EQ(config.get("omit"), Value(Value::Array{"dev"}));
  EXPECT_EQ(config.find("omit")->derived_from, "production");
}

TEST(Flat, requests_see_values_that_were_never_cleaned) {
  const Config config = Machine().env("B", "false").user("strict-ssl=${B}\n").load();
  EXPECT_EQ(config.flat("strict-ssl"), Value("false"));  // a text: true to the network layer
  EXPECT_EQ(config.cleaned("strict-ssl"), Value(false));
}

TEST(Flat, a_scope_without_its_sign_makes_npm_use_cleaned_values) {
  const Config config = Machine().env("B", "false").user("strict-ssl=${B}\nscope=acme\n").load();
  EXPECT_EQ(config.scope(), "@acme");
  EXPECT_EQ(text_of(config, "scope"), "@acme");
  EXPECT_EQ(config.flat("strict-ssl"), Value(false));
}

TEST(Flat, only_registry_keys_and_options_are_flat) {
  const Config config =
      Machine().user("https://h.example/:_authToken=x\n@a:registry=https://a.example/\nfoo=1\n").load();
  EXPECT_TRUE(config.flat("https://h.example/:_authToken").is<Undefined>());
  EXPECT_TRUE(config.flat("foo").is<Undefined>());
  EXPECT_EQ(config.flat("@a:registry"), Value("https://a.example/"));
}

TEST(Flat, values_npm_cannot_work_with_stop_it) {
  for (const char* rc : {"user-agent\n", "cache=null\n", "cafile=/\n", "omit\n"}) {
    const Config config = Machine().user(rc).load();
    ASSERT_TRUE(config.load_error) << rc;
    EXPECT_EQ(config.load_error->code, "bad-value") << rc;
    EXPECT_EQ(config.load_error->place.file, "/home/kim/.npmrc") << rc;
  }
}

TEST(Flat, a_word_that_is_no_loglevel_stops_npm) {
  const Config config = Machine().user("fund=false\nloglevel=loud\n").load();
  ASSERT_TRUE(config.load_error);
  EXPECT_EQ(config.load_error->code, "bad-loglevel");
  EXPECT_EQ(config.load_error->place.line, 2);
}

std::string problem_texts(const Config& config) {
  std::string out;
  if (!config.validate_error) return out;
  for (const ConfigError::Problem& p : config.validate_error->problems)
    out += p.action == "delete" ? "-" + p.key + " " : "~" + p.from + ">" + p.to + " ";
  return out;
}

TEST(Validation, bare_credentials_are_refused_with_npms_own_repair) {
  const std::string rc =
      "registry=https://h.example/npm\n_auth=YTpi\nusername=u\n_authtoken=x\nemail=e@x.example\ncertfile=c\n";
  EXPECT_EQ(problem_texts(Machine().user(rc).load()),
            "-_authtoken ~_auth>//h.example/:_auth -username ~email>//h.example/:email -certfile ");
  EXPECT_EQ(problem_texts(Machine("11.21.2").user(rc).load()), "-_authtoken ~_auth>//h.example/:_auth -username ");
  const Config config = Machine().user(rc).load();
  EXPECT_EQ(config.validate_error->npm_code, "ERR_INVALID_AUTH");
  EXPECT_EQ(config.validate_error->place.line, 4);
}

TEST(Validation, bare_credentials_of_the_environment_are_not_looked_at) {
  EXPECT_FALSE(Machine().env("npm_config__auth", "YTpi").load().validate_error);
}

TEST(Validation, a_registry_that_is_no_address_is_fatal_in_a_file_and_replaced_on_the_command_line) {
  const Config file = Machine().user("registry=npm.example\n").load();
  ASSERT_TRUE(file.validate_error);
  EXPECT_EQ(file.validate_error->npm_code, "ERR_INVALID_URL");
  EXPECT_EQ(file.validate_error->place, (base::Place{"/home/kim/.npmrc", 1, 1}));

  const Config cli = Machine().user("registry=https://h.example/\n").argv({"whoami", "--registry=npm.example"}).load();
  EXPECT_FALSE(cli.validate_error);
  EXPECT_EQ(cli.registry(), "https://h.example/");
  ASSERT_EQ(cli.warnings.size(), 2u);
  EXPECT_EQ(cli.warnings[0], "invalid config registry=\"npm.example\" set in command line options");
  EXPECT_EQ(cli.warnings[1], "invalid config Must be full url with \"http://\"");
}

TEST(Validation, in_the_global_file_it_passes_but_requests_still_see_it) {
  const Config config = Machine().global("registry=npm.example\n").load();
  EXPECT_FALSE(config.validate_error);
  EXPECT_EQ(config.registry(), "npm.example");
  EXPECT_EQ(config.cleaned("registry"), Value(public_registry_url()));
}

TEST(Validation, unknown_flags_end_npm_12_and_warn_before) {
  const Config twelve = Machine().argv({"whoami", "--unknown-flag"}).load();
  ASSERT_TRUE(twelve.validate_error);
  EXPECT_EQ(twelve.validate_error->message,
            "Unknown cli flag:\n  - --unknown-flag\nRun `npm help config` for supported options.");
  const Config eleven = Machine("11.21.2").argv({"whoami", "--unknown-flag", "word"}).load();
  EXPECT_FALSE(eleven.validate_error);
  ASSERT_EQ(eleven.warnings.size(), 2u);
  EXPECT_EQ(eleven.warnings[0], "\"word\" is being parsed as a normal command line argument.");
  EXPECT_EQ(eleven.warnings[1],
            "Unknown cli config \"--unknown-flag\". This will stop working in the next major version of npm.");
}

TEST(Validation, unknown_keys_of_files_end_npm_only_if_it_is_told_to_be_strict) {
  const std::string rc = "//h.example/:authToken=x\nalways-auth=true\n@a:registry=https://a.example/\n";
  const Config lax = Machine().user(rc).load();
  EXPECT_FALSE(lax.validate_error);
  EXPECT_EQ(lax.warnings.size(), 2u);
  const Config strict = Machine().user(rc + "strict-npmrc=true\n").load();
  ASSERT_TRUE(strict.validate_error);
  EXPECT_EQ(strict.validate_error->npm_code, "EUNKNOWNCONFIG");
}

TEST(Validation, options_that_exclude_each_other_stop_npm) {
  const Config config = Machine().user("save-dev=true\n").project("save-peer=true\n").load();
  ASSERT_TRUE(config.load_error);
  EXPECT_EQ(config.load_error->message, "--save-dev cannot be provided when using --save-peer");
  EXPECT_FALSE(Machine("10.9.4").user("save-dev=true\n").project("save-peer=true\n").load().load_error);
}

TEST(Cleaning, values_become_what_their_type_admits) {
  const Config config =
      Machine()
          .user(
              "strict-ssl=no\nfund=0\naudit=null\nsave=\nfetch-retries=0x10\nmaxsockets=\nsearchlimit=abc\numask=022\n"
              "init-version=v1.2.3\ntag=null\nomit=bogus\nregistry=HTTPS://H.example:443/"
              "NPM\nproxy=false\nbefore=2020-01-01\n")
          .load();
  EXPECT_EQ(config.cleaned("strict-ssl"), Value(true));
  EXPECT_EQ(config.cleaned("fund"), Value(false));
  EXPECT_EQ(config.cleaned("audit"), Value(false));
  EXPECT_EQ(config.cleaned("save"), Value(true));
  EXPECT_EQ(config.cleaned("fetch-retries"), Value(16));
  EXPECT_EQ(config.cleaned("maxsockets"), Value(0));
  EXPECT_EQ(config.cleaned("searchlimit"), Value(20));  // the default shows through
  EXPECT_EQ(config.cleaned("umask"), Value(18));
  EXPECT_EQ(config.cleaned("init-version"), Value("1.2.3"));
  EXPECT_EQ(config.cleaned("tag"), Value("null"));
  EXPECT_EQ(config.cleaned("omit"), Value(Value::Array{}));
  EXPECT_EQ(config.cleaned("registry"), Value("https://h.example/NPM"));
  EXPECT_EQ(config.cleaned("proxy"), Value(false));
  EXPECT_EQ(config.cleaned("before"), Value(Date{1577836800000.0}));
}

TEST(Cleaning, a_token_that_reads_like_a_word_becomes_that_word) {
  const Config config =
      Machine().env("T", "true").user("//a.example/:_authToken=true\n//b.example/:_authToken=${T}\n").load();
  EXPECT_EQ(config.get("//a.example/:_authToken"), Value(true));
  EXPECT_EQ(config.get("//b.example/:_authToken"), Value("true"));
  EXPECT_EQ(config.cleaned("//b.example/:_authToken"), Value(true));
}

TEST(Paths, tilde_is_the_home_and_the_rest_is_relative_to_the_working_folder) {
  const Config config = Machine().user("cache=~/c\nlogs-dir=rel/x\ninit-module=~\n").load();
  EXPECT_EQ(text_of(config, "cache"), "/home/kim/c");
  EXPECT_EQ(text_of(config, "logs-dir"), "/place/app/rel/x");
  EXPECT_EQ(text_of(config, "init-module"), "/place/app/~");
}

}  // namespace
}  // namespace e401::npm
