#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_no_credential_for_registry;
const Rule rule_no_credential_for_registry{"no-credential-for-registry", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
