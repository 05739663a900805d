#include "sys/disk_parts.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "sys/descriptor.h"

namespace e401::sys {

using base::Result;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

Result<void> write_all(int descriptor, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return fail_errno("cannot write the file", path, n == 0 ? ENOSPC : errno);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> sync_folder(const std::string& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor) return fail_errno("cannot open the folder", folder, errno);
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL && errno != EROFS)
    return fail_errno("cannot write the folder", folder, errno);
  return {};
}

Result<std::uint32_t> take_owner(int descriptor, const std::string& path, const struct stat& old, std::uint32_t mode) {
  struct stat mine{};
  if (::fstat(descriptor, &mine) != 0) return fail_errno("cannot look at the file", path, errno);
  if (mine.st_uid != old.st_uid && ::fchown(descriptor, old.st_uid, static_cast<gid_t>(-1)) != 0)
    return fail_errno("cannot keep the file's owner", path, errno);
  if (mine.st_gid != old.st_gid && ::fchown(descriptor, static_cast<uid_t>(-1), old.st_gid) != 0) mode &= ~070u;
  return mode;
}

}  // namespace e401::sys
