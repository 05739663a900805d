// npm looks a credential up twice, in two ways: the layer that sends requests walks up from the request's address
// (R-68), config itself asks one exact key (R-76). Both are here, side by side, because their difference is what people
// meet.
#include "npm/credentials.h"

#include <cmath>
#include <cstdint>
#include <functional>

#include "base/digest.h"
#include "npm/config_values.h"
#include "npm/credential_lookup.h"
#include "npm/js.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

// The values one look-up reads: the flat options, config's own, or those of one layer.
struct CredentialView {
  std::function<Value(const std::string& key)> value;
  std::function<const Entry*(const std::string& key)> entry;
};

std::string key_at(const std::string& prefix, std::string_view field) {
  return prefix.empty() ? std::string(field) : prefix + ":" + std::string(field);
}

// R-69: the field by which a prefix counts; "" if it does not.
std::string_view counting_field(const CredentialView& view, const std::string& prefix, bool knows_certificates) {
  const auto has = [&](std::string_view field) { return view.value(key_at(prefix, field)).truthy(); };
  if (has("_authToken")) return "_authToken";
  if (has("_auth")) return "_auth";
  if (has("username") && has("_password")) return "username";
  if (knows_certificates && has("certfile") && has("keyfile")) return "certfile";
  return {};
}

// The text of what counts for JavaScript: [""] does, and gives "".
std::optional<std::string> text_at(const CredentialView& view, const std::string& prefix, std::string_view field) {
  const Value value = view.value(key_at(prefix, field));
  return value.truthy() ? std::optional(value.to_string()) : std::nullopt;
}

// Buffer.from(value, 'base64').toString(): a list is taken for the bytes themselves.
std::string decoded_base64(const Value& value) {
  std::string bytes;
  if (const Value::Array* items = value.get<Value::Array>())
    for (const Value& item : *items) {
      const double number = js_number(item.to_string());
      bytes += static_cast<char>(std::isfinite(number) ? static_cast<std::int64_t>(std::fmod(number, 256)) : 0);
    }
  else
    bytes = base::base64_decode_lenient(value.to_string());
  return well_formed(bytes);
}

void set_token(Credential& c, const CredentialView& view, std::string_view field = "_authToken") {
  const auto token = text_at(view, c.prefix, field);
  if (!token) return;
  c.kind = CredentialKind::bearer;
  c.field = field;
  c.entry = view.entry(key_at(c.prefix, field));
  c.value = base::Secret(*token);
  c.authorization = base::Secret("Bearer " + *token);
}

void set_pair(Credential& c, const CredentialView& view) {
  const auto username = text_at(view, c.prefix, "username"), password = text_at(view, c.prefix, "_password");
  if (!username || !password) return;
  c.kind = CredentialKind::basic;
  c.field = "_password";
  c.entry = view.entry(key_at(c.prefix, "_password"));
  c.username_entry = view.entry(key_at(c.prefix, "username"));
  c.username = *username;
  const std::string decoded = decoded_base64(view.value(key_at(c.prefix, "_password")));
  c.password = base::Secret(decoded);
  c.value = base::Secret(base::base64_encode(*username + ":" + decoded));
  c.authorization = base::Secret("Basic " + c.value.reveal());
}

void set_auth(Credential& c, const CredentialView& view) {
  const auto auth = text_at(view, c.prefix, "_auth");
  if (!auth) return;
  c.kind = CredentialKind::basic;
  c.field = "_auth";
  c.entry = view.entry(key_at(c.prefix, "_auth"));
  const std::string pair = decoded_base64(view.value(key_at(c.prefix, "_auth")));
  const std::size_t colon = pair.find(':');
  c.username = pair.substr(0, colon);
  c.password = base::Secret(colon == std::string::npos ? std::string() : pair.substr(colon + 1));
  c.value = base::Secret(*auth);
  c.authorization = base::Secret("Basic " + *auth);
}

// Sent in addition to a header, or alone.
void set_certificate(Credential& c, const CredentialView& view) {
  c.certfile = text_at(view, c.prefix, "certfile").value_or("");
  c.keyfile = text_at(view, c.prefix, "keyfile").value_or("");
  if (c.certfile.empty() || c.keyfile.empty()) {
    c.certfile = c.keyfile = std::string();
  } else if (c.kind == CredentialKind::none) {
    c.kind = CredentialKind::mtls;
    c.field = "certfile";
    c.entry = view.entry(key_at(c.prefix, "certfile"));
  }
}

