// A machine with npm's files, for the tests of npm/: what npm 12 (or another) makes of it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "npm/config.h"
#include "npm/credentials.h"
#include "support/memory_files.h"

namespace e401::npm {

struct Machine {
  support::MemoryFiles files;
  Situation situation;

  explicit Machine(std::string version = "12.2.0") {
    situation.npm = *Version::parse(version);
    situation.cwd = "/place/app";
    situation.home = "/home/kim";
    situation.node_path = "/usr/bin/node";
    situation.npm_root = "/usr/lib/node_modules/npm";
    situation.env = {{"HOME", "/home/kim"}};
    files.file("/place/app/package.json", "{}").directory("/home/kim");
  }
  Machine& user(std::string text) { return file("/home/kim/.npmrc", std::move(text)); }
  Machine& project(std::string text) { return file("/place/app/.npmrc", std::move(text)); }
  Machine& global(std::string text) { return file("/usr/etc/npmrc", std::move(text)); }
  Machine& file(const std::string& path, std::string text) {
    files.file(path, std::move(text));
    return *this;
  }
  Machine& env(std::string name, std::string value) {
    situation.env.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  Machine& argv(std::vector<std::string> words) {
    situation.argv = std::move(words);
    return *this;
  }
  Machine& in(std::string folder) {
    situation.cwd = std::move(folder);
    files.directory(situation.cwd);
    return *this;
  }
  Config load() const { return load_config(situation, files); }
};

inline std::string text_of(const Config& config, std::string_view key) {
  return config.get(key).to_string();
}

// "Bearer x", "Basic ...", "" for none.
inline std::string header_for(const Config& config, std::string_view url, std::string_view spec = {}) {
  const auto parsed = parse_url(url);
  const Decision d = credential_for_request(config, *parsed, spec.empty() ? PackageSpec{} : *parse_spec(spec));
  return d.sent ? d.sent->authorization.reveal() : std::string();
}

}  // namespace e401::npm
