// The file system as it is: world::Files over the kernel.
#pragma once

#include "world/files.h"

namespace e401::sys {

class Disk final : public world::Files {
 public:
  // Only regular files and /dev/null (npm's users point userconfig there) are read: a named pipe or a device that a
  // project's .npmrc leads to would hang or never end. Error.code is then "not-regular".
  base::Result<std::string> read(const std::string& path, std::size_t max_bytes) const override;
  base::Result<std::string> read_part(const std::string& path, std::uint64_t from,
                                      std::size_t max_bytes) const override;
  base::FileInfo info(const std::string& path) const override;
  std::vector<std::string> list(const std::string& path) const override;
  std::string real_path(const std::string& path) const override;

  base::Result<void> replace(const std::string& path, std::string_view bytes, std::uint32_t mode) override;
  base::Result<void> create(const std::string& path, std::string_view bytes, std::uint32_t mode) override;
  base::Result<void> remove(const std::string& path) override;
  base::Result<void> rename(const std::string& from, const std::string& to) override;
  base::Result<void> stage(const std::string& path, std::string_view bytes, std::uint32_t mode,
                           const std::string& like) override;
  base::Result<void> swap(const std::string& path, const std::string& other, const std::string& spare) override;
  base::Result<void> move(const std::string& from, const std::string& to) override;
  base::Result<void> restrict_mode(const std::string& path, std::uint32_t mode) override;
  base::Result<void> make_directories(const std::string& path, std::uint32_t mode) override;
  base::Result<std::unique_ptr<Lock>> try_lock(const std::string& path) override;
};

// swap() for file systems that cannot exchange two names in one step: the way over a spare name.
base::Result<void> swap_over_spare(const std::string& path, const std::string& other, const std::string& spare);

}  // namespace e401::sys
