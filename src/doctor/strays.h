// Files that look like an npmrc with credentials or routes in them, and that npm does not read: the wrong name, a
// parent folder, the home file when userconfig points elsewhere, a workspace member's, the project's in global mode.
#pragma once

#include <vector>

#include "npm/config.h"
#include "rules/facts.h"

namespace e401::doctor {

std::vector<rules::StrayFile> find_strays(const npm::Config& config, const std::vector<rules::PackageFile>& members,
                                          const base::ReadFiles& files);

}  // namespace e401::doctor
