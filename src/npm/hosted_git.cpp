// The decision follows hosted-git-info step by step, because a slip sends a spec to the wrong place: first the
// shorthand "user/repo", then the spec is mended until it parses as a URL, then the host's own idea of what a
// repository address is.
#include "npm/hosted_git.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "npm/uri.h"
#include "npm/url.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

constexpr std::size_t none = std::string_view::npos;

enum class Host { github, bitbucket, gitlab, gist, sourcehut };
struct KnownHost {
  Host host;
  std::string_view shortcut;  // also its scheme
  std::string_view domain;
  std::string_view schemes;  // between blanks
};
constexpr std::array<KnownHost, 5> known_hosts{{
    {Host::github, "github", "github.com", " git http git+ssh git+https ssh https "},
    {Host::bitbucket, "bitbucket", "bitbucket.org", " git+ssh git+https ssh https "},
    {Host::gitlab, "gitlab", "gitlab.com", " git+ssh git+https ssh https "},
    {Host::gist, "gist", "gist.github.com", " git git+ssh git+https ssh https "},
    {Host::sourcehut, "sourcehut", "git.sr.ht", " git+ssh https "},
}};
constexpr std::string_view plain_schemes = " git+ssh ssh git+https git http https git+http ";

bool in_list(std::string_view list, std::string_view word) {
  return !word.empty() && list.find(" " + std::string(word) + " ") != none;
}

// Is `at` absent, or behind the first "#"?
bool only_behind_hash(std::size_t at, std::size_t hash) {
  return at == none || (hash != none && at > hash);
}

bool is_github_shorthand(std::string_view spec) {
  const std::size_t hash = spec.find('#');
  const std::size_t slash = spec.find('/');
  const std::size_t second_slash = slash == none ? none : spec.find('/', slash + 1);
  std::size_t space = 0;
  while (space < spec.size()) {
    const CodePoint point = first_code_point(spec.substr(space));
    if (point.valid && is_js_space(point.value)) break;
    space += point.length;
  }
  if (space >= spec.size()) space = none;
  const bool ends_in_slash = hash != none ? hash > 0 && spec[hash - 1] == '/' : spec.ends_with('/');
  return slash != none && slash > 0 && !ends_in_slash && !spec.starts_with('.') && only_behind_hash(space, hash) &&
         only_behind_hash(spec.find('@'), hash) && only_behind_hash(spec.find(':'), hash) &&
         only_behind_hash(second_slash, hash);
}

// "git:github.com:user/repo" gets its "//"; "user:password@host:path" becomes git+ssh.
std::string with_scheme(const std::string& spec) {
  const std::size_t colon = spec.find(':');
  const std::string scheme = spec.substr(0, colon == none ? 0 : colon);
  const bool is_known = colon != none && (in_list(plain_schemes, scheme) ||
                                          std::any_of(known_hosts.begin(), known_hosts.end(),
                                                      [&](const KnownHost& h) { return h.shortcut == scheme; }));
  if (is_known || (colon != none && spec.compare(colon, 3, "://") == 0)) return spec;
  if (const std::size_t at = spec.find('@'); at != none)
    return colon == none || at > colon ? "git+ssh://" + spec : spec;
  return colon == none ? "//" + spec : spec.substr(0, colon + 1) + "//" + spec.substr(colon + 1);
}

// "git@host:user/repo#x" -> "git+ssh://git@host/user/repo#x"
std::string with_slash_for_colon(std::string spec) {
  const std::size_t hash = std::min(spec.find('#'), spec.size());
  const auto last_before_hash = [&](char c) { return spec.rfind(c, hash); };
  const std::size_t at = last_before_hash('@');
  const std::size_t colon = last_before_hash(':');
  if (colon != none && (at == none || colon > at)) spec[colon] = '/';
  if (last_before_hash(':') == none && spec.find("//") == none) spec = "git+ssh://" + spec;
  return spec;
}

