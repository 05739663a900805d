#include "support/memory_files.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace e401::support {
namespace {

constexpr int links_followed_max = 40;  // Linux' own bound

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

// Absolute, without //, . and a slash at the end. ".." stays: it is resolved on the way, as links may stand before it.
std::string tidy(const std::string& path) {
  std::string out;
  for (std::string_view part : base::split(path, '/'))
    if (!part.empty() && part != ".") out.append("/").append(part);
  return out.empty() ? "/" : out;
}

std::string words_of(std::string_view code) {
  if (code == "ENOENT") return "No such file or directory";
  if (code == "EACCES") return "Permission denied";
  if (code == "EEXIST") return "File exists";
  if (code == "EISDIR") return "Is a directory";
  if (code == "ENOTDIR") return "Not a directory";
  if (code == "ENOSPC") return "No space left on device";
  if (code == "ELOOP") return "Too many levels of symbolic links";
  if (code == "EROFS") return "Read-only file system";
  return std::string(code);
}

std::unexpected<base::Error> refuse(std::string_view tried, const std::string& path, const std::string& code) {
  return base::fail("cannot " + std::string(tried) + ": " + words_of(code), path, 0, code);
}

class MemoryLock : public world::Files::Lock {
 public:
  MemoryLock(std::shared_ptr<std::set<std::string>> held, std::string path)
      : held_(std::move(held)), path_(std::move(path)) {}
  ~MemoryLock() override { held_->erase(path_); }

 private:
  std::shared_ptr<std::set<std::string>> held_;
  std::string path_;
};

}  // namespace

MemoryFiles& MemoryFiles::file(const std::string& path, std::string bytes, std::uint32_t mode) {
  const std::string at = tidy(path);
  directory(parent_of(at));
  nodes_[at] = {.kind = MemoryNode::Kind::file,
                .bytes = std::move(bytes),
                .target = {},
                .mode = mode,
                .owner = user_id,
                .modified_s = now_s};
  return *this;
}

MemoryFiles& MemoryFiles::directory(const std::string& path, std::uint32_t mode) {
  const std::string at = tidy(path);
  if (const auto there = nodes_.find(at); there != nodes_.end()) {
    if (mode != 0755) there->second.mode = mode;
    return *this;
  }
  directory(parent_of(at));
  nodes_[at] = {.kind = MemoryNode::Kind::directory,
                .bytes = {},
                .target = {},
                .mode = mode,
                .owner = user_id,
                .modified_s = now_s};
  return *this;
}

MemoryFiles& MemoryFiles::link(const std::string& path, const std::string& target) {
  const std::string at = tidy(path);
  directory(parent_of(at));
  nodes_[at] = {.kind = MemoryNode::Kind::link,
                .bytes = {},
                .target = target,
                .mode = 0777,
                .owner = user_id,
                .modified_s = now_s};
  return *this;
}

MemoryNode& MemoryFiles::node(const std::string& path) {
  return nodes_.at(tidy(path));
}

std::optional<std::string> MemoryFiles::bytes_of(const std::string& path) const {
  const Found found = walk(path, true, false);
  if (!found.node || found.node->kind != MemoryNode::Kind::file) return std::nullopt;
  return found.node->bytes;
}

std::vector<std::string> MemoryFiles::paths() const {
  std::vector<std::string> out;
  for (const auto& [path, unused] : nodes_) out.push_back(path);
  return out;
}

void MemoryFiles::fail_next(std::string operation, std::string path, std::string error_code) {
  faults_.push_back({std::move(operation), std::move(path), std::move(error_code)});
}

bool MemoryFiles::may(const MemoryNode& node, std::uint32_t bit) const {
  if (user_id == 0) return true;
  return ((user_id == node.owner ? node.mode >> 6 : node.mode) & bit) != 0;
}

MemoryFiles::Found MemoryFiles::walk(const std::string& path, bool follow_last, bool check) const {
  std::vector<std::string> todo;  // components, the next one last
  const auto push = [&](const std::string& text) {
    const auto parts = base::split(text, '/');
    for (auto it = parts.rbegin(); it != parts.rend(); ++it)
      if (!it->empty() && *it != ".") todo.emplace_back(*it);
  };
  if (!path.starts_with('/')) return {path, nullptr, "ENOENT"};
  push(path);
  std::string at = "/";
  int links = 0;
  while (!todo.empty()) {
    const std::string part = todo.back();
    todo.pop_back();
    const MemoryNode& here = nodes_.at(at);
    if (here.kind != MemoryNode::Kind::directory) return {at, nullptr, "ENOTDIR"};
    if (check && !may(here, 1)) return {at, nullptr, "EACCES"};
    if (part == "..") {
      at = parent_of(at);
      continue;
    }
    const std::string next = at == "/" ? "/" + part : at + "/" + part;
    const auto found = nodes_.find(next);
    if (found == nodes_.end()) return todo.empty() ? Found{next, nullptr, {}} : Found{next, nullptr, "ENOENT"};
    if (found->second.kind == MemoryNode::Kind::link && (follow_last || !todo.empty())) {
      if (++links > links_followed_max) return {next, nullptr, "ELOOP"};
      if (found->second.target.starts_with('/')) at = "/";
      push(found->second.target);
      continue;
    }
    at = next;
  }
  return {at, &nodes_.at(at), {}};
}

