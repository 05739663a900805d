// A git work tree, as far as one can see it without git: which files are tracked, which are ignored, which are neither.
// Read are: .git (a folder, or a file that names one: worktrees, submodules), its index, the configuration of system,
// user, repository and worktree with include.path (not includeIf), info/exclude, core.excludesFile and every
// .gitignore on the way; of the objects only those that `git add` has just made. Not read: packs and references; so
// nothing here knows what was committed before.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/files.h"
#include "git/config.h"
#include "git/index.h"

namespace e401::git {

// What git takes from its environment: HOME, XDG_CONFIG_HOME, GIT_CONFIG_GLOBAL, GIT_CONFIG_SYSTEM,
// GIT_CONFIG_NOSYSTEM. home: $HOME, else the passwd home.
struct Surroundings {
  std::string home;
  std::function<std::optional<std::string>(std::string_view name)> variable;
};

class Checkout {
 public:
  // The work tree that an absolute folder lies in; nullopt: none. An error where there is one and it cannot be read.
  static base::Result<std::optional<Checkout>> find(const base::ReadFiles& files, const Surroundings& around,
                                                    const std::string& folder);
  Checkout(Checkout&&) noexcept;
  ~Checkout();

  const std::string& root() const;     // absolute, no slash at its end
  const std::string& git_dir() const;  // of this work tree
  const Index& index() const;          // empty where nothing was added yet

  // Paths from the root, with slashes.
  bool is_tracked(std::string_view path) const;
  bool has_tracked_below(std::string_view folder) const;
  // What git has of a tracked file in its index, where that is something else than these bytes of the work tree (added,
  // then edited again). nullopt: the same; not tracked; or in a pack, so that it was committed before. A file that git
  // stores otherwise than it lies there (line ends, filters) differs too.
  std::optional<std::string> staged(const std::string& path, std::string_view in_work_tree, const base::FileInfo& info,
                                    std::size_t max_bytes) const;
  // Do the rules ignore it, itself or a folder above it? (What is tracked is not ignored, whatever they say.)
  bool is_ignored(const std::string& path, bool is_folder) const;

 private:
  struct State;
  explicit Checkout(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace e401::git
