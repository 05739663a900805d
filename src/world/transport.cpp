#include "world/transport.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"

namespace e401::world {
namespace {

// Variables of a name in any case; the last spelling in environment order wins (@npmcli/agent proxy.js builds a
// lower-case map).
std::pair<std::string, std::string> any_case(const npm::Situation& s, std::string_view lower) {
  std::pair<std::string, std::string> found;
  for (const auto& [name, value] : s.env)
    if (base::ascii_lower(name) == lower) found = {name, value};
  return found;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto hex = [](char c) {
      return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    };
    if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

constexpr const char* no_address = "malformed:";
constexpr const char* unknown_scheme = "unknown:";

// What @npmcli/agent takes (lib/util.js); it throws at anything else.
bool is_proxy_scheme(std::string_view scheme) {
  static constexpr std::array<std::string_view, 7> schemes{"http",    "https",  "socks",  "socks4",
                                                           "socks4a", "socks5", "socks5h"};
  return std::find(schemes.begin(), schemes.end(), scheme) != schemes.end();
}

ProxySetting proxy_of(const std::string& text, std::string origin) {
  ProxySetting proxy;
  const auto url = npm::parse_url(text);
  if (!url || url->host.empty() || !is_proxy_scheme(url->scheme)) {
    proxy.url = url ? unknown_scheme : no_address;  // never "direct": npm would not ask either
    proxy.origin = std::move(origin);
    return proxy;
  }
  proxy.url = url->scheme + "://" + url->host_port();
  proxy.origin = std::move(origin);
  if (!url->username.empty() || !url->password.empty())
    proxy.authorization = base::Secret(
        "Basic " + base::base64_encode(percent_decode(url->username) + ":" + percent_decode(url->password)));
  return proxy;
}

std::string origin_of(const npm::Entry* entry) {
  if (!entry) return {};
  return entry->place.line ? entry->place.file + ":" + std::to_string(entry->place.line) : entry->place.file;
}

std::string text_of(const npm::Value& v) {
  return v.string() ? *v.string() : std::string();
}

bool has_flag(std::string_view options, std::string_view flag) {
  return (" " + std::string(options) + " ").find(" " + std::string(flag) + " ") != std::string::npos;
}

// The PEM blocks of a text: what lies between them says nothing, and the text goes along with each request.
std::string pem_blocks(std::string_view text) {
  constexpr std::string_view begins = "-----BEGIN ", ends = "-----END ";
  std::string out;
  for (std::size_t at = text.find(begins); at != std::string_view::npos; at = text.find(begins, at)) {
    const std::size_t last_line = text.find(ends, at);
    if (last_line == std::string_view::npos) break;
    const std::size_t end = std::min(text.find('\n', last_line), text.size());
    out.append(text.substr(at, end - at)).append("\n");
    at = end;
  }
  return out;
}

}  // namespace

Transport::Transport(const npm::Config& config, const base::ReadFiles& files) : config_(config), files_(files) {
  const npm::Situation& s = config.situation;
  const npm::Value strict = config.flat("strict-ssl");
  // A text "false" is true.
  tls_.verify = strict.is<npm::Null>() || strict.is<npm::Undefined>() ? true : strict.truthy();
  const auto read = [&](const std::string& path) { return files.read(path, limits::rc_file_max_bytes).value_or(""); };

  std::string own_roots;
  if (const std::string cafile = text_of(config.get("cafile")); !cafile.empty()) own_roots = read(cafile);
  if (own_roots.empty()) {
    const npm::Value ca = config.get("ca");
    if (ca.string()) own_roots = *ca.string();
    if (const auto* list = ca.get<npm::Value::Array>())
      for (const npm::Value& v : *list) own_roots += text_of(v) + "\n";
  }
  if (!own_roots.empty()) {  // they replace Node's roots and NODE_EXTRA_CA_CERTS (tls.createSecureContext)
    tls_.use_bundled_roots = false;
    tls_.extra_pem.push_back(pem_blocks(own_roots));
  } else {
    if (const auto extra = s.variable("NODE_EXTRA_CA_CERTS"); extra && !extra->empty())
      if (const std::string pem = read(*extra); !pem.empty()) tls_.extra_pem.push_back(pem_blocks(pem));
    const std::string options = s.variable("NODE_OPTIONS").value_or("");
    const bool system = s.variable("NODE_USE_SYSTEM_CA").value_or("") == "1" || has_flag(options, "--use-system-ca");
    const bool openssl = has_flag(options, "--use-openssl-ca");
    if (openssl) tls_.use_bundled_roots = false;
    if (system || openssl) {
      const std::string file = s.variable("SSL_CERT_FILE").value_or("");
      tls_.system_pem_files.push_back(file.empty() ? "/etc/ssl/certs/ca-certificates.crt" : file);
      if (const auto folders = s.variable("SSL_CERT_DIR"))
        for (const std::string_view folder : base::split(*folders, ':'))
          if (!folder.empty()) tls_.system_pem_files.emplace_back(folder);
    }
  }
  no_proxy_ = text_of(config.flat("noproxy"));
  if (const npm::Value v = config.get("noproxy"); const auto* list = v.get<npm::Value::Array>()) {
    std::vector<std::string> parts;
    for (const npm::Value& item : *list) parts.push_back(text_of(item));
    no_proxy_ = base::join(parts, ",");
  }
  if (no_proxy_.empty()) no_proxy_ = any_case(s, "no_proxy").second;
}

bool Transport::bypasses_proxy(const npm::Url& url) const {
  // Compared from the right, label by label: "corp.test" and ".corp.test" match it and all below it.
  const auto labels = base::split(url.host, '.');
  for (std::string_view entry : base::split(no_proxy_, ',')) {
    entry = base::trim(entry);
    if (entry.empty()) continue;
    std::vector<std::string_view> wanted = base::split(entry, '.');
    std::erase(wanted, std::string_view());
    if (wanted.empty() || wanted.size() > labels.size()) continue;
    if (std::equal(wanted.rbegin(), wanted.rend(), labels.rbegin())) return true;
  }
  return false;
}

ProxySetting Transport::proxy_for(const npm::Url& url) const {
  if (bypasses_proxy(url)) return {};
  for (const char* key : {"https-proxy", "proxy"})
    if (const npm::Value v = config_.flat(key); v.truthy() && v.string())
      return proxy_of(*v.string(), origin_of(config_.flat_entry(key)));
  const bool secure = url.scheme == "https";
  static constexpr std::array<std::string_view, 3> names{"https_proxy", "http_proxy", "proxy"};
  for (std::size_t i = 0; i < (secure ? 1 : names.size()); ++i)
    if (const auto [name, value] = any_case(config_.situation, names[i]); !value.empty())
      return proxy_of(value, "env:" + name);
  return {};
}

std::string Transport::npm_stops_with(const npm::Url& url) const {
  const std::string proxy = proxy_for(url).url;
  return proxy == no_address ? "ERR_INVALID_URL" : proxy == unknown_scheme ? "EINVALIDPROXY" : "";
}

void Transport::apply(HttpRequest& request, const std::string& certfile, const std::string& keyfile) const {
  const auto url = npm::parse_url(request.url);
  if (!url) return;
  request.proxy = proxy_for(*url);
  request.tls = tls_;
  if (!certfile.empty() && !keyfile.empty()) {
    auto cert = files_.read(certfile, limits::rc_file_max_bytes);
    auto key = files_.read(keyfile, limits::rc_file_max_bytes);
    if (cert && key) {
      request.tls.client_cert_pem = std::move(*cert);
      request.tls.client_key_pem = base::Secret(std::move(*key));
    }
  }
}

}  // namespace e401::world
