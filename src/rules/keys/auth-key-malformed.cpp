#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_auth_key_malformed;
const Rule rule_auth_key_malformed{"auth-key-malformed", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
