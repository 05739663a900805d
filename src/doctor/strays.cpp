#include "doctor/strays.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "npm/rc_file.h"
#include "rules/lens.h"

namespace e401::doctor {
namespace {

using rules::StrayFile;

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : slash == std::string::npos ? "" : path.substr(0, slash);
}

// ".npmc", "npmrc", ".npmrc.txt", "_npmrc", ".nprmc", ".npmrc.bak": close to the real name, and not the real name.
bool looks_like_npmrc(std::string_view name) {
  if (name == ".npmrc" || name.size() > 24) return false;
  const std::string lower = base::ascii_lower(name);
  if (lower.find("npmrc") != std::string::npos) return true;
  return name.size() >= 5 && name.size() <= 8 && base::edit_distance(lower, ".npmrc", 2) <= 2;
}

class Finder {
 public:
  Finder(const npm::Config& config, const base::ReadFiles& files) : files_(files) {
    for (const npm::LayerData& layer : config.layers)
      if (layer.status == npm::LayerData::Status::read) read_.insert(layer.path);
  }

  void look_alikes(const std::string& folder, const std::string& read_instead) {
    if (folder.empty()) return;
    for (const std::string& name : files_.list(folder))
      if (looks_like_npmrc(name)) add(folder + "/" + name, StrayFile::Why::wrong_name, read_instead);
  }

  void add(const std::string& path, StrayFile::Why why, const std::string& read_instead) {
    if (read_.contains(path) || !seen_.insert(path).second) return;
    const base::FileInfo info = files_.info(path);
    if (info.kind != base::FileInfo::Kind::file) return;
    auto read = npm::read_rc_file(files_, path);
    if (!read) return;
    auto document = std::make_shared<const npm::RcDocument>(std::move(*read));
    if (rules::credential_lines(*document).empty()) return;
    found.push_back({why, std::move(document), read_instead});
  }

  // R-16 from the other side: started in the root, npm reads no member's file either.
  void members(const std::vector<rules::PackageFile>& packages, const std::string& read_instead) {
    for (const rules::PackageFile& package : packages)
      add(parent_of(package.path) + "/.npmrc", StrayFile::Why::workspace_member, read_instead);
  }

  std::vector<StrayFile> found;

 private:
  const base::ReadFiles& files_;
  std::set<std::string> read_, seen_;
};

// R-15, whatever --prefix and -g say: the project that the person stands in.
std::string folder_of_project(const std::string& cwd, const base::ReadFiles& files) {
  std::string folder = cwd;
  for (std::size_t i = 0; i < limits::parents_walked_max && !folder.empty() && folder != "/";
       ++i, folder = parent_of(folder)) {
    if (files.info(folder + "/package.json").kind == base::FileInfo::Kind::file) return folder;
    if (files.info(folder + "/node_modules").kind == base::FileInfo::Kind::directory) return folder;
  }
  return cwd;
}

}  // namespace

std::vector<rules::StrayFile> find_strays(const npm::Config& config, const std::vector<rules::PackageFile>& members,
                                          const base::ReadFiles& files) {
  Finder finder(config, files);
  const std::string& home = config.situation.home;
  const std::string& cwd = config.situation.cwd;
  const std::string user_rc = config.layer(npm::Layer::user).path;
  const npm::LayerData& project = config.layer(npm::Layer::project);
  const std::string project_rc = config.local_prefix + "/.npmrc";

  if (!config.ignored_workspace_rc.empty())
    finder.add(config.ignored_workspace_rc, StrayFile::Why::workspace_member, project_rc);
  const bool is_global = project.source.starts_with("(global mode");
  if (is_global) finder.add(folder_of_project(cwd, files) + "/.npmrc", StrayFile::Why::project_in_global_mode, user_rc);
  if (project.status == npm::LayerData::Status::ignored && project_rc != user_rc)
    finder.add(project_rc, StrayFile::Why::project_in_global_mode, user_rc);
  if (!is_global) finder.members(members, project_rc);
  if (!home.empty() && user_rc != home + "/.npmrc")
    finder.add(home + "/.npmrc", StrayFile::Why::home_not_read, user_rc);

  finder.look_alikes(config.local_prefix, project_rc);
  if (cwd != config.local_prefix) {
    finder.look_alikes(cwd, project_rc);
    finder.add(cwd + "/.npmrc", StrayFile::Why::parent_folder, project_rc);
  }
  if (home != config.local_prefix) finder.look_alikes(home, user_rc);
  if (!home.empty()) {
    finder.add(home + "/.config/npm/npmrc", StrayFile::Why::wrong_name, user_rc);
    finder.add(home + "/.config/.npmrc", StrayFile::Why::wrong_name, user_rc);
    finder.add(home + "/.npm/.npmrc", StrayFile::Why::wrong_name, user_rc);
  }
  std::string folder = parent_of(config.local_prefix);
  for (std::size_t i = 0; i < limits::parents_walked_max && !folder.empty() && folder != "/" && folder != home;
       ++i, folder = parent_of(folder))
    finder.add(folder + "/.npmrc", StrayFile::Why::parent_folder, project_rc);
  return std::move(finder.found);
}

}  // namespace e401::doctor
