// The credential tells its own end (a JSON Web Token), and that is nearer than the organisation's file allows.
#include "base/shell.h"
#include "rules/lens.h"
#include "rules/policy/policy_findings.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void add(const Facts& facts, findings::Severity severity, findings::Findings& out) {
  for (const PolicyBreach& breach : credential_breaches(facts, policy::About::expiry)) {
    findings::Finding f = policy_finding(breach, "policy-expiry", severity);
    f.why = "A credential that ends unnoticed stops builds on a day that nobody chose.";
    f.help = "Renew it now, where it was made.";
    const std::string registry = f.host.empty() ? "" : " " + base::shell_word("--registry=https://" + f.host + "/");
    f.fixes = {manual("renew", "renew the credential", {"e401 token rotate" + registry, "e401 login" + registry})};
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_policy_expiry;
const Rule rule_policy_expiry = policy_rule<add>("policy-expiry");

}  // namespace e401::rules
