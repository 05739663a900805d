// GitHub Packages: npm.pkg.github.com, npm.NAME.ghe.com, and Enterprise Server by its path. It wants a token even for
// public packages, and says in words what it thinks of it. whoami needs no permission at all, so a 200 there proves the
// identity only.
#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

bool recognises(const npm::Url& url) {
  if (url.host == "npm.pkg.github.com" || url.path.starts_with("/_registry/npm")) return true;
  return host_below(url, ".ghe.com") && url.host.starts_with("npm.");
}

bool recognises_answer(const AnswerWords& a) {
  return says_in(a.body, "User cannot be authenticated with the token provided") ||
         says_in(a.body, "Permission permission_denied") || says_in(a.challenge, "GitHub Package Registry");
}

constexpr Saying sayings[]{
    {401, "authentication token not provided", Says::nobody, Mark::reported},
    {401, "user cannot be authenticated with the token provided", Says::unknown_credential, Mark::reported},
    {403, "does not match expected scopes", Says::lacks_permission, Mark::reported},
    {403, "requested installation does not exist", Says::wrong_owner, Mark::reported},
    {403, "permission_denied: read_package", Says::no_read_right, Mark::reported},
    {403, "installation not allowed to read", Says::no_read_right, Mark::reported},
    {403, "permission_denied: write_package", Says::no_write_right, Mark::reported},
    {403, "installation not allowed to write", Says::no_write_right, Mark::uncertain},
    {403, "installation not allowed to create", Says::no_write_right, Mark::uncertain},
    {404, "does not exist under owner", Says::absent, Mark::reported},
    {409, "cannot publish over existing version", Says::version_exists, Mark::reported},
};

std::vector<std::string> login(const npm::Url& registry, std::string_view scope) {
  return npm_login(registry, scope, "legacy");
}

}  // namespace

const HostFamily family_github{
    .id = "github",
    .name = "GitHub Packages",
    .recognises = recognises,
    .recognises_answer = recognises_answer,
    .shared_by_tenants = true,
    .hides_private = {false, Mark::reported},
    .denies_with_401 = {false, Mark::reported},
    .tells_bad_from_none = {true, Mark::reported},
    .ignores_bad_when_public = {false, Mark::reported},
    .whoami = {Has::yes, Mark::reported},
    .web_login = {Has::no, Mark::reported},
    .legacy_login = {Has::yes, Mark::documented},
    .takes_bearer = {true, Mark::documented},
    .token_page = "github.com, Settings, Developer settings, Personal access tokens, Tokens (classic)",
    .read_right = "read:packages",
    .write_right = "write:packages",
    .lifetime = "GITHUB_TOKEN: the job; classic tokens: as chosen",
    .sayings = sayings,
    .url_shape = "https://npm.pkg.github.com/",
    .login = login,
};

}  // namespace e401::providers
