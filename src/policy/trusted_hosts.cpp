// Addresses are compared as the URL standard writes them, so that no spelling (capitals, default ports, "..", IDN)
// makes another host or path look like a trusted one.
#include "policy/trusted_hosts.h"

#include <algorithm>

#include "base/text.h"

namespace e401::policy {
namespace {

bool is_this_machine(const npm::Url& url) {
  return url.host == "localhost" || url.host == "[::1]" || url.host.starts_with("127.");
}

// Some servers decode %2f and %5c before they look at "..": such a path may lead anywhere.
bool climbs(std::string_view path) {
  std::string plain = base::ascii_lower(path);
  for (const char* slash : {"%2f", "%5c", "\\"}) plain = base::replace_all(std::move(plain), slash, "/");
  plain = base::replace_all(std::move(plain), "%2e", ".");
  return (plain + "/").find("/../") != std::string::npos;
}

bool lies_below(std::string path, const TrustedPlace& place) {
  if (!path.ends_with('/')) path += '/';
  return path.starts_with(place.path) && !climbs(path);
}

}  // namespace

std::expected<TrustedPlace, std::string> parse_trusted_place(std::string_view text) {
  std::string rest(text);
  TrustedPlace place;
  if (rest.starts_with("http://")) place.plain_http = true;
  for (const std::string_view scheme : {"https://", "http://", "//"})
    if (rest.starts_with(scheme)) {
      rest.erase(0, scheme.size());
      break;
    }
  if (rest.find('*') != std::string::npos) return std::unexpected("there are no wildcards here: every host is named");
  const auto url = npm::parse_url((place.plain_http ? "http://" : "https://") + rest);
  const bool is_strange = rest.find_first_of(" \t\\") != std::string::npos || rest.find("//") != std::string::npos ||
                          rest.starts_with('/') || rest.starts_with(':');
  if (is_strange || !url || url->host.empty()) return std::unexpected("this is no HOST[:PORT][/PATH]");
  if (!url->username.empty() || !url->password.empty())
    return std::unexpected("a user name or password has no place here");
  if (url->query || url->fragment) return std::unexpected("an address with ? or # is no HOST[:PORT][/PATH]");
  place.host_port = url->host_port();
  place.path = url->path.ends_with('/') ? url->path : url->path + "/";
  return place;
}

bool TrustedHosts::covers(const npm::Url& url) const {
  if (!url.is_http()) return false;
  const std::string host_port = url.host_port();
  return std::any_of(places_.begin(), places_.end(), [&](const TrustedPlace& p) {
    return p.host_port == host_port && lies_below(url.path, p) &&
           (url.scheme == "https" || p.plain_http || is_this_machine(url));
  });
}

bool TrustedHosts::covers_key(std::string_view key) const {
  const std::size_t colon = key.rfind(':');
  if (!key.starts_with("//") || colon == std::string_view::npos) return false;
  const auto url = npm::parse_url("https:" + std::string(key.substr(0, colon)));
  if (!url || !url->username.empty() || url->query || url->fragment) return false;
  const std::string host_port = url->host_port();
  return std::any_of(places_.begin(), places_.end(),
                     [&](const TrustedPlace& p) { return p.host_port == host_port && lies_below(url->path, p); });
}

}  // namespace e401::policy
