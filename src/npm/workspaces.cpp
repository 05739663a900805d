#include "npm/workspaces.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/text.h"
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

// The patterns of a package.json that has any; nullptr in `patterns` none. An error: npm takes them for no list.
struct Declared {
  std::optional<Patterns> patterns;
  std::optional<ConfigError> error;
};

Declared declared_patterns(const base::Json& package, const std::string& root) {
  const base::Json* list = package.find("workspaces");
  if (!list || !value_of_json(*list).truthy()) return {};
  if (const base::Json* packages = list->find("packages"); packages && packages->is_array()) list = packages;
  const auto refuse = [&](std::string npm_code, std::string message) {
    return Declared{std::nullopt, ConfigError{"EWORKSPACESCONFIG",
                                              std::move(npm_code),
                                              std::move(message),
                                              {path_resolve(root, "package.json"), 0, 0},
                                              {}}};
  };
  if (!list->is_array()) return refuse("EWORKSPACESCONFIG", "workspaces config expects an Array");
  if (!std::all_of(list->items.begin(), list->items.end(), [](const base::Json& item) { return item.is_string(); }))
    return refuse("", "pattern.match is not a function");
  return {sorted_patterns(*list), std::nullopt};
}

// In patterns that are looked for on the disk a backslash is a slash.
bool is_wanted(const Patterns& patterns, const std::string& relative) {
  const bool matches = std::any_of(patterns.wanted.begin(), patterns.wanted.end(), [&](const std::string& p) {
    return glob_matches(base::replace_all(p, "\\", "/"), relative);
  });
  return matches && !is_ignored(patterns.negated, relative);
}

// How deep below the root a pattern can match.
int depth_of(const Patterns& patterns) {
  int deepest = 0;
  for (const std::string& p : patterns.wanted) {
    if (p.find("**") != std::string::npos) return limits::workspace_depth_max;
    deepest = std::max(
        deepest, 1 + static_cast<int>(std::count_if(p.begin(), p.end(), [](char c) { return c == '/' || c == '\\'; })));
  }
  return std::min(deepest, limits::workspace_depth_max);
}

class Walk {
 public:
  Walk(const base::ReadFiles& files, const std::string& root, const Patterns& patterns)
      : files_(files), root_(root), patterns_(patterns) {}

  void below(const std::string& folder, int depth) {
    for (const std::string& name : files_.list(folder)) {
      if (name.starts_with('.') || name == "node_modules") continue;
      if (++looked_at_ > limits::workspace_folders_looked_at_max) return;
      const std::string path = path_resolve(folder, name);
      const base::FileInfo info = files_.info(path);
      if (info.kind != base::FileInfo::Kind::directory || info.is_link) continue;
      const bool has_package = files_.info(path_resolve(path, "package.json")).kind == base::FileInfo::Kind::file;
      if (has_package && is_wanted(patterns_, relative_to(root_, path))) found.push_back(path);
      if (depth > 1) below(path, depth - 1);
    }
  }

  std::vector<std::string> found;

 private:
  const base::ReadFiles& files_;
  const std::string& root_;
  const Patterns& patterns_;
  std::size_t looked_at_ = 0;
};

std::vector<std::string> members_of(const base::ReadFiles& files, const std::string& root, const Patterns& patterns) {
  Walk walk(files, root, patterns);
  walk.below(root, depth_of(patterns));
  std::sort(walk.found.begin(), walk.found.end());
  return std::move(walk.found);
}

// "@acme/widgets" for .../@acme/widgets, else the folder's own name.
std::string name_from_folder(const std::string& folder) {
  const std::string above = path_dirname(folder);
  const std::string base(path_basename(folder)), parent(path_basename(above));
  return parent.starts_with('@') ? parent + "/" + base : base;
}

// What npm dies of while it reads the members.
std::optional<ConfigError> fault_of(const base::ReadFiles& files, const std::vector<std::string>& members) {
  std::map<std::string, std::string> folder_of;
  for (const std::string& folder : members) {
    const std::string path = path_resolve(folder, "package.json");
    const auto text = files.read(path, limits::package_json_max_bytes);
    if (!text) continue;
    const auto json = base::parse_json(*text, path);
    if (!json)
      return ConfigError{
          "EJSONPARSE", "EJSONPARSE", "Invalid package.json: " + json.error().what, {path, json.error().line, 0}, {}};
    const Value content = value_of_json(*json);
    if (!content.truthy()) return ConfigError{"EJSONPARSE", "", "Can not normalize without content", {path, 1, 0}, {}};
    const base::Json* name = json->find("name");
    const bool is_named = name && value_of_json(*name).truthy();
    const auto [other, is_new] =
        folder_of.emplace(is_named ? value_of_json(*name).to_string() : name_from_folder(folder), folder);
    if (!is_new)
      return ConfigError{"EDUPLICATEWORKSPACE",
                         "EDUPLICATEWORKSPACE",
                         "must not have multiple workspaces with the same name\npackage '" + other->first +
                             "' has conflicts in the following paths:\n    " + other->second + "\n    " + folder,
                         {path, 0, 0},
                         {}};
  }
  return std::nullopt;
}

}  // namespace

WorkspaceAnswer find_workspace(const base::ReadFiles& files, const std::string& root, const base::Json& package,
                               const std::string& member) {
  Declared declared = declared_patterns(package, root);
  if (!declared.patterns) return {false, std::move(declared.error)};
  if (auto fault = fault_of(files, members_of(files, root, *declared.patterns))) return {false, std::move(fault)};
  const std::string relative = relative_to(root, member);
  const bool is_member = !relative.empty() && is_wanted(*declared.patterns, relative) &&
                         files.info(path_resolve(member, "package.json")).kind == base::FileInfo::Kind::file;
  return {is_member, std::nullopt};
}

std::vector<std::string> workspace_folders(const base::ReadFiles& files, const std::string& root,
                                           const base::Json& package) {
  const Declared declared = declared_patterns(package, root);
  return declared.patterns ? members_of(files, root, *declared.patterns) : std::vector<std::string>();
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
