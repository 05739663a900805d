// Names are compared as providers/name_owner.h reads them; the list here is of one vendor's several domains.
#include "rules/related_hosts.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "npm/url.h"
#include "providers/name_owner.h"

namespace e401::rules {
namespace {

// One vendor's domains, the registry's among them.
struct Vendor {
  std::string_view domains[5];
};
constexpr std::array<Vendor, 6> vendors{{
    {{"github.com", "githubusercontent.com", "ghcr.io"}},
    {{"dev.azure.com", "visualstudio.com", "azure.com"}},
    {{"gitlab.com", "gitlab.io"}},
    {{"fontawesome.com", "fortawesome.com"}},
    {{"jsr.io", "npm.jsr.io"}},
    {{"cloudsmith.io", "cloudsmith.com"}},
}};

bool is_below(std::string_view host, std::string_view domain) {
  return host == domain ||
         (host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "[::1]" || host == "0.0.0.0" ||
         host == "host.docker.internal";
}

// "npmjs": the public registry's host without its first and last part; its web site and its twin domain carry it, too.
std::string public_word() {
  const std::string host = npm::public_registry_host();
  const auto parts = base::split(host, '.');
  return std::string(parts[parts.size() - 2]);
}

bool both_public(std::string_view a, std::string_view b) {
  const auto is_public = [word = public_word()](std::string_view host) {
    const auto parts = base::split(host, '.');
    return parts.size() >= 2 && parts[parts.size() - 2] == word && (parts.back() == "org" || parts.back() == "com");
  };
  return is_public(a) && is_public(b);
}

// The organisation in Azure's two kinds of name: fabrikam.pkgs.visualstudio.com, pkgs.dev.azure.com/fabrikam.
std::string_view azure_owner(const NamedHost& h) {
  if (is_below(h.host, "visualstudio.com")) return base::split(h.host, '.').front();
  const auto parts = base::split(h.path, '/');
  return parts.size() > 1 ? parts[1] : std::string_view();
}

bool same_vendor(const NamedHost& a, const NamedHost& b) {
  if (both_public(a.host, b.host)) return true;
  if (is_this_machine(a.host) && is_this_machine(b.host)) return a.port == b.port;
  for (const Vendor& v : vendors) {
    const auto of = [&](std::string_view host) {
      return std::any_of(std::begin(v.domains), std::end(v.domains),
                         [&](auto d) { return !d.empty() && is_below(host, d); });
    };
    if (!of(a.host) || !of(b.host)) continue;
    const std::string_view x = azure_owner(a), y = azure_owner(b);
    return v.domains[0] != "dev.azure.com" || x.empty() || y.empty() || base::ascii_iequals(x, y);
  }
  return false;
}

std::size_t parts_of(std::string_view path) {
  std::size_t n = 0;
  for (const auto part : base::split(path, '/')) n += !part.empty();
  return n;
}

}  // namespace

Relation relation_of(const NamedHost& a, const NamedHost& b) {
  if (a.host.empty() || b.host.empty() || (a.host == b.host && a.port == b.port)) return Relation::none;
  if (same_vendor(a, b)) return Relation::same_vendor;
  if (providers::is_address(a.host) != providers::is_address(b.host) ||
      providers::is_address(a.host))  // an address tells nothing but its port and path
    return a.port == b.port && (!a.port.empty() || a.path.size() > 1) && a.path == b.path && a.host != b.host
               ? Relation::same_path
               : Relation::none;
  if (a.host.size() >= 8 && base::edit_distance(a.host, b.host, 2) <= 2 && !providers::share_a_hoster(a.host, b.host))
    return Relation::typing_error;
  if (a.path == b.path && parts_of(a.path) >= 2 && !providers::share_a_hoster(a.host, b.host))
    return Relation::same_path;
  if (providers::owner_domain(a.host) == providers::owner_domain(b.host) &&
      providers::owner_domain(a.host).find('.') != std::string::npos)
    return Relation::same_company;
  return Relation::none;
}

}  // namespace e401::rules
