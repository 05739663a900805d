#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_token_bearer_prefix;
const Rule rule_token_bearer_prefix{"token-bearer-prefix", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
