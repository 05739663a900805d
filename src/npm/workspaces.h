// Is a folder a workspace of a project? As @npmcli/map-workspaces decides it, for one folder instead of all of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "npm/config.h"

namespace e401::npm {

struct WorkspaceAnswer {
  bool is_member = false;
  std::optional<ConfigError> error;  // npm dies: "workspaces" is no list
};

// root: folder of the package.json; package: its content; member: absolute path of the folder in question.
// Not looked at: whether another workspace has the same name or a broken package.json (npm would die of either).
WorkspaceAnswer is_workspace(const base::ReadFiles& files, const std::string& root, const base::Json& package,
                             const std::string& member);

}  // namespace e401::npm
