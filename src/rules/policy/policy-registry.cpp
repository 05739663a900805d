// The organisation's file names the registries of a scope, and something routes it to another one.
#include "rules/lens.h"
#include "rules/policy/policy_findings.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void add(const Facts& facts, findings::Severity severity, findings::Findings& out) {
  for (const PolicyBreach& breach : registry_breaches(facts)) {
    findings::Finding f = policy_finding(breach, "policy-registry", severity);
    f.why =
        "Whoever may publish at a registry can put code into what is built from it: the organisation has said which "
        "ones "
        "it relies on.";
    f.help =
        "Route the packages to a registry that the policy allows, or have the policy changed by those who keep it.";
    f.fixes = {manual("route-as-allowed", "write a registry that the policy allows into the line that is shown")};
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_policy_registry;
const Rule rule_policy_registry = policy_rule<add>("policy-registry");

}  // namespace e401::rules
