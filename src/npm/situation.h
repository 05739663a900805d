// What npm would find around it, without starting it: its own package folder and version, the node it runs in, home.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "npm/config.h"

namespace e401::npm {

// Finds npm and node on PATH by links and package.json; never through relative PATH entries or a project's
// node_modules. argv: npm's arguments. Where no npm is found, npm 12 is assumed and Version::assumed says so.
Situation situation_of(std::vector<std::pair<std::string, std::string>> env, std::string cwd, std::string passwd_home,
                       std::vector<std::string> argv, const base::ReadFiles& files);

// "v24.20.0", told from the files beside the binary; "" where nothing tells it. node is not started.
std::string node_version_of(const std::string& node_path, const base::ReadFiles& files);

}  // namespace e401::npm
