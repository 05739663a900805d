#include "npm/workspaces.h"

#include <algorithm>

#include "base/limits.h"
#include "npm/glob.h"
#include "npm/js.h"

namespace e401::npm {
namespace {

struct Patterns {
  std::vector<std::string> wanted;
  std::vector<std::string> negated;
};

// "./packages/*" -> "packages/*"
std::string_view without_start(std::string_view pattern) {
  const std::size_t dot = pattern.starts_with("./") ? 1 : 0;
  if (dot == 0 && !pattern.starts_with('/')) return pattern;
  const std::size_t begin = pattern.find_first_not_of('/', dot);
  return begin == std::string_view::npos ? std::string_view{} : pattern.substr(begin);
}

// A pattern takes back the negations before it that match it; a negation takes away the patterns that it matches.
Patterns sorted_patterns(const base::Json& list) {
  Patterns out;
  for (const base::Json& item : list.items) {
    if (!item.is_string()) continue;
    const std::size_t marks = std::min(item.text.find_first_not_of('!'), item.text.size());
    const std::string pattern(without_start(std::string_view(item.text).substr(marks)));
    if (marks % 2 == 1) {
      out.negated.push_back(pattern);
      continue;
    }
    for (std::size_t i = 0; i < out.negated.size(); ++i)  // npm skips the one behind each that it takes back
      if (glob_matches(out.negated[i], pattern))
        out.negated.erase(out.negated.begin() + static_cast<std::ptrdiff_t>(i));
    out.wanted.push_back(pattern);
  }
  for (const std::string& negation : out.negated)
    std::erase_if(out.wanted, [&](const std::string& p) { return glob_matches(negation, p); });
  return out;
}

bool is_ignored(const std::vector<std::string>& negated, const std::string& relative) {
  if (glob_matches("**/node_modules/**", relative, true)) return true;
  return std::any_of(negated.begin(), negated.end(),
                     [&](const std::string& p) { return glob_matches(p, relative, true); });
}

std::string relative_to(const std::string& root, const std::string& path) {
  const std::string start = root == "/" ? root : root + "/";
  return path.starts_with(start) ? path.substr(start.size()) : std::string();
}

}  // namespace

WorkspaceAnswer is_workspace(const base::ReadFiles& files, const std::string& root, const base::Json& package,
                             const std::string& member) {
  const base::Json* list = package.find("workspaces");
  const bool is_falsy =
      !list || list->kind == base::Json::Kind::null || (list->kind == base::Json::Kind::boolean && !list->boolean) ||
      (list->is_string() && list->text.empty()) || (list->kind == base::Json::Kind::number && list->number == 0);
  if (is_falsy) return {};
  if (const base::Json* packages = list->find("packages"); packages && packages->is_array()) list = packages;
  if (!list->is_array()) {
    ConfigError error{"EWORKSPACESCONFIG",
                      "EWORKSPACESCONFIG",
                      "workspaces config expects an Array",
                      {path_resolve(root, "package.json"), 0, 0},
                      {}};
    return {false, std::move(error)};
  }
  const std::string relative = relative_to(root, member);
  if (relative.empty()) return {};
  const Patterns patterns = sorted_patterns(*list);
  const bool matches = std::any_of(patterns.wanted.begin(), patterns.wanted.end(),
                                   [&](const std::string& p) { return glob_matches(p, relative); });
  if (!matches || is_ignored(patterns.negated, relative)) return {};
  return {files.info(path_resolve(member, "package.json")).kind == base::FileInfo::Kind::file, std::nullopt};
}

namespace {

class Walk {
 public:
  Walk(const base::ReadFiles& files, const std::string& root, const base::Json& package)
      : files_(files), root_(root), package_(package) {}

  void below(const std::string& folder, int depth) {
    for (const std::string& name : files_.list(folder)) {
      if (name.starts_with('.') || name == "node_modules") continue;
      if (++looked_at_ > limits::workspace_folders_looked_at_max) return;
      const std::string path = path_resolve(folder, name);
      const base::FileInfo info = files_.info(path);
      if (info.kind != base::FileInfo::Kind::directory || info.is_link) continue;
      if (is_workspace(files_, root_, package_, path).is_member) found.push_back(path);
      if (depth > 1) below(path, depth - 1);
    }
  }

  std::vector<std::string> found;

 private:
  const base::ReadFiles& files_;
  const std::string& root_;
  const base::Json& package_;
  std::size_t looked_at_ = 0;
};

}  // namespace

std::vector<std::string> workspace_folders(const base::ReadFiles& files, const std::string& root,
                                           const base::Json& package) {
  if (!package.find("workspaces")) return {};
  Walk walk(files, root, package);
  walk.below(root, limits::workspace_depth_max);
  std::sort(walk.found.begin(), walk.found.end());
  return std::move(walk.found);
}

bool is_chosen_workspace(std::string_view filter, std::string_view name, const std::string& folder,
                         const std::string& root, const std::string& cwd) {
  if (filter == name) return true;
  for (const std::string& from : {cwd, root}) {
    const std::string chosen = path_resolve(from, filter);
    if (chosen == folder || chosen == path_dirname(folder)) return true;
  }
  return false;
}

}  // namespace e401::npm
