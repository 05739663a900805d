// A file system in memory for tests: files, folders, links, modes and owners as a small Unix has them, and faults on
// demand. Permission is checked as the kernel does it for one user without groups: the owner's bits for the owner, the
// others' bits for everybody else, search permission on every folder of the way. Root (uid 0) may do everything.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "world/files.h"

namespace e401::support {

struct MemoryNode {
  enum class Kind { file, directory, link };
  Kind kind = Kind::file;
  std::string bytes;
  std::string target;  // link
  std::uint32_t mode = 0644;
  std::uint32_t owner = 1000;
  std::int64_t modified_s = 0;
};

class MemoryFiles : public world::Files {
 public:
  std::uint32_t user_id = 1000;
  std::int64_t now_s = 1'790'000'000;  // modification time of what is written from now on

  // --- laying out: no permission is asked, parents are made (0755) ---

  MemoryFiles& file(const std::string& path, std::string bytes, std::uint32_t mode = 0644);
  MemoryFiles& directory(const std::string& path, std::uint32_t mode = 0755);
  MemoryFiles& link(const std::string& path, const std::string& target);
  MemoryNode& node(const std::string& path);  // as it lies there, links not followed; must exist

  // --- looking, without asking for permission ---

  std::optional<std::string> bytes_of(const std::string& path) const;  // links followed; nullopt: no such file
  std::vector<std::string> paths() const;                              // all of them, sorted
  const std::map<std::string, MemoryNode>& nodes() const { return nodes_; }

  // --- what was done ---

  // "replace PATH", "create PATH", "remove PATH", "rename A B", "mkdir PATH", "stage PATH", "swap A B", "move A B",
  // "restrict PATH", in order.
  const std::vector<std::string>& changes() const { return changes_; }
  // The paths that were read, in order: for "looks at nothing but".
  const std::vector<std::string>& reads() const { return reads_; }
  // The next operation of that name ("read", "replace", "create", "remove", "rename", "mkdir", "lock") on that path
  // fails with this error ("ENOSPC", "EIO", ...). path "": on any.
  void fail_next(std::string operation, std::string path, std::string error_code);

  // --- base::ReadFiles ---

  base::Result<std::string> read(const std::string& path, std::size_t max_bytes) const override;
  base::Result<std::string> read_part(const std::string& path, std::uint64_t from,
                                      std::size_t max_bytes) const override;
  base::FileInfo info(const std::string& path) const override;
  std::vector<std::string> list(const std::string& path) const override;
  std::string real_path(const std::string& path) const override;

  // --- world::Files ---

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

 private:
  struct Found {
    std::string path;                  // all links resolved (the last component too, if asked for)
    const MemoryNode* node = nullptr;  // nullptr: the folder is there, the file is not
    std::string error;                 // "ENOENT", "ENOTDIR", "EACCES", "ELOOP": the way there is barred
  };
  Found walk(const std::string& path, bool follow_last, bool check) const;
  bool may(const MemoryNode& node, std::uint32_t bit) const;  // bit: 4 read, 2 write, 1 search
  std::optional<std::string> planned_fault(std::string_view operation, const std::string& path) const;
  base::Result<std::string> writable_place(std::string_view operation, const std::string& path, bool follow_last) const;

  struct Fault {
    std::string operation, path, code;
  };
  std::map<std::string, MemoryNode> nodes_{{"/", {.kind = MemoryNode::Kind::directory, .mode = 0755, .owner = 0}}};
  std::vector<std::string> changes_;
  mutable std::vector<std::string> reads_;
  mutable std::vector<Fault> faults_;
  std::shared_ptr<std::set<std::string>> locked_ = std::make_shared<std::set<std::string>>();
};

}  // namespace e401::support
