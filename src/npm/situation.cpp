// npm is looked for as the shell would find it, but not started: the file on PATH is followed through its links, or its
// text is looked at where it is a small shell script, until a package.json says "name": "npm". What a project may have
// put in the way (relative PATH entries, its own node_modules) does not count, whatever it is called.
#include "npm/situation.h"

#include <algorithm>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "npm/js.h"

namespace e401::npm {
namespace {

using FileKind = base::FileInfo::Kind;

constexpr std::string_view modules = "/node_modules";
constexpr int folders_above_script_max = 3;  // bin/npm-cli.js lies one below the package

// Below a node_modules of the working directory or of a folder above it: part of a project, not of the machine.
bool belongs_to_project(std::string_view path, std::string_view cwd) {
  for (std::size_t at = path.find(modules); at != std::string_view::npos; at = path.find(modules, at + 1)) {
    const bool is_whole_part = at + modules.size() == path.size() || path[at + modules.size()] == '/';
    const std::string_view owner = path.substr(0, at);
    const bool is_above = cwd == owner || (cwd.starts_with(owner) && (owner.empty() || cwd[owner.size()] == '/'));
    if (is_whole_part && is_above) return true;
  }
  return false;
}

class Finder {
 public:
  Finder(const Situation& situation, const base::ReadFiles& files) : situation_(situation), files_(files) {}

  void find(std::string& npm_root, Version& version, std::string& node) const {
    npm_root = root_of_running_npm();
    if (!npm_root.empty()) node = trusted_real_path(situation_.variable("npm_node_execpath").value_or(""));
    const std::vector<std::string> folders = path_folders();
    for (const std::string& folder : folders) {
      if (!npm_root.empty()) break;
      const std::string command = folder + "/npm";
      if (files_.info(command).kind == FileKind::file) npm_root = root_behind(command);
    }
    for (const std::string& folder : folders) {
      if (!node.empty()) break;
      node = trusted_real_path(folder + "/node");
    }
    if (const auto found = version_at(npm_root)) version = *found;
  }

 private:
  std::vector<std::string> path_folders() const {
    std::vector<std::string> out;
    const std::string path = situation_.variable("PATH").value_or("");
    for (std::string_view folder : base::split(path, ':'))
      if (folder.starts_with('/') && !belongs_to_project(folder, situation_.cwd) &&
          !belongs_to_project(files_.real_path(std::string(folder)), situation_.cwd))
        out.emplace_back(folder);
    return out;
  }

  std::string trusted_real_path(const std::string& path) const {
    if (!path.starts_with('/') || files_.info(path).kind != FileKind::file) return {};
    const std::string real = files_.real_path(path);
    return belongs_to_project(path, situation_.cwd) || belongs_to_project(real, situation_.cwd) ? std::string() : real;
  }

  // A script that npm runs is told which npm runs it; yarn and pnpm use the same variable for themselves.
  std::string root_of_running_npm() const {
    const std::string script = trusted_real_path(situation_.variable("npm_execpath").value_or(""));
    return script.empty() ? script : package_above(script);
  }

  std::optional<base::Json> npm_package_at(const std::string& folder) const {
    const std::string path = path_resolve(folder, "package.json");
    const auto text = files_.read(path, limits::package_json_max_bytes);
    if (!text) return std::nullopt;
    auto package = base::parse_json(*text, path);
    const std::string* name = package ? package->find_string({"name"}) : nullptr;
    if (!name || *name != "npm") return std::nullopt;
    return std::move(*package);
  }

  std::optional<Version> version_at(const std::string& root) const {
    const auto package = root.empty() ? std::nullopt : npm_package_at(root);
    const std::string* text = package ? package->find_string({"version"}) : nullptr;
    if (text) return Version::parse(*text);
    return Version::parse(situation_.variable("npm_config_npm_version").value_or(""));
  }

  std::string package_above(const std::string& file) const {
    std::string folder = path_dirname(file);
    for (int i = 0; i < folders_above_script_max; ++i, folder = path_dirname(folder))
      if (npm_package_at(folder)) return folder;
    return {};
  }

