// Cloudsmith. Little of what it answers is established; entitlement tokens only read, and vendors sell access by them.
#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

bool recognises(const npm::Url& url) {
  return url.host == "npm.cloudsmith.io" || url.host == "npm.cloudsmith.com" || url.host == "dl.cloudsmith.io";
}

constexpr Saying sayings[]{
    {403, "quarantined", Says::policy, Mark::reported},
    {401, "credentials were not provided", Says::nobody, Mark::uncertain},
    {401, "invalid api key", Says::unknown_credential, Mark::uncertain},
    {403, "do not have permission", Says::lacks_permission, Mark::uncertain},
};

std::vector<std::string> login(const npm::Url& registry, std::string_view scope) {
  return npm_login(registry, scope, "legacy");
}

}  // namespace

const HostFamily family_cloudsmith{
    .id = "cloudsmith",
    .name = "Cloudsmith",
    .recognises = recognises,
    .shared_by_tenants = true,
    .hides_private = {true, Mark::uncertain},
    .tells_bad_from_none = {true, Mark::uncertain},
    .legacy_login = {Has::yes, Mark::documented},
    .takes_bearer = {true, Mark::documented},
    .token_page = "cloudsmith.io, your user, API Settings",
    .read_right = "an entitlement token, or read access to the repository",
    .write_right = "Write privilege on the repository",
    .lifetime = "API keys until they are refreshed; OIDC tokens are short",
    .sayings = sayings,
    .url_shape = "https://npm.cloudsmith.io/OWNER/REPO/",
    .login = login,
};

}  // namespace e401::providers
