// URLs as the WHATWG URL standard parses them, because npm 12 runs on Node's `new URL`. Credentials are filed under
// what this makes of a registry (lower-case host, default port dropped, IDN in punycode, dots resolved), so every
// detail counts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace e401::npm {

struct Url {
  std::string scheme;                   // "https", without the colon
  std::string username;                 // percent-encoded, as in href
  std::string password;                 // percent-encoded, as in href; a secret: shown() leaves it out
  std::string host;                     // serialized: lower case, punycode, [::1]; "" for schemes without
  std::string port;                     // "" if it is the scheme's default
  std::string path;                     // "/a/b"; opaque paths ("mailto:x") as they are
  std::optional<std::string> query;     // without '?'
  std::optional<std::string> fragment;  // without '#'
  bool has_authority = false;

  std::string host_port() const;  // URL.host: "h", "h:8443", "[::1]:4873"
  std::string origin() const;     // "https://h:8443"
  std::string href() const;       // with credentials: never for output
  std::string shown() const;      // href with the password as *** and secrets of the query masked: for people
  bool is_http() const { return scheme == "http" || scheme == "https"; }
  friend bool operator==(const Url&, const Url&) = default;
};

// nullopt where `new URL(text, base)` throws.
std::optional<Url> parse_url(std::string_view text, const Url* base = nullptr);

// "//" + host + path up to and including its last "/". nullopt where npm throws ERR_INVALID_URL. (@npmcli/config
// nerf-dart.js)
std::optional<std::string> nerf_dart(std::string_view registry);

// the prefixes npm-registry-fetch tries as credential keys for a request, deepest first: "//h/a/b", "//h/a/",
// "//h/a", ...
std::vector<std::string> key_prefixes(const Url& request);

// Any text that contains URLs, with their passwords masked (for values that may or may not be a URL).
std::string shown_url(std::string_view text);

// The host of npm's default registry, and that registry's URL with its last slash. Composed here, spelled out nowhere.
std::string public_registry_host();
std::string public_registry_url();

}  // namespace e401::npm
