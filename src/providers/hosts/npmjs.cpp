// npm's own registry. It hides: a private package, a scope one may not see and a publish with a dead token are all 404.
// A dead token still reads everything public; only the header npm-notice tells, and that one also comes for names that
// are merely absent, so it proves nothing without a whoami that is refused.
#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

bool recognises(const npm::Url& url) {
  // Yarn's name for the same registry: an alias, but a key for one name is not sent to the other.
  return url.host == npm::public_registry_host() || url.host == "registry.yarnpkg.com";
}

constexpr Saying sayings[]{
    {403, "two-factor authentication or granular access token with bypass 2fa", Says::second_factor, Mark::reported},
    {403, "do not have permission to publish", Says::no_write_right, Mark::reported},
    {403, "may not perform that action with these credentials", Says::lacks_permission, Mark::uncertain},
    {403, "cannot publish over the previously published", Says::version_exists, Mark::reported},
    {401, "must be logged in to publish", Says::nobody, Mark::uncertain, Saying::When::writing},
    {402, "", Says::needs_plan, Mark::documented},
};

std::vector<std::string> login(const npm::Url& registry, std::string_view scope) {
  return npm_login(registry, scope, "");
}

}  // namespace

const HostFamily family_npmjs{
    .id = "npmjs",
    .name = "the public npm registry",
    .recognises = recognises,
    .hides_private = {true, Mark::reported},
    .tells_bad_from_none = {false, Mark::reported},
    .ignores_bad_when_public = {true, Mark::reported},
    .whoami = {Has::yes, Mark::documented},
    .ping = {Has::yes, Mark::source},
    .tokens = {Has::yes, Mark::documented},
    .web_login = {Has::yes, Mark::source},
    .legacy_login = {Has::yes, Mark::documented},
    .takes_bearer = {true, Mark::documented},
    .token_page = "www.npmjs.com, Access Tokens, Generate New Token, Granular Access Token",
    .read_right = "Packages and scopes: Read-only, for this package or its scope",
    .write_right = "Packages and scopes: Read and write, for this package or its scope; in CI trusted publishing",
    .lifetime = "npm login: two hours; granular tokens with write permission: 90 days at most",
    .sayings = sayings,
    .url_shape = "https://REGISTRY/",
    .login = login,
};

}  // namespace e401::providers
