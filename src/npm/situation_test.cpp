#include "npm/situation.h"

#include <gtest/gtest.h>

#include "support/memory_files.h"

namespace e401::npm {
namespace {

using Env = std::vector<std::pair<std::string, std::string>>;

support::MemoryFiles machine() {
  support::MemoryFiles files;
  files.file("/usr/lib/node_modules/npm/package.json", R"({"name":"npm","version":"11.4.2"})");
  files.file("/usr/lib/node_modules/npm/bin/npm-cli.js", "#!/usr/bin/env node\n", 0755);
  files.link("/usr/bin/npm", "../lib/node_modules/npm/bin/npm-cli.js").file("/usr/bin/node", "ELF", 0755);
  files.directory("/place/app").directory("/home/kim");
  return files;
}

Situation look(const support::MemoryFiles& files, Env env, std::string cwd = "/place/app") {
  return situation_of(std::move(env), std::move(cwd), "/home/kim", {}, files);
}

TEST(Situation, npm_is_found_through_its_links) {
  const Situation s = look(machine(), {{"PATH", "/usr/bin:/bin"}, {"HOME", "/home/kim"}});
  EXPECT_EQ(s.npm_root, "/usr/lib/node_modules/npm");
  EXPECT_EQ(s.npm.text, "11.4.2");
  EXPECT_FALSE(s.npm.assumed);
  EXPECT_EQ(s.node_path, "/usr/bin/node");
}

TEST(Situation, what_a_project_puts_in_the_way_does_not_count) {
  support::MemoryFiles files = machine();
  files.file("/place/app/node_modules/npm/package.json", R"({"name":"npm","version":"99.0.0"})")
      .file("/place/app/node_modules/npm/bin/npm-cli.js", "");
  files.link("/place/app/node_modules/.bin/npm", "../npm/bin/npm-cli.js").file("/place/app/node_modules/.bin/node", "");
  files.link("/opt/tricked", "/place/app/node_modules/.bin").file("/place/app/bin/npm", "");
  const Situation s = look(files,
                           {{"PATH", "node_modules/.bin:.:/place/app/node_modules/.bin:/opt/tricked:/usr/bin"},
                            {"npm_execpath", "/place/app/node_modules/npm/bin/npm-cli.js"}},
                           "/place/app/src");
  EXPECT_EQ(s.npm.text, "11.4.2");
  EXPECT_EQ(s.node_path, "/usr/bin/node");
}

TEST(Situation, a_shell_script_that_starts_npm_is_read) {
  support::MemoryFiles files = machine();
  files.file("/opt/npm9/package.json", R"({"name":"npm","version":"9.9.4"})").file("/opt/npm9/bin/npm-cli.js", "");
  files.file("/home/kim/bin/npm", "#!/bin/sh\nexec node \"/opt/npm9/bin/npm-cli.js\" \"$@\"\n", 0755);
  EXPECT_EQ(look(files, {{"PATH", "/home/kim/bin:/usr/bin"}}).npm.text, "9.9.4");
  files.file("/home/kim/bin/npm",
             "#!/bin/sh\nbasedir=$(dirname \"$0\")\nexec node \"$basedir/../../../opt/npm9/bin/npm-cli.js\"\n", 0755);
  EXPECT_EQ(look(files, {{"PATH", "/home/kim/bin:/usr/bin"}}).npm.text, "9.9.4");
}

TEST(Situation, a_script_run_by_npm_knows_its_npm) {
  support::MemoryFiles files = machine();
  files.file("/opt/npm12/package.json", R"({"name":"npm","version":"12.2.0"})")
      .file("/opt/npm12/bin/npm-cli.js", "")
      .file("/opt/node24/bin/node", "");
  const Situation s = look(files, {{"PATH", "/usr/bin"},
                                   {"npm_execpath", "/opt/npm12/bin/npm-cli.js"},
                                   {"npm_node_execpath", "/opt/node24/bin/node"}});
  EXPECT_EQ(s.npm.text, "12.2.0");
  EXPECT_EQ(s.node_path, "/opt/node24/bin/node");
  // yarn uses the same variable for itself
  files.file("/opt/yarn/package.json", R"({"name":"yarn","version":"1.22.22"})").file("/opt/yarn/bin/yarn.js", "");
  EXPECT_EQ(look(files, {{"PATH", "/usr/bin"}, {"npm_execpath", "/opt/yarn/bin/yarn.js"}}).npm.text, "11.4.2");
}

TEST(Situation, without_npm_12_is_assumed_and_said) {
  const Situation s = look(machine(), {{"PATH", "/bin"}});
  EXPECT_TRUE(s.npm.assumed);
  EXPECT_EQ(s.npm.major, 12);
  EXPECT_EQ(s.npm_root, "");
}

TEST(Situation, home_is_the_variable_or_what_the_system_knows) {
  EXPECT_EQ(look(machine(), {{"HOME", "/elsewhere"}}).home, "/elsewhere");
  EXPECT_EQ(look(machine(), {}).home, "/home/kim");
  EXPECT_EQ(look(machine(), {{"HOME", ""}}).home, "");
}

TEST(Situation, nodes_version_is_read_beside_it) {
  support::MemoryFiles files = machine();
  files.file("/opt/node/include/node/node_version.h",
             "#define NODE_MAJOR_VERSION 24\n#define NODE_MINOR_VERSION 20\n#define NODE_PATCH_VERSION 1\n");
  EXPECT_EQ(node_version_of("/opt/node/bin/node", files), "v24.20.1");
  EXPECT_EQ(node_version_of("/home/kim/.nvm/versions/node/v20.1.0/bin/node", files), "v20.1.0");
  EXPECT_EQ(node_version_of("/usr/bin/node", files), "");
}

}  // namespace
}  // namespace e401::npm