std::optional<std::string> MemoryFiles::planned_fault(std::string_view operation, const std::string& path) const {
  const auto hit = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& f) {
    return f.operation == operation && (f.path.empty() || tidy(f.path) == tidy(path));
  });
  if (hit == faults_.end()) return std::nullopt;
  std::string code = hit->code;
  faults_.erase(hit);
  return code;
}

base::Result<std::string> MemoryFiles::read(const std::string& path, std::size_t max_bytes) const {
  reads_.push_back(path);
  if (const auto code = planned_fault("read", path)) return refuse("read the file", path, *code);
  const Found found = walk(path, true, true);
  if (!found.error.empty()) return refuse("read the file", path, found.error);
  if (!found.node) return refuse("read the file", path, "ENOENT");
  if (found.node->kind == MemoryNode::Kind::directory) return refuse("read the file", path, "EISDIR");
  if (!may(*found.node, 4)) return refuse("read the file", path, "EACCES");
  if (found.node->bytes.size() > max_bytes)
    return base::fail("cannot read the file: it is too large", path, 0, "too-large");
  return found.node->bytes;
}

base::Result<std::string> MemoryFiles::read_part(const std::string& path, std::uint64_t from,
                                                 std::size_t max_bytes) const {
  TRY_AS(const std::string all, read(path, std::string::npos));
  return from < all.size() ? all.substr(static_cast<std::size_t>(from), max_bytes) : std::string();
}

base::FileInfo MemoryFiles::info(const std::string& path) const {
  base::FileInfo info;
  const Found itself = walk(path, false, true);
  if (!itself.node) return info;
  info.is_link = itself.node->kind == MemoryNode::Kind::link;
  const Found found = walk(path, true, true);
  if (!found.node) return info;
  const MemoryNode& node = *found.node;
  info.kind = node.kind == MemoryNode::Kind::directory ? base::FileInfo::Kind::directory : base::FileInfo::Kind::file;
  info.mode = node.mode;
  info.owner = node.owner;
  info.owned_by_us = node.owner == user_id;
  info.size_bytes = node.bytes.size();
  info.modified_s = node.modified_s;
  info.modified_ms = node.modified_s * 1000;
  return info;
}

