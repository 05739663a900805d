// Every credential is tried once and only where npm would send it: at a registry of the configuration below its key,
// else at the key's own address. What only a project's file names is not tried (TRUST 1); it is listed, with the
// reason.
#include "account/check.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "account/prove.h"
#include "account/tokens.h"
#include "base/limits.h"
#include "base/text.h"
#include "npm/credentials.h"
#include "npm/strangers.h"
#include "providers/token_shapes.h"

namespace e401::account {
namespace {

// Lifetimes that hold for every credential of a host, counted from the writing of its file.
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

struct Item {
  Checked out;
  npm::Credential credential;
};

void add_dates(const Session& session, Item& item) {
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
      item.out.end_from = "by the date of its file: all tokens of this host live as long";
    }
}

void know_end(Item& item, std::optional<std::int64_t> expires_s, std::string_view from) {
  if (!expires_s) return;
  item.out.expires_s = expires_s;
  item.out.end_from = from;
}

void know_birth(const Session& session, Item& item, std::optional<std::int64_t> created_s) {
  if (!created_s) return;
  item.out.age_s = std::max<std::int64_t>(0, session.world().clock.now_s() - *created_s);
  item.out.age_is_of_file = false;
}

// GitLab: the token asks about itself, at the host that it is sent to anyway.
void ask_about_itself(const Session& session, Item& item, const std::string& address) {
  const auto url = npm::parse_url(address);
  // Deploy and job tokens have no such answer, and a refusal would say nothing.
  const std::string& text = item.credential.value.reveal();
  if (!url || text.starts_with("gldt-") || text.starts_with("glcbt-")) return;
  world::HttpRequest request;
  request.url = address;
  request.authorization = item.credential.authorization;
  const world::HttpAnswer answer = session.ask(std::move(request));
  const auto json = is_good(answer) ? object_of(answer) : std::nullopt;
  const base::Json* active = json ? json->find("active") : nullptr;
  if (!active || active->kind != base::Json::Kind::boolean) return;
  item.out.state = active->boolean ? State::alive : State::dead;
  item.out.proof = fmt::format("{} says that it is {}active", url->host_port(), active->boolean ? "" : "not ");
  const auto date = [&](std::string_view name) {
    const std::string* value = json->find_string({name});
    return value ? seconds_of_date(*value) : std::nullopt;
  };
  know_end(item, date("expires_at"), "as the host says");
  know_birth(session, item, date("created_at"));
  if (const std::string* name = json->find_string({"name"})) item.out.called = *name;
}

// npm's token API: the line of the list that is this token's.
void look_into_the_list(const Session& session, Item& item, const npm::Url& registry) {
  OneTime otp;
  otp.may_ask = false;
  const auto tokens = list_tokens(session, {registry, item.credential}, otp);
  const ListedToken* own = tokens ? find_own(*tokens, item.credential.value) : nullptr;
  if (!own) return;
  know_end(item, seconds_of_date(own->expires), "as the host's list says");
  know_birth(session, item, seconds_of_date(own->created));
  item.out.called = own->name;
}

void ask_for_its_end(const Session& session, Item& item, const npm::Url& registry) {
  if (item.credential.kind != npm::CredentialKind::bearer || item.out.state == State::dead) return;
  const providers::HostFamily& family = providers::family_of(registry);
  if (family.about_token)
    ask_about_itself(session, item, family.about_token(registry));
  else if (item.out.state == State::alive && family.tokens.value != providers::Has::no)
    look_into_the_list(session, item, registry);
}

std::vector<Item> items_of(const Session& session) {
  const npm::Config& config = session.config();
  std::vector<Item> out;
  for (const npm::Entry* e : config.effective()) {
    if (!e->key.starts_with("//") || e->in_section || out.size() >= limits::credentials_checked_max) continue;
    auto c = npm::credential_of(config, *e);
    // One item a credential: the user name beside a password makes none of its own.
    if (!c || c->kind == npm::CredentialKind::none || c->entry != e) continue;
    Item item{{}, std::move(*c)};
    item.out.key = e->key;
    item.out.place = words_for_place(*e);
    if (e->layer != npm::Layer::env && e->layer != npm::Layer::cli) {
      item.out.file = e->place.file;
      item.out.line = static_cast<int>(e->place.line);
    }
    if (!e->variables.empty())
      item.out.place += fmt::format(" (from the variable {})", base::printable(e->variables.front().name));
    item.out.registry = registry_of(config, item.credential.prefix);
    if (const auto url = npm::parse_url(item.out.registry)) item.out.host = url->host_port();
    item.out.kind = kind_of(item.credential);
    item.out.fingerprint = item.credential.fingerprint();
    add_dates(session, item);
    out.push_back(std::move(item));
  }
  return out;
}

void try_it(const Session& session, Item& item, const CheckRequest& request, std::set<std::string>& dead_basic_hosts) {
  const auto url = npm::parse_url(item.out.registry);
  const std::int64_t now_s = session.world().clock.now_s();
  if (item.out.expires_s && *item.out.expires_s <= now_s) {
    item.out.state = State::dead;
    item.out.proof = "its own date says that it has expired";
    return;
  }
  const npm::Config& config = session.config();
  const bool strange = !url || !named_by_person(session, *url) ||
                       (npm::stranger_in_credential(config, item.credential) && !session.own().trusted.covers(*url));
  const auto unheard =
      url ? must_travel_unheard(config, *url, {.is_trusted = request.trust_project}) : base::Result<void>();
  if (request.offline) {
    item.out.proof = "not tried (--offline)";
  } else if (!url || !url->is_http()) {
    item.out.proof = "not tried: there is no address for it";
  } else if (strange && !request.trust_project) {
    item.out.proof = "not tried: a file of this project names it (--trust-project allows it)";
  } else if (!unheard) {
    item.out.proof = "not tried: " + unheard.error().what;
  } else if (item.credential.kind == npm::CredentialKind::mtls) {
    item.out.proof = "not tried: a certificate is asked for by the connection itself";
  } else if (item.credential.kind == npm::CredentialKind::basic && dead_basic_hosts.contains(item.out.host)) {
    item.out.proof = "not tried: a password was refused there already, and accounts get locked";
  } else {
    const Proof p = prove(session, item.out.registry, item.credential.authorization);
    item.out.state = p.kind == Proof::Kind::accepted  ? State::alive
                     : p.kind == Proof::Kind::refused ? State::dead
                                                      : State::unknown;
    item.out.proof = p.words;
    item.out.name = p.name;
    know_end(item, p.expires_s, "as the host says");
    ask_for_its_end(session, item, *url);
    if (item.credential.kind == npm::CredentialKind::basic && item.out.state == State::dead)
      dead_basic_hosts.insert(item.out.host);
  }
}

}  // namespace

std::string_view name_of(State state) {
  return state == State::alive ? "alive" : state == State::dead ? "dead" : "unknown";
}

std::vector<Checked> check_credentials(const Session& session, const CheckRequest& request) {
  std::vector<Checked> out;
  std::set<std::string> dead_basic_hosts;
  for (Item& item : items_of(session)) {
    try_it(session, item, request, dead_basic_hosts);
    if (request.fail_if_expiring_s && item.out.expires_s)
      item.out.expiring = *item.out.expires_s <= session.world().clock.now_s() + *request.fail_if_expiring_s;
    out.push_back(std::move(item.out));
  }
  return out;
}

std::optional<std::int64_t> duration_s(std::string_view text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  constexpr std::int64_t most = 100'000;  // days: no credential lives longer
  if (error != std::errc() || n < 0 || n > most * 86'400) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "s") return n;
  if (unit == "m") return n * 60;
  if (n > most * 24) return std::nullopt;
  if (unit == "h") return n * 3600;
  if (n > most) return std::nullopt;
  if (unit.empty() || unit == "d") return n * 86'400;
  if (unit == "w") return n * 7 * 86'400;
  return std::nullopt;
}

}  // namespace e401::account
