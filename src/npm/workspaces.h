// Is a folder a workspace of a project? As @npmcli/map-workspaces decides it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "npm/config.h"

namespace e401::npm {

struct WorkspaceAnswer {
  bool is_member = false;
  // npm dies: "workspaces" is no list, a member's package.json cannot be read, two members have one name.
  std::optional<ConfigError> error;
};

// root: folder of the package.json; package: its content; member: absolute path of the folder in question.
WorkspaceAnswer find_workspace(const base::ReadFiles& files, const std::string& root, const base::Json& package,
                               const std::string& member);

// The folders of all members below the root, sorted; at most limits::workspace_folders_looked_at_max folders are looked
// at, limits::workspace_depth_max levels deep where a pattern has "**". package: the root's package.json.
std::vector<std::string> workspace_folders(const base::ReadFiles& files, const std::string& root,
                                           const base::Json& package);

// Does a value of -w / --workspace choose this member? By its name, its folder, or the folder that it lies in (npm 12,
// lib/utils/get-workspaces.js). cwd: where npm was started.
bool is_chosen_workspace(std::string_view filter, std::string_view name, const std::string& folder,
                         const std::string& root, const std::string& cwd);

}  // namespace e401::npm
