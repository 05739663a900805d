#include "account/check_items.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"
#include "providers/token_shapes.h"

namespace e401::account {
namespace {

// The longest life that a host gives any credential. Counted from the last writing of its file, which is no earlier
// than its birth: the end comes then or before.
struct KnownLifetime {
  std::string_view family;
  std::int64_t seconds;
};
constexpr KnownLifetime lifetimes[] = {{"codeartifact", 12 * 3600}, {"google", 3600}};

std::vector<std::string> configured_registries(const npm::Config& config) {
  std::vector<std::string> out{config.registry()};
  for (const npm::Entry* e : config.effective())
    if (e->key.starts_with('@') && e->key.ends_with(":registry") && e->value.string())
      out.push_back(*e->value.string());
  return out;
}

// Where npm would send what stands under this prefix.
std::string registry_of(const npm::Config& config, const std::string& prefix) {
  std::string same_host;
  for (const std::string& registry : configured_registries(config)) {
    const auto url = npm::parse_url(registry);
    if (!url || !url->is_http()) continue;
    const auto prefixes = npm::key_prefixes(*url);
    if (std::find(prefixes.begin(), prefixes.end(), prefix) != prefixes.end()) return registry;
    if (prefix.starts_with("//" + url->host_port() + "/")) same_host = url->scheme;
  }
  return (same_host.empty() ? "https" : same_host) + ":" + prefix + (prefix.ends_with('/') ? "" : "/");
}

std::string kind_of(const npm::Credential& c) {
  if (c.kind == npm::CredentialKind::mtls) return "certificate";
  if (c.kind == npm::CredentialKind::basic) return c.field == "_auth" ? "basic" : "password";
  const auto shape = providers::shape_of(c.value);
  return shape ? std::string(shape->id) : "token";
}

void add_dates(const Session& session, CheckItem& item) {
  const npm::Entry& entry = *item.credential.entry;
  if (entry.layer != npm::Layer::env && entry.layer != npm::Layer::cli && entry.variables.empty()) {
    const base::FileInfo info = session.world().files.info(entry.place.file);
    if (info.kind == base::FileInfo::Kind::file)
      item.out.age_s = std::max<std::int64_t>(0, session.world().clock.now_s() - info.modified_s);
    item.out.age_is_of_file = item.out.age_s.has_value();
  }
  const std::string& text =
      item.credential.password.empty() ? item.credential.value.reveal() : item.credential.password.reveal();
  if (const auto jwt = providers::read_jwt(text); jwt && jwt->expires_s) {
    item.out.expires_s = jwt->expires_s;
    item.out.end_from = "as it says itself";
  }
  const auto url = npm::parse_url(item.out.registry);
  if (!url) return;
  const providers::HostFamily& family = providers::family_of(*url);
  item.out.lifetime = family.lifetime;
  if (item.out.expires_s || !item.out.age_s) return;
  for (const KnownLifetime& known : lifetimes)
    if (known.family == family.id) {
      item.out.expires_s = session.world().clock.now_s() - *item.out.age_s + known.seconds;
      item.out.end_from = "at the latest: by the date of its file, and what this host lets a token live";
      item.out.end_is_of_file = true;
    }
}

// What a variable does to a credential that is not there: nothing is asked.
bool is_lost_with_its_variable(const npm::Entry& entry, Checked& out) {
  for (const npm::VariableUse& use : entry.variables) {
    if (use.set && !use.empty) continue;
    const bool stays_literal = !use.set && !use.optional;
    out.state = State::dead;
    out.proof = fmt::format("the variable {} is {} here, so npm sends {}", base::printable(use.name),
                            use.set ? "empty" : "not set",
                            stays_literal ? "its name and not a token" : "no token, or a part of one");
    return true;
  }
  return false;
}

bool is_secret_field(std::string_view key) {
  return key.ends_with(":_authToken") || key.ends_with(":_auth") || key.ends_with(":_password");
}

void add_place(const npm::Entry& entry, Checked& out) {
  out.key = entry.key;
  out.place = words_for_place(entry);
  if (entry.layer != npm::Layer::env && entry.layer != npm::Layer::cli) {
    out.file = entry.place.file;
    out.line = static_cast<int>(entry.place.line);
  }
  if (entry.variables.empty()) return;
  out.variable = entry.variables.front().name;
  out.place += fmt::format(" (from the variable {})", base::printable(out.variable));
}

std::optional<CheckItem> item_of(const Session& session, const npm::Entry& entry) {
  const npm::Config& config = session.config();
  CheckItem item;
  add_place(entry, item.out);
  const bool is_lost = is_secret_field(entry.key) && is_lost_with_its_variable(entry, item.out);
  auto c = npm::credential_of(config, entry);
  // One item a credential: the user name beside a password makes none of its own.
  if (c && (c->kind == npm::CredentialKind::none || c->entry != &entry)) c.reset();
  if (!c && !is_lost) return std::nullopt;
  if (c) item.credential = std::move(*c);
  const std::string prefix = entry.key.substr(0, entry.key.rfind(':'));
  item.out.registry = registry_of(config, prefix);
  if (const auto url = npm::parse_url(item.out.registry)) item.out.host = url->host_port();
  if (is_lost) {
    item.out.kind = "none";
    return item;
  }
  item.out.kind = kind_of(item.credential);
  item.out.fingerprint = item.credential.fingerprint();
  add_dates(session, item);
  return item;
}

// a user name and a password in a registry's address are sent, as they are written, where no other credential is.
std::optional<CheckItem> item_in_address(const Session& session, const npm::Entry& entry) {
  const std::string* address = entry.value.string();
  const auto url = address ? npm::parse_url(npm::request_url(*address, "/-/whoami")) : std::nullopt;
  if (!url || !url->is_http() || !npm::credential_for_request(session.config(), *url).by_url_userinfo)
    return std::nullopt;
  CheckItem item;
  add_place(entry, item.out);
  npm::Credential& c = item.credential;
  c.kind = npm::CredentialKind::basic;
  c.entry = &entry;
  c.username = url->username;
  c.password = base::Secret(url->password);
  c.value = base::Secret(base::base64_encode(url->username + ":" + url->password));
  c.authorization = base::Secret("Basic " + c.value.reveal());
  const npm::Url registry = without_user(*npm::parse_url(*address));
  item.out.registry = registry.href();
  item.out.host = registry.host_port();
  item.out.kind = "password";
  item.out.fingerprint = c.fingerprint();
  add_dates(session, item);
  return item;
}

bool names_registry(std::string_view key) {
  return key == "registry" || (key.starts_with('@') && key.ends_with(":registry"));
}

}  // namespace

std::vector<CheckItem> credentials_used_here(const Session& session) {
  std::vector<CheckItem> out;
  for (const npm::Entry* e : session.config().effective()) {
    if (e->in_section || out.size() >= limits::credentials_checked_max) continue;
    std::optional<CheckItem> item;
    if (e->key.starts_with("//")) item = item_of(session, *e);
    if (names_registry(e->key)) item = item_in_address(session, *e);
    if (item) out.push_back(std::move(*item));
  }
  return out;
}

}  // namespace e401::account
