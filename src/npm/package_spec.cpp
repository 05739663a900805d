// Which kind of spec a text is decides whether a registry is asked at all, so the order of npm-package-arg's questions
// is kept: file, alias, git host, URL, path, and only then the registry. What it throws on is nullopt here.
#include "npm/package_spec.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/text.h"
#include "npm/hosted_git.h"
#include "npm/uri.h"
#include "npm/url.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

constexpr std::size_t none = std::string_view::npos;

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// encodeURIComponent leaves it as it is.
bool is_uri_component(std::string_view text) {
  return encode_uri_component(text) == text;
}

// /^(?:git[+])?[a-z]+:/i
bool is_url(std::string_view text) {
  if (base::ascii_lower(text.substr(0, 4)) == "git+") text.remove_prefix(4);
  const std::size_t colon = text.find(':');
  return colon != none && colon > 0 &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), is_alpha);
}

// /^[^@]+@[^:.]+\.[^:]+:.+$/
bool is_scp_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == none || at == 0) return false;
  const std::size_t dot = text.find_first_of(":.", at + 1);
  if (dot == none || dot == at + 1 || text[dot] != '.') return false;
  const std::size_t colon = text.find(':', dot + 1);
  return colon != none && colon > dot + 1 && colon + 1 < text.size() && text.find_first_of("\r\n", colon) == none;
}

bool is_tarball_name(std::string_view text) {
  const std::string end = base::ascii_lower(text.substr(text.size() - std::min<std::size_t>(text.size(), 7)));
  return end.ends_with(".tgz") || end.ends_with(".tar.gz") || end.ends_with(".tar");
}

bool is_file(std::string_view spec) {
  if (base::ascii_lower(spec.substr(0, 5)) == "file:") return true;
  return spec.starts_with('.') || spec.starts_with("~/") || spec.starts_with('/') ||
         (spec.size() > 1 && is_alpha(spec[0]) && spec[1] == ':');
}

// "@scope/name" with both parts as URLs like them.
bool is_scoped_name(std::string_view name) {
  if (!name.starts_with('@')) return false;
  const std::size_t slash = name.find('/');
  if (slash == none || slash < 2) return false;
  const std::string_view package = name.substr(slash + 1);
  return !package.empty() && !package.starts_with('.') && is_uri_component(name.substr(1, slash - 1)) &&
         is_uri_component(package);
}

// validate-npm-package-name's validForOldPackages.
bool is_package_name(std::string_view name) {
  if (name.empty() || name[0] == '.' || name[0] == '-' || name[0] == '_') return false;
  const std::string lower = base::ascii_lower(name);
  if (lower == "node_modules" || lower == "favicon.ico") return false;
  return is_uri_component(name) || is_scoped_name(name);
}

// "beta.1": identifiers of letters, digits and hyphens between dots; the index behind them, or none if there is none.
std::size_t identifiers_end(std::string_view text, std::size_t i) {
  for (;; ++i) {
    const std::size_t begin = i;
    while (i < text.size() && (is_alpha(text[i]) || is_digit(text[i]) || text[i] == '-')) ++i;
    if (i == begin) return none;
    if (i >= text.size() || text[i] != '.') return i;
  }
}

// Reads [v=\s]*X(.X(.X(-pre)?(+build)?)?)? as semver's loose mode does; the index behind it, or none.
std::size_t version_end(std::string_view text, std::size_t i) {
  while (i < text.size() && (text[i] == 'v' || text[i] == '=' || text[i] == ' ')) ++i;
  int numbers = 0;
  std::size_t begin = i;
  for (;; ++i, ++numbers) {
    begin = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    if (i == begin) {
      if (i >= text.size() || std::string_view("xX*").find(text[i]) == none) return none;
      ++i;
    }
    if (numbers == 2 || i >= text.size() || text[i] != '.') break;
  }
  if (numbers < 2) return i;
  std::size_t pre = identifiers_end(text, i);
  if (pre == none && i - begin > 1)
    pre = identifiers_end(text, i - 1);  // "1.2.31.x" is 1.2.3 with the prerelease "1.x"
  if (pre != none) i = pre;
  if (i < text.size() && text[i] == '+') i = identifiers_end(text, i + 1);
  return i;
}

// The part without the blanks behind operators: semver joins "> 1" first.
std::string joined_operators(std::string_view part) {
  std::string out;
  for (char c : part)
    if (c != ' ' || out.empty() || std::string_view("~^<>=").find(out.back()) == none) out += c;
  return out;
}

// In one part between "||": is there a comparator that semver (loose) keeps? It drops what it does not know.
bool has_comparator(std::string_view part) {
  const std::string joined = joined_operators(part);
  for (std::string_view word : base::split(joined, ' ')) {
    if (word.empty()) continue;
    std::size_t i = 0;
    if (word[0] == '~' || word[0] == '^') {
      i = word.starts_with("~>") ? 2 : 1;
    } else {
      if (word[i] == '<' || word[i] == '>') ++i;
      if (i < word.size() && word[i] == '=') ++i;
    }
    if (version_end(word, i) == word.size()) return true;
  }
  return false;
}