  std::string root_behind(const std::string& command) const {
    const std::string real = files_.real_path(command);
    if (belongs_to_project(real, situation_.cwd)) return {};
    if (std::string root = package_above(real); !root.empty()) return root;
    for (const std::string& script : scripts_named_in(real))
      if (const std::string at = trusted_real_path(script); !at.empty())
        if (std::string root = package_above(at); !root.empty()) return root;
    for (std::string_view beside : {"../lib/node_modules/npm", "../share/nodejs/npm", "node_modules/npm"})
      if (std::string root = files_.real_path(path_resolve(path_dirname(real), beside)); npm_package_at(root))
        return root;
    return {};
  }

  // "exec node /opt/npm/bin/npm-cli.js", "$basedir/../lib/node_modules/npm/bin/npm-cli.js"
  std::vector<std::string> scripts_named_in(const std::string& shim) const {
    constexpr std::string_view script = "npm-cli.js";
    std::vector<std::string> out;
    const auto text = files_.read(shim, limits::shim_max_bytes);
    if (!text) return out;
    for (std::size_t at = text->find(script); at != std::string::npos; at = text->find(script, at + 1)) {
      const std::size_t before = text->find_last_of(" \t\n\"'=;", at);
      std::string path = text->substr(before == std::string::npos ? 0 : before + 1,
                                      at + script.size() - (before == std::string::npos ? 0 : before + 1));
      for (std::string_view name : {"$basedir", "${basedir}", "$(dirname", "%~dp0"})
        if (path.starts_with(name)) path = path_dirname(shim) + path.substr(name.size());
      out.push_back(path_resolve("/", path));
    }
    return out;
  }

  const Situation& situation_;
  const base::ReadFiles& files_;
};

std::string number_behind(std::string_view text, std::string_view name) {
  const std::size_t at = text.find("#define " + std::string(name) + " ");
  if (at == std::string_view::npos) return {};
  const std::size_t begin = text.find_first_of("0123456789", at + 8 + name.size());
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_first_not_of("0123456789", begin) - begin));
}

}  // namespace

Situation situation_of(std::vector<std::pair<std::string, std::string>> env, std::string cwd, std::string passwd_home,
                       std::vector<std::string> argv, const base::ReadFiles& files) {
  Situation s;
  s.env = std::move(env);
  s.argv = std::move(argv);
  s.cwd = files.real_path(cwd);  // node asks the system, not $PWD
  s.home = s.variable("HOME").value_or("");
  if (!s.variable("HOME")) s.home = std::move(passwd_home);
  Finder(s, files).find(s.npm_root, s.npm, s.node_path);
  return s;
}

std::string node_version_of(const std::string& node_path, const base::ReadFiles& files) {
  if (node_path.empty()) return {};
  const std::string prefix = path_dirname(path_dirname(node_path));
  if (const auto header = files.read(prefix + "/include/node/node_version.h", limits::shim_max_bytes)) {
    const std::string major = number_behind(*header, "NODE_MAJOR_VERSION"),
                      minor = number_behind(*header, "NODE_MINOR_VERSION"),
                      patch = number_behind(*header, "NODE_PATCH_VERSION");
    if (!major.empty() && !minor.empty() && !patch.empty()) return "v" + major + "." + minor + "." + patch;
  }
  if (const auto text =
          files.read(prefix + "/package.json", limits::package_json_max_bytes)) {  // node from the registry
    const auto package = base::parse_json(*text);
    const std::string* name = package ? package->find_string({"name"}) : nullptr;
    const std::string* version = package ? package->find_string({"version"}) : nullptr;
    if (name && version && name->starts_with("node")) return "v" + *version;
  }
  for (std::string_view part : base::split(node_path, '/'))  // ~/.nvm/versions/node/v20.1.0/bin/node
    if (const auto version = Version::parse(part)) return "v" + version->text;
  return {};
}

}  // namespace e401::npm
