#include "policy/user_config.h"

#include <gtest/gtest.h>

#include "npm/situation.h"
#include "support/memory_files.h"

namespace e401::policy {
namespace {

using Variables = std::vector<std::pair<std::string, std::string>>;

const std::string path = "/home/u/.config/e401/config.yaml";

struct Home {
  support::MemoryFiles files;
  Variables env{{"HOME", "/home/u"}};
  std::string cwd = "/home/u/project";

  Home() {
    files.directory(cwd).file("/home/u/project/package.json", "{}");
    files.node("/home/u").owner = 1000;
  }
  UserConfig read() const {
    return read_user_config(npm::load_config(npm::situation_of(env, cwd, "/home/u", {}, files), files), files);
  }
  std::string complaint() const {
    const UserConfig config = read();
    EXPECT_TRUE(config.trusted.places().empty());
    std::string out;
    for (const Complaint& c : config.complaints) out += c.text() + "\n";
    return out;
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(UserConfig, ThePlacesOfTrustedHosts) {
  Home home;
  home.files.file(path, "trusted-hosts:\n  - npm.acme.example\n  - gitlab.example/api/v4/projects/42/\n", 0600);
  const UserConfig config = home.read();
  EXPECT_TRUE(config.complaints.empty());
  ASSERT_EQ(config.trusted.places().size(), 2u);
  EXPECT_TRUE(config.trusted.covers(npm::parse_url("https://npm.acme.example/a").value()));
}

TEST(UserConfig, NoFileAndAnEmptyFileSayNothing) {
  Home home;
  EXPECT_EQ(home.complaint(), "");
  EXPECT_EQ(home.read().path, path);
  home.files.file(path, "# nothing yet\ntrusted-hosts:\n");
  EXPECT_EQ(home.complaint(), "");
}

TEST(UserConfig, XdgConfigHomeIsUsedWhereItIsAbsolute) {
  Home home;
  home.env.emplace_back("XDG_CONFIG_HOME", "/home/u/cfg");
  home.files.file("/home/u/cfg/e401/config.yaml", "trusted-hosts: [a.example]\n");
  EXPECT_EQ(home.read().trusted.places().size(), 1u);
  home.env.back().second = "cfg";
  EXPECT_EQ(home.read().path, path);
  home.env = {{"XDG_CONFIG_HOME", ""}};
  EXPECT_EQ(home.read().path, path);  // the passwd home
}

TEST(UserConfig, AMisspeltKeyIsNamedWithTheOneThatWasMeant) {
  Home home;
  for (const char* key : {"trusted-host", "trustedHosts", "trusted_hosts", "Trusted-Hosts"}) {
    home.files.file(path, std::string("# x\n") + key + ": [a.example]\n");
    EXPECT_EQ(home.complaint(),
              path + ":2:1: e401's configuration has no key '" + key + "'; did you mean 'trusted-hosts'?\n");
  }
  home.files.file(path, "registry: x\n");
  EXPECT_TRUE(has(home.complaint(), "known are: trusted-hosts, policy")) << home.complaint();
}

TEST(UserConfig, OneEntryThatIsNotUnderstoodDisablesAll) {
  Home home;
  home.files.file(path, "trusted-hosts:\n  - npm.acme.example\n  - '*.acme.example'\n  - [x]\n");
  const std::string said = home.complaint();
  EXPECT_TRUE(has(said, path + ":3:5: '*.acme.example': there are no wildcards here")) << said;
  EXPECT_TRUE(has(said, path + ":4:5: an entry of trusted-hosts is HOST[:PORT][/PATH], not a list")) << said;
  home.files.file(path, "trusted-hosts: npm.acme.example\n");
  EXPECT_TRUE(has(home.complaint(), "trusted-hosts is a list, not a text"));
  home.files.file(path, "- npm.acme.example\n");
  EXPECT_TRUE(has(home.complaint(), "e401's configuration is a mapping, not a list"));
}

TEST(UserConfig, WhatOthersCouldHaveWrittenDoesNotSpeakForThePerson) {
  const std::string text = "trusted-hosts: [evil.example]\n";
  for (const std::uint32_t mode : {0660u, 0606u, 0666u, 0620u, 0602u}) {
    Home home;
    home.files.file(path, text, mode);
    EXPECT_TRUE(has(home.complaint(), "others may write it (mode")) << mode;
  }
  Home owned;
  owned.files.file(path, text);
  owned.files.node(path).owner = 0;
  EXPECT_TRUE(has(owned.complaint(), "it belongs to another user (uid 0)")) << owned.complaint();
  Home folder;
  folder.files.file(path, text);
  folder.files.node("/home/u/.config/e401").mode = 0777;
  EXPECT_TRUE(has(folder.complaint(), "others may write its folder (mode 0777)")) << folder.complaint();
  folder.files.node("/home/u/.config/e401").mode = 0755;
  folder.files.node("/home/u/.config/e401").owner = 1001;
  EXPECT_TRUE(has(folder.complaint(), "its folder belongs to another user (uid 1001)")) << folder.complaint();
  Home unreadable;
  unreadable.files.file(path, text, 0);
  EXPECT_NE(unreadable.complaint(), "");
  Home directory;
  directory.files.directory(path);
  EXPECT_TRUE(has(directory.complaint(), "it is not a file"));
}

TEST(UserConfig, AProjectCannotBringOne) {
  const std::string text = "trusted-hosts: [evil.example]\n";
  Home linked;  // the clone brings the bytes, whoever made the link
  linked.files.file("/home/u/project/c.yaml", text)
      .directory("/home/u/.config/e401")
      .link(path, "/home/u/project/c.yaml");
  EXPECT_TRUE(has(linked.complaint(), "it lies in the project")) << linked.complaint();
  Home pointed;
  pointed.env.emplace_back("XDG_CONFIG_HOME", "/home/u/project/.config");
  pointed.files.file("/home/u/project/.config/e401/config.yaml", text);
  EXPECT_TRUE(has(pointed.complaint(), "it lies in the project")) << pointed.complaint();
  Home at_home;  // the home folder itself is no clone
  at_home.cwd = "/home/u";
  at_home.files.file("/home/u/package.json", "{}").file(path, text);
  EXPECT_EQ(at_home.read().trusted.places().size(), 1u);
}

}  // namespace
}  // namespace e401::policy
