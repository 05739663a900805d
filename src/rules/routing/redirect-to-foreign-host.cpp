// The registry answers with a redirect to another host, npm drops the credential on the way as it must, and the
// other host refuses. The reverse fault has the same cure: a redirect on the same host name keeps the credential, and a
// store with signed addresses refuses whoever brings one.
#include "base/text.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool refuses_any_credential(const Answer& a) {
  const std::string body = base::ascii_lower(a.body.substr(0, 4096));
  return a.status == 400 &&
         (body.find("auth mechanism") != std::string::npos || body.find("invalidargument") != std::string::npos);
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const Answer& a = c.verdict();
    if (a.hops.empty() || !c.url || is_login_page(a)) continue;
    const auto last = npm::parse_url(a.hops.back());
    if (!last) continue;
    const bool other_host = last->host != c.url->host;
    const bool dropped = other_host && a.refused() && !nothing_sent(c);
    const bool kept = !other_host && refuses_any_credential(a);
    const bool gone = other_host && is_unreachable(a);
    if (!dropped && !kept && !gone) continue;
    findings::Finding f = about(facts, i, "redirect-to-foreign-host", dropped || kept);
    f.host = last->host_port();
    f.title = kept   ? c.host + " redirects to its store, which refuses requests that carry a credential"
              : gone ? c.host + " redirects to " + f.host + ", which does not answer here"
                     : c.host + " redirects to " + f.host + ", which wants a credential that npm does not take along";
    f.why = kept ? "npm keeps the credential while the host name stays the same; an address with a signature of its "
                   "own must be asked without."
                 : "npm drops the credential when a redirect leads to another host name, so that no registry can pass "
                   "it on to strangers.";
    f.help =
        "The registry has to redirect to an address that needs no credential (a signed one), or serve the file itself.";
    if (gone) f.would_prove = "asking from a network that reaches " + f.host;
    add_route_line(c, f.evidence, "the registry that redirects");
    f.fixes.push_back(ask_server_admin(
        "signed-redirect",
        "have those who run " + c.host + " redirect to signed addresses, or serve tarballs without a redirect"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_redirect_to_foreign_host;
const Rule rule_redirect_to_foreign_host{"redirect-to-foreign-host", check};

}  // namespace e401::rules