std::vector<std::string> MemoryFiles::list(const std::string& path) const {
  const Found found = walk(path, true, true);
  std::vector<std::string> names;
  if (!found.node || found.node->kind != MemoryNode::Kind::directory || !may(*found.node, 4)) return names;
  const std::string prefix = found.path == "/" ? "/" : found.path + "/";
  for (auto it = nodes_.upper_bound(prefix); it != nodes_.end() && it->first.starts_with(prefix); ++it) {
    const std::string_view rest = std::string_view(it->first).substr(prefix.size());
    if (!rest.empty() && rest.find('/') == std::string_view::npos) names.emplace_back(rest);
    if (names.size() == limits::directory_entries_max) break;
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string MemoryFiles::real_path(const std::string& path) const {
  const Found found = walk(path, true, true);
  return found.node ? found.path : path;
}

// Where a write of `path` lands: its folder must be there, and be ours to write in.
base::Result<std::string> MemoryFiles::writable_place(std::string_view operation, const std::string& path,
                                                      bool follow_last) const {
  const std::string tried = std::string(operation) + " the file";
  if (const auto code = planned_fault(operation, path)) return refuse(tried, path, *code);
  const Found found = walk(path, follow_last, true);
  if (!found.error.empty()) return refuse(tried, path, found.error);
  if (found.node && found.node->kind == MemoryNode::Kind::directory) return refuse(tried, path, "EISDIR");
  const auto folder = nodes_.find(parent_of(found.path));
  if (folder == nodes_.end()) return refuse(tried, path, "ENOENT");
  if (!may(folder->second, 2)) return refuse(tried, path, "EACCES");
  return found.path;
}

base::Result<void> MemoryFiles::replace(const std::string& path, std::string_view bytes, std::uint32_t mode) {
  TRY_AS(const std::string at, writable_place("replace", path, true));
  changes_.push_back("replace " + path);
  nodes_[at] = {.kind = MemoryNode::Kind::file,
                .bytes = std::string(bytes),
                .target = {},
                .mode = mode,
                .owner = user_id,
                .modified_s = now_s};
  return {};
}

base::Result<void> MemoryFiles::create(const std::string& path, std::string_view bytes, std::uint32_t mode) {
  if (walk(path, false, true).node) return refuse("create the file", path, "EEXIST");
  TRY_AS(const std::string at, writable_place("create", path, false));
  changes_.push_back("create " + path);
  nodes_[at] = {.kind = MemoryNode::Kind::file,
                .bytes = std::string(bytes),
                .target = {},
                .mode = mode,
                .owner = user_id,
                .modified_s = now_s};
  return {};
}

base::Result<void> MemoryFiles::remove(const std::string& path) {
  TRY_AS(const std::string at, writable_place("remove", path, false));
  if (!nodes_.contains(at)) return refuse("remove the file", path, "ENOENT");
  changes_.push_back("remove " + path);
  nodes_.erase(at);
  return {};
}

base::Result<void> MemoryFiles::rename(const std::string& from, const std::string& to) {
  TRY_AS(const std::string at, writable_place("rename", from, false));
  TRY_AS(const std::string target, writable_place("rename", to, false));
  if (!nodes_.contains(at)) return refuse("rename the file", from, "ENOENT");
  changes_.push_back("rename " + from + " " + to);
  if (at == target) return {};
  nodes_[target] = std::move(nodes_.at(at));
  nodes_.erase(at);
  return {};
}

base::Result<void> MemoryFiles::stage(const std::string& path, std::string_view bytes, std::uint32_t mode,
                                      const std::string&) {
  if (walk(path, false, true).node) return refuse("create the file", path, "EEXIST");
  TRY_AS(const std::string at, writable_place("stage", path, false));
  changes_.push_back("stage " + path);
  nodes_[at] = {.kind = MemoryNode::Kind::file,
                .bytes = std::string(bytes),
                .target = {},
                .mode = mode,
                .owner = user_id,
                .modified_s = now_s};
  return {};
}

base::Result<void> MemoryFiles::swap(const std::string& path, const std::string& other, const std::string&) {
  TRY_AS(const std::string a, writable_place("swap", path, false));
  TRY_AS(const std::string b, writable_place("swap", other, false));
  if (!nodes_.contains(a) || !nodes_.contains(b)) return refuse("replace the file", path, "ENOENT");
  changes_.push_back("swap " + path + " " + other);
  std::swap(nodes_.at(a), nodes_.at(b));
  return {};
}

base::Result<void> MemoryFiles::move(const std::string& from, const std::string& to) {
  TRY_AS(const std::string at, writable_place("move", from, false));
  TRY_AS(const std::string target, writable_place("move", to, false));
  if (!nodes_.contains(at)) return refuse("move the file", from, "ENOENT");
  if (nodes_.contains(target)) return refuse("move the file to " + to, from, "EEXIST");
  changes_.push_back("move " + from + " " + to);
  nodes_[target] = std::move(nodes_.at(at));
  nodes_.erase(at);
  return {};
}

base::Result<void> MemoryFiles::restrict_mode(const std::string& path, std::uint32_t mode) {
  if (const auto code = planned_fault("restrict", path)) return refuse("set the mode", path, *code);
  const Found found = walk(path, true, true);
  if (!found.node) return refuse("set the mode", path, found.error.empty() ? "ENOENT" : found.error);
  if (user_id != 0 && found.node->owner != user_id) return refuse("set the mode", path, "EPERM");
  changes_.push_back("restrict " + path);
  nodes_.at(found.path).mode &= mode;
  return {};
}

base::Result<void> MemoryFiles::make_directories(const std::string& path, std::uint32_t mode) {
  if (const auto code = planned_fault("mkdir", path)) return refuse("make the folder", path, *code);
  std::string at;
  for (std::string_view part : base::split(path, '/')) {
    if (part.empty() || part == ".") continue;
    const std::string next = at + "/" + std::string(part);
    const Found found = walk(next, true, true);
    if (!found.error.empty()) return refuse("make the folder", path, found.error);
    if (found.node && found.node->kind != MemoryNode::Kind::directory)
      return refuse("make the folder", path, "ENOTDIR");
    if (!found.node) {
      if (!may(nodes_.at(parent_of(found.path)), 2)) return refuse("make the folder", path, "EACCES");
      changes_.push_back("mkdir " + next);
      nodes_[found.path] = {.kind = MemoryNode::Kind::directory,
                            .bytes = {},
                            .target = {},
                            .mode = mode,
                            .owner = user_id,
                            .modified_s = now_s};
    }
    at = next;
  }
  return {};
}

base::Result<std::unique_ptr<world::Files::Lock>> MemoryFiles::try_lock(const std::string& path) {
  if (const auto code = planned_fault("lock", path)) return refuse("lock the file", path, *code);
  if (!walk(path, true, true).node) TRY(create(path, "", 0600));
  const std::string at = walk(path, true, true).path;
  if (!locked_->insert(at).second) return base::fail("another e401 is at work", path, 0, "busy");
  return std::make_unique<MemoryLock>(locked_, at);
}

}  // namespace e401::support
