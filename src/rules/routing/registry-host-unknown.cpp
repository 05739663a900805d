#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_registry_host_unknown;
const Rule rule_registry_host_unknown{"registry-host-unknown", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
