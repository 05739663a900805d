#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_basic_auth_incomplete;
const Rule rule_basic_auth_incomplete{"basic-auth-incomplete", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
