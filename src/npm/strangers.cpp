#include "npm/strangers.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace e401::npm {
namespace {

bool is_below(std::string_view inner, std::string_view outer) {
  return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

// npm starts scripts, `npm exec` and npx with all of its settings as variables, the project's among them. It writes
// their names in lower case; NPM_CONFIG_* is the person's own spelling.
bool runs_under_npm(const Situation& situation) {
  return situation.variable("npm_execpath") || situation.variable("npm_command") ||
         situation.variable("npm_lifecycle_event");
}

bool has_same(const LayerData& layer, const Entry& entry) {
  return std::any_of(layer.entries.begin(), layer.entries.end(), [&](const Entry& e) {
    return !e.in_section && !e.superseded && e.key == entry.key && e.value == entry.value;
  });
}

bool is_exported_from_project(const Config& config, const Entry& entry) {
  if (entry.layer != Layer::env || !entry.place.file.starts_with("env:npm_config_")) return false;
  if (!runs_under_npm(config.situation)) return false;
  if (has_same(config.layer(Layer::project), entry)) return true;
  // npm ran in another project, whose file is not looked at here: what none of the person's files says may be from
  // there.
  const auto prefix = config.situation.variable("npm_config_local_prefix");
  if (!prefix || *prefix == config.local_prefix) return false;
  return std::none_of(layers_low_to_high.begin(), layers_low_to_high.end(), [&](Layer l) {
    return l != Layer::project && l != Layer::env && l != Layer::cli && has_same(config.layer(l), entry);
  });
}

// The entry that decides a setting, if a stranger wrote it. Only what stands above the files that such a setting names
// is asked: never is_strangers().
const Entry* stranger_deciding(const Config& config, std::string_view key) {
  const Entry* e = config.find(key);
  return e && (e->layer == Layer::project || is_exported_from_project(config, *e)) ? e : nullptr;
}

std::string host_of_key(std::string_view key) {  // "//h:1/p/:_auth" -> "h:1"
  if (!key.starts_with("//")) return {};
  key.remove_prefix(2);
  const std::size_t slash = key.find('/');
  return base::ascii_lower(key.substr(0, slash != std::string_view::npos ? slash : key.rfind(':')));
}

bool is_registry_key(std::string_view key) {
  return key == "registry" || key.ends_with(":registry");
}

const Entry* certificate_line(const Config& config, const Credential& credential, std::string_view field) {
  return credential.certfile.empty() ? nullptr : config.find(credential.prefix + ":" + std::string(field));
}

constexpr std::array<std::string_view, 2> certificate_fields{"certfile", "keyfile"};

}  // namespace

bool lies_in_project(const Config& config, std::string_view path) {
  const std::string& root = config.local_prefix;
  const std::string& home = config.situation.home;
  if (root.empty() || root == "/" || !is_below(path, root)) return false;
  return home.empty() || !is_below(home, root) || !is_below(path, home);
}

bool is_strangers(const Config& config, const Entry& entry) {
  if (entry.layer == Layer::project || is_exported_from_project(config, entry)) return true;
  if (entry.layer == Layer::user && stranger_deciding(config, "userconfig")) return true;
  if (entry.layer == Layer::global &&
      (stranger_deciding(config, "globalconfig") || stranger_deciding(config, "prefix")))
    return true;
  return entry.line && lies_in_project(config, entry.place.file);
}

const Entry* own_entry(const Config& config, std::string_view key) {
  for (const Entry* e : config.all(key))
    if (!e->superseded && !e->in_section && !is_strangers(config, *e)) return e;
  return nullptr;
}

const Entry* stranger_naming_user_file(const Config& config) {
  return stranger_deciding(config, "userconfig");
}

bool named_by_person(const Config& config, std::string_view host_port) {
  if (host_port == public_registry_host()) return true;
  for (const LayerData& layer : config.layers) {
    for (const Entry& e : layer.entries) {
      const bool is_registry = is_registry_key(e.key) && e.value.string();
      if (!is_registry && !e.key.starts_with("//")) continue;
      if (is_strangers(config, e)) continue;
      if (host_of_key(e.key) == host_port) return true;
      if (!is_registry) continue;
      const auto url = parse_url(*e.value.string());
      if (url && url->is_http() && url->host_port() == host_port) return true;
    }
  }
  return false;
}

const Entry* stranger_on_the_way(const Config& config) {
  for (const char* key : {"https-proxy", "proxy"}) {  // npm takes the first that is set
    if (!config.flat(key).truthy()) continue;
    const Entry* e = config.flat_entry(key);
    if (e && is_strangers(config, *e)) return e;
    break;
  }
  for (const char* key : {"cafile", "ca", "strict-ssl"}) {
    const Entry* e = config.find(key);
    if (!e || !is_strangers(config, *e)) continue;
    const bool checks = std::string_view(key) == "strict-ssl";
    if (e->value.truthy() != checks) return e;
  }
  return nullptr;
}

const Entry* stranger_proxy_that_tells(const Config& config) {
  const Entry* e = stranger_on_the_way(config);
  if (!e || !e->key.ends_with("proxy")) return nullptr;
  if (!e->variables.empty()) return e;
  const auto url = parse_url(e->value.to_string());
  return url && (!url->username.empty() || !url->password.empty()) ? e : nullptr;
}

std::string variable_told(const Config& config, const Entry& address, const Url& url) {
  if (address.variables.empty() || !is_strangers(config, address)) return {};
  const std::string* raw = address.raw.string();
  const std::string& first = address.variables.front().name;
  const auto named = parse_url(config.situation.variable(first).value_or(""));
  const bool names_host = raw && raw->starts_with("${" + first) && named && named->host_port() == url.host_port();
  for (const VariableUse& use : address.variables)
    if (!names_host || use.name != first) return use.name;
  return {};
}

const Entry* stranger_in_credential(const Config& config, const Credential& credential) {
  std::array<const Entry*, 4> parts{credential.entry, credential.username_entry};
  std::transform(certificate_fields.begin(), certificate_fields.end(), parts.begin() + 2,
                 [&](std::string_view field) { return certificate_line(config, credential, field); });
  for (const Entry* e : parts)
    if (e && is_strangers(config, *e)) return e;
  return nullptr;
}

bool holds_persons_secret(const Config& config, const Credential& credential) {
  const auto has_value = [](const VariableUse& use) { return use.set && !use.empty; };
  for (const Entry* e : {credential.entry, credential.username_entry})
    if (e && (!is_strangers(config, *e) || std::any_of(e->variables.begin(), e->variables.end(), has_value)))
      return true;
  if (credential.certfile.empty()) return false;
  return !lies_in_project(config, credential.certfile) || !lies_in_project(config, credential.keyfile);
}

bool is_unset_variables_text(const Config& config, const Credential& credential) {
  return credential.entry && !credential.entry->variables.empty() && !holds_persons_secret(config, credential);
}

bool is_downgrade(const Config& config, const Url& url, bool named_by_stranger) {
  if (!named_by_stranger || url.scheme != "http") return false;
  bool is_https = url.host_port() == public_registry_host();
  for (const LayerData& layer : config.layers) {
    for (const Entry& e : layer.entries) {
      if (!is_registry_key(e.key) || !e.value.string() || is_strangers(config, e)) continue;
      const auto own = parse_url(*e.value.string());
      if (!own || own->host_port() != url.host_port()) continue;
      if (own->scheme == "http") return false;
      is_https = true;
    }
  }
  return is_https;
}

}  // namespace e401::npm
