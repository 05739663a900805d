#include "npm/named_packages.h"

#include <gtest/gtest.h>

namespace e401::npm {
namespace {

using Words = std::vector<std::string>;

struct Line {
  std::string command;
  Words words, packages;
};

TEST(NamedPackages, are_the_words_that_a_command_asks_a_registry_for) {
  const Line lines[] = {
      {"install", {"left-pad", "@acme/ui@2"}, {"left-pad", "@acme/ui@2"}},
      {"view", {"left-pad", "dist.tarball"}, {"left-pad"}},
      {"exec", {"@acme/cli", "deploy", "customer-x", "--env", "prod"}, {"@acme/cli"}},
      {"dist-tag", {"add", "acme-lib@1.0.0", "beta"}, {"acme-lib@1.0.0"}},
      {"dist-tag", {"acme-lib"}, {"acme-lib"}},
      {"dist-tag", {"ls"}, {}},
      {"deprecate", {"left-pad@1.0.0", "old"}, {"left-pad@1.0.0"}},
      {"owner", {"ls", "acme-lib"}, {"acme-lib"}},
      {"owner", {"add", "alice", "acme-lib"}, {"acme-lib"}},
      {"owner", {"add", "alice"}, {}},
      {"access", {"list", "packages", "alice", "acme-lib"}, {}},
      {"access", {"list", "collaborators", "acme-lib", "alice"}, {"acme-lib"}},
      {"access", {"grant", "read-only", "acme:devs", "@acme/ui"}, {"@acme/ui"}},
      {"access", {"set", "status=private", "@acme/ui"}, {"@acme/ui"}},
      {"access", {"public", "@acme/ui"}, {"@acme/ui"}},
      {"token", {"list"}, {}},
      {"team", {"add", "acme:devs", "alice"}, {}},
      {"search", {"icons"}, {}},
      {"profile", {"get", "email"}, {}},
      {"audit", {"fix"}, {}},
      {"cache", {"ls", "left-pad"}, {}},
      {"cache", {"add", "left-pad"}, {"left-pad"}},
      {"run", {"build"}, {}},
      {"no-such-command", {"left-pad"}, {}},
  };
  for (const Line& line : lines)
    EXPECT_EQ(named_packages(line.command, line.words), line.packages)
        << line.command << " " << (line.words.empty() ? "" : line.words.front());
}

TEST(NamedPackages, exec_asks_for_those_of_its_option_and_runs_the_word) {
  EXPECT_EQ(named_packages("exec", {"deploy", "prod"}, {"@acme/cli@3"}), Words{"@acme/cli@3"});
}

// lib/commands/init.js, execCreate
TEST(NamedPackages, init_names_the_package_that_creates) {
  EXPECT_EQ(initializer_package("foo"), "create-foo@*");
  EXPECT_EQ(initializer_package("foo@1.2.3"), "create-foo@1.2.3");
  EXPECT_EQ(initializer_package("@acme/app"), "@acme/create-app@*");
  EXPECT_EQ(initializer_package("@acme"), "@acme/create");
  EXPECT_EQ(initializer_package("@acme@2"), "@acme/create@2");
  EXPECT_EQ(initializer_package("./local"), "");
  EXPECT_EQ(named_packages("init", {"@acme/app", "--", "name"}), Words{"@acme/create-app@*"});
  EXPECT_EQ(named_packages("init", {}), Words{});
}

}  // namespace
}  // namespace e401::npm
