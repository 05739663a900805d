#include "cli/source_root.h"

#include <gtest/gtest.h>

#include "support/memory_files.h"

namespace e401::cli {
namespace {

class SourceRoot : public testing::Test {
 protected:
  std::string of(const std::string& project) { return source_root(environment, files, project); }
  support::MemoryFiles files;
  world::Environment environment;
};

TEST_F(SourceRoot, IsTheProjectWhereNothingElseIsKnown) {
  EXPECT_EQ(of("/home/u/shop"), "/home/u/shop");
  EXPECT_EQ(of("/"), "/");
}

TEST_F(SourceRoot, IsTheGitWorkTreeThatTheProjectLiesIn) {
  files.file("/home/u/shop/.git", "gitdir: elsewhere\n");  // a work tree's .git is a file
  EXPECT_EQ(of("/home/u/shop/packages/web"), "/home/u/shop");
  EXPECT_EQ(of("/home/u/other"), "/home/u/other");
}

TEST_F(SourceRoot, IsGitHubsWorkspaceWhereTheProjectLiesInIt) {
  files.file("/w/shop/packages/web/.git/HEAD", "ref: x\n");
  environment.variables = {{"GITHUB_WORKSPACE", "/w/shop/"}};
  EXPECT_EQ(of("/w/shop/packages/web"), "/w/shop");
  EXPECT_EQ(of("/w/shop"), "/w/shop");
  EXPECT_EQ(of("/w/shop-evil"), "/w/shop-evil") << "a name that only begins alike";
  environment.variables = {{"GITHUB_WORKSPACE", "w/shop"}};
  EXPECT_EQ(of("/w/shop"), "/w/shop") << "a relative workspace says nothing";
}

TEST_F(SourceRoot, AWorkspaceBehindALinkIsSpelledAsTheProjectIs) {
  files.file("/mnt/disk/shop/web/package.json", "{}");
  files.link("/w", "/mnt/disk");
  environment.variables = {{"GITHUB_WORKSPACE", "/w/shop"}};
  EXPECT_EQ(of("/mnt/disk/shop/web"), "/mnt/disk/shop");
  environment.variables = {{"GITHUB_WORKSPACE", "/mnt/disk/shop"}};
  EXPECT_EQ(of("/w/shop/web"), "/w/shop");
}

}  // namespace
}  // namespace e401::cli
