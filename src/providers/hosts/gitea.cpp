// Gitea, Forgejo, Codeberg. A good token without the right gets 401 like a dead one, so 401 cannot tell them apart;
// most versions have neither whoami nor ping nor login.
#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

bool recognises(const npm::Url& url) {
  return url.host == "gitea.com" || url.host == "codeberg.org" ||
         (has_path_part(url, "/api/packages/") && has_path_part(url, "/npm"));
}

bool recognises_answer(const AnswerWords& a) {
  return says_in(a.challenge, "Gitea Package API") || a.body == "reqPackageAccess";
}

constexpr Saying sayings[]{
    {401, "", Says::nobody_or_unknown, Mark::source},
    {403, "reqtoken", Says::lacks_permission, Mark::source},
    {403, "no permission to upload this package", Says::no_write_right, Mark::source},
    {409, "", Says::version_exists, Mark::source, Saying::When::writing},
};

std::vector<std::string> login(const npm::Url& registry, std::string_view) {
  return config_set_token(registry);
}

}  // namespace

const HostFamily family_gitea{
    .id = "gitea",
    .name = "Gitea or Forgejo",
    .recognises = recognises,
    .recognises_answer = recognises_answer,
    .shared_by_tenants = true,
    .hides_private = {false, Mark::source},
    .denies_with_401 = {true, Mark::source},
    .tells_bad_from_none = {false, Mark::uncertain},
    .whoami = {Has::no, Mark::source},
    .ping = {Has::no, Mark::source},
    .tokens = {Has::no, Mark::source},
    .web_login = {Has::no, Mark::source},
    .legacy_login = {Has::no, Mark::source},
    .takes_bearer = {true, Mark::source},
    .takes_basic = {true, Mark::source},
    .token_page = "your avatar, Settings, Applications, Manage Access Tokens, Generate New Token",
    .read_right = "package: Read",
    .write_right = "package: Read and Write",
    .sayings = sayings,
    .url_shape = "https://HOST/api/packages/OWNER/npm/",
    .login = login,
};

}  // namespace e401::providers
