#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_password_wrong;
const Rule rule_password_wrong{"password-wrong", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
