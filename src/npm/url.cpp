// What npm makes of a parsed URL, and what people may see of one. A text that may hold a URL is masked by a wider rule
// than the parser's: people write passwords with "/" or "#" in them, which no parser takes for a password but which are
// one all the same.
#include "npm/url.h"

namespace e401::npm {

std::string Url::host_port() const {
  return port.empty() ? host : host + ":" + port;
}

std::string Url::origin() const {
  return scheme + "://" + host_port();
}

std::string Url::href() const {
  std::string out = scheme + ":";
  if (has_authority) {
    out += "//";
    if (!username.empty() || !password.empty()) {
      out += username;
      if (!password.empty()) (out += ':') += password;
      out += '@';
    }
    out += host_port();
  } else if (path.starts_with("//")) {
    out += "/.";  // or the path would read as a host
  }
  out += path;
  if (query) (out += '?') += *query;
  if (fragment) (out += '#') += *fragment;
  return out;
}

std::string Url::shown() const {
  return shown_url(href());
}

std::optional<std::string> nerf_dart(std::string_view registry) {
  const std::optional<Url> url = parse_url(registry);
  if (!url) return std::nullopt;
  // npm puts scheme, host and path together again and resolves "." against that: an opaque path gets an authority this
  // way.
  const std::optional<Url> from = parse_url(url->scheme + "://" + url->host_port() + url->path);
  if (!from) return std::nullopt;
  const std::optional<Url> folder = parse_url(".", &*from);
  if (!folder) return std::nullopt;
  return "//" + folder->host_port() + folder->path;
}

std::vector<std::string> key_prefixes(const Url& request) {
  std::vector<std::string> prefixes;
  for (std::string key = "//" + request.host_port() + request.path; key.size() > 2;) {
    prefixes.push_back(key);
    if (key.back() == '/')
      key.pop_back();
    else
      key.resize(key.rfind('/') + 1);
  }
  return prefixes;
}

std::string public_registry_host() {
  return std::string("registry.") + "npm" + "js.org";
}

std::string public_registry_url() {
  return "https://" + public_registry_host() + "/";
}

}  // namespace e401::npm
