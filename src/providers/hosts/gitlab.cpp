// GitLab, gitlab.com or any other host: told by its API path. To nobody, and to somebody who is not a member, a private
// project is 404; a token it does not know is 401, even for a public project. There is neither whoami nor ping nor
// login.
#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

bool recognises(const npm::Url& url) {
  return url.host == "gitlab.com" || (has_path_part(url, "/api/v4/") && has_path_part(url, "/packages/npm"));
}

bool recognises_answer(const AnswerWords& a) {
  return says_in(a.body, "404 Project Not Found") || says_in(a.challenge, "realm=\"The API\"");
}

constexpr Saying sayings[]{
    {401, "token is expired", Says::expired, Mark::source},
    {401, "token was revoked", Says::revoked, Mark::source},
    {403, "insufficient_scope", Says::lacks_permission, Mark::source},
    {403, "already exists", Says::version_exists, Mark::source, Saying::When::writing},
    {403, "403 forbidden", Says::no_write_right, Mark::source, Saying::When::writing},
    {403, "403 forbidden", Says::no_read_right, Mark::source, Saying::When::reading},
    {401, "401 unauthorized", Says::nobody_or_unknown, Mark::source, Saying::When::writing},
    {401, "401 unauthorized", Says::unknown_credential, Mark::source, Saying::When::reading},  // nobody gets 404
    {404, "404 packages not found", Says::absent, Mark::source},
};

std::vector<std::string> login(const npm::Url& registry, std::string_view) {
  return config_set_token(registry);
}

// Documented: a personal, project or group access token may ask about itself.
std::string about_token(const npm::Url& registry) {
  const std::size_t api = registry.path.find("/api/v4/");
  if (api == std::string::npos) return {};
  npm::Url url = registry;
  url.username.clear();
  url.password.clear();
  url.path = registry.path.substr(0, api) + "/api/v4/personal_access_tokens/self";
  return url.href();
}

}  // namespace

const HostFamily family_gitlab{
    .id = "gitlab",
    .name = "GitLab package registry",
    .recognises = recognises,
    .recognises_answer = recognises_answer,
    .shared_by_tenants = true,
    .hides_private = {true, Mark::source},
    .denies_with_401 = {false, Mark::source},
    .tells_bad_from_none = {true, Mark::source},
    .ignores_bad_when_public = {false, Mark::source},
    .whoami = {Has::no, Mark::reported},
    .ping = {Has::no, Mark::reported},
    .tokens = {Has::no, Mark::source},
    .web_login = {Has::no, Mark::source},
    .legacy_login = {Has::no, Mark::source},
    .takes_bearer = {true, Mark::documented},
    .takes_basic = {true, Mark::source},
    .token_page = "GitLab, your avatar, Edit profile, Access tokens (or the project's Settings, Access tokens)",
    .read_right = "scope read_api or api (deploy token: read_package_registry), role Reporter or higher",
    .write_right = "scope api (deploy token: write_package_registry), role Developer or higher",
    .lifetime = "CI_JOB_TOKEN: the job; access tokens: one year at most by default",
    .sayings = sayings,
    .url_shape = "https://HOST/api/v4/projects/ID/packages/npm/",
    .about_token = about_token,
    .login = login,
};

}  // namespace e401::providers
