#include "git/checkout.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/limits.h"
#include "base/text.h"
#include "git/ignore.h"
#include "git/object.h"

namespace e401::git {
namespace {

using base::FileInfo;
using base::ReadFiles;

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string joined(std::string_view folder, std::string_view path) {
  if (path.starts_with('/')) return std::string(path);
  return std::string(folder) + (folder.ends_with('/') ? "" : "/") + std::string(path);
}

std::string text_or_nothing(const ReadFiles& files, const std::string& path, std::size_t max_bytes) {
  auto text = files.read(path, max_bytes);
  return text ? std::move(*text) : std::string();
}

// "~/x" and "~" of a setting; "~user/x" is not resolved.
std::string without_tilde(const std::string& path, const std::string& home) {
  if (path == "~") return home;
  return path.starts_with("~/") && !home.empty() ? home + path.substr(1) : path;
}

class Configuration {
 public:
  Configuration(const ReadFiles& files, const Surroundings& around) : files_(files), around_(around) {}

  void add(const std::string& path, int depth = 0) {
    if (path.empty() || depth > limits::git_config_includes_max) return;
    const Settings own = parse_config(text_or_nothing(files_, path, limits::git_config_max_bytes));
    for (const auto& [name, value] : own) {
      settings.emplace_back(name, value);
      if (name == "include.path") add(joined(folder_of(path), without_tilde(value, around_.home)), depth + 1);
    }
  }

  void add_outer() {
    const auto variable = [&](std::string_view name) { return around_.variable(name); };
    if (!is_true(variable("GIT_CONFIG_NOSYSTEM").value_or("")))
      add(variable("GIT_CONFIG_SYSTEM").value_or("/etc/gitconfig"));
    if (const auto global = variable("GIT_CONFIG_GLOBAL")) {
      add(*global);
      return;
    }
    add(config_home() + "/git/config");
    if (!around_.home.empty()) add(around_.home + "/.gitconfig");
  }

  std::string config_home() const {
    const std::string xdg = around_.variable("XDG_CONFIG_HOME").value_or("");
    return !xdg.empty() ? xdg : around_.home + "/.config";
  }

  Settings settings;

 private:
  const ReadFiles& files_;
  const Surroundings& around_;
};

// What .git is: the folder itself, or a file "gitdir: PATH". "" where it is neither.
std::string git_dir_of(const ReadFiles& files, const std::string& root) {
  const std::string dot_git = root + "/.git";
  const FileInfo info = files.info(dot_git);
  if (info.kind == FileInfo::Kind::directory) return dot_git;
  if (info.kind != FileInfo::Kind::file) return {};
  const std::string text = text_or_nothing(files, dot_git, limits::git_path_max_bytes);
  if (!text.starts_with("gitdir:")) return {};
  const std::string_view path = base::trim(std::string_view(text).substr(7));
  return path.empty() ? std::string() : joined(root, path);
}

const IndexEntry* entry_of(const Index& index, std::string_view path) {
  const auto& entries = index.entries;
  const auto at = std::lower_bound(entries.begin(), entries.end(), path, [](const IndexEntry& e, std::string_view p) {
    return std::string_view(e.path) < p;
  });
  return at != entries.end() && at->path == path ? &*at : nullptr;
}

// By the look of it, as git judges too: nothing has been written since git looked.
bool is_unchanged(const IndexEntry& entry, const FileInfo& info) {
  return entry.size_bytes != 0 && entry.size_bytes == info.size_bytes &&
         static_cast<std::int64_t>(entry.modified_s) * 1000 + entry.modified_ns / 1'000'000 == info.modified_ms;
}

}  // namespace

struct Checkout::State {
  const ReadFiles& files;
  std::string root, git_dir, objects;
  HashKind hash_kind = HashKind::sha1;
  Index index;
  bool ignore_case = false;
  IgnoreFile exclude, excludes_file;                     // of the repository, of the user
  mutable std::map<std::string, IgnoreFile> in_folders;  // .gitignore, by folder; looked for once
  mutable std::unordered_map<std::string, bool> ignored_folders;

  const IgnoreFile& of_folder(const std::string& folder) const {
    const auto known = in_folders.find(folder);
    if (known != in_folders.end()) return known->second;
    const std::string path = root + "/" + (folder.empty() ? "" : folder + "/") + ".gitignore";
    IgnoreFile file{folder, {}};
    if (const FileInfo info = files.info(path); info.kind == FileInfo::Kind::file && !info.is_link)
      file = parse_ignore_file(folder, text_or_nothing(files, path, limits::ignore_file_max_bytes));
    return in_folders.emplace(folder, std::move(file)).first->second;
  }

