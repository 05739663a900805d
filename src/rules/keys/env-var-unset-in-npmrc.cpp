#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_env_var_unset_in_npmrc;
const Rule rule_env_var_unset_in_npmrc{"env-var-unset-in-npmrc", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
