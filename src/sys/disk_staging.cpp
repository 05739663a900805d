// The steps of a change that concerns several files: whole new files beside the old ones, and names that change places.
// renameat2 does in one step what a change of places needs; network and FAT-like file systems do not know it, and there
// the way goes over links or, last, copies.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <vector>

#include "base/limits.h"
#include "sys/descriptor.h"
#include "sys/disk.h"
#include "sys/disk_parts.h"

namespace e401::sys {
namespace {

using base::Result;

constexpr char access_list_name[] = "system.posix_acl_access";

// The mode of a file with an access list says too much: its group bits are the list's mask, not the group's rights. So
// the list goes along with the mode; where it cannot, only the owner stays. A list that the new file got from its
// folder goes.
Result<void> take_access_list(int descriptor, const std::string& path, const std::string& like, std::uint32_t mode) {
  std::vector<char> list(64u << 10);
  const ssize_t size = ::getxattr(like.c_str(), access_list_name, list.data(), list.size());
  if (size <= 0) {
    ::fremovexattr(descriptor, access_list_name);
    return ::fchmod(descriptor, mode) == 0 ? Result<void>() : fail_errno("cannot set the mode", path, errno);
  }
  if ((mode & 077) != 0 &&
      ::fsetxattr(descriptor, access_list_name, list.data(), static_cast<std::size_t>(size), 0) == 0)
    return {};
  return ::fchmod(descriptor, mode & ~077u) == 0 ? Result<void>() : fail_errno("cannot set the mode", path, errno);
}

Result<void> fill(int descriptor, const std::string& path, std::string_view bytes, std::uint32_t mode,
                  const std::string& like) {
  TRY(write_all(descriptor, bytes, path));
  mode &= 07777;
  struct stat old{};
  if (!like.empty() && ::stat(like.c_str(), &old) == 0) {
    TRY_AS(mode, take_owner(descriptor, path, old, mode));
    TRY(take_access_list(descriptor, path, like, mode));
  } else if (::fchmod(descriptor, mode) != 0) {
    return fail_errno("cannot set the mode", path, errno);
  }
  if (::fsync(descriptor) != 0) return fail_errno("cannot write the file", path, errno);
  return sync_folder(folder_of(path));
}

bool is_unsupported(int number) {
  return number == EINVAL || number == ENOSYS || number == EOPNOTSUPP;
}

}  // namespace

Result<void> Disk::stage(const std::string& path, std::string_view bytes, std::uint32_t mode, const std::string& like) {
  const Descriptor descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!descriptor && errno == EEXIST) return fail_errno("cannot create the file", path, EEXIST);
  if (!descriptor) return fail_errno("cannot write into the folder", folder_of(path), errno);
  const Result<void> done = fill(descriptor.get(), path, bytes, mode, like);
  if (!done) ::unlink(path.c_str());
  return done;
}

Result<void> Disk::swap(const std::string& path, const std::string& other, const std::string& spare) {
  if (::renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0)
    return sync_folder(folder_of(path));
  if (!is_unsupported(errno)) return fail_errno("cannot replace the file", path, errno);
  return swap_over_spare(path, other, spare);
}

Result<void> swap_over_spare(const std::string& path, const std::string& other, const std::string& spare) {
  if (::link(path.c_str(), spare.c_str()) != 0) {
    if (errno == EEXIST || errno == ENOENT) return fail_errno("cannot replace the file", path, errno);
    const Disk disk;
    TRY_AS(const std::string bytes, disk.read(path, limits::lockfile_max_bytes));
    TRY(Disk().stage(spare, bytes, disk.info(path).mode, path));
  }
  if (::rename(other.c_str(), path.c_str()) != 0) {
    const int number = errno;
    ::unlink(spare.c_str());
    return fail_errno("cannot replace the file", path, number);
  }
  TRY(sync_folder(folder_of(path)));
  if (::rename(spare.c_str(), other.c_str()) != 0) return fail_errno("cannot rename the file", spare, errno);
  return sync_folder(folder_of(path));
}

Result<void> Disk::move(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
    if (!is_unsupported(errno)) return fail_errno("cannot move the file to " + to, from, errno);
    if (::link(from.c_str(), to.c_str()) != 0) return fail_errno("cannot move the file to " + to, from, errno);
    if (::unlink(from.c_str()) != 0) return fail_errno("cannot remove the file", from, errno);
  }
  TRY(sync_folder(folder_of(from)));
  return folder_of(from) == folder_of(to) ? Result<void>() : sync_folder(folder_of(to));
}

Result<void> Disk::restrict_mode(const std::string& path, std::uint32_t mode) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return fail_errno("cannot look at", path, errno);
  const std::uint32_t wanted = status.st_mode & 07777 & mode;
  if (wanted != (status.st_mode & 07777) && ::chmod(path.c_str(), wanted) != 0)
    return fail_errno("cannot set the mode", path, errno);
  return {};
}

}  // namespace e401::sys
