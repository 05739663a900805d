// Verdaccio 5 and 6, under any host name: told by its challenge, its words, or its default port. A token it cannot read
// counts as nobody: the refusal is the same, and whoami answers 200 {} to both. Logging out revokes nothing.
#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

bool recognises(const npm::Url& url) {
  return url.port == "4873";
}

bool recognises_answer(const AnswerWords& a) {
  return a.challenge == "Basic, Bearer" || says_in(a.body, "authorization required to access package") ||
         says_in(a.body, "authorization required to publish package") ||
         says_in(a.body, "is not allowed to access package") || says_in(a.body, "is not allowed to publish package") ||
         says_in(a.body, "no such package available");
}

constexpr Saying sayings[]{
    {401, "authorization required to", Says::nobody_or_unknown, Mark::observed},
    {401, "unauthorized access", Says::wrong_password, Mark::observed},
    {403, "is not allowed to access package", Says::no_read_right, Mark::source},
    {403, "is not allowed to publish package", Says::no_write_right, Mark::observed},
    {403, "is not allowed to unpublish package", Says::no_write_right, Mark::source},
    {404, "no such package available", Says::absent, Mark::observed},
    {409, "this package is already present", Says::version_exists, Mark::source},
};

std::vector<std::string> login(const npm::Url& registry, std::string_view scope) {
  return npm_login(registry, scope, "");
}

}  // namespace

const HostFamily family_verdaccio{
    .id = "verdaccio",
    .name = "Verdaccio",
    .recognises = recognises,
    .recognises_answer = recognises_answer,
    .hides_private = {false, Mark::observed},
    .denies_with_401 = {false, Mark::observed},
    .tells_bad_from_none = {false, Mark::observed},
    .ignores_bad_when_public = {true, Mark::source},
    .whoami = {Has::yes, Mark::observed},
    .ping = {Has::yes, Mark::observed},
    .tokens = {Has::yes, Mark::observed},
    .web_login = {Has::no, Mark::observed},
    .legacy_login = {Has::yes, Mark::observed},
    .whoami_names_nobody = {true, Mark::observed},
    .takes_bearer = {true, Mark::observed},
    .takes_basic = {true, Mark::observed},
    .read_right = "your user or group in `access` of the package's pattern in config.yaml",
    .write_right = "your user or group in `publish` of the package's pattern in config.yaml",
    .lifetime = "old tokens have no end; JWTs as security.api.jwt.sign.expiresIn says",
    .sayings = sayings,
    .url_shape = "http://HOST:4873/",
    .login = login,
};

}  // namespace e401::providers
