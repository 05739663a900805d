#include "sys/environment.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/disk.h"
#include "sys/testing/scratch.h"

namespace e401::sys {
namespace {

using testing::Scratch;

class Environment : public ::testing::Test {
 protected:
  Environment() : before_(Disk().real_path(".")) {}
  ~Environment() override {
    EXPECT_EQ(::chdir(before_.c_str()), 0);
    ::setenv("PWD", before_.c_str(), 1);
  }
  std::string before_;
};

TEST_F(Environment, ShowsTheFolderAsTheShellDoesWhenThatIsTheSameFolder) {
  const Scratch folder;
  ASSERT_EQ(::mkdir((folder / "real").c_str(), 0700), 0);
  ASSERT_EQ(::symlink("real", (folder / "link").c_str()), 0);
  ASSERT_EQ(::chdir((folder / "link").c_str()), 0);
  ::setenv("PWD", (folder / "link").c_str(), 1);
  EXPECT_EQ(read_environment().cwd, folder / "link");
  ::setenv("PWD", "/", 1);
  EXPECT_EQ(read_environment().cwd, Disk().real_path(folder / "real"));
  ::setenv("PWD", "link", 1);
  EXPECT_EQ(read_environment().cwd, Disk().real_path(folder / "real"));
}

TEST_F(Environment, HasNoFolderWhenItWasRemoved) {
  {
    const Scratch folder;
    ASSERT_EQ(::chdir(folder.path().c_str()), 0);
    ::setenv("PWD", folder.path().c_str(), 1);
  }
  EXPECT_EQ(read_environment().cwd, "");
}

TEST_F(Environment, KeepsValuesWithEqualsSignsAndEmptyOnes) {
  ::setenv("E401_TEST_A", "x=y=", 1);
  ::setenv("E401_TEST_B", "", 1);
  const world::Environment environment = read_environment();
  EXPECT_EQ(*environment.find("E401_TEST_A"), "x=y=");
  EXPECT_EQ(*environment.find("E401_TEST_B"), "");
  EXPECT_EQ(environment.find("E401_TEST_C"), nullptr);
}

TEST(Passwd, IsSearchedByNumberAndNotByPrefix) {
  const std::string text =
      "root:x:0:0:root:/root:/bin/sh\nbroken\n:::\nann:x:1001:1001:Ann:/home/ann:/bin/sh\nbob:x:100:1:Bob:/home/bob";
  EXPECT_EQ(home_in_passwd(text, 0), "/root");
  EXPECT_EQ(home_in_passwd(text, 1001), "/home/ann");
  EXPECT_EQ(home_in_passwd(text, 100), "/home/bob");
  EXPECT_EQ(home_in_passwd(text, 10), "");
}

}  // namespace
}  // namespace e401::sys
