// Looking families up, and what is said the same way everywhere. The list is kept by hand; families that are told by
// their address come before those that are told by an answer only.
#include "providers/hosts.h"

#include <array>

#include "base/shell.h"
#include "base/text.h"
#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

const std::vector<const HostFamily*>& list() {
  static const std::vector<const HostFamily*> families = [] {
    std::vector<const HostFamily*> out{&family_npmjs,        &family_github, &family_gitlab,      &family_azure,
                                       &family_codeartifact, &family_google, &family_artifactory, &family_gitea,
                                       &family_cloudsmith,   &family_nexus,  &family_verdaccio};
    for (const HostFamily* vendor : vendor_families()) out.push_back(vendor);
    out.push_back(&family_generic);
    return out;
  }();
  return families;
}

using When = Saying::When;

// Words that mean the same whoever says them. They are looked at last, and only in a refusal.
constexpr Saying common[]{
    {401, "one-time pass", Says::second_factor, Mark::source},
    {403, "two-factor authentication", Says::second_factor, Mark::reported},
    {402, "", Says::needs_plan, Mark::documented},
    {401, "token is expired", Says::expired, Mark::source},
    {401, "token expired", Says::expired, Mark::source},
    {401, "token has expired", Says::expired, Mark::reported},
    {401, "jwt expired", Says::expired, Mark::reported},
    {401, "expired token", Says::expired, Mark::reported},
    {401, "token failed verification: expired", Says::expired, Mark::reported},
    {401, "token was revoked", Says::revoked, Mark::source},
    {401, "token has been revoked", Says::revoked, Mark::reported},
    {401, "token revoked", Says::revoked, Mark::reported},
    {403, "insufficient_scope", Says::lacks_permission, Mark::source},
    {403, "insufficient scope", Says::lacks_permission, Mark::reported},
    {403, "insufficient permission", Says::lacks_permission, Mark::reported},
    {403, "read-only token", Says::lacks_permission, Mark::source},
    {403, "readonly token", Says::lacks_permission, Mark::reported},
    {403, "quarantined", Says::policy, Mark::reported},  // Nexus Firewall, Cloudsmith
    {403, "not allowed to use this token from", Says::other_address, Mark::source},
    {403, "do not have permission to publish", Says::no_write_right, Mark::reported},
    {403, "not allowed to publish", Says::no_write_right, Mark::observed},
    {403, "not allowed to access", Says::no_read_right, Mark::source},
    {0, "cannot publish over", Says::version_exists, Mark::reported, When::writing},
    {0, "previously published version", Says::version_exists, Mark::reported, When::writing},
    {0, "already present", Says::version_exists, Mark::source, When::writing},
    {0, "version already exists", Says::version_exists, Mark::reported, When::writing},
    {0, "package already exists", Says::version_exists, Mark::source, When::writing},
    {409, "exists", Says::version_exists, Mark::reported, When::writing},
};

bool is_writing(std::string_view method) {
  return method == "PUT" || method == "POST" || method == "DELETE" || method == "PATCH";
}

// One exact word of a list separated by commas, as npm reads a challenge.
bool has_item(std::string_view challenge, std::string_view word) {
  for (const std::string_view item : base::split(challenge, ','))
    if (base::ascii_iequals(base::trim(item), word)) return true;
  return false;
}

const Saying* first_fit(std::span<const Saying> sayings, const AnswerWords& answer, std::string_view lower_text) {
  for (const Saying& s : sayings) {
    if (s.status != 0 && s.status != answer.status) continue;
    if (s.when == When::reading && is_writing(answer.method)) continue;
    if (s.when == When::writing && !is_writing(answer.method)) continue;
    if (says_in(lower_text, s.words)) return &s;
  }
  return nullptr;
}

std::string with_last_slash(const npm::Url& registry) {
  std::string text = registry.shown();
  if (!text.ends_with('/')) text += '/';
  return text;
}

}  // namespace

