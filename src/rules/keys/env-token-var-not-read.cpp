#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_env_token_var_not_read;
const Rule rule_env_token_var_not_read{"env-token-var-not-read", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
