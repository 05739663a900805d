// JFrog Artifactory, in the cloud (NAME.jfrog.io) and at home (told by /api/npm/). API keys count as Basic only; sent
// as Bearer they are "Props Authentication Token not found". whoami needs no right on the repository.
#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

bool recognises(const npm::Url& url) {
  return host_below(url, ".jfrog.io") || has_path_part(url, "/api/npm/");
}

bool recognises_answer(const AnswerWords& a) {
  return says_in(a.challenge, "Artifactory Realm");
}

constexpr Saying sayings[]{
    {401, "token failed verification: expired", Says::expired, Mark::reported},
    {401, "token failed verification", Says::unknown_credential, Mark::reported},
    {401, "props authentication token not found", Says::unknown_credential, Mark::reported},
    {401, "bad credentials", Says::wrong_password, Mark::reported},
    {401, "authentication is required", Says::nobody, Mark::uncertain},
    {403, "packages curation service", Says::policy, Mark::source},   // jfrog-cli-security reads these words
    {403, "download blocking policy", Says::policy, Mark::reported},  // Xray
    {403, "needs delete permission", Says::version_exists, Mark::uncertain, Saying::When::writing},
    {403, "forbidden", Says::no_write_right, Mark::reported, Saying::When::writing},
    {403, "forbidden", Says::no_read_right, Mark::reported, Saying::When::reading},
    {404, "document not found", Says::absent, Mark::uncertain},
};

std::vector<std::string> login(const npm::Url& registry, std::string_view scope) {
  return npm_login(registry, scope, "");
}

}  // namespace

const HostFamily family_artifactory{
    .id = "artifactory",
    .name = "JFrog Artifactory",
    .recognises = recognises,
    .recognises_answer = recognises_answer,
    .hides_private = {false, Mark::reported},
    .denies_with_401 = {false, Mark::reported},
    .tells_bad_from_none = {true, Mark::uncertain},
    .whoami = {Has::yes, Mark::reported},
    .ping = {Has::yes, Mark::uncertain},
    .web_login = {Has::unknown, Mark::uncertain},
    .legacy_login = {Has::yes, Mark::documented},
    .takes_bearer = {true, Mark::reported},
    .takes_basic = {true, Mark::documented},
    .token_page =
        "JFrog Platform, your user name, Edit Profile, Generate an Identity Token (or Set Me Up on the repository)",
    .read_right = "Read on the repository",
    .write_right = "Deploy/Cache on the repository",
    .sayings = sayings,
    .url_shape = "https://HOST/artifactory/api/npm/REPO/",
    .login = login,
};

}  // namespace e401::providers
