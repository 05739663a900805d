#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_password_not_base64;
const Rule rule_password_not_base64{"password-not-base64", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
