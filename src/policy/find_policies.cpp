// Which files: a project's own is found where its checkout keeps it, so that all members of a workspace have the same.
#include "base/limits.h"
#include "base/paths.h"
#include "policy/policies.h"

namespace e401::policy {
namespace {

constexpr std::string_view file_name = "e401.yaml";
constexpr std::string_view wrong_name = "e401.yml";

// The project, and the folders above it up to the one with .git; where none has it, the project alone.
std::vector<std::string> folders_of_checkout(const std::string& project, const base::ReadFiles& files) {
  std::vector<std::string> out;
  std::string folder = project;
  for (std::size_t i = 0; i < limits::parents_walked_max && folder.starts_with('/');
       ++i, folder = base::folder_of(folder)) {
    out.push_back(folder);
    if (files.info(base::in_folder(folder, ".git")).kind != base::FileInfo::Kind::missing) return out;
    if (folder == "/") break;
  }
  if (!out.empty()) out.resize(1);
  return out;
}

Policy unread(const std::string& path, std::string what, std::string help) {
  Policy policy;
  policy.path = path;
  policy.complaints.push_back({{path, 0, 0}, std::move(what), std::move(help)});
  return policy;
}

Policy read_policy(const std::string& path, const base::ReadFiles& files) {
  auto text = files.read(path, limits::yaml_file_max_bytes);
  if (text) return parse_policy(std::make_shared<const base::Source>(path, std::move(*text)));
  return unread(path, text.error().what, "");
}

}  // namespace

std::vector<Policy> find_policies(const npm::Config& config, const UserConfig& own,
                                  const std::vector<std::string>& named, const base::ReadFiles& files) {
  std::vector<std::string> paths;
  for (const std::string& folder : folders_of_checkout(config.local_prefix, files))
    if (const std::string path = base::in_folder(folder, file_name);
        files.info(path).kind != base::FileInfo::Kind::missing)
      paths.push_back(path);
  if (!own.policy.empty()) paths.push_back(own.policy);
  for (const std::string& path : named)
    paths.push_back(path.starts_with('/') ? path : base::in_folder(config.situation.cwd, path));
  std::vector<Policy> out;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    bool is_there = false;
    for (std::size_t k = 0; k < i; ++k) is_there = is_there || files.real_path(paths[k]) == files.real_path(paths[i]);
    if (!is_there) out.push_back(read_policy(paths[i], files));
  }
  // Two names for one file would be two files one day; but what is meant as a policy must not count for nothing in
  // silence.
  for (const std::string& folder : folders_of_checkout(config.local_prefix, files))
    if (const std::string path = base::in_folder(folder, wrong_name);
        files.info(path).kind != base::FileInfo::Kind::missing)
      out.push_back(unread(path, "only e401.yaml is read, not e401.yml", "rename it to e401.yaml"));
  return out;
}

}  // namespace e401::policy
