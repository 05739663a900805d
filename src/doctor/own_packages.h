// The package.json files of this project beside the root's: its workspaces, and what a publish is about.
#pragma once

#include <vector>

#include "base/files.h"
#include "rules/facts.h"

namespace e401::doctor {

// facts: config and package_json filled in.
std::vector<rules::PackageFile> read_members(const base::ReadFiles& files, const rules::Facts& facts);

// The packages of `npm publish`: those that -w, --workspaces or the folder npm stands in choose among facts.members, or
// the folder that the command names. Empty: the project's own.
std::vector<rules::PackageFile> read_published(const base::ReadFiles& files, const rules::Facts& facts);

}  // namespace e401::doctor
