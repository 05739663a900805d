// Which registry answers for a package, and which credential npm sends with a request: npm's two different look-ups,
// with the reason why each other candidate lost (CONTRACT R-62..R-76). Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/secret.h"
#include "npm/config.h"
#include "npm/package_spec.h"
#include "npm/url.h"

namespace e401::npm {

struct RegistryChoice {
  std::string url;               // as configured, trimmed
  std::optional<Url> parsed;     // nullopt: npm would fail on it
  std::string key;               // "@acme:registry", "registry"
  const Entry* entry = nullptr;  // nullptr: npm's default
  std::string via;               // "scope", "scope option", "default registry", "publishConfig", "command line"
};
// spec may be empty: the default registry.
RegistryChoice registry_for(const Config& config, const PackageSpec& spec);

enum class CredentialKind { none, bearer, basic, mtls };
std::string_view name_of(CredentialKind kind);

struct Credential {
  CredentialKind kind = CredentialKind::none;
  std::string prefix;            // "//h/path/" as found; the key is prefix + ":" + field
  std::string field;             // "_authToken", "_auth", "_password" (with username), "certfile"
  const Entry* entry = nullptr;  // the entry of that field
  const Entry* username_entry = nullptr;
  std::string username;           // basic: the part before the first ":"
  base::Secret value;             // the token, or the base64 text behind "Basic "
  base::Secret password;          // basic: the decoded password
  base::Secret authorization;     // the whole header value; empty for mtls alone
  std::string certfile, keyfile;  // sent in addition if both are set
  std::string key() const { return prefix + ":" + field; }
  // Of value; none for a pair with a short password: whoever knows the user name could guess it (TRUST 5).
  std::string fingerprint() const {
    return kind == CredentialKind::basic && password.size() < limits::fingerprint_secret_min_chars
               ? std::string()
               : value.fingerprint();
  }
};

// Why an entry that looks like a credential did not count for a request.
enum class Lost {
  other_host,         // files another host
  other_port,         // same host, another or no port
  other_scheme_key,   // key with a scheme, or otherwise not //host/path/:field
  path_not_covering,  // same host:port, but its path is no prefix of the request's
  case_differs,       // host or path differ in capitals only
  empty,              // empty value: switched off
  shorter_key,        // covers the request, but a longer key counted first
  weaker_field,       // same key, but another field counts first (_authToken > _auth > username+_password > certfile)
  hidden_by_layer,    // the same key in a stronger layer
  superseded_line,    // the same key on a later line of the same file
  bare,               // not tied to any registry
  scope_prefixed,     // @scope:_authToken
  unknown_field,      // //h/:authToken, :_authtoken, :token
  in_section,         // below a [section]
  incomplete,         // username without _password, certfile without keyfile
};
std::string_view name_of(Lost reason);  // "other-host", ...
std::string words_for(Lost reason);     // a sentence part for people

struct Considered {
  const Entry* entry = nullptr;
  std::string key;
  Lost reason = Lost::other_host;
};

struct Decision {
  std::optional<Credential> sent;     // nullopt: no Authorization header, no client certificate
  bool by_registry_fallback = false;  // the credential of the registry itself, the request's own path had none
  bool by_url_userinfo = false;       // user:password@ in the URL
  std::string
      unused_scope_key;  // credential of the scope's registry on another host ("//h/:_authToken"), not sent
  const Entry* unused_scope_entry = nullptr;
  std::vector<Considered> considered;  // every other entry that looks like a credential, nearest first
};

// The HTTP layer's look-up (R-68..R-72): walks up from the URL. `spec` is what the request is for: it decides the
// fall-back. Tarballs are fetched without a scope: pass an empty spec for them. A path that npm itself joined to
// a registry (request_url) makes that registry the default one for this request: pass it as joined_to.
Decision credential_for_request(const Config& config, const Url& request, const PackageSpec& spec = {},
                                const RegistryChoice* joined_to = nullptr);

// The credential that an entry would make if it were the one that counts, with its siblings of the same prefix and
// layer (username for _password). nullopt if it makes none. For trying a credential that lost.
std::optional<Credential> credential_of(const Config& config, const Entry& entry);

// config's own look-up by the one key nerf_dart(registry), for whoami, publish, login, logout.
std::optional<Credential> credentials_by_uri(const Config& config, std::string_view registry);

// how `npm whoami` would answer before any request.
struct Identity {
  enum class Kind {
    none,
    local_name,
    ask,
    dies
  };  // ENEEDAUTH | printed without a request | GET /-/whoami | a TypeError
  Kind kind = Kind::none;
  std::string name;
};
Identity identity(const Config& config, std::string_view registry);

// registry + path as npm-registry-fetch joins them.
std::string request_url(std::string_view registry, std::string_view path);

}  // namespace e401::npm
