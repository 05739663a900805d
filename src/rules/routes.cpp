#include "rules/routes.h"

#include <algorithm>
#include <array>

#include "base/shell.h"
#include "base/text.h"

namespace e401::rules {
namespace {

using base::ascii_lower;

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view w) { return text.find(w) != std::string_view::npos; });
}

// Enough of a page to know it by: its title and first form stand there.
constexpr std::size_t page_look_bytes = 16u << 10;

// The four ways to hold a credential under one key, the strongest first.
constexpr std::array<std::string_view, 4> fields{"_authToken", "_auth", "_password", "certfile"};

bool value_counts(const npm::Entry& entry) {
  const std::string* text = entry.value.string();
  if (!text || base::trim(*text).empty()) return false;
  return std::all_of(entry.variables.begin(), entry.variables.end(),
                     [](const npm::VariableUse& v) { return v.set || v.optional; });
}

std::optional<Keyed> keyed(const npm::Entry& entry, std::string_view field) {
  const std::string_view key = entry.key;
  if (!key.starts_with("//") || !key.ends_with(field) || !value_counts(entry)) return std::nullopt;
  const std::size_t colon = key.size() - field.size() - 1;
  if (key[colon] != ':') return std::nullopt;
  Keyed out;
  out.prefix = key.substr(0, colon);
  const std::size_t slash = out.prefix.find('/', 2);
  out.host = out.prefix.substr(2, slash == std::string::npos ? slash : slash - 2);
  out.path = slash == std::string::npos ? "/" : out.prefix.substr(slash);
  out.entry = &entry;
  return out.host.empty() ? std::nullopt : std::optional(std::move(out));
}

void add_route(std::vector<Route>& out, std::string key, const std::string& url, const npm::Entry* entry) {
  auto parsed = npm::parse_url(base::trim(url));
  if (parsed && parsed->is_http()) out.push_back({std::move(key), url, std::move(*parsed), entry});
}

void add_scope(std::vector<std::string>& out, std::string_view name) {
  if (!name.starts_with('@')) return;
  const std::string scope(name.substr(0, name.find('/')));
  if (std::find(out.begin(), out.end(), scope) == out.end()) out.push_back(scope);
}

}  // namespace

bool host_is_unknown(const Answer& a) {
  if (!a.asked) return false;
  if (a.trouble == "host-unknown") return true;
  // A proxy looks names up for its clients; what it answers where there is none is its own page with 502 to 504.
  const bool by_proxy = a.trouble == "proxy-failed" || (a.status >= 502 && a.status <= 504);
  const std::string text = ascii_lower(a.trouble_detail + "\n" + a.body.substr(0, page_look_bytes));
  return by_proxy &&
         contains_any(text, {"enotfound", "getaddrinfo", "name or service not known", "unable to determine ip address",
                             "no such host", "could not resolve", "host not found", "err_dns_fail", "nxdomain"});
}

bool is_unreachable(const Answer& a) {
  if (!a.asked) return false;
  return host_is_unknown(a) || contains_any(a.trouble, {"refused", "reset", "timed-out", "proxy-failed"});
}

bool is_login_page(const Answer& a) {
  if (!a.asked || !a.is_html) return false;
  const std::string page = ascii_lower(a.body.substr(0, page_look_bytes));
  const std::string address = a.hops.empty() ? "" : ascii_lower(a.hops.back());
  return contains_any(page, {"sign in", "sign-in", "signin", "log in", "log-in", "login", "logon", "single sign",
                             "saml", "openid", "type=\"password\""}) ||
         contains_any(address, {"login", "logon", "signin", "sign-in", "sso", "saml", "oauth", "/auth",
                                "cloudflareaccess", "accounts.google"});
}

const Answer* answer_with(const Concern& c, std::string_view trouble) {
  for (const Answer* a : {&c.verdict(), &c.as_sent, &c.anonymous, &c.logged})
    if (a->asked && a->trouble == trouble) return a;
  return nullptr;
}

