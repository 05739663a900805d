// What people may see of a URL. A text that may hold one is masked by a wider rule than the parser's: people write
// passwords with "/" or "#" in them, which no parser takes for a password but which are one all the same.
#include "npm/url_mask.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/redact.h"
#include "base/text.h"
#include "npm/url.h"

namespace e401::npm {
namespace {

constexpr std::string_view mask = "***";

// A user name alone can be a token ("https://ghp_...@host/"): those that no person has for a name are masked.
constexpr std::size_t user_name_max = 20;

bool is_secret_parameter(std::string_view name) {
  const std::string lower = base::ascii_lower(name);
  static constexpr std::array<std::string_view, 9> parts{"token",      "auth",   "pass",    "secret", "sig",
                                                         "credential", "apikey", "api_key", "api-key"};
  if (std::any_of(parts.begin(), parts.end(), [&](std::string_view p) { return lower.find(p) != std::string::npos; }))
    return true;
  return lower == "key" || lower == "otp" || lower == "jwt" || lower == "pwd" || lower == "pat";
}

bool ends_url(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// "${NAME}", once or several times, and nothing else: a reference, not a secret.
bool is_reference(std::string_view text) {
  if (text.empty()) return false;
  while (!text.empty()) {
    const std::size_t end = text.find('}');
    if (!text.starts_with("${") || end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  return true;
}

// The end of "user:password" in `rest` (what follows "//", up to the end of the word), or npos; *colon is where the
// password begins, npos for a user name alone.
std::size_t userinfo_end(std::string_view rest, std::size_t* colon) {
  const std::size_t path = std::min(rest.find_first_of("/?#\\"), rest.size());
  if (const std::size_t sign = rest.substr(0, path).rfind('@'); sign != std::string_view::npos) {
    *colon = rest.substr(0, sign).find(':');
    if (*colon == std::string_view::npos) return sign;
    std::size_t last = rest.rfind('@');                                             // a password may hold "/" and "@"
    while (last > sign && rest[last - 1] == '/') last = rest.rfind('@', last - 1);  // "/@scope"
    return last;
  }
  const std::size_t bracket = rest.starts_with('[') ? rest.find(']') : 0;  // the colons of [::1] are none of ours
  *colon = bracket == std::string_view::npos ? bracket : rest.find(':', bracket);
  if (*colon != std::string_view::npos && *colon < path) {
    const std::string_view port = rest.substr(*colon + 1, path - *colon - 1);
    const bool is_port = std::all_of(port.begin(), port.end(), is_digit);
    std::size_t at = rest.rfind('@');
    while (at != std::string_view::npos && at > *colon && rest[at - 1] == '/')
      at = rest.rfind('@', at - 1);  // "/@scope"
    if (at == std::string_view::npos || at < *colon) return std::string_view::npos;
    return is_port && at > path ? std::string_view::npos : at;
  }
  return std::string_view::npos;
}

// Where the word that begins at `at` ends, as far as a URL's credentials may reach. A quote ends it only if an "@"
// stands before: passwords may hold quotes.
std::size_t credentials_reach(std::string_view text, std::size_t at) {
  text = text.substr(0, at + limits::url_credentials_max_bytes);
  std::size_t end = at;
  while (end < text.size() && static_cast<unsigned char>(text[end]) > ' ') ++end;
  const std::size_t quote = std::min(text.substr(0, end).find_first_of("\"'<>", at), end);
  return text.substr(at, quote - at).find('@') == std::string_view::npos ? end : quote;
}

// After "//" at `at`: writes the credentials masked and gives the index behind them, or `at` if there are none.
std::size_t write_userinfo(std::string_view text, std::size_t at, std::string& out) {
  const std::size_t end = credentials_reach(text, at);
  const std::string_view rest = text.substr(at, end - at);
  std::size_t colon = 0;
  const std::size_t sign = userinfo_end(rest, &colon);
  if (sign == std::string_view::npos) return at;
  const std::string_view user = rest.substr(0, std::min(colon, sign));
  out.append(user.size() >= user_name_max && !is_reference(user) ? mask : user);
  if (colon != std::string_view::npos) {
    const std::string_view password = rest.substr(colon + 1, sign - colon - 1);
    out.append(":").append(password.empty() || is_reference(password) ? password : mask);
  }
  return at + sign;
}

// After "?" or "&" at `at`: writes "name=***" for a parameter that holds a secret and gives the index behind it, or
// `at`.
std::size_t write_parameter(std::string_view text, std::size_t at, std::string& out) {
  const std::size_t sign = text.find_first_of("=&# \t\"'", at);
  if (sign == std::string_view::npos || text[sign] != '=' || !is_secret_parameter(text.substr(at, sign - at)))
    return at;
  std::size_t end = sign + 1;
  while (end < text.size() && text[end] != '&' && text[end] != '#' && !ends_url(text[end])) ++end;
  const std::string_view value = text.substr(sign + 1, end - sign - 1);
  if (value.empty() || is_reference(value)) return at;
  out.append(text.substr(at, sign + 1 - at)).append(mask);
  return end;
}

}  // namespace

std::string without_url_secrets(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t sign = text.find('@');  // the next one: without it there is nothing to look for behind "//"
  for (std::size_t i = 0; i < text.size();) {
    if (text.substr(i).starts_with("//")) {
      out += "//";
      i += 2;
      if (sign != std::string_view::npos && sign < i) sign = text.find('@', i);
      if (sign != std::string_view::npos && sign - i < limits::url_credentials_max_bytes)
        i = write_userinfo(text, i, out);
    } else if (text[i] == '?' || text[i] == '&') {
      out += text[i];
      i = write_parameter(text, i + 1, out);
    } else {
      out += text[i++];
    }
  }
  return out;
}

std::string shown_url(std::string_view text) {
  return base::mask_shapes(without_url_secrets(text));
}

}  // namespace e401::npm
