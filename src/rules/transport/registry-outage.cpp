#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_registry_outage;
const Rule rule_registry_outage{"registry-outage", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
