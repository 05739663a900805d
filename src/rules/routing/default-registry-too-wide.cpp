#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_default_registry_too_wide;
const Rule rule_default_registry_too_wide{"default-registry-too-wide", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
