// AWS CodeArtifact. Tokens live twelve hours at most and cannot be read; refusals of none, bad and expired are the
// same, so only time tells. ping needs the token and the right to read, which makes it the vendor's own check.
#include "base/shell.h"
#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

bool recognises(const npm::Url& url) {
  return has_path_part(url, "/npm/") && url.host.find(".d.codeartifact.") != std::string::npos;
}

constexpr Saying sayings[]{
    {401, "", Says::nobody_or_unknown, Mark::reported},
    {403, "codeartifact:readfromrepository", Says::no_read_right, Mark::uncertain},
    {403, "codeartifact:publishpackageversion", Says::no_write_right, Mark::uncertain},
    {403, "is not authorized to perform", Says::lacks_permission, Mark::uncertain},
};

// DOMAIN-ACCOUNT.d.codeartifact.REGION.amazonaws.com
std::string domain_options(const npm::Url& url) {
  const std::string_view label = std::string_view(url.host).substr(0, url.host.find('.'));
  const std::size_t dash = label.rfind('-');
  static constexpr std::string_view service = ".codeartifact.";
  const std::size_t region_at = url.host.find(service) + service.size();
  std::string out = " --domain " + base::shell_word(label.substr(0, dash));
  if (dash != std::string_view::npos) out += " --domain-owner " + base::shell_word(label.substr(dash + 1));
  return out + " --region " + base::shell_word(url.host.substr(region_at, url.host.find('.', region_at) - region_at));
}

std::string token_command(const npm::Url& url) {
  return "aws codeartifact get-authorization-token" + domain_options(url) + " --query authorizationToken --output text";
}

// HOST/npm/REPO/
std::vector<std::string> login(const npm::Url& url, std::string_view scope) {
  const std::string path = url.path.starts_with("/npm/") ? url.path.substr(5) : std::string();
  std::string repository = path.substr(0, path.find('/'));
  if (repository.empty()) repository = "REPOSITORY";
  std::string command =
      "aws codeartifact login --tool npm" + domain_options(url) + " --repository " + base::shell_word(repository);
  if (!scope.empty()) command += " --namespace " + base::shell_word(scope);  // else it changes the default registry
  return {command};
}

}  // namespace

const HostFamily family_codeartifact{
    .id = "codeartifact",
    .name = "AWS CodeArtifact",
    .recognises = recognises,
    .tells_bad_from_none = {false, Mark::reported},
    .whoami = {Has::no, Mark::documented},
    .ping = {Has::yes, Mark::documented},
    .tokens = {Has::no, Mark::documented},
    .web_login = {Has::no, Mark::documented},
    .legacy_login = {Has::no, Mark::documented},
    .takes_bearer = {true, Mark::documented},
    .takes_basic = {true, Mark::reported},
    .read_right = "codeartifact:GetAuthorizationToken, sts:GetServiceBearerToken and codeartifact:ReadFromRepository",
    .write_right = "codeartifact:PublishPackageVersion and codeartifact:PutPackageMetadata",
    .lifetime = "twelve hours at most",
    .sayings = sayings,
    .url_shape = "https://DOMAIN-ACCOUNT.d.codeartifact.REGION.amazonaws.com/npm/REPO/",
    .login = login,
    .token_command = token_command,
};

}  // namespace e401::providers