std::vector<Keyed> keyed_credentials(const Facts& facts) {
  std::vector<Keyed> out;
  for (const npm::Entry* entry : facts.config.effective())
    for (const std::string_view field : fields) {
      auto k = keyed(*entry, field);
      if (!k) continue;
      // Several fields under one prefix are one credential.
      const auto same = std::find_if(out.begin(), out.end(), [&](const Keyed& o) { return o.prefix == k->prefix; });
      if (same == out.end()) out.push_back(std::move(*k));
    }
  return out;
}

std::vector<Keyed> unused_credentials(const Facts& facts) {
  std::vector<Keyed> out = keyed_credentials(facts);
  std::erase_if(out,
                [&](const Keyed& k) { return k.host == npm::public_registry_host() || host_in_use(facts, k.host); });
  return out;
}

std::string registry_of_key(const Keyed& key) {
  const bool local = key.host.starts_with("localhost") || key.host.starts_with("127.") || key.host.starts_with("[::1]");
  return with_last_slash((local ? "http:" : "https:") + key.prefix);
}

bool credential_meant_for(const Facts& facts, std::string_view host_port) {
  const auto names = [&](std::string_view key) {
    const std::string lower = ascii_lower(key);
    const std::size_t at = lower.find(ascii_lower(host_port));
    if (at == std::string::npos) return false;
    // "github.com" stands in "npm.pkg.github.com", too: a whole host name begins behind "/", a blank or at the start.
    return at == 0 || lower[at - 1] == '/' || lower[at - 1] == ' ' || lower[at - 1] == '@';
  };
  for (const npm::LayerData& layer : facts.config.layers)
    for (const npm::Entry& entry : layer.entries)
      if (!is_registry_key(entry.key) && entry.key.find(':') != std::string::npos && names(entry.key)) return true;
  return false;
}

std::vector<Route> routes(const Facts& facts) {
  std::vector<Route> out;
  for (const npm::Entry* entry : facts.config.effective())
    if (is_registry_key(entry->key) && entry->value.string()) add_route(out, entry->key, *entry->value.string(), entry);
  if (!facts.config.find("registry")) add_route(out, "registry", facts.config.registry(), nullptr);
  if (facts.package_json)
    if (const std::string* url = facts.package_json->find_string({"publishConfig", "registry"}))
      add_route(out, "publishConfig", *url, nullptr);
  return out;
}

std::string with_last_slash(std::string_view url) {
  std::string out(base::trim(url));
  if (!out.ends_with('/')) out += '/';
  return out;
}

bool same_registry(std::string_view a, std::string_view b) {
  const auto first = npm::parse_url(with_last_slash(a)), second = npm::parse_url(with_last_slash(b));
  return first && second && first->origin() == second->origin() && first->path == second->path;
}

void add_route_line(const Concern& c, std::vector<findings::Evidence>& out, std::string note) {
  if (c.from_publish_config)
    out.push_back(at(c.named_at, std::move(note)));
  else if (c.registry.entry)
    out.push_back(at(*c.registry.entry, std::move(note)));
}

std::vector<std::string> project_scopes(const Facts& facts) {
  std::vector<std::string> out;
  if (facts.package_json) {
    for (const char* group : {"dependencies", "devDependencies", "optionalDependencies", "peerDependencies"}) {
      const base::Json* list = facts.package_json->find(group);
      if (!list || !list->is_object()) continue;
      for (const auto& [name, wanted] : list->members) {
        const auto spec = wanted.is_string() ? npm::parse_dependency(name, wanted.text) : std::nullopt;
        add_scope(out, spec ? spec->unaliased().name : name);
      }
    }
  }
  if (facts.lockfile)
    for (const npm::LockedPackage& p : facts.lockfile->packages) add_scope(out, p.name);
  if (facts.package_json)
    if (const std::string* name = facts.package_json->find_string({"name"})) add_scope(out, *name);
  return out;
}

bool registry_names_host(const Concern& c) {
  const auto named = npm::parse_url(c.registry_tarball);
  return c.from_lockfile && named && named->host_port() == c.host;
}

std::string set_command(std::string_view key, std::string_view value, std::string_view location) {
  return "npm config set --location=" + std::string(location) + " " +
         base::shell_word(std::string(key) + "=" + std::string(value));
}

}  // namespace e401::rules
