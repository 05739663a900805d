// Reading the file system, as an interface: the pure middle asks through it, sys/ answers from the disk, tests from
// memory. Nothing here writes; world::Files adds that for the two libraries that may.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace e401::base {

struct FileInfo {
  enum class Kind { missing, file, directory, other };
  Kind kind = Kind::missing;
  bool is_link = false;     // the path itself is a symbolic link (kind is that of its target)
  std::uint32_t mode = 0;   // permission bits
  std::uint32_t owner = 0;  // uid
  bool owned_by_us = false;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_s = 0;   // seconds since 1970
  std::int64_t modified_ms = 0;  // the same in milliseconds: what was written first in one second
};

constexpr std::uint32_t without_others(std::uint32_t mode) {
  return mode & ~077u;
}

class ReadFiles {
 public:
  virtual ~ReadFiles() = default;
  // The whole file. Error.code is ENOENT, EACCES, EISDIR, ... as the system names it, or "too-large" beyond max_bytes.
  virtual Result<std::string> read(const std::string& path, std::size_t max_bytes) const = 0;
  // At most max_bytes of it, from this place on; "" at and behind the end. Errors as of read(), without "too-large".
  virtual Result<std::string> read_part(const std::string& path, std::uint64_t from, std::size_t max_bytes) const = 0;
  virtual FileInfo info(const std::string& path) const = 0;
  // Names in a directory, sorted, without . and ..; empty for one that cannot be read. At most
  // limits::directory_entries_max.
  virtual std::vector<std::string> list(const std::string& path) const = 0;
  // The path with every link resolved, or the path itself where that fails.
  virtual std::string real_path(const std::string& path) const = 0;
};

}  // namespace e401::base
