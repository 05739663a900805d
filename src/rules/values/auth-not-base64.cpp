#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_auth_not_base64;
const Rule rule_auth_not_base64{"auth-not-base64", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