  // What the rules say of this path alone, folders above it left out.
  bool is_named(std::string_view path, bool is_folder) const {
    for (std::string_view folder = folder_of(path);; folder = folder_of(folder)) {
      if (const auto said = says(of_folder(std::string(folder)), path, is_folder, ignore_case)) return *said;
      if (folder.empty()) break;
    }
    for (const IgnoreFile* file : {&exclude, &excludes_file})
      if (const auto said = says(*file, path, is_folder, ignore_case)) return *said;
    return false;
  }

  bool folder_is_ignored(const std::string& folder) const {
    if (folder.empty()) return false;
    if (const auto known = ignored_folders.find(folder); known != ignored_folders.end()) return known->second;
    const bool ignored = folder_is_ignored(std::string(folder_of(folder))) || is_named(folder, true);
    return ignored_folders[folder] = ignored;
  }
};

Checkout::Checkout(std::unique_ptr<State> state) : state_(std::move(state)) {}
Checkout::Checkout(Checkout&&) noexcept = default;
Checkout::~Checkout() = default;

base::Result<std::optional<Checkout>> Checkout::find(const ReadFiles& files, const Surroundings& around,
                                                     const std::string& folder) {
  std::string root = folder, git_dir;
  for (std::size_t i = 0; i < limits::parents_walked_max && !root.empty(); ++i, root = folder_of(root)) {
    git_dir = git_dir_of(files, root);
    if (!git_dir.empty()) break;
  }
  if (git_dir.empty()) return std::optional<Checkout>();
  auto state = std::make_unique<State>(State{.files = files,
                                             .root = root,
                                             .git_dir = git_dir,
                                             .objects = {},
                                             .index = {},
                                             .exclude = {},
                                             .excludes_file = {},
                                             .in_folders = {},
                                             .ignored_folders = {}});

  // A linked worktree shares configuration and info/exclude with its repository, not the index.
  std::string common_dir = git_dir;
  if (const std::string text = text_or_nothing(files, git_dir + "/commondir", limits::git_path_max_bytes);
      !text.empty())
    common_dir = joined(git_dir, base::trim(text));
  state->objects = common_dir + "/objects";
  Configuration configuration(files, around);
  configuration.add_outer();
  configuration.add(common_dir + "/config");
  if (is_true(value_of(configuration.settings, "extensions.worktreeconfig")))
    configuration.add(git_dir + "/config.worktree");
  const Settings& settings = configuration.settings;
  state->ignore_case = is_true(value_of(settings, "core.ignorecase"));

  std::string excludes_path = without_tilde(value_of(settings, "core.excludesfile"), around.home);
  if (excludes_path.empty()) excludes_path = configuration.config_home() + "/git/ignore";
  state->excludes_file =
      parse_ignore_file("", text_or_nothing(files, joined(root, excludes_path), limits::ignore_file_max_bytes));
  state->exclude =
      parse_ignore_file("", text_or_nothing(files, common_dir + "/info/exclude", limits::ignore_file_max_bytes));

  const std::string index_path = git_dir + "/index";
  auto bytes = files.read(index_path, limits::git_index_max_bytes);
  if (!bytes && bytes.error().code != "ENOENT") return std::unexpected(std::move(bytes).error());
  if (bytes) {
    if (base::ascii_iequals(value_of(settings, "extensions.objectformat"), "sha256"))
      state->hash_kind = HashKind::sha256;
    TRY_AS(state->index, parse_index(*bytes, state->hash_kind, index_path));
  }
  return std::optional<Checkout>(Checkout(std::move(state)));
}

const std::string& Checkout::root() const {
  return state_->root;
}
const std::string& Checkout::git_dir() const {
  return state_->git_dir;
}
const Index& Checkout::index() const {
  return state_->index;
}

bool Checkout::is_tracked(std::string_view path) const {
  return entry_of(state_->index, path) != nullptr;
}

std::optional<std::string> Checkout::staged(const std::string& path, std::string_view in_work_tree,
                                            const FileInfo& info, std::size_t max_bytes) const {
  const IndexEntry* const entry = entry_of(state_->index, path);
  if (!entry || !entry->is_file() || entry->intent_to_add || is_unchanged(*entry, info)) return std::nullopt;
  if (blob_id(in_work_tree, state_->hash_kind) == entry->id) return std::nullopt;
  auto blob = loose_blob(state_->files, state_->objects, entry->id, state_->hash_kind, max_bytes);
  return blob ? std::move(*blob) : std::nullopt;
}

bool Checkout::has_tracked_below(std::string_view folder) const {
  const std::string prefix = std::string(folder) + "/";
  const auto& entries = state_->index.entries;
  const auto at = std::lower_bound(entries.begin(), entries.end(), prefix,
                                   [](const IndexEntry& e, const std::string& p) { return e.path < p; });
  return at != entries.end() && at->path.starts_with(prefix);
}

bool Checkout::is_ignored(const std::string& path, bool is_folder) const {
  return state_->folder_is_ignored(std::string(folder_of(path))) || state_->is_named(path, is_folder);
}

}  // namespace e401::git
