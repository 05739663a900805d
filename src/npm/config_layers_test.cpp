#include "npm/config_for_test.h"

namespace e401::npm {
namespace {

TEST(Layers, a_projects_value_hides_the_users_and_both_know_their_place) {
  const Config config = Machine()
                            .user("fund=false\nregistry=https://user.example/\n")
                            .project("\nregistry=https://project.example/\n")
                            .load();
  EXPECT_EQ(text_of(config, "registry"), "https://project.example/");
  const auto all = config.all("registry");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]->place, (base::Place{"/place/app/.npmrc", 2, 1}));
  EXPECT_EQ(all[1]->place, (base::Place{"/home/kim/.npmrc", 2, 1}));
  EXPECT_EQ(config.layer_of("registry"), Layer::project);
  EXPECT_EQ(config.layer_of("audit"), Layer::default_);
}

TEST(Layers, an_empty_value_of_a_stronger_layer_switches_off) {
  const Config config =
      Machine().user("//h.example/:_authToken=secret-of-user\n").project("//h.example/:_authToken=\n").load();
  EXPECT_EQ(header_for(config, "https://h.example/x"), "");
}

TEST(Layers, a_later_line_of_the_same_file_supersedes) {
  const Config config = Machine().user("registry=https://a.example/\nregistry=https://b.example/\n").load();
  const auto all = config.all("registry");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_FALSE(all[0]->superseded);
  EXPECT_EQ(all[0]->place.line, 2);
  EXPECT_TRUE(all[1]->superseded);
}

TEST(Layers, keys_that_expand_to_one_are_one) {
  const Config config =
      Machine().env("HOST", "h.example").user("//${HOST}/:_authToken=first\n//h.example/:_authToken=second\n").load();
  EXPECT_EQ(header_for(config, "https://h.example/x"), "Bearer second");
  ASSERT_EQ(config.all("//h.example/:_authToken").size(), 2u);
  EXPECT_EQ(config.all("//h.example/:_authToken")[1]->raw_key, "//${HOST}/:_authToken");
}

TEST(Layers, the_environment_beats_the_command_line_for_globalconfig) {
  Machine machine;
  machine.argv({"whoami", "--globalconfig=/g-cli"}).env("npm_config_globalconfig", "/g-env");
  machine.file("/g-cli", "registry=https://cli.example/\n").file("/g-env", "registry=https://env.example/\n");
  const Config config = machine.load();
  EXPECT_EQ(text_of(config, "registry"), "https://env.example/");
  EXPECT_EQ(config.layer(Layer::global).source, "/g-env");
}

TEST(Layers, globalconfig_on_the_command_line_alone_replaces_the_default) {
  const Config config = Machine().argv({"--globalconfig=/g"}).load();
  EXPECT_EQ(text_of(config, "globalconfig"), "/g");
  EXPECT_EQ(config.layer_of("globalconfig"), Layer::default_);
}

TEST(Layers, a_prefix_moves_the_global_file_even_from_the_project) {
  const Config config =
      Machine().project("prefix=/opt/x\n").file("/opt/x/etc/npmrc", "registry=https://moved.example/\n").load();
  EXPECT_EQ(text_of(config, "registry"), "https://moved.example/");
  EXPECT_EQ(config.global_prefix, "/opt/x");
  ASSERT_FALSE(config.warnings.empty());
  EXPECT_EQ(config.warnings[0], "config prefix cannot be changed from project config: /place/app/.npmrc.");
}

TEST(Layers, a_project_may_name_another_user_file) {
  const Config config = Machine()
                            .user("registry=https://home.example/\n")
                            .project("userconfig=/alt\n")
                            .file("/alt", "registry=https://alt.example/\n")
                            .load();
  EXPECT_EQ(text_of(config, "registry"), "https://alt.example/");
}

TEST(Layers, one_file_as_two_layers_stops_npm) {
  Machine machine;
  machine.env("npm_config_userconfig", "/same").env("npm_config_globalconfig", "/same").file("/same", "");
  const Config config = machine.load();
  ASSERT_TRUE(config.load_error);
  EXPECT_EQ(config.load_error->code, "double-loading");
  EXPECT_EQ(config.load_error->message, "double-loading config \"/same\" as \"global\", previously loaded as \"user\"");
}

TEST(Layers, an_unreadable_file_is_an_empty_layer_that_says_so) {
  Machine machine;
  machine.files.directory("/home/kim/.npmrc");
  const Config config = machine.load();
  EXPECT_FALSE(config.load_error);
  EXPECT_EQ(config.layer(Layer::user).status, LayerData::Status::unreadable);
  EXPECT_EQ(config.layer(Layer::user).error_code, "EISDIR");
  EXPECT_EQ(config.layer(Layer::project).status, LayerData::Status::missing);
}

