#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_auth_key_trailing_slash;
const Rule rule_auth_key_trailing_slash{"auth-key-trailing-slash", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
