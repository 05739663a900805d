// What the rules about an organisation's policy share: the breaches of this configuration, with the lines that break
// it.
#pragma once

#include <string_view>
#include <vector>

#include "findings/finding.h"
#include "policy/policies.h"
#include "rules/facts.h"
#include "rules/rule.h"

namespace e401::rules {

struct PolicyBreach {
  policy::Breach breach;
  std::vector<findings::Evidence> evidence;  // what breaks it, the policy's own line last
  std::string host;
};

// Every credential of the configuration, of the files and of the environment, hidden ones too: a secret in a file is
// there.
std::vector<PolicyBreach> credential_breaches(const Facts& facts, policy::About about);
// Every route of the configuration and of publishConfig, the registries that are asked, the addresses of the lockfile.
std::vector<PolicyBreach> registry_breaches(const Facts& facts);

findings::Finding policy_finding(const PolicyBreach& breach, std::string_view code, findings::Severity severity);

// Both views of a rule about policies. Never about a request: whatever npm's trouble is, a policy does not explain it.
// So a warning in a diagnosis, and no cause; an error in lint.
template <void (*add)(const Facts& facts, findings::Severity severity, findings::Findings& out)>
constexpr Rule policy_rule(std::string_view code) {
  return {code, [](const Facts& facts, findings::Findings& out) { add(facts, findings::Severity::warning, out); },
          [](const LintFacts& facts, findings::Findings& out) {
            for (const Facts& project : facts.projects) add(project, findings::Severity::error, out);
          }};
}

}  // namespace e401::rules