TEST(Layers, without_home_npm_cannot_find_the_users_file) {
  Machine machine;
  machine.situation.env.clear();
  machine.situation.home.clear();
  const Config config = machine.load();
  ASSERT_TRUE(config.load_error);
  EXPECT_EQ(config.load_error->code, "no-home");
  EXPECT_NE(config.load_error->message.find("HOME"), std::string::npos);
}

TEST(Layers, a_key_that_is_null_stops_npm) {
  const Config config = Machine().user("fund=false\n'null'=x\n").load();
  ASSERT_TRUE(config.load_error);
  EXPECT_EQ(config.load_error->code, "ini-key");
  EXPECT_EQ(config.load_error->place.line, 2);
}

TEST(Layers, what_stands_below_a_section_is_no_key) {
  const Config config = Machine().user("registry=https://h.example/\n[auth]\n//h.example/:_authToken=lost\n").load();
  EXPECT_EQ(header_for(config, "https://h.example/x"), "");
  EXPECT_TRUE(config.all("//h.example/:_authToken").empty());
  const auto& entries = config.layer(Layer::user).entries;
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_TRUE(entries[2].in_section);
  ASSERT_TRUE(config.find("auth"));
  EXPECT_EQ(config.find("auth")->place.line, 2);
}

TEST(Layers, a_null_value_takes_its_key_apart_at_the_dots) {
  const Config config = Machine().user("//h.example/:_authToken=null\n").load();
  EXPECT_TRUE(config.get("//h.example/:_authToken").is<Undefined>());
  ASSERT_TRUE(config.find("//h"));
  EXPECT_EQ(config.find("//h")->place.line, 1);
}

TEST(Environment, names_are_read_in_any_case_and_registry_keys_keep_theirs) {
  Machine machine;
  machine.env("NPM_CONFIG_REGISTRY", "https://e.example/")
      .env("NPM_CONFIG_//h.example/:_authToken", "t")
      .env("npm_config__auth", "YTpi");
  machine.env("npm_config__authToken", "useless")
      .env("npm_config_@My_Scope:registry", "https://s.example/")
      .env("npm_config_fund", "");
  const Config config = machine.load();
  EXPECT_EQ(text_of(config, "registry"), "https://e.example/");
  EXPECT_EQ(config.find("registry")->place.file, "env:NPM_CONFIG_REGISTRY");
  EXPECT_EQ(header_for(config, "https://h.example/x"), "Bearer t");
  EXPECT_EQ(text_of(config, "_auth"), "YTpi");
  EXPECT_EQ(text_of(config, "_authtoken"), "useless");
  EXPECT_EQ(text_of(config, "@my-scope:registry"), "https://s.example/");
  EXPECT_EQ(config.layer_of("fund"), Layer::default_);
}

TEST(Environment, npm_7_lowered_registry_keys_too) {
  const Config config = Machine("7.24.2").env("NPM_CONFIG_//h.example/:_authToken", "t").load();
  EXPECT_EQ(text_of(config, "//h.example/:-authtoken"), "t");
}

TEST(LocalPrefix, the_nearest_folder_with_a_package_or_modules_counts) {
  Machine machine;
  machine.project("fund=false\n").in("/place/app/node_modules/dep");
  const Config config = machine.load();
  EXPECT_EQ(config.local_prefix, "/place/app");
  EXPECT_EQ(config.layer(Layer::project).path, "/place/app/.npmrc");
}

TEST(LocalPrefix, the_home_folder_as_a_project_is_the_user_file_once) {
  const Config config = Machine().user("fund=false\n").in("/home/kim").load();
  EXPECT_EQ(config.layer(Layer::project).status, LayerData::Status::ignored);
  EXPECT_EQ(config.layer(Layer::project).source, "(same as \"user\" config, ignored)");
}

TEST(LocalPrefix, global_mode_ignores_the_project) {
  const Config config = Machine().argv({"whoami", "-g"}).project("registry=https://p.example/\n").load();
  EXPECT_EQ(config.layer(Layer::project).source, "(global mode enabled, ignored)");
  EXPECT_EQ(text_of(config, "registry"), public_registry_url());
  EXPECT_EQ(Machine("7.24.2").argv({"-g"}).project("registry=https://p.example/\n").load().registry(),
            "https://p.example/");
}

struct Workspace {
  const char* patterns;
  bool is_member;
};

