// Registry addresses that people take from the browser. Each vendor's web page and registry have different addresses;
// what the wrong one tells (owner, feed, repository) is carried over, what it does not tell stays a word in capitals.
#include "providers/hosts/families.h"

namespace e401::providers {
namespace {

using Kind = AddressShape::Kind;

// Path segments without empty ones.
std::vector<std::string_view> segments(const npm::Url& url) {
  std::vector<std::string_view> out;
  for (const std::string_view part : base::split(url.path, '/'))
    if (!part.empty()) out.push_back(part);
  return out;
}

std::string at_or(const std::vector<std::string_view>& parts, std::size_t i, std::string_view otherwise) {
  return std::string(i < parts.size() ? parts[i] : otherwise);
}

std::string from(std::string_view host_port, std::string_view path) {
  return "https://" + std::string(host_port) + std::string(path);
}

AddressShape fits(std::string_view family) {
  return {Kind::fits, "", family};
}

AddressShape github(const npm::Url& url) {
  if (url.host == "github.com" || url.host == "www.github.com" || url.host == "api.github.com" ||
      url.host == "pkg.github.com" || url.host == "maven.pkg.github.com" || url.host == "ghcr.io")
    return {Kind::web_page, "https://npm.pkg.github.com/", "github"};
  return fits("github");
}

AddressShape gitlab(const npm::Url& url) {
  const auto s = segments(url);
  const bool api = s.size() >= 2 && has_path_part(url, "/api/v4/");
  if (!api) return {Kind::web_page, from(url.host_port(), "/api/v4/projects/ID/packages/npm/"), "gitlab"};
  if (has_path_part(url, "/packages/npm")) return fits("gitlab");
  for (std::size_t i = 0; i + 1 < s.size(); ++i) {
    if (s[i] == "projects")
      return {Kind::incomplete, from(url.host_port(), "/api/v4/projects/" + std::string(s[i + 1]) + "/packages/npm/"),
              "gitlab"};
    if (s[i] == "groups")
      return {Kind::incomplete, from(url.host_port(), "/api/v4/groups/" + std::string(s[i + 1]) + "/-/packages/npm/"),
              "gitlab"};
  }
  return {Kind::incomplete, from(url.host_port(), "/api/v4/projects/ID/packages/npm/"), "gitlab"};
}

AddressShape azure(const npm::Url& url) {
  const auto s = segments(url);
  if (url.host == "dev.azure.com" || host_below(url, ".visualstudio.com"))
    if (!has_path_part(url, "/npm/registry")) {
      std::string feed = "FEED";
      for (std::size_t i = 0; i + 1 < s.size(); ++i)
        if (s[i] == "feed" || s[i] == "_packaging") feed = s[i + 1];
      const std::string organisation =
          url.host == "dev.azure.com" ? at_or(s, 0, "ORG") : url.host.substr(0, url.host.find('.'));
      return {Kind::web_page, "https://pkgs.dev.azure.com/" + organisation + "/_packaging/" + feed + "/npm/registry/",
              "azure"};
    }
  if (has_path_part(url, "/npm/registry")) return fits("azure");
  for (std::size_t i = 0; i + 1 < s.size(); ++i)
    if (s[i] == "_packaging") {
      std::string path;
      for (std::size_t k = 0; k <= i + 1; ++k) path += "/" + std::string(s[k]);
      return {Kind::incomplete, from(url.host_port(), path + "/npm/registry/"), "azure"};
    }
  return {Kind::incomplete, from(url.host_port(), "/" + at_or(s, 0, "ORG") + "/_packaging/FEED/npm/registry/"),
          "azure"};
}

AddressShape artifactory(const npm::Url& url) {
  const auto s = segments(url);
  for (std::size_t i = 0; i + 1 < s.size(); ++i)
    if (s[i] == "api" && s[i + 1] == "npm")
      return i + 2 < s.size()
                 ? fits("artifactory")
                 : AddressShape{Kind::incomplete, from(url.host_port(), "/artifactory/api/npm/REPO/"), "artifactory"};
  // /ui/native/REPO, /ui/repos/tree/General/REPO, /webapp/#/..., /artifactory/REPO
  std::string repo = "REPO";
  if (s.size() >= 3 && s[0] == "ui" && s[1] == "native") repo = s[2];
  if (s.size() >= 5 && s[0] == "ui" && s[1] == "repos") repo = s[4];
  if (s.size() >= 2 && s[0] == "artifactory" && s[1] != "webapp" && s[1] != "api") repo = s[1];
  const bool page = s.empty() || s[0] == "ui" || has_path_part(url, "/webapp");
  return {page ? Kind::web_page : Kind::incomplete, from(url.host_port(), "/artifactory/api/npm/" + repo + "/"),
          "artifactory"};
}

AddressShape of_paths(const npm::Url& url) {
  const auto s = segments(url);
  // Web pages of products under a company's own host name: told by their paths only.
  if (has_path_part(url, "/-/packages") && !has_path_part(url, "/api/v4/"))
    return {Kind::web_page, from(url.host_port(), "/api/v4/projects/ID/packages/npm/"), "gitlab"};
  if (url.fragment && url.fragment->starts_with("browse/")) {
    std::string_view rest = *url.fragment;
    const std::size_t colon = rest.find(':');
    const std::string repo(colon == std::string_view::npos
                               ? "REPO"
                               : rest.substr(colon + 1, rest.find_first_of(":/", colon + 1) - colon - 1));
    return {Kind::web_page, from(url.host_port(), "/repository/" + repo + "/"), "nexus"};
  }
  if (s.size() >= 2 && s[0] == "service" && s[1] == "rest")
    return {Kind::web_page, from(url.host_port(), "/repository/REPO/"), "nexus"};
  if (s.size() >= 3 && s[0] == "ui" && (s[1] == "native" || s[1] == "repos" || s[1] == "packages"))
    return artifactory(url);
  return {Kind::unknown, "", "generic"};
}

}  // namespace

AddressShape shape_of_address(const npm::Url& url) {
  if (!url.is_http()) return {};
  const auto s = segments(url);
  const std::string_view host = url.host;
  if (host == "www.npmjs.com" || host == "npmjs.com" || host == "npmjs.org" || host == "www.npmjs.org")
    return {Kind::web_page, npm::public_registry_url(), "npmjs"};
  if (host == "github.com" || host == "www.github.com" || host == "api.github.com" ||
      host.ends_with("pkg.github.com") || host == "ghcr.io")
    return github(url);
  if (host == "gitlab.com" || has_path_part(url, "/api/v4/")) return gitlab(url);
  if (host == "dev.azure.com" || host_below(url, ".visualstudio.com") || host == "pkgs.dev.azure.com" ||
      has_path_part(url, "/_packaging/"))
    return azure(url);
  if (host_below(url, ".jfrog.io") || has_path_part(url, "/api/npm")) return artifactory(url);
  if (has_path_part(url, "/api/packages/"))
    return has_path_part(url, "/npm")
               ? fits("gitea")
               : AddressShape{Kind::incomplete,
                              from(url.host_port(), "/api/packages/" + at_or(s, 2, "OWNER") + "/npm/"), "gitea"};
  if (host == "gitea.com" || host == "codeberg.org")
    return {Kind::web_page, from(url.host_port(), "/api/packages/" + at_or(s, 0, "OWNER") + "/npm/"), "gitea"};
  if (host == "npm.cloudsmith.io" || host == "npm.cloudsmith.com")
    return s.size() >= 2
               ? fits("cloudsmith")
               : AddressShape{Kind::incomplete, from(host, "/" + at_or(s, 0, "OWNER") + "/REPO/"), "cloudsmith"};
  if (host == "cloudsmith.io" || host == "app.cloudsmith.com")
    return {Kind::web_page, "https://npm.cloudsmith.io/OWNER/REPO/", "cloudsmith"};
  if (host.ends_with("-npm.pkg.dev"))
    return s.size() >= 2
               ? fits("google")
               : AddressShape{Kind::incomplete, from(host, "/" + at_or(s, 0, "PROJECT") + "/REPO/"), "google"};
  if (host.find(".d.codeartifact.") != std::string_view::npos)
    return s.size() >= 2 && s[0] == "npm"
               ? fits("codeartifact")
               : AddressShape{Kind::incomplete,
                              from(host, "/npm/" + at_or(s, s.size() == 1 && s[0] != "npm" ? 0 : 1, "REPO") + "/"),
                              "codeartifact"};
  if (s.size() >= 2 && (s[0] == "repository" || (s[0] == "nexus" && s[1] == "repository"))) return fits("nexus");
  return of_paths(url);
}

}  // namespace e401::providers