// What goes with a request for which `prefix` counts (R-70). config's own look-up ranks the pair before _auth (R-76).
Credential credential_at(const CredentialView& view, const std::string& prefix, bool pair_first,
                         bool knows_certificates) {
  Credential c;
  c.prefix = prefix;
  set_token(c, view);
  if (c.kind == CredentialKind::none && pair_first) set_pair(c, view);
  if (c.kind == CredentialKind::none) set_auth(c, view);
  if (c.kind == CredentialKind::none) set_pair(c, view);
  if (knows_certificates) set_certificate(c, view);
  return c;
}

struct Found {
  std::string prefix;
  std::string field;  // by which the prefix counts
};

std::optional<Found> walk_up(const CredentialView& view, const Url& url, const Dialect& dialect) {
  for (const std::string& prefix : key_prefixes(url))
    if (const std::string_view field = counting_field(view, prefix, dialect.knows_client_certificates); !field.empty())
      return Found{prefix, std::string(field)};
  return std::nullopt;
}

CredentialView requests_view(const Config& config) {
  return {[&config](const std::string& key) { return config.flat(key); },
          [&config](const std::string& key) { return config.flat_entry(key); }};
}

CredentialView config_view(const Config& config) {
  return {[&config](const std::string& key) { return config.cleaned(key); },
          [&config](const std::string& key) { return config.find(key); }};
}

std::string scope_registry_key(std::string_view scope) {
  return (scope.starts_with('@') ? "" : "@") + std::string(scope) + ":registry";
}

