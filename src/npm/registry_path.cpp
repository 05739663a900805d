#include "npm/registry_path.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace e401::npm {
namespace {

constexpr std::size_t none = std::string_view::npos;

// "a/b/@acme/widgets" -> "@acme/widgets", "a/b/left-pad" -> "left-pad"
std::string last_name(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  std::size_t cut = path.rfind('/');
  if (cut == none) return std::string(path);
  const std::size_t before = cut > 0 ? path.rfind('/', cut - 1) : none;
  const std::size_t begin = before == none ? 0 : before + 1;
  if (path.substr(begin).starts_with('@')) cut = begin == 0 ? none : before;
  return std::string(cut == none ? path : path.substr(cut + 1));
}

// "@acme/widgets/dist-tags/beta" -> "@acme/widgets"
std::string first_name(std::string_view path) {
  std::size_t end = path.find('/');
  if (path.starts_with('@') && end != none) end = path.find('/', end + 1);
  return std::string(path.substr(0, end));
}

// What stands behind "/-/" at npm's own endpoints (npm 6 to 12); behind a package's name it is the tarball's.
bool is_endpoint(std::string_view rest) {
  static constexpr std::array<std::string_view, 10> heads{"v1",   "npm", "package", "whoami", "ping",
                                                          "user", "org", "team",    "all",    "stage"};
  const std::string_view head = rest.substr(0, rest.find_first_of("/:"));
  return std::find(heads.begin(), heads.end(), head) != heads.end() && !rest.ends_with(".tgz");
}

}  // namespace

RegistryPath registry_path(std::string_view encoded) {
  const std::string decoded = base::replace_all(base::replace_all(std::string(encoded), "%2f", "/"), "%2F", "/");
  std::string_view path = decoded;
  if (const std::size_t revision = path.rfind("/-rev/"); revision != none)
    path = path.substr(0, revision);  // unpublish, owner
  // GitLab's group endpoint has a "/-/" of its own: /api/v4/groups/9/-/packages/npm/@acme/widgets
  static constexpr std::string_view of_group = "/-/packages/npm/";
  if (const std::size_t group = path.find(of_group); group != none) path = path.substr(group + of_group.size() - 1);
  if (const std::size_t dash = path.find("/-/"); dash != none) {
    const std::string_view rest = path.substr(dash + 3);
    if (!is_endpoint(rest)) return {RegistryPath::Kind::tarball, last_name(path.substr(0, dash))};
    static constexpr std::string_view of_package = "package/";
    return {RegistryPath::Kind::endpoint,
            rest.starts_with(of_package) ? first_name(rest.substr(of_package.size())) : std::string()};
  }
  static constexpr std::string_view download = "/download/";  // GitHub Packages: /download/@acme/widgets/1.0.0/0123abcd
  if (const std::size_t at = path.find(download); at != none)
    return {RegistryPath::Kind::tarball, first_name(path.substr(at + download.size()))};
  if (path.ends_with(".tgz") || path.ends_with(".tar.gz")) return {RegistryPath::Kind::tarball, {}};
  return {RegistryPath::Kind::package, last_name(path)};
}

}  // namespace e401::npm
