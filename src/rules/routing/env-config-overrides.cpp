#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_env_config_overrides;
const Rule rule_env_config_overrides{"env-config-overrides", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