// npm 6 looks at the registry's own key, then at bare credentials, whatever the registry is; other hosts get them only
// with always-auth.
std::optional<Credential> npm6_credential(const Config& config, const Url& request, const PackageSpec& spec) {
  const CredentialView view = config_view(config);
  const RegistryChoice registry = registry_for(config, spec);
  const auto nerfed = nerf_dart(registry.url);
  if (!nerfed || !registry.parsed) return std::nullopt;
  const Value own = view.value(*nerfed + ":always-auth");
  const bool always = (own.is<Undefined>() ? view.value("always-auth") : own).truthy();
  if (!always && registry.parsed->host_port() != request.host_port()) return std::nullopt;
  for (const std::string& prefix : {*nerfed, std::string()})
    if (Credential c = credential_at(view, prefix, true, false); c.kind != CredentialKind::none) return c;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(CredentialKind kind) {
  switch (kind) {
    case CredentialKind::none:
      return "none";
    case CredentialKind::bearer:
      return "bearer";
    case CredentialKind::basic:
      return "basic";
    case CredentialKind::mtls:
      return "mtls";
  }
  return "none";
}

CredentialKey split_credential_key(std::string_view key) {
  const std::size_t colon = key.rfind(':');
  if (colon == std::string_view::npos) return {{}, key};
  return {key.substr(0, colon), key.substr(colon + 1)};
}

RegistryChoice registry_for(const Config& config, const PackageSpec& spec) {
  RegistryChoice choice;
  const auto take = [&](const std::string& key, std::string_view via) {
    const Value value = config.flat(key);
    if (!value.truthy()) return false;
    choice.key = key;
    choice.entry = config.flat_entry(key);
    choice.via = choice.entry && choice.entry->layer == Layer::cli && key == "registry" ? "command line" : via;
    choice.url = js_trim(value.to_string());
    return true;
  };
  const bool found =
      (!spec.scope.empty() && take(scope_registry_key(spec.scope), "scope")) ||
      (!spec.empty() && !config.scope().empty() && take(scope_registry_key(config.scope()), "scope option")) ||
      take("registry", "default registry");
  if (!found) {
    choice.key = "registry";
    choice.via = "default registry";
    choice.url = public_registry_url();
  }
  choice.parsed = parse_url(choice.url);
  return choice;
}

Decision credential_for_request(const Config& config, const Url& request, const PackageSpec& spec,
                                const RegistryChoice* joined_to) {
  const CredentialView view = requests_view(config);
  const Dialect dialect = dialect_of(config.situation.npm);
  Decision decision;
  const auto send = [&](const Found& found) {
    decision.sent = credential_at(view, found.prefix, false, dialect.knows_client_certificates);
  };
  const std::string default_registry = joined_to ? joined_to->url : config.registry();
  if (!dialect.walks_up_keys) {
    decision.sent = npm6_credential(config, request, spec);
  } else if (const auto found = walk_up(view, request, dialect)) {
    send(*found);
  } else {
    const PackageSpec asked = spec.unaliased();
    std::string registry = asked.scope.empty() ? std::string() : config.flat(asked.scope + ":registry").to_string();
    if (asked.scope.empty() || !config.flat(asked.scope + ":registry").truthy()) registry = default_registry;
    const auto url = parse_url(registry);
    const auto of_registry = url ? walk_up(view, *url, dialect) : std::nullopt;
    if (url && url->host_port() == request.host_port()) {
      if (of_registry) send(*of_registry);
      decision.by_registry_fallback = of_registry.has_value();
    } else if (of_registry && registry != default_registry) {
      decision.unused_scope_key = of_registry->prefix + ":" + of_registry->field;
      decision.unused_scope_entry = view.entry(decision.unused_scope_key);
    }
  }
  const bool has_header = decision.sent && !decision.sent->authorization.empty();
  decision.by_url_userinfo = !has_header && (!request.username.empty() || !request.password.empty());
  decision.considered = considered_for(config, request, decision);
  return decision;
}

std::optional<Credential> credential_of(const Config& config, const Entry& entry) {
  const CredentialKey key = split_credential_key(entry.key);
  // The entry itself, and of its siblings those that count in their layer.
  const auto sibling = [&](std::string_view wanted) -> const Entry* {
    if (wanted == entry.key) return &entry;
    for (const Entry& e : config.layer(entry.layer).entries)
      if (e.key == wanted && !e.superseded && !e.in_section) return &e;
    return nullptr;
  };
  const CredentialView view{[&](const std::string& wanted) {
                              const Entry* found = sibling(wanted);
                              return found ? found->value : Value();
                            },
                            [&](const std::string& wanted) { return sibling(wanted); }};
  const std::string prefix(key.prefix);
  Credential c;
  c.prefix = prefix;
  if (key.field == "_authToken")
    set_token(c, view);
  else if (key.field == "_auth")
    set_auth(c, view);
  else if (key.field == "_password" || key.field == "username")
    set_pair(c, view);
  else if (key.field == "certfile" || key.field == "keyfile")
    set_certificate(c, view);
  return c.kind == CredentialKind::none ? std::nullopt : std::optional(std::move(c));
}

std::optional<Credential> credentials_by_uri(const Config& config, std::string_view registry) {
  const auto nerfed = nerf_dart(registry);
  if (!nerfed) return std::nullopt;
  const CredentialView view = config_view(config);
  const Dialect dialect = dialect_of(config.situation.npm);
  Credential c = credential_at(view, *nerfed, true, dialect.knows_client_certificates);
  for (const std::string_view field : {"_authtoken", "-authtoken"})
    if (dialect.knows_odd_token_fields && c.kind == CredentialKind::none) set_token(c, view, field);
  return c.kind == CredentialKind::none ? std::nullopt : std::optional(std::move(c));
}

Identity identity(const Config& config, std::string_view registry) {
  // npm forms the key of the default registry too, to compare.
  if (!nerf_dart(registry) || !nerf_dart(config.cleaned("registry").to_string())) return {Identity::Kind::dies, ""};
  const auto credential = credentials_by_uri(config, registry);
  if (!credential) return {};
  const bool has_certificate = !credential->certfile.empty();
  if (credential->kind != CredentialKind::basic) return {Identity::Kind::ask, ""};
  // Buffer.from(value, 'base64') throws on what is neither text nor a list.
  const Value secret = config.cleaned(credential->key());
  if (!secret.string() && !secret.is<Value::Array>()) return {Identity::Kind::dies, ""};
  if (!credential->username.empty()) return {Identity::Kind::local_name, credential->username};
  return {has_certificate ? Identity::Kind::ask : Identity::Kind::none, ""};
}

std::string request_url(std::string_view registry, std::string_view path) {
  registry = js_trim(registry);
  if (registry.ends_with('/')) registry.remove_suffix(1);
  path = js_trim(path);
  if (path.starts_with('/')) path.remove_prefix(1);
  return std::string(registry) + "/" + std::string(path);
}

}  // namespace e401::npm
