#include "cli/source_root.h"

#include "base/limits.h"

namespace e401::cli {
namespace {

bool lies_in(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder == "/" ? folder : folder + "/");
}

std::string without_last_slash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

// The folder as the project's own path spells it: a runner's workspace may be reached through a link. "" if the project
// does not lie in it.
std::string as_project_spells(const std::string& folder, const std::string& project, const base::ReadFiles& files) {
  if (lies_in(project, folder)) return folder;
  const std::string real_folder = files.real_path(folder), real_project = files.real_path(project);
  if (!lies_in(real_project, real_folder)) return {};
  const std::string rest = real_project.substr(real_folder.size());
  return project.ends_with(rest) ? project.substr(0, project.size() - rest.size()) : std::string();
}

}  // namespace

std::string source_root(const world::Environment& environment, const base::ReadFiles& files,
                        const std::string& project) {
  const std::string* workspace = environment.find("GITHUB_WORKSPACE");
  if (workspace && workspace->starts_with('/'))
    if (std::string root = as_project_spells(without_last_slash(*workspace), project, files); !root.empty())
      return root;
  std::string folder = project;
  for (std::size_t i = 0; i < limits::parents_walked_max && folder.size() > 1; ++i) {
    if (files.info(folder + "/.git").kind != base::FileInfo::Kind::missing) return folder;
    folder.erase(folder.rfind('/'));
  }
  return project;
}

}  // namespace e401::cli
