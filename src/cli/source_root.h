// What code scanning and annotations measure file names from: the checkout, as GitHub knows it, else the git work tree,
// else the project.
#pragma once

#include <string>

#include "base/files.h"
#include "world/environment.h"

namespace e401::cli {

// An absolute path, spelled so that the project's own path begins with it.
std::string source_root(const world::Environment& environment, const base::ReadFiles& files,
                        const std::string& project);

}  // namespace e401::cli
