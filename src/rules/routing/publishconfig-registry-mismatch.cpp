#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_publishconfig_registry_mismatch;
const Rule rule_publishconfig_registry_mismatch{"publishconfig-registry-mismatch", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
