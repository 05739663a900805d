// The person's own configuration of e401: $XDG_CONFIG_HOME/e401/config.yaml, else ~/.config/e401/config.yaml.
//
//     trusted-hosts:            # a credential may go here though only a project's files name it
//       - npm.acme.example
//       - gitlab.example/api/v4/projects/42/
//     policy: ~/acme/e401.yaml  # the organisation's file, for every project; relative to this file's folder
//
// It speaks for the person, so it must be theirs: it belongs to them, nobody else can write it or put another in its
// place, and it does not lie in the project. Else, and where anything in it is not understood, all of it is left out of
// account and said to be.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "npm/config.h"
#include "policy/trusted_hosts.h"
#include "policy/yaml.h"

namespace e401::policy {

struct UserConfig {
  std::string path;
  std::shared_ptr<const base::Source> source;  // nullptr: there is none, or it was not read
  TrustedHosts trusted;
  std::string policy;                 // absolute path of a policy that holds in every project; "" none
  std::vector<Complaint> complaints;  // not empty: nothing of it that widens counts
};

// "" where there is neither XDG_CONFIG_HOME nor a home.
std::string user_config_path(const npm::Situation& situation);

UserConfig read_user_config(const npm::Config& config, const base::ReadFiles& files);

}  // namespace e401::policy
