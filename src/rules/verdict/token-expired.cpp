#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_token_expired;
const Rule rule_token_expired{"token-expired", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
