#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_auth_field_typo;
const Rule rule_auth_field_typo{"auth-field-typo", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
