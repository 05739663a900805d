// An organisation's file applies here and is not understood. What it forbids is not known, so nothing is changed.
#include "rules/lens.h"
#include "rules/policy/policy_findings.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void add(const Facts& facts, findings::Severity severity, findings::Findings& out) {
  for (const policy::Policy& policy : facts.policies.all()) {
    if (policy.complaints.empty()) continue;
    const policy::Complaint& first = policy.complaints.front();
    findings::Finding f;
    f.code = "policy-unreadable";
    f.severity = severity;
    f.title = "the policy is not understood: " + first.what;
    for (const policy::Complaint& c : policy.complaints)
      f.evidence.push_back(at(c.place, &c == &first ? c.help : c.what));
    f.detail = policy.path + (policy.source ? " was read" : " could not be read");
    f.why =
        "What it forbids is not known. `e401 fix` changes nothing as long as that is so, rather than what may be "
        "forbidden.";
    f.help = first.help.empty() ? "Mend the file; docs/POLICY.md has its format."
                                : "Mend it: " + first.help + (first.help.ends_with('?') ? "" : ".");
    f.fixes = {manual("mend-policy", "mend " + policy.path)};
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_policy_unreadable;
const Rule rule_policy_unreadable = policy_rule<add>("policy-unreadable");

}  // namespace e401::rules
