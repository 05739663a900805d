// The name of the registry's host leads nowhere. A name one or two letters off from a host that a credential is filed
// for, or from a well-known registry, is offered as what was meant; never more than offered, for the credential would
// go there.
#include <array>

#include "base/text.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

const Answer* unknown(const Concern& c) {
  for (const Answer* a : {&c.as_sent, &c.anonymous, &c.logged})
    if (host_is_unknown(*a) && a->hops.empty()) return a;
  return nullptr;
}

std::string meant_host(const Facts& facts, const Concern& c) {
  const auto close = [&](std::string_view other) {
    return other != c.host && base::edit_distance(c.host, other, 2) <= 2;
  };
  for (const Keyed& k : keyed_credentials(facts))
    if (close(k.host)) return k.host;
  for (const Route& r : routes(facts))
    if (close(r.parsed.host_port())) return r.parsed.host_port();
  static constexpr std::array<std::string_view, 5> known{"npm.pkg.github.com", "gitlab.com", "pkgs.dev.azure.com",
                                                         "npm.cloudsmith.io", "npm.fontawesome.com"};
  for (const std::string_view host : known)
    if (close(host)) return std::string(host);
  return close(npm::public_registry_host()) ? npm::public_registry_host() : std::string();
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const Answer* a = unknown(c);
    if (!c.registry.parsed || c.registry.parsed->host_port() != c.host || !a) continue;
    // The public registry's name exists, and of another one nothing is known where DNS itself did not answer.
    const bool no_network = is_public_registry(c) || a->node_code.starts_with("EAI_");
    findings::Finding f = about(facts, i, "registry-host-unknown", !no_network);
    const std::string meant = meant_host(facts, c);
    f.title = no_network
                  ? "the name " + c.host + " cannot be looked up from here"
                  : "there is no host " + c.host + (meant.empty() ? "" : "; " + meant + " is nearly the same name");
    f.why =
        "The name in the registry's address has to be known to DNS (or to the proxy); without a host there is nobody "
        "to judge a credential.";
    f.help = no_network ? "Look at the network, the DNS server or the proxy settings of this machine."
                        : "Correct the host name; if it is right, it is a name of another network (VPN), or the "
                          "registry has moved.";
    if (no_network) f.would_prove = "looking up any other name from this machine";
    add_route_line(c, f.evidence, "names the host");
    std::vector<std::string> commands;
    if (!meant.empty() && c.registry.entry && c.registry.entry->line) {
      npm::Url url = *c.registry.parsed;
      const auto colon = meant.find(':');
      url.host = meant.substr(0, colon);
      url.port = colon == std::string::npos ? "" : meant.substr(colon + 1);
      commands.push_back(set_command(c.registry.key, url.shown(), npm::name_of(c.registry.entry->layer)));
    }
    f.fixes.push_back(manual("correct-host",
                             no_network ? "make the network reach " + c.host
                                        : "correct the host name in the registry's address" +
                                              (meant.empty() ? "" : ", if " + meant + " is meant"),
                             std::move(commands)));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_registry_host_unknown;
const Rule rule_registry_host_unknown{"registry-host-unknown", check};

}  // namespace e401::rules
