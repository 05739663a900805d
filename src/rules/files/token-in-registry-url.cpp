#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_token_in_registry_url;
const Rule rule_token_in_registry_url{"token-in-registry-url", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
