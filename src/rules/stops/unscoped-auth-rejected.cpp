#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_unscoped_auth_rejected;
const Rule rule_unscoped_auth_rejected{"unscoped-auth-rejected", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
