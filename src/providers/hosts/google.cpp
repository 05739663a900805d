// Google Artifact Registry. It answers 403 to nobody and 401 to a dead token: a 403 does not mean that a token was
// accepted.
#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

bool recognises(const npm::Url& url) {
  return url.host.ends_with("-npm.pkg.dev");
}

constexpr Saying sayings[]{
    {401, "", Says::unknown_credential, Mark::reported},
    {403, "artifactregistry.repositories.downloadartifacts", Says::no_read_right, Mark::reported},
    {403, "artifactregistry.repositories.uploadartifacts", Says::no_write_right, Mark::uncertain},
};

std::vector<std::string> login(const npm::Url&, std::string_view) {
  return {"npx google-artifactregistry-auth --repo-config=./.npmrc --credential-config=~/.npmrc"};
}

std::string token_command(const npm::Url&) {
  return "gcloud auth print-access-token";
}

}  // namespace

const HostFamily family_google{
    .id = "google",
    .name = "Google Artifact Registry",
    .recognises = recognises,
    .shared_by_tenants = true,
    .tells_bad_from_none = {true, Mark::reported},
    .whoami = {Has::unknown, Mark::uncertain},
    .web_login = {Has::no, Mark::uncertain},
    .legacy_login = {Has::no, Mark::uncertain},
    .takes_bearer = {true, Mark::documented},
    .takes_basic = {true, Mark::documented},
    .read_right = "roles/artifactregistry.reader",
    .write_right = "roles/artifactregistry.writer",
    .lifetime = "access tokens: 60 minutes",
    .sayings = sayings,
    .url_shape = "https://LOCATION-npm.pkg.dev/PROJECT/REPO/",
    .login = login,
    .token_command = token_command,
};

}  // namespace e401::providers
