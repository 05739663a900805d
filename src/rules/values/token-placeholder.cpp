#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_token_placeholder;
const Rule rule_token_placeholder{"token-placeholder", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
