// Azure Artifacts (Azure DevOps Services and Server). Basic with any user name and a personal access token, or a Bearer
// token of Entra or of the build. Its refusals have no body; the challenge tells nobody (with TFS-Federated) from a
// dead token (Basic alone). The realm names pkgsprod*.pkgs.visualstudio.com whatever the feed is.
#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

bool recognises(const npm::Url& url) {
  return url.host == "pkgs.dev.azure.com" || host_below(url, ".pkgs.visualstudio.com") ||
         has_path_part(url, "/_packaging/");
}

bool recognises_answer(const AnswerWords& a) {
  return says_in(a.challenge, "TFS-Federated") || says_in(a.challenge, ".pkgs.visualstudio.com") ||
         says_in(a.body, "FeedNeedsPermissionsException");
}

constexpr Saying sayings[]{
    {401, "tfs-federated", Says::nobody_or_unknown, Mark::reported},  // the triple was seen with a wrong token, too
    {401, "pkgs.visualstudio.com", Says::unknown_credential, Mark::reported},
    {403, "need to have 'readpackages'", Says::no_read_right, Mark::reported},
    {403, "need to have 'addpackage'", Says::no_write_right, Mark::uncertain},
    {403, "already contains", Says::version_exists, Mark::uncertain, Saying::When::writing},
    {404, "could not be found in the feed", Says::absent, Mark::uncertain},
};

std::vector<std::string> login(const npm::Url&, std::string_view) {
  return {"npx ado-npm-auth", "vsts-npm-auth -config .npmrc   (Windows)"};
}

}  // namespace

const HostFamily family_azure{
    .id = "azure",
    .name = "Azure Artifacts",
    .recognises = recognises,
    .recognises_answer = recognises_answer,
    .shared_by_tenants = true,
    .hides_private = {false, Mark::reported},
    .denies_with_401 = {false, Mark::reported},
    .tells_bad_from_none = {true, Mark::reported},
    .whoami = {Has::no, Mark::uncertain},
    .ping = {Has::no, Mark::uncertain},
    .tokens = {Has::no, Mark::uncertain},
    .web_login = {Has::no, Mark::documented},
    .legacy_login = {Has::no, Mark::documented},
    .takes_bearer = {true, Mark::reported},
    .takes_basic = {true, Mark::documented},
    .token_page = "dev.azure.com, User settings, Personal access tokens, New Token",
    .read_right = "Packaging (Read)",
    .write_right = "Packaging (Read & write)",
    .lifetime = "personal access tokens: as chosen; Entra tokens about an hour; build tokens: the job",
    .sayings = sayings,
    .url_shape = "https://pkgs.dev.azure.com/ORG/_packaging/FEED/npm/registry/",
    .login = login,
};

}  // namespace e401::providers
