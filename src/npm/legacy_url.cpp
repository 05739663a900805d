// Written from what url.parse() answers (node 20 to 24), for absolute texts only: a text without a scheme has no host
// for it, except "//user@host", which is not followed.
#include "npm/legacy_url.h"

#include <algorithm>
#include <cstdio>

#include "base/text.h"
#include "npm/url_host.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool needs_slashes(std::string_view scheme) {  // schemes that have a host only behind "//"
  static constexpr std::string_view schemes[] = {"http:", "https:", "ftp:", "gopher:", "file:", "ws:", "wss:"};
  return std::find(std::begin(schemes), std::end(schemes), scheme) != std::end(schemes);
}

void append_percent(std::string& out, char c) {
  char buffer[8];
  std::snprintf(buffer, sizeof buffer, "%%%02X", static_cast<unsigned char>(c));
  out += buffer;
}

// Backslashes count as slashes up to the query.
std::string with_slashes(std::string_view text) {
  std::string out(text);
  const std::size_t stop = out.find_first_of("?#");
  std::replace(out.begin(), stop == std::string::npos ? out.end() : out.begin() + static_cast<std::ptrdiff_t>(stop),
               '\\', '/');
  return out;
}

struct HostSplit {
  std::string_view authentication;
  std::string_view host;  // with port
  std::string_view rest;
};

HostSplit split_host(std::string_view text) {
  HostSplit split;
  std::size_t begin = 0;
  std::size_t end = std::string_view::npos;  // where the host ends at the latest
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '@') {
      split.authentication = text.substr(0, i);
      begin = i + 1;
      end = std::string_view::npos;
    } else if (std::string_view(" \"%';<>\\^`{|}#/?").find(c) != std::string_view::npos) {
      if (end == std::string_view::npos) end = i;
      if (c == '#' || c == '/' || c == '?') break;
    }
  }
  split.host = text.substr(begin, end == std::string_view::npos ? end : end - begin);
  if (end != std::string_view::npos) split.rest = text.substr(end);
  return split;
}

// decodeURIComponent and encoding again: only what must be escaped in user and password stays escaped.
std::optional<std::string> authentication_text(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const auto digit = [&](std::size_t at) {
        const char d = at < text.size() ? text[at] : '?';
        return d >= '0' && d <= '9'   ? d - '0'
               : d >= 'a' && d <= 'f' ? d - 'a' + 10
               : d >= 'A' && d <= 'F' ? d - 'A' + 10
                                      : -1;
      };
      if (digit(i + 1) < 0 || digit(i + 2) < 0) return std::nullopt;
      c = static_cast<char>(digit(i + 1) * 16 + digit(i + 2));
      i += 2;
    }
    if (is_alnum(c) || std::string_view("!-._~'()*:").find(c) != std::string_view::npos)
      out += c;
    else
      append_percent(out, c);
  }
  return out;
}

struct HostName {
  std::string name;
  std::string port;      // with its colon; "" none
  std::string overflow;  // what stood behind a colon that begins no port: it belongs to the path
};

std::optional<HostName> host_name(std::string_view text) {
  HostName host;
  const std::size_t colon = text.rfind(':');
  if (colon != std::string_view::npos && text.find_first_not_of("0123456789", colon + 1) == std::string_view::npos) {
    if (colon + 1 < text.size()) host.port = text.substr(colon);
    text = text.substr(0, colon);
  }
  const bool is_v6 = text.starts_with('[') && text.ends_with(']');
  if (!is_v6) {
    const std::size_t inner = text.find(':');
    if (inner != std::string_view::npos) {
      host.overflow = "/" + std::string(text.substr(inner));
      text = text.substr(0, inner);
    }
    if (text.find_first_of("[]%\\^|<>@ ") != std::string_view::npos) return std::nullopt;
  }
  host.name = base::ascii_lower(text);
  if (!is_v6 && !is_ascii(host.name)) {
    const auto puny = parse_host(host.name, true);
    if (!puny) return std::nullopt;
    host.name = *puny;
  }
  return host;
}

}  // namespace

std::optional<std::string> legacy_url_href(std::string_view text) {
  std::string whole = with_slashes(js_trim(text));
  std::erase_if(whole, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  const std::size_t colon = whole.find(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  const std::string scheme = base::ascii_lower(std::string_view(whole).substr(0, colon + 1));
  if (!std::all_of(scheme.begin(), scheme.end() - 1,
                   [](char c) { return is_alnum(c) || c == '.' || c == '+' || c == '-'; }))
    return std::nullopt;
  std::string_view rest = std::string_view(whole).substr(colon + 1);
  const bool slashes = rest.starts_with("//");
  if (scheme == "javascript:" || (!slashes && needs_slashes(scheme))) return std::nullopt;
  if (slashes) rest.remove_prefix(2);

  const HostSplit split = split_host(rest);
  const auto host = host_name(split.host);
  if (!host || (host->name + host->port).empty()) return std::nullopt;
  std::string out = scheme + (slashes ? "//" : "");
  if (!split.authentication.empty()) {
    const auto authentication = authentication_text(split.authentication);
    if (!authentication) return std::nullopt;
    out += *authentication + "@";
  }
  out += host->name + host->port;

  std::string tail = host->overflow + std::string(split.rest);
  if (tail.empty() ? needs_slashes(scheme) : tail.front() != '/' && (slashes || tail.front() != '?')) {
    const bool names_no_path = !tail.empty() && (tail.front() == '?' || tail.front() == '#') && !needs_slashes(scheme);
    if (!names_no_path) tail = "/" + tail;
  }
  for (char c : tail) {
    if (std::string_view("\t\n\r \"'<>\\^`{|}").find(c) != std::string_view::npos)
      append_percent(out, c);
    else
      out += c;
  }
  return out;
}

}  // namespace e401::npm
