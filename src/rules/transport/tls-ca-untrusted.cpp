// The TLS handshake failed for want of trust. Node looks at its own list of roots, not at the system's: that a browser
// or curl opens the address proves nothing, and is said. Nothing here ever suggests strict-ssl=false.
#include "base/text.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

const Answer* untrusted(const Concern& c) {
  const Answer* a = answer_with(c, "tls-untrusted");
  return a ? a : answer_with(c, "tls-name");
}

std::string title_of(const Concern& c, const Answer& a) {
  const std::string& code = a.node_code;
  if (a.trouble == "tls-name") return "the certificate of " + c.host + " is for another name";
  if (code == "CERT_HAS_EXPIRED") return "the certificate of " + c.host + " has expired";
  if (code == "CERT_NOT_YET_VALID") return "the certificate of " + c.host + " is not valid yet";
  if (code == "DEPTH_ZERO_SELF_SIGNED_CERT")
    return "the certificate of " + c.host + " is self-signed, and Node does not know it";
  return "the certificate of " + c.host + " comes from an authority that Node does not know";
}

// cafile and ca replace Node's own roots: a registry outside of the company fails then.
const npm::Entry* own_roots(const Facts& facts) {
  for (const char* key : {"cafile", "ca"}) {
    const npm::Entry* entry = facts.config.find(key);
    if (entry && entry->value.truthy()) return entry;
  }
  return nullptr;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const Answer* a = untrusted(c);
    if (!a) continue;
    findings::Finding f = about(facts, i, "tls-ca-untrusted", true);
    f.title = title_of(c, *a);
    f.detail = "The TLS connection to " + c.host + " was broken off: " + base::printable(a->trouble_detail) +
               (a->node_code.empty() ? "" : " (" + a->node_code + ")") +
               (a->tls_issuer.empty() ? "" : "; issuer: " + base::printable(a->tls_issuer)) +
               ". No request and no credential was sent.";
    f.why =
        "npm runs on Node, which trusts the roots it was built with and what cafile, ca or NODE_EXTRA_CA_CERTS add.";
    if (a->trusted_by_system)
      f.why +=
          " The system's own store does trust this certificate, so browsers and curl open the address; Node does not "
          "look there.";
    const bool clock = a->node_code == "CERT_HAS_EXPIRED" || a->node_code == "CERT_NOT_YET_VALID";
    const npm::Entry* roots = own_roots(facts);
    if (a->trouble == "tls-name" || clock) {
      f.help = clock ? "Check this machine's clock; if it is right, the registry needs a new certificate."
                     : "Use the host name that the certificate is for, or have it issued for this one.";
      f.fixes.push_back(ask_server_admin(
          "new-certificate", "have a certificate for " + c.host + " installed that is valid and names this host"));
    } else {
      f.help = "Get the root certificate of the authority as a PEM file and name it to Node.";
      const std::string file = roots ? "add the authority's PEM to the file that " + roots->key +
                                           " names: it replaces all of Node's own roots"
                                     : "name the authority's PEM file to Node (it is added to Node's own roots)";
      std::vector<std::string> commands{"export NODE_EXTRA_CA_CERTS=/path/to/authority.pem"};
      if (roots) commands = {"cat /path/to/authority.pem >> FILE-OF-CAFILE"};
      if (a->trusted_by_system && !roots)  // cafile and ca replace that store too
        commands.push_back("export NODE_USE_SYSTEM_CA=1   # Node 22.19, 24.6 and later: trust the system's store");
      f.fixes.push_back(manual("trust-authority", file, std::move(commands)));
      f.fixes.push_back(manual(
          "cafile", "or write cafile= into your user npmrc, with a file that holds the authority and the public roots",
          {"npm config set cafile /path/to/bundle.pem"}));
    }
    add_route_line(c, f.evidence);
    if (roots) f.evidence.push_back(at(*roots, "replaces Node's own roots"));
    if (!roots && facts.config.situation.variable("NODE_EXTRA_CA_CERTS").value_or("") != "")
      f.evidence.push_back(at_variable("NODE_EXTRA_CA_CERTS", "does not hold this authority"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_tls_ca_untrusted;
const Rule rule_tls_ca_untrusted{"tls-ca-untrusted", check};

}  // namespace e401::rules
