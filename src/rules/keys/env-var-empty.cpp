#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_env_var_empty;
const Rule rule_env_var_empty{"env-var-empty", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
