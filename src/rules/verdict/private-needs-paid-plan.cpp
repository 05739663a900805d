#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_private_needs_paid_plan;
const Rule rule_private_needs_paid_plan{"private-needs-paid-plan", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
