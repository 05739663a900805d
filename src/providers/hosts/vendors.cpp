// Smaller hosts, of which little more is known than their names, and the family of whatever is none of them.
#include <array>

#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

std::vector<std::string> legacy(const npm::Url& registry, std::string_view scope) {
  return npm_login(registry, scope, "legacy");
}
std::vector<std::string> by_hand(const npm::Url& registry, std::string_view) {
  return config_set_token(registry);
}
std::vector<std::string> any_login(const npm::Url& registry, std::string_view scope) {
  return npm_login(registry, scope, "");
}

const HostFamily gemfury{
    .id = "gemfury",
    .name = "Gemfury",
    .recognises = [](const npm::Url& u) { return u.host == "npm.fury.io" || u.host == "npm-proxy.fury.io"; },
    .shared_by_tenants = true,
    .takes_bearer = {true, Mark::reported},
    .url_shape = "https://npm.fury.io/NAMESPACE/",
    .login = legacy,
};

const HostFamily bytesafe{
    .id = "bytesafe",
    .name = "Bytesafe",
    .recognises = [](const npm::Url& u) { return host_below(u, ".bytesafe.dev"); },
    .takes_bearer = {true, Mark::reported},
    .url_shape = "https://ORG.bytesafe.dev/r/REGISTRY/",
    .login = legacy,
};

constexpr Saying cnpm_sayings[]{
    {401, "login first", Says::nobody, Mark::source},
    {401, "invalid token", Says::unknown_credential, Mark::source},
    {401, "token expired", Says::expired, Mark::source},
    {403, "is not authorized to access", Says::no_read_right, Mark::source},
    {403, "not authorized to modify", Says::no_write_right, Mark::source},
    {404, "[not_found]", Says::absent, Mark::source},
};
const HostFamily cnpmcore{
    .id = "cnpmcore",
    .name = "cnpmcore",
    .recognises = [](const npm::Url& u) { return u.host == "registry.npmmirror.com"; },
    .recognises_answer =
        [](const AnswerWords& a) { return says_in(a.body, "[UNAUTHORIZED] ") || says_in(a.body, "[FORBIDDEN] "); },
    .tells_bad_from_none = {true, Mark::source},
    .whoami = {Has::yes, Mark::source},
    .ping = {Has::yes, Mark::source},
    .tokens = {Has::yes, Mark::source},
    .web_login = {Has::no, Mark::reported},
    .legacy_login = {Has::yes, Mark::source},
    .takes_bearer = {true, Mark::source},
    .sayings = cnpm_sayings,
    .url_shape = "https://registry.npmmirror.com/",
    .login = legacy,
};

const HostFamily bitbucket{
    .id = "bitbucket",
    .name = "Bitbucket Packages",
    .recognises = [](const npm::Url& u) { return u.host == "npm.apkg.io"; },
    .shared_by_tenants = true,
    .takes_bearer = {false, Mark::documented},
    .takes_basic = {true, Mark::documented},
    .token_page = "id.atlassian.com, Security, API tokens",
    .url_shape = "https://npm.apkg.io/WORKSPACE/",
    .login = by_hand,
};

const HostFamily jsr{
    .id = "jsr",
    .name = "JSR",
    .recognises = [](const npm::Url& u) { return u.host == "npm.jsr.io"; },
    .takes_bearer = {false, Mark::documented},
    .takes_basic = {false, Mark::documented},
    .url_shape = "https://npm.jsr.io/",
    .login = nullptr,
};

const HostFamily fontawesome{
    .id = "fontawesome",
    .name = "Font Awesome",
    .recognises = [](const npm::Url& u) { return u.host == "npm.fontawesome.com"; },
    .takes_bearer = {true, Mark::reported},
    .token_page = "fontawesome.com, your account, Tokens",
    .lifetime = "while the subscription is paid",
    .url_shape = "https://npm.fontawesome.com/",
    .login = by_hand,
};

constexpr std::array<const HostFamily*, 6> vendors{&gemfury, &bytesafe, &cnpmcore, &bitbucket, &jsr, &fontawesome};

}  // namespace

const HostFamily family_generic{
    .id = "generic",
    .name = "this registry",
    .takes_bearer = {true, Mark::uncertain},
    .takes_basic = {true, Mark::uncertain},
    .url_shape = "https://HOST/PATH/",
    .login = any_login,
};

std::span<const HostFamily* const> vendor_families() {
  return vendors;
}

}  // namespace e401::providers
