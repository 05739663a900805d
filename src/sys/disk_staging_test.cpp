#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "sys/disk.h"
#include "sys/testing/scratch.h"

namespace e401::sys {
namespace {

using testing::get;
using testing::put;
using testing::Scratch;

struct stat status_of(const std::string& path) {
  struct stat status{};
  ::stat(path.c_str(), &status);
  return status;
}

std::uint32_t mode_of(const std::string& path) {
  return status_of(path).st_mode & 07777;
}

bool is_there(const std::string& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0;
}

TEST(DiskStage, MakesAWholeFileAtExactlyThatNameAndNeverOverAnother) {
  const Scratch folder;
  Disk disk;
  const ::mode_t umask_before = ::umask(0);
  ASSERT_TRUE(disk.stage(folder / ".a.tmp", "secret\n", 0600, ""));
  ::umask(umask_before);
  EXPECT_EQ(get(folder / ".a.tmp"), "secret\n");
  EXPECT_EQ(mode_of(folder / ".a.tmp"), 0600u);
  EXPECT_EQ(disk.stage(folder / ".a.tmp", "other", 0600, "").error().code, "EEXIST");
  ASSERT_EQ(::symlink((folder / "elsewhere").c_str(), (folder / "link").c_str()), 0);
  EXPECT_EQ(disk.stage(folder / "link", "x", 0600, "").error().code, "EEXIST");
  EXPECT_FALSE(is_there(folder / "elsewhere"));
}

TEST(DiskStage, LeavesNothingBehindWhenTheDiskIsFull) {
  const Scratch folder;
  const ::pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const ::rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto done = Disk().stage(folder / "big", std::string(5000, 'x'), 0600, "");
    ::_exit(!done && done.error().code == "EFBIG" ? 0 : 1);
  }
  int end = 0;
  ::waitpid(child, &end, 0);
  EXPECT_EQ(end, 0);
  EXPECT_FALSE(is_there(folder / "big"));
}

// A list that lets one more user read, the group nothing: its mask shows as group bits of the mode.
std::string access_list() {
  const std::uint16_t entries[][2] = {{0x01, 6}, {0x02, 4}, {0x04, 0}, {0x10, 4}, {0x20, 0}};
  std::string list("\x02\0\0\0", 4);
  for (const auto& [tag, rights] : entries) {
    const std::uint32_t id = tag == 0x02 ? 12345u : 0xffffffffu;
    list.append(reinterpret_cast<const char*>(&tag), 2).append(reinterpret_cast<const char*>(&rights), 2);
    list.append(reinterpret_cast<const char*>(&id), 4);
  }
  return list;
}

TEST(DiskStage, TheGroupGetsNoRightsThatAnAccessListDidNotGiveIt) {
  const Scratch folder;
  put(folder / "old", "x");
  ASSERT_EQ(::chmod((folder / "old").c_str(), 0600), 0);
  const std::string list = access_list();
  if (::setxattr((folder / "old").c_str(), "system.posix_acl_access", list.data(), list.size(), 0) != 0)
    GTEST_SKIP() << "this file system has no access lists";
  ASSERT_EQ(mode_of(folder / "old"), 0640u);
  ASSERT_TRUE(Disk().stage(folder / "new", "x", 0640, folder / "old"));
  char now[256];
  const ssize_t size = ::getxattr((folder / "new").c_str(), "system.posix_acl_access", now, sizeof now);
  ASSERT_EQ(size, static_cast<ssize_t>(list.size()));
  EXPECT_EQ(std::memcmp(now, list.data(), list.size()), 0);
}

TEST(DiskSwap, TwoFilesChangePlaces) {
  const Scratch folder;
  put(folder / "a", "old");
  put(folder / "b", "new");
  ASSERT_TRUE(Disk().swap(folder / "a", folder / "b", folder / "spare"));
  EXPECT_EQ(get(folder / "a"), "new");
  EXPECT_EQ(get(folder / "b"), "old");
  EXPECT_FALSE(is_there(folder / "spare"));
  EXPECT_EQ(Disk().swap(folder / "a", folder / "nothing", folder / "spare").error().code, "ENOENT");
  EXPECT_EQ(get(folder / "a"), "new");
}

TEST(DiskSwap, GoesOverASpareNameWhereTheFileSystemCannotExchange) {
  const Scratch folder;
  put(folder / "a", "old");
  put(folder / "b", "new");
  const ::ino_t old = status_of(folder / "a").st_ino;
  ASSERT_TRUE(swap_over_spare(folder / "a", folder / "b", folder / "spare"));
  EXPECT_EQ(get(folder / "a"), "new");
  EXPECT_EQ(get(folder / "b"), "old");
  EXPECT_EQ(status_of(folder / "b").st_ino, old);
  EXPECT_FALSE(is_there(folder / "spare"));
  EXPECT_FALSE(swap_over_spare(folder / "a", folder / "nothing", folder / "spare"));
  EXPECT_EQ(get(folder / "a"), "new");
  EXPECT_FALSE(is_there(folder / "spare"));
}

TEST(DiskMove, NeverMovesOverAFile) {
  const Scratch folder;
  put(folder / "a", "1");
  put(folder / "b", "2");
  EXPECT_EQ(Disk().move(folder / "a", folder / "b").error().code, "EEXIST");
  EXPECT_EQ(get(folder / "b"), "2");
  ASSERT_TRUE(Disk().move(folder / "a", folder / "c"));
  EXPECT_EQ(get(folder / "c"), "1");
  EXPECT_FALSE(is_there(folder / "a"));
}

TEST(DiskRestrictMode, OnlyTakesAway) {
  const Scratch folder;
  put(folder / "a", "1");
  ASSERT_EQ(::chmod((folder / "a").c_str(), 0640), 0);
  ASSERT_TRUE(Disk().restrict_mode(folder / "a", 0777));
  EXPECT_EQ(mode_of(folder / "a"), 0640u);
  ASSERT_TRUE(Disk().restrict_mode(folder / "a", 0700));
  EXPECT_EQ(mode_of(folder / "a"), 0600u);
}

}  // namespace
}  // namespace e401::sys
