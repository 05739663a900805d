// Copies of what a change overwrote: 0600, in a folder of their own (0700), the newest few of each file (TRUST 8).
#pragma once

#include <string>
#include <vector>

#include "world/files.h"

namespace e401::change {

class Backups {
 public:
  explicit Backups(std::string folder) : folder_(std::move(folder)) {}
  const std::string& folder() const { return folder_; }

  // A free name for the backup of path (links resolved), later in order than all others of that file.
  std::string next_name(const world::Files& files, const std::string& path, std::int64_t now_s) const;
  base::Result<void> keep(world::Files& files, const std::string& name, std::string_view bytes) const;
  // Removes all but the newest backups_per_file_max.
  base::Result<void> prune(world::Files& files, const std::string& path) const;
  // Of path, oldest first: whole paths.
  std::vector<std::string> of(const world::Files& files, const std::string& path) const;

 private:
  std::string folder_;
};

}  // namespace e401::change
