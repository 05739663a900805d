#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_token_scope_insufficient;
const Rule rule_token_scope_insufficient{"token-scope-insufficient", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
