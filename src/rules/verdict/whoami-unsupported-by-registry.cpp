#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_whoami_unsupported_by_registry;
const Rule rule_whoami_unsupported_by_registry{"whoami-unsupported-by-registry", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
