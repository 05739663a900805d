// Sonatype Nexus Repository 3. whoami and ping answer 200 to nobody ("anonymous"), and a failed login is challenged on
// every route. Without the npm Bearer Token Realm every token is refused although npm login works. One token a user: a
// logout ends it everywhere.
#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

bool recognises(const npm::Url& url) {
  return has_path_part(url, "/repository/");
}

bool recognises_answer(const AnswerWords& a) {
  return says_in(a.challenge, "Sonatype Nexus") || a.server.starts_with("Nexus/") ||
         a.server.starts_with("Sonatype Nexus");
}

constexpr Saying sayings[]{
    {401, "sonatype nexus", Says::nobody_or_unknown, Mark::source},
    {401, "bad username or password", Says::wrong_password, Mark::source},
    {403, "", Says::no_write_right, Mark::source, Saying::When::writing},
    {403, "", Says::no_read_right, Mark::source, Saying::When::reading},
    {400, "does not allow updating assets", Says::version_exists, Mark::uncertain, Saying::When::writing},
    {404, "' not found", Says::absent, Mark::source},
};

std::vector<std::string> login(const npm::Url& registry, std::string_view scope) {
  return npm_login(registry, scope, "legacy");
}

}  // namespace

const HostFamily family_nexus{
    .id = "nexus",
    .name = "Nexus Repository",
    .recognises = recognises,
    .recognises_answer = recognises_answer,
    .hides_private = {false, Mark::source},
    .denies_with_401 = {false, Mark::source},
    .tells_bad_from_none = {false, Mark::source},
    .ignores_bad_when_public = {false, Mark::source},
    .whoami = {Has::yes, Mark::source},
    .ping = {Has::yes, Mark::source},
    .tokens = {Has::no, Mark::uncertain},
    .web_login = {Has::no, Mark::documented},
    .legacy_login = {Has::yes, Mark::source},
    .whoami_names_nobody = {true, Mark::source},
    .takes_bearer = {true, Mark::documented},
    .takes_basic = {true, Mark::documented},
    .read_right = "nx-repository-view-npm-REPO-read and -browse",
    .write_right = "nx-repository-view-npm-REPO-add and -edit, on a hosted repository",
    .lifetime = "no end of their own",
    .sayings = sayings,
    .url_shape = "https://HOST/repository/REPO/",
    .login = login,
};

}  // namespace e401::providers
