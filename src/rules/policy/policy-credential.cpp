// The organisation's file says which kinds of credential may be used and where a secret may stand; this one is another
// or stands elsewhere.
#include "rules/lens.h"
#include "rules/policy/policy_findings.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void add(const Facts& facts, findings::Severity severity, findings::Findings& out) {
  for (const PolicyBreach& breach : credential_breaches(facts, policy::About::credential)) {
    findings::Finding f = policy_finding(breach, "policy-credential", severity);
    f.why =
        "npm takes it, the organisation does not: a kind of credential that cannot be bounded or revoked, or a secret "
        "that whoever reads the file has.";
    f.help =
        "Replace it by one that the policy allows, or refer to a variable: //HOST/:_authToken=${NPM_TOKEN}. A secret "
        "that "
        "stood in a project's file is to be revoked.";
    f.fixes = {
        manual("replace-credential", "replace the credential of the line that is shown by one that the policy allows")};
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_policy_credential;
const Rule rule_policy_credential = policy_rule<add>("policy-credential");

}  // namespace e401::rules