bool is_range(std::string_view spec) {
  std::string text;
  for (std::size_t i = 0; i < spec.size();) {
    const CodePoint point = first_code_point(spec.substr(i));
    text += point.valid && is_js_space(point.value) ? std::string_view(" ") : spec.substr(i, point.length);
    i += point.length;
  }
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find("||", begin);
    const std::string_view part =
        base::trim(std::string_view(text).substr(begin, end == std::string::npos ? end : end - begin));
    if (part.empty() || has_comparator(part)) return true;
    if (end == std::string::npos) return false;
    begin = end + 2;
  }
}

std::optional<PackageSpec> as_alias(PackageSpec spec) {
  spec.type = PackageSpec::Type::alias;
  spec.inner = spec.wanted.substr(4);
  const std::optional<PackageSpec> inner = parse_spec(spec.inner);
  if (!inner || inner->type != PackageSpec::Type::registry || inner->name.empty()) return std::nullopt;
  return spec;
}

// /^git\+ssh:\/\/([^:#]+:[^#]+(?:\.git)?)(?:#(.*))?$/i without ":1234/", which is a port: an address as scp writes it.
bool is_scp_url(std::string_view spec, std::string_view* fragment) {
  if (!spec.starts_with("git+ssh://")) return false;
  const std::string_view rest = spec.substr(10);
  const std::size_t hash = std::min(rest.find('#'), rest.size());
  const std::string_view address = rest.substr(0, hash);
  const std::size_t colon = address.find(':');
  if (colon == none || colon == 0 || colon + 1 >= address.size()) return false;
  for (std::size_t at = colon; at != none; at = address.find(':', at + 1)) {
    std::size_t end = at + 1;
    while (end < address.size() && is_digit(address[end])) ++end;
    if (end > at + 1 && (end == address.size() || address[end] == '/')) return false;
  }
  *fragment = rest.substr(std::min(hash + 1, rest.size()));
  return true;
}

std::optional<PackageSpec> as_url(PackageSpec spec) {
  spec.type = PackageSpec::Type::git;
  std::string_view fragment;
  if (is_scp_url(spec.wanted, &fragment)) return is_valid_git_fragment(fragment) ? std::optional(spec) : std::nullopt;
  const std::optional<Url> url = parse_url(spec.wanted);
  if (!url) return std::nullopt;
  static constexpr std::string_view git_schemes = " git git+http git+https git+rsync git+ftp git+file git+ssh ";
  if (git_schemes.find(" " + url->scheme + " ") != none)
    return is_valid_git_fragment(url->fragment.value_or("")) ? std::optional(spec) : std::nullopt;
  if (!url->is_http()) return std::nullopt;
  spec.type = PackageSpec::Type::remote;
  spec.url = spec.wanted;
  return spec;
}

std::optional<PackageSpec> resolve(std::string raw, std::string_view name, std::string_view wanted) {
  PackageSpec spec;
  spec.raw = std::move(raw);
  spec.wanted = wanted;
  if (!name.empty()) {
    if (!is_package_name(name)) return std::nullopt;
    spec.name = name;
    if (name.starts_with('@')) spec.scope = name.substr(0, name.find('/'));
  }
  spec.type = PackageSpec::Type::file;
  if (is_file(wanted)) return spec;
  if (base::ascii_lower(wanted.substr(0, 4)) == "npm:") return as_alias(std::move(spec));
  if (const HostedGit git = hosted_git(wanted); git.is_hosted) {
    spec.type = PackageSpec::Type::git;
    return git.bad_fragment ? std::nullopt : std::optional(spec);
  }
  if (is_url(wanted)) return as_url(std::move(spec));
  if (wanted.find('/') != none || is_tarball_name(wanted)) return spec;
  spec.type = PackageSpec::Type::registry;
  spec.wanted = js_trim(wanted);
  if (!is_uri_component(spec.wanted) && !is_range(spec.wanted)) return std::nullopt;
  return spec;
}

}  // namespace

PackageSpec PackageSpec::unaliased() const {
  if (type != Type::alias) return *this;
  return parse_spec(inner).value_or(*this);
}

std::string PackageSpec::escaped_name() const {
  const std::size_t slash = name.find('/');
  return slash == std::string::npos ? name : name.substr(0, slash) + "%2f" + name.substr(slash + 1);
}

std::optional<PackageSpec> parse_spec(std::string_view text) {
  if (text.empty()) return PackageSpec{};
  const std::size_t at = text.find('@', 1);
  const std::string_view name = text.substr(0, at);
  const std::string raw(text);
  if (is_url(text)) return resolve(raw, {}, text);
  if (is_scp_address(text)) return resolve(raw, {}, "git+ssh://" + raw);
  if (!name.starts_with('@') && (name.find('/') != none || is_tarball_name(name))) return resolve(raw, {}, text);
  if (at != none) return resolve(raw, name, at + 1 < text.size() ? text.substr(at + 1) : "*");
  return is_package_name(text) ? resolve(raw, text, "*") : resolve(raw, {}, text);
}

std::optional<PackageSpec> parse_dependency(std::string_view name, std::string_view wanted) {
  return resolve(std::string(name) + "@" + std::string(wanted), name, wanted);
}

}  // namespace e401::npm
