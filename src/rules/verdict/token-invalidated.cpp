#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_token_invalidated;
const Rule rule_token_invalidated{"token-invalidated", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
