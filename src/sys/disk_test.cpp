#include "sys/disk.h"

#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "sys/testing/scratch.h"

namespace e401::sys {
namespace {

using testing::get;
using testing::put;
using testing::Scratch;

std::uint32_t mode_of(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

TEST(DiskRead, GivesTheWholeFileAndStopsAtTheBound) {
  const Scratch folder;
  put(folder / "a", std::string(100'000, 'x') + "\n\0end");
  EXPECT_EQ(Disk().read(folder / "a", 1u << 20).value().size(), get(folder / "a").size());
  EXPECT_EQ(Disk().read(folder / "a", get(folder / "a").size()).value(), get(folder / "a"));
  EXPECT_EQ(Disk().read(folder / "a", 99'999).error().code, "too-large");
}

TEST(DiskRead, NamesWhatIsWrongWithAPath) {
  const Scratch folder;
  const auto missing = Disk().read(folder / "nothing", 10);
  EXPECT_EQ(missing.error().code, "ENOENT");
  EXPECT_EQ(missing.error().text(), (folder / "nothing") + ": cannot read the file: No such file or directory");
  EXPECT_EQ(Disk().read(folder.path(), 10).error().code, "EISDIR");
  put(folder / "file", "x");
  EXPECT_EQ(Disk().read(folder / "file/below", 10).error().code, "ENOTDIR");
}

TEST(DiskRead, NeitherWaitsForANamedPipeNorReadsADevice) {
  const Scratch folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(Disk().read(folder / "pipe", 10).error().code, "not-regular");
  EXPECT_EQ(Disk().read("/dev/zero", 10).error().code, "not-regular");
}

TEST(DiskRead, TakesTheNullDeviceAsAnEmptyFileBecausePeoplePointUserconfigThere) {
  EXPECT_EQ(Disk().read("/dev/null", 10).value(), "");
}

TEST(DiskRead, ReadsAFileWhoseSizeTheSystemDoesNotKnow) {
  EXPECT_FALSE(Disk().read("/proc/self/stat", 1u << 20).value().empty());
}

TEST(DiskInfo, TellsALinkFromItsTarget) {
  const Scratch folder;
  put(folder / "real", "12345");
  ASSERT_EQ(::chmod((folder / "real").c_str(), 0640), 0);
  ASSERT_EQ(::symlink("real", (folder / "link").c_str()), 0);
  ASSERT_EQ(::symlink("nowhere", (folder / "dangling").c_str()), 0);
  const base::FileInfo link = Disk().info(folder / "link");
  EXPECT_TRUE(link.is_link);
  EXPECT_EQ(link.kind, base::FileInfo::Kind::file);
  EXPECT_EQ(link.mode, 0640u);
  EXPECT_EQ(link.size_bytes, 5u);
  EXPECT_TRUE(link.owned_by_us);
  const base::FileInfo dangling = Disk().info(folder / "dangling");
  EXPECT_TRUE(dangling.is_link);
  EXPECT_EQ(dangling.kind, base::FileInfo::Kind::missing);
  EXPECT_EQ(Disk().info(folder.path()).kind, base::FileInfo::Kind::directory);
  EXPECT_EQ(Disk().real_path(folder / "link"), Disk().real_path(folder.path()) + "/real");
  EXPECT_EQ(Disk().real_path(folder / "dangling"), folder / "dangling");
}

TEST(DiskList, IsSortedAndEmptyForWhatIsNoFolder) {
  const Scratch folder;
  for (const char* name : {"b", "a", ".c"}) put(folder / name, "");
  EXPECT_EQ(Disk().list(folder.path()), (std::vector<std::string>{".c", "a", "b"}));
  EXPECT_TRUE(Disk().list(folder / "a").empty());
}

TEST(DiskReplace, PutsNewBytesInPlaceAndLeavesNothingBeside) {
  const Scratch folder;
  put(folder / "rc", "old");
  ASSERT_TRUE(Disk().replace(folder / "rc", "new", 0600));
  EXPECT_EQ(get(folder / "rc"), "new");
  EXPECT_EQ(mode_of(folder / "rc"), 0600u);
  EXPECT_EQ(Disk().list(folder.path()).size(), 1u);
}

TEST(DiskReplace, GivesExactlyTheModeAskedForWhateverTheUmask) {
  const Scratch folder;
  const mode_t before = ::umask(0077);
  ASSERT_TRUE(Disk().replace(folder / "rc", "new", 0664));
  ::umask(before);
  EXPECT_EQ(mode_of(folder / "rc"), 0664u);
}

TEST(DiskReplace, FollowsLinksAndKeepsThem) {
  const Scratch folder;
  ASSERT_TRUE(Disk().make_directories(folder / "dotfiles", 0700));
  put(folder / "dotfiles/npmrc", "old");
  ASSERT_EQ(::symlink("dotfiles/npmrc", (folder / "second").c_str()), 0);
  ASSERT_EQ(::symlink((folder / "second").c_str(), (folder / ".npmrc").c_str()), 0);
  ASSERT_TRUE(Disk().replace(folder / ".npmrc", "new", 0600));
  EXPECT_EQ(get(folder / "dotfiles/npmrc"), "new");
  EXPECT_TRUE(Disk().info(folder / ".npmrc").is_link);
  EXPECT_TRUE(Disk().info(folder / "second").is_link);

  ASSERT_EQ(::symlink("dotfiles/later", (folder / "dangling").c_str()), 0);
  ASSERT_TRUE(Disk().replace(folder / "dangling", "made", 0600));
  EXPECT_EQ(get(folder / "dotfiles/later"), "made");
}

TEST(DiskReplace, RefusesALinkThatLeadsInACircle) {
  const Scratch folder;
  ASSERT_EQ(::symlink("b", (folder / "a").c_str()), 0);
  ASSERT_EQ(::symlink("a", (folder / "b").c_str()), 0);
  EXPECT_EQ(Disk().replace(folder / "a", "new", 0600).error().code, "ELOOP");
}

TEST(DiskReplace, ChangesNothingWhenTheDiskIsFull) {
  const Scratch folder;
  put(folder / "rc", "old");
  struct rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small{1000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto result = Disk().replace(folder / "rc", std::string(5000, 'x'), 0600);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(result.error().code, "EFBIG");
  EXPECT_EQ(get(folder / "rc"), "old");
  EXPECT_EQ(Disk().list(folder.path()).size(), 1u);
}

TEST(DiskReplace, RefusesAFolderAndAPipe) {
  const Scratch folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(Disk().replace(folder / "pipe", "x", 0600).error().code, "not-regular");
  EXPECT_EQ(Disk().replace(folder.path(), "x", 0600).error().code, "not-regular");
}

TEST(DiskReplace, KeepsTheOwnerWhenRootMendsAUsersFile) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  const Scratch folder;
  put(folder / "rc", "old");
  ASSERT_EQ(::chown((folder / "rc").c_str(), 12345, 23456), 0);
  ASSERT_TRUE(Disk().replace(folder / "rc", "new", 0640));
  struct stat status{};
  ASSERT_EQ(::stat((folder / "rc").c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, 12345u);
  EXPECT_EQ(status.st_gid, 23456u);
  EXPECT_EQ(status.st_mode & 07777u, 0640u);
}

TEST(DiskReplace, IsNeverSeenHalfWritten) {
  const Scratch folder;
  const std::string a(300'000, 'a'), b(200'000, 'b');
  put(folder / "rc", a);
  const pid_t writer = ::fork();
  if (writer == 0) {
    for (int i = 0;; ++i) (void)Disk().replace(folder / "rc", i % 2 ? a : b, 0600);
  }
  int odd = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string seen = Disk().read(folder / "rc", 1u << 20).value();
    if (seen != a && seen != b) ++odd;
  }
  ::kill(writer, SIGKILL);
  ::waitpid(writer, nullptr, 0);
  EXPECT_EQ(odd, 0);
  const std::string left = Disk().read(folder / "rc", 1u << 20).value();
  EXPECT_TRUE(left == a || left == b);
  for (const std::string& name : Disk().list(folder.path()))
    EXPECT_TRUE(name == "rc" || world::is_temporary_of(name, "rc")) << name;
}

TEST(DiskCreate, NeverReplacesWhatIsThere) {
  const Scratch folder;
  ASSERT_TRUE(Disk().create(folder / "new", "mine", 0600));
  EXPECT_EQ(Disk().create(folder / "new", "other", 0600).error().code, "EEXIST");
  ASSERT_EQ(::symlink("nowhere", (folder / "dangling").c_str()), 0);
  EXPECT_EQ(Disk().create(folder / "dangling", "other", 0600).error().code, "EEXIST");
  EXPECT_EQ(get(folder / "new"), "mine");
  EXPECT_EQ(Disk().list(folder.path()).size(), 2u);
}

TEST(DiskFolders, AreMadeWithTheirParentsAndThatIsNoErrorTwice) {
  const Scratch folder;
  ASSERT_TRUE(Disk().make_directories(folder / "a/b/c", 0700));
  ASSERT_TRUE(Disk().make_directories(folder / "a/b/c", 0700));
  EXPECT_EQ(mode_of(folder / "a"), 0700u);
  EXPECT_EQ(mode_of(folder / "a/b/c"), 0700u);
  put(folder / "file", "");
  EXPECT_FALSE(Disk().make_directories(folder / "file", 0700));
  EXPECT_FALSE(Disk().make_directories(folder / "file/below", 0700));
}

TEST(DiskRenameAndRemove, DoWhatTheySay) {
  const Scratch folder;
  put(folder / "a", "text");
  ASSERT_TRUE(Disk().rename(folder / "a", folder / "b"));
  EXPECT_EQ(get(folder / "b"), "text");
  ASSERT_TRUE(Disk().remove(folder / "b"));
  EXPECT_EQ(Disk().remove(folder / "b").error().code, "ENOENT");
}

TEST(DiskLock, IsHeldByOneAtATime) {
  const Scratch folder;
  auto first = Disk().try_lock(folder / "lock");
  ASSERT_TRUE(first);
  EXPECT_EQ(Disk().try_lock(folder / "lock").error().code, "busy");
  first->reset();
  EXPECT_TRUE(Disk().try_lock(folder / "lock"));
}

TEST(TemporaryNames, AreKnownAgain) {
  EXPECT_TRUE(world::is_temporary_of(world::temporary_name(".npmrc", "0a1b2c3d"), ".npmrc"));
  EXPECT_FALSE(world::is_temporary_of(world::temporary_name(".npmrc", "0a1b2c3d"), "npmrc"));
  EXPECT_FALSE(world::is_temporary_of(".npmrc", ".npmrc"));
  EXPECT_FALSE(world::is_temporary_of("..npmrc.e401-.tmp", ".npmrc"));
}

}  // namespace
}  // namespace e401::sys
