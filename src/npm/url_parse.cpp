// The WHATWG URL parser ("basic URL parser", without setters), written as descent over the parts of a URL where the
// standard has a state machine: scheme, authority, path, query, fragment. Works on well-formed UTF-8.
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "npm/url.h"
#include "npm/url_host.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Its default port; nullopt: not a special scheme.
std::optional<std::string_view> special_port(std::string_view scheme) {
  if (scheme == "https" || scheme == "wss") return "443";
  if (scheme == "http" || scheme == "ws") return "80";
  if (scheme == "ftp") return "21";
  if (scheme == "file") return "";
  return std::nullopt;
}

bool has_opaque_path(const Url& url) {
  return !url.has_authority && !url.path.starts_with('/');
}

bool is_drive_letter(std::string_view text) {
  return text.size() == 2 && is_alpha(text[0]) && (text[1] == ':' || text[1] == '|');
}

bool starts_with_drive_letter(std::string_view text) {
  if (text.size() < 2 || !is_drive_letter(text.substr(0, 2))) return false;
  return text.size() == 2 || std::string_view("/\\?#").find(text[2]) != std::string_view::npos;
}

// "/C:" as the whole path, or its first segment.
bool path_starts_with_drive(std::string_view path) {
  return path.size() >= 3 && path[0] == '/' && is_alpha(path[1]) && path[2] == ':' &&
         (path.size() == 3 || path[3] == '/');
}

// Number of dots ("%2e" counts as one) of a segment that has nothing else, else 0.
int dots_only(std::string_view segment) {
  int dots = 0;
  while (!segment.empty()) {
    if (segment[0] == '.')
      segment.remove_prefix(1);
    else if (segment.size() >= 3 && segment[0] == '%' && segment[1] == '2' && (segment[2] == 'e' || segment[2] == 'E'))
      segment.remove_prefix(3);
    else
      return 0;
    if (++dots > 2) return 0;
  }
  return dots;
}

class Parser {
 public:
  Parser(std::string_view text, const Url* base) : rest_(text), base_(base) {}

  std::optional<Url> parse() {
    const std::optional<std::string> scheme = take_scheme();
    const bool ok = scheme ? after_scheme(*scheme) : without_scheme();
    if (!ok) return std::nullopt;
    return std::move(url_);
  }

 private:
  bool slash(char c) const { return c == '/' || (special_ && c == '\\'); }
  bool at_slash() const { return !rest_.empty() && slash(rest_[0]); }
  bool at_end_of_path() const { return rest_.empty() || rest_[0] == '?' || rest_[0] == '#'; }

  std::optional<std::string> take_scheme() {
    if (rest_.empty() || !is_alpha(rest_[0])) return std::nullopt;
    std::size_t n = 1;
    while (n < rest_.size() &&
           (is_alpha(rest_[n]) || is_digit(rest_[n]) || rest_[n] == '+' || rest_[n] == '-' || rest_[n] == '.'))
      ++n;
    if (n == rest_.size() || rest_[n] != ':') return std::nullopt;
    std::string scheme = base::ascii_lower(rest_.substr(0, n));
    rest_.remove_prefix(n + 1);
    return scheme;
  }

  void set_scheme(std::string_view scheme) {
    url_.scheme = scheme;
    special_ = special_port(scheme).has_value();
  }

  bool after_scheme(const std::string& scheme) {
    set_scheme(scheme);
    if (scheme == "file") return file();
    if (special_) {
      if (base_ && base_->scheme == scheme && !rest_.starts_with("//")) return relative();
      return authority_after_slashes();
    }
    if (rest_.starts_with("//")) {
      rest_.remove_prefix(2);
      return authority();
    }
    if (rest_.starts_with('/')) return path();
    return opaque_path();
  }

  bool without_scheme() {
    if (!base_) return false;
    set_scheme(base_->scheme);
    if (has_opaque_path(*base_)) {
      if (!rest_.starts_with('#')) return false;
      url_ = *base_;
      return query_and_fragment();
    }
    return base_->scheme == "file" ? file() : relative();
  }

  void take_authority_of_base() {
    url_.username = base_->username;
    url_.password = base_->password;
    url_.host = base_->host;
    url_.port = base_->port;
    url_.has_authority = base_->has_authority;
  }

  bool relative() {
    if (at_slash()) {
      if (rest_.size() > 1 && slash(rest_[1])) {
        if (special_) return authority_after_slashes();
        if (rest_[1] == '/') {
          rest_.remove_prefix(2);
          return authority();
        }
      }
      take_authority_of_base();
      return path();
    }
    take_authority_of_base();
    url_.path = base_->path;
    if (rest_.empty() || rest_[0] != '?') url_.query = base_->query;
    if (at_end_of_path()) return query_and_fragment();
    url_.query.reset();
    shorten();
    return path();
  }

  bool authority_after_slashes() {
    while (at_slash()) rest_.remove_prefix(1);
    return authority();
  }

