// Does npm take a spec for a repository at a git host that it knows (hosted-git-info)? Those never reach a registry.
#pragma once

#include <string_view>

namespace e401::npm {

// "user/repo", "github:user/repo", "git@github.com:user/repo.git", "https://gitlab.com/user/repo", ... and not
// "https://github.com/user/repo/archive/x.tgz", which is an ordinary download. bad_fragment: npm throws on what follows
// "#".
struct HostedGit {
  bool is_hosted = false;
  bool bad_fragment = false;
};
HostedGit hosted_git(std::string_view spec);

// What follows "#" in a git spec: one committish, one semver: range, one path:; twice the same kind makes npm throw.
bool is_valid_git_fragment(std::string_view fragment);

}  // namespace e401::npm
