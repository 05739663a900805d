// The packument's dist.tarball names another host, which answers and wants a credential; npm has none for that host and
// must not send the registry's there. Only a person knows whether the same account is good at both.
#include "base/shell.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool named_by_registry(const Concern& c) {
  return c.parent >= 0 || registry_names_host(c);
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.purpose != Purpose::tarball || !c.stopped_by.empty() || !c.url || !c.registry.parsed || !named_by_registry(c))
      continue;
    if (c.url->host == c.registry.parsed->host || !nothing_sent(c) || !c.verdict().refused()) continue;
    if (credential_meant_for(facts, c.host)) continue;
    findings::Finding f = about(facts, i, "cross-host-tarball-no-auth", true);
    const std::string& registry = c.registry.parsed->host_port();
    f.title = registry + " names " + c.host + " for its tarballs, and that host wants a credential of its own";
    f.why = "npm files credentials by host: the one for " + registry + " does not go to " + c.host +
            ", and there is none for it.";
    f.help = "If " + c.host +
             " belongs to the same registry, file a credential under its own key, or have the registry name its own "
             "address in dist.tarball.";
    add_route_line(c, f.evidence, "the registry that was asked");
    std::string folder = c.url->path.substr(0, c.url->path.find(c.spec.name.empty() ? "/-/" : c.spec.name));
    if (!folder.ends_with('/')) folder = "/";
    f.fixes.push_back(
        manual("credential-for-host",
               "get a credential for " + c.host + " and store it under //" + c.host + folder + ":_authToken",
               {"npm login " + base::shell_word("--registry=" + c.url->origin() + folder)}));
    f.fixes.push_back(
        ask_server_admin("server-address", "or have " + registry + " serve its tarballs under its own address"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_cross_host_tarball_no_auth;
const Rule rule_cross_host_tarball_no_auth{"cross-host-tarball-no-auth", check};

}  // namespace e401::rules