TEST(LocalPrefix, a_workspace_moves_the_project_to_its_root) {
  static constexpr Workspace cases[] = {{R"(["packages/*"])", true},
                                        {R"({"packages":["packages/*"]})", true},
                                        {R"(["packages/*","!packages/a"])", false},
                                        {R"(["!packages/a","packages/*"])", false},
                                        {R"(["packages/*","!packages/a","packages/a"])", true},
                                        {R"(["./packages/a/"])", true},
                                        {R"(["**"])", true},
                                        {R"(["packages/{b,a}"])", true},
                                        {R"x(["packages/@(a|b)"])x", true},
                                        {R"(["other/*"])", false},
                                        {R"([])", false}};
  for (const Workspace& w : cases) {
    Machine machine;
    machine.file("/place/app/package.json", std::string(R"({"workspaces":)") + w.patterns + "}");
    machine.file("/place/app/packages/a/package.json", R"({"name":"a"})")
        .file("/place/app/packages/a/.npmrc", "fund=false\n");
    const Config config = machine.in("/place/app/packages/a/lib").load();
    EXPECT_EQ(config.local_prefix, w.is_member ? "/place/app" : "/place/app/packages/a") << w.patterns;
    EXPECT_EQ(config.ignored_workspace_rc, w.is_member ? "/place/app/packages/a/.npmrc" : "") << w.patterns;
    EXPECT_EQ(config.get("workspace"),
              w.is_member ? Value(Value::Array{"/place/app/packages/a"}) : Value(Value::Array{}))
        << w.patterns;
  }
}

TEST(LocalPrefix, workspaces_that_are_no_list_stop_npm) {
  Machine machine;
  machine.file("/place/app/package.json", R"({"workspaces":"packages/*"})")
      .file("/place/app/packages/a/package.json", "{}");
  const Config config = machine.in("/place/app/packages/a").load();
  ASSERT_TRUE(config.load_error);
  EXPECT_EQ(config.load_error->npm_code, "EWORKSPACESCONFIG");
}

TEST(LocalPrefix, members_that_npm_cannot_read_or_tell_apart_stop_it) {
  const std::pair<std::string, std::string> cases[] = {{R"({"name":"a"})", "EDUPLICATEWORKSPACE"},
                                                       {R"({"name":)", "EJSONPARSE"},
                                                       {"", "EJSONPARSE"},
                                                       {R"({"name":"b"})", "none"},
                                                       {R"({})", "none"},
                                                       {"\xef\xbb\xbf{}", "none"}};
  for (const auto& [other, code] : cases) {
    Machine machine;
    machine.file("/place/app/package.json", R"({"workspaces":["packages\\*"]})")
        .file("/place/app/packages/a/package.json", R"({"name":"a"})")
        .file("/place/app/packages/z/package.json", other);
    const Config config = machine.in("/place/app/packages/a").load();
    EXPECT_EQ(config.load_error ? config.load_error->npm_code : "none", code) << other;
    if (!config.load_error) {
      EXPECT_EQ(config.local_prefix, "/place/app") << other;
    }
  }
}

TEST(Variables, a_name_that_every_object_has_is_expanded_too) {
  const Config config = Machine().project("message=${__proto__} ${constructor?} ${valueOf}\n").load();
  EXPECT_EQ(text_of(config, "message"),
            "[object Object] function Object() { [native code] } function valueOf() { [native code] }");
}

TEST(Judging, a_section_named_registry_is_no_text) {
  const Config config = Machine().project("[registry]\na=1\n").load();
  ASSERT_TRUE(config.validate_error);
  EXPECT_EQ(config.validate_error->npm_code, "");
  EXPECT_EQ(config.validate_error->message, "Cannot convert object to primitive value");
}

TEST(Versions, an_unknown_variable_stays_as_it_is_or_stops_npm_6) {
  const std::string rc = "//h.example/:_authToken=${NOPE}\n//i.example/:_authToken=${NOPE?}\n";
  EXPECT_EQ(header_for(Machine().user(rc).load(), "https://h.example/x"), "Bearer ${NOPE}");
  EXPECT_EQ(header_for(Machine().user(rc).load(), "https://i.example/x"), "");
  EXPECT_EQ(header_for(Machine("10.9.4").user(rc).load(), "https://i.example/x"), "Bearer ${NOPE?}");
  const Config six = Machine("6.14.18").user(rc).load();
  ASSERT_TRUE(six.load_error);
  EXPECT_EQ(six.load_error->message, "Failed to replace env in config: ${NOPE}");
}

TEST(Versions, npm_8_binds_bare_credentials_to_the_default_registry) {
  const Config config = Machine("8.19.4").user("registry=https://h.example/npm/\n_authToken=bare-token\n").load();
  EXPECT_FALSE(config.validate_error);
  EXPECT_EQ(header_for(config, "https://h.example/npm/x"), "Bearer bare-token");
  const Entry* entry = config.find("//h.example/npm/:_authToken");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->derived_from, "_authToken");
  EXPECT_EQ(entry->place.line, 2);
  const Config pair = Machine("8.19.4").user("registry=https://h.example/\n_auth=YTpi\n").load();
  EXPECT_EQ(header_for(pair, "https://h.example/x"), "Basic YTpi");
}

}  // namespace
}  // namespace e401::npm