  bool authority() {
    url_.has_authority = true;
    std::size_t end = 0;
    while (end < rest_.size() && !slash(rest_[end]) && rest_[end] != '?' && rest_[end] != '#') ++end;
    std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
      const std::string_view user = text.substr(0, at);
      const std::size_t colon = user.find(':');
      append_escaped(url_.username, user.substr(0, colon), EscapeSet::userinfo);
      if (colon != std::string_view::npos) append_escaped(url_.password, user.substr(colon + 1), EscapeSet::userinfo);
      text.remove_prefix(at + 1);
      if (text.empty()) return false;
    }
    return host_and_port(text) && path();
  }

  bool host_and_port(std::string_view text) {
    std::size_t colon = 0;
    for (bool in_brackets = false; colon < text.size(); ++colon) {
      if (text[colon] == '[') in_brackets = true;
      if (text[colon] == ']') in_brackets = false;
      if (text[colon] == ':' && !in_brackets) break;
    }
    const std::string_view host_text = text.substr(0, colon);
    const bool has_colon = colon < text.size();
    if (host_text.empty() && (special_ || has_colon)) return false;
    std::optional<std::string> host = parse_host(host_text, special_);
    if (!host) return false;
    url_.host = std::move(*host);
    return !has_colon || port(text.substr(colon + 1));
  }

  bool port(std::string_view digits) {
    if (!std::all_of(digits.begin(), digits.end(), is_digit)) return false;
    if (digits.empty()) return true;
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    unsigned number = 0;
    if (digits.size() > 5 || std::from_chars(digits.data(), digits.data() + digits.size(), number).ec != std::errc() ||
        number > 65535)
      return false;
    if (special_port(url_.scheme) != digits) url_.port = digits;
    return true;
  }

  bool file() {
    url_.has_authority = true;
    if (at_slash()) return file_after_slash();
    if (!base_ || base_->scheme != "file") return path();
    url_.host = base_->host;
    url_.path = base_->path;
    if (rest_.empty() || rest_[0] != '?') url_.query = base_->query;
    if (at_end_of_path()) return query_and_fragment();
    url_.query.reset();
    if (starts_with_drive_letter(rest_))
      url_.path.clear();
    else
      shorten();
    return path();
  }

  bool file_after_slash() {
    if (rest_.size() > 1 && slash(rest_[1])) {
      rest_.remove_prefix(2);
      return file_host();
    }
    if (base_ && base_->scheme == "file") {
      url_.host = base_->host;
      if (!starts_with_drive_letter(rest_.substr(1)) && path_starts_with_drive(base_->path))
        url_.path = base_->path.substr(0, 3);
    }
    return path();
  }

  bool file_host() {
    const std::size_t end = std::min(rest_.find_first_of("/\\?#"), rest_.size());
    const std::string_view text = rest_.substr(0, end);
    if (is_drive_letter(text)) return path();
    rest_.remove_prefix(end);
    if (!text.empty()) {
      std::optional<std::string> host = parse_host(text, true);
      if (!host) return false;
      if (*host != "localhost") url_.host = std::move(*host);
    }
    return path();
  }

  void shorten() {
    if (url_.scheme == "file" && url_.path.size() == 3 && path_starts_with_drive(url_.path)) return;
    const std::size_t last = url_.path.rfind('/');
    url_.path.resize(last == std::string::npos ? 0 : last);
  }

  // From the slash before the first segment, or from its first character. url_.path holds what a base has given.
  bool path() {
    if (!special_ && at_end_of_path()) return query_and_fragment();
    if (at_slash()) rest_.remove_prefix(1);
    for (;;) {
      std::size_t end = 0;
      while (end < rest_.size() && !slash(rest_[end]) && rest_[end] != '?' && rest_[end] != '#') ++end;
      const std::string_view segment = rest_.substr(0, end);
      rest_.remove_prefix(end);
      const bool more = at_slash();
      add_segment(segment, more);
      if (!more) return query_and_fragment();
      rest_.remove_prefix(1);
    }
  }

  void add_segment(std::string_view segment, bool more) {
    const int dots = dots_only(segment);
    if (dots == 2) shorten();
    if (dots > 0) {
      if (!more) url_.path += '/';
      return;
    }
    const bool drive = url_.scheme == "file" && url_.path.empty() && is_drive_letter(segment);
    url_.path += '/';
    append_escaped(url_.path, segment, EscapeSet::path);
    if (drive) url_.path.back() = ':';
  }

  bool opaque_path() {
    const std::size_t end = std::min(rest_.find_first_of("?#"), rest_.size());
    std::string_view text = rest_.substr(0, end);
    const bool escape_last_space = text.ends_with(' ') && end < rest_.size();
    if (escape_last_space) text.remove_suffix(1);
    append_escaped(url_.path, text, EscapeSet::c0_control);
    if (escape_last_space) url_.path += "%20";
    rest_.remove_prefix(end);
    return query_and_fragment();
  }

  bool query_and_fragment() {
    if (rest_.starts_with('?')) {
      const std::size_t end = std::min(rest_.find('#'), rest_.size());
      append_escaped(url_.query.emplace(), rest_.substr(1, end - 1),
                     special_ ? EscapeSet::special_query : EscapeSet::query);
      rest_.remove_prefix(end);
    }
    if (rest_.starts_with('#')) append_escaped(url_.fragment.emplace(), rest_.substr(1), EscapeSet::fragment);
    return true;
  }

  std::string_view rest_;
  const Url* base_;
  Url url_;
  bool special_ = false;
};

}  // namespace

std::optional<Url> parse_url(std::string_view text, const Url* base) {
  const auto trimmed_away = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!text.empty() && trimmed_away(text.front())) text.remove_prefix(1);
  while (!text.empty() && trimmed_away(text.back())) text.remove_suffix(1);
  const bool as_it_is = is_ascii(text) && text.find_first_of("\t\r\n") == std::string_view::npos;
  if (as_it_is) return Parser(text, base).parse();
  std::string clean = well_formed(text);
  std::erase_if(clean, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  return Parser(clean, base).parse();
}

}  // namespace e401::npm