std::string_view name_of(Says says) {
  switch (says) {
    case Says::nothing:
      return "nothing";
    case Says::nobody:
      return "nobody";
    case Says::nobody_or_unknown:
      return "nobody-or-unknown";
    case Says::unknown_credential:
      return "unknown-credential";
    case Says::wrong_password:
      return "wrong-password";
    case Says::expired:
      return "expired";
    case Says::revoked:
      return "revoked";
    case Says::lacks_permission:
      return "lacks-permission";
    case Says::no_read_right:
      return "no-read-right";
    case Says::no_write_right:
      return "no-write-right";
    case Says::wrong_owner:
      return "wrong-owner";
    case Says::absent:
      return "absent";
    case Says::version_exists:
      return "version-exists";
    case Says::second_factor:
      return "second-factor";
    case Says::needs_plan:
      return "needs-plan";
    case Says::other_address:
      return "other-address";
    case Says::policy:
      return "policy";
  }
  return "nothing";
}

std::span<const HostFamily* const> all_families() {
  return list();
}

const HostFamily* family_named(std::string_view id) {
  for (const HostFamily* family : list())
    if (family->id == id) return family;
  return nullptr;
}

const HostFamily& family_of(const npm::Url& registry) {
  for (const HostFamily* family : list())
    if (family->recognises && family->recognises(registry)) return *family;
  return family_generic;
}

const HostFamily& family_of(const npm::Url& registry, const AnswerWords& answer) {
  const HostFamily& by_address = family_of(registry);
  if (&by_address != &family_generic) return by_address;
  for (const HostFamily* family : list())
    if (family->recognises_answer && family->recognises_answer(answer)) return *family;
  return family_generic;
}

bool is_public_registry(const npm::Url& registry) {
  return family_npmjs.recognises(registry);
}

Meaning meaning_of(const HostFamily& family, const AnswerWords& answer) {
  if (answer.status < 400 || answer.status >= 500) return {};
  if (answer.status == 401 && has_item(answer.challenge, "otp")) return {Says::second_factor, Mark::source};
  if (answer.status == 401 && has_item(answer.challenge, "ipaddress")) return {Says::other_address, Mark::source};
  const std::string text = base::ascii_lower(answer.body) + "\n" + base::ascii_lower(answer.challenge);
  const Saying* own = first_fit(family.sayings, answer, text);
  const Saying* any = first_fit(common, answer, text);
  // A family's saying that any text fits is what is left when the words tell no more.
  if (own && own->words.empty() && any) own = any;
  if (!own) own = any;
  return own ? Meaning{own->says, own->mark} : Meaning{};
}

std::vector<std::string> npm_login(const npm::Url& registry, std::string_view scope, std::string_view auth_type) {
  std::string command = "npm login " + base::shell_word("--registry=" + with_last_slash(registry));
  if (!scope.empty()) command += " " + base::shell_word("--scope=" + std::string(scope));
  if (!auth_type.empty()) command += " --auth-type=" + std::string(auth_type);
  return {command};
}

std::vector<std::string> config_set_token(const npm::Url& registry) {
  std::vector<std::string> out;
  for (const std::string& key : keys_for_new_credential(registry))
    out.push_back("npm config set " + base::shell_word(key + ":_authToken") + " '${NPM_TOKEN}' --location=user");
  return out;
}

std::vector<std::string> keys_for_new_credential(const npm::Url& registry) {
  const auto key = npm::nerf_dart(with_last_slash(registry));
  if (!key) return {};
  std::vector<std::string> out{*key};
  // Azure's older endpoints lie one level up, and its own tools write both.
  constexpr std::string_view tail = "/npm/registry/";
  if (family_of(registry).id == "azure" && key->ends_with(tail)) out.push_back(key->substr(0, key->size() - 9));
  return out;
}

TokenForm form_of_token(const HostFamily& family, const base::Secret& token) {
  // Azure: a personal access token is a password, with any user name; only Entra's and the build's tokens are Bearer.
  if (family.id == "azure" && !read_jwt(token.reveal())) return {true, "azure"};
  const bool no_bearer = family.takes_bearer.sure() && !family.takes_bearer.value;
  return {no_bearer && family.takes_basic.value, ""};
}

NewCredential new_credential(const HostFamily& family, const npm::Url& registry, std::string_view scope, For purpose) {
  NewCredential out;
  if (family.login) out.commands = family.login(registry, scope);
  if (family.token_command) out.token_command = family.token_command(registry);
  out.page = family.token_page;
  out.right = purpose == For::publishing && !family.write_right.empty() ? family.write_right : family.read_right;
  if (out.commands.empty() && out.token_command.empty() && out.page.empty())
    out.page = "ask those who run " + registry.host_port();
  return out;
}

}  // namespace e401::providers
