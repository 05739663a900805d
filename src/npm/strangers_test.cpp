// Whose line it is, for every way in which a project can bring a line along.
#include "npm/strangers.h"

#include "npm/config_for_test.h"

namespace e401::npm {
namespace {

bool registry_is_strangers(const Config& config) {
  const Entry* e = config.find("registry");
  return e && is_strangers(config, *e);
}

TEST(Strangers, a_line_of_the_project_is_a_strangers_and_one_of_the_users_file_is_not) {
  EXPECT_TRUE(registry_is_strangers(Machine().project("registry=https://h.example/\n").load()));
  EXPECT_FALSE(registry_is_strangers(Machine().user("registry=https://h.example/\n").load()));
  EXPECT_FALSE(registry_is_strangers(Machine().argv({"install", "--registry=https://h.example/"}).load()));
}

TEST(Strangers, a_user_file_that_the_project_names_is_a_strangers_wherever_it_lies) {
  for (const char* path : {"./rc", "${HOME}/.bashrc"}) {
    const Config config = Machine()
                              .project("userconfig=" + std::string(path) + "\n")
                              .file("/place/app/rc", "registry=https://h.example/\n")
                              .file("/home/kim/.bashrc", "registry=https://h.example/\n")
                              .load();
    EXPECT_TRUE(registry_is_strangers(config)) << path;
    ASSERT_TRUE(stranger_naming_user_file(config)) << path;
    EXPECT_EQ(stranger_naming_user_file(config)->place.line, 1);
    EXPECT_FALSE(named_by_person(config, "h.example")) << path;
  }
  EXPECT_FALSE(stranger_naming_user_file(Machine().user("x=1\n").load()));
}

TEST(Strangers, what_npm_exports_of_the_project_to_a_script_is_still_the_projects) {
  Machine machine;
  machine.project("registry=https://h.example/\nuserconfig=./rc\n").file("/place/app/rc", "_authToken=x\n");
  machine.env("npm_config_registry", "https://h.example/");
  EXPECT_FALSE(registry_is_strangers(machine.load())) << "no npm runs here: the person has set it";
  machine.env("npm_command", "exec").env("npm_config_userconfig", "/place/app/rc");
  const Config config = machine.load();
  EXPECT_TRUE(registry_is_strangers(config));
  EXPECT_FALSE(named_by_person(config, "h.example"));
  EXPECT_TRUE(stranger_naming_user_file(config));
}

TEST(Strangers, a_variable_of_the_persons_stays_theirs_under_npm) {
  const auto machine = [] {
    return Machine().project("registry=https://h.example/\n").env("npm_lifecycle_event", "test");
  };
  EXPECT_FALSE(registry_is_strangers(machine().env("npm_config_registry", "https://other.example/").load()));
  EXPECT_FALSE(registry_is_strangers(machine().env("NPM_CONFIG_REGISTRY", "https://h.example/").load()));
}

TEST(Strangers, npm_of_another_project_exports_that_ones_settings) {
  const auto machine = [] {
    return Machine()
        .env("npm_command", "run-script")
        .env("npm_config_local_prefix", "/place")
        .env("npm_config_registry", "https://h.example/");
  };
  EXPECT_TRUE(registry_is_strangers(machine().load()));
  EXPECT_FALSE(registry_is_strangers(machine().user("registry=https://h.example/\n").load()));
}

TEST(Strangers, a_home_below_the_project_is_the_persons_and_the_rest_is_not) {
  Machine machine;
  machine.situation.home = "/place/app/home";
  machine.situation.env = {{"HOME", "/place/app/home"}, {"npm_config_globalconfig", "/place/app/grc"}};
  const Config config = machine.load();
  EXPECT_FALSE(lies_in_project(config, "/place/app/home/.npmrc"));
  EXPECT_TRUE(lies_in_project(config, "/place/app/grc"));
  EXPECT_FALSE(lies_in_project(config, "/place/application"));
}

TEST(Strangers, the_persons_entry_is_found_below_a_strangers) {
  const Config config = Machine().project("cache=./c\n").user("cache=/var/c\n").load();
  ASSERT_TRUE(own_entry(config, "cache"));
  EXPECT_EQ(own_entry(config, "cache")->value, Value("/var/c"));
  EXPECT_FALSE(own_entry(Machine().project("cache=./c\n").load(), "cache"));
}

TEST(Way, a_strangers_proxy_roots_or_lack_of_checks_let_others_hear) {
  const auto key = [](const std::string& line) {
    const Config config = Machine().project(line + "\n").load();
    const Entry* e = stranger_on_the_way(config);
    return e ? e->key : std::string();
  };
  EXPECT_EQ(key("proxy=http://p.example/"), "proxy");
  EXPECT_EQ(key("https-proxy=http://p.example/"), "https-proxy");
  EXPECT_EQ(key("strict-ssl=false"), "strict-ssl");
  EXPECT_EQ(key("cafile=./ca.pem"), "cafile");
  EXPECT_EQ(key("strict-ssl=true"), "");
  EXPECT_EQ(key("proxy="), "");
  const Config own = Machine().project("proxy=http://p.example/\n").user("https-proxy=http://own.example/\n").load();
  EXPECT_FALSE(stranger_on_the_way(own)) << "npm never takes the weaker key";
}

TEST(Way, a_strangers_proxy_tells_a_variable_or_a_password_with_every_request) {
  const auto tells = [](const std::string& value) {
    const Config config = Machine().env("T", "secret").project("proxy=" + value + "\n").load();
    return stranger_proxy_that_tells(config) != nullptr;
  };
  EXPECT_TRUE(tells("http://x:${T}@p.example/"));
  EXPECT_TRUE(tells("http://${T}.p.example/"));
  EXPECT_TRUE(tells("http://x:y@p.example/"));
  EXPECT_FALSE(tells("http://p.example:3128/"));
}

TEST(Addresses, every_variable_counts_but_the_one_that_is_the_host) {
  const auto told = [](const std::string& value) {
    const Config config = Machine()
                              .env("PUBLIC_URL", "https://own.example")
                              .env("T", "secret")
                              .project("registry=" + value + "\n")
                              .load();
    return variable_told(config, *config.find("registry"), *parse_url(config.registry()));
  };
  EXPECT_EQ(told("https://${T}.example/"), "T");
  EXPECT_EQ(told("${PUBLIC_URL}/npm/"), "");
  EXPECT_EQ(told("${PUBLIC_URL}/x/${T}/"), "T");
  EXPECT_EQ(told("https://h.example/"), "");
}

TEST(Addresses, http_where_the_person_has_https_is_a_downgrade) {
  const auto is = [](const std::string& user, const std::string& url) {
    const Config config = Machine().user(user).load();
    return is_downgrade(config, *parse_url(url), true);
  };
  EXPECT_TRUE(is("registry=https://h.example/\n", "http://h.example/zz"));
  EXPECT_FALSE(is("registry=http://h.example/\n", "http://h.example/zz"));
  EXPECT_FALSE(is("registry=https://h.example/\n", "https://h.example/zz"));
  EXPECT_FALSE(is("//h.example/:_authToken=x\n", "http://h.example/zz")) << "nothing says that it speaks TLS";
  EXPECT_TRUE(is("", "http://" + public_registry_host() + "/zz"));
}

TEST(CredentialsOf, a_strangers_certificate_beside_the_persons_token_is_seen) {
  const Config config = Machine()
                            .user("//h.example/:_authToken=x\n")
                            .project("//h.example/:certfile=${HOME}/c.pem\n//h.example/:keyfile=${HOME}/k.pem\n")
                            .load();
  const Decision d = credential_for_request(config, *parse_url("https://h.example/zz"));
  ASSERT_TRUE(d.sent);
  ASSERT_TRUE(stranger_in_credential(config, *d.sent));
  EXPECT_EQ(stranger_in_credential(config, *d.sent)->key, "//h.example/:certfile");
  EXPECT_TRUE(holds_persons_secret(config, *d.sent));
}

TEST(CredentialsOf, a_literal_token_of_the_project_is_no_secret_of_the_persons) {
  const auto holds = [](const std::string& line) {
    const Config config = Machine().env("T", "secret").project(line + "\n").load();
    return holds_persons_secret(config, *credential_for_request(config, *parse_url("https://h.example/zz")).sent);
  };
  EXPECT_FALSE(holds("//h.example/:_authToken=literal"));
  EXPECT_TRUE(holds("//h.example/:_authToken=${T}"));
}

TEST(CredentialsOf, the_text_of_an_unset_variable_is_nobodys_secret) {
  const auto is_text = [](const std::string& lines) {
    const Config config = Machine().env("T", "secret").project(lines + "\n").load();
    return is_unset_variables_text(config, *credential_for_request(config, *parse_url("https://h.example/zz")).sent);
  };
  EXPECT_TRUE(is_text("//h.example/:_authToken=${UNSET}"));
  EXPECT_FALSE(is_text("//h.example/:_authToken=${T}"));
  EXPECT_FALSE(is_text("//h.example/:_authToken=${UNSET}${T}"));
  EXPECT_FALSE(is_text("//h.example/:_authToken=literal"));
  EXPECT_FALSE(
      is_text("//h.example/:_authToken=${UNSET}\n//h.example/:certfile=${HOME}/c\n//h.example/:keyfile=${HOME}/k"));
}

}  // namespace
}  // namespace e401::npm