std::optional<Url> mended_url(std::string_view spec) {
  const std::string text = is_github_shorthand(spec) ? "github:" + std::string(spec) : std::string(spec);
  const std::string first = with_scheme(text);
  if (std::optional<Url> url = parse_url(first)) return url;
  return parse_url(with_slash_for_colon(first));
}

bool is_decodable(std::string_view text) {
  return decode_uri_component(text).has_value();
}

// The first segments of a path, as "…".split('/', limit) gives them behind the leading slash; "" where there is none.
std::vector<std::string_view> segments(std::string_view path, std::size_t count) {
  std::vector<std::string_view> parts = base::split(path, '/');
  parts.erase(parts.begin());
  parts.resize(count);
  return parts;
}

std::string_view without_git(std::string_view name) {
  if (name.ends_with(".git")) name.remove_suffix(4);
  return name;
}

bool is_repository_path(Host host, const Url& url) {
  const std::vector<std::string_view> part = segments(url.path, 3);
  std::string_view user = part[0];
  std::string_view project = part[1];
  switch (host) {
    case Host::github:
      if (!part[2].empty() && part[2] != "tree") return false;
      break;
    case Host::bitbucket:
      if (part[2] == "get") return false;
      break;
    case Host::sourcehut:
      if (part[2] == "archive") return false;
      break;
    case Host::gist:
      if (part[2] == "raw") return false;
      return (!project.empty() || !user.empty()) && is_decodable(user) && is_decodable(project);
    case Host::gitlab: {
      const std::string_view path = std::string_view(url.path).substr(url.path.empty() ? 0 : 1);
      if (path.find("/-/") != none || path.find("/archive.tar.gz") != none) return false;
      const std::size_t slash = path.rfind('/');
      user = slash == none ? std::string_view() : path.substr(0, slash);
      project = slash == none ? path : path.substr(slash + 1);
      break;
    }
  }
  project = without_git(project);
  return !user.empty() && !project.empty() && is_decodable(user) && is_decodable(project);
}

}  // namespace

bool is_valid_git_fragment(std::string_view fragment) {
  bool has_committish = false, has_range = false, has_path = false;
  if (fragment.empty()) return true;
  for (std::size_t begin = 0; begin <= fragment.size();) {
    const std::size_t end = std::min(fragment.find("::", begin), fragment.size());
    const std::string_view part = fragment.substr(begin, end - begin);
    begin = end + 2;
    const std::size_t colon = part.find(':');
    if (colon == none) {
      if (has_range || has_committish) return false;
      has_committish = !part.empty();
      continue;
    }
    const std::string_view name = part.substr(0, colon);
    const std::string_view value = part.substr(colon + 1, part.find(':', colon + 1) - colon - 1);
    if (name == "semver") {
      if (has_committish || has_range || !is_decodable(value)) return false;
      has_range = !value.empty();
    } else if (name == "path") {
      if (has_path) return false;
      has_path = true;
    }
  }
  return true;
}

HostedGit hosted_git(std::string_view spec) {
  if (spec.empty()) return {};
  const std::optional<Url> url = mended_url(spec);
  if (!url) return {};
  const std::string_view domain =
      url->host.starts_with("www.") ? std::string_view(url->host).substr(4) : std::string_view(url->host);
  const std::string fragment = url->fragment.value_or("");
  for (const KnownHost& known : known_hosts) {
    const bool by_shortcut = url->scheme == known.shortcut;
    if (!by_shortcut && (url->host.empty() || domain != known.domain)) continue;
    if (!by_shortcut && !(in_list(known.schemes, url->scheme) && is_repository_path(known.host, *url))) return {};
    if ((by_shortcut && !is_decodable(url->path)) || !is_decodable(fragment)) return {};
    return {true, !is_valid_git_fragment(fragment)};
  }
  return {};
}

}  // namespace e401::npm
