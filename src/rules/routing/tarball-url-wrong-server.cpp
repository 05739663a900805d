// A registry that answers, and names for its tarballs an address where nobody is: its own base address is set wrong
// (behind a proxy servers like to write their internal name, scheme or port). Another host that does answer is another
// matter, told by other rules.
#include <algorithm>
#include <array>

#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_private_address(const std::string& host) {
  if (host.starts_with("10.") || host.starts_with("127.") || host.starts_with("192.168.") ||
      host.starts_with("169.254."))
    return true;
  for (int second = 16; second <= 31; ++second)
    if (host.starts_with("172." + std::to_string(second) + ".")) return true;
  return false;
}

// A name that only means something inside of the server's own network.
bool is_internal(const std::string& host) {
  static constexpr std::array<std::string_view, 8> endings{".local", ".internal", ".lan",  ".localdomain",
                                                           ".svc",   ".intranet", ".corp", ".home.arpa"};
  const bool single_word = host.find('.') == std::string::npos && !host.starts_with('[');
  return single_word || is_private_address(host) || host.find(".svc.") != std::string::npos ||
         std::any_of(endings.begin(), endings.end(), [&](std::string_view e) { return host.ends_with(e); });
}

// The registry's line says http, the registry itself https, and there it is reached: the line is behind the times.
bool is_upgraded(const npm::Url& named, const npm::Url& registry, const Answer& a) {
  return registry.scheme == "http" && named.scheme == "https" && registry.port.empty() && named.port.empty() &&
         a.asked && a.trouble.empty() && a.status < 500;
}

enum class Base { right, wrong, likely_wrong };

Base base_of(const Concern& c) {
  const npm::Url& named = *c.url;
  const npm::Url& registry = *c.registry.parsed;
  const Answer& a = c.stopped_by.empty() ? c.verdict() : c.anonymous;
  const bool same_host = named.host == registry.host;
  const bool same_origin = named.origin() == registry.origin();
  if (same_origin) {
    // The path: a registry that hides what is private says 404 to many things.
    const bool below = named.path.starts_with(with_last_slash(registry.path));
    return !below && c.stopped_by.empty() && a.status == 404 && !hides_private(c) ? Base::likely_wrong : Base::right;
  }
  if (same_host) return is_upgraded(named, registry, a) ? Base::right : Base::wrong;  // another scheme or port
  if (is_internal(named.host) && !is_internal(registry.host)) return Base::wrong;
  if (host_is_unknown(a)) return Base::wrong;
  if (is_unreachable(a)) return Base::likely_wrong;
  return a.status == 404 && c.stopped_by.empty() && nothing_sent(c) ? Base::likely_wrong : Base::right;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.purpose != Purpose::tarball || (c.parent < 0 && !registry_names_host(c)) || !c.url || !c.registry.parsed)
      continue;
    const Base base = base_of(c);
    if (base == Base::right) continue;
    findings::Finding f = about(facts, i, "tarball-url-wrong-server", base == Base::wrong);
    const std::string registry = c.registry.parsed->origin();
    f.title = registry + " gives its tarballs an address that leads nowhere: " + c.url->origin();
    f.why =
        "npm takes dist.tarball from the registry's answer as it is. The server does not know the address that it is "
        "reached by.";
    f.help = "The server's base address has to be set to " + registry + ".";
    if (base == Base::likely_wrong)
      f.would_prove =
          "the answer of " + c.host + " from another network, or the server's own setting of its base address";
    add_route_line(c, f.evidence, "the registry that was asked");
    f.fixes.push_back(ask_server_admin(
        "base-address", "have the server's base address set to " + npm::shown_url(c.registry.url) +
                            " (Nexus: Base URL capability; Artifactory: Custom Base URL; Verdaccio: "
                            "VERDACCIO_PUBLIC_URL; behind a proxy: the forwarded host and scheme headers)"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_tarball_url_wrong_server;
const Rule rule_tarball_url_wrong_server{"tarball-url-wrong-server", check};

}  // namespace e401::rules
