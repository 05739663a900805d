// Filing a token where npm looks for it, in the user's own npmrc.
#pragma once

#include "account/login.h"
#include "account/obtain.h"

namespace e401::account {

// The registry as it is to be used: with its last "/" where we are free to say how it is written (given on the command
// line, or mapped to a scope by us).
std::string registry_to_use(const LoginRequest& request);

// The key prefixes ("//host/path/") that the new token goes under.
std::vector<std::string> prefixes_for(const npm::Url& registry);

struct FilingPlan {
  std::vector<findings::FileChange> changes;
  std::vector<Filed> filed;
  std::vector<std::string> removed_keys;
};
base::Result<FilingPlan> plan_filing(const npm::Config& config, const std::string& registry, const std::string& scope,
                                     const Obtained& obtained);

}  // namespace e401::account
