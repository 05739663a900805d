// Reading is bounded and never waits: files are opened non-blocking and looked at before a byte is read. Writing goes
// through a file beside the target that nobody else can open, is brought to the disk, and only then takes the target's
// place: whoever reads the target, or pulls the plug, sees the old bytes or the new ones. What this gives up: a hard
// link to the old file keeps the old bytes, and extended attributes are not carried over.
#include "sys/disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/limits.h"
#include "sys/descriptor.h"
#include "sys/disk_parts.h"

namespace e401::sys {
namespace {

using base::fail;
using base::Result;

constexpr std::size_t read_step_bytes = 64u << 10;

// Where the bytes of path really lie: links are followed, also one that leads to a file which is not there yet.
Result<std::string> target_of(const std::string& path) {
  std::string at = path;
  for (int hop = 0; hop < limits::links_followed_max; ++hop) {
    char buffer[PATH_MAX];
    const ssize_t n = ::readlink(at.c_str(), buffer, sizeof buffer);
    if (n < 0) return at;
    const std::string_view link(buffer, static_cast<std::size_t>(n));
    at = link.starts_with('/') ? std::string(link) : folder_of(at) + "/" + std::string(link);
  }
  return fail("cannot follow the link: too many levels", path, 0, "ELOOP");
}

bool is_null_device(const struct stat& status) {
  return S_ISCHR(status.st_mode) && major(status.st_rdev) == 1 && minor(status.st_rdev) == 3;
}

// A regular file, or the null device. Nothing that would have to be waited for is opened.
Result<Descriptor> open_to_read(const std::string& path, struct stat& status) {
  const auto not_regular = [&] {
    return fail("not read: it is a pipe, socket or device, not a file", path, 0, "not-regular");
  };
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!descriptor && errno == ENXIO) return not_regular();  // a socket
  if (!descriptor || ::fstat(descriptor.get(), &status) != 0) return fail_errno("cannot read the file", path, errno);
  if (S_ISDIR(status.st_mode)) return fail_errno("cannot read the file", path, EISDIR);
  if (!S_ISREG(status.st_mode) && !is_null_device(status)) return not_regular();
  return descriptor;
}

// A file with a name of its own beside its target; gone with the object unless it was moved into place.
class Temporary {
 public:
  static Result<Temporary> make(const std::string& target) {
    for (int attempt = 0; attempt < limits::temporary_names_tried_max; ++attempt) {
      std::uint32_t number = 0;
      if (::getrandom(&number, sizeof number, 0) != sizeof number)
        return fail_errno("no random numbers", target, errno);
      char suffix[16];
      std::snprintf(suffix, sizeof suffix, "%08x", number);
      std::string path = folder_of(target) + "/" + world::temporary_name(name_of(target), suffix);
      Descriptor descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
      if (descriptor) return Temporary(std::move(path), std::move(descriptor));
      if (errno != EEXIST) return fail_errno("cannot write into the folder", folder_of(target), errno);
    }
    return fail("cannot find a free name beside the file", target, 0, "EEXIST");
  }
  Temporary(Temporary&&) noexcept = default;
  ~Temporary() {
    if (descriptor_) ::unlink(path_.c_str());
  }

  // The bytes on the disk, and only then the mode that lets others look.
  Result<void> fill(std::string_view bytes, std::uint32_t mode) {
    TRY(write_all(descriptor_.get(), bytes, path_));
    if (::fchmod(descriptor_.get(), mode & 07777) != 0) return fail_errno("cannot set the mode", path_, errno);
    if (::fsync(descriptor_.get()) != 0) return fail_errno("cannot write the file", path_, errno);
    return {};
  }

  Result<std::uint32_t> take_owner(const struct stat& old, std::uint32_t mode) {
    return sys::take_owner(descriptor_.get(), path_, old, mode);
  }

  Result<void> move_over(const std::string& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) return fail_errno("cannot replace the file", target, errno);
    descriptor_.close();
    return sync_folder(folder_of(target));
  }

  // As move_over, but EEXIST if the target is there.
  Result<void> move_to_free(const std::string& target) {
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) != 0) {
      if (errno == EEXIST) return fail_errno("cannot create the file", target, EEXIST);
      if (::link(path_.c_str(), target.c_str()) != 0) return fail_errno("cannot create the file", target, errno);
      ::unlink(path_.c_str());
    }
    descriptor_.close();
    return sync_folder(folder_of(target));
  }

 private:
  Temporary(std::string path, Descriptor descriptor) : path_(std::move(path)), descriptor_(std::move(descriptor)) {}
  std::string path_;
  Descriptor descriptor_;
};

class FileLock final : public world::Files::Lock {
 public:
  explicit FileLock(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

 private:
  Descriptor descriptor_;  // closing it lets go of the lock
};

}  // namespace

