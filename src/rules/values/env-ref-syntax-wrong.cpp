#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_env_ref_syntax_wrong;
const Rule rule_env_ref_syntax_wrong{"env-ref-syntax-wrong", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
