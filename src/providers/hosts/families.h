// The list of host families: one file each, named here so that hosts.cpp can list them by hand.
#pragma once

#include "base/text.h"
#include "providers/hosts.h"

namespace e401::providers {

extern const HostFamily family_npmjs, family_github, family_gitlab, family_azure, family_codeartifact, family_google,
    family_artifactory, family_nexus, family_gitea, family_cloudsmith, family_verdaccio, family_generic;
std::span<const HostFamily* const> vendor_families();  // small ones, hosts/vendors.cpp

// --- helpers of the family files ---
inline bool has_path_part(const npm::Url& url, std::string_view part) {
  return url.path.find(part) != std::string::npos;
}
inline bool host_below(const npm::Url& url, std::string_view domain) {  // domain begins with "."
  return url.host.size() > domain.size() && url.host.ends_with(domain);
}
inline bool says_in(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

// "npm login --registry=URL --scope=@x", in the given auth type ("" npm's default).
std::vector<std::string> npm_login(const npm::Url& registry, std::string_view scope, std::string_view auth_type);
// "npm config set //host/path/:_authToken=TOKEN --location=user", one a key.
std::vector<std::string> config_set_token(const npm::Url& registry);

}  // namespace e401::providers
