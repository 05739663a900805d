#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_token_quoted;
const Rule rule_token_quoted{"token-quoted", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
