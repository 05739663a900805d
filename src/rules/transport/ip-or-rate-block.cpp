#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_ip_or_rate_block;
const Rule rule_ip_or_rate_block{"ip-or-rate-block", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