Result<std::string> Disk::read(const std::string& path, std::size_t max_bytes) const {
  struct stat status{};
  TRY_AS(const Descriptor descriptor, open_to_read(path, status));
  if (is_null_device(status)) return std::string();
  const auto too_large = [&] {
    return fail("not read: larger than " + std::to_string(max_bytes) + " bytes", path, 0, "too-large");
  };
  if (static_cast<std::uint64_t>(status.st_size) > max_bytes) return too_large();

  // One byte more than there is, so that the end is seen without growing; not zeroed before it is read.
  std::string text;
  text.resize_and_overwrite(static_cast<std::size_t>(status.st_size) + 1, [](char*, std::size_t n) { return n; });
  std::size_t size = 0;
  for (;;) {
    if (size == text.size()) text.resize(size + read_step_bytes);
    const ssize_t n = ::read(descriptor.get(), text.data() + size, text.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("cannot read the file", path, errno);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
    if (size > max_bytes) return too_large();
  }
  text.resize(size);
  return text;
}

Result<std::string> Disk::read_part(const std::string& path, std::uint64_t from, std::size_t max_bytes) const {
  struct stat status{};
  TRY_AS(const Descriptor descriptor, open_to_read(path, status));
  const auto there = static_cast<std::uint64_t>(status.st_size);
  std::string text(from < there ? std::min<std::uint64_t>(there - from, max_bytes) : 0, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t n =
        ::pread(descriptor.get(), text.data() + size, text.size() - size, static_cast<off_t>(from + size));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("cannot read the file", path, errno);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  text.resize(size);
  return text;
}

base::FileInfo Disk::info(const std::string& path) const {
  base::FileInfo info;
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return info;
  info.is_link = S_ISLNK(status.st_mode);
  if (info.is_link && ::stat(path.c_str(), &status) != 0) return info;
  info.kind = S_ISREG(status.st_mode)   ? base::FileInfo::Kind::file
              : S_ISDIR(status.st_mode) ? base::FileInfo::Kind::directory
                                        : base::FileInfo::Kind::other;
  info.mode = status.st_mode & 07777;
  info.owner = status.st_uid;
  info.owned_by_us = status.st_uid == ::geteuid();
  info.size_bytes = static_cast<std::uint64_t>(status.st_size);
  info.modified_s = status.st_mtime;
  info.modified_ms = static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1000 + status.st_mtim.tv_nsec / 1'000'000;
  return info;
}

std::vector<std::string> Disk::list(const std::string& path) const {
  std::vector<std::string> names;
  DIR* folder = ::opendir(path.c_str());
  if (!folder) return names;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (names.size() == limits::directory_entries_max) break;
    names.emplace_back(name);
  }
  ::closedir(folder);
  std::sort(names.begin(), names.end());
  return names;
}

std::string Disk::real_path(const std::string& path) const {
  char buffer[PATH_MAX];
  return ::realpath(path.c_str(), buffer) ? std::string(buffer) : path;
}

Result<void> Disk::replace(const std::string& path, std::string_view bytes, std::uint32_t mode) {
  TRY_AS(const std::string target, target_of(path));
  struct stat old{};
  const bool there = ::stat(target.c_str(), &old) == 0;
  if (there && !S_ISREG(old.st_mode)) return fail("not written: it is no regular file", target, 0, "not-regular");
  TRY_AS(Temporary temporary, Temporary::make(target));
  if (there) {
    TRY_AS(mode, temporary.take_owner(old, mode));
  }
  TRY(temporary.fill(bytes, mode));
  return temporary.move_over(target);
}

Result<void> Disk::create(const std::string& path, std::string_view bytes, std::uint32_t mode) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) == 0) return fail_errno("cannot create the file", path, EEXIST);
  TRY_AS(Temporary temporary, Temporary::make(path));
  TRY(temporary.fill(bytes, mode));
  return temporary.move_to_free(path);
}

Result<void> Disk::remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0) return fail_errno("cannot remove the file", path, errno);
  return sync_folder(folder_of(path));
}

Result<void> Disk::rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return fail_errno("cannot rename the file to " + to, from, errno);
  return sync_folder(folder_of(to));
}

Result<void> Disk::make_directories(const std::string& path, std::uint32_t mode) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (::mkdir(part.c_str(), mode & 07777) != 0 && errno != EEXIST)
      return fail_errno("cannot make the folder", part, errno);
    if (end == std::string::npos) break;
  }
  if (info(path).kind != base::FileInfo::Kind::directory) return fail_errno("cannot make the folder", path, ENOTDIR);
  return {};
}

Result<std::unique_ptr<world::Files::Lock>> Disk::try_lock(const std::string& path) {
  Descriptor descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!descriptor) return fail_errno("cannot lock", path, errno);
  if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return fail("another process holds the lock", path, 0, "busy");
    return fail_errno("cannot lock", path, errno);
  }
  return std::make_unique<FileLock>(std::move(descriptor));
}

}  // namespace e401::sys
