// Writing the file system. Only change/ (a user's files) and account/ through change/ call it; nothing else writes.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/files.h"

namespace e401::world {

// ".NAME.e401-SUFFIX.tmp": how files are called while they are being written beside NAME. Who starts after a killed run
// may remove what is_temporary_of says.
std::string temporary_name(std::string_view name, std::string_view suffix);
bool is_temporary_of(std::string_view name, std::string_view file_name);

class Files : public base::ReadFiles {
 public:
  // Writes a new file next to its place (O_EXCL, mode from the start, fsync), then renames it over path (and fsyncs the
  // folder). A symbolic link is followed: the file it points to is replaced, the link stays. mode: permission bits of
  // the new file.
  virtual base::Result<void> replace(const std::string& path, std::string_view bytes, std::uint32_t mode) = 0;
  // Fails with EEXIST if path is there.
  virtual base::Result<void> create(const std::string& path, std::string_view bytes, std::uint32_t mode) = 0;
  virtual base::Result<void> remove(const std::string& path) = 0;
  virtual base::Result<void> rename(const std::string& from, const std::string& to) = 0;
  // A new file at exactly this path (O_EXCL; only we may open it until it is whole and on the disk). like: a file whose
  // group and access list it takes over as far as we may; where we may not, group and others get nothing. Nothing stays
  // when it fails.
  virtual base::Result<void> stage(const std::string& path, std::string_view bytes, std::uint32_t mode,
                                   const std::string& like) = 0;
  // Each of two files of one folder takes the other's place in one step. Where the file system cannot do that, `spare`
  // (a free name of the same folder) is used on the way: first it becomes a second name of path, then other moves to
  // path, then spare to other; whoever is killed in between finds it there.
  virtual base::Result<void> swap(const std::string& path, const std::string& other, const std::string& spare) = 0;
  // As rename, but EEXIST if `to` is there.
  virtual base::Result<void> move(const std::string& from, const std::string& to) = 0;
  // Takes permission bits away; never gives any.
  virtual base::Result<void> restrict_mode(const std::string& path, std::uint32_t mode) = 0;
  virtual base::Result<void> make_directories(const std::string& path, std::uint32_t mode) = 0;
  // An exclusive lock on path (created if missing), held until the handle dies; nullopt if another process holds it.
  class Lock {
   public:
    virtual ~Lock() = default;
  };
  virtual base::Result<std::unique_ptr<Lock>> try_lock(const std::string& path) = 0;  // Error.code "busy"
};

}  // namespace e401::world
