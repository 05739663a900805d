#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_token_trailing_newline;
const Rule rule_token_trailing_newline{"token-trailing-newline", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
